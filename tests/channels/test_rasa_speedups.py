"""The quicker ways give what Rasa's own give."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import Event, SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig

from bot import rasa_speedups


@pytest.fixture(autouse=True)
def _installed() -> None:
    rasa_speedups.install()
    rasa_speedups.install()


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [], "responses": []},
        {
            "events": [{"event": "slot", "name": "a", "value": 1}],
            "responses": [{"text": "a"}],
        },
    ],
)
def test_a_good_answer_of_the_action_server_passes(answer: dict[str, Any]) -> None:
    action = RemoteAction("action_x", EndpointConfig("http://localhost"))
    assert action._validate_action_result(answer) is True


@pytest.mark.parametrize("answer", [{"events": [{"no": "event"}]}, {"responses": ["text"]}, []])
def test_a_bad_answer_is_refused_in_rasas_words(answer: Any) -> None:
    action = RemoteAction("action_x", EndpointConfig("http://localhost"))
    with pytest.raises(ValidationError, match="Action server response"):
        action._validate_action_result(answer)


def test_events_are_found_by_name() -> None:
    for _ in range(2):
        assert Event.resolve_by_type("user") is UserUttered
        assert Event.resolve_by_type("slot", UserUttered) is SlotSet
        assert Event.resolve_by_type("unknown", SlotSet) is SlotSet
        with pytest.raises(ValueError, match="unknown"):
            Event.resolve_by_type("unknown")
