"""Redaction of event dicts: places, positions, and what no input may do."""

from __future__ import annotations

import asyncio
import itertools
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rasa.shared.core.events import Event as RasaEvent
from rasa.shared.core.trackers import DialogueStateTracker

from bot.privacy.database import stored_events
from bot.privacy.detect import Detector
from bot.privacy.events import expired_marker, marker
from bot.privacy.redact import Redactor
from bot.privacy.rules import read_rules
from bot.privacy.spans import Replaced
from bot.privacy.vault import Drawer
from tests.privacy.conftest import DOMAIN, store_at

RULES = read_rules([{"slot": "order_number"}, {"slot": "customer_id"}])
EVERY_MODE: list[dict[str, Any]] = [
    {"slot": "order_number", "anonymization": {"type": "drop"}},
    {"slot": "task", "anonymization": {"type": "hash"}},
    {"entity": "email", "anonymization": {"type": "redact", "keep_left": 2}},
    {"entity": "phone", "anonymization": {"type": "drop"}},
    {"entity": "size", "anonymization": {"type": "mask"}},
    {"entity": "address", "anonymization": {"type": "generalise", "to": "district"}},
]
FOR_GOOD = Redactor(Detector(r"\d{5,6}"), read_rules(EVERY_MODE), b"h" * 32)
REDACTOR = Redactor(Detector(r"\d{5,6}"), RULES, b"h" * 32)

TEXTS = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "order 10023",
            "maya@example.com",
            "call me on 07700 900123, I'm Maya Fenwick",
            "[email:4f3a9c]",
            '/inform{"order_number": "10023"}',
            '/inform{"order_number": ',
            "12 Canal Wharf, Leeds LS1 4AB",
            "\ud800 10023 \x00",
        ]
    ),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)
ENTITIES = st.lists(
    st.fixed_dictionaries(
        {
            "entity": st.sampled_from(["order_number", "product", "email", "size"]),
            "value": JSON,
            "start": st.integers(-3, 100),
            "end": st.integers(-3, 100),
        }
    ),
    max_size=4,
)
TIME = {"timestamp": st.floats(1, 2e9)}
METADATA = {"metadata": st.dictionaries(TEXTS, JSON, max_size=3)}


NAMES = st.sampled_from(["action_listen", "order_form", "x" * 300])


def event(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {"event": st.just(kind), **TIME, **METADATA, **fields}, optional={"more": JSON}
    )


EVENTS = st.one_of(
    event(
        "user",
        text=TEXTS,
        parse_data=st.fixed_dictionaries(
            {"intent": st.just({"name": "inform"}), "entities": ENTITIES, "text": TEXTS},
            optional={"text_tokens": JSON, "response_selector": JSON, "metadata": JSON},
        ),
        input_channel=TEXTS,
        message_id=TEXTS,
    ),
    event("bot", text=TEXTS, data=st.dictionaries(TEXTS, JSON, max_size=4)),
    event("slot", name=st.sampled_from(["order_number", "task"]), value=JSON),
    event("action", name=NAMES, policy=TEXTS, confidence=st.floats(0, 1)),
    event("action", name=st.none(), action_text=TEXTS, policy=TEXTS),
    event("action_execution_rejected", name=NAMES, policy=TEXTS, confidence=st.floats(0, 1)),
    event("agent", text=TEXTS, data=JSON),
    event("entities", entities=ENTITIES),
    event("session_started"),
    event("followup", name=NAMES),
    event("active_loop", name=NAMES | st.none()),
    event("form", name=NAMES | st.none()),
    event("form_validation", validate=st.booleans()),
    event("loop_interrupted", is_interrupted=st.booleans()),
    event("user_featurization", use_text_for_featurization=st.booleans()),
    event("cancel_reminder", name=TEXTS, intent=TEXTS, entities=ENTITIES),
    *(event(k) for k in ("restart", "rewind", "reset_slots", "undo", "export", "pause", "resume")),
    event(
        "reminder",
        intent=st.just("inform"),
        date_time=st.just("2030-01-01T10:00:00"),
        entities=ENTITIES,
        name=TEXTS,
        kill_on_user_msg=st.booleans(),
    ),
)


def drawer() -> Drawer:
    return Drawer("c", b"k" * 32)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS, st.sampled_from([REDACTOR, FOR_GOOD]))
def test_any_event_is_redacted_and_read_by_rasa(raw: dict[str, Any], redactor: Redactor) -> None:
    held = drawer()
    redactor.learn(raw, held)
    redacted = redactor.redact(raw, held)
    assert redacted["event"] == raw["event"] and redacted["timestamp"] == raw["timestamp"]
    stored = json.loads(json.dumps(redacted))
    rasas = type(RasaEvent.from_parameters(raw))
    assert type(RasaEvent.from_parameters(stored)) is rasas
    restored = redactor.restore(stored, held)
    assert type(RasaEvent.from_parameters(restored)) is rasas
    dead = redactor.restore(stored, drawer())
    assert type(RasaEvent.from_parameters(dead)) is rasas


@given(EVENTS)
def test_any_event_has_a_marker_that_rasa_reads(raw: dict[str, Any]) -> None:
    for left in (marker(raw), expired_marker(raw)):
        stored = json.loads(json.dumps(left))
        assert type(RasaEvent.from_parameters(stored)) is type(RasaEvent.from_parameters(raw))
        assert stored["timestamp"] == raw["timestamp"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(EVENTS, max_size=8), st.sampled_from([[], [{"slot": "task"}], EVERY_MODE]))
def test_any_turn_is_stored_in_order_and_read_back(
    raw: list[dict[str, Any]], rules: list[dict[str, Any]]
) -> None:
    store = store_at("sqlite://", rules=rules)
    tracker = DialogueStateTracker("someone", DOMAIN.slots)
    tracker.events.extend(RasaEvent.from_parameters(event) for event in raw)
    asyncio.run(store.save(tracker))
    assert store.write_failures == 0 and store.redaction_failures == 0
    name = store.pseudonym("someone")
    stored = [json.loads(data) for data in stored_events(store.engine, name)]
    assert [(e["event"], e["timestamp"]) for e in stored] == [
        (e.type_name, e.timestamp) for e in tracker.events
    ]
    try:
        plain = [json.loads(json.dumps(event.as_dict())) for event in tracker.events]
        DialogueStateTracker.from_dict("someone", plain, DOMAIN.slots)
    except Exception:  # noqa: BLE001 - Rasa itself cannot replay this turn
        return
    read = asyncio.run(store.retrieve_full_tracker("someone"))
    assert len(read.events if read else ()) == len(raw)


@given(st.text(max_size=300), st.dictionaries(st.text(min_size=1, max_size=20), st.just("name")))
def test_any_text_gives_ordered_spans(text: str, known: dict[str, str]) -> None:
    spans = Detector(r"\d{5,6}").find(text, known)
    assert all(text[s.start : s.end] == s.value and s.value for s in spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))


@given(TEXTS.filter(lambda text: "[" not in text))
def test_what_is_filled_in_again_is_what_was_said(text: str) -> None:
    held = drawer()
    stored = REDACTOR.redact({"event": "bot", "text": text}, held)
    restored = REDACTOR.restore(stored, held)["text"]
    if text.startswith("/") and restored != text:
        assert json.loads(restored[restored.index("{") :]) == json.loads(text[text.index("{") :])
    else:
        assert restored == text


def test_every_place_of_a_user_event() -> None:
    text = "order 10023 please, Otterburn"
    raw = {
        "event": "user",
        "text": text,
        "input_channel": "rest",
        "parse_data": {
            "text": text,
            "intent": {"name": "order_status", "confidence": 0.9},
            "entities": [
                {"entity": "order_number", "start": 6, "end": 11, "value": "10023"},
                {"entity": "name", "start": 20, "end": 29, "value": "Otterburn"},
            ],
            "response_selector": {"faq": {"query": text}},
        },
        "metadata": {"customer_id": 1, "referrer": "https://x.example/?o=10023&a=maya@example.com"},
    }
    held = drawer()
    REDACTOR.learn(raw, held)
    redacted = REDACTOR.redact(raw, held)
    written = json.dumps(redacted)
    assert not any(value in written for value in ("10023", "Otterburn", "maya@", '_id": 1'))
    assert redacted["parse_data"]["intent"] == raw["parse_data"]["intent"]  # type: ignore[index]
    for entity in redacted["parse_data"]["entities"]:
        assert redacted["text"][entity["start"] : entity["end"]] == entity["value"]
    restored = REDACTOR.restore(redacted, held)
    assert restored == raw
    assert type(restored["metadata"]["customer_id"]) is int


def test_a_basket_is_written_nowhere() -> None:
    metadata = {"basket": [987_601, 987_602], "page": "tents"}
    said = {"event": "user", "text": "hi", "parse_data": {"text": "hi", "metadata": metadata}}
    first = {"event": "slot", "name": "session_started_metadata", "value": metadata}
    for raw in ({**said, "metadata": metadata}, first):
        redacted = REDACTOR.redact(raw, drawer())
        assert "98760" not in json.dumps(redacted) and '"tents"' in json.dumps(redacted)
    assert metadata["basket"]  # the turn at hand still has it


def test_a_button_payload_stays_a_payload() -> None:
    held = drawer()
    payload = '/inform{"order_number": "10023", "note": "a \\"b\\" maya@example.com"}'
    raw = {"event": "bot", "text": "?", "data": {"buttons": [{"title": "x", "payload": payload}]}}
    redacted = REDACTOR.redact(raw, held)
    stored = redacted["data"]["buttons"][0]["payload"]
    assert "10023" not in stored and "maya" not in stored
    assert set(json.loads(stored[len("/inform") :])) == {"order_number", "note"}
    assert REDACTOR.restore(redacted, held) == raw


def test_an_intent_that_someone_typed_is_hidden() -> None:
    raw = {
        "event": "user",
        "text": "/maya@example.com",
        "parse_data": {"intent": {"name": "maya@example.com"}, "text": "/maya@example.com"},
    }
    assert "maya" not in json.dumps(REDACTOR.redact(raw, drawer()))


def test_a_longer_word_is_not_taken_for_a_known_value() -> None:
    held = drawer()
    held.token_for("name", "Anna")
    text = REDACTOR.redact({"event": "bot", "text": "Savannah for ANNA"}, held)["text"]
    assert text.startswith("Savannah for [name:")


def test_keys_of_a_mapping_are_redacted_and_none_is_lost() -> None:
    held = drawer()
    data = {"maya@example.com": 1, "MAYA@example.com": 2}
    redacted = REDACTOR.redact({"event": "bot", "text": "", "data": data}, held)["data"]
    assert sorted(redacted.values()) == [1, 2]
    assert "maya" not in json.dumps(redacted).lower()


def test_positions_before_within_and_behind_a_replacement() -> None:
    replaced = Replaced("ab12345cd", [(2, 7, "[x]")])
    assert replaced.text == "ab[x]cd"
    assert (replaced.start(2), replaced.end(7)) == (2, 5)
    assert (replaced.start(4), replaced.end(5)) == (2, 5)
    assert (replaced.start(7), replaced.end(9)) == (5, 7)
    assert (replaced.start(0), replaced.end(2)) == (0, 2)
