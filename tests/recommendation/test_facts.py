"""Comparison, stock, sizes and the fit: facts only. And the state's JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import (
    Constraints,
    Context,
    RecommendationError,
    Recommender,
    ShoppingState,
    StateError,
)
from actions.recommendation.sizing import fit_sentence, size_sentence, stock_sentence
from tests.recommendation.catalogue import BECK, CAP, FELL, FLASK, MOOR, PRODUCTS
from tests.recommendation.test_constraints import constraints


def test_a_comparison_tells_the_differences_and_only_those() -> None:
    table = Recommender(PRODUCTS).compare([FELL.id, MOOR.id])
    rows = {row[0]: row[1:] for row in table.rows}
    assert table.columns == (FELL.title, MOOR.title)
    assert rows["Price"] == ("£60–£80", "£130–£140")
    assert rows["Sizes in stock"] == ("S, M, L", "M")
    assert rows["Waterproof"] == ("yes", "not stated")
    assert "Category" not in rows
    assert ("Category", "Jackets") in table.same
    text = table.text()
    assert all(value in text for row in table.rows for value in row)


def test_a_comparison_needs_two_known_products() -> None:
    with pytest.raises(RecommendationError):
        Recommender(PRODUCTS).compare([FELL.id, 404])


def test_sizes_in_stock_and_sold_out() -> None:
    assert size_sentence(FELL, "navy") == "In stock in navy: S and L. Sold out: M."
    assert "no sizes" in size_sentence(BECK)
    assert "sold out" in size_sentence(CAP)


def options(**facets: str) -> Constraints:
    return Constraints({facet: (value,) for facet, value in facets.items()})


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        (options(color="navy", size="L"), ["Yes", "navy", "size L", "only 2 left", "£80"]),
        (options(color="navy", size="M"), ["sold out", "In size M there is red"]),
        (options(color="pink"), ["does not come in pink", "navy and red"]),
        (options(size="XS"), ["does not come", "S, M and L"]),
        (options(), ["Yes", "from £60", "S, M and L"]),
    ],
)
def test_stock_is_told_of_the_very_variant(asked: Constraints, holds: list[str]) -> None:
    sentence = stock_sentence(FELL, asked)
    assert all(part in sentence for part in holds), sentence


def test_the_fit_is_told_only_if_reviews_tell_it() -> None:
    told = fit_sentence(FELL)
    assert "Of the 3 reviews" in told
    assert "2 say it runs small" in told
    assert "“It runs a bit small”" in told
    assert "nothing about the fit" in fit_sentence(FLASK)
    assert "Nobody has reviewed" in fit_sentence(BECK)


@pytest.mark.parametrize(
    ("review", "word"),
    [
        ("Comes up very large.", "large"),
        ("True to size and warm.", "true to size"),
        ("I had to size up.", "small"),
        ("Fits as expected.", "true to size"),
        ("It does not run small at all.", None),
        ("A small pocket for keys.", None),
        ("Great for large people.", None),
    ],
)
def test_reading_the_fit(review: str, word: str | None) -> None:
    sentence = fit_sentence(replace(FELL, review_excerpts=(review,)))
    assert (word in sentence) if word else ("nothing about the fit" in sentence)


ids = st.lists(st.integers(1, 10**9), max_size=5).map(tuple)
texts = st.lists(st.text(max_size=20), max_size=4).map(tuple)
states = st.builds(
    ShoppingState,
    mode=st.sampled_from(["none", "search", "recommend", "similar"]),
    query=st.text(max_size=30),
    constraints=constraints,
    sort=st.none() | st.just("price"),
    anchor=st.none() | st.integers(1, 99),
    shown=ids,
    listed=ids,
    context=st.builds(Context, said=texts, liked=ids, rejected=ids, seen=ids, purchased=ids),
    why=st.dictionaries(st.integers(1, 99).map(str), texts),
    focus=st.none() | st.integers(1, 99),
    pending=st.none() | st.just("stock"),
    wish=constraints,
)


@given(states)
def test_the_state_survives_json(state: ShoppingState) -> None:
    state = state.remembered()
    assert ShoppingState.from_json(json.loads(json.dumps(state.to_json()))) == state


GOOD = ShoppingState(constraints=Constraints(price_max=Decimal(5))).remembered().to_json()


@pytest.mark.parametrize(
    "data",
    [
        "text",
        [],
        {},
        {"v": 2},
        {**GOOD, "mode": "dance"},
        {**GOOD, "shown": ["1"]},
        {**GOOD, "shown": [True]},
        {**GOOD, "why": []},
        {**GOOD, "focus": "1"},
        {**GOOD, "query": None},
        {**GOOD, "past": [{}]},
        {**GOOD, "context": None},
    ],
)
def test_a_malformed_state_is_named(data: Any) -> None:
    with pytest.raises(StateError):
        ShoppingState.from_json(data)


def test_no_state_is_a_fresh_one() -> None:
    assert ShoppingState.from_json(None) == ShoppingState()
