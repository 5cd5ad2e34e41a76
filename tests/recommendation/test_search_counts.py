"""Searches that led to a choice: contributions are bounded, rare words never come out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation.private_statistics import PrivacyBudgetError
from actions.recommendation.search_counts import (
    Meaning,
    SearchBudget,
    SearchCounts,
    search_pairs,
)
from tests.recommendation.catalogue import PRODUCTS

PAIR = ("gumboot", "wellington boot")
PAIRS = st.lists(
    st.tuples(st.sampled_from("abcdefgh"), st.sampled_from(["boot", "hat", "tent"])), max_size=12
)
CONVERSATIONS = st.lists(st.tuples(st.integers(0, 5), PAIRS), max_size=12)


def exact(added: list[tuple[int, list[tuple[str, str]]]]) -> dict[tuple[str, str], float]:
    counts = SearchCounts(None)
    for conversation, pairs in added:
        counts.add(conversation, pairs)
    return {(one.said, one.means): one.times for one in counts.release()}


@given(CONVERSATIONS, PAIRS, PAIRS)
def test_no_conversation_adds_more_than_one(
    others: list[tuple[int, list[tuple[str, str]]]],
    pairs: list[tuple[str, str]],
    more: list[tuple[str, str]],
) -> None:
    without, with_it = exact(others), exact([*others, (99, pairs), (99, more)])
    moved = {key: with_it[key] - without.get(key, 0.0) for key in with_it}
    assert set(without) <= set(with_it)
    assert sum(map(abs, moved.values())) <= 1 + 1e-9
    assert sum(value > 1e-9 for value in moved.values()) <= SearchBudget.most_pairs


@given(st.floats(0.05, 1000), st.integers(1, 2), st.integers(0, 2**32 - 1))
def test_a_word_of_fewer_than_three_never_comes_out(epsilon: float, few: int, seed: int) -> None:
    counts = SearchCounts(SearchBudget(epsilon), np.random.default_rng(seed))
    for number in range(few):
        counts.add(number, [PAIR])
        counts.add(number, [PAIR])  # said again
    assert counts.release() == []


@pytest.mark.parametrize("epsilon", [0.5, 2.0])
def test_a_word_of_just_three_comes_out_with_a_probability_of_delta(epsilon: float) -> None:
    # Such a delta that it shows: of one pair a conversation it is a third of it.
    budget = SearchBudget(epsilon, delta=0.3)
    chance, shown = np.random.default_rng(5), 0
    for _ in range(4000):
        counts = SearchCounts(budget, chance)
        for number in range(3):
            counts.add(number, [PAIR])
        shown += bool(counts.release())
    assert shown / 4000 == pytest.approx(0.1, abs=0.02)


def test_what_many_say_comes_out_with_noise_and_once() -> None:
    counts = SearchCounts(SearchBudget(1.0))
    for number in range(500):
        counts.add(number, [PAIR])
    assert len(counts) == 500
    (one,) = counts.release()
    assert (one.said, one.means) == PAIR and 450 < one.times < 550 and one.times != 500
    assert len(counts) == 0 and counts.release() == []


def test_the_noise_has_the_size_of_the_guarantee() -> None:
    chance, found = np.random.default_rng(7), []
    for _ in range(2000):
        counts = SearchCounts(SearchBudget(2.0), chance)
        for number in range(40):
            counts.add(number, [PAIR])
        found += [one.times - 40 for one in counts.release()]
    assert len(found) == 2000
    # The mean of |x| is the scale of a Laplace distribution.
    assert np.abs(found).mean() == pytest.approx(1 / 2.0, rel=0.1)


def test_a_forgotten_conversation_adds_nothing() -> None:
    counts = SearchCounts(None)
    counts.add("one", [PAIR])
    counts.add("two", [PAIR])
    counts.forget("one")
    counts.forget("nobody")
    assert counts.release() == [Meaning(*PAIR, 1.0)]


@pytest.mark.parametrize(
    "values",
    [{"epsilon": 0.0}, {"epsilon": math.inf}, {"delta": 1.0}, {"most_pairs": 0}, {"least": 0}],
)
def test_what_gives_no_guarantee_is_refused(values: dict[str, float]) -> None:
    with pytest.raises(PrivacyBudgetError):
        SearchBudget(**{"epsilon": 1.0, **values})  # type: ignore[arg-type]


def test_words_that_the_product_lacks_stand_for_what_it_is() -> None:
    product = PRODUCTS[0]
    own = product.title.split()[-1].lower()
    pairs = search_pairs(f"I need a zorbel {own} please 12345", product)
    assert [said for said, _ in pairs] == ["zorbel"]
    assert pairs[0][1].split()[-1] in own


def test_two_words_that_stand_together_are_a_pair_of_their_own() -> None:
    said = {pair[0] for pair in search_pairs("zorbel quix", PRODUCTS[0])}
    assert said == {"zorbel quix", "zorbel", "quix"}
    many = search_pairs("zorbel quix flomp grunt blarp", PRODUCTS[0])
    assert len(many) == SearchBudget.most_pairs
