"""Several errands in one message: the first is taken up, the others wait for their turn.

The NLU gives a message one intent. What each part of it is for is told here by the verbs with which
shoppers ask for a task; a part that has none is about the same as the one before ("and 10031?").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any

from rasa_sdk.events import FollowupAction

from actions.recommendation.text import spoken_list
from actions.service.errand import FORM, Errand
from actions.service.message import Message
from actions.service.postal import address_span
from actions.service.steps import ABOUT
from actions.service.tasks import TASKS

WAITED = "waited"  # the answer that says that the task was not begun by the newest message
_MOVES = "change_address"
_MOST_WAITING = 3  # Rasa takes ten actions a turn; each errand needs two, if nothing is asked
_BREAK = re.compile(r"[?!;\n]\s*|[.,:]\s+|\s+(?:and|then|also|plus|&)\s+", re.I)
_CUES = tuple(
    (task, re.compile(pattern, re.I))
    for task, pattern in (
        ("request_invoice", r"\b(?:invoice|receipt)\b"),
        ("refund_status", r"\b(?:where|when|status|has|have)\b.*\brefund"),
        ("cancel_order", r"\bcancel\b"),
        (_MOVES, r"\baddress (?:of|for|on)\b|\b(?:change|new|wrong)\b.*\baddress\b"),
        ("exchange_item", r"\b(?:exchange|swap)\b"),
        ("return_item", r"\breturn\b|\bsend\b.*\bback\b"),
        ("track_order", r"\btrack\b"),
        (
            "order_status",
            r"\b(?:where|when|status|arriv\w+)\b|\bwhat(?:['’]?s| is| has) (?:happen\w+|up|with)\b",
        ),
    )
)
_REFUSES = re.compile(r"\b(?:do not|don['’]?t|never|rather not|not to)\b", re.I)
# Two numbers of which only one is meant.
_EITHER = re.compile(
    r"\b(?:(?:instead of|rather than|meant?|or)\b|not (?:order )?(?:number )?#?\d)", re.I
)
# How a part begins that asks for something about the order that was named before it.
_ASKS_ON = re.compile(
    r"\W*(?:(?:and|then|but|please|pls|also|just|maybe|perhaps)\W+)*(?:can|could|would|will|is|are|has|have|do|"
    r"does|where|when|what|how|i(?:['’]d| would)? (?:like|want|need)|let me|cancel|track|return|"
    r"exchange|swap|send|change|check|tell|show|give)\b",
    re.I,
)


@dataclass(frozen=True)
class Wish:
    """A task for an order.

    Attributes:
        task: The intent that would begin it.
        order_number: The order's number.
        about: What was said of it.
    """

    task: str
    order_number: str
    about: str

    @property
    def called(self) -> str:
        """The wish in words, as an object of a sentence."""
        return TASKS[self.task].called.format(f"order {self.order_number}")


@dataclass(frozen=True)
class _Part:
    text: str
    numbers: Sequence[str]
    task: str | None

    def completes(self, other: _Part) -> bool:
        """Whether one of the two has only a number, the other only says what for."""
        apart = bool(self.task) == bool(other.numbers) and bool(self.numbers) == bool(other.task)
        return apart and bool(self.task) != bool(self.numbers)


def wishes(message: Message, task: str | None) -> list[Wish]:
    """Return what a message asks for about orders, each thing once; nothing if that is unclear.

    Args:
        message: The message.
        task: What it is for as a whole, as far as known.
    """
    unclear = message.is_button or message.intent == "correct" or _EITHER.search(message.text)
    if unclear or (task is not None and not TASKS[task].about_order):
        return []
    moves = task == _MOVES or _MOVES in {part.task for part in _parts(message)}
    if moves and (span := address_span(message.text)) is not None:
        message = message.without(span)  # a postcode abroad looks like an order number
    parts = _parts(message)
    number = next((part.numbers[0] for part in parts if part.numbers), None)
    found: dict[tuple[str, str], Wish] = {}
    for part in parts:
        task = part.task or task
        if task is None or number is None:
            return []
        for own in part.numbers or (number,):
            found.setdefault((task, own), Wish(task, own, part.text.strip()))
            number = own
    return list(found.values())


def _parts(message: Message) -> list[_Part]:
    """Return the parts of a message that name an order or ask for a task; the rest joins them."""
    text = message.text
    named = [e for e in message.entities if e.get("entity") == "order_number" and "start" in e]
    bounds = [0, *(found.end() for found in _BREAK.finditer(text)), len(text)]
    parts: list[_Part] = []
    before = ""
    for start, end in pairwise(bounds):
        said = text[start:end]
        numbers = [str(e["value"]) for e in named if start <= int(e["start"]) < end]
        task = task_of(said)
        if not numbers and (task is None or (parts and not _ASKS_ON.match(said))):
            if parts:
                parts[-1] = replace(parts[-1], text=parts[-1].text + said)
            else:
                before += said
            continue
        part, before = _Part(before + said, numbers, task), ""
        if parts and parts[-1].completes(part):
            last = parts.pop()
            part = _Part(last.text + said, last.numbers or numbers, last.task or task)
        parts.append(part)
    return parts


def task_of(said: str) -> str | None:
    """Return the task that a text asks for by its verbs; None where it refuses, or names none."""
    if _REFUSES.search(said):
        return None
    return next((task for task, cue in _CUES if cue.search(said)), None)


def one_at_a_time(errand: Errand, task: str | None) -> Wish | None:
    """Let all but the first wish of the message wait, and say so; None where there are not two.

    The errand's message holds the number of the first alone then.
    """
    found = wishes(errand.message, task)
    if len(found) < 2:
        return None
    first = found[0]
    entities = (e for e in errand.message.entities if e.get("entity") != "order_number")
    number = {"entity": "order_number", "value": first.order_number}
    errand.message = replace(errand.message, entities=(*entities, number))
    let_wait(errand, first, found[1:])
    return first


def let_wait(errand: Errand, first: Wish, others: Sequence[Wish]) -> None:
    """Keep wishes for when another is done, and say in which order they come."""
    waiting = others[:_MOST_WAITING]
    errand.held.waiting = [asdict(wish) for wish in waiting]
    then = spoken_list(wish.called for wish in waiting)
    later = " Please tell me the rest after that." if len(others) > len(waiting) else ""
    errand.say(
        f"One thing after the other: first {first.called}, then {then}.{later}",
        personal={
            f"order_number_{place}": wish.order_number
            for place, wish in enumerate((first, *waiting))
        },
    )


def take_next(errand: Errand) -> list[dict[str, Any]]:
    """Begin what waits; returns the event that has the form do so, none where nothing waits."""
    held = errand.held
    if not held.waiting:
        return []
    following, *held.waiting = held.waiting
    wish = Wish(**following)
    held.task, held.order_number, errand.order = wish.task, wish.order_number, None
    held.answers = {ABOUT: wish.about, WAITED: True}
    errand.say(f"Next: {wish.called}.")
    return [FollowupAction(FORM)]
