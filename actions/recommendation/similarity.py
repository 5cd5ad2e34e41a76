"""How alike products are, and a varied choice among good ones."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.text import terms
from actions.shop.records import ProductRecord

Floats = NDArray[np.float32]
_CATEGORY_WEIGHT = 2.0


def features(product: ProductRecord) -> dict[str, float]:
    """Return the facts by which products are alike, with their weights."""
    found = {f"category={product.category.casefold()}": _CATEGORY_WEIGHT}
    found[f"brand={product.brand.casefold()}"] = 1.0
    found.update((f"tag={tag.casefold()}", 1.0) for tag in product.tags)
    found.update((f"title={term}", 0.7) for term in terms(product.title))
    for name, values in product.attributes.items():
        if name != "size":
            found.update((f"{name}={value.casefold()}", 1.0) for value in values)
    return found


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
