"""The store as Rasa uses it, on a real SQLite file."""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import (
    FailSafeTrackerStore,
    TrackerStore,
    check_if_tracker_store_async,
)
from rasa.shared.core.events import (
    ActionExecuted,
    AllSlotsReset,
    BotUttered,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.utils.endpoints import EndpointConfig

from benchmarks.leak_hunt.search import find_leaks
from bot.privacy.events import MARKER
from bot.privacy.redact import Redactor
from bot.privacy.tracker_store import RedactingTrackerStore, TrackerStoreConfigError
from bot.privacy.vault import MemoryVault
from tests.privacy.conftest import (
    DOMAIN,
    PERSONAL,
    SENDER,
    Broker,
    conversation,
    personal_in,
    tracker_of,
    user,
)

MakeStore = Callable[..., RedactingTrackerStore]


def leaks(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return find_leaks(files, PERSONAL)


async def test_no_byte_of_the_database_holds_a_personal_value(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store()
    await store.save(tracker_of(conversation()))
    assert leaks(database.parent) == []
    assert database.with_name(database.name + "-wal").stat().st_size > 0
    store.engine.dispose()
    assert leaks(database.parent) == []


async def test_the_search_for_leaks_finds_them_in_rasas_own_store(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    config = EndpointConfig(type="sql", dialect="sqlite", db=str(tmp_path / "plain" / "x.db"))
    plain = TrackerStore.create(config, DOMAIN)
    await plain.save(tracker_of(conversation()))
    leaked = "\n".join(leaks(tmp_path / "plain"))
    assert all(repr(value) in leaked for value in PERSONAL)


async def test_the_conversation_gets_its_values_back(make_store: MakeStore) -> None:
    store = make_store()
    before = tracker_of(conversation())
    await store.save(before)
    after = await store.retrieve(SENDER)
    assert after is not None
    assert after.current_slot_values() == before.current_slot_values()
    assert after.sender_id == SENDER
    stored = list(before.events)[1:]  # Rasa reads from the session's start on
    for old, new in zip(stored, after.events, strict=True):
        old_dict, new_dict = old.as_dict(), new.as_dict()
        if isinstance(old, BotUttered):
            old_dict["metadata"] = {"utter_action": "x"}
        assert json.loads(json.dumps(old_dict)) == new_dict


async def test_stored_entity_positions_fit_the_stored_text(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store()
    await store.save(tracker_of(conversation()))
    rows = sqlite3.connect(database).execute("select data from events where type_name = 'user'")
    parse_data = json.loads(next(rows)[0])["parse_data"]
    entity = parse_data["entities"][0]
    assert parse_data["text"][entity["start"] : entity["end"]] == entity["value"]
    assert entity["value"].startswith("[order_number:")


async def test_a_name_that_the_matcher_tagged_is_hidden_in_the_whole_turn(
    make_store: MakeStore, database: Path
) -> None:
    text = "priya raghunathan would like that in blue"
    tag = {"entity": "name", "start": 0, "end": 17, "value": text[:17], "confidence_entity": 0.9}
    parse_data: Any = {"text": text, "intent": {"name": "inform"}, "entities": [tag]}
    store = make_store()
    said = [
        SessionStarted(),
        UserUttered(text, parse_data["intent"], [tag], parse_data),
        BotUttered("Of course, Priya Raghunathan."),
    ]
    await store.save(tracker_of(said))
    files = b"".join(path.read_bytes() for path in database.parent.iterdir())
    assert b"would like that in blue" in files
    assert b"raghunathan" not in files.lower()


async def test_after_a_restart_slots_are_empty_and_texts_keep_tokens(
    make_store: MakeStore,
) -> None:
    await make_store().save(tracker_of(conversation()))
    tracker = await make_store(vault=MemoryVault(3600)).retrieve(SENDER)
    assert tracker is not None
    for slot in ("order_number", "email", "new_address", "customer_id"):
        assert tracker.get_slot(slot) is None
    assert tracker.get_slot("task") == "status"
    assert tracker.get_slot("shopping")["seen"] == [3, 17]
    assert "[new_address:" in str(tracker.latest_message and tracker.latest_message.text)
    tracker.update(user("order 10023"))  # and the conversation goes on
    tracker.update(SlotSet("order_number", "10023"))
    store = make_store()
    await store.save(tracker)
    again = await store.retrieve(SENDER)
    assert again is not None and again.get_slot("order_number") == "10023"


async def test_turn_by_turn_only_new_events_are_added(make_store: MakeStore) -> None:
    store = make_store()
    await store.save(tracker_of(conversation()))
    count = len(conversation())
    for turn in range(5):
        tracker = await store.retrieve(SENDER)
        assert tracker is not None
        tracker.update_with_events(
            [user(f"and order 1003{turn}?"), SlotSet("order_number", f"1003{turn}")], DOMAIN
        )
        tracker.update(ActionExecuted("action_listen"))
        await store.save(tracker)
        full = await store.retrieve_full_tracker(SENDER)
        assert full is not None and len(full.events) == count + 3 * (turn + 1)
        assert full.get_slot("order_number") == f"1003{turn}"


async def test_the_broker_gets_redacted_events_and_no_sender(make_store: MakeStore) -> None:
    broker = Broker()
    store = make_store(event_broker=broker)
    await store.save(tracker_of(conversation()))
    assert [e["event"] for e in broker.published] == [e.type_name for e in conversation()]
    assert {e["sender_id"] for e in broker.published} == {store.pseudonym(SENDER)}
    published = json.dumps(broker.published)
    assert personal_in(published) == []


async def test_keys_are_handles_that_show_what_is_stored(make_store: MakeStore) -> None:
    store = make_store()
    await store.save(tracker_of(conversation()))
    (key,) = await store.keys()
    assert SENDER not in key
    tracker = await store.retrieve(key)
    assert tracker is not None and str(tracker.get_slot("email")).startswith("[email:") is False
    text = " ".join(str(e.as_dict()) for e in tracker.events)
    assert personal_in(text) == []
    pseudonym = store.pseudonym(SENDER)
    assert await store.retrieve(pseudonym) is None
    assert await store.retrieve(f"pseudonym:{pseudonym}.{'0' * 16}") is None


@pytest.mark.parametrize("reset_last", [True, False])
async def test_erasure(make_store: MakeStore, database: Path, reset_last: bool) -> None:
    broker = Broker()
    store = make_store(event_broker=broker)
    await store.save(tracker_of(conversation()))
    await store.save(tracker_of(conversation(), "someone else"))
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    request = [SlotSet("erase_requested", True), AllSlotsReset()]
    tracker.update_with_events(
        [user("yes, forget me"), *(request if reset_last else request[::-1])], DOMAIN
    )
    tracker.update(BotUttered("Done."))
    broker.published.clear()
    await store.save(tracker)
    assert await store.retrieve_full_tracker(SENDER) is None
    receipts = sqlite3.connect(database).execute("select conversation, events from erasure_log")
    assert receipts.fetchall() == [(store.pseudonym(SENDER), len(conversation()))]
    assert [e["name"] for e in broker.published] == ["erase_requested"]
    assert await store.retrieve_full_tracker("someone else") is not None
    # The conversation goes on as a new one.
    fresh = await store.get_or_create_tracker(SENDER)
    assert fresh.get_slot("order_number") is None
    for number in ("10024", "10025"):
        fresh.update_with_events([user(f"order {number}"), SlotSet("order_number", number)], DOMAIN)
        await store.save(fresh)
        again = await store.retrieve(SENDER)
        assert again is not None and again.get_slot("order_number") == number
        assert len(again.events) == len(fresh.events)
        fresh = again


async def test_tokens_of_an_erased_conversation_are_dead(make_store: MakeStore) -> None:
    vault = MemoryVault(3600)
    store = make_store(vault=vault)
    await store.save(tracker_of(conversation()))
    assert vault.open(store.pseudonym(SENDER)).values
    assert await store.erase(SENDER) == len(conversation())
    assert vault.open(store.pseudonym(SENDER)).values == {}


async def test_an_event_that_cannot_be_redacted_leaves_a_marker(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> dict[str, Any]:
        raise RuntimeError("maya.fenwick@example.com")

    store = make_store()
    monkeypatch.setattr(Redactor, "redact", broken)
    with caplog.at_level(logging.ERROR):
        await store.save(tracker_of(conversation()))
    tracker = await store.retrieve_full_tracker(SENDER)
    assert tracker is not None
    assert [e.type_name for e in tracker.events] == [e.type_name for e in conversation()]
    assert next(e.timestamp for e in tracker.events) > 0
    assert tracker.latest_message is not None and tracker.latest_message.text == MARKER
    assert store.redaction_failures == len(conversation())
    assert "maya.fenwick" not in caplog.text


async def test_a_value_that_is_no_json_leaves_a_marker(make_store: MakeStore) -> None:
    store = make_store()
    await store.save(tracker_of([user("hello"), SlotSet("shopping", {"when": object()})]))
    tracker = await store.retrieve(SENDER)
    assert tracker is not None and len(tracker.events) == 2
    assert tracker.get_slot("shopping") is None


async def test_a_lost_database_never_gets_raw_events_to_the_broker(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = Broker()
    store = make_store(event_broker=broker)
    safe = FailSafeTrackerStore(store)

    def down(*_: Any) -> None:
        raise OSError("down")

    monkeypatch.setattr(store, "_write", down)
    await safe.save(tracker_of(conversation()))
    assert store.write_failures == 1
    published = json.dumps(broker.published)
    assert personal_in(published) == []


async def test_what_answers_a_question_of_a_lost_turn_is_hidden(
    make_store: MakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = make_store()
    write = store._write

    def down(*_: Any) -> None:
        raise OSError("down")

    monkeypatch.setattr(store, "_write", down)
    tracker = await store.get_or_create_tracker(SENDER)
    tracker.update_with_events([user("hi"), SlotSet("requested_slot", "email")], DOMAIN)
    await store.save(tracker)
    monkeypatch.setattr(store, "_write", write)
    for text, hidden in (("zhu zi", True), ("some socks", False)):
        tracker = await store.get_or_create_tracker(SENDER)
        tracker.update_with_events([user(text), SlotSet("requested_slot", None)], DOMAIN)
        await store.save(tracker)
        (key,) = await store.keys()
        stored = await store.retrieve(key)
        assert stored is not None
        written = " ".join(str(event.as_dict()) for event in stored.events)
        assert (text not in written) == hidden


@pytest.mark.parametrize(
    ("text", "intent", "hidden"),
    [
        ("zhu zi", "nlu_fallback", True),
        ("莫帅", "inform", True),
        ("some socks", "search_product", False),
        ("do you have a shop in Leeds or near there", "nlu_fallback", False),
    ],
)
async def test_what_may_answer_a_question_that_went_with_a_killed_process_is_hidden(
    make_store: MakeStore, database: Path, text: str, intent: str, hidden: bool
) -> None:
    """It had answered, and had not yet stored the turn: nobody knows what the shopper was asked."""
    store = make_store()
    counts = []
    for begun in ([SessionStarted()], []):
        tracker = await store.get_or_create_tracker(SENDER)
        heard = UserUttered(
            text,
            {"name": intent},
            parse_data={"text": text, "intent": {"name": intent}, "entities": []},
        )
        tracker.update_with_events([*begun, heard, BotUttered("What do you mean?")], DOMAIN)
        await store.save(tracker)
        rows = sqlite3.connect(database).execute("select data from events where type_name = 'user'")
        counts.append([json.loads(data)["text"] for (data,) in rows].count(text))
    # The second time this process has heard what came before, and knows that nothing was asked.
    assert counts == ([0, 1] if hidden else [1, 2])


def test_rasa_takes_the_store_from_endpoints(database: Path) -> None:
    config = EndpointConfig(
        url=f"sqlite:///{database}",
        type="bot.privacy.tracker_store.RedactingTrackerStore",
        rules=[{"slot": "email"}],
    )
    store = TrackerStore.create(config, DOMAIN)
    assert isinstance(store, RedactingTrackerStore)
    assert check_if_tracker_store_async(store)


@pytest.mark.parametrize(
    ("options", "named"),
    [
        ({"rules": "email"}, "rules"),
        ({"rules": [{"slots": "email"}]}, "rule 1"),
        ({"rules": [{"slot": "a"}, {"slot": "a"}]}, "rule 2"),
        ({"rules": [{"slot": "a", "anonymization": {"type": "blur"}}]}, "blur"),
        ({"rules": [{"slot": "a", "anonymization": {"type": "redact", "keep_left": -1}}]}, "left"),
        ({"rules": [{"slot": "a", "anonymization": {"redaction_char": "xx"}}]}, "redaction_char"),
        ({"ruels": []}, "ruels"),
        ({"vault_ttl_seconds": 0}, "vault_ttl_seconds"),
        ({"recognizers": ["no.such.Recognizer"]}, "no.such.Recognizer"),
        ({"allow": "a"}, "allow"),
    ],
)
def test_bad_options_are_named_and_never_fall_back_to_memory(
    database: Path, options: dict[str, Any], named: str
) -> None:
    config = EndpointConfig(
        url=f"sqlite:///{database}",
        type="bot.privacy.tracker_store.RedactingTrackerStore",
        **options,
    )
    with pytest.raises(TrackerStoreConfigError, match=named) as caught:
        TrackerStore.create(config, DOMAIN)
    assert "endpoints.yml" in str(caught.value)


async def test_masked_and_redacted_slots_are_not_read_back(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store(
        rules=[
            {"slot": "email", "anonymization": {"type": "mask"}},
            {
                "slot": "order_number",
                "anonymization": {"type": "redact", "redaction_char": "#", "keep_right": 2},
            },
        ]
    )
    await store.save(tracker_of(conversation()))
    rows = sqlite3.connect(database).execute("select data from events where type_name = 'slot'")
    values = {e["name"]: e["value"] for e in (json.loads(row[0]) for row in rows)}
    assert (values["email"], values["order_number"]) == ("[EMAIL]", "###23")
    tracker = await store.retrieve(SENDER)
    assert tracker is not None and tracker.get_slot("email") is None


async def test_a_store_in_memory_works(make_store: MakeStore) -> None:
    store = RedactingTrackerStore(domain=DOMAIN, host="sqlite://", vault=MemoryVault(60))
    await store.save(tracker_of(conversation()))
    assert await store.retrieve(SENDER) is not None
