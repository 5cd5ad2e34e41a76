"""The noun that says what a thing is: of titles ("tent" of "Beck 2 Tent"), and of wishes.

"A jacket for my tent" asks for a jacket. What a wish or a title says after its noun, from "for" or
"with" on, tells more of the thing and names another one at most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.text import stem, synonyms, words
from actions.shop.records import ProductRecord

Floats = NDArray[np.float32]

# What ends the part of a phrase that names the thing.
_ENDS_TEXT = """
    for with without that which who whose to in on of from at against under over inside into by
    while when where because if so but
"""
_ENDS = frozenset(_ENDS_TEXT.split())
# What makes a category word the place or the company of the thing wished for, not the thing.
_BESIDE = re.compile(
    r"\b(?:for|with|without|in|on|under|over|inside|into|against|of|to|that|which|fits?)\b"
    r"(?!.*(?:[,;.!?]|\b(?:and|or|plus|also)\b))",
    re.I | re.S,
)
_PLACED = re.compile(
    r"(?<!interested )\b(?:in|inside|into|under|beneath|over|on)\s+(?:an?|the|my|our|his|her|their)"
    r"\s+$|\b(?:something|anything|accessor\w+|parts?)\s+(?:\w+\s+)?for\s+(?:an?|the|my|our)\s+$",
    re.I,
)
# A set of what is what counts.
_GATHERS = frozenset(("set", "kit", "pair"))
_SYNONYM_STRENGTH = 0.5


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Return the words before and after the first preposition that follows any other word."""
    said = words(text)
    while said and said[0] in _ENDS:
        said.pop(0)
    cut = next((at for at, word in enumerate(said) if word in _ENDS), len(said))
    return said[:cut], said[cut:]


def title_head(title: str) -> str | None:
    """Return the stem of the noun of a title; numbers and units behind it are passed over."""
    named = [w for w in _parts(title)[0] if w.isalpha() and len(w) > 2]
    if len(named) > 1 and named[-1] in _GATHERS:
        named.pop()
    return stem(named[-1]) if named else None


class Heads:
    """Which products are called what.

    Args:
        products: In index order.
    """

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        self._size = len(products)
        self._rows: dict[str, list[int]] = {}
        for row, product in enumerate(products):
            head = title_head(product.title)
            if head is not None:
                self._rows.setdefault(head, []).append(row)

    def match(self, text: str, categories: Sequence[str]) -> Floats:
        """Return how surely each product is the thing that is wished for, shape (n,), 0 to 1.

        Args:
            text: The wish without what filters see to.
            categories: The categories asked for: what is meant where the words name no noun.
        """
        found = self._named(text)
        if found is None:
            found = np.zeros(self._size, np.float32)
            for category in categories:
                last = words(category)[-1:]
                if last:
                    found = np.maximum(found, self._strength(stem(last[0])))
        return found

    def called(self, term: str) -> Sequence[int]:
        """Return the rows of the products whose title has the term for its noun."""
        return self._rows.get(term, ())

    def company(self, text: str) -> frozenset[str]:
        """Return the stems of things that a wish names beside the one that it is about."""
        _, aside = _parts(text)
        return frozenset(term for word in aside if (term := stem(word)) in self._rows)

    def _named(self, text: str) -> Floats | None:
        """Return the match with the last noun of the wish that any product is called."""
        for word in reversed(_parts(text)[0]):
            strength = self._strength(stem(word))
            if strength.any():
                return strength
        return None

    def _strength(self, term: str) -> Floats:
        strength = np.zeros(self._size, np.float32)
        terms: Mapping[str, float] = {
            **dict.fromkeys(synonyms(term), _SYNONYM_STRENGTH),
            term: 1.0,
        }
        for name, value in terms.items():
            strength[self._rows.get(name, [])] = value
        return strength


def without_company(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the entities without categories that only tell more of the thing that is wished for.

    "A lamp for reading in the tent" asks for no tent, and "something for cold nights in a tent"
    does not either.
    """
    kept: list[Mapping[str, Any]] = []
    noun_ended: int | None = None
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if entity.get("entity") == "category" and isinstance(start, int) and isinstance(end, int):
            since = text[noun_ended or 0 : start]
            if _PLACED.search(since) or (noun_ended is not None and _BESIDE.search(since)):
                continue
            noun_ended = end
        kept.append(entity)
    return kept
