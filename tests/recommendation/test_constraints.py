"""Constraints: what they keep, what they refuse, and their JSON."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import FACETS, Constraints, StateError, contradiction_sentence

facets = st.dictionaries(
    st.sampled_from(FACETS), st.lists(st.text(min_size=1, max_size=8), max_size=3).map(tuple)
)
prices = st.none() | st.decimals(min_value=0, max_value=9999, places=2)
numbers = st.none() | st.floats(min_value=0, max_value=1e6)
constraints = st.builds(
    Constraints,
    include=facets,
    exclude=facets,
    price_min=prices,
    price_max=prices,
    price_above=prices,
    price_below=prices,
    bounds=st.dictionaries(
        st.sampled_from(["rating", "weight", "age"]), st.tuples(numbers, numbers)
    ),
    in_stock_only=st.booleans(),
)


@given(constraints)
def test_json_round_trip_loses_nothing(limits: Constraints) -> None:
    assert Constraints.from_json(limits.to_json()) == limits


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {},
        {**Constraints().to_json(), "price": ["x", None, None, None]},
        {**Constraints().to_json(), "price": ["NaN", None, None, None]},
        {**Constraints().to_json(), "price": [None]},
        {**Constraints().to_json(), "include": {"shape": ["round"]}},
        {**Constraints().to_json(), "include": {"color": "blue"}},
        {**Constraints().to_json(), "bounds": {"rating": 4}},
    ],
)
def test_malformed_json_is_named(data: Any) -> None:
    with pytest.raises(StateError):
        Constraints.from_json(data)


def test_asking_for_a_value_takes_back_its_refusal_and_the_reverse() -> None:
    limits = Constraints().with_unwanted("color", ["Blue"]).with_wanted("color", ["blue"])
    assert limits.wanted("color") == ("blue",)
    assert limits.unwanted("color") == ()
    limits = limits.with_unwanted("color", ["BLUE"])
    assert limits.wanted("color") == ()
    assert limits.unwanted("color") == ("BLUE",)


def test_a_named_facet_replaces_or_adds() -> None:
    red = Constraints().with_wanted("color", ["red"])
    assert red.with_wanted("color", ["green"]).wanted("color") == ("green",)
    assert red.with_wanted("color", ["green"], add=True).wanted("color") == ("red", "green")


def test_each_part_can_be_given_up() -> None:
    limits = Constraints(
        {"color": ("red",), "attribute": ("vegan", "waterproof")},
        {"material": ("leather",)},
        price_max=Decimal(50),
        bounds={"rating": (4.0, None)},
    )
    for part in limits.parts():
        assert limits.without(part) != limits
    assert limits.without("attribute:vegan").wanted("attribute") == ("waterproof",)
    bare = limits
    for part in limits.parts():
        bare = bare.without(part)
    assert bare == Constraints(in_stock_only=False)


def test_contradictions_are_said_in_words() -> None:
    upside_down = Constraints(price_min=Decimal(50), price_max=Decimal(20))
    sentence = contradiction_sentence(upside_down, "GBP")
    assert sentence is not None
    assert "£50" in sentence
    assert "£20" in sentence
    both = Constraints({"color": ("red",)}, {"color": ("red",)})
    sentence = contradiction_sentence(both, "GBP")
    assert sentence is not None
    assert "red" in sentence
    assert contradiction_sentence(Constraints(price_max=Decimal(20)), "GBP") is None
