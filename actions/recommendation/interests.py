"""Interests of a shopper in values of the catalogue: "category=Boots", "color=blue".

The form in which tastes outlive a conversation: no product, no words of the shopper's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import product_values
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord

Floats = NDArray[np.float32]
FACETS = ("category", "brand", "color", "material")
_WORDS = {"category": "{}", "brand": "{}", "color": "the colour {}", "material": "{}"}


def vocabulary(products: Iterable[ProductRecord]) -> list[str]:
    """Return every interest that products can meet."""
    return sorted({interest for product in products for interest in values_of(product)})


def values_of(product: ProductRecord) -> list[str]:
    """Return the interests that a product meets."""
    named = {facet: product_values(product, facet) for facet in ("color", "material")}
    named |= {"category": (product.category,), "brand": (product.brand,)}
    return [
        f"{facet}={value.casefold()}" for facet in FACETS for value in named[facet] if value.strip()
    ]


def interests_of(asked: Sequence[Constraints], chosen: Iterable[ProductRecord]) -> dict[str, float]:
    """Return what a conversation tells of a shopper's tastes, at most one unit for each facet.

    Args:
        asked: What was asked for, one by one.
        chosen: Products that were chosen or praised.
    """
    named = [
        f"{facet}={value.casefold()}"
        for limits in asked
        for facet in FACETS
        for value in limits.wanted(facet)
    ]
    named += [interest for product in chosen for interest in values_of(product)]
    counts, totals = Counter(named), Counter(map(_facet, named))
    return {interest: count / totals[_facet(interest)] for interest, count in counts.items()}


def affinity(products: Sequence[ProductRecord], interests: Mapping[str, float]) -> Floats:
    """Return how far products meet interests: the best value of each facet counts, 0 to 1."""
    met = np.zeros(len(products), np.float32)
    for row, product in enumerate(products):
        best = dict.fromkeys(FACETS, 0.0)
        for interest in values_of(product):
            facet = _facet(interest)
            best[facet] = max(best[facet], interests.get(interest, 0.0))
        met[row] = sum(best.values()) / len(FACETS)
    return met


def interests_words(interests: Iterable[str], most: int = 6) -> str:
    """Return interests as a part of a sentence: "boots, the colour blue and wool"."""
    named = (interest.partition("=") for interest in interests)
    words = [_WORDS[facet].format(value) for facet, _, value in named if facet in _WORDS]
    return spoken_list(words[:most])


def _facet(interest: str) -> str:
    return interest.partition("=")[0]
