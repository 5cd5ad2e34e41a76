"""Retention and erasure by age, on SQLite and PostgreSQL, with conversations going on."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import ActionExecuted, Event, SessionStarted, SlotSet
from rasa.shared.core.events import Event as RasaEvent
from rasa.shared.utils.common import all_subclasses

from bot.privacy.durations import read_duration
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.errors import PrivacyConfigError
from bot.privacy.events import EXPIRED_TEXT, TYPES
from bot.privacy.retention import Retention, RetentionRun, read_retention
from bot.privacy.tracker_store import RedactingTrackerStore, TrackerStoreConfigError
from tests.privacy.conftest import DOMAIN, SENDER, conversation, store_at, tracker_of, user

DAY = 86400
RETENTION = Retention({"user": 30 * DAY, "slot": 7 * DAY}, 90 * DAY)
NOW = time.time()


def aged(events: list[Event], days: float) -> list[Event]:
    for number, event in enumerate(events):
        event.timestamp = NOW - days * DAY + number * 1e-3
    return events


def session(text: str) -> list[Event]:
    return [
        ActionExecuted("action_session_start"),
        SessionStarted(),
        ActionExecuted("action_listen"),
        user(text),
        SlotSet("task", "status"),
    ]


def run(store: RedactingTrackerStore, retention: Retention = RETENTION) -> dict[str, int]:
    return RetentionRun(store.engine, retention, store._vault.forget, NOW).run()


def rows(store: RedactingTrackerStore) -> list[tuple[str, dict[str, Any]]]:
    with store.engine.connect() as connection:
        query = "select sender_id, data from events order by id"
        return [(r[0], json.loads(r[1])) for r in connection.exec_driver_sql(query)]


async def test_each_type_has_its_age(database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(aged(conversation(), 10)))
    count = Counter(event.type_name for event in conversation())
    assert run(store) == {"slot": count["slot"]}
    stored = [event for _, event in rows(store)]
    assert {event["value"] for event in stored if event["event"] == "slot"} == {None}
    assert any("order [order_number:" in str(event.get("text")) for event in stored)
    assert run(store) == {}  # nothing is erased twice


async def test_a_conversation_goes_on_over_expired_events(database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(aged(conversation(), 40)))
    before = await store.retrieve(SENDER)
    assert before is not None
    assert run(store)["user"] == 2
    after = await store.retrieve(SENDER)
    assert after is not None and len(after.events) == len(before.events)
    assert [e.type_name for e in after.events] == [e.type_name for e in before.events]
    assert [e.timestamp for e in after.events] == [e.timestamp for e in before.events]
    assert after.latest_message is not None and after.latest_message.text == EXPIRED_TEXT
    assert after.get_slot("order_number") is None
    after.update_with_events([user("and order 10024?"), SlotSet("order_number", "10024")], DOMAIN)
    await store.save(after)
    again = await store.retrieve(SENDER)
    assert again is not None and len(again.events) == len(before.events) + 2
    assert again.get_slot("order_number") == "10024"


async def test_old_sessions_and_conversations_vanish_as_rows(database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(aged(session("long ago"), 200), "gone"))
    await store.save(tracker_of(aged(session("long ago"), 200), "back"))
    tracker = await store.retrieve("back")
    assert tracker is not None
    for event in aged(session("today"), 0.5):
        tracker.update(event)
    await store.save(tracker)
    assert store._vault.open(store.pseudonym("gone")) is not None
    assert run(store) == {"action": 4, "session_started": 2, "user": 2, "slot": 2}
    assert {sender for sender, _ in rows(store)} == {store.pseudonym("back")}
    full = await store.retrieve_full_tracker("back")
    assert full is not None and len(full.events) == 5
    entries = list(read_erasure_log(store.engine))
    assert {entry.erased_by for entry in entries} == {"retention"}
    assert {entry.conversation for entry in entries} == {None}
    assert sum(sum(entry.counts.values()) for entry in entries) == 10


async def test_no_byte_of_what_is_too_old_stays_in_the_file(
    make_store: Callable[..., RedactingTrackerStore], database: Path
) -> None:
    store = make_store()
    await store.save(tracker_of(aged([user("is zebrawood in stock?")], 40)))
    await store.save(tracker_of(aged([user("is rosewood in stock?")], 400), "gone"))
    await store.save(tracker_of([user("is beech in stock?")], "here"))
    run(store)
    content = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert b"zebrawood" not in content and b"rosewood" not in content and b"beech" in content


async def test_without_a_default_nothing_is_deleted(database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(aged(conversation(), 5000)))
    assert run(store, Retention({"user": DAY})) == {"user": 2}
    assert len(rows(store)) == len(conversation())


async def test_metadata_from_outside_does_not_keep_an_event(database_url: str) -> None:
    store = store_at(database_url)
    outside = user("my order 10023", metadata={"expired_by_retention": True})
    await store.save(tracker_of(aged([outside], 40)))
    assert run(store) == {"user": 1}


async def test_more_than_a_batch(database_url: str) -> None:
    store = store_at(database_url)
    await store.save(tracker_of(aged([user(f"message {n}") for n in range(450)], 40)))
    await store.save(tracker_of(aged([user(f"message {n}") for n in range(450)], 100), "old"))
    assert run(store) == {"user": 900}
    assert len(rows(store)) == 450


async def test_the_server_runs_it_by_itself(database_url: str) -> None:
    store = store_at(database_url, retention={"user": "30d"}, retention_every="1s")
    await store.save(tracker_of(aged(conversation(), 40)))
    for _ in range(100):
        await asyncio.sleep(0.1)
        if any(event.get("text") == EXPIRED_TEXT for _, event in rows(store)):
            return
    pytest.fail("nothing was erased")


async def test_an_erasure_elsewhere_is_not_undone_by_the_turn_that_goes_on(
    database_url: str,
) -> None:
    store, elsewhere = store_at(database_url), store_at(database_url)
    await store.save(tracker_of(conversation()))
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    assert await elsewhere.erase(SENDER) == len(conversation())
    tracker.update_with_events([user("are you there?")], DOMAIN)
    await store.save(tracker)
    assert [event["text"] for _, event in rows(store)] == ["are you there?"]


async def test_values_of_a_conversation_erased_elsewhere_are_forgotten(database_url: str) -> None:
    store, elsewhere = store_at(database_url), store_at(database_url)
    await store.save(tracker_of(conversation()))
    await elsewhere.erase(SENDER)
    assert await store.retrieve(SENDER) is None
    assert store._vault.open(store.pseudonym(SENDER)).values == {}


def test_while_conversations_go_on(database_url: str) -> None:
    """Three servers talk; meanwhile old messages expire and one conversation is erased."""
    turns, senders = 25, ["anna", "ben", "carla"]
    stores = {sender: store_at(database_url) for sender in senders}
    operator = store_at(database_url)
    done = Counter[str]()

    async def talk(sender: str) -> None:
        store = stores[sender]
        for number in range(turns):
            tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
            said = user(f"turn {number}: order 1002{number % 10}")
            said.timestamp = NOW - 40 * DAY + number
            answer = [SlotSet("task", str(number)), ActionExecuted("action_listen")]
            for event in (said, *answer):
                tracker.update(event)
            await store.save(tracker)
            done[sender] = number + 1

    threads = [threading.Thread(target=lambda s=s: asyncio.run(talk(s))) for s in senders]
    for thread in threads:
        thread.start()
    erased_before = 0
    while any(thread.is_alive() for thread in threads):
        RetentionRun(operator.engine, RETENTION, operator._vault.forget).run()
        completed = done["carla"]
        asyncio.run(operator.erase("carla"))
        erased_before = completed
    for thread in threads:
        thread.join()
    assert [store.write_failures for store in stores.values()] == [0, 0, 0]
    RetentionRun(operator.engine, RETENTION, operator._vault.forget).run()
    for sender in ("anna", "ben"):
        tracker = asyncio.run(stores[sender].retrieve(sender))
        assert tracker is not None and tracker.get_slot("task") == str(turns - 1)
        kinds = [event.type_name for event in tracker.events]
        assert kinds == ["user", "slot", "action"] * turns
        assert {e.as_dict()["text"] for e in tracker.events if e.type_name == "user"} == {
            EXPIRED_TEXT
        }
    kept = [
        e["value"]
        for s, e in rows(operator)
        if s == operator.pseudonym("carla") and e["event"] == "slot"
    ]
    assert kept == [str(number) for number in range(turns - len(kept), turns)]
    assert len(kept) <= turns - erased_before


def test_the_types_are_rasas() -> None:
    # Other tests, and Rasa's own for stories, make types of their own.
    home = "rasa.shared.core.events"
    known = (cls for cls in all_subclasses(RasaEvent) if cls.__module__ == home)
    rasas = {cls.type_name for cls in known}
    assert rasas - TYPES <= {"event"} and rasas >= TYPES


def test_ages() -> None:
    assert read_duration("30d") == 30 * DAY and read_duration("90m") == 5400
    for wrong in ("30", "d", "0d", "-1d", "1.5d", 30, None, "1y"):
        assert read_duration(wrong) is None
    assert read_retention({"user": "1h"}) == Retention({"user": 3600}, None)
    assert Retention({"user": 50}, 10).longest == 50


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ("30d", "mapping"),
        ({}, "mapping"),
        ({"usr": "30d"}, "usr"),
        ({"user": 30}, "30"),
        ({"default": "month"}, "month"),
    ],
)
def test_what_is_wrong_is_named(raw: Any, named: str) -> None:
    with pytest.raises(PrivacyConfigError, match=named):
        read_retention(raw)


@pytest.mark.parametrize(
    "options",
    [{"retention_every": "1h"}, {"retention": {"user": "1d"}, "retention_every": "often"}],
)
def test_wrong_intervals_stop_the_start(options: dict[str, Any]) -> None:
    with pytest.raises(TrackerStoreConfigError, match="retention_every"):
        store_at("sqlite://", **options)


def test_the_log_of_erasures_only_grows(database_url: str) -> None:
    store = store_at(database_url)
    asyncio.run(store.save(tracker_of(conversation())))
    assert asyncio.run(store.erase(SENDER)) == len(conversation())
    for statement in (
        "update erasure_log set events = 0",
        "delete from erasure_log",
        "insert or replace into erasure_log select * from erasure_log"
        if store.engine.dialect.name == "sqlite"
        else "truncate erasure_log",
    ):
        with (
            pytest.raises(sa.exc.DatabaseError, match="append-only"),
            store.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)
    (entry,) = read_erasure_log(store.engine)
    assert entry.conversation == store.pseudonym(SENDER) and entry.erased_by == "operator"
    assert entry.counts == Counter(event.type_name for event in conversation())
