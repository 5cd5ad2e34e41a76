"""Search and recommendation over one state of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.compare import Comparison, compare
from actions.recommendation.constraints import Constraints
from actions.recommendation.context import Context
from actions.recommendation.errors import RecommendationError
from actions.recommendation.facts import Facts
from actions.recommendation.filters import FilterIndex
from actions.recommendation.interests import affinity
from actions.recommendation.matching import fitting_variants, named_exactly
from actions.recommendation.merit import buyers_view, prior, sort_values
from actions.recommendation.reasons import Occasion, Shelf, reasons
from actions.recommendation.relax import Relaxation, relaxations
from actions.recommendation.relevance import Floats, TextIndex, in_full
from actions.recommendation.semantic import EmbeddingStore, TextEncoder
from actions.recommendation.similarity import diverse
from actions.recommendation.wearers import KIDS, SPELLINGS
from actions.recommendation.wishes import Phrasebook
from actions.shop.records import ProductRecord

_PRIOR_WEIGHT = 0.12
_EXACT_COLOR_BONUS = 0.1
_NEAR_PRICE_BONUS = 0.25
# What a thing is counts for more than all that is merely said of it.
_KIND_WEIGHT = 0.25
# A jacket for a child is seldom what a wish for a jacket means.
_KIDS_WEIGHT = 0.15
_SAID_DECAY = 0.6
_SAID_TURNS = 3
_LIKED_DECAY = 0.8
_LIKED_WEIGHT = 0.5
_REJECTED_WEIGHT = 0.3
_PURCHASED_WEIGHT = 0.2
_PROFILE_WEIGHT = 0.3
_POOL = 40
_BUYERS_WEIGHT = 0.15
_SORTED_SHARE = 0.5


@dataclass(frozen=True)
class Recommendation:
    """A product with why it is shown.

    Attributes:
        product: The product.
        score: Higher is better; comparable within one answer only.
        reasons: Facts of the product or of what the shopper said, the most telling first.
        close: Whether the product is what the words asked for, not merely the nearest there is.
    """

    product: ProductRecord
    score: float
    reasons: tuple[str, ...]
    close: bool = True


class Recommender:
    """Finds, recommends and compares the products of one catalogue version.

    Args:
        products: The catalogue.
        encoder: For search by meaning; without one, search is by words alone.
        store: Keeps vectors between starts.
        version: The catalogue's version, noted in the store.
        earlier: A recommender of an earlier version, made with the same encoder: its indexes
            are used again if no text has changed (prices and stock are always read anew).
        phrasebook: What is meant by words that the catalogue does not have.
    """

    def __init__(
        self,
        products: Sequence[ProductRecord],
        encoder: TextEncoder | None = None,
        *,
        store: EmbeddingStore | None = None,
        version: str = "",
        earlier: Recommender | None = None,
        phrasebook: Phrasebook | None = None,
    ) -> None:
        self.products = tuple(products)
        self.version = version
        self._rows = {product.id: row for row, product in enumerate(self.products)}
        self._index: TextIndex = TextIndex.of(
            self.products,
            encoder,
            store or EmbeddingStore(None, ""),
            version,
            earlier._index if earlier else None,
            phrasebook or Phrasebook(()),
        )
        self._filters = FilterIndex(self.products)
        self._prior = prior(self.products)
        marked = [Constraints({"attribute": (v,)}, in_stock_only=False) for v in SPELLINGS[KIDS]]
        self._for_kids = np.logical_or.reduce([self._filters.allowed(limits) for limits in marked])
        self._shelf = Shelf.of(self.products)
        self.facts = Facts(self.products)

    @property
    def currency(self) -> str:
        """The catalogue's currency, as ISO 4217 code."""
        return self.products[0].currency if self.products else "GBP"

    def product(self, product_id: int | None) -> ProductRecord | None:
        """Return a product by id, or None where the catalogue no longer has it."""
        row = None if product_id is None else self._rows.get(product_id)
        return None if row is None else self.products[row]

    def titled(self, title: str) -> ProductRecord | None:
        """Return the product of that title, in any spelling of case; else None."""
        wanted = title.strip().casefold()
        return next((p for p in self.products if p.title.casefold() == wanted), None)

    def fitting(self, limits: Constraints) -> list[ProductRecord]:
        """Return all products that fit, in catalogue order."""
        return [self.products[row] for row in np.flatnonzero(self._filters.allowed(limits))]

    def search(
        self,
        text: str,
        constraints: Constraints | None = None,
        k: int = 5,
        *,
        exclude: Sequence[int] = (),
        sort: str | None = None,
        than: int | None = None,
    ) -> list[Recommendation]:
        """Find products by words and meaning among those that fit.

        Args:
            text: What the shopper wants, in their words; empty lists what fits by merit.
            constraints: What every result must satisfy.
            k: At most so many results.
            exclude: Ids not to show.
            sort: ``price``, ``-price``, ``rating``, ``age`` (newest), ``sold``, ``weight``
                (lightest), ``capacity`` or ``-capacity`` (largest), in place of relevance.
            than: The product that "cheaper" was said of, for the reasons.

        Raises:
            RecommendationError: The sort key is unknown.
        """
        limits = constraints or Constraints()
        told = in_full(text, limits)
        relevance, close = self._index.relevance(text, told)
        allowed = self._allowed(limits, exclude)
        # With nothing but words to go by, what the words do not touch is no result.
        relevant = allowed & (relevance > 0) if text.strip() else allowed
        if not limits.narrowing or relevant.sum() >= k or sort:
            allowed = relevant if relevant.any() or not limits.narrowing else allowed
        if sort and allowed.any():
            # The cheapest of what is meant, not of all that has a word of it.
            allowed &= relevance >= _SORTED_SHARE * relevance[allowed].max()
        scores = relevance + _PRIOR_WEIGHT * self._prior + self._bonus(limits, allowed)
        scores += _KIND_WEIGHT * self._index.heads.match(text, limits.wanted("category"))
        scores -= self._unasked(limits)
        best = np.flatnonzero(allowed)
        best = best[np.argsort(-scores[best], kind="stable")][:_POOL]
        scores[best] += _BUYERS_WEIGHT * buyers_view(self.products, best, told)
        occasion = Occasion(limits=limits, query=text, than=self.product(than))
        return self._pick(scores, allowed, k, occasion, close, sort=sort, balance=0.9)

    def recommend(
        self,
        context: Context,
        constraints: Constraints | None = None,
        k: int = 5,
        *,
        interests: Mapping[str, float] | None = None,
    ) -> list[Recommendation]:
        """Recommend from what was said, chosen, turned down and bought; popular things otherwise.

        Interests decay with age. Products that were seen, turned down or bought are not repeated.

        Args:
            context: The conversation and earlier orders.
            constraints: What every result must satisfy.
            k: At most so many results.
            interests: A profile of earlier visits: interest to weight, 0 to 1.
        """
        limits = constraints or Constraints()
        said = np.zeros(len(self.products), np.float32)
        for age, text in enumerate(reversed(context.said[-_SAID_TURNS:])):
            told = in_full(text, limits) if age == 0 else text
            said += _SAID_DECAY**age * self._index.relevance(text, told)[0]
        newest = context.said[-1] if context.said else ""
        kind = self._index.heads.match(newest, limits.wanted("category"))
        relevance = said + _KIND_WEIGHT * kind
        relevance += _LIKED_WEIGHT * self._interest(context.liked)
        relevance -= _REJECTED_WEIGHT * self._interest(context.rejected)
        relevance += _PURCHASED_WEIGHT * self._interest(context.purchased)
        if interests:
            relevance += _PROFILE_WEIGHT * affinity(self.products, interests)
        allowed = self._allowed(limits, (*context.seen, *context.rejected, *context.purchased))
        # What has nothing to do with the wish is no suggestion, however popular it is.
        touched = allowed & (said > 0)
        if touched.sum() >= k or (touched.any() and not limits.narrowing):
            allowed = touched
        scores = relevance + 2 * _PRIOR_WEIGHT * self._prior + self._bonus(limits, allowed)
        scores -= self._unasked(limits)
        occasion = Occasion(
            limits=limits,
            query=context.said[-1] if context.said else "",
            liked=self._known(context.liked),
            purchased=self._known(context.purchased),
        )
        return self._pick(scores, allowed, k, occasion, None, balance=0.7)

    def similar(
        self,
        product_id: int,
        constraints: Constraints | None = None,
        k: int = 5,
        *,
        exclude: Sequence[int] = (),
    ) -> list[Recommendation]:
        """Find products like one, among those that fit.

        Raises:
            RecommendationError: The catalogue has no such product.
        """
        limits = constraints or Constraints()
        product = self.product(product_id)
        if product is None:
            raise RecommendationError(f"The catalogue has no product {product_id}.")
        scores = self._index.similarity.to(self._rows[product_id]) + 0.05 * self._prior
        allowed = self._allowed(limits, (product_id, *exclude))
        kind = np.fromiter((p.category == product.category for p in self.products), bool)
        if (allowed & kind).any():
            allowed &= kind
        return self._pick(
            scores, allowed, k, Occasion(limits=limits, like=product), None, balance=0.9
        )

    def compare(self, product_ids: Sequence[int]) -> Comparison:
        """Compare products of the catalogue.

        Raises:
            RecommendationError: Fewer than two of them are known.
        """
        found = [self.products[self._rows[i]] for i in product_ids if i in self._rows]
        if len(found) < 2:
            raise RecommendationError("A comparison needs two products of the catalogue.")
        return compare(found)

    def relaxations(self, constraints: Constraints) -> list[Relaxation]:
        """Return which constraints to give up when nothing fits, the easiest first."""
        return relaxations(constraints, self.fitting)

    def nearest(
        self, offer: Relaxation, text: str, k: int = 5, *, exclude: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return what comes nearest to a wish that nothing fits, once one constraint is given up.

        Where the price is given up, the nearest price comes first; otherwise what the words ask.
        """
        if offer.part != "price" and text.strip():
            return self.search(text, offer.limits, k, exclude=exclude)
        return [
            Recommendation(product, 0.0, self.explain(product.id, text, offer.limits))
            for product in offer.products
            if product.id not in exclude
        ][:k]

    def explain(self, product_id: int, query: str, constraints: Constraints) -> tuple[str, ...]:
        """Return true reasons for one product; empty where the catalogue no longer has it."""
        product = self.product(product_id)
        if product is None:
            return ()
        return reasons(product, Occasion(limits=constraints, query=query), self._shelf)

    def _unasked(self, limits: Constraints) -> Floats:
        """Return what products for children lose where nobody asked for a child."""
        asked = not set(SPELLINGS[KIDS]).isdisjoint(limits.wanted("attribute"))
        return np.where(self._for_kids & (not asked), _KIDS_WEIGHT, 0).astype(np.float32)

    def _interest(self, product_ids: Sequence[int]) -> Floats:
        """Return similarity to products, the newest (last) counting most, scaled to 0 to 1."""
        total = np.zeros(len(self.products), np.float32)
        known = [i for i in product_ids if i in self._rows][-5:]
        for age, product_id in enumerate(reversed(known)):
            total += _LIKED_DECAY**age * self._index.similarity.to(self._rows[product_id])
        return total / max(1, len(known))

    def _known(self, product_ids: Sequence[int]) -> tuple[ProductRecord, ...]:
        return tuple(self.products[self._rows[i]] for i in reversed(product_ids) if i in self._rows)

    def _allowed(self, limits: Constraints, exclude: Sequence[int]) -> NDArray[np.bool_]:
        allowed = self._filters.allowed(limits)
        for product_id in exclude:
            if product_id in self._rows:
                allowed[self._rows[product_id]] = False
        return allowed

    def _bonus(self, limits: Constraints, allowed: NDArray[np.bool_]) -> Floats:
        """Return what the very colour that was named, and a price near the one named, add."""
        bonus = np.zeros(len(self.products), np.float32)
        near = limits.price_near
        if not limits.wanted("color") and not near:
            return bonus
        for row in np.flatnonzero(allowed):
            product = self.products[row]
            if limits.wanted("color") and named_exactly(product, limits):
                bonus[row] += _EXACT_COLOR_BONUS
            if near and (variants := fitting_variants(product, limits)):
                away = min(abs(variant.price - near) for variant in variants) / near
                bonus[row] += _NEAR_PRICE_BONUS * max(0.0, 1 - float(away))
        return bonus

    def _pick(
        self,
        scores: Floats,
        allowed: NDArray[np.bool_],
        k: int,
        occasion: Occasion,
        close: NDArray[np.bool_] | None,
        *,
        balance: float,
        sort: str | None = None,
    ) -> list[Recommendation]:
        rows = np.flatnonzero(allowed)
        if sort is not None:
            rows = rows[
                np.argsort(
                    sort_values(self.products, self._filters.measure, sort)[rows], kind="stable"
                )
            ][:k]
        else:
            rows = rows[np.argsort(-scores[rows], kind="stable")][: max(_POOL, k)]
            if len(rows) > k:
                rows = rows[diverse(scores[rows], self._index.similarity.among(rows), k, balance)]
        return [
            Recommendation(
                product=self.products[row],
                score=float(scores[row]),
                reasons=reasons(self.products[row], occasion, self._shelf),
                close=close is None or not occasion.query.strip() or bool(close[row]),
            )
            for row in rows
        ]
