"""Several orders, or several tasks, in one message."""

from __future__ import annotations

import pytest

from actions.shop.database import Shop
from tests.actions.conftest import Conversation
from tests.actions.shop import order

MAYAS = "maya.fenwick@example.com"


async def test_two_orders_are_told_one_after_the_other(talk: Conversation) -> None:
    answer = await talk.say(
        "where are orders 10023 and 10024?", "order_status", order_number=["10023", "10024"]
    )
    assert "first where order 10023 is, then where order 10024 is" in answer
    answer = await talk.say(MAYAS, "inform", email=MAYAS)
    assert answer.index("TRK10023GB") < answer.index("Next: where order 10024 is")
    assert "being prepared" in answer
    assert await talk.asked() is None


async def test_two_tasks_for_two_orders(talk: Conversation, shop: Shop) -> None:
    text = f"cancel 10024 and where is 10023? {MAYAS}"
    told = {"order_number": ["10024", "10023"], "email": MAYAS}
    answer = await talk.say(text, "order_status", **told)
    assert "first cancelling order 10024, then where order 10023 is" in answer
    assert "shall I cancel it?" in answer and "TRK10023GB" not in answer
    answer = await talk.say("yes", "affirm")
    assert "10024 is cancelled" in answer and "TRK10023GB" in answer
    assert order(shop, "10024").status == "cancelled"


async def test_the_second_of_two_tasks_still_asks(talk: Conversation, shop: Shop) -> None:
    text = f"where is 10023 and cancel 10024, {MAYAS}"
    told = {"order_number": ["10023", "10024"], "email": MAYAS}
    answer = await talk.say(text, "cancel_order", **told)
    assert "TRK10023GB" in answer and answer.endswith("shall I cancel it?")
    assert "I've stopped" in await talk.say("no", "deny")
    assert order(shop, "10024").status == "processing"


async def test_the_second_order_has_to_be_shown_to_be_theirs_too(talk: Conversation) -> None:
    numbers = ["10023", "10031"]
    await talk.say("where are 10023 and 10031?", "order_status", order_number=numbers)
    answer = await talk.say(MAYAS, "inform", email=MAYAS)
    assert "TRK10023GB" in answer and "DPD" not in answer
    assert await talk.asked() == "proof"
    assert await talk.slot("wrong_tries") is None
    toms = "tom.ashby@example.com"
    assert "DPD" in await talk.say(toms, "inform", email=toms)


async def test_two_tasks_for_one_order(talk: Conversation, shop: Shop) -> None:
    text = f"where is order 10024? and can you cancel it? {MAYAS}"
    answer = await talk.say(text, "order_status", order_number="10024", email=MAYAS)
    assert "being prepared" in answer and answer.endswith("shall I cancel it?")


async def test_items_and_addresses_belong_to_the_order_beside_them(
    talk: Conversation, shop: Shop
) -> None:
    text = "return the hat from 10025 and send 10024 to a new address, 9 Chapel St, Bath BA1 5LP"
    told = {"order_number": ["10025", "10024"], "postcode": "BA1 5LP"}
    assert "address of order 10024" in await talk.say(text, "return_item", **told)
    assert "Why is it going back?" in await talk.say(MAYAS, "inform", email=MAYAS)
    assert "return of Moor Hat" in await talk.say("too big", "inform")
    assert "go to 9 Chapel St, Bath BA1 5LP?" in await talk.say("yes", "affirm")
    await talk.say("yes", "affirm")
    assert order(shop, "10024").postcode == "BA1 5LP"
    assert await talk.slot("wrong_tries") is None


async def test_ok_to_the_first_is_no_yes_to_the_second(talk: Conversation, shop: Shop) -> None:
    text = f"cancel 10024 and 10027, {MAYAS}"
    await talk.say(text, "cancel_order", order_number=["10024", "10027"], email=MAYAS)
    assert "10024 is cancelled" in await talk.say("yes", "affirm")
    assert "yes or no" in await talk.say("ok", "affirm")
    assert order(shop, "10027").status == "payment_failed"
    assert "10027 is cancelled" in await talk.say("yes", "affirm")


async def test_several_numbers_in_answer_to_the_question_for_one(talk: Conversation) -> None:
    await talk.say("where are my orders", "order_status")
    answer = await talk.say("10023 and 10024", "inform", order_number=["10023", "10024"])
    assert "first where order 10023 is" in answer and await talk.asked() == "proof"
    answer = await talk.say(MAYAS, "inform", email=MAYAS)
    assert "TRK10023GB" in answer and "being prepared" in answer


async def test_more_than_can_wait_is_said(talk: Conversation) -> None:
    numbers = ["10023", "10024", "10025", "10026", "10027"]
    text = f"where are {', '.join(numbers)}? {MAYAS}"
    answer = await talk.say(text, "order_status", order_number=numbers, email=MAYAS)
    assert "tell me the rest after that" in answer
    assert "Next: where order 10026 is." in answer and "R-20001" in answer
    assert "payment failed" in await talk.say("10027", "inform", order_number="10027")


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("cancel 10024, not 10023", "cancel_order"),
        ("cancel 10023, no, I mean 10024", "cancel_order"),
        ("sorry, cancel 10024 instead of 10023", "cancel_order"),
    ],
)
async def test_a_slip_of_the_tongue_is_no_second_wish(
    talk: Conversation, text: str, intent: str
) -> None:
    answer = await talk.say(text, intent, order_number=["10023", "10024"])
    assert "One thing after the other" not in answer


async def test_giving_up_the_first_drops_the_others(talk: Conversation) -> None:
    numbers = ["10024", "10023"]
    await talk.say("cancel 10024 and track 10023", "cancel_order", order_number=numbers)
    assert "I've stopped" in await talk.say("never mind", "stop")
    answer = await talk.say(f"status of 10027, {MAYAS}", "order_status", order_number="10027")
    assert "Next" not in answer


async def test_another_task_for_another_order_in_the_middle(talk: Conversation, shop: Shop) -> None:
    told = {"order_number": "10024", "email": MAYAS}
    await talk.say(f"cancel 10024, {MAYAS}", "cancel_order", **told)
    answer = await talk.say("wait, where is 10023?", "order_status", order_number="10023")
    assert "first where order 10023 is, then cancelling order 10024" in answer
    assert "TRK10023GB" in answer and answer.endswith("shall I cancel it?")
    assert "10024 is cancelled" in await talk.say("yes", "affirm")
    assert order(shop, "10023").status == "shipped"
