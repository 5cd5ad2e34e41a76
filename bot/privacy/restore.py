"""Puts live values back into stored events.

A dead token, whose key is gone or whose time is over, stays in a text as it is; a slot that
holds one becomes None, so that the assistant asks again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bot.privacy.events import PAYLOAD, Event, moved, moved_pairs
from bot.privacy.rules import Rules
from bot.privacy.spans import Replaced
from bot.privacy.vault import TOKEN, Drawer


def restore(event: Mapping[str, Any], drawer: Drawer, rules: Rules) -> Event:
    """Return a copy of a stored event with live tokens filled in.

    Dead tokens stay in texts; a slot that holds one becomes None, so that the assistant
    asks again.
    """
    restored: Event = {}
    for key, value in event.items():
        if key == "text" and isinstance(value, str):
            restored[key] = _filled(value, drawer).text
        elif key == "parse_data" and isinstance(value, Mapping):
            restored[key] = _parse_data(value, drawer, rules)
        elif key == "value" and event.get("event") == "slot":
            restored[key] = _slot(str(event.get("name")), value, drawer, rules)
        else:
            restored[key] = _deep(value, drawer, rules)
    return restored


def _parse_data(parse_data: Mapping[str, Any], drawer: Drawer, rules: Rules) -> Event:
    text = parse_data.get("text")
    restored = {key: _deep(value, drawer, rules) for key, value in parse_data.items()}
    if isinstance(text, str):
        filled = _filled(text, drawer)
        restored["text"] = filled.text
        entities = restored.get("entities")
        if isinstance(entities, list):
            restored["entities"] = [
                moved(e, filled) if isinstance(e, dict) else e for e in entities
            ]
        if "text_tokens" in restored:
            restored["text_tokens"] = moved_pairs(restored["text_tokens"], filled)
    return restored


def _slot(name: str, value: Any, drawer: Drawer, rules: Rules) -> Any:
    if value is not None and name in rules.slots and rules.slots[name].type != "token":
        return None
    if isinstance(value, str) and any(
        match.group() not in drawer.values for match in TOKEN.finditer(value)
    ):
        return None
    return _deep(value, drawer, rules)


def _deep(value: Any, drawer: Drawer, rules: Rules, key: str | None = None) -> Any:
    if key is not None and key in rules.slots:
        return _slot(key, value, drawer, rules)
    if isinstance(value, str):
        if value in drawer.values:
            return drawer.values[value]
        return _filled(value, drawer).text
    if isinstance(value, Mapping):
        return {
            _filled(str(name), drawer).text: _deep(item, drawer, rules, str(name))
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_deep(item, drawer, rules) for item in value]
    return value


def _filled(text: str, drawer: Drawer) -> Replaced:
    if "[" not in text:
        return Replaced(text, [])
    live = [m for m in TOKEN.finditer(text) if m.group() in drawer.values]
    payload = PAYLOAD.fullmatch(text) if live and text[:1] in "/ " else None
    parts: list[tuple[int, int, str]] = []
    for match in live:
        value = drawer.values[match.group()]
        filled = value if isinstance(value, str) else json.dumps(value)
        if payload is not None and match.start() > payload.start(1):
            quoted = text[match.start() - 1] == text[match.end() : match.end() + 1] == '"'
            if quoted and not isinstance(value, str):
                parts.append((match.start() - 1, match.end() + 1, filled))
                continue
            filled = json.dumps(filled)[1:-1]
        parts.append((match.start(), match.end(), filled))
    return Replaced(text, parts)
