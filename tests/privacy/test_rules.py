"""How values are written: one mode per rule, by slot or by detected kind."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.events import SlotSet

from bot.privacy.errors import PrivacyConfigError
from bot.privacy.rules import Rule, read_rules
from bot.privacy.tracker_store import RedactingTrackerStore
from tests.privacy.conftest import SENDER, conversation, personal_in, tracker_of, user

KEY = b"k" * 32


def rule(name: str, **how: Any) -> Rule:
    return read_rules([{"slot": name, "anonymization": how}]).slots[name]


@pytest.mark.parametrize(
    ("name", "how", "value", "written"),
    [
        ("iban", {"type": "redact", "keep_right": 4}, "GB82WEST1234", "********1234"),
        ("iban", {"type": "redact", "keep_left": 9, "keep_right": 9}, "GB82", "****"),
        ("iban", {"type": "mask"}, "GB82", "[IBAN]"),
        ("iban", {"type": "drop"}, "GB82", None),
        ("postcode", {"type": "generalise"}, "LS1 4AB", "LS1"),
        ("postcode", {"type": "generalise"}, "ec1a1bb", "EC1A"),
        ("postcode", {"type": "generalise"}, "94103-1234", "941"),
        ("postcode", {"type": "generalise"}, "somewhere", "[POSTCODE]"),
        ("date_of_birth", {"type": "generalise"}, "12 March 1985", "1985"),
        ("date_of_birth", {"type": "generalise"}, "1985-03-12", "1985"),
        ("date_of_birth", {"type": "generalise"}, "12/03/85", "[DATE_OF_BIRTH]"),
        ("date_of_birth", {"type": "generalise"}, "1985 or 1986", "[DATE_OF_BIRTH]"),
        ("work_area", {"type": "generalise", "to": "district"}, "BS8 2NN", "BS8"),
    ],
)
def test_each_mode(name: str, how: dict[str, Any], value: str, written: str | None) -> None:
    assert rule(name, **how).hide(value, KEY) == written


def test_a_hash_is_keyed_and_the_same_for_all_spellings() -> None:
    hashed = rule("email", type="hash")
    assert hashed.hide("Maya@Example.com", KEY) == hashed.hide("maya@example.com", KEY)
    assert hashed.hide("maya@example.com", KEY) != hashed.hide("tom@example.com", KEY)
    assert hashed.hide("maya@example.com", KEY) != hashed.hide("maya@example.com", b"x" * 32)
    assert "maya" not in str(hashed.hide("maya@example.com", KEY))


@given(st.text(min_size=1, max_size=40), st.sampled_from(["mask", "drop", "hash", "generalise"]))
def test_no_mode_but_keeping_lets_a_value_through(value: str, mode: str) -> None:
    how = {"type": mode, **({"to": "district"} if mode == "generalise" else {})}
    written = rule("thing", **how).hide(f"<{value}>", KEY)
    assert written is None or f"<{value}>" not in written


MakeStore = Callable[..., RedactingTrackerStore]


def stored(database: Path) -> list[dict[str, Any]]:
    rows = sqlite3.connect(database).execute("select data from events order by id")
    return [json.loads(row[0]) for row in rows]


async def test_modes_in_every_place_of_a_conversation(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store(
        rules=[
            {"slot": "email", "anonymization": {"type": "hash"}},
            {"slot": "order_number", "anonymization": {"type": "drop"}},
            {"slot": "postcode", "anonymization": {"type": "generalise"}},
            {"slot": "new_address"},
            {"slot": "customer_id"},
            {"entity": "card", "anonymization": {"type": "drop"}},
            {"entity": "phone", "anonymization": {"type": "redact", "keep_right": 3}},
        ]
    )
    before = [*conversation(), SlotSet("postcode", "LS1 4AB"), user("LS1 4AB")]
    await store.save(tracker_of(before))
    events = stored(database)
    written = json.dumps(events)
    assert personal_in(written) == []
    slots = {event["name"]: event["value"] for event in events if event["event"] == "slot"}
    assert slots["email"].startswith("[email#") and slots["order_number"] is None
    assert slots["postcode"] == "LS1" and events[-1]["text"] == "LS1"
    text = next(event["text"] for event in events if event["event"] == "user")
    assert f"mail {slots['email']} or" in text and "**123. Card , I live" in text
    tracker = await store.retrieve(SENDER)
    assert tracker is not None and len(tracker.events) == len(before) - 1
    assert [tracker.get_slot(n) for n in ("email", "order_number", "postcode")] == [None] * 3
    assert tracker.get_slot("new_address") == "the grey house by the weir"


async def test_a_hash_joins_conversations_and_a_token_does_not(
    make_store: MakeStore, database: Path
) -> None:
    store = make_store(rules=[{"slot": "email", "anonymization": {"type": "hash"}}])
    for sender in ("one", "two"):
        slots = [SlotSet("email", "maya@example.com"), SlotSet("task", "call 07700 900123")]
        await store.save(tracker_of(slots, sender))
    values = [event["value"] for event in stored(database)]
    assert values[0] == values[2] and values[1] != values[3]


async def test_a_kind_may_have_another_mode_than_the_slot_of_its_name(
    make_store: MakeStore, database: Path
) -> None:
    rules = [{"slot": "email"}, {"entity": "email", "anonymization": {"type": "mask"}}]
    store = make_store(rules=rules)
    said = [user("I'm maya@example.com"), SlotSet("email", "maya@example.com")]
    await store.save(tracker_of(said))
    assert stored(database)[0]["text"] == "I'm [EMAIL]"
    tracker = await store.retrieve(SENDER)
    assert tracker is not None and tracker.get_slot("email") == "maya@example.com"


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"slot": "a", "anonymization": {"type": "mask", "keep_left": 1}}, "keep_left"),
        ({"slot": "a", "anonymization": {"type": "drop", "redaction_char": "#"}}, "redaction_char"),
        ({"slot": "a", "anonymization": {"type": "hash", "to": "year"}}, "to"),
        ({"slot": "a", "anonymization": {"type": "generalise"}}, "to: year"),
        ({"slot": "a", "anonymization": {"type": "generalise", "to": "month"}}, "to: year"),
        ({"slot": "a", "entity": "b"}, "either"),
        ({"anonymization": {"type": "drop"}}, "either"),
        ({"entity": ""}, "entity"),
        ({"entity": "a", "anonymization": {"typ": "drop"}}, "typ"),
    ],
)
def test_wrong_combinations_are_named(raw: dict[str, Any], named: str) -> None:
    with pytest.raises(PrivacyConfigError, match=named) as caught:
        read_rules([{"slot": "fine"}, raw])
    assert "rule 2" in str(caught.value) and "endpoints.yml" in str(caught.value)
