"""What is wanted of an order survives the questions for number and proof, and is taken up."""

from __future__ import annotations

from typing import Any

import pytest

from tests.actions.conftest import Conversation
from tests.actions.shop import tickets

EMAIL = "maya.fenwick@example.com"
PROOF: dict[str, Any] = {"order_number": "10025", "email": EMAIL}


@pytest.mark.parametrize(
    ("text", "intent", "guesses", "asked"),
    [
        (
            "order 10025, maya.fenwick@example.com, I want to send the hat back",
            "inform",
            [],
            "reason",
        ),
        ("10025 maya.fenwick@example.com the hat came torn", "inform", ["item_problem"], "problem"),
        ("10025 maya.fenwick@example.com swap the hat", "nlu_fallback", [], "wanted"),
    ],
)
async def test_told_with_number_and_proof(
    talk: Conversation, text: str, intent: str, guesses: list[str], asked: str
) -> None:
    await talk.say(text, intent, guesses=guesses, **PROOF)
    assert await talk.asked() in (asked, "remedy")


async def test_told_with_the_proof_alone(talk: Conversation) -> None:
    text = "maya.fenwick@example.com, i want to return the hat"
    await talk.say(text, "inform", email=EMAIL)
    assert await talk.asked() == "order_number"
    await talk.say("10025", "inform", order_number="10025")
    assert await talk.asked() == "reason"  # the hat was named


@pytest.mark.parametrize(
    ("text", "intent", "extra", "asked"),
    [
        (
            "can i give back a hat that i tried on?",
            "faq",
            {"answers": ["faq/return_policy"]},
            "reason",
        ),
        ("want to send back the hat", "nlu_fallback", {}, "reason"),
        ("the hat is the wrong size", "refine_search", {"guesses": ["exchange_item"]}, "wanted"),
    ],
)
async def test_told_before_number_and_proof(
    talk: Conversation, text: str, intent: str, extra: dict[str, Any], asked: str
) -> None:
    await talk.say(text, intent, **extra)
    if await talk.asked() is None:
        await talk.say("10025, maya.fenwick@example.com", "inform", **PROOF)
    else:
        await talk.say("10025", "inform", order_number="10025")
        await talk.say(EMAIL, "inform", email=EMAIL)
    assert await talk.asked() == asked


async def test_a_wish_that_rests_is_taken_up(talk: Conversation) -> None:
    await talk.say("I want to send the hat back", "return_item")
    for _ in range(3):
        await talk.say("do you sell kayaks?", "out_of_scope")
    assert await talk.asked() is None
    await talk.say("found it: 10025, maya.fenwick@example.com", "inform", **PROOF)
    assert await talk.asked() == "reason"


@pytest.mark.parametrize(("text", "intent"), [("stop", "stop"), ("never mind", "stop")])
async def test_a_wish_that_was_given_up_is_not(talk: Conversation, text: str, intent: str) -> None:
    await talk.say("I want to send the hat back", "return_item")
    await talk.say(text, intent)
    answer = await talk.say("10025, maya.fenwick@example.com", "inform", **PROOF)
    assert "What would you like" in answer and await talk.asked() is None


async def test_a_wish_that_was_done_is_not_done_twice(talk: Conversation) -> None:
    await talk.say("where is my order 10023", "order_status", order_number="10023", email=EMAIL)
    answer = await talk.say(EMAIL, "inform", email=EMAIL)
    assert "TRK" not in answer


async def test_what_is_told_with_the_proof_is_not_asked_again(talk: Conversation) -> None:
    await talk.say("something is wrong with my order", "item_problem")
    await talk.say("10025", "inform", order_number="10025")
    text = f"{EMAIL} the bottle leaks and I want my money back"
    answer = await talk.say(text, "inform", email=EMAIL)
    assert "T-3001" in answer and "Tarn Bottle" in answer
    assert tickets()[0][0] == "item_problem"


async def test_another_wish_beside_the_proof_waits(talk: Conversation) -> None:
    await talk.say("where is my order 10025", "order_status", order_number="10025")
    text = f"{EMAIL}, and i want to return the hat"
    answer = await talk.say(text, "return_item", email=EMAIL)
    assert "first where order 10025 is, then the return from order 10025" in answer
    assert "has been delivered" in answer and await talk.asked() == "reason"


async def test_of_one_thing_the_newest_wish_holds(talk: Conversation) -> None:
    await talk.say("i want to return the hat from 10025", "return_item", order_number="10025")
    text = f"{EMAIL} - can I swap it for L"
    answer = await talk.say(text, "exchange_item", email=EMAIL)
    assert answer.startswith("Shall I exchange Moor Hat (M) for L?")


async def test_a_question_beside_the_proof_is_answered(talk: Conversation) -> None:
    await talk.say("i want to return the hat from 10025", "return_item", order_number="10025")
    text = f"{EMAIL}. is that free?"
    answer = await talk.say(text, "faq", email=EMAIL, answers=["faq/return_cost"])
    assert answer.startswith(str(talk.agent.domain.responses["utter_faq/return_cost"][0]["text"]))
    assert await talk.asked() == "reason"


async def test_where_it_shall_go_is_no_proof(talk: Conversation) -> None:
    await talk.say("change the address of 10024", "change_address", order_number="10024")
    text = "postcode LS1 4AB, new address 27 Harbour Lane, York YO1 7HH"
    answer = await talk.say(text, "inform", postcode=["LS1 4AB", "YO1 7HH"])
    assert answer.startswith("Shall order 10024 go to 27 Harbour Lane, York YO1 7HH?")


async def test_signed_in_a_wish_needs_no_proof(signed_in: Conversation) -> None:
    await signed_in.say("10025 the hat, send it back", "inform", order_number="10025")
    assert await signed_in.asked() == "reason"
