"""Answers of the FAQ while the action server is out of reach: given, and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.actions.forms import FormAction
from rasa.core.channels.channel import CollectingOutputChannel
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from benchmarks.processes import free_port
from bot import spare_answers
from bot.answers import JoinedAnswers
from bot.privacy.events import UNANSWERED, asked_by

DOMAIN = Domain.from_dict(
    {
        "intents": ["faq", "order_status"],
        "slots": {"contact": {"type": "any", "mappings": [{"type": "custom"}]}},
        "forms": {"service_form": {"required_slots": []}},
        "actions": ["action_answer", "validate_service_form"],
        "responses": {
            "utter_faq/wrapping": [{"text": "We wrap."}],
            "utter_question_stays": [{"text": "Please tell me again."}],
        },
    }
)


@pytest.fixture(autouse=True)
def _installed() -> None:
    spare_answers.install()
    spare_answers.install()


@pytest.fixture(params=["nobody listens", "it fails"])
async def out_of_reach(request: pytest.FixtureRequest) -> AsyncIterator[EndpointConfig]:
    """The address of an action server that is not there, or breaks."""
    port = free_port()
    if request.param == "nobody listens":
        yield EndpointConfig(f"http://127.0.0.1:{port}/webhook")
        return

    async def fail(_: web.Request) -> web.Response:
        return web.Response(status=500)

    app = web.Application()
    app.router.add_post("/webhook", fail)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield EndpointConfig(f"http://127.0.0.1:{port}/webhook")
    await runner.cleanup()


def asking(intent: str = "faq", confidence: float = 0.9) -> UserUttered:
    answer = {
        "utter_action": "utter_faq/wrapping",
        "responses": [{"text": "We wrap in paper."}],
        "confidence": confidence,
    }
    parsed = {
        "intent": {"name": intent, "confidence": 0.9},
        "response_selector": {"faq": {"response": answer}},
    }
    return UserUttered("do you wrap presents?", parsed["intent"], parse_data=parsed)


async def run(action: RemoteAction | FormAction, *events: Any) -> DialogueStateTracker:
    """Run an action as Rasa does; returns the conversation after it."""
    tracker = DialogueStateTracker.from_events("shopper", events, DOMAIN.slots)
    generator = JoinedAnswers(EndpointConfig(), DOMAIN)
    said = await action.run(CollectingOutputChannel(), generator, tracker, DOMAIN)
    tracker.update(ActionExecuted(action.name()))
    tracker.update_with_events(said, DOMAIN)
    return tracker


def asked(tracker: DialogueStateTracker) -> str | None:
    return asked_by(event.as_dict() for event in tracker.events)


def texts(tracker: DialogueStateTracker) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, BotUttered)]


async def test_a_question_is_answered_as_the_answer_stands(out_of_reach: EndpointConfig) -> None:
    tracker = await run(RemoteAction("action_answer", out_of_reach), asking())
    assert texts(tracker) == ["We wrap in paper."]
    assert tracker.events[-1].metadata["utter_action"] == "utter_faq/wrapping"
    assert asked(tracker) is None  # it was answered: what comes next is no answer to anything


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("action_answer", asking(confidence=0.3)),
        ("action_answer", asking("order_status")),
        ("action_delivery", asking()),
    ],
)
async def test_anything_else_stays_unanswered(
    out_of_reach: EndpointConfig, action: str, message: UserUttered
) -> None:
    with pytest.raises(RasaException):
        await run(RemoteAction(action, out_of_reach), message)
    # So Rasa logs the action as run in vain, and the next message is hidden.
    events = [message.as_dict(), ActionExecuted(action).as_dict()]
    assert asked_by(events) == UNANSWERED


async def test_the_question_of_a_form_stays_open(out_of_reach: EndpointConfig) -> None:
    before = (ActiveLoop("service_form"), SlotSet("requested_slot", "contact"))
    listens = ActionExecuted("action_listen")
    tracker = await run(FormAction("service_form", out_of_reach), *before, listens, asking())
    assert texts(tracker) == ["We wrap in paper.", "Please tell me again."]
    assert tracker.active_loop_name == "service_form"
    assert tracker.get_slot("requested_slot") == "contact"
    assert asked(tracker) == "contact"  # what answers it is hidden as before


async def test_what_the_action_server_refuses_is_left_to_rasa() -> None:
    class Refusing(EndpointConfig):
        async def request(self, *_: Any, **__: Any) -> Any:
            raise ActionExecutionRejection("action_answer")

    with pytest.raises(ActionExecutionRejection):
        await run(RemoteAction("action_answer", Refusing("http://x")), asking())
