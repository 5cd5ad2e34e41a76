"""What is told behind a ticket goes into it: how to be reached, and more of the matter."""

from __future__ import annotations

import pytest

from actions.shop.database import open_shop
from actions.shop.tickets import tickets_for
from bot.privacy.pseudonyms import Pseudonyms
from bot.privacy.tickets import TicketHolding
from settings import get_settings
from tests.actions.conftest import Conversation
from tests.actions.shop import tickets
from tests.actions.test_looking import ask


async def report_the_bottle(talk: Conversation) -> None:
    await ask(talk, "the bottle leaks, please replace it", "item_problem", "10025")


@pytest.mark.parametrize("intent", ["inform", "nlu_fallback", "human_handoff", "item_problem"])
@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("you can reach me on 07700 900461", "07700 900461"),
        ("could you ring me on +44 7700 900461 please?", "+44 7700 900461"),
    ],
)
async def test_a_phone_number_is_added(
    talk: Conversation, text: str, number: str, intent: str
) -> None:
    await report_the_bottle(talk)
    answer = await talk.say(text, intent)
    assert answer.startswith("I've added that to T-3001") and "reach you" in answer
    assert [contact for *_, contact in tickets()] == [f"maya.fenwick@example.com; {number}"]
    assert await talk.asked() is None


async def test_another_address_is_added_once(talk: Conversation) -> None:
    await report_the_bottle(talk)
    for _ in range(2):
        await talk.say("please write to maya@work.example", "inform", email="maya@work.example")
    assert tickets()[0][3] == "maya.fenwick@example.com; maya@work.example"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("oh and the zip is also broken", "item_problem"),
        ("forgot to say, the lid is cracked as well", "inform"),
        ("please tell them it is urgent", "nlu_fallback"),
        ("it leaked all over my rucksack", "item_problem"),
        # What sounds like anything means the matter at hand.
        ("its urgent, going away friday", "cancel_order"),
    ],
)
async def test_more_of_the_matter_is_added(talk: Conversation, text: str, intent: str) -> None:
    await report_the_bottle(talk)
    assert await talk.say(text, intent) == (
        "I've added that to T-3001, so that my colleagues know it too."
    )
    ((_, summary, order, _),) = tickets()
    assert summary.endswith(f"\nAdded later: {text}") and order == "10025"
    # What comes next is still told for the case.
    assert "within one working day" in await talk.say("and now?", "what_next")


async def test_card_numbers_are_not_added(talk: Conversation) -> None:
    await report_the_bottle(talk)
    await talk.say("oh and I paid with 4111 1111 1111 1111", "item_problem")
    ((_, summary, _, contact),) = tickets()
    assert summary.endswith("I paid with [number]") and contact == "maya.fenwick@example.com"


async def test_who_would_rather_call_may_think_again(talk: Conversation) -> None:
    await talk.say("a human please", "human_handoff")
    await talk.say("no", "deny")
    assert "name the reference T-3001" in await talk.say("and now?", "what_next")
    await talk.say("ok, 07700 900461 then", "inform")
    assert tickets() == [
        ("handoff", "a human please\nAdded later: ok, 07700 900461 then", None, "07700 900461")
    ]
    assert "get back to you" in await talk.say("and now?", "what_next")


@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("and where is 10023", "order_status", {"order_number": "10023"}),
        ("and another order came broken too", "item_problem", {}),
        ("is 0113 496 0999 your number?", "faq", {}),
        ("oh and i want to send the hat back", "return_item", {}),
        ("what if the lid leaks too?", "item_problem", {}),
    ],
)
async def test_what_is_about_something_else_is_not_added(
    talk: Conversation, text: str, intent: str, entities: dict[str, str]
) -> None:
    await report_the_bottle(talk)
    assert "T-3001" not in await talk.say(text, intent, answers=["faq/contact_details"], **entities)
    assert "Added later" not in tickets()[0][1]


async def test_without_a_ticket_nothing_is_noted(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    await talk.say("never mind", "stop")
    assert "added" not in await talk.say("you can reach me on 07700 900461", "inform")
    assert tickets() == []


async def test_a_ticket_is_added_to_by_its_shopper_only(talk: Conversation) -> None:
    await report_the_bottle(talk)
    desk = open_shop().tickets
    with tickets_for("somebody else"):
        assert not desk.add("T-3001", "call me", contact="07700 900461")
    assert tickets()[0][3] == "maya.fenwick@example.com"


async def test_an_erased_ticket_stays_so(talk: Conversation) -> None:
    await report_the_bottle(talk)
    settings = get_settings()
    names = [Pseudonyms(settings.all_secrets()).of(talk.sender)]
    assert TicketHolding(settings.shop_url).erase(names, "shopper") == 1
    await talk.say("you can reach me on 07700 900461", "inform")
    ((_, summary, _, contact),) = tickets()
    assert summary == "[erased at the shopper's request]" and contact is None


async def test_what_is_told_right_behind_a_hand_over_is_for_the_same_colleague(
    talk: Conversation,
) -> None:
    await talk.say("a human please", "human_handoff")
    await talk.say("07700 900461", "inform")
    assert "T-3001" in await talk.say("its the strap really", "item_problem")
    assert tickets()[0][1].endswith("Added later: its the strap really")
    # Later on it is a matter of its own.
    for _ in range(3):
        await talk.say("do you sell kayaks?", "out_of_scope")
    await talk.say("the lid of my flask leaks", "item_problem")
    assert await talk.asked() == "order_number"


@pytest.mark.parametrize("intent", ["order_status", "inform", "nlu_fallback"])
async def test_who_wants_to_be_called_is_asked_for_a_number(
    talk: Conversation, intent: str
) -> None:
    text = "can someone ring me about order 10025"
    await talk.say(text, intent, order_number="10025")
    assert await talk.asked() == "contact"
    assert "by phone" in await talk.say("07700 900461", "inform")
    assert tickets()[0][1:] == (
        f"{text} (The order was named, not shown to be theirs.)",
        "10025",
        "07700 900461",
    )


async def test_a_customer_is_called_on_the_number_of_the_account(signed_in: Conversation) -> None:
    assert "by phone" in await signed_in.say("can you call me please", "human_handoff")
    assert tickets()[0][3] == "07700 900123"


async def test_a_contact_that_nobody_would_use_is_handed_over_with_a_yes(
    talk: Conversation,
) -> None:
    answer = await talk.say("you can reach me on 07700 900461", "inform")
    assert "nobody would call" in answer and tickets() == []
    assert "T-3001" in await talk.say("yes", "affirm")
    assert tickets()[0][3] == "07700 900461"


async def test_what_has_not_come_by_the_shops_word_is_offered_a_person(
    talk: Conversation,
) -> None:
    answer = await ask(talk, "the jacket is torn in", "item_problem", "10023")
    assert "has not arrived yet" in answer and answer.endswith("one of my colleagues?")
    await talk.say("yes", "affirm")
    ((kind, summary, order, _),) = tickets()
    assert (kind, order) == ("handoff", "10023") and "the jacket is torn" in summary


async def test_a_parcel_that_never_came_is_offered_a_case(talk: Conversation) -> None:
    answer = await ask(talk, "I never got my parcel", "order_status", "10025")
    assert "delivered it on" in answer and "neighbours" in answer
    await talk.say("yes", "affirm")
    assert await talk.asked() == "remedy"  # which items, and what happened, is told


async def test_a_wish_after_number_and_proof_is_tried(talk: Conversation) -> None:
    proof = {"order_number": "10024", "email": "maya.fenwick@example.com"}
    await talk.say("10024, maya.fenwick@example.com", "inform", **proof)
    assert (await talk.say("cancel it", "stop")).endswith("shall I cancel it?")
