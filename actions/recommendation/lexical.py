"""Search by words: BM25 (bm25s) over a product's fields, weighted by field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

import bm25s
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from actions.recommendation.text import synonyms, terms
from actions.shop.records import ProductRecord

# Title and category count most: a product that merely mentions a tent is not a tent.
FIELD_WEIGHTS = {"title": 3.0, "kind": 2.5, "facts": 1.5, "description": 1.0, "reviews": 0.4}
_STRONG_FIELDS = ("title", "kind", "facts")
_SYNONYM_WEIGHT = 0.5
_WEAK_COVERAGE = 0.5
_ASIDE_WEIGHT = 0.3
_MIN_FUZZY_LENGTH = 5
# One slip (also two letters swapped) in six letters.
_MIN_FUZZY_SIMILARITY = 0.82

Floats = NDArray[np.float32]


class LexicalScores(NamedTuple):
    """Scores over all products, in index order.

    ``score`` is at least 0; ``coverage`` is the share of the query's information (0 to 1) that
    a product covers, where words found only in descriptions and reviews count half.
    """

    score: Floats
    coverage: Floats


def field_texts(product: ProductRecord) -> dict[str, str]:
    """Return the text of each searched field."""
    facts = [product.brand]
    for name, values in product.attributes.items():
        facts.extend((name, *values))
    for variant in product.variants:
        facts.extend(value for key, value in variant.options.items() if key != "size")
    return {
        "title": product.title,
        "kind": " ".join((product.category, *product.tags)),
        "facts": " ".join(dict.fromkeys(facts)),
        "description": product.description,
        "reviews": " ".join(product.review_excerpts),
    }


class LexicalIndex:
    """BM25 over weighted fields, with synonyms and correction of misspelt words.

    BM25 as in S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework", 2009, with
    one index for each field and a weighted sum of their scores.
    """

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        self._size = len(products)
        self._fields: dict[str, Any] = {}
        self._postings: dict[str, tuple[Floats, NDArray[np.int64]]] = {}
        weights: dict[str, dict[int, float]] = {}
        columns: dict[str, list[list[str]]] = {name: [] for name in FIELD_WEIGHTS}
        for at, product in enumerate(products):
            for name, text in field_texts(product).items():
                tokens = terms(text)
                columns[name].append(tokens)
                weight = 1.0 if name in _STRONG_FIELDS else _WEAK_COVERAGE
                for token in set(tokens):
                    there = weights.setdefault(token, {})
                    there[at] = max(weight, there.get(at, 0.0))
        for name, column in columns.items():
            if any(column):
                index = bm25s.BM25()
                index.index(column, show_progress=False)
                self._fields[name] = index
        self._idf: dict[str, float] = {}
        for token, there in weights.items():
            self._postings[token] = (
                np.fromiter(there.values(), np.float32),
                np.fromiter(there.keys(), np.int64),
            )
            self._idf[token] = float(np.log1p(self._size / len(there)))
        self._vocabulary = sorted(t for t in weights if len(t) >= _MIN_FUZZY_LENGTH - 1)

    def __len__(self) -> int:
        """Return the number of products."""
        return self._size

    def known(self, token: str) -> str | None:
        """Return the index term for a query term: itself, or the one it misspells; else None."""
        if token in self._postings:
            return token
        if len(token) < _MIN_FUZZY_LENGTH or not token.isalpha():
            return None
        found = process.extractOne(
            token,
            self._vocabulary,
            scorer=OSA.normalized_similarity,
            score_cutoff=_MIN_FUZZY_SIMILARITY,
        )
        return None if found is None or found[0][0] != token[0] else str(found[0])

    def score(self, text: str, aside: Collection[str] = ()) -> LexicalScores:
        """Score every product for a text.

        Args:
            text: The wish.
            aside: Terms of it that count for little.
        """
        total = np.zeros(self._size, np.float32)
        coverage = np.zeros(self._size, np.float32)
        asked = list(dict.fromkeys(terms(text)))
        if not asked or self._size == 0:
            return LexicalScores(total, coverage)
        unknown_idf = float(np.log1p(self._size))
        everything = 0.0
        for token in asked:
            term = self.known(token)
            part = _ASIDE_WEIGHT if token in aside else 1.0
            everything += part * self._idf.get(term or "", unknown_idf)
            choices = [(term, 1.0)] if term else []
            choices += [(s, _SYNONYM_WEIGHT) for s in synonyms(token) if s in self._postings]
            covered = np.zeros(self._size, np.float32)
            scored = np.zeros(self._size, np.float32)
            for choice, weight in choices:
                strength, rows = self._postings[choice]
                idf = self._idf.get(term or choice, unknown_idf)
                covered[rows] = np.maximum(covered[rows], strength * weight * idf)
                scored = np.maximum(scored, weight * self._field_scores(choice))
            coverage += part * covered
            total += part * scored
        coverage /= everything
        return LexicalScores(total, coverage)

    def has(self, term: str) -> bool:
        """Whether any product has an index term."""
        return term in self._postings

    def covered(self, wanted: Sequence[str]) -> tuple[NDArray[np.int64], Floats]:
        """Return which products have any of some index terms, and how much of them, 0 to 1.

        Args:
            wanted: Terms that the index has.
        """
        known = [self._postings[term] for term in wanted]
        if not known:
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        weights = [self._idf[term] for term in wanted]
        rows, where = np.unique(np.concatenate([rows for _, rows in known]), return_inverse=True)
        parts = np.concatenate(
            [w * strength for w, (strength, _) in zip(weights, known, strict=True)]
        )
        return rows, (np.bincount(where, parts) / sum(weights)).astype(np.float32)

    def _field_scores(self, term: str) -> Floats:
        scores = np.zeros(self._size, np.float32)
        for name, index in self._fields.items():
            if term in index.vocab_dict:
                scores += FIELD_WEIGHTS[name] * index.get_scores([term])
        return scores
