"""Ranks all items for every shopper, and measures the ranks and the lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import rel_entr

from actions.recommendation.item_model import unit_rows

Scores = npt.NDArray[np.float32]
Positions = npt.NDArray[np.int64]
Figures = dict[str, float | None]
Scorer = Callable[[Sequence[Sequence[int]]], Scores]
K = 10
_CELLS = 12_000_000  # scores that are held at a time
_SMOOTHING = 0.01  # alpha of Steck's calibration


@dataclass(frozen=True)
class Shelf:
    """What the lists are measured with.

    Attributes:
        bought: How many shoppers bought each item, of those learned from.
        shoppers: How many these are.
        attributes: 0/1, shape (items, attributes); None where nothing is known of items.
    """

    bought: npt.NDArray[np.float32]
    shoppers: int
    attributes: sparse.csr_matrix | None


def evaluate(
    score: Scorer,
    histories: Sequence[Sequence[int]],
    targets: Sequence[int],
    count: int,
    shelf: Shelf | None = None,
) -> Figures:
    """Rank all items that a shopper has not bought yet, for each history.

    Items of equal score share their mean rank, so that a model that knows nothing wins nothing.
    A target that was bought before is excluded with the rest, and so never found.

    Args:
        score: A model.
        histories: Item positions per shopper, oldest first.
        targets: What each of them bought next.
        count: How many items there are.
        shelf: Has the lists measured, too.

    Returns:
        ``ndcg@10`` and ``hr@10``; with a shelf also what ``list_measures`` returns.
    """
    gain = hits = 0.0
    lists = []
    size = max(1, _CELLS // count)
    for start in range(0, len(histories), size):
        batch = histories[start : start + size]
        scores = score(batch)
        for row, history in enumerate(batch):
            scores[row, list(history)] = -np.inf
        rank = ranks(scores, targets[start : start + size])
        found = rank < K
        hits += float(found.sum())
        gain += float((found / np.log2(rank + 2)).sum())
        if shelf is not None:
            lists.append(top(scores))
    figures: Figures = {"ndcg@10": gain / len(histories), "hr@10": hits / len(histories)}
    if shelf is not None:
        figures |= list_measures(np.concatenate(lists), histories, shelf)
    return figures


def ranks(scores: Scores, targets: Sequence[int]) -> npt.NDArray[np.float64]:
    """Return how many items come before each target, ties counted half; excluded: infinite."""
    reached = scores[np.arange(len(scores)), np.asarray(targets)][:, None]
    ties = (scores == reached).sum(axis=1) - 1
    rank = (scores > reached).sum(axis=1) + ties / 2
    return np.where(np.isfinite(reached[:, 0]), rank, np.inf)


def top(scores: Scores) -> Positions:
    """Return the first places, shape (shoppers, K); -1 where fewer items are left."""
    k = min(K, scores.shape[1])
    best = np.argpartition(-scores, k - 1, axis=1)[:, :k]
    reached = np.take_along_axis(scores, best, axis=1)
    order = np.argsort(-reached, axis=1, kind="stable")
    listed = np.where(np.isfinite(reached), best, -1)
    result = np.full((len(scores), K), -1, np.int64)
    result[:, :k] = np.take_along_axis(listed, order, axis=1)
    return result


def list_measures(lists: Positions, histories: Sequence[Sequence[int]], shelf: Shelf) -> Figures:
    """Measure what is shown, whoever buys it.

    Returns:
        ``coverage``: share of the items that are shown to anybody. ``novelty``: mean of -log2 of
        the share of shoppers who bought what is shown, an item that nobody bought counting as
        bought by one (Zhou et al., PNAS 2010), in bits. ``diversity``: mean of 1 - cosine of the
        attributes of two items of a list (Ziegler et al., WWW 2005). ``miscalibration``: mean
        Kullback-Leibler divergence of the attributes of a list from those of the history, with
        alpha 0.01 (Steck, RecSys 2018), in nats; less is better. The last two are None where
        nothing is known of items.
    """
    shown = lists[lists >= 0]
    share = np.maximum(shelf.bought, 1) / max(1, shelf.shoppers)
    figures: Figures = {
        "coverage": len(np.unique(shown)) / len(shelf.bought),
        "novelty": float(-np.log2(share[shown]).mean()) if len(shown) else None,
        "diversity": None,
        "miscalibration": None,
    }
    if shelf.attributes is None:
        return figures
    rows, places = np.nonzero(lists >= 0)
    items = lists[rows, places]
    listed = _membership(rows, items, (len(lists), len(shelf.bought)))
    unit = unit_rows(shelf.attributes)
    known = np.asarray(unit.getnnz(axis=1) > 0)
    # The square of the sum of unit vectors holds the cosine of every pair twice.
    sums = listed[:, known] @ unit[known]
    size = np.asarray(listed[:, known].sum(axis=1)).ravel()
    pairs = size * (size - 1)
    cosines = np.asarray(sums.multiply(sums).sum(axis=1)).ravel() - size
    some = pairs > 0
    if some.any():
        figures["diversity"] = float((1 - cosines[some] / pairs[some]).mean())
    owners = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    own = [item for history in histories for item in history]
    past = _membership(owners, own, listed.shape)
    figures["miscalibration"] = _miscalibration(past, listed, shelf.attributes)
    return figures


def _membership(
    rows: npt.ArrayLike, items: npt.ArrayLike, shape: tuple[int, int]
) -> sparse.csr_matrix:
    ones = np.ones(len(np.asarray(rows)), np.float32)
    return sparse.csr_matrix((ones, (rows, items)), shape=shape)


def _miscalibration(
    past: sparse.csr_matrix, listed: sparse.csr_matrix, attributes: sparse.csr_matrix
) -> float | None:
    """Return the mean divergence; an item spreads one unit over its attributes."""
    number = np.asarray(attributes.sum(axis=1)).ravel()
    spread = sparse.diags(1 / np.maximum(1, number)) @ attributes
    wanted, given = (past @ spread).tocsr(), (listed @ spread).tocsr()
    divergences = []
    size = max(1, _CELLS // wanted.shape[1])
    for start in range(0, wanted.shape[0], size):
        p, q = (side[start : start + size].toarray() for side in (wanted, given))
        both = (p.sum(axis=1) > 0) & (q.sum(axis=1) > 0)
        p, q = (side[both] / side[both].sum(axis=1, keepdims=True) for side in (p, q))
        mixed = (1 - _SMOOTHING) * q + _SMOOTHING * p
        divergences.append(rel_entr(p, mixed).sum(axis=1))
    joined = np.concatenate(divergences)
    return float(joined.mean()) if len(joined) else None
