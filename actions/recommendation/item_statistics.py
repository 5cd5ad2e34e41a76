"""What is counted of shoppers' histories: all that the item model learns of behaviour.

Counts of groups of shoppers add up. So shops can learn together without showing each other a
history, and noise over the counts makes whatever is learned from them private
(:mod:`actions.recommendation.private_statistics`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt
from scipy import sparse

from actions.recommendation.errors import RecommendationError

Floats = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
# Beyond so many purchases the decay has left little to count.
WINDOW = 20


class StatisticsFileError(RecommendationError):
    """A file of statistics cannot be used; the message names it and the fix."""


@dataclass(frozen=True)
class ItemStatistics:
    """Sums over shoppers.

    Attributes:
        bought: For each item, how many bought it, shape (items,).
        following: For each pair, how often the second was bought after the first, less for each
            purchase in between; shape (items, items), sparse.
    """

    bought: Floats
    following: sparse.csr_matrix

    def __add__(self, other: ItemStatistics) -> ItemStatistics:
        """Return the statistics of both groups of shoppers together."""
        return ItemStatistics(self.bought + other.bought, self.following + other.following)


def count_items(
    histories: Sequence[Sequence[int]], count: int, decay: float = 0.8
) -> ItemStatistics:
    """Count what was bought, and what was bought after what.

    Args:
        histories: Item positions per shopper, oldest first.
        count: How many items there are.
        decay: What a pair counts for each purchase in between, 0 to 1.
    """
    bought = np.zeros(count, np.float32)
    for history in histories:
        bought[list(set(history))] += 1
    pairs = followings(histories)
    values = np.power(np.float32(decay), pairs.between.astype(np.float32))
    following = sparse.csr_matrix((values, (pairs.earlier, pairs.later)), shape=(count, count))
    return ItemStatistics(bought, following)


@dataclass(frozen=True)
class Pairs:
    """Pairs of different items that one shopper bought, as arrays of one length.

    Attributes:
        earlier: What was bought first.
        later: What was bought after it.
        between: How many purchases lie between.
        shopper: Position of the history.
    """

    earlier: Positions
    later: Positions
    between: Positions
    shopper: Positions


def followings(histories: Sequence[Sequence[int]]) -> Pairs:
    """Return the pairs in histories that lie no more than a window apart."""
    items = np.fromiter((item for history in histories for item in history), np.int64)
    shopper = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    longest = max(map(len, histories), default=0)
    parts = [(items[:0],) * 4]
    for step in range(1, min(WINDOW, longest - 1) + 1):
        at = np.flatnonzero((shopper[step:] == shopper[:-step]) & (items[step:] != items[:-step]))
        parts.append((items[at], items[at + step], np.full_like(at, step - 1), shopper[at]))
    return Pairs(*(np.concatenate(part) for part in zip(*parts, strict=True)))


def save_statistics(path: Path, statistics: ItemStatistics, names: Sequence[int]) -> None:
    """Write statistics and which items the positions stand for; a reader never sees half a file."""
    following = statistics.following.tocsr()
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    with part.open("wb") as file:
        np.savez_compressed(
            file,
            names=np.asarray(names, np.int64),
            bought=statistics.bought,
            data=following.data,
            indices=following.indices,
            indptr=following.indptr,
        )
    part.replace(path)


def load_statistics(path: Path) -> tuple[ItemStatistics, tuple[int, ...]]:
    """Read what ``save_statistics`` wrote.

    Returns:
        The statistics, and the ids that the positions stand for.

    Raises:
        StatisticsFileError: The file is missing or has another form.
    """
    try:
        with np.load(path, allow_pickle=False) as held:
            names = tuple(held["names"].tolist())
            count = len(names)
            following = sparse.csr_matrix(
                (held["data"], held["indices"], held["indptr"]), shape=(count, count)
            )
            return ItemStatistics(held["bought"], following), names
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise StatisticsFileError(
            f"{path} cannot be read ({error}). Make it anew: python -m actions.shopping.behaviour"
        ) from error
