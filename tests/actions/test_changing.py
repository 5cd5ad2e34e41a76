"""Cancelling orders and changing their address."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from actions.shop.database import Shop, open_database
from actions.shop.models import Order
from actions.shop.order_rules import RETURN_DAYS
from tests.actions.conftest import Conversation
from tests.actions.shop import MAYA, NINA, order
from tests.actions.test_looking import ask

WITHIN = f"you can return it within {RETURN_DAYS} days"
NEW = "27 Harbour Lane, Leeds LS1 4AB"


async def test_cancelling_asks_first_and_says_what_comes_back(
    talk: Conversation, shop: Shop
) -> None:
    question = await ask(talk, "cancel", "cancel_order", "10024")
    assert "Fell Jacket (navy, M)" in question and "£83.90" in question
    assert order(shop, "10024").status == "processing"
    answer = await talk.say("yes", "affirm")
    assert "cancelled" in answer and "£83.90 goes back to your Visa card" in answer
    assert order(shop, "10024").status == "cancelled"


@pytest.mark.parametrize(
    ("text", "confidence"),
    [("hmm", 0.93), ("maybe", 0.9), ("is that right?", 0.98), ("it is", 0.5)],
)
async def test_half_a_yes_is_none(
    talk: Conversation, shop: Shop, text: str, confidence: float
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    assert "yes or no" in await talk.say(text, "affirm", confidence=confidence)
    assert order(shop, "10024").status == "processing"
    assert "cancelled" in await talk.say("ok, why not?", "affirm")


@pytest.mark.parametrize("text", ["ok", "okay, thanks", "all right"])
async def test_ok_to_an_answer_in_between_is_no_yes(
    talk: Conversation, shop: Shop, text: str
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    assert "shall I cancel it?" in await talk.say("what does delivery cost?", "delivery_cost")
    assert "yes or no" in await talk.say(text, "affirm")
    assert order(shop, "10024").status == "processing"
    assert "cancelled" in await talk.say("yes", "affirm")


async def test_ok_to_the_question_itself_is_a_yes(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    assert "10027" in await talk.say("no, order 10027", "correct", order_number="10027")
    assert "cancelled" in await talk.say("ok", "affirm")
    assert order(shop, "10027").status == "cancelled"


async def test_ok_does_not_cancel_more_than_was_named(talk: Conversation, shop: Shop) -> None:
    proof = {"order_number": "10025", "email": "maya.fenwick@example.com"}
    with open_database().writing() as session:
        session.execute(update(Order).where(Order.number == "10025").values(status="processing"))
    text = "cancel the hat in order 10025, maya.fenwick@example.com"
    assert "as a whole" in await talk.say(text, "cancel_order", **proof)
    assert "yes or no" in await talk.say("ok", "affirm")
    assert order(shop, "10025").status == "processing"
    assert "cancelled" in await talk.say("yes, all of it", "affirm")


async def test_refusing_to_confirm_changes_nothing(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    assert "Nothing was changed" in await talk.say("no", "deny")
    assert order(shop, "10024").status == "processing"
    assert await talk.asked() is None


@pytest.mark.parametrize(
    ("number", "fact"),
    [
        ("10023", f"on its way, so it can't be cancelled any more. When it is there {WITHIN}"),
        ("10025", "already been delivered"),
        ("10028", "has been cancelled"),
        ("10041", "already packed"),
    ],
)
async def test_what_can_no_longer_be_cancelled_is_said_at_once(
    talk: Conversation, number: str, fact: str
) -> None:
    assert fact in await ask(talk, "cancel", "cancel_order", number)
    assert await talk.asked() is None


async def test_what_a_return_costs_and_for_how_long_is_the_shops_rule(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("actions.orders.words.RETURN_DAYS", 14)
    monkeypatch.setattr("actions.orders.words.FREE_RETURNS_IN", "")
    answer = await ask(talk, "cancel", "cancel_order", "10023")
    assert "within 14 days" in answer and "free of charge" not in answer


async def test_an_order_packed_while_the_shopper_hesitates_stays(
    talk: Conversation, shop: Shop
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    shop.orders.cancel("10024")
    assert "has been cancelled, so it can't" in await talk.say("yes", "affirm")


async def test_the_address_is_changed_after_a_yes(talk: Conversation, shop: Shop) -> None:
    assert "new address" in await ask(talk, "wrong address on", "change_address", "10024")
    half = await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    assert "not a whole address" in half
    assert NEW in await talk.say(NEW, "inform", postcode="LS1 4AB")
    assert NEW in await talk.say("yes", "affirm")
    assert order(shop, "10024").address == NEW


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("please send it to 9 Chapel Street, Bath BA1 5LP", "9 Chapel Street, Bath BA1 5LP"),
        ("it's Rose Cottage, Mill Lane, York YO1 7PR.", "Rose Cottage, Mill Lane, York YO1 7PR"),
        ("my new address is Flat 3, 18 Beech Grove, S10 2LB", "Flat 3, 18 Beech Grove, S10 2LB"),
    ],
)
async def test_an_address_is_taken_out_of_its_sentence(
    talk: Conversation, text: str, address: str
) -> None:
    await ask(talk, "wrong address on", "change_address", "10024")
    assert f"go to {address}?" in await talk.say(text, "inform")


async def test_an_address_told_at_once_is_not_asked_for(talk: Conversation) -> None:
    proof = {"order_number": "10024", "postcode": "LS1 4AB"}
    await talk.say("track 10024, LS1 4AB", "track_order", **proof)
    answer = await talk.say(
        "deliver it to 41 Castle Terrace, Durham DH1 4RW instead", "change_address"
    )
    assert "go to 41 Castle Terrace, Durham DH1 4RW?" in answer


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (f"change the address of order 10024 to {NEW}", NEW),
        (f"I need 10024 delivered to a different address, {NEW}", NEW),
        (f"new address for 10024. Flat 3, {NEW}, please", f"Flat 3, {NEW}"),
        (f"change address 10024 {NEW}", NEW),
        (
            "change the address of 10024 to Rose Cottage, 5 Mill Lane, York YO1 7PR, thanks",
            "Rose Cottage, 5 Mill Lane, York YO1 7PR",
        ),
    ],
)
async def test_an_address_in_the_first_message_outlasts_the_proof(
    talk: Conversation, shop: Shop, text: str, address: str
) -> None:
    told = {"order_number": "10024", "postcode": address[-7:]}
    assert "e-mail address or postcode" in await talk.say(text, "change_address", **told)
    assert f"go to {address}?" in await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    await talk.say("yes", "affirm")
    assert order(shop, "10024").address == address


async def test_a_new_address_without_a_word_of_change_is_a_wish_for_it(
    talk: Conversation,
) -> None:
    told = {"order_number": "10024", "postcode": "LS1 4AB"}
    assert "e-mail" in await talk.say(f"order 10024, new address {NEW}", "inform", **told)
    assert f"go to {NEW}?" in await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")


async def test_a_wrong_postcode_is_put_right(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "wrong address on", "change_address", "10024")
    await talk.say("5 Harbour Way, Bristol BS8 2NM", "inform", postcode="BS8 2NM")
    answer = await talk.say("sorry, wrong postcode, it's BS8 2NN", "correct", postcode="BS8 2NN")
    assert "5 Harbour Way, Bristol BS8 2NN" in answer
    await talk.say("yes", "affirm")
    assert order(shop, "10024").postcode == "BS8 2NN"
    assert await talk.slot("wrong_tries") is None


@pytest.mark.parametrize(
    ("number", "fact"),
    [("10041", "already packed"), ("10023", "tracking link"), ("10027", "payment")],
)
async def test_what_can_no_longer_go_elsewhere_is_said_at_once(
    talk: Conversation, number: str, fact: str
) -> None:
    assert fact in await ask(talk, "wrong address on", "change_address", number)
    assert await talk.asked() is None


async def test_the_new_address_is_declared_personal(talk: Conversation) -> None:
    await ask(talk, "wrong address on", "change_address", "10024")
    await talk.say(NEW, "inform")
    tracker = await talk.tracker()
    said = next(e for e in reversed(tracker.events) if e.type_name == "bot")
    assert NEW in {item["value"] for item in said.metadata["personal"]}


async def test_no_to_the_question_for_the_address_gives_it_up(talk: Conversation) -> None:
    await ask(talk, "wrong address on", "change_address", "10024")
    assert "I've stopped" in await talk.say("actually no, leave it", "deny")
    assert await talk.asked() is None


@pytest.mark.parametrize(("customer", "numbers"), [(MAYA, ["10024", "10027"]), (NINA, ["10043"])])
async def test_signed_in_only_what_can_be_cancelled_is_offered(
    signed_in: Conversation, customer: int, numbers: list[str]
) -> None:
    signed_in.customer = customer
    answer = await signed_in.say("cancel my order", "cancel_order")
    assert all(number in answer for number in numbers)
    assert "10023" not in answer and "10042" not in answer
