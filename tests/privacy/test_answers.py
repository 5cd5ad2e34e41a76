"""What is said in answer to a question for something personal is hidden, whatever it is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

from bot.privacy.broker import RedactedEventBroker
from bot.privacy.tracker_store import RedactingTrackerStore
from tests.privacy.conftest import DOMAIN, RULES, SENDER, Broker, user

MakeStore = Callable[..., RedactingTrackerStore]
LISTEN = ActionExecuted("action_listen")
ASKED = [user("change my address"), SlotSet("requested_slot", "new_address")]


async def say(store: RedactingTrackerStore, *events: Event) -> None:
    """Save a turn as Rasa does: with the tracker that the store gives."""
    tracker = await store.retrieve(SENDER)
    tracker = tracker or DialogueStateTracker(SENDER, DOMAIN.slots)
    for event in events:
        tracker.update(event)
    await store.save(tracker)


def stored(database: Path) -> list[dict[str, Any]]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT data FROM events ORDER BY id")
        return [json.loads(data) for (data,) in rows]


@pytest.mark.parametrize(
    "answer",
    [
        "the red door past the mill",  # no address at all, the form refuses it
        "rose cottage mill lane",
        "tom ashby",
        "rosenhof hinter der kirche",
        "你好山那边的红房子",
        "never mind what does a return cost",
        "/ rose cottage",
    ],
)
@pytest.mark.parametrize("intent", ["inform", "order_status"])
async def test_an_answer_is_hidden_and_given_back(
    make_store: MakeStore, database: Path, answer: str, intent: str
) -> None:
    store = make_store()
    await say(store, *ASKED)
    entity = {"entity": "product", "start": 0, "end": 4, "value": answer[:4]}
    event = user(answer, [entity])
    event.intent["name"] = event.parse_data["intent"]["name"] = intent
    echo = BotUttered(f"I can't find {answer}.", {"buttons": [{"title": answer, "payload": "/x"}]})
    await say(store, event, SlotSet("shopping", {"about": answer}), echo)
    raw = json.dumps(stored(database), ensure_ascii=False)
    assert answer not in raw
    assert not any(word in raw for word in answer.split() if len(word) > 4)
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    assert tracker.latest_message.text == answer
    assert tracker.latest_message.entities[0]["value"] == answer[:4]
    assert tracker.slots["shopping"].value == {"about": answer}


async def test_each_message_is_hidden_until_the_question_is_settled(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store()
    await say(store, *ASKED)
    await say(store, user("no idea"), BotUttered("Which address?"))
    await say(store, user("the red door"), SlotSet("requested_slot", None))
    await say(store, user("what does a red door cost"))
    texts = [event["text"] for event in stored(database) if event["event"] == "user"]
    assert texts[0] == "change my address"
    assert texts[1].startswith("[answer:") and texts[2].startswith("[answer:")
    # An answer is often plain talk: later it is not looked for.
    assert texts[3] == "what does a red door cost"


async def test_another_server_knows_the_question(make_store: MakeStore, database: Path) -> None:
    await say(make_store(), *ASKED)
    await say(make_store(), user("the red door"))
    assert stored(database)[-1]["text"].startswith("[answer:")


async def test_kinds_within_an_answer_keep_their_tokens(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store()
    await say(store, *ASKED)
    await say(store, user("red door, ask maya@example.com"))
    await say(store, user("MAYA@example.com"), SlotSet("requested_slot", "task"))
    texts = [event["text"] for event in stored(database) if event["event"] == "user"]
    assert texts[1].startswith("[answer:") and "[email:" in texts[1]
    assert texts[2].startswith("[email:")


@pytest.mark.parametrize("text", ["/affirm", '/inform{"product": "tent"}'])
async def test_a_button_is_no_answer_to_hide(
    make_store: MakeStore, database: Path, text: str
) -> None:
    store = make_store()
    await say(store, *ASKED)
    await say(store, user(text))
    assert stored(database)[-1]["text"] == text


@pytest.mark.parametrize("slot", ["task", None])
async def test_other_questions_leave_answers_alone(
    make_store: MakeStore, database: Path, slot: str | None
) -> None:
    store = make_store()
    await say(store, user("hello"), SlotSet("requested_slot", slot))
    await say(store, user("the red one"))
    assert stored(database)[-1]["text"] == "the red one"


async def test_what_follows_an_action_in_vain_is_hidden(
    make_store: MakeStore, database: Path
) -> None:
    # The action server is down: nobody knows what the shopper takes to have been asked.
    store = make_store()
    await say(store, user("track my parcel"), ActionExecuted("service_form"), LISTEN)
    await say(store, user("r77qLmDIf"), ActionExecuted("action_take_up"), LISTEN)
    await say(make_store(), user("hello?"), BotUttered("Hello!"), LISTEN)
    await say(make_store(), user("the red one"))
    texts = [event["text"] for event in stored(database) if event["event"] == "user"]
    assert texts[1].startswith("[answer:") and texts[2].startswith("[answer:")
    assert texts[::3] == ["track my parcel", "the red one"]


@pytest.mark.parametrize(
    "before",
    [
        [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")],
        [user("hi"), ActionExecuted("utter_greet"), BotUttered("Hi!"), ActionExecuted("x")],
        [user("hi"), user("hello")],
    ],
)
async def test_what_follows_an_answered_message_is_left_alone(
    make_store: MakeStore, database: Path, before: list[Event]
) -> None:
    store = make_store()
    await say(store, *before)
    await say(store, user("the red one"))
    assert stored(database)[-1]["text"] == "the red one"


def test_the_broker_alone_hides_answers_too() -> None:
    inner = Broker()
    broker = RedactedEventBroker(inner, rules=RULES)
    for event in (*ASKED, user("the red door")):
        broker.publish({"sender_id": SENDER, **event.as_dict()})
    assert inner.published[-1]["text"].startswith("[answer:")


async def test_what_only_its_surroundings_tell_is_hidden_in_all_events_of_the_turn(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store()
    text = "it's mastercard, 482"
    echo = BotUttered(f"You said: {text}")
    await say(store, user(text), SlotSet("shopping", {"about": text}), echo)
    raw = json.dumps(stored(database), ensure_ascii=False)
    assert "[secret:" in raw
    assert "482" not in raw
    await say(store, user("thanks"), SlotSet("shopping", {"about": text}))
    assert ", 482" not in json.dumps(stored(database))
