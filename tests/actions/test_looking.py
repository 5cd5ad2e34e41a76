"""Looking up orders in each of their states."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.orders.words import day
from actions.shop.database import Shop, open_database
from actions.shop.models import OutgoingMessage
from tests.actions.conftest import Conversation
from tests.actions.shop import TODAY, days_ago

OWNERS = {
    "1002": "maya.fenwick@example.com",
    "1003": "tom.ashby@example.com",
    "1004": "nina.roe@example.com",
}


async def ask(talk: Conversation, text: str, intent: str, number: str) -> str:
    """Ask about an order with number and proof in one message."""
    email = OWNERS[number[:4]]
    return await talk.say(f"{text} {number}, {email}", intent, order_number=number, email=email)


@pytest.mark.parametrize(
    ("number", "facts", "buttons"),
    [
        (
            "10023",
            [
                "Fell Jacket (navy, M) and Tarn Bottle (steel)",
                "£101.35",
                "Royal Mail",
                "tracking number TRK10023GB",
                day(days_ago(2)),
            ],
            ["Track the parcel"],
        ),
        ("10024", ["is being prepared", "£83.90"], ["Cancel it", "Change the address"]),
        ("10025", [f"delivered it on {day(days_ago(6))}", "return"], ["Return something"]),
        ("10026", ["R-20001", "£25", day(days_ago(8))], ["Refund status"]),
        ("10027", ["payment failed", "Visa card", "My orders"], ["Cancel it"]),
        ("10028", ["has been cancelled"], ["Refund status"]),
        ("10031", ["DPD", "TRK10031GB"], ["Track the parcel"]),
        ("10032", ["delivered it on"], []),
        ("10033", ["out for delivery today", "TRK10033GB"], ["Track the parcel"]),
        ("10041", ["is packed"], []),
        ("10042", ["could not deliver", "TRK10042GB", "pick-up point"], ["Track the parcel"]),
        ("10043", ["waiting for its payment", "pending"], ["Cancel it", "Change the address"]),
    ],
)
async def test_status(
    talk: Conversation, number: str, facts: list[str], buttons: list[str]
) -> None:
    answer = await ask(talk, "status of", "order_status", number)
    assert number in answer
    for fact in facts:
        assert fact in answer
    assert talk.titles == buttons
    assert await talk.asked() is None


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("10023", ["Royal Mail", "TRK10023GB"]),
        ("10033", ["Royal Mail", "out for delivery today"]),
        ("10024", ["nothing to track yet", "tracking number by e-mail"]),
        ("10028", ["nothing to track", "cancelled"]),
    ],
)
async def test_tracking(talk: Conversation, number: str, facts: list[str]) -> None:
    answer = await ask(talk, "track", "track_order", number)
    for fact in facts:
        assert fact in answer


@pytest.mark.parametrize(
    ("number", "facts"),
    [
        ("10026", ["R-20001", "£25", "Visa card", day(days_ago(1))]),
        ("10024", ["no return and no refund"]),
        ("10025", ["Would you like to send something back?"]),
    ],
)
async def test_refund(talk: Conversation, number: str, facts: list[str]) -> None:
    answer = await ask(talk, "refund for", "refund_status", number)
    for fact in facts:
        assert fact in answer


async def test_yes_to_the_offer_of_a_return_begins_it(talk: Conversation) -> None:
    await ask(talk, "refund for", "refund_status", "10025")
    assert "Which of these would you like to return?" in await talk.say("yes please", "affirm")


async def test_invoice_goes_to_the_customer_and_not_to_who_asks(
    talk: Conversation, shop: Shop
) -> None:
    answer = await talk.say(
        "invoice for 10023, LS1 4AB", "request_invoice", order_number="10023", postcode="LS1 4AB"
    )
    assert "INV-10023" in answer
    assert "maya.fenwick" not in answer
    with open_database().reading() as session:
        sent = session.scalars(select(OutgoingMessage)).one()
    assert (sent.kind, sent.recipient) == ("invoice", "maya.fenwick@example.com")


async def test_no_invoice_before_payment(talk: Conversation) -> None:
    answer = await ask(talk, "invoice for", "request_invoice", "10027")
    assert "not paid" in answer


async def test_dates_of_another_year_say_so() -> None:
    assert day(TODAY) == f"{TODAY:%A} {TODAY.day} {TODAY:%B}"
    assert day(TODAY.replace(year=2020, day=1)).endswith(" 2020")


async def test_answers_declare_what_is_personal_in_them(talk: Conversation) -> None:
    await ask(talk, "status of", "order_status", "10023")
    tracker = await talk.tracker()
    said = next(e for e in reversed(tracker.events) if e.type_name == "bot")
    declared = {item["value"] for item in said.metadata["personal"]}
    assert {"10023", "TRK10023GB"} <= declared
