"""How well products answer to a text, by words and by meaning."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.heads import Heads
from actions.recommendation.lexical import LexicalIndex, field_texts
from actions.recommendation.semantic import EmbeddingStore, TextEncoder, embedding_texts
from actions.recommendation.similarity import Similarity
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
_RELEVANT_COVERAGE = 0.24
_CLOSE_MATCH = 0.5


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
    """

    key: str
    encoder: TextEncoder | None
    lexical: LexicalIndex
    heads: Heads
    vectors: Floats | None
    similarity: Similarity

    @staticmethod
    def of(
        products: Sequence[ProductRecord],
        encoder: TextEncoder | None,
        store: EmbeddingStore,
        version: str,
        earlier: TextIndex | None,
    ) -> TextIndex:
        """Return the index of some products: an earlier one if no text has changed.

        Args:
            products: The catalogue.
            encoder: For meaning.
            store: Keeps vectors between starts.
            version: The catalogue's version, noted in the store.
            earlier: One made with the same encoder.
        """
        key = _text_key(products)
        if earlier is not None and earlier.key == key:
            return earlier
        vectors = None
        if encoder is not None and products:
            vectors = store.vectors(products, encoder, version)
        lexical, heads = LexicalIndex(products), Heads(products)
        return TextIndex(key, encoder, lexical, heads, vectors, Similarity(products, vectors))

    def relevance(self, text: str) -> tuple[Floats, NDArray[np.bool_]]:
        """Return relevance to a text (0 where there is none) and what plainly matches it."""
        lexical = self.lexical.score(text, self.heads.company(text))
        best = float(lexical.score.max(initial=0))
        by_words = lexical.score / best if best > 0 else lexical.score
        by_words = by_words * (0.3 + 0.7 * lexical.coverage)
        relevant = lexical.coverage >= _RELEVANT_COVERAGE
        close = lexical.coverage >= _CLOSE_MATCH
        if self.vectors is None or self.encoder is None or not text.strip():
            return np.where(relevant, by_words, 0).astype(np.float32), close
        cosine = self.vectors @ self.encoder.encode([text])[0]
        meaning = np.clip((cosine - _COSINE_FLOOR) / (_COSINE_TOP - _COSINE_FLOOR), 0, 1)
        nearest = np.sort(cosine)[-_NEAREST:]
        relevant |= cosine >= np.clip(nearest[0], _COSINE_FLOOR, _RELEVANT_MEANING)
        close |= cosine >= _CLOSE_MATCH
        # Where no product has half of what the words say, meaning decides the more.
        known = min(1.0, float(lexical.coverage.max(initial=0)) / _CLOSE_MATCH)
        mixed = meaning + _LEXICAL_WEIGHT * known * (by_words - meaning)
        return np.where(relevant, mixed, 0).astype(np.float32), close


def _text_key(products: Sequence[ProductRecord]) -> str:
    digest = hashlib.sha256()
    for product in products:
        parts: list[Any] = [product.id, *embedding_texts(product), *field_texts(product).values()]
        digest.update("\x1f".join(str(part) for part in parts).encode() + b"\x1e")
    return digest.hexdigest()
