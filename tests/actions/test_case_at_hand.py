"""Questions in the middle of a conversation: answered for the order, place or product at hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from bot.privacy.link_code import new_code
from settings import get_settings
from tests.actions.conftest import Conversation
from tests.actions.shop import tickets
from tests.actions.test_looking import ask


def said(talk: Conversation, key: str) -> str:
    text: str = talk.agent.domain.responses[f"utter_faq/{key}"][0]["text"]
    return text


@pytest.mark.parametrize(
    ("text", "key", "start"),
    [
        (
            "do you post to austria",
            "delivery_countries",
            "Yes. To Austria: Standard delivery £9.95",
        ),
        ("what about japan", "delivery_countries", "Sorry, we don't deliver to Japan yet."),
        ("and NI, is that dearer", "delivery_islands", "To Northern Ireland: Standard delivery"),
    ],
)
async def test_of_one_place_only_that_is_told(
    talk: Conversation, text: str, key: str, start: str
) -> None:
    answer = await talk.say(text, "faq", answers=[f"faq/{key}"])
    assert answer.startswith(start)
    assert said(talk, key) not in answer


async def test_without_a_place_the_answer_stands(talk: Conversation) -> None:
    answer = await talk.say("where do you deliver", "faq", answers=["faq/delivery_countries"])
    assert answer == said(talk, "delivery_countries")


async def test_what_is_abroad_comes_back_from_there(talk: Conversation) -> None:
    await talk.say("my aunt lives in spain, what is delivery", "delivery_cost")
    back = await talk.say("could she take it back", "faq", answers=["faq/return_in_store"])
    assert back == said(talk, "return_abroad")
    home = await talk.say("and in leeds", "faq", answers=["faq/return_in_store"])
    assert home == said(talk, "return_in_store")


@pytest.mark.parametrize(
    ("before", "text", "key", "finer"),
    [
        ("hi", "the bristol branch, until when", "store_opening_hours", "store_bristol"),
        ("is klarna ok", "and when is it paid back", "refund_time", "refund_klarna"),
        ("hi", "refund of a gift card purchase", "refund_method", "refund_gift_card"),
        ("when is leeds open", "your other shops?", "store_locations", "store_locations"),
        ("hi", "the york branch, until when", "store_opening_hours", "store_opening_hours"),
    ],
)
async def test_the_finer_answer_is_given_for_what_is_named(
    talk: Conversation, before: str, text: str, key: str, finer: str
) -> None:
    await talk.say(before, "greet")
    assert await talk.say(text, "faq", answers=[f"faq/{key}"]) == said(talk, finer)


async def test_how_an_order_was_paid_is_told_of_it(talk: Conversation) -> None:
    key = "faq/payment_when_charged"
    general = await talk.say("has that been paid", "faq", answers=[key])
    assert general == said(talk, "payment_when_charged")
    await ask(talk, "where is", "order_status", "10024")
    answer = await talk.say("has that been paid yet?", "faq", answers=[key])
    assert answer.startswith("For order 10024: £83.90 was paid by Visa card on ")


@pytest.mark.parametrize(
    ("number", "part"),
    [("10025", "What you don't want of order 10025 you can return until "), ("10023", "within 30")],
)
async def test_the_time_for_sending_back_is_that_of_the_order(
    talk: Conversation, number: str, part: str
) -> None:
    await ask(talk, "where is", "order_status", number)
    answer = await talk.say("how long do i have", "faq", answers=["faq/return_policy"])
    assert part in answer and number in answer


async def test_money_back_for_what_is_yet_to_come_is_about_the_delay(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10023")
    answer = await talk.say("do i get any money back", "faq", answers=["faq/refund_time"])
    assert answer == said(talk, "late_compensation")
    for other in ("when i send it back, when", "how will i be refunded", "if i cancel, my money?"):
        answer = await talk.say(other, "faq", answers=["faq/refund_time"])
        assert answer == said(talk, "refund_time")


async def test_what_is_to_be_ordered_is_named(talk: Conversation) -> None:
    await talk.say("something for rain", "search_product", category="Jackets")
    answer = await talk.say("the fell then, how to buy", "faq", answers=["faq/how_to_order"])
    assert answer.startswith("The Fell Jacket, ") and said(talk, "how_to_order") in answer


async def test_the_faq_is_answered_while_the_shop_is_down(talk: Conversation) -> None:
    path = Path(make_url(get_settings().shop_url).database)
    path.rename(path.with_suffix(".away"))
    answer = await talk.say("where do you deliver", "faq", answers=["faq/delivery_countries"])
    assert answer == said(talk, "delivery_countries")


async def test_a_parcel_said_to_be_delivered_is_looked_for_first(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10025")
    answer = await talk.say("thats wrong, nothing has come", "item_problem")
    assert "Royal Mail says that it was delivered on" in answer and "neighbours" in answer
    assert "This is about" not in answer and await talk.asked() == "remedy"
    await talk.say("send it again please", "exchange_item")
    ((kind, summary, number, _),) = tickets()
    assert (kind, number) == ("item_problem", "10025")
    assert "Fell Jacket" in summary and "Tarn Bottle" in summary


async def test_what_is_asked_of_the_thing_in_its_exchange(talk: Conversation) -> None:
    await ask(talk, "exchange the jacket for L from", "exchange_item", "10025")
    text = "wait, have you got the XL in, and is it a lot bigger"
    answer = await talk.say(text, "check_stock", size="XL")
    assert "Fell Jacket" in answer and "Size guide" in answer
    assert "Moor Hat" not in answer and await talk.asked() == "confirmed"
    assert "R-" in await talk.say("yes", "affirm")


async def test_a_refusal_with_a_question_is_both(talk: Conversation) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    text = "no, leave it. the jacket goes back when it is here, how long have i"
    answer = await talk.say(text, "faq", answers=["faq/return_policy"])
    assert "Once order 10024 has come you can return it within 30 days" in answer
    assert "shall I cancel" not in answer and await talk.asked() is None


async def test_a_code_that_joins_devices_stays_out_of_tickets(talk: Conversation) -> None:
    code = new_code()
    await talk.say("I want to complain", "complaint")
    await talk.say(f"nobody took my code {code} at all", "complaint")
    await talk.say("no", "deny")
    ((_, summary, _, _),) = tickets()
    assert summary == "nobody took my code [code] at all"


@pytest.mark.parametrize("text", ["is posting to norway free?", "can i get express to norway?"])
async def test_a_yes_is_said_only_to_whether_there_is_delivery(
    talk: Conversation, text: str
) -> None:
    answer = await talk.say(text, "faq", answers=["faq/delivery_countries"])
    assert not answer.startswith("Yes") and "Norway" in answer


@pytest.mark.parametrize("text", ["the zip pull is not there", "i didn't get the right shade"])
async def test_a_part_that_has_not_come_is_no_lost_parcel(talk: Conversation, text: str) -> None:
    await ask(talk, "where is", "order_status", "10025")
    assert "neighbour" not in await talk.say(text, "item_problem")
