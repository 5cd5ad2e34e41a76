"""Delivery questions: for the place and the way that were asked, and whether it comes in time."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from actions.service.arrival import after_working_days, arrives, is_working_day
from actions.service.deadlines import deadline_in
from actions.shop.records import ShippingMethodRecord
from tests.actions.conftest import Conversation
from tests.actions.test_looking import ask

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        ("can you do it before next friday", date(2026, 12, 3), "before Friday 4 December"),
        ("by friday", date(2026, 12, 4), "by Friday 4 December"),
        ("going away sat", date(2026, 11, 28), "by Saturday 28 November"),
        ("its my sons birthday on sunday!!", date(2026, 11, 29), "by Sunday 29 November"),
        ("would it be here tomorrow? going away sat", date(2026, 11, 28), "by Saturday"),
        ("it's for christmas", date(2026, 12, 24), "by Christmas"),
        ("by the 19th of december", date(2026, 12, 19), "by Saturday 19 December"),
        ("before december 5th", date(2026, 12, 4), "before Saturday 5 December"),
        ("by the 3rd", date(2026, 12, 3), "by Thursday 3 December"),
    ],
)
def test_deadlines_are_read(text: str, day: date, words: str) -> None:
    deadline = deadline_in(text, FRIDAY)
    assert deadline is not None and deadline.day == day
    assert deadline.words.startswith(words)


@pytest.mark.parametrize("text", ["how long does it take", "is it made in march", "on the 31 st"])
def test_what_is_no_deadline(text: str) -> None:
    assert deadline_in(text.replace("31 st", "phone"), FRIDAY) is None


def method(first: int, last: int) -> ShippingMethodRecord:
    return ShippingMethodRecord("Express", "UK", Decimal("6.95"), None, first, last)


@pytest.mark.parametrize(
    ("now", "first", "last", "days"),
    [
        (datetime(2026, 11, 27, 15), 1, 1, (date(2026, 11, 30), date(2026, 11, 30))),
        (datetime(2026, 11, 27, 16), 1, 1, (date(2026, 12, 1), date(2026, 12, 1))),
        (datetime(2026, 11, 28, 9), 3, 5, (date(2026, 12, 3), date(2026, 12, 7))),
        (datetime(2026, 12, 23, 9), 1, 3, (date(2026, 12, 24), date(2026, 12, 30))),
    ],
)
def test_what_is_ordered_arrives_after_working_days(
    now: datetime, first: int, last: int, days: tuple[date, date]
) -> None:
    assert arrives(method(first, last), now) == days


def test_bank_holidays_are_no_working_days() -> None:
    for day in ((2026, 4, 3), (2026, 4, 6), (2026, 5, 4), (2026, 12, 28), (2027, 1, 1)):
        assert not is_working_day(date(*day))
    assert after_working_days(date(2026, 4, 2), 1) == date(2026, 4, 7)


async def test_the_place_of_the_question_before_holds(talk: Conversation) -> None:
    await talk.say("and to france?", "faq", answers=["faq/delivery_countries"])
    answer = await talk.say("how long would that take", "delivery_time")
    assert answer.startswith("To France: Standard delivery 4–7 working days.")
    assert "Ordered now, that is by" in answer and "£" not in answer
    answer = await talk.say("and how much is it", "delivery_cost")
    assert answer == "To France: Standard delivery £9.95."
    answer = await talk.say("then how much is express", "delivery_cost")
    assert "not to France" in answer and "£9.95" in answer
    assert "£3.95" in await talk.say("and to leeds", "delivery_cost")


@pytest.mark.parametrize("place", ["Belfast", "Northern Ireland", "the Isle of Man", "Skye"])
async def test_express_goes_to_the_mainland_only(talk: Conversation, place: str) -> None:
    answer = await talk.say(f"3 to 5 days to {place.lower()}?", "delivery_time")
    assert answer.startswith(f"To {place}: Standard delivery £3.95 (free from £50)")
    assert "£7.95" not in answer and "does not go there" in answer


async def test_a_deadline_is_answered(talk: Conversation) -> None:
    answer = await talk.say("how long to france, it's for christmas 2099", "delivery_time")
    assert "by Christmas" in answer
    answer = await talk.say("if i order now is it here tomorrow, in dublin", "delivery_time")
    assert "Sorry, it can't be there by" in answer


@pytest.mark.parametrize(
    ("text", "intent", "fact"),
    [
        ("and do i pay postage", "delivery_cost", "no postage"),
        ("how long will it take", "delivery_time", "as soon as yours reaches us"),
    ],
)
async def test_behind_an_exchange_it_is_about_that(
    talk: Conversation, text: str, intent: str, fact: str
) -> None:
    await ask(talk, "exchange the jacket for L from", "exchange_item", "10025")
    await talk.say("yes", "affirm")
    assert fact in await talk.say(text, intent)
    assert "£9.95" in await talk.say("what does delivery to france cost", "delivery_cost")


async def test_what_is_on_its_way_cannot_be_sped_up(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10023")
    answer = await talk.say("thats too late!! can you make it come sooner", "delivery_time")
    assert answer.startswith("I'm sorry") and "TRK10023GB" in answer
