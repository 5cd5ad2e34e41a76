"""Numbers, codes, dates and odd words that nothing explains, and which kind they may be.

What a list of phrases foresaw is found by the other recognisers. Here what is left over is
weighed: its form, the words around it and what they speak of each speak for or against the kinds
by a learned weight (multinomial logistic regression; ``python -m benchmarks.detection.learn``
writes the weights anew from wordings with marked values).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import regex

from bot.privacy.recognisers.base import Span
from bot.privacy.recognisers.evidence import evidence, topics_of
from bot.privacy.recognisers.leftovers import (
    Leftover,
    everyday_words,
    numbers_in,
    odd_words_in,
)

WEIGHTS = Path(__file__).with_name("number_kinds.tsv")
NOBODYS = "none"
"""The kind of what is nobody's."""
_ALWAYS = "always"
# Odd words are names of accounts where one speaks of such.
_ACCOUNTS = frozenset(("network", "public"))
_DATES = frozenset(("card_expiry", "date_of_birth"))
_WORDS = frozenset(("handle",))
_LONGEST = 44
# How many digits and letters a number of a kind has, at least and at most.
_DIGITS: dict[str, tuple[int, int]] = {
    "address": (3, 5),
    "card": (8, 19),
    "card_ending": (4, 4),
    "handle": (1, 6),
    "iban": (6, 30),
    "invoice_number": (4, 20),
    "national_id": (6, 18),
    "order_number": (4, 20),
    "phone": (7, 15),
    "secret": (2, 12),
    "tracking_number": (7, 30),
}
_LETTERS = {
    "address": (0, 4),
    "card": (0, 0),
    "card_ending": (0, 0),
    "handle": (3, _LONGEST),
    "phone": (0, 0),
}
# What stands behind a password belongs to it.
_REST = regex.compile(r"[^\s.,;:)\]\"'”’?!]*[!?]?(?=[\s.,;:)\]\"'”’]|\Z)")
_SURE = 0.5
_SURELY_NOBODYS = 0.8


class NumberKinds:
    """The learned weights.

    Args:
        lines: Of a file: the kinds, then what is seen with its weights, tabs between.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("# ")]
        self._kinds = tuple(rows[0][1:])
        self._weights = {
            seen: [(at, float(w)) for at, w in enumerate(weights) if w != "0"]
            for seen, *weights in rows[1:]
        }

    def likely(self, leftover: Leftover, seen: Iterable[str]) -> dict[str, float]:
        """Return how likely each kind is that the form of a leftover allows.

        Args:
            leftover: What may be somebody's.
            seen: What speaks for or against kinds of it.
        """
        sums = [0.0] * len(self._kinds)
        for one in (_ALWAYS, *seen):
            for at, weight in self._weights.get(one, ()):
                sums[at] += weight
        pairs = zip(self._kinds, sums, strict=True)
        odds = {kind: math.exp(one) for kind, one in pairs if may_be(kind, leftover)}
        total = sum(odds.values())
        return {kind: one / total for kind, one in odds.items()}


def may_be(kind: str, leftover: Leftover) -> bool:
    """Tell whether the form of a leftover allows a kind."""
    if kind == NOBODYS:
        return True
    if leftover.sort == "date":
        return kind in _DATES
    if leftover.sort == "word":
        return kind in _WORDS
    digits = sum(character.isdigit() for character in leftover.value)
    letters = sum(character.isalpha() for character in leftover.value)
    fewest, most = _DIGITS.get(kind, (1, 0))
    least, top = _LETTERS.get(kind, (0, _LONGEST))
    return fewest <= digits <= most and least <= letters <= top


def leftovers(text: str, before: Iterable[str] = ()) -> Iterator[Leftover]:
    """Yield what may be somebody's by its form, odd words only where one speaks of accounts.

    Args:
        text: The message.
        before: Topics of what was said before it.
    """
    yield from numbers_in(text)
    if "@" in text or not _ACCOUNTS.isdisjoint((*before, *topics_of(text))):
        yield from odd_words_in(text)


def read_kinds(path: Path = WEIGHTS) -> NumberKinds:
    """Read weights; without a path those that ship with Tactful."""
    with path.open(encoding="utf-8") as lines:
        return NumberKinds(lines)


class Unexplained:
    """Finds what the recognisers left over and is personal all the same.

    Args:
        kinds: The weights.
    """

    def __init__(self, kinds: NumberKinds) -> None:
        self._kinds = kinds
        everyday_words()  # read now, so that no message waits for it

    def find(
        self, text: str, found: Sequence[Span], before: Sequence[str] = ()
    ) -> tuple[list[Span], list[Leftover]]:
        """Return further personal values of a message that a shopper typed, and what is nobody's.

        Args:
            text: The message.
            found: What is personal in it for other reasons.
            before: Topics of what was said before it.
        """
        more, explained = [], []
        beside = dict.fromkeys(span.entity for span in found)
        for leftover in leftovers(text, before):
            if any(s.start < leftover.end and leftover.start < s.end for s in found):
                continue
            likely = self._kinds.likely(leftover, evidence(text, leftover, beside, before))
            nobodys = likely.pop(NOBODYS)
            if likely and nobodys < _SURE:
                kind = max(likely, key=likely.__getitem__)
                more.append(_span(text, leftover, kind, 1 - nobodys))
            elif nobodys > _SURELY_NOBODYS:
                explained.append(leftover)
        return more, explained


def _span(text: str, leftover: Leftover, kind: str, sure: float) -> Span:
    start, end = leftover.start, leftover.end
    if kind == "secret" and (rest := _REST.match(text, end)) is not None:
        end = rest.end()
    return Span(start, end, kind, text[start:end], round(sure, 3))
