"""Search and recommendation over one state of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from itertools import chain, islice

import numpy as np

from actions.recommendation.compare import Comparison, compare
from actions.recommendation.complements import Complements
from actions.recommendation.constraints import Constraints
from actions.recommendation.context import Context
from actions.recommendation.errors import RecommendationError
from actions.recommendation.explaining import Explainer, Recommendation, of_complements
from actions.recommendation.facts import Facts
from actions.recommendation.index.change import Encode, changed
from actions.recommendation.index.selection import Selection
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.pictures import Pictures
from actions.recommendation.ranking import Ranked, Ranker
from actions.recommendation.reasons import Occasion
from actions.recommendation.relax import NUMERIC, Relaxation, relaxations
from actions.recommendation.relevance import Relevance, given_by
from actions.recommendation.scoring import Scoring
from actions.recommendation.semantic import EmbeddingStore, TextEncoder
from actions.recommendation.shelf import Shelf
from actions.recommendation.warm import Warm, WarmEncoder
from actions.recommendation.wishes import Meant, Phrasebook, Spoken
from actions.shop.records import ProductRecord

# Rankings kept of one state of the catalogue, some hundred bytes each.
_SEARCHES = 512
# What fills no list up: other kinds of thing, and what is sold out.
_LAST = frozenset(("category", "stock"))


class Recommender(Shelf):
    """Finds, recommends and compares the products of one state of the catalogue.

    Args:
        catalogue: The products, which are then indexed in memory, or an index.
        encoder: For search by meaning, the one that an index's vectors are from; without one,
            search is by words alone.
        encode: Returns vectors of products; None: the encoder makes them.
        store: Keeps vectors between starts, if the encoder makes them.
        version: The catalogue's version.
        phrasebook: What is meant by words that the catalogue does not have.
        pictures: What products look like.
        questions: The same encoder, with what it remembers of another state of the catalogue.
    """

    def __init__(
        self,
        catalogue: Sequence[ProductRecord] | Snapshot,
        encoder: TextEncoder | None = None,
        *,
        encode: Encode | None = None,
        store: EmbeddingStore | None = None,
        version: str = "",
        phrasebook: Phrasebook | None = None,
        pictures: Pictures | None = None,
        questions: WarmEncoder | None = None,
    ) -> None:
        if encode is None and encoder is not None:
            encode = partial((store or EmbeddingStore(None, "")).vectors, encoder=encoder)
        if not isinstance(catalogue, Snapshot):
            vectors = encode(catalogue) if encode is not None and catalogue else None
            catalogue = Snapshot.made_of(catalogue, vectors)
        self.pictures = pictures
        self.version = version
        super().__init__(catalogue)
        self.facts = Facts(catalogue.fact_names, encoder)
        self._encoder = encoder
        self._encode = encode
        self._phrasebook = phrasebook or Phrasebook(())
        if questions is None and encoder is not None:
            questions = WarmEncoder(encoder)
        self._questions = questions
        # Of this state alone: another price or stock is another state, which begins with none.
        self._searches: Warm[Ranked] = Warm(_SEARCHES)
        scoring = Scoring(catalogue, pictures)
        self._relevance = Relevance(catalogue, questions, self._phrasebook)
        self._ranker = Ranker(catalogue, self._relevance, scoring)
        self._explainer = Explainer(catalogue, scoring)

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
        return self._of(after, version, self.pictures)

    def seeing(self, pictures: Pictures | None) -> Recommender:
        """Return the recommender of the same catalogue that knows what its products look like."""
        return self._of(self.snapshot, self.version, pictures)

    def _of(self, snapshot: Snapshot, version: str, pictures: Pictures | None) -> Recommender:
        return Recommender(
            snapshot,
            self._encoder,
            encode=self._encode,
            version=version,
            phrasebook=self._phrasebook,
            pictures=pictures,
            questions=self._questions,
        )

    def speaks_of(self, text: str, *, slips: bool) -> bool:
        """Whether words, maybe with a slip, are known as other words for what the catalogue has."""
        return self._phrasebook.says(text, self.snapshot.lexical.__contains__, slips=slips)

    def spoken(self, text: str, limits: Constraints) -> tuple[Spoken, ...]:
        """Return the wishes of the phrasebook of which a text has the very words, with filters."""
        return self._phrasebook.spoken(text, self.snapshot.lexical.__contains__, given_by(limits))

    def meets(self, text: str, products: Sequence[ProductRecord], *, said: bool) -> bool:
        """Whether any of some products is what words mean; see ``Relevance.meets``."""
        rows = self.snapshot.rows_of([product.id for product in products])
        return self._relevance.meets(text, np.array(rows, np.int64), said=said)

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
        ranked = self._found(text, limits, k, tuple(exclude), sort)
        meant = frozenset(term for one in self.spoken(text, limits) for term in one.means)
        occasion = Occasion(limits=limits, query=text, meant=meant, than=self.product(than))
        return self._explainer.told(ranked, occasion)

    def place(
        self,
        product_id: int,
        text: str,
        constraints: Constraints,
        *,
        among: int,
        sort: str | None = None,
    ) -> tuple[int, bool] | None:
        """Return a product's place among what search finds first, and whether it is close.

        Places count from 1; of a product that is not ``among`` the first, nothing is returned.

        Raises:
            RecommendationError: The sort key is unknown.
        """
        ranked = self._found(text, constraints, among, (), sort)
        at = np.flatnonzero(self.snapshot.ids[ranked.rows] == product_id)
        return None if not len(at) else (int(at[0]) + 1, ranked.is_close(int(at[0]), text))

    def _taught(self, text: str) -> Sequence[Meant]:
        return self._phrasebook.taught(text, self.snapshot.lexical.__contains__)

    def _found(
        self, text: str, limits: Constraints, k: int, exclude: tuple[int, ...], sort: str | None
    ) -> Ranked:
        return self._searches.of(
            (text, self._taught(text), limits, k, exclude, sort),
            lambda: self._ranker.search(text, limits, k, exclude=exclude, sort=sort),
        )

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
        ranked = self._ranker.recommend(
            context, limits, k, interests=interests or {}, behaviour=behaviour or {}
        )
        occasion = Occasion(
            limits=limits,
            query=context.said[-1] if context.said else "",
            liked=self._known(context.liked),
            purchased=self._known(context.purchased),
        )
        liked = self.snapshot.rows_of(context.liked)
        return self._explainer.told(ranked, occasion, looking_like=liked)

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
        ranked = self._ranker.similar(row, limits, k, exclude=exclude)
        occasion = Occasion(limits=limits, like=self.snapshot.product(row))
        return self._explainer.told(ranked, occasion, looking_like=[row])

    def compare(self, product_ids: Sequence[int]) -> Comparison:
        """Compare products of the catalogue.

        Raises:
            RecommendationError: Fewer than two of them are known.
        """
        found = [self.snapshot.product(row) for row in self.snapshot.rows_of(product_ids)]
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
        return of_complements(self._complements.of(row, k, exclude))

    def complements_of_all(
        self, product_ids: Sequence[int], k: int = 5, *, exclude: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return what goes with any of some products, of each kind that they lack the best."""
        rows = self.snapshot.rows_of(product_ids)
        return of_complements(self._complements.of_all(rows, k, (*product_ids, *exclude)))

    @cached_property
    def _complements(self) -> Complements:
        return Complements(self.snapshot)

    def relaxations(self, constraints: Constraints) -> list[Relaxation]:
        """Return which constraints to give up when nothing fits, the easiest first."""

        def easiest(limits: Constraints, price: float | None) -> tuple[int, Selection]:
            count, rows = self._ranker.easiest(limits, price)
            return count, Selection(self.snapshot, rows)

        return relaxations(constraints, easiest)

    def beside(self, constraints: Constraints) -> list[Relaxation]:
        """Return where to look next when all that fits was shown, the nearest first.

        At first without the kind and sort of things, then with one other wish given up each.
        """
        loosened = constraints.loosened()
        beside = None if loosened is None else Relaxation("kind", loosened, (), "")
        return [*([] if beside is None else [beside]), *self.relaxations(constraints)]

    def nearest(
        self, offer: Relaxation, text: str, k: int = 5, *, exclude: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return what comes nearest to a wish that nothing fits, once one constraint is given up.

        Where the price or a measure is given up, what is nearest to that comes first; otherwise
        what the words ask.
        """
        if offer.part not in NUMERIC and (text.strip() or not offer.products):
            return self.search(text, offer.limits, k, exclude=exclude)
        left = (product for product in offer.products if product.id not in exclude)
        return [
            Recommendation(product, 0.0, self.explain(product.id, text, offer.limits))
            for product in islice(left, k)
        ]

    def nearest_of(
        self, offers: Sequence[Relaxation], text: str, k: int = 5, *, exclude: Sequence[int] = ()
    ) -> list[Recommendation]:
        """Return what comes nearest by the first offer, then by the next where that is too little.

        In the end two wishes are given up, but neither other kinds of thing nor what is sold out
        fill the list up. See ``nearest``.
        """
        found: list[Recommendation] = []
        near = [*offers[:1], *(one for one in offers[1:] if one.part not in _LAST)]
        further = (
            one for offer in near for one in self.relaxations(offer.limits) if one.part not in _LAST
        )
        for offer in chain(near, further):
            done = (*exclude, *(item.product.id for item in found))
            found += self.nearest(offer, text, k - len(found), exclude=done)
            if len(found) >= k:
                break
        return found

    def explain(self, product_id: int, query: str, constraints: Constraints) -> tuple[str, ...]:
        """Return true reasons for one product; empty where the catalogue no longer has it."""
        product = self.product(product_id)
        if product is None:
            return ()
        return self._explainer.why(product, Occasion(limits=constraints, query=query))

    def _known(self, product_ids: Sequence[int]) -> tuple[ProductRecord, ...]:
        """Return those products that the catalogue has, the newest (last) first."""
        rows = self.snapshot.rows_of(product_ids)
        return tuple(self.snapshot.product(row) for row in reversed(rows))
