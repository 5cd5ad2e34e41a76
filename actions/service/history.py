"""What was said in a conversation before its newest message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from actions.service.errand import COMPLETE, Errand

_ANSWER = "utter_faq/"
_NOT_KNOWN = "utter_not_known"
_ANSWERS, _DELIVERY = "action_answer", "action_delivery"
# So many messages back an answer is still what is talked of, if nothing else came between.
_RECENT = 3
# What is done to messages that leave the talk where it was: "thanks", "hm?", "and then?".
_TALK = frozenset(
    {"action_listen", "utter_thanks", "utter_greet", "action_take_no", "action_take_offer"}
    | {"action_what_next", "action_clarify", "utter_out_of_scope"}
)


@dataclass(frozen=True)
class LastAnswer:
    """The answer that the talk is of.

    Attributes:
        keys: The answers of the FAQ in it, such as ``faq/repairs``; none if it is another one.
        text: What was said.
        done: Whether a task has come to its end with it.
    """

    keys: tuple[str, ...]
    text: str
    done: bool = False


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


def last_answer(tracker: Tracker) -> LastAnswer | None:
    """Return what was answered last about the shop or an order; None if that is long ago."""
    keys, texts, actions, users = list[str](), list[str](), set[str](), 0
    known = True
    for event in reversed(tracker.events):
        kind = event.get("event")
        if kind == "bot" and users:
            response = str((event.get("metadata") or {}).get("utter_action") or "")
            if response.startswith(_ANSWER):
                keys.insert(0, response.removeprefix("utter_"))
            known = known and response != _NOT_KNOWN
            texts.insert(0, str(event.get("text") or ""))
        elif kind == "action" and users:
            actions.add(str(event.get("name")))
        elif kind == "user":
            if known and not keys and _ANSWERS in actions and (key := _answer_to(event)):
                keys.append(key)
            if keys or COMPLETE in actions or _DELIVERY in actions:
                return LastAnswer(tuple(keys), "\n".join(filter(None, texts)), COMPLETE in actions)
            if users > _RECENT or (known and not actions <= _TALK):
                return None
            users, texts, actions, known = users + 1, [], set(), True
    return None


def _answer_to(event: Mapping[str, Any]) -> str:
    """Return the answer that the NLU found for a message."""
    selected = ((event.get("parse_data") or {}).get("response_selector") or {}).get("faq") or {}
    return str((selected.get("response") or {}).get("intent_response_key") or "")


def _users(tracker: Tracker) -> Iterator[Mapping[str, Any]]:
    """Yield the messages before the newest one, the latest first."""
    newest_first = (e for e in reversed(tracker.events) if e.get("event") == "user")
    next(newest_first, None)
    return newest_first
