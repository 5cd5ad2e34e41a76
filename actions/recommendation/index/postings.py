"""Postings: for each term the products that have it, and what it is worth in each.

BM25 as in S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework", 2009, in the form
of Lucene, with one length normalisation for each field and a weighted sum over fields. As a term's
share in a score does not depend on the query, it is computed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from actions.recommendation.index.shard import FIELDS, Array, Shard

# Title and category count most: a product that merely mentions a tent is not a tent.
FIELD_WEIGHTS = {"title": 3.0, "kind": 2.5, "facts": 1.5, "description": 1.0, "reviews": 0.4}
_STRONG_FIELDS = ("title", "kind", "facts")
_WEAK_COVERAGE = 0.5
_SATURATION = 1.5  # k1
_LENGTH_WEIGHT = 0.75  # b

Floats = NDArray[np.float32]


class Statistics:
    """How frequent terms are in each field of a catalogue, and how long fields are.

    Args:
        shard: The catalogue, or its main part.
    """

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self.size = len(shard)

    @cached_property
    def codes(self) -> Mapping[str, int]:
        """The terms."""
        return {term: code for code, term in enumerate(self._shard.vocabulary["term"])}

    @cached_property
    def mean_length(self) -> Mapping[str, float]:
        """The mean number of words of each field."""
        weights = {field: self._shard.ragged[f"terms:{field}"].weights for field in FIELDS}
        return {
            field: 0.0 if found is None else float(found.sum()) / max(1, self.size)
            for field, found in weights.items()
        }

    @cached_property
    def frequency(self) -> Mapping[str, Array]:
        """In how many products each term stands, by field."""
        count = len(self._shard.vocabulary["term"])
        return {
            field: np.bincount(self._shard.ragged[f"terms:{field}"].values, minlength=count)
            for field in FIELDS
        }

    def of_terms(self, field: str, terms: list[str]) -> Array:
        """Return the frequency of terms of any vocabulary."""
        known = np.array([self.codes.get(term, -1) for term in terms], np.int64)
        if not len(known) or not len(self.frequency[field]):
            return np.zeros(len(known), np.int64)
        return np.where(known < 0, 0, self.frequency[field][known])


@dataclass(frozen=True)
class Postings:
    """The postings of one part of the catalogue.

    Attributes:
        size: How many products the part has.
        codes: Terms to their place in ``starts``.
        starts: Where the postings of each term begin, and the end of the last.
        rows: Products, ascending within a term.
        scores: What the term adds to the score of each.
        strong: Whether it stands in title, category, tags or facts of it.
    """

    size: int
    codes: Mapping[str, int]
    starts: Array
    rows: Array
    scores: Array
    strong: Array

    @cached_property
    def terms(self) -> list[str]:
        """The terms, sorted."""
        return sorted(self.codes)

    def frequency(self, term: str) -> int:
        """Return how many products have a term."""
        code = self.codes.get(term)
        return 0 if code is None else int(self.starts[code + 1] - self.starts[code])

    def having(self, term: str) -> Array:
        """Return the products that have a term, ascending."""
        return self.rows[self._span(term)]

    def of(self, term: str) -> tuple[NDArray[np.int64], Floats, Floats]:
        """Return the products that have a term, its scores, and how far it covers them."""
        at = self._span(term)
        return np.asarray(self.rows[at], np.int64), np.asarray(self.scores[at]), self._covers(at)

    def strength(self, term: str, rows: NDArray[np.int64]) -> Floats:
        """Return how far a term covers some products, shape (m,); 0 where they do not have it."""
        span = self._span(term)
        own = self.rows[span]
        if not len(own):
            return np.zeros(len(rows), np.float32)
        at = np.minimum(np.searchsorted(own, rows.astype(own.dtype)), len(own) - 1)
        return np.where(own[at] == rows, self._covers(span.start + at), np.float32(0))

    def _span(self, term: str) -> slice:
        code = self.codes.get(term)
        return slice(0, 0) if code is None else slice(self.starts[code], self.starts[code + 1])

    def _covers(self, at: Array | slice) -> Floats:
        return np.where(self.strong[at], np.float32(1), np.float32(_WEAK_COVERAGE))


def postings_arrays(shard: Shard, statistics: Statistics | None = None) -> dict[str, Array]:
    """Compute ``starts``, ``rows``, ``scores`` and ``strong`` of a shard.

    Args:
        shard: The products.
        statistics: What terms are worth; None: as in these products.
    """
    known = statistics or Statistics(shard)
    terms = list(shard.vocabulary["term"])
    shape = (len(shard), max(1, len(terms)))
    total = sparse.csr_matrix(shape, dtype=np.complex64)
    for field in FIELDS:
        lists = shard.ragged[f"terms:{field}"]
        if not len(lists.values) or lists.weights is None:
            continue
        counts = np.asarray(lists.weights, np.float64)
        owner = np.repeat(np.arange(len(shard)), np.diff(lists.starts))
        lengths = np.bincount(owner, counts, len(shard))
        mean = known.mean_length[field] or float(lengths.mean())
        frequency = known.of_terms(field, terms)
        idf = np.log1p((known.size - frequency + 0.5) / (frequency + 0.5))
        norm = _SATURATION * (1 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * lengths / mean)
        worth = FIELD_WEIGHTS[field] * idf[lists.values] * counts / (counts + norm[owner])
        # The imaginary part carries whether the term stands in a strong field.
        data = (worth + 1j * (field in _STRONG_FIELDS)).astype(np.complex64)
        total = total + sparse.csr_matrix((data, lists.values, lists.starts), shape=shape)
    columns = total.tocsc()
    columns.sort_indices()
    return {
        "starts": columns.indptr.astype(np.int64),
        "rows": columns.indices.astype(np.int32),
        "scores": columns.data.real.astype(np.float32),
        "strong": columns.data.imag > 0,
    }
