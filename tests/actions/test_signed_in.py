"""Shoppers who are signed in: their own orders need neither number nor proof."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from actions.shop.database import Shop, open_database
from actions.shop.models import Order
from tests.actions.conftest import Conversation
from tests.actions.shop import TOM


async def test_signed_in_with_several_open_orders_chooses(signed_in: Conversation) -> None:
    answer = await signed_in.say("where is my order", "order_status")
    assert all(number in answer for number in ("10023", "10024", "10027"))
    assert not any(number in answer for number in ("10025", "10031"))
    assert len(signed_in.buttons) == 3
    payload = next(b["payload"] for b in signed_in.buttons if b["title"].startswith("10024"))
    assert "being prepared" in await signed_in.press(payload)


@pytest.mark.parametrize(
    ("text", "entities", "fact"),
    [
        ("the last one", {"ordinal": -1}, "TRK10023GB"),
        ("the one with the bottle", {}, "TRK10023GB"),
        ("10024", {"order_number": "10024"}, "being prepared"),
    ],
)
async def test_signed_in_chooses_in_words(
    signed_in: Conversation, text: str, entities: dict[str, object], fact: str
) -> None:
    await signed_in.say("where is my order", "order_status")
    assert fact in await signed_in.say(text, "choose_item", **entities)


async def test_signed_in_with_one_fitting_order_needs_no_choice(signed_in: Conversation) -> None:
    assert "TRK10023GB" in await signed_in.say("where is my parcel", "track_order")
    assert "R-20001" in await signed_in.say("my other order: where is my refund", "refund_status")


async def test_signed_in_the_order_is_the_one_with_the_item_named(
    signed_in: Conversation,
) -> None:
    answer = await signed_in.say("return the hat", "return_item")
    assert "about Moor Hat (M) of order 10025" in answer and "Why" in answer


async def test_signed_in_only_orders_with_the_item_named_are_offered(
    signed_in: Conversation,
) -> None:
    answer = await signed_in.say("cancel the jacket", "cancel_order")
    assert "10024" in answer and "10027" in answer
    assert not await signed_in.slot("order_number")
    answer = await signed_in.say("actually, where is my bottle?", "order_status")
    assert "TRK10023GB" in answer


async def test_signed_in_an_item_that_cannot_go_back_yet_is_not_taken_for_another(
    signed_in: Conversation, shop: Shop
) -> None:
    with open_database().writing() as session:
        query = update(Order).where(Order.number.in_(["10025", "10026"]))
        session.execute(query.values(customer_id=TOM))
    answer = await signed_in.say("return the bottle", "return_item")
    assert "order 10023" in answer
    assert "already on its way, so there is nothing to send back" in answer


async def test_signed_in_sees_no_order_of_others(signed_in: Conversation) -> None:
    answer = await signed_in.say("where is 10031", "order_status", order_number="10031")
    assert "DPD" not in answer
    assert await signed_in.asked() == "proof"


async def test_being_signed_in_ends_with_the_session(signed_in: Conversation) -> None:
    await signed_in.say("track 10023", "track_order", order_number="10023")
    signed_in.customer = None
    assert "TRK10023GB" not in await signed_in.say("track 10023", "track_order")
    assert await signed_in.asked() == "proof"


async def test_an_order_of_someone_else_does_not_stand_before_ones_own(
    signed_in: Conversation,
) -> None:
    answer = await signed_in.say("where is 10031", "order_status", order_number="10031")
    assert "DPD" not in answer and "postcode" in answer
    answer = await signed_in.say("then where is my order", "track_order")
    assert "TRK10023GB" in answer or "10023" in " ".join([answer, *signed_in.titles])
