"""Simulated shoppers whose searches teach words, to a shop that does not know them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from actions.recommendation import Recommender, Wish
from actions.recommendation.matching import stems
from actions.recommendation.search_counts import Meaning, SearchBudget, SearchCounts, search_pairs
from actions.recommendation.text import terms
from benchmarks.search.queries import JudgedQuery
from nlu_models.entities import Synonyms

# A shopper in so many chooses something that has nothing to do with their words.
_ASTRAY = 0.2


@dataclass(frozen=True)
class Searched:
    """A judged query as a search.

    Attributes:
        query: The query.
        words: What of it is searched for, after its filters are taken out.
        choices: The products that fit, by id.
        odds: How likely each is chosen.
    """

    query: JudgedQuery
    words: str
    choices: Sequence[int]
    odds: Sequence[float]


def unknown_terms(texts: Sequence[str], recommender: Recommender) -> frozenset[str]:
    """Return the index terms of texts that no product has."""
    lexical = recommender.snapshot.lexical
    return frozenset(term for text in texts for term in terms(text) if term not in lexical)


def without_words(wishes: Sequence[Wish], unknown: frozenset[str]) -> Iterator[Wish]:
    """Yield wishes without the ways to say them that have one of some index terms."""
    for wish in wishes:
        says = tuple(phrase for phrase in wish.says if unknown.isdisjoint(stems(phrase)))
        if says:
            yield replace(wish, says=says)


def without_synonyms(synonyms: Synonyms, unknown: frozenset[str]) -> Synonyms:
    """Return synonyms without those that have one of some index terms."""
    return replace(
        synonyms,
        words={
            kind: {
                value: tuple(word for word in others if unknown.isdisjoint(stems(word)))
                for value, others in table.items()
            }
            for kind, table in synonyms.words.items()
        },
    )


def draw(
    searched: Sequence[Searched],
    recommender: Recommender,
    count: int,
    chance: np.random.Generator,
) -> list[list[tuple[str, str]]]:
    """Return what so many conversations teach, each of one search that led to a choice.

    How often a query is searched for falls with its rank (Zipf), and the ranks are drawn. What is
    chosen is drawn by the gain of its grade; one choice in five is of any product.

    Args:
        searched: The queries.
        recommender: Knows the products.
        count: How many conversations.
        chance: Draws.
    """
    ranks = chance.permutation(len(searched)) + 1
    asked = chance.choice(len(searched), count, p=(1 / ranks) / (1 / ranks).sum())
    products = recommender.products
    drawn = random.Random(int(chance.integers(2**32)))
    found = []
    for at in asked:
        one = searched[at]
        if chance.random() < _ASTRAY:
            product = products[int(chance.integers(len(products)))]
        else:
            known = recommender.product(int(chance.choice(one.choices, p=one.odds)))
            assert known is not None
            product = known
        found.append(search_pairs(one.words, product, chance=drawn))
    return found


def counted(
    conversations: Sequence[Sequence[tuple[str, str]]],
    epsilon: float | None,
    chance: np.random.Generator,
) -> list[Meaning]:
    """Return one release of what conversations teach; without an epsilon the exact counts."""
    counts = SearchCounts(None if epsilon is None else SearchBudget(epsilon), chance)
    for number, pairs in enumerate(conversations):
        counts.add(number, pairs)
    return counts.release()


def odds_of(grades: Mapping[str, int]) -> dict[str, float]:
    """Return how likely each product is chosen: by its gain, 2^grade - 1."""
    gains = {handle: (1 << grade) - 1 for handle, grade in grades.items()}
    return {handle: gain / sum(gains.values()) for handle, gain in gains.items()}
