"""Search by words: BM25 over a product's fields, weighted by field."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import OSA

from actions.recommendation.index.postings import Postings
from actions.recommendation.text import synonyms, terms
from actions.shop.records import ProductRecord

_SYNONYM_WEIGHT = 0.7
_ASIDE_WEIGHT = 0.3
_MIN_FUZZY_LENGTH = 5
# One slip (also two letters swapped) in six letters.
_MIN_FUZZY_SIMILARITY = 0.82

Floats = NDArray[np.float32]


class LexicalScores(NamedTuple):
    """Scores over all products, in index order.

    ``score`` is at least 0; ``coverage`` is the share of the query's information (0 to 1) that
    a product covers, where words found only in descriptions and reviews count half. ``rows`` are
    the products that have any of its words; all others score 0.
    """

    score: Floats
    coverage: Floats
    rows: NDArray[np.int64]


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


def own_terms(product: ProductRecord) -> set[str]:
    """Return the index terms of the shop's own texts of a product: reviews are others'."""
    fields = field_texts(product)
    return {term for name, text in fields.items() if name != "reviews" for term in terms(text)}


class LexicalIndex:
    """BM25 over weighted fields, with synonyms and correction of misspelt words.

    Args:
        parts: The postings of the catalogue's parts, in index order. What terms are worth is taken
            from the first.
    """

    def __init__(self, parts: Sequence[Postings]) -> None:
        self._parts = parts
        self._starts = np.cumsum([0, *(part.size for part in parts)])
        self._size = int(self._starts[-1])
        self._of_worth = parts[0].size

    def __contains__(self, term: str) -> bool:
        """Whether any product has a term."""
        return any(term in part.codes for part in self._parts)

    def known(self, token: str) -> str | None:
        """Return the index term for a query term: itself, or the one it misspells; else None."""
        if token in self:
            return token
        if len(token) < _MIN_FUZZY_LENGTH or not token.isalpha():
            return None
        found = [
            best
            for part in self._parts
            if (
                best := process.extractOne(
                    token,
                    part.terms,
                    scorer=OSA.normalized_similarity,
                    score_cutoff=_MIN_FUZZY_SIMILARITY,
                )
            )
        ]
        nearest = max(found, key=lambda best: best[1], default=None)
        return None if nearest is None or nearest[0][0] != token[0] else str(nearest[0])

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
            return LexicalScores(total, coverage, np.zeros(0, np.int64))
        unknown_idf = float(np.log1p(self._of_worth))
        everything = 0.0
        touched = np.zeros(self._size, bool)
        for token in asked:
            term = self.known(token)
            part = _ASIDE_WEIGHT if token in aside else 1.0
            idf = unknown_idf if term is None else self.worth(term)
            everything += part * idf
            choices = [(term, 1.0)] if term else []
            choices += [(s, _SYNONYM_WEIGHT) for s in synonyms(token) if s in self]
            found = [
                (rows, weight * strength * (idf if term else self.worth(choice)), weight * scores)
                for choice, weight in choices
                for rows, scores, strength in self._postings(choice)
            ]
            _add_best(total, coverage, found, part)
            for rows, _, _ in found:
                touched[rows] = True
        coverage /= everything
        return LexicalScores(total, coverage, np.flatnonzero(touched))

    def having(self, term: str) -> NDArray[np.int64]:
        """Return the products that have a term."""
        found = zip(self._parts, self._starts[:-1], strict=True)
        return np.concatenate([part.having(term) + start for part, start in found])

    def covered(
        self,
        wanted: Sequence[Sequence[str]],
        rows: NDArray[np.int64],
        known: dict[str, Floats] | None = None,
    ) -> Floats:
        """Return how much of several lists of index terms products have, 0 to 1.

        Args:
            wanted: Terms that the index has, at least one in each list.
            rows: The products, shape (m,).
            known: How far terms cover these products; what is worked out is added.

        Returns:
            Shape (len(wanted), m).
        """
        known = {} if known is None else known
        places = {term: at for at, term in enumerate(dict.fromkeys(chain.from_iterable(wanted)))}
        for term in places:
            if term not in known:
                known[term] = self._strength(term, rows)
        shares = np.zeros((len(wanted), len(places)))
        for at, own in enumerate(wanted):
            for term in own:
                shares[at, places[term]] += self.worth(term)
        shares /= shares.sum(axis=1, keepdims=True)
        return (shares @ np.stack([known[term] for term in places])).astype(np.float32)

    def _strength(self, term: str, rows: NDArray[np.int64]) -> Floats:
        if len(self._parts) == 1:
            return self._parts[0].strength(term, rows)
        found = np.zeros(len(rows), np.float32)
        for part, start in zip(self._parts, self._starts[:-1], strict=True):
            mine = (rows >= start) & (rows < start + part.size)
            found[mine] = part.strength(term, rows[mine] - start)
        return found

    def worth(self, term: str) -> float:
        """Return what a term tells: the rarer, the more."""
        return float(np.log1p(self._of_worth / max(1, self._parts[0].frequency(term))))

    def _postings(self, term: str) -> list[tuple[NDArray[np.int64], Floats, Floats]]:
        found = []
        for part, start in zip(self._parts, self._starts[:-1], strict=True):
            rows, scores, strength = part.of(term)
            if len(rows):
                found.append((rows + int(start), scores, strength))
        return found


def _add_best(
    total: Floats,
    coverage: Floats,
    found: Sequence[tuple[NDArray[np.int64], Floats, Floats]],
    part: float,
) -> None:
    """Add what a word's index terms bring; of several that a product has, the best counts."""
    if len(found) == 1:
        ((rows, covered, scores),) = found
        coverage[rows] += part * covered
        total[rows] += part * scores
        return
    best_cover, best_score = np.zeros_like(total), np.zeros_like(total)
    for rows, covered, scores in found:
        best_cover[rows] = np.maximum(best_cover[rows], covered)
        best_score[rows] = np.maximum(best_score[rows], scores)
    for rows, _, _ in found:
        coverage[rows] += part * best_cover[rows]
        total[rows] += part * best_score[rows]
        best_cover[rows] = best_score[rows] = 0  # each row once, whoever names it
