"""What was said in a conversation before its newest message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rasa_sdk import Tracker

from actions.service.errand import Errand


def said_before(errand: Errand) -> str:
    """Return the message before the newest one, in lower case; empty if there is none."""
    return next((str(e.get("text") or "").lower() for e in _users(errand.tracker)), "")


def meant_before(tracker: Tracker) -> str:
    """Return the intent of the message before the newest one, with its answer where it has one."""
    parsed: Mapping[str, Any] = next(
        (event.get("parse_data") or {} for event in _users(tracker)), {}
    )
    intent = parsed.get("intent") or {}
    return str(intent.get("full_retrieval_intent_name") or intent.get("name") or "")


def has_talked(tracker: Tracker) -> bool:
    """Whether the newest message is not the first one."""
    return next(_users(tracker), None) is not None


def responses_before(tracker: Tracker) -> set[str]:
    """Return the responses of the domain that the last answer was made of."""
    names, users = set(), 0
    for event in reversed(tracker.events):
        users += event.get("event") == "user"
        if users == 2:
            break
        if users == 1 and event.get("event") == "bot":
            names.add(str((event.get("metadata") or {}).get("utter_action") or ""))
    return names - {""}


def _users(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    """Yield the messages before the newest one, the latest first."""
    newest_first = (e for e in reversed(tracker.events) if e.get("event") == "user")
    next(newest_first, None)
    return newest_first
