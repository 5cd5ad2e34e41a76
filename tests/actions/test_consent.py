"""Yes and no where something would be done: a question or a doubt is no yes."""

from __future__ import annotations

import pytest

from actions.service.consent import asks_or_doubts
from actions.service.message import Message
from actions.shop.database import Shop
from tests.actions.conftest import Conversation
from tests.actions.shop import order, tickets
from tests.actions.test_looking import ask

DOUBTS = [
    "are you certain that I should do this",
    "what would happen to my points if i do",
    "will that hold up my other parcel",
    "should we",
    "would you do it in my place?",
    "ok and is that safe",
    "yes but what if I need it later",
    "not so sure",
    "I suppose so",
]
YESES = [
    "yes, please do that",
    "ok do it",
    "Yes please. How long does it take then?",
    "yes I'm sure",
    "sure, go ahead",
    "yes, can you please do that",
]


@pytest.mark.parametrize("text", DOUBTS)
def test_a_question_or_a_doubt_is_told_from_a_yes(text: str) -> None:
    assert asks_or_doubts(Message(text=text))


@pytest.mark.parametrize("text", YESES)
def test_a_yes_is_told_from_a_doubt(text: str) -> None:
    assert not asks_or_doubts(Message(text=text))


@pytest.mark.parametrize("text", [DOUBTS[0], DOUBTS[-2]])
@pytest.mark.parametrize("intent", ["affirm", "forget_me", "nlu_fallback", "deny"])
async def test_nothing_is_erased_on_a_doubt(talk: Conversation, text: str, intent: str) -> None:
    await talk.say("erase all this", "forget_me")
    answer = await talk.say(text, intent)
    assert answer.startswith("Nothing is done yet.") and "Shall I erase this whole" in answer
    assert not await talk.slot("erase_requested")


@pytest.mark.parametrize("text", ["should I", "is that wise"])
@pytest.mark.parametrize("intent", ["recommend_product", "explain_recommendation", "return_item"])
async def test_a_doubt_is_none_of_the_other_things_it_sounds_like(
    talk: Conversation, shop: Shop, text: str, intent: str
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    answer = await talk.say(text, intent)
    assert "Nothing is done yet." in answer and "shall I cancel it?" in answer
    assert order(shop, "10024").status == "processing"
    assert "cancelled" in await talk.say("yes", "affirm")


@pytest.mark.parametrize("text", YESES[1:3])
async def test_a_plain_yes_is_one(talk: Conversation, shop: Shop, text: str) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    assert "cancelled" in await talk.say(text, "affirm")


async def test_a_question_before_the_yes_is_answered(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    asked = "will my money come back quickly?"
    answer = await talk.say(asked, "faq", answers=["faq/refund_time"])
    assert "Nothing is done yet" not in answer and "shall I cancel it?" in answer
    assert order(shop, "10024").status == "processing"


async def test_a_doubt_takes_up_no_offer(talk: Conversation) -> None:
    await talk.say("send it back, my aunt gave it to me", "return_item")
    answer = await talk.say("would that work out?", "affirm")
    assert "Nothing is done yet." in answer and await talk.asked() is None
    await talk.say("yes please", "affirm")
    assert await talk.asked() == "order_number" and tickets() == []
