"""By when a shopper wants something: "by friday", "before xmas", "birthday on sunday"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from actions.orders.words import day as day_words

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nesday)?|thu(?:r(?:s(?:day)?)?)?|"
    r"fri(?:day)?|sat(?:urday)?|sun(?:day)?)s?"
)
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_BY = r"(?P<by>by|before|until|till?|on|for|this|next|coming|latest|away|is)"
_THE = r"(?:\s+(?:the|this|coming|next|latest))*"
_NUMBER = r"(?P<number>[12]?\d|3[01])(?:st|nd|rd|th)?"


@dataclass(frozen=True)
class Deadline:
    """The last day on which something may come.

    Attributes:
        day: That day.
        words: The time as it is said back: "by Friday 4 December", "before Sunday 6 December".
    """

    day: date
    words: str


def deadline_in(text: str, today: date) -> Deadline | None:
    """Return the day that a text names as the latest one; of several the first.

    Args:
        text: In lower case.
        today: From when on it is counted.
    """
    found = [
        (match.start(), deadline)
        for pattern, read in _KINDS
        if (match := pattern.search(text)) and (deadline := read(match, today)) is not None
    ]
    return min(found, key=lambda each: each[0])[1] if found else None


def _christmas(match: re.Match[str], today: date) -> Deadline:
    eve = date(today.year, 12, 24)
    eve = eve if today <= eve else eve.replace(year=today.year + 1)
    return Deadline(eve, "by Christmas")


def _near(match: re.Match[str], today: date) -> Deadline:
    after = {"today": 0, "tonight": 0, "this evening": 0, "day after tomorrow": 2}
    wanted = today + timedelta(days=after.get(match.group(), 1))
    return Deadline(wanted, f"by {day_words(wanted)}")


def _weekend(match: re.Match[str], today: date) -> Deadline:
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    return _until(saturday + timedelta(days=7 * ("next" in match.group())), match)


def _weekday(match: re.Match[str], today: date) -> Deadline:
    place = _DAYS.index(match["weekday"][:3])
    if re.search(r"\bnext\b", match.group()):  # the one of the next week
        start = today - timedelta(days=today.weekday()) + timedelta(days=7)
        return _until(start + timedelta(days=place), match)
    ahead = (place - today.weekday()) % 7 or 7
    return _until(today + timedelta(days=ahead), match)


def _date(match: re.Match[str], today: date) -> Deadline | None:
    number, named = int(match["number"]), match.groupdict().get("month")
    for ahead in range(12):
        months = today.year * 12 + today.month - 1 + ahead
        year, month = divmod(months, 12)
        if named is not None and _MONTHS[month] != named[:3]:
            continue
        try:
            wanted = date(year, month + 1, number)
        except ValueError:
            continue  # no 31st in that month
        if wanted >= today:
            return _until(wanted, match)
    return None


def _until(day: date, match: re.Match[str]) -> Deadline:
    if match["by"] == "before":
        return Deadline(day - timedelta(days=1), f"before {day_words(day)}")
    return Deadline(day, f"by {day_words(day)}")


_Reader = Callable[[re.Match[str], date], "Deadline | None"]
_KINDS: tuple[tuple[re.Pattern[str], _Reader], ...] = (
    (
        re.compile(r"\b(?:by|before|for|until|till?|this)\s+(?:christmas|x-?mas|chrimbo)\b"),
        _christmas,
    ),
    (re.compile(r"\bday after tomorrow|\btom+or+ow\b|\btonight\b|\bthis evening\b"), _near),
    (re.compile(rf"\b{_BY}{_THE}\s+{_WEEKDAY}\b"), _weekday),
    (re.compile(rf"\b{_BY}{_THE}\s+weekend\b"), _weekend),
    (re.compile(rf"\b{_BY}{_THE}\s+{_NUMBER}(?:\s+of)?\s+{_MONTH}\b"), _date),
    (re.compile(rf"\b{_BY}{_THE}\s+{_MONTH}\s+(?:the\s+)?{_NUMBER}\b"), _date),
    (re.compile(rf"\b{_BY}\s+the\s+{_NUMBER}\b"), _date),
)
