"""What a shop would otherwise use, each with its own hyperparameters.

A fitter learns from histories and returns a function from histories to scores. The grids are tried
on the item before the newest, as Tactful's options are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares
from scipy import linalg

from actions.recommendation.item_model import decayed, unit_rows
from benchmarks.recommendation.ranking import Figures, Scorer, Scores

Histories = Sequence[Sequence[int]]
Choice = Mapping[str, float]
# EASE's inverse: 2.5 GB in single precision at this size, and twice that while it is made.
MOST_DENSE = 25_000
# Full ranking of Amazon Beauty, as published (S3-Rec, Zhou et al., CIKM 2020, and its successors).
PUBLISHED: dict[str, Figures] = {
    "SASRec (published, Beauty)": {"ndcg@10": 0.032, "hr@10": 0.061},
    "S3-Rec (published, Beauty)": {"ndcg@10": 0.033, "hr@10": 0.065},
}


@dataclass(frozen=True)
class Peer:
    """A method, or several that differ in how a history decays.

    Attributes:
        fit: Takes histories, the number of items and one choice of the grid; returns what makes a
            scorer for a decay: what a purchase counts beside the one after it.
        decays: The decays to choose from, by the method's name.
        grid: The other hyperparameters to choose from.
        most_items: For larger catalogues the method is left out.
    """

    fit: Callable[[Histories, int, Choice], Callable[[float], Scorer]]
    decays: Mapping[str, Sequence[float]]
    grid: Sequence[Choice] = ({},)
    most_items: int | None = None


def popularity(fitted: Histories, count: int, _choice: Choice) -> Callable[[float], Scorer]:
    """Rank by how many bought an item."""
    bought = np.asarray(decayed(fitted, count, 1.0).sum(axis=0), dtype=np.float32)
    return lambda _decay: lambda histories: np.repeat(bought, len(histories), axis=0)


def item_knn(fitted: Histories, count: int, _choice: Choice) -> Callable[[float], Scorer]:
    """Rank by cosine with what was bought."""
    rows = unit_rows(decayed(fitted, count, 1.0).T.tocsr())
    cosines = (rows @ rows.T).tocsr()
    # What was bought is excluded: cosines of items with themselves never count.
    return lambda decay: (
        lambda histories: np.asarray(
            (decayed(histories, count, decay) @ cosines).toarray(), np.float32
        )
    )


def ease(fitted: Histories, count: int, choice: Choice) -> Callable[[float], Scorer]:
    """Rank by EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019)."""
    matrix = ease_matrix(fitted, count, choice["penalty"])
    return lambda decay: (
        lambda histories: np.asarray(decayed(histories, count, decay) @ matrix, np.float32)
    )


def ease_matrix(fitted: Histories, count: int, penalty: float) -> Scores:
    """Return EASE's matrix, shape (count, count), zero on the diagonal."""
    bought = decayed(fitted, count, 1.0)
    gram = np.asarray((bought.T @ bought).todense(), dtype=np.float32)
    gram[np.diag_indices(count)] += penalty
    factor, failed = linalg.lapack.spotrf(gram.T, lower=True, overwrite_a=True)
    if failed:
        raise ArithmeticError(f"the gram matrix is not positive definite with penalty {penalty}")
    # Half the work of a general inverse; it fills one triangle.
    inverse, _ = linalg.lapack.spotri(factor, lower=True, overwrite_c=True)
    inverse = np.tril(inverse)
    inverse += np.tril(inverse, -1).T
    inverse /= -np.diag(inverse).copy()[None, :]
    np.fill_diagonal(inverse, 0.0)
    return np.asarray(inverse, dtype=np.float32)


def als(fitted: Histories, count: int, choice: Choice) -> Callable[[float], Scorer]:
    """Rank by implicit's ALS (Hu, Koren and Volinsky, ICDM 2008)."""
    model: Any = AlternatingLeastSquares(
        factors=int(choice["factors"]),
        regularization=choice["regularization"],
        alpha=choice["alpha"],
        iterations=15,
        random_state=0,
        num_threads=1,
    )
    model.fit(decayed(fitted, count, 1.0), show_progress=False)

    def score(histories: Histories) -> Scores:
        rows = decayed(histories, count, 1.0)
        shoppers = model.recalculate_user(np.arange(len(histories)), rows)
        return np.asarray(np.atleast_2d(shoppers) @ model.item_factors.T, np.float32)

    return lambda _decay: score


_DECAYS = (0.6, 0.7, 0.8)
PEERS = (
    Peer(popularity, {"popularity": (1.0,)}),
    Peer(item_knn, {"item-knn": (1.0,), "item-knn-recency": _DECAYS}),
    Peer(
        als,
        {"als": (1.0,)},
        [{"factors": f, "regularization": 0.1, "alpha": a} for f in (64, 128) for a in (1.0, 10.0)],
    ),
    Peer(
        ease,
        {"ease": (1.0,), "ease-recency": _DECAYS},
        [{"penalty": penalty} for penalty in (150.0, 300.0)],
        MOST_DENSE,
    ),
)
