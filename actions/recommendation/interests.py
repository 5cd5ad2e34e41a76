"""Interests of a shopper in values of the catalogue: "category=Boots", "color=blue".

The form in which tastes outlive a conversation: no product, no words of the shopper's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import product_values
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord

FACETS = ("category", "brand", "color", "material")
_WORDS = {"category": "{}", "brand": "{}", "color": "the colour {}", "material": "{}"}


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
    counts, totals = Counter(named), Counter(map(facet_of, named))
    return {interest: count / totals[facet_of(interest)] for interest, count in counts.items()}


def interests_words(interests: Iterable[str], most: int = 6) -> str:
    """Return interests as a part of a sentence: "boots, the colour blue and wool"."""
    named = (interest.partition("=") for interest in interests)
    words = [_WORDS[facet].format(value) for facet, _, value in named if facet in _WORDS]
    return spoken_list(words[:most])


def facet_of(interest: str) -> str:
    """Return the facet of an interest."""
    return interest.partition("=")[0]
