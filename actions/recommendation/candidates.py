"""Which products of a large catalogue are worth ranking: the best by words, meaning and merit."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Mask, Snapshot
from actions.recommendation.lexical import LexicalScores
from actions.recommendation.relevance import BY_MEANING, RELEVANT_COVERAGE, Question, Relevance
from actions.recommendation.wishes import fitness

# How many are taken: by words, by each thing that a recognised wish means, by merit.
_BY_WORDS = 600
_BY_WISH = 100
_BY_MERIT = 100
# Of more products with a word of such a thing, those are looked at that have all its words.
MANY = 2000
# Where filters leave less than that of what is nearest, up to so many times as many are looked for.
_ENOUGH_BY_MEANING = 60
_FURTHER = 6
_AMPLY = 1.2
_MERIT_SHARE = 0.1
_STEP = 8192
# What is not half as relevant as the best is not what is to be sorted.
_SORTED_SHARE = 0.5
_SORTED_STEP = 512
_NONE: Ints = np.zeros(0, np.int64)


class Candidates:
    """Finds rows of a snapshot.

    Args:
        snapshot: The catalogue.
        relevance: How well its products answer to texts.
    """

    def __init__(self, snapshot: Snapshot, relevance: Relevance) -> None:
        self._snapshot = snapshot
        self._relevance = relevance

    def of(
        self,
        questions: Sequence[Question],
        allowed: Mask,
        like: Sequence[int] = (),
        interests: Mapping[str, float] | None = None,
        also: Sequence[int] = (),
    ) -> Ints:
        """Return the allowed rows that are worth ranking, ascending.

        All of them where they are few; else the best by words, by meaning and by merit.

        Args:
            questions: What is asked.
            allowed: Which rows may be shown.
            like: Rows of products that what is shown is to be like.
            interests: A profile that it is to meet.
            also: Allowed rows that are worth it anyway.
        """
        if self._snapshot.exact or self._snapshot.few(allowed):
            return np.flatnonzero(allowed)
        found = [self._by_merit(allowed)]
        for question in questions:
            found.append(self._by_words(question.lexical, allowed, _BY_WORDS))
            if question.vector is not None:
                found.append(self._by_meaning(question.vector, question.nearest[0], allowed))
            found += self._by_wishes(question, allowed)
        if interests:
            found.append(self._by_merit(allowed & self._snapshot.meeting(interests)))
        for row in like:
            found += self._alike(row, allowed)
        found.append(np.asarray(also, np.int64))
        return np.unique(np.concatenate(found))

    def by_measure(
        self, question: Question, allowed: Mask, sort: str, k: int, *, narrowed: bool
    ) -> Ints:
        """Return the rows to show by a measure, at most k: the cheapest of what is meant.

        What merely has a word of it is passed over. In a large catalogue what is touched by
        meaning alone is among the nearest only.

        Args:
            question: What is asked.
            allowed: Which rows may be shown.
            sort: A sort key (see ``merit.sort_values``).
            k: How many are wanted.
            narrowed: Whether all that fits is shown where the words touch nothing.

        Raises:
            RecommendationError: The sort key is unknown.
        """
        order = self._snapshot.sort_values(sort)
        rows, least = np.flatnonzero(allowed), -1.0
        if question.text.strip():
            touched, best = self._touched(question, allowed)
            if len(touched) or not narrowed:
                rows, least = touched, _SORTED_SHARE * best
        rows = rows[np.argsort(order[rows], kind="stable")]
        if least < 0:
            return rows[:k]
        found = [_NONE]
        for start in range(0, len(rows), _SORTED_STEP):
            step = rows[start : start + _SORTED_STEP]
            found.append(step[self._relevance.of(question, step)[0] >= least])
            if sum(map(len, found)) >= k:
                break
        return np.concatenate(found)[:k]

    def _touched(self, question: Question, allowed: Mask) -> tuple[Ints, float]:
        """Return the allowed rows that a text touches, and the relevance of the best."""
        near = self.of([question], allowed)
        relevance, _ = self._relevance.of(question, near)
        found = [near[relevance > 0]]
        if not self._snapshot.exact:
            found.append(self._by_words(question.lexical, allowed, None))
            found += self._by_wishes(question, allowed, None)
        return np.unique(np.concatenate(found)), float(relevance.max(initial=0))

    def _by_words(self, lexical: LexicalScores, allowed: Mask, count: int | None) -> Ints:
        rows: Ints = lexical.rows[allowed[lexical.rows]]
        coverage = lexical.coverage[rows]
        enough = coverage >= RELEVANT_COVERAGE
        rows, coverage = rows[enough], coverage[enough]
        return _best(rows, lexical.score[rows] * (0.3 + 0.7 * coverage), count)

    def _by_wishes(
        self, question: Question, allowed: Mask, count: int | None = _BY_WISH
    ) -> list[Ints]:
        """Return what would do, by recognised wish and by what it means.

        What lacks the most telling word of a thing has hardly half of it, and is not looked at.
        """
        found = []
        for wish in question.meant:
            for one in wish.alternatives:
                rows = self._having(one.terms, allowed, count)
                fits = wish.strength * fitness((one,), self._snapshot, rows)
                rows, fits = rows[fits >= RELEVANT_COVERAGE], fits[fits >= RELEVANT_COVERAGE]
                # Of those that fit alike, the better ones.
                found.append(_best(rows, fits + _MERIT_SHARE * self._snapshot.prior[rows], count))
        return found

    def _having(self, terms: Sequence[str], allowed: Mask, count: int | None) -> Ints:
        """Return the allowed rows with the most telling of some terms; of many, with all of them.

        Where so few have all of them that a count is not reached, the others are left in.
        """
        lexical = self._snapshot.lexical
        first, *others = sorted(terms, key=lexical.worth, reverse=True)
        rows: Ints = lexical.having(first)
        rows = rows[allowed[rows]]
        for term in others:
            if count is None or len(rows) <= MANY:
                break
            marked = np.zeros(len(allowed), bool)
            marked[lexical.having(term)] = True
            both = rows[marked[rows]]
            rows = both if len(both) >= count else rows
        return rows

    def _by_meaning(self, vector: Floats, nearest: Ints, allowed: Mask) -> Ints:
        rows: Ints = nearest[allowed[nearest]]
        if len(rows) >= _ENOUGH_BY_MEANING:
            return rows
        # As many as may be expected to be enough: the graph takes longer the more are asked for.
        times = min(_FURTHER, max(2, math.ceil(_AMPLY * _ENOUGH_BY_MEANING / max(1, len(rows)))))
        further, _ = self._snapshot.nearest(vector, times * BY_MEANING)
        rows = further[allowed[further]]
        return rows[:BY_MEANING]

    def _by_merit(self, allowed: Mask) -> Ints:
        order = self._snapshot.best_first
        found: list[Ints] = []
        for start in range(0, len(order), _STEP):
            step = order[start : start + _STEP]
            found.append(step[allowed[step]])
            if sum(map(len, found)) >= _BY_MERIT:
                break
        return np.concatenate(found)[:_BY_MERIT]

    def _alike(self, row: int, allowed: Mask) -> list[Ints]:
        """Return what is near to a product by the words of its title, and by meaning."""
        lexical = self._snapshot.lexical.score(self._snapshot.product(row).title)
        found = [self._by_words(lexical, allowed, BY_MEANING)]
        if self._snapshot.has_vectors:
            vector = self._snapshot.vectors(np.array([row]))[0]
            nearest, _ = self._snapshot.nearest(vector, BY_MEANING)
            found.append(self._by_meaning(vector, nearest, allowed))
        return found


def _best(rows: Ints, values: Floats, count: int | None) -> Ints:
    """Return the rows with the largest values, in no order; all of them without a count."""
    if count is None or len(rows) <= count:
        return rows
    best: Ints = np.argpartition(-values, count)[:count]
    return rows[best]
