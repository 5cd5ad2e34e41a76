"""When the form of order tasks lets a shopper go, instead of asking again and again."""

from __future__ import annotations

from typing import Any

import pytest

from actions.shop.database import Shop
from tests.actions.conftest import Conversation
from tests.actions.shop import order, tickets
from tests.actions.test_looking import ask

MAYAS = "maya.fenwick@example.com"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I haven't ordered anything yet. A jacket please", "order_status"),
        ("i dont care about a case i need a jacket for tomorrow", "nlu_fallback"),
        ("never mind the order number!! a jacket for walking", "inform"),
        ("I'm looking for a jacket", "exchange_item"),
    ],
)
async def test_a_wish_for_products_ends_the_form(
    talk: Conversation, text: str, intent: str
) -> None:
    await talk.say("its broken!!", "item_problem")
    answer = await talk.say(text, intent, category="Jackets")
    assert "Fell Jacket" in answer and "What is the order number" not in answer
    assert await talk.asked() is None and await talk.slot("task") is None


async def test_a_wish_for_products_taken_for_an_order_begins_no_form(talk: Conversation) -> None:
    text = "I need a new walking jacket, size M, the short one"
    answer = await talk.say(text, "exchange_item", category="Jackets", guesses=["search_product"])
    assert "Fell Jacket" in answer and await talk.asked() is None


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I want to return a jacket", "return_item"),
        ("I need a bigger size of the jacket", "exchange_item"),
        ("I'd like some money back for my jacket", "refund_status"),
        ("where is the jacket?", "order_status"),
    ],
)
async def test_a_bought_product_is_about_an_order(
    talk: Conversation, text: str, intent: str
) -> None:
    await talk.say(text, intent, category="Jackets", guesses=["search_product"])
    assert await talk.asked() == "order_number"
    await talk.say("it was the green jacket", "inform", category="Jackets")
    assert await talk.asked() == "order_number"


@pytest.mark.parametrize(
    "text", ["I haven't ordered anything", "no order yet", "it's not about an order"]
)
async def test_without_an_order_none_is_asked_for(talk: Conversation, text: str) -> None:
    await talk.say("where is it", "order_status")
    assert "not about an order" in await talk.say(text, "order_status")
    assert await talk.asked() is None


@pytest.mark.parametrize(
    ("begins", "intent", "way", "facts"),
    [
        ("my boots leak", "item_problem", "order_number", ["2-year warranty", "stores"]),
        ("send something back", "return_item", "order_number", ["receipt", "stores"]),
        ("where is my order", "order_status", "order_number", ["help you to find it"]),
        ("where is 10023", "order_status", "proof", ["keep it safe"]),
    ],
)
async def test_who_was_asked_twice_in_vain_is_offered_another_way(
    talk: Conversation, begins: str, intent: str, way: str, facts: list[str]
) -> None:
    told: dict[str, Any] = {"order_number": "10023"} if way == "proof" else {}
    await talk.say(begins, intent, **told)
    await talk.say("I don't have the e-mail any more", "inform")
    assert await talk.asked() == way
    answer = await talk.say("I don't know it", "inform")
    assert all(fact in answer for fact in facts)
    assert talk.titles == ["Talk to a person"] and await talk.asked() is None
    assert "reach you on" in await talk.say("yes please", "affirm")
    await talk.say("no", "deny")
    ((kind, summary, *_),) = tickets()
    assert kind == "handoff" and summary.startswith(begins)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can i just go to the leeds shop and swap it", "exchange_item"),
        ("I bought it in your manchester store", "inform"),
    ],
)
async def test_a_store_takes_things_without_the_number(
    talk: Conversation, text: str, intent: str
) -> None:
    await talk.say("its broken!!", "item_problem")
    answer = await talk.say(text, intent)
    assert "any of our four stores" in answer and "9.30 am" in answer
    assert await talk.asked() is None


@pytest.mark.parametrize(
    "text", ["my husband bought it, can i still send it back", "he gave it me for my birthday"]
)
async def test_a_present_has_no_number(talk: Conversation, text: str) -> None:
    answer = await talk.say(text, "return_item")
    assert "gift receipt" in answer and await talk.asked() is None
    assert "order number" in await talk.say("yes", "affirm")


async def test_who_gives_a_present_has_its_number(talk: Conversation) -> None:
    await talk.say("I bought a present for my son and want to return it", "return_item")
    assert await talk.asked() == "order_number"


async def test_a_general_question_is_answered_without_the_order(talk: Conversation) -> None:
    await talk.say("where is my refund", "refund_status")
    text = "no wait, what's the usual time for refunds"
    answer = await talk.say(text, "refund_status", answers=["faq/refund_time"])
    assert "5 working days" in answer and await talk.asked() is None


async def test_what_may_be_a_question_is_answered_in_the_form(talk: Conversation) -> None:
    await talk.say("send it back", "return_item")
    text = "do i get the money or does he"
    answer = await talk.say(text, "nlu_fallback", answers=["faq/refund_method"])
    assert "the way you paid" in answer and await talk.asked() == "order_number"


@pytest.mark.parametrize(
    ("text", "intent", "also"),
    [
        ("No, do not cancel it.", "cancel_order", ""),
        ("no, leave it", "nlu_fallback", ""),
        ("please don't cancel it", "affirm", ""),
        ("In that case no, leave it. How long have I to return it?", "faq", "30 days"),
    ],
)
async def test_a_no_in_more_words_is_a_no(
    talk: Conversation, shop: Shop, text: str, intent: str, also: str
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    answer = await talk.say(text, intent, answers=["faq/return_policy"])
    assert "Nothing was changed" in answer and also in answer
    assert await talk.asked() is None
    assert order(shop, "10024").status == "processing"


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("id rather have a new one than money", "a replacement"),
        ("I would prefer that you send it out.", "a replacement"),
        ("not a new one, just my money", "money back"),
        ("refund instead of a replacement", "money back"),
    ],
)
async def test_what_is_wished_for_instead_is_read_out_of_both(
    talk: Conversation, text: str, wish: str
) -> None:
    await ask(talk, "the hat is torn in", "item_problem", "10025")
    assert await talk.asked() == "remedy"
    await talk.say(text, "nlu_fallback")
    assert tickets()[0][1].endswith(f"Wants {wish}.")


async def test_sending_back_a_faulty_item_is_explained(talk: Conversation) -> None:
    await ask(talk, "the hat is torn in", "item_problem", "10025")
    answer = await talk.say("do i have to send the old one back?", "faq")
    assert "prepaid label" in answer and await talk.asked() == "remedy"


async def test_what_an_answer_tells_besides_is_not_asked(talk: Conversation) -> None:
    await ask(talk, "something with", "item_problem", "10025")
    await talk.say("The hat. It simply was not in the parcel.", "item_problem")
    assert await talk.asked() == "remedy"


async def test_a_thing_that_is_not_in_the_order_is_said_to_be_missing(talk: Conversation) -> None:
    answer = await ask(talk, "the jacket is torn in", "item_problem", "10032")
    assert "I see no" not in answer and await talk.asked() == "remedy"
    await talk.say("stop", "stop")
    answer = await ask(talk, "the bottle leaks in", "item_problem", "10032")
    assert "I see no bottle in order 10032" in answer and await talk.asked() == "items"


async def test_a_look_in_between_is_no_answer_in_words(talk: Conversation) -> None:
    await ask(talk, "change the address of", "change_address", "10024")
    answer = await talk.say("before that, has it been sent already?", "order_status")
    assert "is being prepared" in answer and await talk.asked() == "new_address"
