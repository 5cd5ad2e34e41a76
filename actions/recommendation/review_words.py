"""Words that reviewers use for a thing and its own texts lack: "wellies" of boots.

A word is learned where it stands in reviews of a thing more often than chance has it, by the
log-likelihood ratio (T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
Computational Linguistics 19(1), 1993). Reviews are public, so the counts are exact.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from actions.recommendation.heads import title_head
from actions.recommendation.lexical import own_terms
from actions.recommendation.search_counts import Meaning
from actions.recommendation.text import STOP_WORDS, stem, synonyms, words
from actions.shop.records import ProductRecord

LEAST_REVIEWS = 3
_LEAST_PRODUCTS = 2
_SURPRISE = 15.13  # chi-squared, one degree of freedom, p = 0.0001: many pairs are looked at
_SHORTEST = 3
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")


def review_meanings(
    products: Sequence[ProductRecord], reviews: Iterable[tuple[int, str]]
) -> list[Meaning]:
    """Return the words that are said of things, the most surprising first.

    A sentence that several reviews share, as copied ones do, counts once.

    Args:
        products: The catalogue.
        reviews: (product id, text) of every review.
    """
    things = {p.id: head for p in products if (head := title_head(p.title)) is not None}
    own = {product.id: _said_by_shop(product) for product in products}
    of_word: Counter[str] = Counter()
    of_thing: Counter[str] = Counter()
    of_both: Counter[tuple[str, str]] = Counter()
    products_of: dict[tuple[str, str], set[int]] = defaultdict(set)
    sentences: set[int] = set()
    total = 0
    for product_id, text in reviews:
        thing = things.get(product_id)
        fresh = [s for s in _SENTENCE_END.split(text) if hash(s.casefold()) not in sentences]
        if thing is None or not fresh:
            continue
        sentences.update(hash(s.casefold()) for s in fresh)
        total += 1
        of_thing[thing] += 1
        for word in _telling(" ".join(fresh)):
            of_word[word] += 1
            if word not in own[product_id]:
                of_both[word, thing] += 1
                products_of[word, thing].add(product_id)
    found = []
    for pair, count in of_both.items():
        if count < LEAST_REVIEWS or len(products_of[pair]) < _LEAST_PRODUCTS:
            continue
        word, thing = pair
        expected = of_word[word] * of_thing[thing] / total
        surprise = log_likelihood_ratio(count, of_word[word], of_thing[thing], total)
        if count > expected and surprise > _SURPRISE:
            found.append((surprise, Meaning(word, thing, float(count))))
    return [meaning for _, meaning in sorted(found, key=lambda one: (-one[0], one[1]))]


def log_likelihood_ratio(both: int, first: int, second: int, total: int) -> float:
    """Return Dunning's statistic of two events in so many trials, 0 where they are independent.

    Args:
        both: In how many trials both happen.
        first: In how many the first happens.
        second: In how many the second happens.
        total: How many trials there are.
    """
    rows, columns = (first, total - first), (second, total - second)
    cells = ((both, first - both), (second - both, total - first - second + both))
    return 2 * sum(
        seen * math.log(seen * total / (rows[r] * columns[c]))
        for r, row in enumerate(cells)
        for c, seen in enumerate(row)
        if seen > 0
    )


def _said_by_shop(product: ProductRecord) -> set[str]:
    """Return the index terms of the shop's own texts of a product, and other words for them."""
    own = own_terms(product)
    return own.union(*(synonyms(term) for term in own))


def _telling(text: str) -> set[str]:
    return {
        stem(word)
        for word in words(text)
        if word.isalpha() and len(word) >= _SHORTEST and word not in STOP_WORDS
    }
