"""Filters: decided by one and the same variant, in one and the same way everywhere."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import Constraints
from actions.recommendation.filters import FilterIndex
from actions.recommendation.index.analyse import analyse
from actions.recommendation.matching import (
    color_matches,
    fits,
    fitting_variants,
    has_attribute,
    material_matches,
    size_matches,
)
from tests.recommendation.catalogue import BREEZE, CAP, FELL, FLASK, MOOR, PRODUCTS, TWEED


def test_colour_size_price_and_stock_must_hold_for_one_variant() -> None:
    # Navy exists, M exists, stock exists and £60 exists, but never together.
    assert not fits(FELL, Constraints({"color": ("navy",), "size": ("M",)}))
    assert not fits(FELL, Constraints({"color": ("navy",)}, price_max=Decimal(70)))
    assert fits(FELL, Constraints({"color": ("navy",), "size": ("L",)}))
    assert fits(FELL, Constraints({"color": ("navy",), "size": ("M",)}, in_stock_only=False))
    (only,) = fitting_variants(FELL, Constraints({"size": ("M",)}, price_max=Decimal(70)))
    assert only.options == {"color": "red", "size": "M"}


@pytest.mark.parametrize(
    ("actual", "asked", "same"),
    [
        ("navy", "blue", True),
        ("Dark Blue", "blue", True),
        ("blue", "navy", False),
        ("Forest Green", "green", True),
        ("teal", "red", False),
    ],
)
def test_shades_count_as_their_basic_colour(actual: str, asked: str, same: bool) -> None:
    assert color_matches(actual, asked) is same


@pytest.mark.parametrize(
    ("actual", "asked", "same"),
    [
        ("full-grain leather", "leather", True),
        ("vegan leather", "leather", False),
        ("suede", "leather", True),
        ("merino", "wool", True),
        ("vegan leather", "vegan leather", True),
        ("merino wool", "wool", True),
        ("cotton", "wool", False),
    ],
)
def test_materials_match_by_word_but_imitations_do_not(actual: str, asked: str, same: bool) -> None:
    assert material_matches(actual, asked) is same


@pytest.mark.parametrize(
    ("actual", "asked"), [("Medium", "m"), ("UK 9", "9"), ("500 ml", "500ml"), ("XL", "x-large")]
)
def test_sizes_match_in_any_spelling(actual: str, asked: str) -> None:
    assert size_matches(actual, asked)
    assert not size_matches(actual, "S")


def test_what_is_refused_leaves_products_that_come_otherwise() -> None:
    assert fits(MOOR, Constraints(exclude={"color": ("black",)}))
    assert not fits(MOOR, Constraints(exclude={"color": ("black", "blue")}))
    assert not fits(TWEED, Constraints(exclude={"material": ("leather",)}))
    assert fits(BREEZE, Constraints(exclude={"material": ("leather",)}))


def test_qualities_come_from_attributes_and_tags() -> None:
    assert has_attribute(FELL, "waterproof")
    assert has_attribute(CAP, "Vegan")
    assert not has_attribute(FLASK, "waterproof")


def test_what_is_for_everyone_is_for_men_and_for_women() -> None:
    unisex = replace(CAP, attributes={**CAP.attributes, "for": ("unisex",)})
    assert has_attribute(unisex, "men") and has_attribute(unisex, "women")
    assert not has_attribute(unisex, "kids") and not has_attribute(CAP, "men")


VALUES = {
    "category": ["Jackets", "tents", "Hats", "Boats"],
    "brand": ["Ridgeline", "tarn & co", "Nobody"],
    "color": ["blue", "navy", "black", "green", "pink"],
    "material": ["nylon", "leather", "cotton"],
    "size": ["M", "medium", "s", "500 ml", "XXL"],
    "attribute": ["waterproof", "hiking", "vegan", "family"],
}
some_facets = st.fixed_dictionaries(
    {},
    optional={
        facet: st.lists(st.sampled_from(values), min_size=1, max_size=2).map(tuple)
        for facet, values in VALUES.items()
    },
)
limits = st.none() | st.sampled_from([Decimal(n) for n in ("18", "24.50", "60", "79.99", "140")])


@given(
    st.builds(
        Constraints,
        include=some_facets,
        exclude=some_facets,
        price_min=limits,
        price_max=limits,
        price_above=limits,
        price_below=limits,
        bounds=st.fixed_dictionaries(
            {},
            optional={
                "rating": st.tuples(st.none() | st.just(4.1), st.none() | st.just(4.7)),
                "weight": st.tuples(st.none() | st.just(320.0), st.none() | st.just(1400.0)),
            },
        ),
        in_stock_only=st.booleans(),
    )
)
def test_the_index_agrees_with_looking_at_each_product(asked: Constraints) -> None:
    allowed = FilterIndex(analyse(PRODUCTS)).allowed(asked)
    expected = np.array([fits(product, asked) for product in PRODUCTS])
    assert allowed.tolist() == expected.tolist()
