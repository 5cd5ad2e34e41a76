"""What is bought next, from what was bought before: three linear item models, added up.

* EASE (Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019): what is bought by
  the same shoppers, whatever the order.
* The same regression over positions, as in SLIST (Choi et al., "Session-aware Linear Item-Item
  Models for Session-based Recommendation", WWW 2021): what follows a history in which older
  purchases count less. It knows that ink follows the printer, and not the other way round.
* Content: what shares rare attributes, which is all that is known of a new product.

Each is an (items, items) matrix, and a history decays by a factor a purchase. The solution is
closed: no learning rate, no epochs. Its cost grows with the cube of the catalogue, its memory with
the square: for about 25,000 items at most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import linalg, sparse

Matrix = npt.NDArray[np.float32]


@dataclass(frozen=True)
class ItemModelOptions:
    """How strongly to regularise, and what counts how much.

    Attributes:
        together_penalty: Ridge penalty of EASE.
        next_penalty: Ridge penalty of the model of what follows.
        together_decay: What a purchase counts beside the one after it, for EASE's prediction.
        next_decay: The same for what follows, in fitting and in prediction.
        next_weight: Weight of what follows, beside 1 for EASE.
        content_weight: Weight of content.
    """

    together_penalty: float = 150.0
    next_penalty: float = 20.0
    together_decay: float = 0.7
    next_decay: float = 0.8
    next_weight: float = 1.0
    content_weight: float = 0.03


@dataclass(frozen=True)
class ItemModel:
    """The fitted matrices; see :func:`fit_item_model`."""

    together: Matrix
    following: Matrix
    content: Matrix | None
    options: ItemModelOptions

    def scores(self, histories: Sequence[Sequence[int]]) -> Matrix:
        """Return a score for each item, shape (histories, items); higher is likelier next."""
        chosen, count = self.options, len(self.together)
        recent = decayed(histories, count, chosen.together_decay)
        result = recent @ self.together
        following = decayed(histories, count, chosen.next_decay) @ self.following
        result = result + chosen.next_weight * following
        if self.content is not None:
            result = result + chosen.content_weight * (recent @ self.content)
        return np.asarray(result, dtype=np.float32)


def fit_item_model(
    histories: Sequence[Sequence[int]],
    count: int,
    options: ItemModelOptions | None = None,
    content: Matrix | None = None,
) -> ItemModel:
    """Fit what is learned from behaviour.

    Args:
        histories: Item positions per shopper, oldest first.
        count: How many items there are.
        options: See :class:`ItemModelOptions`.
        content: From :func:`content_similarity`; None leaves content out.
    """
    chosen = options or ItemModelOptions()
    return ItemModel(
        together=fit_together(histories, count, chosen.together_penalty),
        following=fit_following(histories, count, chosen.next_penalty, chosen.next_decay),
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


def fit_together(histories: Sequence[Sequence[int]], count: int, penalty: float) -> Matrix:
    """Return EASE's matrix, shape (count, count), zero on the diagonal."""
    bought = decayed(histories, count, 1.0)
    inverse = linalg.inv(_gram(bought, penalty), overwrite_a=True, check_finite=False)
    weights = -inverse / np.diag(inverse)[None, :]
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights, dtype=np.float32)


def fit_following(
    histories: Sequence[Sequence[int]], count: int, penalty: float, decay: float
) -> Matrix:
    """Return the regression of each purchase on the decayed history before it."""
    before = [history[:at] for history in histories for at in range(1, len(history))]
    after = [item for history in histories for item in history[1:]]
    features = decayed(before, count, decay)
    targets = sparse.csr_matrix(
        (np.ones(len(after), np.float32), (np.arange(len(after)), after)),
        shape=(len(after), count),
    )
    solved = linalg.solve(
        _gram(features, penalty),
        np.asarray((features.T @ targets).todense(), dtype=np.float32),
        assume_a="pos",
        overwrite_a=True,
        overwrite_b=True,
        check_finite=False,
    )
    return np.asarray(solved, dtype=np.float32)


def content_similarity(attributes: sparse.csr_matrix) -> Matrix:
    """Return cosines of attributes weighted by rarity, shape (items, items), 0 with itself."""
    frequency = np.asarray(attributes.sum(axis=0)).ravel()
    rarity = np.log(attributes.shape[0] / (frequency + 1)).astype(np.float32)
    return cosines(attributes @ sparse.diags(np.maximum(rarity, 0)))


def cosines(rows: sparse.csr_matrix) -> Matrix:
    """Return the cosine of each pair of rows, shape (rows, rows), 0 with itself."""
    lengths = np.sqrt(np.asarray(rows.multiply(rows).sum(axis=1)).ravel())
    scaled = sparse.diags((1 / np.maximum(lengths, 1e-6)).astype(np.float32)) @ rows
    result = np.asarray((scaled @ scaled.T).todense(), dtype=np.float32)
    np.fill_diagonal(result, 0.0)
    return result


def _gram(rows: sparse.csr_matrix, penalty: float) -> Matrix:
    gram = np.asarray((rows.T @ rows).todense(), dtype=np.float32)
    gram[np.diag_indices(len(gram))] += penalty
    return gram
