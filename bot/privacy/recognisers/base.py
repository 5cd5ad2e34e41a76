"""What a recogniser is: a kind of value, the patterns that find it, a validator.

The shape is Presidio's (patterns with scores, a validator, one class per kind), without its
import, which costs 100 MB because it brings spaCy along. ``recognisers.presidio`` makes a
Presidio recogniser of each of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import cached_property
from typing import NamedTuple

import regex


class Span(NamedTuple):
    """A personal value in a text: ``text[start:end] == value``."""

    start: int
    end: int
    entity: str
    value: str
    score: float


class Precedence(IntEnum):
    """Which kind wins where two claim the same characters; the smaller one does."""

    CHECKSUM = 1
    CUED_NUMBER = 2
    EXACT = 3
    CARD = 4
    PHONE = 5
    ADDRESS = 6
    NAME = 7
    BARE_NUMBER = 8
    UNEXPLAINED = 9
    LAST = 10


class PatternSpec(NamedTuple):
    r"""One regular expression of the ``regex`` module; ``\K`` drops the cue from the match.

    Attributes:
        name: What it finds.
        expression: The expression.
        score: Confidence in its findings, 0 to 1, where no check proves them.
        hint: A cheap expression that every text with a match has; others are not searched.
    """

    name: str
    expression: str
    score: float
    hint: str = ""


class Hint:
    """Tells cheaply what a text surely does not hold.

    Of an expression's alternatives those that are plain words are sought as such, which takes a
    tenth of the time of a search by an expression.

    Args:
        expression: A hint of a recogniser or a pattern; an empty one is in every text.
    """

    def __init__(self, expression: str) -> None:
        alternatives = _alternatives(expression)
        self._words = tuple(a.casefold() for a in alternatives if _PLAIN_WORD.fullmatch(a))
        rest = "|".join(a for a in alternatives if not _PLAIN_WORD.fullmatch(a))
        flags = regex.IGNORECASE | regex.MULTILINE
        self._rest = regex.compile(rest, flags) if rest or not self._words else None

    def may_be_in(self, text: str, folded: str) -> bool:
        """Tell whether a text, also given without case, may hold what the hint is for."""
        for word in self._words:
            if word in folded:
                return True
        return self._rest is not None and self._rest.search(text) is not None


_PLAIN_WORD = regex.compile(r"[\w '’/@:%=,&\-]+")


def _alternatives(expression: str) -> list[str]:
    """Split an expression at those of its bars that stand in no group or set."""
    found, depth, start, at = [], 0, 0, 0
    while at < len(expression):
        character = expression[at]
        at += character == "\\"
        depth += (character in "([") - (character in ")]")
        if character == "|" and depth == 0:
            found.append(expression[start:at])
            start = at + 1
        at += 1
    return [*found, expression[start:]]


class Recogniser:
    """Base of all recognisers; subclasses set the four attributes and may validate.

    Attributes:
        entity: Kind of value, the first part of its token.
        precedence: Place in the order in which overlaps are settled.
        patterns: What finds it.
        hint: A cheap expression that every text with such a value matches; texts without it
            are not searched at all.
    """

    entity: str
    precedence: Precedence
    patterns: tuple[PatternSpec, ...]
    hint: str = r"\d"

    def validate(self, found: str) -> bool | None:
        """Return True where a check proves the value, False where it refutes it, else None."""
        return None

    @cached_property
    def _compiled(self) -> tuple[tuple[Hint, regex.Pattern[str], float], ...]:
        flags = regex.IGNORECASE | regex.MULTILINE
        return tuple(
            (Hint(p.hint), regex.compile(p.expression, flags), p.score) for p in self.patterns
        )

    @cached_property
    def _hint(self) -> Hint:
        return Hint(self.hint)

    def prepare(self) -> None:
        """Compile the patterns now, so that no message waits for it."""
        _ = self._compiled, self._hint

    def may_find(self, text: str) -> bool:
        """Return False where the text surely holds no such value."""
        return self._hint.may_be_in(text, text.casefold())

    def scan(self, text: str) -> Iterator[Span]:
        """Find every value of this kind; spans of different patterns may overlap."""
        folded = text.casefold()
        if not self._hint.may_be_in(text, folded):
            return
        for hint, pattern, score in self._compiled:
            if not hint.may_be_in(text, folded):
                continue
            for match in pattern.finditer(text):
                start, end = match.span()
                if start == end:
                    continue
                valid = self.validate(text[start:end])
                if valid is not False:
                    yield Span(start, end, self.entity, text[start:end], 1.0 if valid else score)


def digits_of(text: str) -> str:
    """Return the digits of a text, in ASCII."""
    return "".join(str(int(character)) for character in text if character.isdecimal())


def is_article_number(number: str) -> bool:
    """Check the last digit of an article number of 12 to 14 digits, written without gaps (GS1)."""
    if not 12 <= len(number) <= 14 or not number.isdecimal():
        return False
    return sum(int(d) * (1 + 2 * (at % 2)) for at, d in enumerate(reversed(number))) % 10 == 0
