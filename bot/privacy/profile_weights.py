"""What a visit may add to a profile, and what of a sum of visits is hardly noise."""

from __future__ import annotations

import math
from collections.abc import Mapping

# What a visit may say something about; an interest is named "category=Boots".
FACETS = ("category", "brand", "color", "material")
MOST_WEIGHT = 1.0  # of a facet in a visit


def noise_floor(scale: float, interests: int, visits: int) -> float:
    """Return above what a sum over visits is hardly noise: of all interests, about one may be.

    Args:
        scale: Of the Laplace noise of a visit.
        interests: How many have noise.
        visits: How many are summed up.
    """
    size = math.log(interests) if interests > 1 else 1.0
    # Tails of a Laplace variable and of a sum of them.
    return scale * max(size, math.sqrt(2 * visits) * math.sqrt(2 * size))


def clipped(interests: Mapping[str, float]) -> dict[str, float]:
    """Return weights of which those of a facet add up to ``MOST_WEIGHT`` at most; none below 0.

    Interests of other facets, and weights that are no finite numbers, are left out.
    """
    positive = {
        interest: weight
        for interest, weight in interests.items()
        if _facet(interest) in FACETS and math.isfinite(weight) and weight > 0
    }
    sums = dict.fromkeys(FACETS, 0.0)
    for interest, weight in positive.items():
        sums[_facet(interest)] += weight
    return {
        interest: weight * min(1.0, MOST_WEIGHT / sums[_facet(interest)])
        for interest, weight in positive.items()
    }


def _facet(interest: str) -> str:
    return interest.partition("=")[0]
