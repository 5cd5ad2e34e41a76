"""The questions of service_form: how each is asked, and what counts as an answer.

Those about the items of an order are in ``item_steps``, those about an address in ``address``.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from actions.service.consent import asks_or_doubts
from actions.service.errand import COMPLETE, REQUESTED, Errand
from actions.service.wording import worded

# A no in more words than one: "no, leave it", "in that case no", "please don't cancel it".
_REFUSES = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|oh|hm+|well|actually|then|in that case|sorry)\W+)*(?:no|nope|nah)\b\W*"
    r"(?:$|thanks?\b|thank you|please\b|leave\b|keep\b|don'?t\b|do not\b|forget\b|not now|"
    r"i(?:'?ll| shall| will) keep|stop\b)"
    r"|^\W*(?:please )?(?:don'?t|do not)(?: \w+)? (?:cancel|do|exchange|return|change|send|erase|"
    r"delete) (?:it|that|this|anything|them|the order)\b"
    r"|^\W*(?:please )?(?:leave|keep) (?:it|the order)(?: as it is)?\W*$"
)
_NO = re.compile(r"^\W*(?:(?:ok(?:ay)?|oh|well|actually|sorry)\W+)*(?:no|nope|nah)\b")
NOTHING_YET = "Nothing is done yet."
# Slots that change when an answer is taken.
_TAKEN = frozenset({"answers", "order_number"})
ABOUT = "about"  # the answer that no step asks for: the message with which the task began
MOST_CHARS = 500


@dataclass(frozen=True)
class Question:
    """What to ask, where the domain has no response for it.

    Attributes:
        text: The question.
        buttons: Titles with payloads.
        personal: Kind to value, of what in the text is personal.
        goes_further: Whether a yes does more than was wished for, so that it must be a plain one.
    """

    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    personal: Mapping[str, str | None] | None = None
    goes_further: bool = False


class Step(ABC):
    """One thing that a task has to know; its answer is kept under ``slot``."""

    slot: str
    # Whether any words may be the answer, so that only a clear turn to something else is none.
    takes_words: ClassVar[bool] = False
    # Whether an answer told after the task has ended takes the task up again.
    takes_up: ClassVar[bool] = False
    # Steps whose answers this one's hangs on: with another answer there it is asked anew.
    follows: ClassVar[frozenset[str]] = frozenset()
    hint: ClassVar[str] = "Sorry, I did not understand that as an answer."

    # Whether the question leaves open which order and items it is about.
    names_nothing: ClassVar[bool] = True
    # What is an answer here although it sounds like giving up ("changed my mind" as a reason).
    owns: re.Pattern[str] | None = None

    @abstractmethod
    def read(self, errand: Errand) -> Any | None:
        """Return the answer that the newest message gives, or None."""

    def opening(self, errand: Errand, about: str) -> Any | None:
        """Return the answer that the first message of the task gave already, or None."""
        return None

    def told_at(self, text: str) -> tuple[int, int] | None:
        """Return where the first message of the task holds an answer that looks like a proof."""
        return None

    def correction(self, errand: Errand) -> Any | None:
        """Return the answer that the newest message gives while a later question is open."""
        return self.read(errand)

    def objection(self, errand: Errand) -> str | None:
        """Return why a change that the newest message asks for is not possible, or None."""
        return None

    def aside(self, errand: Errand) -> str | None:
        """Return the answer to a question about what the step asks for, or None."""
        return None

    def complaint(self, errand: Errand) -> str:
        """Return what to say about an answer that could not be used."""
        return self.objection(errand) or self.hint

    def question(self, errand: Errand) -> Question:
        """Return what to ask; only for steps that the domain has no response for.

        Raises:
            LookupError: It has one.
        """
        raise LookupError(f"The domain asks for {self.slot}, with utter_ask_service_form_….")


class Confirm(Step):
    """Whether to go ahead.

    Args:
        question: What is going to happen, as a question.
        objection: Why a change to it that the newest message asks for is not possible, or None.
    """

    slot = "confirmed"
    names_nothing = False
    hint = "Please say yes or no, or tell me what should be different."

    def __init__(
        self,
        question: Callable[[Errand], Question],
        objection: Callable[[Errand], str | None] = lambda errand: None,
    ) -> None:
        self._question = question
        self._objection = objection

    def read(self, errand: Errand) -> bool | None:  # noqa: D102 - see Step
        message = errand.message
        if message.value("order_number") or message.value("postcode"):
            return None  # "no, order 10023" puts something right
        if message.intent == "affirm" and not self._surely(errand):
            return None
        if self.refuses(errand):
            return False
        if message.intent == "deny" and not _NO.match(message.words) and asks_or_doubts(message):
            return None
        return {"affirm": True, "deny": False}.get(message.intent)

    def complaint(self, errand: Errand) -> str:
        """Say that nothing has been done, and how to answer."""
        why = self.objection(errand)
        return why or (
            f"{NOTHING_YET} {self.hint}" if asks_or_doubts(errand.message) else self.hint
        )

    def refuses(self, errand: Errand) -> bool:
        """Whether the message says no in so many words, whatever else it asks."""
        return _REFUSES.search(errand.message.words) is not None

    def _surely(self, errand: Errand) -> bool:
        """Whether a yes is one to act on: no "hmm", no "maybe", no "ok" to something else."""
        message = errand.message
        vague = message.only_acknowledges
        if vague and (not _just_asked(errand) or self._question(errand).goes_further):
            return False
        return message.is_clear and not asks_or_doubts(message)

    def objection(self, errand: Errand) -> str | None:  # noqa: D102
        return self._objection(errand)

    def question(self, errand: Errand) -> Question:  # noqa: D102
        asked = self._question(errand)
        buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
        return Question(asked.text, buttons, asked.personal)


def _just_asked(errand: Errand) -> bool:
    """Whether the turn before the newest message did nothing but ask the question as it stands.

    It did more if the question was open before: then something else was answered, and it was asked
    once more behind that. With what was taken in the meantime it has become another question. What
    was done in that turn may be what an "ok" is for.
    """
    events = errand.tracker.events
    said = [at for at, event in enumerate(events) if event.get("event") == "user"]
    if len(said) < 2:
        return True
    slots = [(at, event) for at, event in enumerate(events) if event.get("event") == "slot"]
    if any(event.get("name") == COMPLETE for event in events[said[-2] :]):
        return False
    if any(at > said[-2] and event.get("name") in _TAKEN for at, event in slots):
        return True
    before = [e for at, e in slots if at < said[-2] and e.get("name") == REQUESTED]
    return not before or before[-1].get("value") != Confirm.slot


class Words(Step):
    """Something told in the shopper's own words.

    Args:
        slot: Name of the answer.
        cue: Where given, a first message in which it is found has told it already.
        owns: See ``Step``.
    """

    takes_words = True

    def __init__(
        self,
        slot: str,
        *,
        cue: re.Pattern[str] | None = None,
        owns: re.Pattern[str] | None = None,
    ) -> None:
        self.slot = slot
        self.owns = owns
        self._cue = cue

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        message = errand.message
        return None if message.only_acknowledges else message.text[:MOST_CHARS] or None

    def correction(self, errand: Errand) -> None:
        """Return None: any words would be one."""

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        told = self._cue is not None and self._cue.search(about.lower())
        return about[:MOST_CHARS] if told else None


class Remedy(Step):
    """Replacement or money back."""

    slot = "remedy"
    hint = "Please choose: a replacement, or your money back."

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        return _remedy(errand.message.words)

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        return _remedy(about.lower())

    def aside(self, errand: Errand) -> str | None:  # noqa: D102
        message = errand.message
        if not message.is_question or not _SENDS_BACK.search(message.words):
            return None
        return worded("utter_label_for_what_is_faulty")


_MONEY = r"refund\w*|money|cash|reimburs\w+|pay me back|credit\w*"
_SWAP = (
    r"replac\w+|exchang\w+|swap|(?:new|another|fresh|second|missing|right|correct) "
    r"(?:one|item|pair)|same (?:one )?again|re-?send|"
    r"send (?:it|that|them|one|me|out|a)\b(?! back)(?! it back)|sent (?:out )?again"
)
_SENDS_BACK = re.compile(r"\b(?:send|give|post|return|ship)\b.*\bback\b|\bkeep the old\b")
# "A new one rather than money": what stands behind these words is not wanted.
_NOT_WANTED = re.compile(
    rf"\b(?:rather than|instead of|than|not|no|don'?t want|do not want)\b"
    rf"(?: \w+){{0,2}}? (?:{_MONEY}|{_SWAP})"
)


def _remedy(text: str) -> str | None:
    wanted = _NOT_WANTED.sub(" ", text)
    money = re.search(rf"\b(?:{_MONEY})\b", wanted)
    swap = re.search(rf"\b(?:{_SWAP})\b", wanted)
    if bool(money) == bool(swap):
        return None
    return "money back" if money else "a replacement"
