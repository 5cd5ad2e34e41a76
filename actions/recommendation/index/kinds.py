"""Standings of products within their category, worked out when a category is first asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.index.part import Part
from actions.shop.records import ProductRecord

TOP_SELLERS = 3


@dataclass(frozen=True)
class _Standing:
    best: tuple[int, ...] = ()  # ids of the best sellers, the best first
    lowest: float | None = None  # the lowest price


class Kinds:
    """Best sellers and lowest prices of each category.

    Args:
        parts: The catalogue.
        alive: Which rows count.
    """

    def __init__(self, parts: Sequence[Part], alive: NDArray[np.bool_]) -> None:
        self._parts = parts
        self._alive = alive
        self._known: dict[str, _Standing] = {}

    def place(self, product: ProductRecord) -> int | None:
        """Return a product's place among the best sellers of its kind, from 1; None below."""
        best = self._of(product.category).best
        return best.index(product.id) + 1 if product.id in best else None

    def cheapest(self, product: ProductRecord) -> bool:
        """Whether no product of its kind costs less."""
        return self._of(product.category).lowest == float(product.price_min)

    def _of(self, category: str) -> _Standing:
        if category not in self._known:
            self._known[category] = self._stand(category)
        return self._known[category]

    def _stand(self, category: str) -> _Standing:
        ids, sold, prices = [], [], []
        start = 0
        for part in self._parts:
            rows = part.kind(category)
            rows = rows[self._alive[start + rows]]
            start += len(part)
            ids.append(part.shard.plain["id"][rows])
            sold.append(part.shard.plain["sold"][rows])
            prices.append(part.shard.plain["price"][rows])
        all_ids, all_sold = np.concatenate(ids), np.concatenate(sold)
        if len(all_ids) <= TOP_SELLERS:
            return _Standing()  # of so few a place says nothing
        order = np.argsort(-all_sold, kind="stable")[:TOP_SELLERS]
        best = tuple(int(all_ids[at]) for at in order if all_sold[at])
        return _Standing(best, float(np.concatenate(prices).min()))
