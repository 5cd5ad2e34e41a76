"""Item statistics under differential privacy: clipped contributions, Gaussian noise.

What one shopper adds to all counts together, one vector, has length 1 at most: of a history the
newest items count, and the vector is scaled down where it is longer. Gaussian noise over every
count makes the release (epsilon, delta)-differentially private for shoppers: with or without all
that one of them ever bought, nearly the same statistics come out. Its size is that of the analytic
Gaussian mechanism (Balle and Wang, "Improving the Gaussian Mechanism for Differential Privacy",
ICML 2018). It is one release, so nothing is composed; k releases over the same shoppers have the
guarantee of one with noise of 1 / sqrt(k) the size (:func:`epsilon_of`).

There are as many pair counts as the square of the catalogue, nearly all zero. Noisy counts are kept
only above a threshold that depends on the catalogue's size and the noise alone. How many zeros
come to lie above it, where, and how far, is drawn directly: the same distribution without a dense
matrix (Cormode, Procopiuc, Srivastava and Tran, "Differentially Private Summaries for Sparse Data",
ICDT 2012). Whatever is made of the statistics needs no more noise.

The items are taken to be public: they are the catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import log_ndtr, ndtr, ndtri

from actions.recommendation.errors import RecommendationError
from actions.recommendation.item_statistics import ItemStatistics, followings

Doubles = npt.NDArray[np.float64]
_SPURIOUS = 100  # pairs that nobody bought and noise lifts over the threshold, on average
_DIGITS = 3  # noise is rounded: its low digits could tell of the count (Mironov, CCS 2012)


class PrivacyBudgetError(RecommendationError):
    """Epsilon, delta or the clipping cannot be used; the message says what is wrong."""


@dataclass(frozen=True)
class PrivacyBudget:
    """The guarantee, and how a shopper's contribution is bounded.

    Attributes:
        epsilon: Above 0.
        delta: Between 0 and 1; well below one in the number of shoppers.
        most_items: How many of a shopper's newest items count.
        decay: What a pair counts for each purchase in between.
        bought_weight: What an item counts beside a pair, in a contribution.

    Raises:
        PrivacyBudgetError: A value is out of its range.
    """

    epsilon: float
    delta: float = 1e-6
    most_items: int = 10
    decay: float = 0.5
    bought_weight: float = 0.5

    def __post_init__(self) -> None:
        """Refuse what gives no guarantee."""
        if not (math.isfinite(self.epsilon) and self.epsilon > 0):
            raise PrivacyBudgetError(f"epsilon must be above 0, and not {self.epsilon}")
        if not 0 < self.delta < 1:
            raise PrivacyBudgetError(f"delta must lie between 0 and 1, and not be {self.delta}")
        if self.most_items < 1 or not 0 <= self.decay <= 1 or self.bought_weight <= 0:
            raise PrivacyBudgetError("clipping needs an item, a decay of 0 to 1 and a weight")


def private_statistics(
    histories: Sequence[Sequence[int]],
    count: int,
    budget: PrivacyBudget,
    random: np.random.Generator | None = None,
) -> ItemStatistics:
    """Count with noise; see the module for the guarantee.

    Args:
        histories: Item positions per shopper, oldest first; one history for each shopper.
        count: How many items there are.
        budget: The guarantee.
        random: Fixed noise is no protection: for benchmarks and tests only.
    """
    chance = random or np.random.default_rng()
    exact = clipped_statistics(histories, count, budget)
    scale = noise_scale(budget.epsilon, budget.delta)
    noisy = exact.bought + chance.normal(0, scale, count)
    # What may well be noise alone must not look popular.
    bought = np.maximum(0, np.round(noisy, _DIGITS) - 1.5 * scale) / budget.bought_weight
    return ItemStatistics(bought.astype(np.float32), _noisy_pairs(exact.following, scale, chance))


def clipped_statistics(
    histories: Sequence[Sequence[int]], count: int, budget: PrivacyBudget
) -> ItemStatistics:
    """Return the sums of clipped contributions, to which noise is yet to be added.

    A shopper's counts, all in one vector, have a Euclidean length of 1 at most.
    """
    newest = [_distinct(history)[-budget.most_items :] for history in histories]
    pairs = followings(newest)
    counted = np.power(budget.decay, pairs.between.astype(np.float64))
    items = np.array([len(history) for history in newest], np.int64)
    squares = np.bincount(pairs.shopper, counted**2, len(newest))
    lengths = np.sqrt(squares + items * budget.bought_weight**2)
    shrunk = 1 / np.maximum(1, lengths)
    bought = np.bincount(
        np.fromiter((item for history in newest for item in history), np.int64),
        np.repeat(shrunk * budget.bought_weight, items),
        count,
    )
    following = sparse.csr_matrix(
        (counted * shrunk[pairs.shopper], (pairs.earlier, pairs.later)), shape=(count, count)
    )
    return ItemStatistics(bought.astype(np.float32), following)


def noise_scale(epsilon: float, delta: float) -> float:
    """Return the standard deviation of the noise over a vector of sensitivity 1 (Balle and Wang).

    Raises:
        PrivacyBudgetError: Epsilon or delta is out of range.
    """
    PrivacyBudget(epsilon, delta)
    low, high = 1e-6, 1e6
    while high / low > 1 + 1e-9:
        middle = math.sqrt(low * high)
        low, high = (middle, high) if _delta(middle, epsilon) > delta else (low, middle)
    return high


def epsilon_of(scale: float, delta: float, releases: int = 1) -> float:
    """Return epsilon of so many releases with noise of that standard deviation."""
    joint = scale / math.sqrt(releases)
    low, high = 0.0, 1e4
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _delta(joint, middle) > delta else (low, middle)
    return high


def _delta(scale: float, epsilon: float) -> float:
    """Return the least delta of Gaussian noise over sensitivity 1 (Balle and Wang, theorem 8)."""
    half, bound = 1 / (2 * scale), epsilon * scale
    # The exponential alone may overflow where the product is small.
    return float(ndtr(half - bound)) - math.exp(min(0.0, epsilon + float(log_ndtr(-half - bound))))


def _distinct(history: Sequence[int]) -> list[int]:
    """Return each item once, where it was bought last: so no pair occurs twice."""
    return list(dict.fromkeys(reversed(history)))[::-1]


def _noisy_pairs(
    exact: sparse.csr_matrix, scale: float, chance: np.random.Generator
) -> sparse.csr_matrix:
    count = exact.shape[0]
    held = exact.tocoo()
    zeros = count * (count - 1) - held.nnz
    share = min(0.5, _SPURIOUS / max(1, count * (count - 1)))
    threshold = -scale * float(ndtri(share))
    noisy = held.data + chance.normal(0, scale, held.nnz)
    kept = noisy > threshold
    taken = held.row.astype(np.int64) * count + held.col
    lifted = _cells(count, int(chance.binomial(zeros, share)), taken, chance)
    above = -scale * ndtri(chance.uniform(0, share, len(lifted)))
    values = np.round(np.concatenate([noisy[kept], above]), _DIGITS).astype(np.float32)
    rows, columns = np.divmod(np.concatenate([taken[kept], lifted]), count)
    return sparse.csr_matrix((values, (rows, columns)), shape=exact.shape)


def _cells(
    count: int, wanted: int, taken: npt.NDArray[np.int64], chance: np.random.Generator
) -> npt.NDArray[np.int64]:
    """Draw different cells off the diagonal of a matrix, none of those that are taken."""
    found = np.zeros(0, np.int64)
    while len(found) < wanted:
        drawn = chance.integers(0, count * count, 2 * wanted)
        drawn = drawn[drawn // count != drawn % count]
        found = np.unique(np.concatenate([found, drawn[~np.isin(drawn, taken)]]))
    return chance.permutation(found)[:wanted]
