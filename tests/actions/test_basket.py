"""The basket in a conversation: what goes with it, what is left out; unused at off, not stored."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from actions.shop.database import Shop, open_database
from actions.shop.models import Product
from bot.privacy.tracker_store import RedactingTrackerStore
from tests.actions.conftest import Conversation
from tests.actions.shop import variant
from tests.actions.test_dial import OFF, Talk, kept, store

__all__ = ["kept", "store"]  # fixtures

JACKET, BOTTLE, HAT, TENT, STOVE = 1, 2, 3, 987_601, 987_602


@pytest.fixture(autouse=True)
def _camping(shop: Shop) -> None:
    """Two things for camping, to which the shop's hat and bottle go; the jacket is for town."""
    with open_database().writing() as session:
        for product in session.query(Product):
            product.tags = ["town"] if product.id == JACKET else ["camping", "hiking"]
        for key, title, kind in ((TENT, "Beck Tent", "Tents"), (STOVE, "Ember Stove", "Stoves")):
            session.add(
                Product(
                    id=key,
                    handle=title,
                    title=title,
                    brand="Ridgeline",
                    category=kind,
                    tags=["camping"],
                    variants=[variant(key, {"color": "green"}, "90", 3)],
                )
            )


async def test_what_else_is_asked_of_the_basket(talk: Conversation) -> None:
    talk.basket = [TENT, HAT]
    told = await talk.say("what else do I need?", "recommend_product")
    assert told.startswith("With what is in your basket (the Moor Hat and the Beck Tent) go well:")
    assert "Tarn Bottle" in told and "Ember Stove" in told
    assert "Moor Hat –" not in told and "Beck Tent –" not in told and "Fell Jacket –" not in told
    assert "what is in your basket" in await talk.say("why these?", "explain_recommendation")


async def test_what_goes_with_one_product_is_not_asked_of_the_basket(talk: Conversation) -> None:
    talk.basket = [BOTTLE]
    await talk.say("tell me about the Beck Tent", "product_details", product="Beck Tent")
    told = await talk.say("anything that goes with it?", "recommend_product")
    assert told.startswith("With the Beck Tent go well, beside what is in your basket:")
    assert "Ember Stove" in told and "Tarn Bottle –" not in told


async def test_after_a_choice_the_basket_is_offered(talk: Conversation) -> None:
    await talk.say("what is the cheapest?", "search_product")
    await talk.say("I'll take the second", "choose_item", ordinal=2)
    assert talk.titles == []
    talk.basket = [TENT]
    await talk.say("I'll take the second", "choose_item", ordinal=2)
    (offer,) = talk.buttons
    told = await talk.say(offer["payload"], "recommend_product")
    assert told.startswith("With what is in your basket (the Beck Tent) go well:")
    assert "Moor Hat –" not in told  # the choice itself


async def test_suggestions_begin_with_the_basket_and_do_not_repeat_it(talk: Conversation) -> None:
    talk.basket = [TENT]
    told = await talk.say("recommend me something", "recommend_product")
    assert told.startswith("With what is in your basket")
    told = await talk.say("recommend me a tent", "recommend_product", category="Tents")
    assert "Beck Tent –" not in told
    talk.basket = []
    told = await talk.say("recommend me a tent", "recommend_product", category="Tents")
    assert "Beck Tent –" in told and "basket" not in told


async def test_what_is_like_a_product_is_told_without_the_basket(talk: Conversation) -> None:
    talk.basket = [HAT]
    told = await talk.say(
        "something like the Fell Jacket", "similar_products", product="Fell Jacket"
    )
    assert told.startswith("Like the Fell Jacket, beside what is in your basket:")
    assert "Beck Tent –" in told and "Moor Hat –" not in told


async def test_what_is_searched_for_is_found_in_the_basket_too(talk: Conversation) -> None:
    talk.basket = [TENT]
    found = await talk.say("show me tents", "search_product", category="Tents")
    assert "Beck Tent –" in found


async def test_a_basket_with_nothing_that_goes_with_it(talk: Conversation) -> None:
    empty = await talk.say("does anything go with my basket?", "recommend_product")
    assert empty.startswith("I see nothing in your basket.")
    talk.basket = [JACKET, 4_000_000]
    told = await talk.say("what else do I need?", "recommend_product")
    assert told.startswith("I know of nothing that goes with what is in your basket.")


async def test_at_off_the_basket_is_not_used(kept: Talk) -> None:
    talk = kept()
    talk.basket = [TENT]
    await talk.press(OFF)
    assert "basket" not in await talk.say("recommend me something", "recommend_product")
    told = await talk.say("what goes with my basket?", "recommend_product")
    assert told.startswith("The privacy dial is off, so I do not look into your basket.")


async def test_ids_in_the_basket_are_stored_nowhere(
    kept: Talk, store: RedactingTrackerStore
) -> None:
    talk = kept()
    talk.basket = [STOVE, TENT]
    await talk.say("hello", "greet")
    await talk.say("recommend me something", "recommend_product")
    assert str(store.engine.url).startswith("sqlite")
    with sqlite3.connect(Path(str(store.engine.url.database))) as database:
        rows = " ".join(database.iterdump())
    assert "recommend me something" in rows and "your basket" in rows
    assert str(TENT) not in rows and str(STOVE) not in rows
