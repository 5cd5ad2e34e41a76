"""How good products are before anything is said."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from actions.shop.records import ProductRecord

# A mean rating is drawn towards this many imagined average ones.
_RATING_STRENGTH = 8.0
_AVERAGE_RATING = 3.8


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
