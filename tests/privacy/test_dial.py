"""The privacy dial as the tracker store keeps it: consents, turns at off, what a change erases."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActiveLoop,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.privacy.consent import SLOT, ConsentLog, DialOptions
from bot.privacy.database import connect
from bot.privacy.dial import Change
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.events import OFF_TEXT
from bot.privacy.off import ERRAND_SLOTS
from bot.privacy.tracker_store import RedactingTrackerStore, TrackerStoreConfigError
from settings import PROJECT_ROOT
from tests.privacy.conftest import DOMAIN, SENDER, Broker, conversation, store_at, user
from tests.privacy.test_tracker_store import leaks

MakeStore = Callable[..., RedactingTrackerStore]
TASTE = {"category=boots": 1.0}
WITH_DIAL = DOMAIN.merge(
    Domain.from_yaml(
        """
        version: "3.1"
        slots:
          privacy_level: {type: any, influence_conversation: false, mappings: [{type: custom}]}
          offer: {type: any, influence_conversation: false, mappings: [{type: custom}]}
          answers: {type: any, influence_conversation: false, mappings: [{type: custom}]}
        forms: {service_form: {required_slots: []}}
        """
    )
)
FORM = ActiveLoop("service_form")
DONE = ActiveLoop(None)


@pytest.fixture
def store(database_url: str) -> RedactingTrackerStore:
    return dial_store(database_url)


def dial_store(url: str, **options: Any) -> RedactingTrackerStore:
    made = store_at(url, **options)
    made.domain = WITH_DIAL
    return made


async def turn(store: RedactingTrackerStore, *events: Event) -> DialogueStateTracker:
    """Have a turn happen as Rasa does; returns what the next one begins with."""
    tracker = await store.get_or_create_tracker(SENDER)
    for event in events:
        tracker.update(event, WITH_DIAL)
    await store.save(tracker)
    return await store.get_or_create_tracker(SENDER)


async def set_level(store: RedactingTrackerStore, level: str, **metadata: Any) -> Any:
    said = user("that again", metadata=metadata)
    return await turn(store, said, SlotSet(SLOT, level), BotUttered("Done."))


def rows(store: RedactingTrackerStore) -> list[dict[str, Any]]:
    with store.engine.connect() as connection:
        return [
            json.loads(data)
            for data in connection.execute(sa.text("SELECT data FROM events ORDER BY id")).scalars()
        ]


async def test_the_level_is_told_in_every_conversation_and_session(
    store: RedactingTrackerStore,
) -> None:
    tracker = await turn(store, user("hello"))
    assert tracker.get_slot(SLOT) == "session"
    tracker = await set_level(store, "profile")
    assert tracker.get_slot(SLOT) == "profile"
    tracker.update(SessionStarted(), WITH_DIAL)
    assert tracker.get_slot(SLOT) == "profile"
    tracker.update(Restarted(), WITH_DIAL)
    assert tracker.get_slot(SLOT) == "profile"
    other = await store.get_or_create_tracker("someone else")
    assert other.get_slot(SLOT) == "session"


async def test_the_first_message_of_a_conversation_knows_the_level(
    store: RedactingTrackerStore,
) -> None:
    await set_level(store, "off")
    # Rasa makes new conversations itself, in the fail-safe store that it puts around ours.
    tracker = await FailSafeTrackerStore(store).get_or_create_tracker(
        SENDER, append_action_listen=False
    )
    assert tracker.get_slot(SLOT) == "off"


async def test_each_change_is_on_record(store: RedactingTrackerStore) -> None:
    await set_level(store, "profile")
    await set_level(store, "profile")  # no change
    await set_level(store, "session", privacy_set_by="widget")
    await set_level(store, "nonsense")
    entries = list(store.dial.consents.entries())
    assert [(e.before, e.after, e.set_by, e.version) for e in entries] == [
        ("session", "profile", "chat", "1"),
        ("profile", "session", "widget", "1"),
    ]
    assert {e.conversation for e in entries} == {store.pseudonym(SENDER)}
    assert list(store.dial.consents.entries(["nobody"])) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE consent_log SET level_after = 'profile'",
        "DELETE FROM consent_log",
    ],
)
async def test_the_record_cannot_be_changed(store: RedactingTrackerStore, change: str) -> None:
    await set_level(store, "off")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), store.engine.begin() as connection:
        connection.exec_driver_sql(change)
    assert [e.after for e in store.dial.consents.entries()] == ["off"]


async def test_rows_of_the_record_cannot_be_replaced(make_store: MakeStore, database: Path) -> None:
    store = make_store()
    store.domain = WITH_DIAL
    await set_level(store, "off")
    with sqlite3.connect(database) as connection, pytest.raises(sqlite3.DatabaseError):
        connection.execute("REPLACE INTO consent_log VALUES (1, 'x', 'a', 'b', '1', 0, 'chat')")


async def test_at_off_no_word_is_written(
    make_store: MakeStore, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker()
    store = make_store(event_broker=broker, default_level="off")
    store.domain = WITH_DIAL
    await turn(store, *conversation(), user("wellington boots in teal"), BotUttered("In teal: …"))
    store.engine.dispose()
    content = b"".join(p.read_bytes() for p in database.parent.iterdir())
    published = json.dumps(broker.published)
    assert leaks(database.parent) == []
    for word in ("teal", "grey house", "in size 42", "status"):
        assert word.encode() not in content and word not in published
    spoken = [e for e in rows(store) if e["event"] in ("user", "bot")]
    assert len(spoken) == 5 and {e["text"] for e in spoken} == {OFF_TEXT}
    assert all(e["parse_data"]["intent"] == {} for e in spoken if e["event"] == "user")


async def test_at_off_every_event_stays_in_its_place(make_store: MakeStore) -> None:
    store = make_store(default_level="off")
    store.domain = WITH_DIAL
    tracker = await turn(store, *conversation())
    again = await turn(store, user("and now?"), BotUttered("Well."))
    assert len(again.events) == len(tracker.events) + 2
    full = await store.retrieve_full_tracker(SENDER)
    assert full is not None and len(rows(store)) == len(full.events)


async def test_at_off_an_errand_keeps_what_it_needs_until_it_is_done(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store(default_level="off")
    store.domain = WITH_DIAL
    said = SlotSet("answers", {"about": "the zip of my parka is broken"})
    collected = (FORM, SlotSet("task", "item_problem"), said, SlotSet("order_number", "10023"))
    tracker = await turn(store, user("the zip of my parka is broken"), *collected)
    assert tracker.get_slot("answers") == said.value
    assert tracker.get_slot("order_number") == "10023" and tracker.active_loop_name
    tracker = await turn(store, user("what is gore-tex"), BotUttered("A membrane."))
    assert tracker.get_slot("answers") == said.value  # an interruption ends nothing
    tracker = await turn(store, user("10023"), DONE, BotUttered("Noted."))
    assert tracker.get_slot("answers") is None and tracker.get_slot("order_number") is None
    store.engine.dispose()
    content = b"".join(p.read_bytes() for p in database.parent.iterdir())
    assert b"parka" not in content and b"10023" not in content and b"item_problem" not in content


async def test_at_off_an_offer_is_remembered_for_one_message(make_store: MakeStore) -> None:
    store = make_store(default_level="off")
    store.domain = WITH_DIAL
    tracker = await turn(store, user("hm"), SlotSet("offer", "human_handoff"))
    assert tracker.get_slot("offer") == "human_handoff"
    assert (await turn(store, user("show me boots"))).get_slot("offer") is None


def test_every_slot_of_the_shop_is_known_to_off() -> None:
    slots = set(yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text())["slots"])
    assert slots == {*ERRAND_SLOTS, "wrong_tries", "shopping", "privacy_level", "erase_requested"}


async def test_turning_to_off_erases_the_conversation(
    store: RedactingTrackerStore,
) -> None:
    await turn(store, *conversation())
    tracker = await set_level(store, "off")
    assert tracker.get_slot(SLOT) == "off" and tracker.get_slot("email") is None
    assert [e["event"] for e in rows(store)] == ["action"]  # of the new, empty conversation
    assert [e.erased_by for e in read_erasure_log(store.engine)] == ["dial"]


@pytest.mark.parametrize("level", ["session", "off"])
async def test_turning_from_profile_erases_the_profile(
    store: RedactingTrackerStore, level: str
) -> None:
    await set_level(store, "profile")
    names = store.dial.profile_names(SENDER)
    store.dial.profiles.add(names, TASTE, visit="1", domain=TASTE)
    await turn(store, user("hello"))
    await set_level(store, level)
    assert store.dial.profiles.count() == 0
    kept = [e for e in rows(store) if e["event"] == "user"]
    assert bool(kept) == (level == "session")  # the conversation goes with off only


async def test_the_profile_of_who_is_signed_in_is_the_customers(
    store: RedactingTrackerStore,
) -> None:
    await set_level(store, "profile", customer_id=7)
    mine = store.dial.profile_names(SENDER, [user("x", metadata={"customer_id": 7}).as_dict()])
    store.dial.profiles.add(mine[-1:], TASTE, visit="1", domain=TASTE)
    called_so = store.dial.profile_names("7")  # a guest may call itself like a customer
    assert store.dial.profiles.load(called_so) is None
    await set_level(store, "session", customer_id=7)
    assert store.dial.profiles.count() == 0


@pytest.mark.parametrize("by_operator", [True, False])
async def test_forgetting_takes_profile_and_consent_along(
    store: RedactingTrackerStore, by_operator: bool
) -> None:
    await set_level(store, "profile")
    store.dial.profiles.add(store.dial.profile_names(SENDER), TASTE, visit="1", domain=TASTE)
    if by_operator:
        await store.erase(SENDER)
    else:
        await turn(store, user("forget me"), SlotSet("erase_requested", True))
    assert store.dial.profiles.count() == 0 and store.dial.level(SENDER) == "session"
    last = list(store.dial.consents.entries())[-1]
    assert last.set_by == ("operator" if by_operator else "chat")


async def test_rights_export_and_erase_the_profile_and_leave_the_consents(
    store: RedactingTrackerStore,
) -> None:
    await set_level(store, "profile")
    names = [store.pseudonym(SENDER)]
    store.dial.profiles.add(names, TASTE, visit="one", domain=TASTE)
    exported = store.rights.export(SENDER)["holdings"]
    assert exported["profiles"][0]["visits"] == 1
    assert [entry["after"] for entry in exported["consents"]] == ["profile"]
    assert store.rights.erase(SENDER, "operator").holdings["profiles"] == 1
    left = store.rights.export(SENDER)["holdings"]
    assert left["profiles"] == []
    assert [entry["after"] for entry in left["consents"]] == ["profile", "session"]
    assert [entry["set_by"] for entry in left["consents"]] == ["chat", "operator"]
    counts = [dict(entry.counts) for entry in read_erasure_log(store.engine, names)]
    assert counts[-1] == {"profiles": 1}


async def test_what_is_handed_out_as_a_file_is_not_stored_again(
    store: RedactingTrackerStore,
) -> None:
    custom = {"type": "export", "filename": "my-data.json", "data": {"messages": ["teal boots"]}}
    await turn(store, BotUttered("Here.", {"custom": custom}))
    (bot,) = [e for e in rows(store) if e["event"] == "bot"]
    assert bot["data"]["custom"] == {"type": "export", "filename": "my-data.json"}


@pytest.mark.parametrize(
    ("option", "value", "expected"),
    [
        ("default_level", "profile", "needs consent"),
        ("default_level", "sometimes", "neither off nor session"),
        ("consent_version", "", "1 to 64"),
        ("profile_ttl", "a year", "365d"),
        ("profile_epsilon", 0, "0.01 to 1000"),
        ("profile_epsilon", "8", "0.01 to 1000"),
    ],
)
def test_an_option_that_makes_no_sense_is_refused(
    make_store: MakeStore, option: str, value: Any, expected: str
) -> None:
    with pytest.raises(TrackerStoreConfigError, match=expected):
        make_store(**{option: value})


def test_a_bare_off_in_yaml_is_the_level(make_store: MakeStore) -> None:
    options = yaml.safe_load("{default_level: off}")
    assert make_store(**options).dial.level(SENDER) == "off"


def test_a_level_of_a_newer_version_counts_as_the_least(database_url: str) -> None:
    engine = connect(sa.engine.make_url(database_url))
    log = ConsentLog(engine, DialOptions())
    with engine.begin() as connection:
        log.record(connection, "a", "session", "more", "chat")  # type: ignore[arg-type]
    assert log.level(["a"]) == "off"


async def test_the_level_holds_under_a_new_secret(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from settings import get_settings

    monkeypatch.setenv("TACTFUL_SECRET_KEY", "a" * 32)
    get_settings.cache_clear()
    await set_level(dial_store(database_url), "off")
    monkeypatch.setenv("TACTFUL_SECRET_KEY", "b" * 32)
    monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", "a" * 32)
    get_settings.cache_clear()
    assert dial_store(database_url).dial.level(SENDER) == "off"


async def test_a_level_set_elsewhere_outlives_what_the_conversation_says(
    store: RedactingTrackerStore,
) -> None:
    await set_level(store, "profile")
    store.dial.apply(SENDER, Change("profile", "session", "operator"))
    tracker = await store.get_or_create_tracker(SENDER)
    assert tracker.get_slot(SLOT) == tracker.copy().get_slot(SLOT) == "session"
