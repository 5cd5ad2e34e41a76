"""How good products are before anything is said, and what else they are sorted by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.errors import RecommendationError
from actions.recommendation.index.shard import Array, Shard

# A mean rating is drawn towards this many imagined average ones.
_RATING_STRENGTH = 8.0
_AVERAGE_RATING = 3.8
_SORTS = ("price", "-price", "rating", "age", "sold", "weight", "capacity", "-capacity")


def steady_ratings(shard: Shard) -> Array:
    """Return Bayesian mean ratings: few reviews count as little."""
    rating, count = np.nan_to_num(shard.plain["rating"]), shard.plain["reviews"]
    return np.asarray(
        (rating * count + _AVERAGE_RATING * _RATING_STRENGTH) / (count + _RATING_STRENGTH)
    )


def prior(shard: Shard, most_sold: float) -> NDArray[np.float32]:
    """Return merit before anything is said, 0 to 1: ratings and sales, half each.

    Args:
        shard: The products.
        most_sold: How often the best seller of the whole catalogue was sold.
    """
    ratings = (steady_ratings(shard) - 1) / 4
    sold = np.log1p(np.maximum(0, shard.plain["sold"]))
    most = max(1.0, float(np.log1p(max(0.0, most_sold))))
    return np.asarray(0.5 * ratings + 0.5 * sold / most, np.float32)


def sort_values(shard: Shard, sort: str) -> NDArray[np.float64]:
    """Return what to sort by, smallest first; what is not known comes last.

    Args:
        shard: The products.
        sort: A sort key of ``Recommender.search``.

    Raises:
        RecommendationError: The sort key is unknown.
    """
    if sort not in _SORTS:
        raise RecommendationError(f"Unknown sort {sort!r}; known are {', '.join(_SORTS)}.")
    name = sort.removeprefix("-")
    if name == "rating":
        values = -steady_ratings(shard)
    else:
        values = shard.plain[name]
        values = -values if name in ("age", "sold") else values
    values = -values if sort.startswith("-") else values
    return np.where(np.isnan(values), np.inf, values)
