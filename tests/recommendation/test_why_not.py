"""Why a product is not on show: every wish that is named rules it out, and no other does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import Constraints, ShoppingState, why_not
from actions.recommendation.matching import fits, has_attribute
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import BECK, BREEZE, CAP, FELL, MOOR, PRODUCTS, TWEED

limits_of_any_kind = st.builds(
    Constraints,
    include=st.fixed_dictionaries(
        {},
        optional={
            "category": st.sampled_from([("Jackets",), ("Tents", "Hats")]),
            "color": st.sampled_from([("blue",), ("green", "navy")]),
            "material": st.sampled_from([("nylon",), ("down",)]),
            "attribute": st.sampled_from([("waterproof",), ("hiking", "waterproof")]),
            "size": st.sampled_from([("M",), ("L",)]),
            "brand": st.just(("Ridgeline",)),
        },
    ),
    exclude=st.fixed_dictionaries(
        {}, optional={"material": st.just(("leather",)), "attribute": st.just(("warm",))}
    ),
    price_max=st.none() | st.sampled_from([Decimal(60), Decimal(150)]),
    bounds=st.sampled_from([{}, {"weight": (None, 400.0)}, {"rating": (4.2, None)}]),
    in_stock_only=st.booleans(),
)


def only(limits: Constraints, facet: str) -> Constraints:
    """Return the constraints of one facet."""
    for other in limits.parts():
        if other.partition(":")[0] != facet:
            limits = limits.without(other)
    return limits


@given(limits=limits_of_any_kind, product=st.sampled_from(PRODUCTS))
def test_what_is_named_rules_it_out_and_nothing_else(
    limits: Constraints, product: ProductRecord
) -> None:
    told = why_not(product, ShoppingState(mode="search", constraints=limits))
    named = {part.partition(":")[0] for part in told.parts}
    facets = {part.partition(":")[0] for part in limits.parts()}
    assert told.sentences and all(product.title in sentence for sentence in told.sentences)
    assert named == {facet for facet in facets if not fits(product, only(limits, facet))}
    for part in told.parts:
        if ":" in part:
            assert not has_attribute(product, part.partition(":")[2])
    if not named:
        assert ("no one variant" in told.sentences[0]) != fits(product, limits)


@pytest.mark.parametrize(
    ("limits", "product", "sentence"),
    [
        (
            Constraints({"category": ("Jackets",)}),
            BECK,
            "You asked for jackets; the Beck 2 Tent is listed under tents.",
        ),
        (
            Constraints({"color": ("green",)}),
            MOOR,
            "You asked for green; the Moor Down Jacket comes in blue and black.",
        ),
        (
            Constraints({"attribute": ("waterproof",)}),
            BREEZE,
            "You asked for “waterproof”; the catalogue does not list the Breeze Wind Jacket as "
            "that.",
        ),
        (
            Constraints(price_max=Decimal(100)),
            TWEED,
            "You asked for a price up to £100; the Dale Leather Jacket costs £220.",
        ),
        (
            Constraints(exclude={"material": ("leather",)}),
            TWEED,
            "You did not want leather, and the Dale Leather Jacket is just that.",
        ),
        (Constraints(), CAP, "The Crag Cap is sold out."),
        (
            Constraints().with_bound("weight", None, 300.0),
            FELL,
            "You asked for one lighter; of the Fell Rain Jacket it states 320 g.",
        ),
    ],
)
def test_the_reason_is_a_fact_beside_the_wish(
    limits: Constraints, product: ProductRecord, sentence: str
) -> None:
    assert why_not(product, ShoppingState(constraints=limits)).sentences == (sentence,)


def test_what_fits_was_shown_turned_down_or_came_later() -> None:
    state = ShoppingState(mode="search").having_shown([FELL.id, MOOR.id], [["a"], ["b"]])
    assert "the 2nd" in why_not(MOOR, state).sentences[0]
    gone = replace(state, shown=(FELL.id,))
    assert "before" in why_not(MOOR, gone).sentences[0]
    assert "turned" in why_not(MOOR, gone.having_rejected([MOOR.id])).sentences[0]
    assert "fits all" in why_not(BREEZE, state).sentences[0]
    apart = Constraints({"color": ("navy",), "size": ("M",)})
    assert "no one variant" in why_not(FELL, ShoppingState(constraints=apart)).sentences[0]
