"""Which products of a catalogue answer best: rows with scores, varied among good ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.candidates import Candidates
from actions.recommendation.constraints import Constraints
from actions.recommendation.context import Context
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Mask, Snapshot
from actions.recommendation.relevance import Relevance, given_by, in_full
from actions.recommendation.scoring import Scoring
from actions.recommendation.similarity import diverse

_PRIOR_WEIGHT = 0.12
# What a thing is counts for more than all that is merely said of it.
_KIND_WEIGHT = 0.25
# "Walking boots" are what is listed for walking.
_PURPOSE_WEIGHT = 0.2
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


class Ranked(NamedTuple):
    """Products, the best first.

    Attributes:
        rows: Where they stand.
        scores: Higher is better.
        close: Whether each is what the words asked for, not merely the nearest there is; None:
            nothing was asked for in words.
    """

    rows: Ints
    scores: Floats
    close: NDArray[np.bool_] | None

    def is_close(self, at: int, text: str) -> bool:
        """Whether the product of a place, from 0, is close; where no words ask, each is."""
        return self.close is None or not text.strip() or bool(self.close[at])


class Ranker:
    """Ranks the products of a snapshot.

    Args:
        snapshot: The catalogue.
        relevance: How well its products answer to texts.
        scoring: What else adds to their scores.
    """

    def __init__(self, snapshot: Snapshot, relevance: Relevance, scoring: Scoring) -> None:
        self._snapshot = snapshot
        self._relevance = relevance
        self._candidates = Candidates(snapshot, relevance)
        self._scoring = scoring

    def search(
        self, text: str, limits: Constraints, k: int, *, exclude: Sequence[int], sort: str | None
    ) -> Ranked:
        """Rank by words and meaning; see ``Recommender.search``.

        Raises:
            RecommendationError: The sort key is unknown.
        """
        told = in_full(text, limits)
        question = self._relevance.ask(text, told, given_by(limits))
        allowed = self._allowed(limits, exclude)
        if sort is not None:
            narrowed = bool(limits.narrowing)
            rows = self._candidates.by_measure(question, allowed, sort, k, narrowed=narrowed)
            return Ranked(rows, *self._relevance.of(question, rows))
        rows = self._candidates.of([question], allowed)
        relevance, close = self._relevance.of(question, rows)
        if text.strip():
            # With nothing but words to go by, what the words do not touch is no result.
            kept = relevance > 0
            if not limits.narrowing or kept.sum() >= k:
                rows, relevance, close = rows[kept], relevance[kept], close[kept]
        scores = (
            relevance
            + _PRIOR_WEIGHT * self._snapshot.prior[rows]
            + self._scoring.bonus(limits, rows)
        )
        scores += _KIND_WEIGHT * self._scoring.of_kind(text, limits, rows)
        scores += _PURPOSE_WEIGHT * self._scoring.for_purpose(text, limits, rows)
        scores -= self._scoring.unasked(limits, rows)
        scores += _BUYERS_WEIGHT * self._scoring.buyers_view(told, rows)
        return self._varied(Ranked(rows, scores, close), k, balance=0.9)

    def recommend(
        self,
        context: Context,
        limits: Constraints,
        k: int,
        *,
        interests: Mapping[str, float],
        behaviour: Mapping[int, float],
    ) -> Ranked:
        """Rank by what was said, chosen, turned down and bought; see ``Recommender.recommend``."""
        said_last = context.said[-_SAID_TURNS:][::-1]
        questions = [
            self._relevance.ask(text, in_full(text, limits), given_by(limits))
            if age == 0
            else self._relevance.ask(text)
            for age, text in enumerate(said_last)
        ]
        allowed = self._allowed(limits, (*context.seen, *context.rejected, *context.purchased))
        rows_of = self._snapshot.rows_of
        like = rows_of((*context.purchased, *context.liked))[-_SAID_TURNS:]
        bought_next = {
            row: weight
            for product_id, weight in behaviour.items()
            if (row := self._snapshot.row(product_id)) is not None and allowed[row]
        }
        rows = self._candidates.of(questions, allowed, like, interests, list(bought_next))
        said = np.zeros(len(rows), np.float32)
        for age, question in enumerate(questions):
            said += _SAID_DECAY**age * self._relevance.of(question, rows)[0]
        newest = context.said[-1] if context.said else ""
        relevance = said + _KIND_WEIGHT * self._scoring.of_kind(newest, limits, rows)
        likeness = self._scoring.likeness
        relevance += _LIKED_WEIGHT * likeness(rows_of(context.liked), rows, pictures=True)
        relevance -= _REJECTED_WEIGHT * likeness(rows_of(context.rejected), rows)
        relevance += _PURCHASED_WEIGHT * likeness(rows_of(context.purchased), rows)
        if interests:
            relevance += _PROFILE_WEIGHT * self._snapshot.affinity(interests, rows)
        if bought_next:
            weights = np.asarray(list(bought_next.values()), np.float32)
            relevance[np.searchsorted(rows, list(bought_next))] += _BEHAVIOUR_WEIGHT * weights
        # What has nothing to do with the wish is no suggestion, however popular it is.
        touched = said > 0
        if touched.sum() >= k or (touched.any() and not limits.narrowing):
            rows, relevance = rows[touched], relevance[touched]
        scores = relevance + 2 * _PRIOR_WEIGHT * self._snapshot.prior[rows]
        scores += self._scoring.bonus(limits, rows)
        scores -= self._scoring.unasked(limits, rows)
        return self._varied(Ranked(rows, scores, None), k, balance=0.7)

    def similar(self, row: int, limits: Constraints, k: int, *, exclude: Sequence[int]) -> Ranked:
        """Rank by likeness to one product; see ``Recommender.similar``."""
        allowed = self._allowed(limits, exclude)
        allowed[row] = False
        kind = self._snapshot.same_kind(row)
        if (allowed & kind).any():
            allowed &= kind
        rows = self._candidates.of([], allowed, [row])
        scores = self._scoring.to(row, rows) + 0.05 * self._snapshot.prior[rows]
        return self._varied(Ranked(rows, scores, None), k, balance=0.9)

    def easiest(self, limits: Constraints, price: float | None) -> tuple[int, Ints]:
        """Return how many products fit, and the best of them or those nearest to a price."""
        rows = np.flatnonzero(self._snapshot.allowed(limits))
        if len(rows) <= _LOOKED_THROUGH:
            return len(rows), rows
        worth = -self._snapshot.prior[rows]
        if price is not None:
            worth = self._snapshot.distance_to_price(limits, rows, price)
        best = np.argsort(worth, kind="stable")[:_LOOKED_THROUGH]
        return len(rows), rows[best]

    def _allowed(self, limits: Constraints, exclude: Sequence[int]) -> Mask:
        allowed = self._snapshot.allowed(limits)
        allowed[self._snapshot.rows_of(exclude)] = False
        return allowed

    def _varied(self, ranked: Ranked, k: int, *, balance: float) -> Ranked:
        """Return k of the best that are not too much alike (see ``diverse``)."""
        rows, scores, close = ranked
        best = np.argsort(-scores, kind="stable")[: max(_POOL, k)]
        if len(best) > k:
            alike = self._snapshot.likeness.among(rows[best])
            best = best[diverse(scores[best], alike, k, balance)]
        return Ranked(rows[best], scores[best], None if close is None else close[best])
