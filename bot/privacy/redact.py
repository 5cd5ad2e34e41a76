"""Takes personal values out of Rasa's event dicts, and puts them back.

Knows the form of the events, not their classes: no Rasa here. ``redact`` covers every place in
which Rasa 3.6 repeats what was said: texts, parse data with entities and response selector,
slots, metadata, buttons with their payloads, custom payloads, reminders.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import regex

from bot.privacy.consent import BASKET
from bot.privacy.detect import Detector
from bot.privacy.events import (
    LABEL,
    NAMED_BY_DOMAIN,
    PAYLOAD,
    UNANSWERED,
    UNHEARD,
    Event,
    declared,
    entity_spans,
    is_fragment,
    is_typed,
    moved,
    moved_pairs,
    spans_of_event,
)
from bot.privacy.recognisers.base import Span
from bot.privacy.recognisers.finance import luhn
from bot.privacy.restore import restore
from bot.privacy.rules import Rule, Rules
from bot.privacy.spans import Replaced, uncovered
from bot.privacy.vault import ANSWER, TOKEN, Drawer

_PERSONAL_ENTITIES_WORDS = (
    "email handle phone name person address postcode card card_expiry card_ending iban "
    "order_number tracking_number invoice_number secret url_secret link_code ip_address "
    "date_of_birth national_id"
)
_PERSONAL_ENTITIES = frozenset(_PERSONAL_ENTITIES_WORDS.split())
_FIXED_KEYS = frozenset(("event", "timestamp", "policy", "date_time", "model_id", "assistant_id"))
# A slot in which Rasa keeps the metadata of a session's first message.
_FIRST_METADATA = "session_started_metadata"
_FIELD = regex.compile(r"_?[a-z][a-z_]{0,37}")
_CARD_INT = range(10**12, 10**19)
# As many as a card number in parts and what is said around it.
_SHORT = 4  # characters
_RECENT = 8


class Redactor:
    """Redacts and restores events; holds no conversation, that is the drawer's part.

    Args:
        detector: Finds personal values in texts.
        rules: Slots (and keys of that name anywhere) that are personal whatever they hold, and
            how values are written.
        hash_key: Key of the hashes that rules of type hash write.

    Attributes:
        hides_for_good: Whether a rule writes something that is not filled in again.
    """

    def __init__(self, detector: Detector, rules: Rules, hash_key: bytes) -> None:
        self._detector = detector
        self._rules = rules
        self._hash_key = hash_key
        self._personal = _PERSONAL_ENTITIES | rules.kinds
        self.hides_for_good = rules.hides_for_good

    @property
    def kinds(self) -> list[str]:
        """The kinds of values that are detected."""
        return sorted({recogniser.entity for recogniser in self._detector.recognisers})

    # -- first pass: what is declared personal anywhere in a turn counts in all of its events

    def answers(self, event: Mapping[str, Any], asked: str | None) -> bool:
        """Whether an event is hidden whole if it was typed, because of what was asked before it.

        Args:
            event: What ``as_dict`` of a Rasa event gives.
            asked: The slot (see ``asked_by``). One that a rule names, or what nobody knows: then
                what may be an answer counts as one.
        """
        if asked == UNHEARD:
            return is_fragment(event)
        return asked in self._rules.slots or asked == UNANSWERED

    def learn(self, event: Mapping[str, Any], drawer: Drawer, *, answers: bool = False) -> None:
        """Note the values that an event declares personal, by rule, by entity or by list.

        Args:
            event: What ``as_dict`` of a Rasa event gives.
            drawer: Takes the values.
            answers: Whether the event is what was said when something personal was asked for.
        """
        if answers and is_typed(event):
            drawer.note(ANSWER, event["text"])
        name = str(event.get("name"))
        if event.get("event") == "slot" and name in self._rules.slots:
            self._keep(name, event.get("value"), drawer)
        for entity, value in declared(event):
            self._keep(entity, value, drawer)
        parse_data = event.get("parse_data")
        lists = [event.get("entities")]
        if isinstance(parse_data, Mapping):
            lists.append(parse_data.get("entities"))
        for entities in lists:
            for entity in entities if isinstance(entities, list) else ():
                if isinstance(entity, Mapping) and str(entity.get("entity")) in self._personal:
                    self._keep(str(entity["entity"]), entity.get("value"), drawer)

    def _keep(self, entity: str, value: Any, drawer: Drawer) -> None:
        if isinstance(value, str):
            if value.strip() and TOKEN.search(value) is None:
                drawer.token_for(entity, value)
        elif isinstance(value, list | dict):
            for item in value.values() if isinstance(value, dict) else value:
                self._keep(entity, item, drawer)
        elif isinstance(value, int) and not isinstance(value, bool):
            drawer.token_for(entity, value)

    # -- second pass

    def redact(self, event: Mapping[str, Any], drawer: Drawer, *, answers: bool = False) -> Event:
        """Return a copy of an event that holds tokens in place of personal values.

        Args:
            event: What ``as_dict`` of a Rasa event gives.
            drawer: Takes the values; must be closed before the copy is written.
            answers: Whether the event is what was said when something personal was asked for; then
                all of it is hidden.
        """
        kind, name = str(event.get("event")), str(event.get("name"))
        text = event.get("text")
        whole = answers and is_typed(event)
        said = None
        if isinstance(text, str):
            found = spans_of_event(event, self._personal)
            said = self._replace(text, drawer, found, whole=whole, typed=is_typed(event))
        redacted: Event = {}
        for key, value in event.items():
            if key in _FIXED_KEYS or (key == "name" and kind in NAMED_BY_DOMAIN):
                redacted[key] = value
            elif key == "text" and said is not None:
                redacted[key] = said.text
            elif key == "parse_data" and isinstance(value, Mapping):
                same = said if value.get("text") == text else None
                redacted[key] = self._parse_data(value, drawer, same, whole=whole)
            elif key == "entities" and isinstance(value, list):
                redacted[key] = self._entities(value, drawer, None, whole=whole)
            elif key == "intent":
                redacted[key] = self._labels(value, drawer)
            elif key == "value" and kind == "slot" and name in self._rules.slots:
                redacted[key] = self._whole(name, value, drawer, self._rules.slots[name])
            elif isinstance(value, Mapping) and (
                key == "metadata" or (key == "value" and name == _FIRST_METADATA)
            ):
                left_out = "personal" if kind == "bot" else BASKET
                redacted[key] = self._deep(_without(value, left_out), drawer)
            else:
                # What slots hold of a shopper's words is weighed as those are.
                redacted[key] = self._deep(value, drawer, typed=kind == "slot")
        return redacted

    def _parse_data(
        self,
        parse_data: Mapping[str, Any],
        drawer: Drawer,
        replaced: Replaced | None,
        *,
        whole: bool,
    ) -> Event:
        """Redact parse data; its text is replaced already where it is the event's."""
        text = parse_data.get("text")
        if replaced is None and isinstance(text, str):
            found = list(entity_spans(parse_data, self._personal))
            replaced = self._replace(text, drawer, found, whole=whole, typed=True)
        redacted: Event = {}
        for key, value in parse_data.items():
            if key == "text" and replaced is not None:
                redacted[key] = replaced.text
            elif key == "entities" and isinstance(value, list):
                redacted[key] = self._entities(value, drawer, replaced, whole=whole)
            elif key in ("intent", "intent_ranking"):
                redacted[key] = self._labels(value, drawer)
            elif key == "metadata" and isinstance(value, Mapping):
                redacted[key] = self._deep(_without(value, BASKET), drawer)
            elif key == "text_tokens" and replaced is not None:
                redacted[key] = moved_pairs(value, replaced)
            else:
                redacted[key] = self._deep(value, drawer)
        return redacted

    def _entities(
        self, entities: list[Any], drawer: Drawer, replaced: Replaced | None, *, whole: bool
    ) -> list[Any]:
        redacted: list[Any] = []
        for entity in entities:
            if not isinstance(entity, Mapping):
                redacted.append(self._deep(entity, drawer))
                continue
            kind = str(entity.get("entity"))
            copy: Event = {}
            for key, value in entity.items():
                if key == "value" and kind in self._personal:
                    copy[key] = self._whole(kind, value, drawer, self._rules.of_kind(kind))
                elif key == "value" and whole:
                    copy[key] = self._whole(ANSWER, value, drawer, self._rules.of_kind(ANSWER))
                elif key in ("entity", "extractor", "role", "group"):
                    copy[key] = self._labels(value, drawer)
                else:
                    copy[key] = self._deep(value, drawer)
            redacted.append(moved(copy, replaced) if replaced else copy)
        return redacted

    def _labels(self, value: Any, drawer: Drawer) -> Any:
        """Leave names of intents as they are, unless someone typed one ("/maya@example.com")."""
        if isinstance(value, str):
            return value if LABEL.fullmatch(value) else self._deep(value, drawer)
        if isinstance(value, Mapping):
            return {str(k): self._labels(v, drawer) for k, v in value.items()}
        if isinstance(value, list):
            return [self._labels(item, drawer) for item in value]
        return value

    def _whole(self, entity: str, value: Any, drawer: Drawer, rule: Rule | None) -> Any:
        """Hide a value altogether, whatever it looks like; None where it is dropped."""
        if isinstance(value, bool) and rule is not None and rule.type == "drop":
            return None
        if value is None or isinstance(value, bool) or value in ("", [], {}):
            return value
        if isinstance(value, str) and TOKEN.fullmatch(value):
            return value
        token = drawer.token_for(entity, value)
        if rule is None or rule.type == "token":
            return token
        return rule.hide(value, self._hash_key)

    def _part(self, kind: str, value: str, drawer: Drawer) -> str:
        """Hide a value within a text."""
        return self._whole(kind, value, drawer, self._rules.of_kind(kind)) or ""

    def _deep(
        self, value: Any, drawer: Drawer, key: str | None = None, *, typed: bool = False
    ) -> Any:
        if key is not None and key in self._rules.slots:
            return self._whole(key, value, drawer, self._rules.slots[key])
        if isinstance(value, str):
            if key in _FIXED_KEYS:
                return value
            return self._replace(value, drawer, typed=typed).text
        if value is None or isinstance(value, bool | float):
            return value
        if isinstance(value, dict | Mapping):  # most are dicts, and to ask for those is quicker
            copy: Event = {}
            for name, item in value.items():
                safe = self._key(str(name), drawer)
                while safe in copy:
                    safe += "*"
                copy[safe] = self._deep(item, drawer, str(name), typed=typed)
            return copy
        if isinstance(value, list | tuple):
            return [self._deep(item, drawer, typed=typed) for item in value]
        if isinstance(value, int):
            digits = str(value)
            kind = drawer.known.get(digits)
            if kind is None and value in _CARD_INT and luhn(digits):
                kind = "card"
            if kind is not None:
                return self._whole(kind, value, drawer, self._rules.of_kind(kind))
        return value

    def _key(self, name: str, drawer: Drawer) -> str:
        """Redact a key, unless it is plainly the name of a field."""
        if _FIELD.fullmatch(name) and not drawer.known.holds_word(name):
            return name
        return self._replace(name, drawer).text

    def _replace(
        self,
        text: str,
        drawer: Drawer,
        forced: list[tuple[int, int, str]] | None = None,
        *,
        whole: bool = False,
        typed: bool = False,
    ) -> Replaced:
        payload = PAYLOAD.fullmatch(text) if text[:1] in "/ " else None
        if payload is not None:
            try:
                values = json.loads(payload.group(1))
            except ValueError:
                values = None
            if values is not None:
                hidden = self._deep(values, drawer)
                start, end = payload.span(1)
                parts = [(start, end, json.dumps(hidden))] if hidden != values else []
                return Replaced(text, parts)
        parts = [
            (start, min(end, len(text)), self._part(kind, text[start:end], drawer))
            for start, end, kind in forced or ()
            if text[start:end].strip()
        ]
        # All the rest of an answer; where it is said again in the same turn, the same.
        rest = [Span(0, len(text), ANSWER, text, 1.0)] if whole else _longest_first(drawer, text)
        recent = drawer.recent(_RECENT) if drawer.values else ()
        known, topics = drawer.known, drawer.topics
        spans = self._detector.find(text, known, recent, typed=typed, topics=topics)
        if typed:
            # Too short to be known in later turns: in this one they are found wherever they stand.
            for span in spans:
                if len(span.value) < _SHORT:
                    drawer.answers.note(span.value, span.entity)
        for span in (*spans, *rest):
            taken = [(start, end) for start, end, _ in parts]
            for start, end in uncovered(text, span.start, span.end, taken):
                parts.append((start, end, self._part(span.entity, text[start:end], drawer)))
        return Replaced(text, sorted(parts))

    def restore(self, event: Mapping[str, Any], drawer: Drawer) -> Event:
        """Undo ``redact``; see ``bot.privacy.restore``."""
        return restore(event, drawer, self._rules)


def _without(mapping: Mapping[str, Any], name: str) -> Event:
    return {key: value for key, value in mapping.items() if key != name}


def _longest_first(drawer: Drawer, text: str) -> list[Span]:
    """Return where answers of this turn stand again; a part of one gives way to all of it."""
    return sorted(drawer.answers.scan(text), key=lambda span: (span.start - span.end, span.start))
