"""What is bought next, from what was bought before: counts, content and popularity, added up.

* What follows what: how often an item was bought after another, over how often either was bought
  (Deshpande and Karypis, "Item-Based Top-N Recommendation Algorithms", TOIS 2004), damped for rare
  items and less the more lies between (as sequential rules do: Ludewig and Jannach, "Evaluation of
  session-based recommendation algorithms", UMUAI 2018). It knows that ink follows the printer;
  the other way round counts for less.
* Content: what shares rare attributes, which is all that is known of a new product.
* Popularity, where the rest has little to say.

In a history each older purchase counts less. Nothing is inverted: time and memory grow with the
pairs that occur, not with the square of the catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from actions.recommendation.item_statistics import ItemStatistics

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class ItemModelOptions:
    """What counts how much.

    Attributes:
        damping: Purchases by which the counts of each item are thought higher.
        exponent: How far what is popular is held back: 0 not at all, 1 as in a cosine squared.
        backward: Weight of pairs that were bought the other way round, 0 to 1.
        decay: What a purchase counts beside the one after it.
        content_weight: Weight of content.
        popularity_weight: Weight of the logarithm of how many bought an item.
    """

    damping: float = 100.0
    exponent: float = 0.5
    backward: float = 0.25
    decay: float = 0.7
    content_weight: float = 0.01
    popularity_weight: float = 0.0005


@dataclass(frozen=True)
class ItemModel:
    """See :func:`fit_item_model`."""

    following: sparse.csr_matrix
    bought: Matrix
    content: sparse.csr_matrix | None
    options: ItemModelOptions

    def scores(self, histories: Sequence[Sequence[int]]) -> Matrix:
        """Return a score for each item, shape (histories, items); higher is likelier next.

        Without a history it is popularity. Items of the history are scored like all others.
        """
        chosen = self.options
        recent = decayed(histories, len(self.bought), chosen.decay)
        result = (recent @ self.following).toarray()
        if self.content is not None:
            taste = (recent @ self.content).T.toarray()
            result += chosen.content_weight * (self.content @ taste).T
        result += chosen.popularity_weight * np.log1p(self.bought)
        return np.asarray(result, dtype=np.float32)


def fit_item_model(
    statistics: ItemStatistics,
    options: ItemModelOptions | None = None,
    content: sparse.csr_matrix | None = None,
) -> ItemModel:
    """Make a model of what was counted.

    Args:
        statistics: Exact, private or the sum of several shops'.
        options: See :class:`ItemModelOptions`.
        content: From :func:`content_features`; None leaves content out.
    """
    chosen = options or ItemModelOptions()
    counted = statistics.following + chosen.backward * statistics.following.T
    damped = statistics.bought + np.float32(chosen.damping)
    popular = (damped / np.float32(chosen.damping)) ** -chosen.exponent
    return ItemModel(
        following=(sparse.diags(1 / damped) @ counted @ sparse.diags(popular)).tocsr(),
        bought=statistics.bought,
        content=content,
        options=chosen,
    )


def decayed(histories: Sequence[Sequence[int]], count: int, decay: float) -> sparse.csr_matrix:
    """Return histories as rows, shape (histories, count): 1 for the newest, then decay, decay²."""
    rows = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    columns = [item for history in histories for item in history]
    ages = [age for history in histories for age in range(len(history) - 1, -1, -1)]
    values = np.power(np.float32(decay), np.asarray(ages, dtype=np.float32))
    return sparse.csr_matrix((values, (rows, columns)), shape=(len(histories), count))


def content_features(attributes: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return attributes weighted by rarity, shape (items, attributes), in rows of length 1."""
    frequency = np.asarray(attributes.sum(axis=0)).ravel()
    rarity = np.log(attributes.shape[0] / (frequency + 1)).astype(np.float32)
    return unit_rows(attributes @ sparse.diags(np.maximum(rarity, 0)))


def unit_rows(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    """Return rows scaled to length 1; the product with the transpose are their cosines."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    return (sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ rows).tocsr()
