"""Complaints, hand-over to colleagues, payments that went wrong."""

from __future__ import annotations

import pytest

from bot.privacy.pseudonyms import Pseudonyms
from bot.privacy.tickets import ERASED_TEXT, TicketHolding
from settings import get_settings
from tests.actions.conftest import Conversation
from tests.actions.shop import tickets
from tests.actions.test_looking import ask


async def test_complaint_asks_what_happened(talk: Conversation) -> None:
    assert "What happened?" in await talk.say("worst shop ever", "complaint")
    story = "the driver threw the parcel over the fence, and nobody answers my e-mails"
    assert "reach you" in await talk.say(story, "complaint")
    answer = await talk.say("rosa@example.net", "inform", email="rosa@example.net")
    assert "T-3001" in answer
    assert tickets() == [("complaint", story, None, "rosa@example.net")]


async def test_a_ticket_is_found_by_the_hash_of_its_shopper(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    await talk.say("the driver was rude", "complaint")
    await talk.say("rosa@example.net", "inform", email="rosa@example.net")
    settings = get_settings()
    names = Pseudonyms(settings.all_secrets()).candidates(talk.sender)
    holding = TicketHolding(settings.shop_url)
    assert [ticket["contact"] for ticket in holding.export(names)] == ["rosa@example.net"]
    assert holding.erase(names, "shopper") == 1 and holding.export(names) == []
    assert tickets() == [("complaint", ERASED_TEXT, None, None)]


async def test_an_order_named_last_is_part_of_the_complaint(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    await talk.say("the driver was rude", "complaint")
    noted = await talk.say("order 10031", "inform", order_number="10031")
    assert noted.startswith("Thank you, I've noted the order.")
    assert await talk.asked() == "contact"
    await talk.say("rosa@example.net", "inform", email="rosa@example.net")
    ((_, _, number, contact),) = tickets()
    assert (number, contact) == ("10031", "rosa@example.net")


async def test_a_question_in_a_complaint_is_part_of_it(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    await talk.say(
        "why does your staff never call back when I ask where my refund is?", "refund_status"
    )
    assert await talk.asked() == "contact"


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("10031", {"order_number": "10031"}),
        ("it's about order number 10031", {"order_number": "10031"}),
        ("order 10031, tom@example.net", {"order_number": "10031", "email": "tom@example.net"}),
    ],
)
async def test_an_order_number_is_not_what_happened(
    talk: Conversation, text: str, entities: dict[str, str]
) -> None:
    await talk.say("I want to complain", "complaint")
    answer = await talk.say(text, "inform", **entities)
    assert "noted the order" in answer and "What happened?" in answer
    await talk.say("it came three weeks late", "complaint")
    if await talk.asked() is not None:
        await talk.say("tom@example.net", "inform", email="tom@example.net")
    ((_, summary, number, contact),) = tickets()
    assert summary.startswith("it came three weeks late") and "not shown" in summary
    assert (number, contact) == ("10031", "tom@example.net")


@pytest.mark.parametrize("at", ["opening", "story"])
async def test_an_order_named_in_a_complaint_is_in_its_ticket(talk: Conversation, at: str) -> None:
    opening, story = "I want to complain", "it came late and the driver was rude"
    said = {"order_number": "10031"}
    if at == "opening":
        await talk.say(f"{opening} about 10031", "complaint", **said)
        await talk.say(story, "complaint")
    else:
        await talk.say(opening, "complaint")
        await talk.say(f"order 10031: {story}", "complaint", **said)
    await talk.say("no", "deny")
    ((_, summary, number, _),) = tickets()
    assert story in summary and number == "10031"


async def test_a_proven_order_is_in_a_complaint(talk: Conversation) -> None:
    await ask(talk, "status of", "order_status", "10025")
    await talk.say("I want to complain", "complaint")
    assert "T-3001" in await talk.say("the driver was rude", "complaint")
    assert tickets()[0][1:] == ("the driver was rude", "10025", "maya.fenwick@example.com")


async def test_card_numbers_do_not_reach_the_ticket(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    await talk.say("you charged 4111 1111 1111 1111 for nothing", "complaint")
    await talk.say("skip that", "stop")
    assert tickets() == [("complaint", "you charged [number] for nothing", None, None)]


async def test_hand_over_of_a_guest(talk: Conversation) -> None:
    assert "reach you" in await talk.say("a human please", "human_handoff")
    assert "I need an e-mail address" in await talk.say("what?", "inform")
    answer = await talk.say("call me on 0113 496 0999", "inform")
    assert "T-3001" in answer and "by phone" in answer and "0113 496 0182" in answer
    assert "Monday to Friday 8 am–8 pm" in answer
    assert tickets() == [("handoff", "a human please", None, "0113 496 0999")]


async def test_hand_over_without_contact(talk: Conversation) -> None:
    await talk.say("a human please", "human_handoff")
    answer = await talk.say("no", "deny")
    assert "0113 496 0182" in answer and "T-3001" in answer


async def test_hand_over_of_a_customer_needs_no_question(signed_in: Conversation) -> None:
    answer = await signed_in.say("a human please", "human_handoff")
    assert "T-3001" in answer and "by e-mail" in answer
    assert tickets()[0][3] == "maya.fenwick@example.com"


async def test_hand_over_in_the_middle_of_something_else(talk: Conversation) -> None:
    await ask(talk, "I want to return something from", "return_item", "10025")
    answer = await talk.say("I want to talk to a person", "human_handoff")
    assert "T-3001" in answer
    assert tickets()[0][2] == "10025"
    assert await talk.asked() is None


@pytest.mark.parametrize("text", ["there is none yet", "no", "I never got a number"])
async def test_payment_without_an_order(talk: Conversation, text: str) -> None:
    assert "number" in await talk.say("my card was declined", "payment_problem")
    await talk.say(text, "deny" if text == "no" else "nlu_fallback")
    answer = await talk.say("rosa@example.net", "inform", email="rosa@example.net")
    assert "T-3001" in answer
    assert tickets() == [("payment_problem", "my card was declined", None, "rosa@example.net")]


async def test_payment_of_a_customer_for_no_order(signed_in: Conversation) -> None:
    await signed_in.say("my card was declined", "payment_problem")
    assert await signed_in.asked() == "order_choice"
    assert "T-3001" in await signed_in.say("for none of them, there is no order yet", "deny")
    assert tickets()[0][3] == "maya.fenwick@example.com"


async def test_payment_that_failed(talk: Conversation) -> None:
    answer = await ask(talk, "payment went wrong for", "payment_problem", "10027")
    assert "failed" in answer and "nothing was taken" in answer and "My orders" in answer
    assert tickets() == []


async def test_payment_that_is_there(talk: Conversation) -> None:
    answer = await ask(talk, "charged twice for", "payment_problem", "10023")
    assert "£101.35 was paid by Visa card" in answer and "T-3001" in answer
    assert tickets()[0][2] == "10023"
