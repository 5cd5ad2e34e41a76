"""Domain, rules and actions speak of the same things."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from actions.service.tasks import TASKS
from settings import PROJECT_ROOT
from tests.actions.conftest import InProcess


def read(path: str) -> Any:
    return yaml.safe_load((PROJECT_ROOT / path).read_text())


@pytest.fixture(scope="module")
def domain() -> Any:
    return read("domain.yml")


@pytest.fixture(scope="module")
def sources() -> str:
    rooms = (PROJECT_ROOT / "actions", PROJECT_ROOT / "bot")
    return "\n".join(path.read_text() for room in rooms for path in room.rglob("*.py"))


def test_the_domain_lists_exactly_the_actions_that_are_there(
    domain: Any, endpoint: InProcess
) -> None:
    assert set(endpoint.executor.actions) == set(domain["actions"])


def test_every_response_that_an_action_sends_is_worded(domain: Any, sources: str) -> None:
    sent = set(re.findall(r'"(utter_(?!action")[a-z_]+[a-z])"', sources))
    assert len(sent) > 10
    assert sent <= set(domain["responses"])
    for kind in ("find", "unclear"):
        for asked in ("order_number", "proof"):
            assert f"utter_{kind}_{asked}" in domain["responses"]


def test_every_response_is_used(domain: Any, sources: str) -> None:
    rules = (PROJECT_ROOT / "data" / "rules.yml").read_text()
    for name in domain["responses"]:
        by_form = name.startswith(("utter_ask_service_form_", "utter_find_", "utter_unclear_"))
        named = any(f"{quote}{name}{quote}" in sources for quote in ("'", '"'))
        assert by_form or name == "utter_default" or name in rules or named, name


@pytest.mark.parametrize("task", TASKS)
def test_every_question_of_a_task_is_asked_somewhere(domain: Any, task: str) -> None:
    asked = {*domain["actions"], *domain["responses"]}
    for step in ("order_number", "proof", *(step.slot for step in TASKS[task].steps)):
        names = {f"{kind}_ask_service_form_{step}" for kind in ("action", "utter")}
        assert len(names & asked) == 1, names


def test_every_intent_has_a_rule(domain: Any) -> None:
    text = (PROJECT_ROOT / "data" / "rules.yml").read_text()
    ruled = set(re.findall(r"- intent: (\w+)", text))
    assert ruled == {*domain["intents"], "nlu_fallback"}
    assert set(TASKS) <= ruled


def test_no_slot_is_a_feature(domain: Any) -> None:
    assert all(slot["influence_conversation"] is False for slot in domain["slots"].values())
