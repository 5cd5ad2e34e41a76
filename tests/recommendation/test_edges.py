"""Shops and shoppers at the edge: nothing, one thing, things without text, price or stock."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from actions.recommendation import (
    Constraints,
    Context,
    Recommender,
    ShoppingState,
    Turn,
    best_question,
    contradiction_sentence,
    refine,
    why_not,
)
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import FELL, MOOR, PRODUCTS, product

BARE = ProductRecord(
    id=50,
    handle="bare",
    title="Thing",
    description="",
    brand="",
    category="",
    price_min=Decimal(0),
    price_max=Decimal(0),
    currency="GBP",
    image_url="",
)
SOLD_OUT = product(51, "Gone Cap", "Hats", [("red", "", "9", 0)])
SHOPS = {
    "empty": (),
    "one product": (FELL,),
    "a product without text, price or variants": (BARE,),
    "the same among others": (BARE, *PRODUCTS),
    "nothing in stock": (SOLD_OUT,),
}


@pytest.mark.parametrize("products", SHOPS.values(), ids=SHOPS)
def test_every_call_has_an_answer(products: tuple[ProductRecord, ...]) -> None:
    shop = Recommender(products)
    here = {p.id for p in products}
    context = Context(said=("a warm hat",), liked=(99,), rejected=(98,), purchased=(97,))
    found = [
        *shop.search("a warm hat"),
        *shop.search(""),
        *shop.search("", Constraints(in_stock_only=False), sort="price"),
        *shop.recommend(context),
        *shop.recommend(Context()),
        *(item for p in products for item in (*shop.similar(p.id), *shop.complements(p.id))),
    ]
    assert {item.product.id for item in found} <= here
    assert all(item.reasons for item in found)
    assert best_question(products, [0.0] * len(products), Constraints(), shop.fitting) is None or (
        len(products) > 1
    )
    for one in products:
        assert why_not(one, ShoppingState()).sentences


@pytest.mark.parametrize("products", SHOPS.values(), ids=SHOPS)
@pytest.mark.parametrize(
    "text",
    ["cheaper", "warmer", "more formal", "less formal", "undo", "not that one", "any colour"],
)
def test_every_message_has_an_answer(products: tuple[ProductRecord, ...], text: str) -> None:
    shop = Recommender(products)
    critique = [{"entity": "critique", "value": text}] if text == "cheaper" else []
    shown = [p.id for p in products][:5]
    state = ShoppingState(mode="search").having_shown(shown, [["x"] for _ in shown])
    done = refine(state, Turn.of(text, critique), shop)
    assert done.changed or done.note
    assert ShoppingState.from_json(done.state.to_json()) == done.state


def test_wishes_that_contradict_each_other_are_named() -> None:
    price = Constraints(price_min=Decimal(80), price_max=Decimal(50))
    both = Constraints({"color": ("red",)}, {"color": ("red",)})
    assert "£80" in str(contradiction_sentence(price, "GBP"))
    assert "red" in str(contradiction_sentence(both, "GBP"))
    shop = Recommender(PRODUCTS)
    assert shop.search("", price) == shop.search("", both) == []


def test_what_is_sold_out_is_offered_as_that() -> None:
    shop = Recommender([SOLD_OUT])
    limits = Constraints({"category": ("Hats",)})
    assert shop.search("", limits) == []
    (offer,) = shop.relaxations(limits)
    assert offer.part == "stock" and "sold out" in offer.sentence


def test_an_unknown_shopper_gets_what_is_popular_and_who_is_known_gets_more_of_theirs() -> None:
    shop = Recommender(PRODUCTS)
    unknown = shop.recommend(Context(), k=1)
    known = shop.recommend(
        Context(), k=1, interests={"brand=tarn & co": 1.0, "category=jackets": 1}
    )
    assert unknown[0].product != known[0].product
    assert known[0].product.brand == "Tarn & Co"
    bought = shop.recommend(Context(purchased=(MOOR.id,)), k=8)
    assert MOOR not in [item.product for item in bought]


def test_a_product_that_has_gone_is_no_error() -> None:
    shop = Recommender(PRODUCTS)
    gone = ShoppingState(mode="similar", anchor=999).having_shown([999], [["x"]])
    done = refine(gone, Turn.of("cheaper", [{"entity": "critique", "value": "cheaper"}]), shop)
    assert not done.changed and done.note
    assert replace(done.state, past=()) == replace(gone, past=())
