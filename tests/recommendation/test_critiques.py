"""Comparisons by any quality: by a measure, by what is listed, or by what the texts say."""

from __future__ import annotations

import pytest

from actions.recommendation import (
    Constraints,
    Recommender,
    ShoppingState,
    Turn,
    refine,
    starts_anew,
)
from actions.recommendation.critiques import leaning
from tests.recommendation.catalogue import BREEZE, FELL, MOOR, PRODUCTS, product

SHOP = Recommender(PRODUCTS)
TORCHES = [
    product(
        n, f"Torch {n}", "Torches", [("red", "", "9", 1)], attributes={"lumens": (str(100 * n),)}
    )
    for n in (1, 2, 3)
]


def jackets() -> ShoppingState:
    state = ShoppingState(mode="search", constraints=Constraints({"category": ("Jackets",)}))
    return state.having_shown([FELL.id, MOOR.id, BREEZE.id], [["a"], ["b"], ["c"]])


@pytest.mark.parametrize(
    ("text", "word", "more"),
    [
        ("more formal", "formal", True),
        ("something warmer please", "warm", True),
        ("less sporty", "sporty", False),
        ("not so shiny", "shiny", False),
        ("that's too casual", "casual", False),
        ("a bit dressier", "dressy", True),
    ],
)
def test_the_quality_and_its_direction(text: str, word: str, more: bool) -> None:
    found = leaning(text)
    assert found is not None
    assert (found.word, found.more) == (word, more)


@pytest.mark.parametrize(
    "text", ["more expensive", "show me more", "more like the second", "no more than £40", "warm"]
)
def test_what_is_no_quality_is_none(text: str) -> None:
    assert leaning(text) is None


def test_what_is_listed_as_such_is_asked_for_or_left_out() -> None:
    warmer = refine(jackets(), Turn.of("warmer", []), SHOP).state
    assert list(SHOP.fitting(warmer.constraints)) == [MOOR]
    less = refine(jackets(), Turn.of("less warm", []), SHOP).state
    assert MOOR not in SHOP.fitting(less.constraints)


def test_a_measure_decides_where_it_is_stated() -> None:
    shop = Recommender(TORCHES)
    state = ShoppingState(mode="search").having_shown([1, 2], [["a"], ["b"]])
    brighter = refine(state, Turn.of("brighter", []), shop).state
    assert list(shop.fitting(brighter.constraints)) == [TORCHES[2]]


def test_what_no_product_is_listed_as_is_searched_for() -> None:
    formal = refine(jackets(), Turn.of("more formal", []), SHOP).state
    assert formal.query == "formal"
    assert formal.constraints == jackets().constraints
    unknown = refine(jackets(), Turn.of("less formal", []), SHOP)
    assert not unknown.changed and "“formal”" in str(unknown.note)


def test_a_comparison_changes_the_list_and_begins_no_new_one() -> None:
    assert not starts_anew(jackets(), Turn.of("something more formal", []), SHOP)


def test_a_wish_that_was_not_made_cannot_be_taken_back() -> None:
    done = refine(jackets(), Turn.of("forget the colour", []), SHOP)
    assert not done.changed and "the colour" in str(done.note)


def test_undoing_a_refusal_brings_back_what_was_refused() -> None:
    ordinal = [{"entity": "ordinal", "value": 1, "start": 8, "end": 13}]
    refused = refine(jackets(), Turn.of("not the first one", ordinal), SHOP).state
    assert refused.context.rejected == (FELL.id,)
    assert refused.listed == ()  # those beside it may come again
    back = refine(refused, Turn.of("undo", []), SHOP).state
    assert back.context.rejected == ()
    assert ShoppingState.from_json(back.to_json()) == back
