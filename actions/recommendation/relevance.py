"""How well products answer to a text, by words and by meaning."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.heads import Heads
from actions.recommendation.lexical import LexicalIndex, field_texts
from actions.recommendation.semantic import EmbeddingStore, TextEncoder, embedding_texts
from actions.recommendation.similarity import Similarity
from actions.recommendation.text import terms
from actions.recommendation.wishes import Meant, Phrasebook, fitness
from actions.shop.records import ProductRecord

Floats = NDArray[np.float32]

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
_RELEVANT_COVERAGE = 0.24
_CLOSE_MATCH = 0.5
# What a recognised wish means, beside the words and the vector that it was said with.
_MEANT_WEIGHT = 0.8
_MEANT_SHIFT = 1.0
_LEAST_FIT = 0.02
# What has what was refused ("without gas canisters") comes after what has not.
_REFUSED_SHARE = 0.3
_STATED = 0.999


@dataclass(frozen=True)
class TextIndex:
    """All that depends on the products' texts alone.

    Attributes:
        key: Digest of the texts.
        encoder: For meaning; None: by words alone.
        lexical: The words.
        heads: What each product is.
        vectors: The products' unit vectors, shape (products, dim), where there is an encoder.
        similarity: Likeness of products to each other.
        phrasebook: What is meant by words that the catalogue does not have.
        fits: For each wish of the book that was recognised before, the rows of the products that
            are what it means, and how well they are.
    """

    key: str
    encoder: TextEncoder | None
    lexical: LexicalIndex
    heads: Heads
    vectors: Floats | None
    similarity: Similarity
    phrasebook: Phrasebook
    fits: dict[int, tuple[NDArray[np.int64], Floats]] = field(default_factory=dict)

    @staticmethod
    def of(
        products: Sequence[ProductRecord],
        encoder: TextEncoder | None,
        store: EmbeddingStore,
        version: str,
        earlier: TextIndex | None,
        phrasebook: Phrasebook,
    ) -> TextIndex:
        """Return the index of some products: an earlier one if no text has changed.

        Args:
            products: The catalogue.
            encoder: For meaning.
            store: Keeps vectors between starts.
            version: The catalogue's version, noted in the store.
            earlier: One made with the same encoder and phrasebook.
            phrasebook: What is meant by words that the catalogue does not have.
        """
        key = _text_key(products)
        if earlier is not None and earlier.key == key:
            return earlier
        vectors = None
        if encoder is not None and products:
            vectors = store.vectors(products, encoder, version)
        lexical, heads = LexicalIndex(products), Heads(products)
        similarity = Similarity(products, vectors)
        return TextIndex(key, encoder, lexical, heads, vectors, similarity, phrasebook)

    def relevance(self, text: str, told: str = "") -> tuple[Floats, NDArray[np.bool_]]:
        """Return relevance to a text (0 where there is none) and what plainly matches it.

        Args:
            text: The words to find.
            told: The same with what filters see to: what is meant is told by the whole.
        """
        text, refused = without_refused(text)
        told = without_refused(told)[0] or text
        lexical = self.lexical.score(text, self.heads.company(text))
        best = float(lexical.score.max(initial=0))
        by_words = lexical.score / best if best > 0 else lexical.score
        by_words = by_words * (0.3 + 0.7 * lexical.coverage)
        relevant = lexical.coverage >= _RELEVANT_COVERAGE
        close = lexical.coverage >= _CLOSE_MATCH
        vector = None
        if self.vectors is not None and self.encoder is not None and text.strip():
            vector = self.encoder.encode(list(dict.fromkeys((text, told)))).mean(axis=0)
            vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
        meant = self.phrasebook.meant(told, vector, self.lexical.has)
        expanded = self._expanded(meant)
        relevant |= expanded >= _RELEVANT_COVERAGE
        close |= self._expanded([wish for wish in meant if wish.said]) >= _CLOSE_MATCH
        if self.vectors is None or vector is None:
            mixed = by_words
        else:
            for wish in meant:
                if wish.vector is not None:
                    vector = vector + _MEANT_SHIFT * wish.strength * wish.vector
            vector = vector / max(float(np.linalg.norm(vector)), 1e-9)
            cosine = self.vectors @ vector
            meaning = np.clip((cosine - _COSINE_FLOOR) / (_COSINE_TOP - _COSINE_FLOOR), 0, 1)
            nearest = np.sort(cosine)[-_NEAREST:]
            relevant |= cosine >= np.clip(nearest[0], _COSINE_FLOOR, _RELEVANT_MEANING)
            close |= cosine >= _CLOSE_MATCH
            # Where no product has half of what the words say, meaning decides the more.
            known = min(1.0, float(lexical.coverage.max(initial=0)) / _CLOSE_MATCH)
            mixed = meaning + _LEXICAL_WEIGHT * known * (by_words - meaning)
        mixed = mixed + _MEANT_WEIGHT * expanded
        has_refused = self._states(refused)
        mixed = np.where(has_refused, _REFUSED_SHARE * mixed, mixed)
        return np.where(relevant, mixed, 0).astype(np.float32), close & ~has_refused

    def _states(self, refused: str) -> NDArray[np.bool_]:
        """Return which products have all of some words in title, kind or facts, shape (n,)."""
        known = [term for term in terms(refused) if self.lexical.has(term)]
        if not known:
            return np.zeros(len(self.lexical), bool)
        rows, covered = self.lexical.covered(known)
        stated = np.zeros(len(self.lexical), bool)
        stated[rows] = covered >= _STATED
        return stated

    def _expanded(self, meant: Sequence[Meant]) -> Floats:
        """Return how well each product is what recognised wishes mean, shape (n,), 0 to 1."""
        total = np.zeros(len(self.lexical), np.float32)
        for wish in meant:
            if wish.number not in self.fits:
                fits = fitness(wish.alternatives, self.lexical, self.heads)
                rows = np.flatnonzero(fits >= _LEAST_FIT)
                self.fits[wish.number] = rows, fits[rows]
            rows, fits = self.fits[wish.number]
            total[rows] = np.maximum(total[rows], wish.strength * fits)
        return total


def in_full(text: str, limits: Constraints) -> str:
    """Return a wish with the words that became filters: "overnight" was "fishing overnight"."""
    if not text.strip():
        return text
    before = [v for facet in ("attribute", "material") for v in limits.wanted(facet)]
    return " ".join((*before, text))


def without_refused(text: str) -> tuple[str, str]:
    """Return a wish without what it refuses ("a stove without gas canisters"), and that."""
    refused = " ".join(_WITHOUT.findall(text))
    return (" ".join(_WITHOUT.sub(" ", text).split()), refused) if refused else (text, "")


def _text_key(products: Sequence[ProductRecord]) -> str:
    digest = hashlib.sha256()
    for product in products:
        parts: list[Any] = [product.id, *embedding_texts(product), *field_texts(product).values()]
        digest.update("\x1f".join(str(part) for part in parts).encode() + b"\x1e")
    return digest.hexdigest()
