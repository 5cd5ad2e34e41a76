"""What of a message may be somebody's by its form alone: numbers, codes, dates, odd words."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

import regex

from bot.privacy.recognisers.base import is_article_number
from bot.privacy.recognisers.finance import UNITS

Sort = Literal["number", "date", "word"]

# Written by deploy.everyday_words: a word in lower case a line, after comments.
_WORDS_FILE = Path(__file__).with_name("everyday_words.txt")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTH_NUMBER = r"(?:0?[1-9]|1[0-2])"
_DATE = regex.compile(
    rf"(?<![\w/.\-£$€¥])(?:{_DAY}[./\-]{_DAY}[./\-](?:(?:19|20)\d\d|\d\d)|(?:19|20)\d\d-\d\d-\d\d"
    rf"|{_DAY}(?:st|nd|rd|th)?(?: of)? {_MONTH},?[ '’]{{1,2}}(?:(?:19|20)\d\d|\d\d)"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?,? (?:19|20)\d\d|{_MONTH},?[ '’/\-]{{1,2}}(?:20)?[2-4]\d"
    rf"|{_MONTH_NUMBER}\s?[/.\-]\s?(?:20)?[2-4]\d)(?![\w/]|[.\-]\d|\s?[%°£$€¥]| ?(?:{UNITS})\b)",
    regex.IGNORECASE,
)
_CODE = regex.compile(
    r"(?<![A-Za-z0-9_£$€¥@&=%\\/#][#]?)(?<![£$€¥]\s)(?<!\d[.,:])#?\K"
    r"(?=[A-Za-z\-/.:+!*_]{0,24}\d)[A-Za-z0-9](?:[A-Za-z0-9\-/.:+!*_]{0,60}[A-Za-z0-9!*])?"
)
_DIGITS_ON = regex.compile(r"(?:[ \-]\d{1,6}(?![\w.,:/]{0,40}[A-Za-z]|[.,:/]\d|\w))+")
_UNIT_BEHIND = regex.compile(
    rf"[ \-]?(?:{UNITS}|denier|d|togs?|seasons?|man|years?|yrs?|fold|er|fps?)\b"
    r"|\s?[%°£$€¥元块年月日码双件]|[.,]\d|\s?x\s?\d|[@=&]|://",
    regex.IGNORECASE,
)
_EXPLAINED = regex.compile(
    r"\d+[.,]\d{1,3}|\d{1,3}(?:[.,]\d{3})+(?:[.,]\d\d)?|\d+[x×]\d+.*|\d{1,2}:\d\d.*|1:\d+|\d+\+\d+"
    # A measure in one word, a sort of thing ("16-inch"), a size ("5ft2in").
    rf"|\d{{1,5}}(?:[.,]\d+)?(?:{UNITS}|a|aa|aaa|th|st|nd|rd|ers|yrs?|am|pm|k|er|man|years?|c|d|t)"
    r"|\d{1,3}-?\p{L}{2,}.*|\p{L}+-?\d\p{L}*|\d-\p{L}|\d{1,4}[\-–/.]\d{1,4}(?:[\-–/.]\d{1,4})?",
    regex.IGNORECASE,
)
# Of standards: "EN 13537".
_STANDARD = regex.compile(r"\b(?:EN|ISO|DIN|BS|ASTM|IEC)[ \-]?\Z", regex.IGNORECASE)
_DIGIT = regex.compile(r"\d")
_PAIRS = regex.compile(r"\d\d-\d\d-\d\d")
_ODD = regex.compile(
    r"(?<![\w./'’\-@])@?\K[A-Za-z][A-Za-z0-9]*(?:[._]+[A-Za-z0-9]+){0,3}_?(?![\w@'’]|[.\-/]\w|://)"
)
_ENDINGS = ("s", "es", "ed", "d", "ing", "er", "ers", "ly", "y")
_SHORTEST, _LONGEST = 3, 44
_SHORTEST_ODD = 4
_SHORTEST_STEM = 4


class Leftover(NamedTuple):
    """Something that nothing right beside it explains: ``text[start:end]``."""

    start: int
    end: int
    value: str
    sort: Sort


@cache
def everyday_words() -> frozenset[str]:
    """Return common English words, and those of the shop, of four letters and more."""
    lines = _WORDS_FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def is_everyday(word: str) -> bool:
    """Whether a word in lower case, or what it is an inflection of, is common."""
    if len(word) < _SHORTEST_ODD or word in everyday_words():
        return True
    stems = (word.removesuffix(e) for e in _ENDINGS if word.endswith(e))
    return any(
        len(stem) >= _SHORTEST_STEM
        and (
            stem in everyday_words()
            or f"{stem}e" in everyday_words()
            or stem[:-1] in everyday_words()
        )
        for stem in stems
    )


def numbers_in(text: str) -> Iterator[Leftover]:
    """Yield dates, numbers and codes, but for prices, measures, times and the like."""
    if _DIGIT.search(text) is None:
        return
    dates = [
        Leftover(match.start(), match.end(), match.group(), "date")
        for match in _DATE.finditer(text)
    ]
    yield from dates
    position = 0
    for match in _CODE.finditer(text):
        start, end = match.span()
        if start < position or any(start < date.end and date.start < end for date in dates):
            continue
        if text[end - 1].isdigit() and (more := _DIGITS_ON.match(text, end)) is not None:
            end = more.end()
        position = end
        value = text[start:end]
        if _SHORTEST <= len(value) <= _LONGEST and not _is_explained(text, start, end, value):
            yield Leftover(start, end, value, "number")


def _is_explained(text: str, start: int, end: int, value: str) -> bool:
    if _EXPLAINED.fullmatch(value) and not _PAIRS.fullmatch(value):
        return True
    if value.isdigit() and (is_article_number(value) or len(set(value)) == 1):
        return True
    if _STANDARD.search(text[max(0, start - 6) : start]):
        return True
    return _UNIT_BEHIND.match(text, end) is not None


def odd_words_in(text: str) -> Iterator[Leftover]:
    """Yield words that nobody has as a word, such as names of accounts."""
    for match in _ODD.finditer(text):
        value = match.group()
        folded = value.lower()
        if len(value) < _SHORTEST_ODD or len(value) > _LONGEST or any(c.isdigit() for c in value):
            continue
        if "_" in value or not is_everyday(folded.replace(".", "")):
            yield Leftover(match.start(), match.end(), value, "word")
