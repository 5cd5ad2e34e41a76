"""How good products are before anything is said, and what else they are sorted by."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.aspects import asked_aspects, opinions
from actions.recommendation.errors import RecommendationError
from actions.shop.records import ProductRecord

# A mean rating is drawn towards this many imagined average ones.
_RATING_STRENGTH = 8.0
_AVERAGE_RATING = 3.8
_SORTS = ("price", "-price", "rating", "age", "sold", "weight", "capacity", "-capacity")


def steady_ratings(products: Sequence[ProductRecord]) -> NDArray[np.float64]:
    """Return Bayesian mean ratings: few reviews count as little."""
    return np.array(
        [
            ((p.rating or 0.0) * p.review_count + _AVERAGE_RATING * _RATING_STRENGTH)
            / (p.review_count + _RATING_STRENGTH)
            for p in products
        ],
        np.float64,
    )


def prior(products: Sequence[ProductRecord]) -> NDArray[np.float32]:
    """Return merit before anything is said, 0 to 1: ratings and sales, half each."""
    if not products:
        return np.zeros(0, np.float32)
    ratings = (steady_ratings(products) - 1) / 4
    sold = np.log1p(np.array([max(0, p.sold_count) for p in products], np.float64))
    return np.asarray(0.5 * ratings + 0.5 * sold / max(1.0, float(sold.max())), np.float32)


def sort_values(
    products: Sequence[ProductRecord],
    measure: Callable[[str], NDArray[np.float64]],
    sort: str,
) -> NDArray[np.float64]:
    """Return what to sort by, smallest first; what is not known comes last.

    Args:
        products: In index order.
        measure: Returns a measure of every product, NaN where it is not known.
        sort: A sort key of ``Recommender.search``.

    Raises:
        RecommendationError: The sort key is unknown.
    """
    if sort not in _SORTS:
        raise RecommendationError(f"Unknown sort {sort!r}; known are {', '.join(_SORTS)}.")
    name = sort.removeprefix("-")
    if name == "price":
        values = np.array([float(p.price_min) for p in products], np.float64)
    elif name == "sold":
        values = np.array([-p.sold_count for p in products], np.float64)
    elif name == "rating":
        values = -steady_ratings(products)
    else:
        values = measure(name)
        values = -values if name == "age" else values
    values = -values if sort.startswith("-") else values
    return np.where(np.isnan(values), np.inf, values)


def buyers_view(
    products: Sequence[ProductRecord], rows: NDArray[np.int64], text: str
) -> NDArray[np.float32]:
    """Return what buyers say of some products in what a wish is about: "comfortable", "good value".

    Args:
        products: The catalogue.
        rows: Of the products.
        text: The wish.

    Returns:
        Shape (rows,), from -1 for complaint to 1 for praise of each aspect; 0 where none is asked
        for.
    """
    asked = asked_aspects(text)
    found = np.zeros(len(rows), np.float32)
    for at, row in enumerate(rows if asked else rows[:0]):
        said = opinions(products[row].review_excerpts)
        found[at] = sum(said[aspect].balance for aspect in asked if aspect in said)
    return found
