"""How well products answer to a text, by words and by meaning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.heads import company
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Mask, Snapshot
from actions.recommendation.lexical import LexicalScores
from actions.recommendation.semantic import TextEncoder

# Words and meaning count alike: of an encoder that was not tuned for products more would hurt,
# and described situations need it.
_LEXICAL_WEIGHT = 0.5
# Cosines of the bundled MiniLM between a wish and a product: noise below, plainly meant above.
_COSINE_FLOOR = 0.18
_COSINE_TOP = 0.5
_RELEVANT_MEANING = 0.3
# So many come even where none is plainly relevant: the answer says that they are only the nearest.
_NEAREST = 10
_RELEVANT_COVERAGE = 0.24
_CLOSE_MATCH = 0.5

# How many candidates of a large catalogue are ranked: by words, by meaning, by merit.
_BY_WORDS = 600
_BY_MEANING = 200
_BY_MERIT = 100
# Where filters leave less than that of what is nearest, so many times as many are looked for.
_ENOUGH_BY_MEANING = 60
_FURTHER = 6
_MERIT_STEP = 8192


@dataclass(frozen=True)
class Question:
    """A text, with what it finds in the whole catalogue.

    Attributes:
        text: The text.
        lexical: Scores by words.
        vector: The text's unit vector, where there is an encoder.
        rows: The products nearest to it by meaning, the nearest first.
        cosines: How near each is.
    """

    text: str
    lexical: LexicalScores
    vector: Floats | None
    rows: Ints
    cosines: Floats


class Relevance:
    """How well the products of a snapshot answer to texts.

    Args:
        snapshot: The catalogue.
        encoder: For meaning; None: by words alone.
    """

    def __init__(self, snapshot: Snapshot, encoder: TextEncoder | None) -> None:
        self._snapshot = snapshot
        self._encoder = encoder if snapshot.has_vectors else None

    def ask(self, text: str) -> Question:
        """Return a text with what it finds in the whole catalogue."""
        snapshot = self._snapshot
        lexical = snapshot.lexical.score(text, company(text, snapshot.has_head))
        if self._encoder is None or not text.strip():
            return Question(text, lexical, None, np.zeros(0, np.int64), np.zeros(0, np.float32))
        vector = self._encoder.encode([text])[0]
        count = _NEAREST if snapshot.exact else _BY_MEANING
        return Question(text, lexical, vector, *snapshot.nearest(vector, count))

    def of(self, question: Question, rows: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Return relevance of products (0 where there is none) and what plainly matches.

        Args:
            question: What is asked.
            rows: The products, shape (m,).
        """
        lexical = question.lexical
        best = float(lexical.score[lexical.rows].max(initial=0))
        by_words = lexical.score[rows] / (best if best > 0 else 1)
        coverage = lexical.coverage[rows]
        by_words = by_words * (0.3 + 0.7 * coverage)
        relevant = coverage >= _RELEVANT_COVERAGE
        close = coverage >= _CLOSE_MATCH
        if question.vector is None:
            return np.where(relevant, by_words, 0).astype(np.float32), close
        cosine = self._snapshot.vectors(rows) @ question.vector
        meaning = np.clip((cosine - _COSINE_FLOOR) / (_COSINE_TOP - _COSINE_FLOOR), 0, 1)
        nearest = question.cosines[:_NEAREST][-1:].min(initial=1)
        relevant |= cosine >= np.clip(nearest, _COSINE_FLOOR, _RELEVANT_MEANING)
        close |= cosine >= _CLOSE_MATCH
        # Where no product has half of what the words say, meaning decides the more.
        most = float(lexical.coverage[lexical.rows].max(initial=0))
        known = min(1.0, most / _CLOSE_MATCH)
        mixed = meaning + _LEXICAL_WEIGHT * known * (by_words - meaning)
        return np.where(relevant, mixed, 0).astype(np.float32), close

    def candidates(
        self,
        questions: Sequence[Question],
        allowed: Mask,
        like: Sequence[int] = (),
        interests: Mapping[str, float] | None = None,
    ) -> Ints:
        """Return the allowed rows that are worth ranking, ascending.

        All of them where they are few; else the best by words, by meaning and by merit.

        Args:
            questions: What is asked.
            allowed: Which rows may be shown.
            like: Rows of products that what is shown is to be like.
            interests: A profile that it is to meet.
        """
        if self._snapshot.exact or self._snapshot.few(allowed):
            return np.flatnonzero(allowed)
        found = [self._by_merit(allowed)]
        for question in questions:
            found.append(self._by_words(question, allowed, _BY_WORDS))
            if question.vector is not None:
                found.append(self._by_meaning(question.vector, question.rows, allowed))
        if interests:
            found.append(self._by_merit(allowed & self._snapshot.meeting(interests)))
        for row in like:
            found += self._alike(row, allowed)
        return np.unique(np.concatenate(found))

    def relevant(self, question: Question, allowed: Mask) -> Ints:
        """Return all allowed rows that a text touches, ascending: to be sorted by something else.

        In a large catalogue what is touched by meaning alone is among the nearest only.
        """
        by_words = self._by_words(question, allowed, None)
        if question.vector is None:
            return np.sort(by_words)
        near = self._by_meaning(question.vector, question.rows, allowed)
        if self._snapshot.exact:
            near = np.flatnonzero(allowed)
        return np.union1d(by_words, near[self.of(question, near)[0] > 0])

    def _by_words(self, question: Question, allowed: Mask, count: int | None) -> Ints:
        lexical = question.lexical
        rows: Ints = lexical.rows[allowed[lexical.rows]]
        coverage = lexical.coverage[rows]
        enough = coverage >= _RELEVANT_COVERAGE
        rows, coverage = rows[enough], coverage[enough]
        if count is None or len(rows) <= count:
            return rows
        value = lexical.score[rows] * (0.3 + 0.7 * coverage)
        best: Ints = np.argpartition(-value, count)[:count]
        return rows[best]

    def _by_meaning(self, vector: Floats, nearest: Ints, allowed: Mask) -> Ints:
        rows: Ints = nearest[allowed[nearest]]
        if len(rows) >= _ENOUGH_BY_MEANING:
            return rows
        further, _ = self._snapshot.nearest(vector, _FURTHER * _BY_MEANING)
        rows = further[allowed[further]]
        return rows[:_BY_MEANING]

    def _by_merit(self, allowed: Mask) -> Ints:
        order = self._snapshot.best_first
        found: list[Ints] = []
        for start in range(0, len(order), _MERIT_STEP):
            step = order[start : start + _MERIT_STEP]
            found.append(step[allowed[step]])
            if sum(map(len, found)) >= _BY_MERIT:
                break
        return np.concatenate(found)[:_BY_MERIT]

    def _alike(self, row: int, allowed: Mask) -> list[Ints]:
        """Return what is near to a product by the words of its title, and by meaning."""
        title = self._snapshot.product(row).title
        lexical = self._snapshot.lexical.score(title)
        none = np.zeros(0, np.int64)
        question = Question(title, lexical, None, none, np.zeros(0, np.float32))
        found = [self._by_words(question, allowed, _BY_MEANING)]
        if self._encoder is not None:
            vector = self._snapshot.vectors(np.array([row]))[0]
            nearest, _ = self._snapshot.nearest(vector, _BY_MEANING)
            found.append(self._by_meaning(vector, nearest, allowed))
        return found
