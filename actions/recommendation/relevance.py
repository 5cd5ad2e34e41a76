"""How well products answer to a text, by words and by meaning."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.heads import company
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.lexical import LexicalScores
from actions.recommendation.semantic import TextEncoder
from actions.recommendation.text import stem, terms, words
from actions.recommendation.wishes import Meant, Phrasebook, fitness

# What covers less of a wish, or of what is meant by it, has nothing to do with it.
RELEVANT_COVERAGE = 0.24
# So many are found by meaning in a large catalogue.
BY_MEANING = 200

# Words and meaning count alike: of an encoder that was not tuned for products more would hurt,
# and described situations need it.
_LEXICAL_WEIGHT = 0.5
# Cosines of the bundled MiniLM between a wish and a product: noise below, plainly meant above.
_COSINE_FLOOR = 0.18
_COSINE_TOP = 0.5
_RELEVANT_MEANING = 0.3
# So many come even where none is plainly relevant: the answer says that they are only the nearest.
_NEAREST = 10
_WITHOUT = re.compile(
    r"\b(?:without|w/o)\s+(?:(?:an?|any|the|using|needing|having|too|much)\s+)*"
    r"([\w-]+(?:\s+(?!(?:for|that|which|and|but|to|in|on|when|if|please)\b)[\w-]+)?)",
    re.I,
)
_CLOSE_MATCH = 0.5
# What a recognised wish means, beside the words and the vector that it was said with.
_MEANT_WEIGHT = 0.8
_MEANT_SHIFT = 1.0
# So many of the surest wishes move the vector; so many that are only near count, if fitted so well.
_SHIFTING = 3
_MOST_NEAR = 3
_FITTED = 0.6
# What has what was refused ("without gas canisters") comes after what has not.
_REFUSED_SHARE = 0.3
_STATED = 0.999
_NONE: Ints = np.zeros(0, np.int64)


@dataclass(frozen=True)
class Question:
    """A text, with what it finds in the whole catalogue.

    Attributes:
        snapshot: The catalogue.
        text: The text.
        lexical: Scores by words.
        meant: The wishes of the phrasebook that are recognised in it.
        refused: Index terms of what it refuses.
        vector: Unit vector of what is said and meant, where there is an encoder.
    """

    snapshot: Snapshot
    text: str
    lexical: LexicalScores
    meant: Sequence[Meant]
    refused: Sequence[str]
    vector: Floats | None

    @cached_property
    def nearest(self) -> tuple[Ints, Floats]:
        """The products nearest by meaning, the nearest first, and how near each is."""
        if self.vector is None:
            return _NONE, np.zeros(0, np.float32)
        # To ask the graph for ten takes it as long.
        return self.snapshot.nearest(self.vector, _NEAREST if self.snapshot.exact else BY_MEANING)

    @cached_property
    def least_cosine(self) -> float:
        """What the tenth nearest product of the catalogue has, as far as meaning may decide."""
        last = self.nearest[1][:_NEAREST][-1:].min(initial=1)
        return float(np.clip(last, _COSINE_FLOOR, _RELEVANT_MEANING))


class Relevance:
    """How well the products of a snapshot answer to texts.

    Args:
        snapshot: The catalogue.
        encoder: For meaning; None: by words alone.
        phrasebook: What is meant by words that the catalogue does not have.
    """

    def __init__(
        self, snapshot: Snapshot, encoder: TextEncoder | None, phrasebook: Phrasebook
    ) -> None:
        self._snapshot = snapshot
        self._encoder = encoder if snapshot.has_vectors else None
        self._phrasebook = phrasebook

    def ask(self, text: str, told: str = "", given: Collection[str] = ()) -> Question:
        """Return a text with what it finds in the whole catalogue.

        Args:
            text: The words to find.
            told: The same with what filters see to: what is meant is told by the whole.
            given: Stems of what became filters.
        """
        snapshot = self._snapshot
        wish, refused = without_refused(text)
        told = without_refused(told)[0] or wish
        lexical = snapshot.lexical.score(wish, company(wish, snapshot.has_head))
        vector = None
        if self._encoder is not None and wish.strip():
            vector = _unit(self._encoder.encode(list(dict.fromkeys((wish, told)))).mean(axis=0))
        meant = self._phrasebook.meant(told, vector, snapshot.lexical.__contains__, given)
        unwanted = [term for term in terms(refused) if term in snapshot.lexical]
        if vector is not None:
            for one in meant[:_SHIFTING]:
                if one.vector is not None:
                    vector = vector + _MEANT_SHIFT * one.strength * one.vector
            vector = _unit(vector)
        return Question(snapshot, text, lexical, meant, unwanted, vector)

    def of(self, question: Question, rows: Ints) -> tuple[Floats, NDArray[np.bool_]]:
        """Return relevance of products (0 where there is none) and what plainly matches.

        Args:
            question: What is asked.
            rows: The products, shape (m,).
        """
        lexical = question.lexical
        best = float(lexical.score[rows].max(initial=0))
        by_words = lexical.score[rows] / (best if best > 0 else 1)
        coverage = lexical.coverage[rows]
        by_words = by_words * (0.3 + 0.7 * coverage)
        expanded, said = self._expanded(question.meant, rows)
        relevant = (coverage >= RELEVANT_COVERAGE) | (expanded >= RELEVANT_COVERAGE)
        close = (coverage >= _CLOSE_MATCH) | (said >= _CLOSE_MATCH)
        mixed = by_words
        if question.vector is not None:
            cosine = self._snapshot.vectors(rows) @ question.vector
            meaning = np.clip((cosine - _COSINE_FLOOR) / (_COSINE_TOP - _COSINE_FLOOR), 0, 1)
            plenty = np.count_nonzero(cosine >= _RELEVANT_MEANING) >= _NEAREST
            relevant |= cosine >= (_RELEVANT_MEANING if plenty else question.least_cosine)
            close |= cosine >= _CLOSE_MATCH
            # Where no product has half of what the words say, meaning decides the more.
            most = float(lexical.coverage[lexical.rows].max(initial=0))
            known = min(1.0, most / _CLOSE_MATCH)
            mixed = meaning + _LEXICAL_WEIGHT * known * (by_words - meaning)
        mixed = mixed + _MEANT_WEIGHT * expanded
        if question.refused:
            stated = self._snapshot.lexical.covered([question.refused], rows)[0] >= _STATED
            mixed = np.where(stated, _REFUSED_SHARE * mixed, mixed)
            close &= ~stated
        return np.where(relevant, mixed, 0).astype(np.float32), close

    def meets(self, text: str, rows: Ints, *, said: bool) -> bool:
        """Whether any of some products is what a text means in other words.

        Args:
            text: The words.
            rows: The products.
            said: Whether the phrasebook must have these very words, not just similar ones.
        """
        for wish in self.ask(text).meant:
            if wish.said or not said:
                sure = 1.0 if wish.said else wish.strength
                fits = sure * fitness(wish.alternatives, self._snapshot, rows)
                if fits.max(initial=0) >= _FITTED:
                    return True
        return False

    def _expanded(self, meant: Sequence[Meant], rows: Ints) -> tuple[Floats, Floats]:
        """Return how well products are what is meant, and what is meant by the very words.

        Of wishes that are only near, the first count that any of the products fits: among tents a
        wish for bike lights says nothing.

        Args:
            meant: The wishes, the surest first.
            rows: The products, shape (m,).

        Returns:
            Shape (m,) each, 0 to 1.
        """
        expanded, said = np.zeros(len(rows), np.float32), np.zeros(len(rows), np.float32)
        known: dict[str, Floats] = {}
        near = 0
        for wish in meant:
            if near == _MOST_NEAR and not wish.said:
                continue
            fits = fitness(wish.alternatives, self._snapshot, rows, known)
            if not wish.said:
                if fits.max(initial=0) < _FITTED:
                    continue
                near += 1
            fits = wish.strength * fits
            expanded = np.maximum(expanded, fits)
            said = np.maximum(said, fits) if wish.said else said
        return expanded, said


def in_full(text: str, limits: Constraints) -> str:
    """Return a wish with the words that became filters: "overnight" was "fishing overnight"."""
    if not text.strip():
        return text
    before = [v for facet in ("attribute", "material") for v in limits.wanted(facet)]
    return " ".join((*before, text))


def given_by(limits: Constraints) -> frozenset[str]:
    """Return the stems of what a message said and filters see to: things and their qualities."""
    facets = ("category", "kind", "attribute", "material")
    values = (value for facet in facets for value in limits.wanted(facet))
    return frozenset(stem(word) for value in values for word in words(value))


def without_refused(text: str) -> tuple[str, str]:
    """Return a wish without what it refuses ("a stove without gas canisters"), and that."""
    refused = " ".join(_WITHOUT.findall(text))
    return (" ".join(_WITHOUT.sub(" ", text).split()), refused) if refused else (text, "")


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), np.float32)
