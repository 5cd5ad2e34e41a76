"""Whether a text tells what a question wants: a time for "how long?", money for "how much?".

Only numbers and closed classes of words count, so what it is about does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum


class Wanted(Enum):
    """What a question wants to be told."""

    TIME = "time"
    MONEY = "money"


_ASKS: Mapping[Wanted, re.Pattern[str]] = {
    Wanted.TIME: re.compile(
        r"\bhow (?:long|soon|early|late|quick(?:ly)?|fast|often)\b|"
        r"\bhow many (?:hours|days|weeks|months|years)\b|"
        r"\bwhen\b|\b(?:un)?till?\b|\bby when\b|\bexpir\w+|\bruns? out\b|\bvalid\b|\bgood for\b|"
        r"\bwhat (?:time|day|date)\b",
        re.I,
    ),
    Wanted.MONEY: re.compile(
        r"\bhow much\b|\bcosts?\b|\bprices?\b|\bfree\b|\bcharged?\b|\bfees?\b|\bwho pays\b|"
        r"\bcheaper\b|\bminimum\b|\bmaximum\b|\bwhat amounts?\b",
        re.I,
    ),
}
_COUNT = r"(?:\d+|one|two|three|four|five|six|ten|twelve|a few)(?:[-–]\d+)?"
_TELLS: Mapping[Wanted, re.Pattern[str]] = {
    Wanted.TIME: re.compile(
        r"\b\d[\d.]*\s?[ap]m\b|"
        rf"\b{_COUNT}[- ](?:\w+ )?(?:second|minute|hour|day|week|month|year)s?\b|"
        r"\b(?:once|twice|each|every|per) (?:a )?(?:day|week|month|year)\b|"
        r"\ba (?:day|month|year)\b|"
        r"\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*\b|"
        r"\bexpires?\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bovernight\b",
        re.I,
    ),
    Wanted.MONEY: re.compile(
        r"[£$€%]|\bfree\b|\bcosts? (?:you )?nothing\b|\bnothing to pay\b|\bpay the postage\b|"
        r"\bcharge\b|\bat your own cost\b|\bsame (?:price|as)\b",
        re.I,
    ),
}


def wanted_by(question: str) -> set[Wanted]:
    """Return what a question wants to be told; empty where its words do not say so."""
    return {wanted for wanted, cue in _ASKS.items() if cue.search(question)}


def beside(question: str) -> str:
    """Return the words of a question beside those that say what it wants."""
    for cue in _ASKS.values():
        question = cue.sub(" ", question)
    return question


def tells(text: str, wanted: set[Wanted]) -> bool:
    """Whether a text has something of each kind in it."""
    return all(_TELLS[each].search(text) for each in wanted)
