"""Likeness of products: cosine over weighted facts, mixed half and half with that of the vectors.

Facts that few products share count more (inverse document frequency).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from actions.recommendation.index.part import Part
from actions.recommendation.index.ragged import Floats, Ints


class Likeness:
    """Compares rows of a catalogue.

    Args:
        parts: The catalogue; how telling facts are is taken from the first part.
        vectors: Returns the unit vectors of rows, where there are any.
    """

    def __init__(self, parts: Sequence[Part], vectors: Callable[[Ints], Floats] | None) -> None:
        self._parts = parts
        self._vectors = vectors
        self._starts = np.cumsum([0, *(len(part) for part in parts)])
        main = parts[0]
        self._codes = {n: c for c, n in enumerate(main.shard.vocabulary["feature"])}
        for part in parts[1:]:
            for name in part.shard.vocabulary["feature"]:
                self._codes.setdefault(name, len(self._codes))
        frequency = np.ones(len(self._codes))
        frequency[: len(main.feature_frequency)] = np.maximum(1, main.feature_frequency)
        self._idf = np.log1p(len(main) / frequency).astype(np.float32)
        self._places = [
            np.array([self._codes[n] for n in part.shard.vocabulary["feature"]], np.int64)
            for part in parts
        ]

    def to(self, row: int, rows: Ints) -> Floats:
        """Return the similarity of products to one, shape (m,), 0 to 1."""
        _, own_facts, own_values = self._facts(np.array([row]))
        own = np.zeros(len(self._codes), np.float32)
        own[own_facts] = own_values
        owner, facts, values = self._facts(rows)
        alike = np.bincount(owner, values * own[facts], len(rows)).astype(np.float32)
        if self._vectors is None:
            return alike
        vectors = self._vectors(np.array([row, *rows]))
        return _mixed(alike, vectors[1:] @ vectors[0])

    def among(self, rows: Ints) -> Floats:
        """Return the similarities among some products, shape (m, m)."""
        owner, facts, values = self._facts(rows)
        names, columns = np.unique(facts, return_inverse=True)
        dense = np.zeros((len(rows), len(names)), np.float32)
        dense[owner, columns] = values
        alike = dense @ dense.T
        if self._vectors is None:
            return alike
        vectors = self._vectors(rows)
        return _mixed(alike, vectors @ vectors.T)

    def _facts(self, rows: Ints) -> tuple[Ints, Ints, Floats]:
        """Return the facts of products, and what they weigh in a vector of length 1.

        Each fact comes with the place of its product in ``rows``.
        """
        found = []
        for number, part in enumerate(self._parts):
            mine = np.flatnonzero(
                (rows >= self._starts[number]) & (rows < self._starts[number + 1])
            )
            places, owner = part.features.gathered(rows[mine] - self._starts[number])
            facts = self._places[number][part.features.values[places]]
            stated = part.features.weights
            values = self._idf[facts] * (1 if stated is None else stated[places])
            norms = np.sqrt(np.bincount(owner, values * values, len(mine)))
            norms[norms == 0] = 1
            found.append((mine[owner], facts, (values / norms[owner]).astype(np.float32)))
        owners, facts_, values_ = zip(*found, strict=True)
        return np.concatenate(owners), np.concatenate(facts_), np.concatenate(values_)


def _mixed(facts: Floats, cosines: Floats) -> Floats:
    return np.asarray(0.5 * facts + 0.5 * np.clip(cosines, 0, 1), np.float32)
