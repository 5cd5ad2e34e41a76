"""What a shopper wants of an order, said before the order was known.

"The jacket is too small" may be answered by the FAQ, or a question be left open until it rests;
when number and e-mail address come at last, nobody wants to be asked what they are for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from actions.service.errand import COMPLETE
from actions.service.message import CLAIMS, Message
from actions.service.several import task_of
from actions.service.tasks import TASKS

_REMEMBERED = 8  # messages
_GIVEN_UP = frozenset({"action_deactivate_loop", "action_nothing_to_stop"})
# Questions about the shop that are asked with an order in mind, by how their answers are named.
_BEHIND_ANSWERS = {
    "faq/return_": "return_item",
    "faq/exchange_": "exchange_item",
    "faq/refund_": "refund_status",
    "faq/faulty": "item_problem",
    "faq/cancel": "cancel_order",
}


@dataclass(frozen=True)
class EarlierWish:
    """A task that was asked for, and the words of it."""

    task: str
    about: str


def wish_in(message: Message) -> str | None:
    """Return the task that a message with number or proof means, though it sounds like a telling.

    Number and proof in one message outweigh the few words that say what for.
    """
    told = any(message.value(name) for name in CLAIMS)
    if not told or message.only_claims:
        return None
    return _asked_for(message)


def earlier_wish(tracker: Tracker) -> EarlierWish | None:
    """Return what was asked for before the newest message, and neither done nor given up since."""
    wish, age, task = None, 0, None
    users = [at for at, event in enumerate(tracker.events) if event.get("event") == "user"]
    for event in tracker.events[: users[-1]] if users else ():
        kind, name = event.get("event"), event.get("name")
        if kind == "user":
            new = _wished(event)
            wish, age = (new, 0) if new is not None else (wish, age + 1)
        elif kind == "slot" and name == "task":
            task = event.get("value")
        elif kind == "session_started" or name in _GIVEN_UP or (name == COMPLETE and task):
            wish = None
    return wish if age < _REMEMBERED else None


def _wished(event: Mapping[str, Any]) -> EarlierWish | None:
    message = Message.read(event.get("parse_data") or {})
    text = str(event.get("text") or "")
    if message.intent in _ABOUT_ORDERS:
        return EarlierWish(message.intent, text)
    if message.is_button or message.only_claims or not text:
        return None
    behind = (t for key, t in _BEHIND_ANSWERS.items() if message.answer_key.startswith(key))
    asked = next(behind, None) if message.intent == "faq" else None
    likely = asked or _asked_for(message)
    return EarlierWish(likely, text) if likely is not None else None


def _asked_for(message: Message) -> str | None:
    """Return the task that a message names by its verb, or that is likely.

    The words of a look ("where", "when") stand in much else, so that they count last.
    """
    verb, likely = task_of(message.text), message.likely(_ABOUT_ORDERS)
    return verb if verb is not None and not TASKS[verb].tells else likely or verb


_ABOUT_ORDERS = frozenset(name for name, task in TASKS.items() if task.about_order)
