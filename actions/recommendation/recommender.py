"""Search and recommendation over one state of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.candidates import Candidates
from actions.recommendation.compare import Comparison, compare
from actions.recommendation.complements import Complements
from actions.recommendation.constraints import Constraints
from actions.recommendation.context import Context
from actions.recommendation.errors import RecommendationError
from actions.recommendation.facts import Facts
from actions.recommendation.index.change import Encode, changed
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.selection import Selection
from actions.recommendation.index.snapshot import Mask, Snapshot
from actions.recommendation.pictures import Pictures
from actions.recommendation.reasons import Occasion, reasons
from actions.recommendation.relax import Relaxation, relaxations
from actions.recommendation.relevance import Relevance, in_full
from actions.recommendation.scoring import Scoring
from actions.recommendation.semantic import EmbeddingStore, TextEncoder
from actions.recommendation.similarity import diverse
from actions.recommendation.wishes import Phrasebook
from actions.shop.records import ProductRecord

_PRIOR_WEIGHT = 0.12
# What a thing is counts for more than all that is merely said of it.
_KIND_WEIGHT = 0.25
_SAID_DECAY = 0.6
_SAID_TURNS = 3
_LIKED_WEIGHT = 0.5
_REJECTED_WEIGHT = 0.3
_PURCHASED_WEIGHT = 0.2
_PROFILE_WEIGHT = 0.3
_BEHAVIOUR_WEIGHT = 0.2
_BUYERS_WEIGHT = 0.15
_POOL = 40
# Of more products than that an offer to give something up looks at the best only.
_LOOKED_THROUGH = 1000


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
    """Finds, recommends and compares the products of one state of the catalogue.

    Args:
        products: The catalogue.
        encoder: For search by meaning; without one, search is by words alone.
        store: Keeps vectors between starts.
        version: The catalogue's version.
        phrasebook: What is meant by words that the catalogue does not have.
    """

    def __init__(
        self,
        products: Sequence[ProductRecord],
        encoder: TextEncoder | None = None,
        *,
        store: EmbeddingStore | None = None,
        version: str = "",
        phrasebook: Phrasebook | None = None,
    ) -> None:
        vectors = store or EmbeddingStore(None, "")
        self._encode: Encode | None = None
        if encoder is not None:
            self._encode = partial(vectors.vectors, encoder=encoder)
        matrix = self._encode(products) if self._encode is not None and products else None
        self._take(Snapshot.made_of(products, matrix), encoder, version, phrasebook)

    @staticmethod
    def over(
        snapshot: Snapshot,
        encoder: TextEncoder | None,
        encode: Encode | None,
        version: str,
        phrasebook: Phrasebook | None = None,
        pictures: Pictures | None = None,
    ) -> Recommender:
        """Return the recommender of a catalogue that is indexed already.

        Args:
            snapshot: The index.
            encoder: The encoder that its vectors are from.
            encode: Returns vectors of products that change later.
            version: The catalogue's version.
            phrasebook: What is meant by words that the catalogue does not have.
            pictures: What products look like.
        """
        made = Recommender.__new__(Recommender)
        made._encode = encode
        made._take(snapshot, encoder, version, phrasebook, pictures)
        return made

    def _take(
        self,
        snapshot: Snapshot,
        encoder: TextEncoder | None,
        version: str,
        phrasebook: Phrasebook | None,
        pictures: Pictures | None = None,
    ) -> None:
        self.pictures = pictures
        self.version = version
        self.snapshot = snapshot
        self.facts = Facts(snapshot.fact_names)
        self._encoder = encoder
        self._phrasebook = phrasebook or Phrasebook(())
        self._relevance = Relevance(snapshot, encoder, self._phrasebook)
        self._candidates = Candidates(snapshot, self._relevance)
        self._scoring = Scoring(snapshot, pictures)

    def changed(
        self, changes: Mapping[int, ProductRecord | None], version: str, *, texts: bool = True
    ) -> Recommender:
        """Return the recommender of the catalogue after some products have changed.

        This one is left as it is: who is searching with it can go on.

        Args:
            changes: Product ids to what they are now; None where they are gone.
            version: The catalogue's version then.
            texts: False leaves products that are new or have other texts for later.
        """
        after = changed(self.snapshot, changes, self._encode, texts=texts)
        return Recommender.over(
            after, self._encoder, self._encode, version, self._phrasebook, self.pictures
        )

    def seeing(self, pictures: Pictures | None) -> Recommender:
        """Return the recommender of the same catalogue that knows what its products look like."""
        return Recommender.over(
            self.snapshot, self._encoder, self._encode, self.version, self._phrasebook, pictures
        )

    @cached_property
    def products(self) -> Sequence[ProductRecord]:
        """All products; of a large catalogue each is read when it is looked at."""
        return Selection(self.snapshot, self.snapshot.rows)

    @cached_property
    def categories(self) -> list[str]:
        """The names of what the shop sells, in lower case, sorted."""
        return sorted({category.lower() for category in self.snapshot.categories})

    def interests(self) -> list[str]:
        """Return every interest that products can meet."""
        return self.snapshot.values("interest")

    @cached_property
    def currency(self) -> str:
        """The catalogue's currency, as ISO 4217 code."""
        return self.products[0].currency if self.products else "GBP"

    def __contains__(self, product_id: int) -> bool:
        """Whether the catalogue has a product; reads none."""
        return self.snapshot.row(product_id) is not None

    def product(self, product_id: int | None) -> ProductRecord | None:
        """Return a product by id, or None where the catalogue no longer has it."""
        row = None if product_id is None else self.snapshot.row(product_id)
        return None if row is None else self.snapshot.product(row)

    def titled(self, title: str) -> ProductRecord | None:
        """Return the product of that title, in any spelling of case; else None."""
        wanted = title.strip().casefold()
        found = (self.snapshot.product(row) for row in self.snapshot.titled(title))
        return next((p for p in found if p.title.casefold() == wanted), None)

    def fitting(self, limits: Constraints) -> Selection:
        """Return all products that fit, in catalogue order; to count them reads none."""
        return Selection(self.snapshot, np.flatnonzero(self.snapshot.allowed(limits)))

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
        question = self._relevance.ask(text, told)
        allowed = self._allowed(limits, exclude)
        occasion = Occasion(limits=limits, query=text, than=self.product(than))
        if sort is not None:
            narrowed = bool(limits.narrowing)
            rows = self._candidates.by_measure(question, allowed, sort, k, narrowed=narrowed)
            relevance, close = self._relevance.of(question, rows)
            return self._shown(rows, relevance, occasion, close)
        rows = self._candidates.of([question], allowed)
        relevance, close = self._relevance.of(question, rows)
        if text.strip():
            # With nothing but words to go by, what the words do not touch is no result.
            kept = relevance > 0
            if not limits.narrowing or kept.sum() >= k:
                rows, relevance, close = rows[kept], relevance[kept], close[kept]
        scores = (
            relevance
            + _PRIOR_WEIGHT * self.snapshot.prior[rows]
            + self._scoring.bonus(limits, rows)
        )
        scores += _KIND_WEIGHT * self._scoring.of_kind(text, limits, rows)
        scores -= self._scoring.unasked(limits, rows)
        scores += _BUYERS_WEIGHT * self._scoring.buyers_view(told, rows)
        return self._pick(rows, scores, k, occasion, close, balance=0.9)

    def recommend(
        self,
        context: Context,
        constraints: Constraints | None = None,
        k: int = 5,
        *,
        interests: Mapping[str, float] | None = None,
        behaviour: Mapping[int, float] | None = None,
    ) -> list[Recommendation]:
        """Recommend from what was said, chosen, turned down and bought; popular things otherwise.

        Interests decay with age. Products that were seen, turned down or bought are not repeated.

        Args:
            context: The conversation and earlier orders.
            constraints: What every result must satisfy.
            k: At most so many results.
            interests: A profile of earlier visits: interest to weight, 0 to 1.
            behaviour: What others bought after the same things: product id to weight, 0 to 1.
        """
        limits = constraints or Constraints()
        said_last = context.said[-_SAID_TURNS:][::-1]
        questions = [
            self._relevance.ask(text, in_full(text, limits) if age == 0 else text)
            for age, text in enumerate(said_last)
        ]
        allowed = self._allowed(limits, (*context.seen, *context.rejected, *context.purchased))
        like = self._rows((*context.purchased, *context.liked))[-_SAID_TURNS:]
        bought_next = {
            row: weight
            for product_id, weight in (behaviour or {}).items()
            if (row := self.snapshot.row(product_id)) is not None and allowed[row]
        }
        rows = self._candidates.of(questions, allowed, like, interests or {}, list(bought_next))
        said = np.zeros(len(rows), np.float32)
        for age, question in enumerate(questions):
            said += _SAID_DECAY**age * self._relevance.of(question, rows)[0]
        newest = context.said[-1] if context.said else ""
        relevance = said + _KIND_WEIGHT * self._scoring.of_kind(newest, limits, rows)
        liked = self._rows(context.liked)
        relevance += _LIKED_WEIGHT * self._scoring.likeness(liked, rows, pictures=True)
        relevance -= _REJECTED_WEIGHT * self._scoring.likeness(self._rows(context.rejected), rows)
        relevance += _PURCHASED_WEIGHT * self._scoring.likeness(self._rows(context.purchased), rows)
        if interests:
            relevance += _PROFILE_WEIGHT * self.snapshot.affinity(interests, rows)
        if bought_next:
            weights = np.asarray(list(bought_next.values()), np.float32)
            relevance[np.searchsorted(rows, list(bought_next))] += _BEHAVIOUR_WEIGHT * weights
        # What has nothing to do with the wish is no suggestion, however popular it is.
        touched = said > 0
        if touched.sum() >= k or (touched.any() and not limits.narrowing):
            rows, relevance = rows[touched], relevance[touched]
        scores = relevance + 2 * _PRIOR_WEIGHT * self.snapshot.prior[rows]
        scores += self._scoring.bonus(limits, rows)
        scores -= self._scoring.unasked(limits, rows)
        occasion = Occasion(
            limits=limits,
            query=newest,
            liked=self._known(context.liked),
            purchased=self._known(context.purchased),
            looks_like=self._lookalikes(liked, rows),
        )
        return self._pick(rows, scores, k, occasion, None, balance=0.7)

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
        row = self.snapshot.row(product_id)
        if row is None:
            raise RecommendationError(f"The catalogue has no product {product_id}.")
        allowed = self._allowed(limits, (product_id, *exclude))
        kind = self.snapshot.same_kind(row)
        if (allowed & kind).any():
            allowed &= kind
        rows = self._candidates.of([], allowed, [row])
        scores = self._scoring.to(row, rows) + 0.05 * self.snapshot.prior[rows]
        occasion = Occasion(
            limits=limits,
            like=self.snapshot.product(row),
            looks_like=self._lookalikes([row], rows),
        )
        return self._pick(rows, scores, k, occasion, None, balance=0.9)

    def compare(self, product_ids: Sequence[int]) -> Comparison:
        """Compare products of the catalogue.

        Raises:
            RecommendationError: Fewer than two of them are known.
        """
        found = [self.snapshot.product(row) for row in self._rows(product_ids)]
        if len(found) < 2:
            raise RecommendationError("A comparison needs two products of the catalogue.")
        return compare(found)

    def complements(
        self, product_id: int, k: int = 5, *, exclude: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return what goes with a product, of each other kind the best, in stock.

        Raises:
            RecommendationError: The catalogue has no such product.
        """
        row = self.snapshot.row(product_id)
        if row is None:
            raise RecommendationError(f"The catalogue has no product {product_id}.")
        return [
            Recommendation(other, score, why)
            for other, score, why in self._complements.of(row, k, exclude)
        ]

    def complements_of_all(
        self, product_ids: Sequence[int], k: int = 5, *, exclude: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return what goes with any of some products, of each kind that they lack the best."""
        rows = self._rows(product_ids)
        found = self._complements.of_all(rows, k, (*product_ids, *exclude))
        return [Recommendation(other, score, why) for other, score, why in found]

    @cached_property
    def _complements(self) -> Complements:
        return Complements(self.snapshot)

    def relaxations(self, constraints: Constraints) -> list[Relaxation]:
        """Return which constraints to give up when nothing fits, the easiest first."""
        return relaxations(constraints, self._easiest)

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
        return reasons(product, Occasion(limits=constraints, query=query), self.snapshot.kinds)

    def _easiest(self, limits: Constraints, price: float | None) -> tuple[int, Selection]:
        """Return how many products fit, and the best of them or those nearest to a price."""
        rows = np.flatnonzero(self.snapshot.allowed(limits))
        if len(rows) <= _LOOKED_THROUGH:
            return len(rows), Selection(self.snapshot, rows)
        worth = -self.snapshot.prior[rows]
        if price is not None:
            worth = self.snapshot.distance_to_price(limits, rows, price)
        best = np.argsort(worth, kind="stable")[:_LOOKED_THROUGH]
        return len(rows), Selection(self.snapshot, rows[best])

    def _rows(self, product_ids: Sequence[int]) -> list[int]:
        """Return the rows of those products that the catalogue has."""
        return [row for i in product_ids if (row := self.snapshot.row(i)) is not None]

    def _known(self, product_ids: Sequence[int]) -> tuple[ProductRecord, ...]:
        return tuple(self.snapshot.product(row) for row in reversed(self._rows(product_ids)))

    def _lookalikes(self, shown: Sequence[int], rows: Ints) -> dict[int, ProductRecord]:
        """Return which products look like some, the newest (last) first: id to that product."""
        found: dict[int, ProductRecord] = {}
        for row in shown if self.pictures is not None else ():
            product = self.snapshot.product(row)
            alike = rows[self._scoring.look_alike(row, rows)]
            found.update((int(self.snapshot.ids[at]), product) for at in alike if at != row)
        return found

    def _allowed(self, limits: Constraints, exclude: Sequence[int]) -> Mask:
        allowed = self.snapshot.allowed(limits)
        allowed[self._rows(exclude)] = False
        return allowed

    def _pick(
        self,
        rows: Ints,
        scores: Floats,
        k: int,
        occasion: Occasion,
        close: NDArray[np.bool_] | None,
        *,
        balance: float,
    ) -> list[Recommendation]:
        best = np.argsort(-scores, kind="stable")[: max(_POOL, k)]
        if len(best) > k:
            alike = self.snapshot.likeness.among(rows[best])
            best = best[diverse(scores[best], alike, k, balance)]
        return self._shown(
            rows[best], scores[best], occasion, None if close is None else close[best]
        )

    def _shown(
        self, rows: Ints, scores: Floats, occasion: Occasion, close: NDArray[np.bool_] | None
    ) -> list[Recommendation]:
        unsaid = close is None or not occasion.query.strip()
        products = [self.snapshot.product(int(row)) for row in rows]
        return [
            Recommendation(
                product=product,
                score=float(scores[at]),
                reasons=reasons(product, occasion, self.snapshot.kinds),
                close=unsaid or bool(close is not None and close[at]),
            )
            for at, product in enumerate(products)
        ]
