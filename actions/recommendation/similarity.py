"""How alike products are, and a varied choice among good ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from actions.recommendation.text import terms
from actions.shop.records import ProductRecord

Floats = NDArray[np.float32]
_CATEGORY_WEIGHT = 2.0


def _features(product: ProductRecord) -> dict[str, float]:
    features = {f"category={product.category.casefold()}": _CATEGORY_WEIGHT}
    features[f"brand={product.brand.casefold()}"] = 1.0
    features.update((f"tag={tag.casefold()}", 1.0) for tag in product.tags)
    features.update((f"title={term}", 0.7) for term in terms(product.title))
    for name, values in product.attributes.items():
        if name != "size":
            features.update((f"{name}={value.casefold()}", 1.0) for value in values)
    return features


class Similarity:
    """Cosine over weighted facts, mixed half and half with that of the vectors, if there are any.

    Args:
        products: In index order.
        vectors: L2-normalised rows, shape (n, dim), or None.
    """

    def __init__(self, products: Sequence[ProductRecord], vectors: Floats | None) -> None:
        features = [_features(product) for product in products]
        names = {name: at for at, name in enumerate(sorted({n for f in features for n in f}))}
        rows = [row for row, f in enumerate(features) for _ in f]
        columns = [names[name] for f in features for name in f]
        values = np.array([value for f in features for value in f.values()], np.float32)
        matrix = sparse.csr_matrix(
            (values, (rows, columns)), shape=(len(products), max(1, len(names))), dtype=np.float32
        )
        frequency = np.maximum(1, np.asarray((matrix > 0).sum(axis=0)).ravel())
        idf = np.log1p(len(products) / frequency).astype(np.float32)
        matrix = matrix @ sparse.diags(idf)
        norms = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
        norms[norms == 0] = 1
        self._facts = sparse.csr_matrix(sparse.diags(1 / norms) @ matrix, dtype=np.float32)
        self._vectors = vectors

    def to(self, row: int) -> Floats:
        """Return every product's similarity to one, shape (n,), 0 to 1."""
        facts = np.asarray((self._facts @ self._facts[row].T).todense()).ravel()
        return self._mixed(facts, None if self._vectors is None else self._vectors[row])

    def among(self, rows: NDArray[np.int64]) -> Floats:
        """Return the similarities among some products, shape (m, m)."""
        chosen = self._facts[rows]
        facts = np.asarray((chosen @ chosen.T).todense(), np.float32)
        if self._vectors is None:
            return facts
        vectors = self._vectors[rows]
        return np.asarray(0.5 * facts + 0.5 * np.clip(vectors @ vectors.T, 0, 1), np.float32)

    def _mixed(self, facts: Floats, vector: Floats | None) -> Floats:
        if vector is None or self._vectors is None:
            return facts
        meant = np.clip(self._vectors @ vector, 0, 1)
        return np.asarray(0.5 * facts + 0.5 * meant, np.float32)


def diverse(
    scores: Floats, similarities: Floats, k: int, balance: float = 0.75
) -> NDArray[np.int64]:
    """Choose k positions by maximal marginal relevance.

    J. Carbonell and J. Goldstein, "The use of MMR, diversity-based reranking", SIGIR 1998.

    Args:
        scores: Relevance, shape (m,), higher is better.
        similarities: Shape (m, m), 0 to 1.
        k: How many to choose.
        balance: 1 is relevance alone, 0 diversity alone.

    Returns:
        Positions in the order chosen, at most k.
    """
    count = len(scores)
    span = float(scores.max() - scores.min()) if count else 0.0
    relevance = (scores - scores.min()) / span if span > 0 else np.ones(count, np.float32)
    chosen: list[int] = []
    closest = np.zeros(count, np.float32)
    left = np.ones(count, bool)
    while len(chosen) < min(k, count):
        value = np.where(left, balance * relevance - (1 - balance) * closest, -np.inf)
        best = int(np.argmax(value))
        chosen.append(best)
        left[best] = False
        closest = np.maximum(closest, similarities[best])
    return np.array(chosen, np.int64)
