"""Putting products in order by any attribute with a number: "which keeps hot longest?"."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from actions.recommendation.asked import figures, telling
from actions.recommendation.measures import FACTORS
from actions.recommendation.question_words import QUESTION_WORDS
from actions.recommendation.text import stem, words
from actions.shop.records import ProductRecord

_MOST = re.compile(
    r"\b(?:long(?:est|er)|most|more|high(?:est|er)|bigg(?:est|er)|larg(?:est|er)|wid(?:est|er)|"
    r"thick(?:est|er)|deep(?:est|er)|tall(?:est|er)|strong(?:est|er)|far(?:thest|ther))\b",
    re.I,
)
_LEAST = re.compile(
    r"\b(?:short(?:est|er)|quick(?:est|er)|fast(?:est|er)|least|less|low(?:est|er)|small(?:est|er)|"
    r"thinn(?:est|er)|narrow(?:est|er)|soon(?:est|er)|fewest|fewer)\b",
    re.I,
)
_BEST = re.compile(r"\b(?:best|better)\b", re.I)
# Whether the most or the least of something is the best; of the rest it depends on the shopper.
_GOOD: Mapping[str, int] = {
    **dict.fromkeys(("weight", "comfort", "limit", "packed size", "price", "boil time"), -1),
    **dict.fromkeys(("burn time", "battery", "keeps hot", "keeps cold", "lumens", "beam"), 1),
    **dict.fromkeys(("water column", "water resistance", "water rating", "fill power", "upf"), 1),
}
# Attributes of a size have an order of their own (verdict.py).
_NOT_BY_NUMBER = frozenset(
    {"price", "rating", "brand", "color", "material", "care", "origin", "fit"}
)
_NEAR = 25  # characters from "best" to what it is said of
_NUMBER = re.compile(r"([-−]?\d+(?:[.,]\d+)*)\s*([a-zA-Z]*)")
_SIDES = re.compile(r"\d\s*[x×]\s*\d")


def compares(word: str) -> bool:
    """Whether a word asks for the most or the least of something: "longest"."""
    return any(pattern.fullmatch(word) is not None for pattern in (_MOST, _LEAST, _BEST))


def extent(values: Sequence[str]) -> float | None:
    """Return how much a value states: the most of several; of "80 x 25 cm" the product of sides.

    Units of time, length, weight and volume are taken to hours, cm, grams and ml. A version or a
    date ("5.0.1", "12.11.2024") is no amount.
    """
    found = [amount for value in values if (amount := _amount(value)) is not None]
    return max(found, default=None)


def comparable(stated: Sequence[Sequence[str]]) -> list[float | None]:
    """Return how much each of several things states, by what they can be compared by.

    Where one states sides ("44 x 15 cm") and another a diameter ("75 cm disc"), that is the longest
    side, else ``extent``.

    Args:
        stated: What each states, maybe nothing.
    """
    sided = {_SIDES.search(value) is not None for values in stated for value in values}
    if len(sided) < 2:
        return [extent(values) for values in stated]
    return [
        max(
            (a for value in values if (a := _amount(value, longest=True)) is not None), default=None
        )
        for values in stated
    ]


def _amount(value: str, *, longest: bool = False) -> float | None:
    parts = _NUMBER.findall(re.sub(r"(?<=\d),(?=\d{3}\b)", "", value))
    if not parts or any(len(re.findall("[.,]", digits)) > 1 for digits, _ in parts):
        return None
    unit = next((u for _, u in parts if u.casefold() in FACTORS), "")
    numbers = [
        float(digits.replace(",", ".").replace("−", "-"))
        * FACTORS.get((own or unit).casefold(), FACTORS.get(unit.casefold(), 1.0))
        for digits, own in parts
    ]
    if _SIDES.search(value):
        return max(numbers) if longest else math.prod(numbers)
    if re.search(r"\d\s*[-–]\s*\d", value):  # "3-18 hours"
        return max(abs(number) for number in numbers)
    return numbers[0]


def superlative(text: str) -> bool:
    """Whether a text asks for the most or the least of all, and not for more or less."""
    found = (match for pattern in (_MOST, _LEAST) for match in pattern.finditer(text))
    if any(match.group().casefold().endswith(("est", "most")) for match in found):
        return True
    best = _BEST.search(text)
    return best is not None and bool(figures(text[best.end() : best.end() + _NEAR]))


def asked_extent(text: str, products: Sequence[ProductRecord]) -> tuple[str, int] | None:
    """Return the attribute by which a question puts products in order, and 1 for the most first.

    The attribute is one that a product states with a number, and that the question names by its
    own words or by what is asked ("battery"). Without such a one, or without "longest" and its
    kin, there is no order; nor for "best" where it is not known whether the most is the best.
    """
    name = _compared(text, products)
    if name is None:
        return None
    if _MOST.search(text):
        return name, 1
    if _LEAST.search(text):
        return name, -1
    return (name, _GOOD[name]) if name in _GOOD else None


def _compared(text: str, products: Sequence[ProductRecord]) -> str | None:
    best = _BEST.search(text)
    if not (best or _MOST.search(text) or _LEAST.search(text)):
        return None
    numbered = {
        name
        for product in products
        for name, values in product.attributes.items()
        if name not in _NOT_BY_NUMBER and extent(values) is not None
    }
    if best:
        numbered.add("price")
    for figure in QUESTION_WORDS.compared(text):
        if name := next((name for name in figure.names if name in numbered), None):
            return name
    said = {stem(word) for word in telling(text)}
    by_words = {name: len(said & {stem(word) for word in words(name)}) for name in numbered}
    likeliest = max(by_words, key=lambda name: (by_words[name], name), default=None)
    return likeliest if likeliest is not None and by_words[likeliest] else None
