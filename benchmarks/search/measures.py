"""How good a ranked list is under graded judgements."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

CUT = 10
_RELEVANT = 2  # the least grade that counts as found


def ndcg(ranked: Sequence[str], grades: Mapping[str, int], cut: int = CUT) -> float:
    """Return NDCG with the gain 2^grade - 1; what has no grade gains nothing.

    K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", ACM TOIS
    20(4), 2002, with the gain of C. Burges et al., "Learning to Rank using Gradient Descent", 2005.

    Raises:
        ValueError: No product has a grade above 0, so that no list is better than another.
    """
    best = _discounted(sorted(grades.values(), reverse=True)[:cut])
    if best == 0:
        raise ValueError("NDCG needs a product with a grade.")
    return _discounted([grades.get(name, 0) for name in ranked[:cut]]) / best


def success(ranked: Sequence[str], grades: Mapping[str, int]) -> float:
    """Return 1 where the first product is of grade 2 or 3, else 0; where there are none, of 1."""
    wanted = min(_RELEVANT, max(grades.values(), default=_RELEVANT))
    return float(bool(ranked) and grades.get(ranked[0], 0) >= wanted)


def recall(ranked: Sequence[str], grades: Mapping[str, int], cut: int = CUT) -> float:
    """Return the share of the products of grade 2 or 3 that the list has, of at most ``cut``.

    Where there are none, those of grade 1 count.
    """
    wanted = min(_RELEVANT, max(grades.values(), default=_RELEVANT))
    relevant = {name for name, grade in grades.items() if grade >= wanted}
    return len(relevant.intersection(ranked[:cut])) / max(1, min(cut, len(relevant)))


def _discounted(grades: Sequence[int]) -> float:
    return sum(((1 << grade) - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
