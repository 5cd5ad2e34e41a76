"""Questions in place of an answer: answered or put off, never taken for the answer."""

from __future__ import annotations

import pytest

from actions.service.asking import only_asks, reason_to_ask
from actions.service.message import Message
from actions.shop.database import Shop
from tests.actions.conftest import Conversation
from tests.actions.test_looking import ask


@pytest.mark.parametrize(
    "text",
    [
        "First, could I ask who covers the parcel's cost?",
        "does it cost anything",
        "and will you pick it up",
        "quick question. can my brother bring it",
        "what about the voucher",
    ],
)
def test_a_question_tells_nothing(text: str) -> None:
    assert only_asks(Message(text=text))


@pytest.mark.parametrize(
    "text",
    [
        "is not comfortable",
        "does not close",
        "what came is not what I chose",
        "where it touches the skin it itches",
        "it pinches. do you pick it up?",
        "who knows, it just is not mine",
    ],
)
def test_what_sounds_like_a_question_tells_something(text: str) -> None:
    assert not only_asks(Message(text=text))


@pytest.mark.parametrize(
    ("text", "intent", "answers", "part"),
    [
        ("and who pays the post for that", "inform", ["faq/return_cost"], ""),
        ("is there any charge", "complaint", [], "ask me that again afterwards"),
    ],
)
async def test_a_question_is_no_reason(
    talk: Conversation, text: str, intent: str, answers: list[str], part: str
) -> None:
    await ask(talk, "I want to send back the hat from", "return_item", "10025")
    answer = await talk.say(text, intent, answers=answers)
    assert part in answer and answer.endswith("Why is it going back?")
    assert len(answer) > len("Why is it going back?")
    assert await talk.asked() == "reason"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("not really what I had hoped for", "deny"),
        ("it just looks different on me", "stop"),
        ("no longer needed", "stop"),
        ("does not suit me", "check_stock"),
        ("a bit itchy", "out_of_scope"),
    ],
)
async def test_a_reason_is_one_whatever_it_sounds_like(
    talk: Conversation, shop: Shop, text: str, intent: str
) -> None:
    await ask(talk, "I want to send back the hat from", "return_item", "10025")
    assert "Shall I open a return" in await talk.say(text, intent)
    await talk.say("yes", "affirm")
    assert shop.orders.returns("10025")[0].reason == text


async def test_a_return_can_be_given_up_at_its_reason(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "I want to send back the hat from", "return_item", "10025")
    await talk.say("never mind, I'll keep it", "stop")
    assert await talk.asked() is None and not shop.orders.returns("10025")


async def test_a_question_is_no_complaint(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    answer = await talk.say("do you read these", "complaint")
    assert "afterwards" in answer and "What happened?" in answer


@pytest.mark.parametrize(
    "text", ["how so?", "why on earth do you want my e-mail", "is that really needed", "what for"]
)
def test_why_is_told_from_other_questions(text: str) -> None:
    assert reason_to_ask(Message(text=text), "proof") is not None
    assert reason_to_ask(Message(text="why is my parcel late"), "proof") is None


async def test_why_something_is_asked_is_told(talk: Conversation) -> None:
    await talk.say("where is my parcel", "order_status")
    told = await talk.say("what do you want that for", "explain_recommendation")
    assert "By its number I find the order" in told and await talk.asked() == "order_number"
    await talk.say("10023", "inform", order_number="10023")
    told = await talk.say("how come", "explain_recommendation")
    assert "only to the person whose it is" in told and await talk.asked() == "proof"


async def test_who_tells_of_the_trouble_again_is_asked_for_the_order_and_for_no_complaint(
    talk: Conversation,
) -> None:
    await talk.say("my order hasn't turned up", "order_status")
    answer = await talk.say("it's been two weeks though", "complaint")
    assert "order number" in answer
    assert "What happened" in await talk.say("I want to complain about that", "complaint")
