"""The form of Rasa's event dicts: what both directions of redaction share."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from typing import Any

import regex

from bot.privacy.spans import Replaced

MARKER = "[redaction failed]"
EXPIRED_TEXT = "[expired]"
# In place of what was said with the privacy dial at off.
OFF_TEXT = "[not kept]"
# How the JSON of every event ends that retention has emptied; Rasa keeps metadata as it is.
EXPIRED = '"metadata": {"expired_by_retention": true}}'
Event = dict[str, Any]

_REQUESTED_SLOT = "requested_slot"
_LISTEN = "action_listen"
# No slots: what stands in the place of one, after a message that has had no answer yet.
_SAID = "(said)"
UNANSWERED = "(unanswered)"
# Before the first message that this process hears: a question may have gone with another process.
UNHEARD = "(unheard)"
# What an answer is taken for where nobody knows the question, and how long it may be.
_NOT_UNDERSTOOD = frozenset(("nlu_fallback", "inform"))
_FRAGMENT_WORDS = 5
_FORGETS_THE_QUESTION = frozenset(("restart", "reset_slots", "session_started"))
NAMED_BY_DOMAIN = frozenset(
    ("slot", "action", "followup", "active_loop", "form", "action_execution_rejected")
)
PAYLOAD = regex.compile(r"\s*/[^\s{]{1,200}\s*(\{.*\})\s*", regex.DOTALL)
# Names of intents and extractors.
LABEL = regex.compile(r"[A-Za-z_][\w/+.\-]{0,120}")
_MARKER_KEYS_WORDS = (
    "event timestamp policy confidence date_time hide_rule_turn kill_on_user_msg "
    "use_text_for_featurization is_interrupted validate"
)
_MARKER_KEYS = frozenset(_MARKER_KEYS_WORDS.split())


def declared(event: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield (kind, value) of the ``personal`` list in a bot event's metadata."""
    metadata = event.get("metadata")
    personal = metadata.get("personal") if isinstance(metadata, Mapping) else None
    if event.get("event") != "bot" or not isinstance(personal, list):
        return
    for item in personal:
        if isinstance(item, Mapping):
            yield str(item.get("entity") or "personal"), item.get("value")
        else:
            yield "personal", item


def asked_by(events: Iterable[Mapping[str, Any]], before: str | None = None) -> str | None:
    """Return the slot that a form asks for after some events.

    Where an action ran in vain and nothing was said, as when its server is down, nobody knows what
    the shopper takes the next message to answer: ``UNANSWERED``.

    Args:
        events: In their order.
        before: What this gave for the events before them.
    """
    for event in events:
        before = _heard(event, before)
        if event.get("event") == "slot" and event.get("name") == _REQUESTED_SLOT:
            value = event.get("value")
            before = value if isinstance(value, str) else None
        elif event.get("event") in _FORGETS_THE_QUESTION and before != UNHEARD:
            before = None
    return before


def _heard(event: Mapping[str, Any], asked: str | None) -> str | None:
    """Return ``asked`` after an event that tells whether the assistant has answered."""
    kind = event.get("event")
    if kind == "user" and asked in (None, UNHEARD):
        return _SAID
    if kind == "action" and asked == _SAID and event.get("name") != _LISTEN:
        return UNANSWERED
    if kind == "bot" and asked in (_SAID, UNANSWERED):
        return None
    return asked


def without_download(event: Event) -> Event:
    """Return an event without what it offers as a file: a copy of what is stored already."""
    data = event.get("data")
    custom = data.get("custom") if isinstance(data, Mapping) else None
    if data is None or not isinstance(custom, Mapping) or custom.get("type") != "export":
        return event
    left = {key: value for key, value in custom.items() if key != "data"}
    return {**event, "data": {**data, "custom": left}}


def is_typed(event: Mapping[str, Any]) -> bool:
    """Whether a shopper wrote the text of an event: it is no payload of a button."""
    text = event.get("text")
    if event.get("event") != "user" or not isinstance(text, str):
        return False
    payload = text[:1] == "/" and (PAYLOAD.fullmatch(text) or LABEL.fullmatch(text[1:]))
    return not payload


def is_fragment(event: Mapping[str, Any]) -> bool:
    """Whether a shopper typed a few words that mean nothing by themselves, as answers do."""
    parse_data = event.get("parse_data")
    intent = parse_data.get("intent") if isinstance(parse_data, Mapping) else None
    name = intent.get("name") if isinstance(intent, Mapping) else None
    short = is_typed(event) and len(str(event["text"]).split()) <= _FRAGMENT_WORDS
    return short and name in _NOT_UNDERSTOOD


def spans_of_event(event: Mapping[str, Any], kinds: Container[str]) -> list[tuple[int, int, str]]:
    """Return (start, end, kind) of the entities of some kinds in the text of an event."""
    parse_data = event.get("parse_data", event)
    if not isinstance(parse_data, Mapping) or parse_data.get("text") != event.get("text"):
        return []
    return list(entity_spans(parse_data, kinds))


def entity_spans(
    parse_data: Mapping[str, Any], kinds: Container[str]
) -> Iterator[tuple[int, int, str]]:
    """Yield (start, end, kind) of the entities of some kinds; none overlaps another."""
    entities = parse_data.get("entities")
    position = 0
    listed = entities if isinstance(entities, list) else []
    found = [e for e in listed if isinstance(e, Mapping)]
    spans = [(e.get("start"), e.get("end"), e.get("entity")) for e in found]
    numbered = [
        (start, end, kind)
        for start, end, kind in spans
        if type(start) is int and type(end) is int and isinstance(kind, str)
    ]
    for start, end, kind in sorted(numbered):
        if kind in kinds and position <= start < end:
            yield start, end, kind
            position = end


# Rasa 3.6's types of events.
_TYPES_WORDS = (
    "action action_execution_rejected active_loop agent bot cancel_reminder entities export "
    "followup form form_validation loop_interrupted pause reminder reset_slots restart resume "
    "rewind session_started slot undo user user_featurization"
)
TYPES = frozenset(_TYPES_WORDS.split())


def expired_marker(event: Mapping[str, Any]) -> Event:
    """Return what is left of an event that is too old: its type and time, no content."""
    left = marker(event, EXPIRED_TEXT)
    left.pop("metadata", None)
    return {**left, "metadata": {"expired_by_retention": True}}


def marker(event: Mapping[str, Any], text: str = MARKER) -> Event:
    """Return what is stored where an event cannot be redacted: its type and time, no content."""
    kind = event.get("event")
    kept: Event = {
        key: value
        for key, value in event.items()
        if key in _MARKER_KEYS and isinstance(value, str | int | float | bool | None)
    }
    if kind in NAMED_BY_DOMAIN:
        kept["name"] = event.get("name")
    if kind == "slot":
        kept["value"] = None
    elif kind == "user":
        kept |= {"text": text, "input_channel": None, "message_id": None, "metadata": {}}
        kept["parse_data"] = {"intent": {}, "entities": [], "text": text}
    elif kind in ("bot", "agent"):
        kept |= {"text": text, "data": {}, "metadata": {}}
    elif kind == "action" and kept["name"] is None:
        kept["action_text"] = text
    elif kind == "entities":
        kept["entities"] = []
    elif kind == "reminder":
        kept |= {"intent": text, "name": text, "entities": []}
    return kept


def moved(entity: Event, replaced: Replaced) -> Event:
    """Give an entity the positions that it has in the replaced text."""
    start, end = entity.get("start"), entity.get("end")
    if type(start) is int:
        entity["start"] = replaced.start(start)
    if type(end) is int:
        entity["end"] = replaced.end(end)
    return entity


def moved_pairs(pairs: Any, replaced: Replaced) -> Any:
    """Give (start, end) pairs the positions that they have in the replaced text."""
    if not isinstance(pairs, list):
        return []
    return [
        [replaced.start(pair[0]), replaced.end(pair[1])]
        for pair in pairs
        if isinstance(pair, list | tuple) and len(pair) == 2 and all(type(p) is int for p in pair)
    ]
