"""Returns, exchanges and items that are faulty."""

from __future__ import annotations

import pytest

from actions.orders.words import day, return_until
from actions.shop.database import Shop
from tests.actions.conftest import Conversation
from tests.actions.shop import days_ago, order, tickets
from tests.actions.test_looking import ask


async def test_return_from_question_to_number(talk: Conversation, shop: Shop) -> None:
    listed = await ask(talk, "I want to return something from", "return_item", "10025")
    assert "1. Fell Jacket (navy, M)" in listed and "3. Moor Hat (M)" in listed
    assert talk.titles == ["Fell Jacket", "Tarn Bottle", "Moor Hat", "All of them"]
    assert "Why" in await talk.say("the jacket and the hat", "choose_item")
    assert "£104.95" in await talk.say("too small", "inform")
    answer = await talk.say("yes", "affirm")
    (entry,) = shop.orders.returns("10025")
    assert entry.reason == "too small"
    assert len(entry.line_ids) == 2
    last = return_until(order(shop, "10025"))
    assert last is not None and last >= days_ago(-24)
    for fact in (entry.number, "label", "£104.95", "Visa card", day(last)):
        assert fact in answer


@pytest.mark.parametrize(
    ("text", "entities", "lines"),
    [
        ("the second one", {"ordinal": 2}, ["Tarn Bottle"]),
        ("the last", {"ordinal": -1}, ["Moor Hat"]),
        ("everything", {}, ["Fell Jacket", "Tarn Bottle", "Moor Hat"]),
        ("all but the flask", {}, ["Fell Jacket", "Moor Hat"]),
        ("the navy one", {}, ["Fell Jacket"]),
        ("not the hat, the coat", {}, ["Fell Jacket"]),
    ],
)
async def test_items_are_told_apart_by_place_and_words(
    talk: Conversation, text: str, entities: dict[str, object], lines: list[str]
) -> None:
    await ask(talk, "I want to return something from", "return_item", "10025")
    await talk.say(text, "choose_item", **entities)
    question = await talk.say("changed my mind", "inform")
    titles = {"Fell Jacket", "Tarn Bottle", "Moor Hat"}
    assert {title for title in titles if title in question} == set(lines)


@pytest.mark.parametrize("text", ["the tent", "the fourth", "hm"])
async def test_unclear_items_are_asked_again(talk: Conversation, text: str) -> None:
    await ask(talk, "I want to return something from", "return_item", "10025")
    entities = {"ordinal": 4} if text == "the fourth" else {}
    answer = await talk.say(text, "choose_item", **entities)
    assert "not sure which of the items" in answer and "1. Fell Jacket" in answer


@pytest.mark.parametrize(
    ("text", "intent"),
    [("all right", "affirm"), ("ok", "affirm"), ("ok, that's all", "choose_item")],
)
async def test_an_ok_to_an_answer_in_between_chooses_nothing(
    talk: Conversation, shop: Shop, text: str, intent: str
) -> None:
    await ask(talk, "I want to return something from", "return_item", "10025")
    await talk.say("what does delivery cost?", "delivery_cost")
    assert "not sure which of the items" in await talk.say(text, intent)
    await talk.say("the hat", "choose_item")
    assert "Why" in await talk.say("ok", "affirm")
    assert await talk.asked() == "reason"


async def test_items_named_at_once_are_not_asked_for(talk: Conversation) -> None:
    answer = await ask(talk, "I want to send back the hat from", "return_item", "10025")
    assert "Moor Hat" in answer and "Why is it going back?" in answer


async def test_an_item_that_nobody_named_is_named(talk: Conversation, shop: Shop) -> None:
    lines = order(shop, "10025").lines[:2]
    shop.orders.open_return("10025", [line.line_id for line in lines], "too big")
    answer = await ask(talk, "I want to return something from", "return_item", "10025")
    assert answer == "This is about Moor Hat (M) of order 10025.\nWhy is it going back?"


async def test_an_item_that_goes_back_already_is_not_taken_for_the_one_left(
    talk: Conversation, shop: Shop
) -> None:
    lines = order(shop, "10025").lines[:2]
    shop.orders.open_return("10025", [line.line_id for line in lines], "too big")
    answer = await ask(talk, "I want to return the jacket from", "return_item", "10025")
    assert "Why" not in answer and "1. Moor Hat" in answer


async def test_another_item_instead_of_a_reason(talk: Conversation) -> None:
    await ask(talk, "I want to send back the hat from", "return_item", "10025")
    assert "Why" in await talk.say("no, the jacket", "choose_item")
    assert "Fell Jacket" in await talk.say("too big", "inform")


async def test_a_change_of_mind_is_a_reason(talk: Conversation) -> None:
    await ask(talk, "I want to send back the hat from", "return_item", "10025")
    assert "Shall I open a return" in await talk.say("changed my mind", "stop")


async def test_the_item_can_be_put_right_before_the_yes(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "I want to send back the hat from", "return_item", "10025")
    await talk.say("too big", "inform")
    assert "Fell Jacket" in await talk.say("wrong item, I meant the jacket", "correct")
    await talk.say("yes", "affirm")
    (entry,) = shop.orders.returns("10025")
    assert entry.refund_amount == order(shop, "10025").lines[0].unit_price


@pytest.mark.parametrize(
    ("text", "intent", "lines"),
    [
        ("actually only the hat", "correct", {"Moor Hat"}),
        ("only the hat", "refine_search", {"Moor Hat"}),
        ("yes but only the hat", "affirm", {"Moor Hat"}),
        ("no, not the jacket", "deny", {"Moor Hat"}),
        ("I keep the jacket", "nlu_fallback", {"Moor Hat"}),
        ("no, the bottle too", "correct", {"Fell Jacket", "Moor Hat", "Tarn Bottle"}),
        ("no, all of them", "correct", {"Fell Jacket", "Moor Hat", "Tarn Bottle"}),
    ],
)
async def test_other_items_at_the_last_question(
    talk: Conversation, shop: Shop, text: str, intent: str, lines: set[str]
) -> None:
    await ask(talk, "I want to return the jacket and the hat of", "return_item", "10025")
    await talk.say("too big", "inform")
    question = await talk.say(text, intent, confidence=0.4 if "fallback" in intent else 0.9)
    titles = {"Fell Jacket", "Tarn Bottle", "Moor Hat"}
    assert {title for title in titles if title in question} == lines
    await talk.say("yes", "affirm")
    (entry,) = shop.orders.returns("10025")
    assert len(entry.line_ids) == len(lines)


@pytest.mark.parametrize(
    ("text", "intent", "done"),
    [
        ("yes, all good", "affirm", True),
        ("yes, the hat and the jacket", "affirm", True),
        ("no, that's all wrong", "deny", False),
        ("no, I keep both the jacket and the hat", "deny", False),
    ],
)
async def test_a_yes_or_no_in_more_words_changes_no_items(
    talk: Conversation, shop: Shop, text: str, intent: str, done: bool
) -> None:
    await ask(talk, "I want to return the jacket and the hat of", "return_item", "10025")
    await talk.say("too big", "inform")
    await talk.say(text, intent)
    assert await talk.asked() is None
    assert [len(entry.line_ids) for entry in shop.orders.returns("10025")] == [2] * done


async def test_another_item_to_exchange_asks_anew_for_what(talk: Conversation) -> None:
    await ask(talk, "exchange from", "exchange_item", "10025")
    await talk.say("the jacket", "choose_item")
    await talk.say("1", "choose_item", ordinal=1)
    assert "instead of Moor Hat" in await talk.say("no, the hat", "correct")
    assert "for L?" in await talk.say("a large", "inform")
    assert "sold out" not in await talk.say("no, the jacket", "correct")
    await talk.say("navy, L", "inform")
    answer = await talk.say("rather in red", "correct")
    assert "sold out in red" in answer and "for navy, L?" in answer


@pytest.mark.parametrize(
    ("number", "fact"),
    [
        ("10023", "once they have arrived"),
        ("10024", "nothing to send back"),
        ("10032", "time for returning it ended"),
        ("10028", "has been cancelled"),
    ],
)
async def test_what_cannot_be_returned_is_said_at_once(
    talk: Conversation, number: str, fact: str
) -> None:
    assert fact in await ask(talk, "I want to return", "return_item", number)
    assert await talk.asked() is None


async def test_what_is_returned_already_is_not_offered_again(
    talk: Conversation, shop: Shop
) -> None:
    lines = order(shop, "10025").lines[:2]
    shop.orders.open_return("10025", [line.line_id for line in lines], "too big")
    assert "Why" in await ask(talk, "I want to return", "return_item", "10025")
    assert "Moor Hat" in await talk.say("too big", "inform")


async def test_exchange_for_a_size_in_stock(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "exchange the jacket from", "exchange_item", "10025")
    assert await talk.asked() == "wanted"
    assert talk.titles == ["navy, L"]
    assert "sold out in red" in await talk.say("the red one", "choose_item", color="red")
    assert "does not come in" not in await talk.say("a bigger one", "inform")
    answer = await talk.say("yes", "affirm")
    (entry,) = shop.orders.returns("10025")
    assert entry.exchange_for == "navy, L"
    assert entry.number in answer and "Fell Jacket (navy, M) for navy, L" in answer


async def test_exchange_told_at_once_asks_only_for_the_yes(talk: Conversation) -> None:
    answer = await ask(
        talk,
        "can I swap the jacket for a large instead of the medium, order",
        "exchange_item",
        "10025",
    )
    assert "Shall I exchange Fell Jacket (navy, M) for navy, L?" in answer


async def test_nothing_in_stock_to_exchange_for(talk: Conversation) -> None:
    answer = await ask(talk, "exchange the bottle from", "exchange_item", "10025")
    assert "No other size or colour of the Tarn Bottle" in answer
    assert "Why is it going back?" in await talk.say("return it instead", "return_item")


async def test_a_fault_told_at_once_asks_only_for_the_remedy(
    talk: Conversation, shop: Shop
) -> None:
    await ask(talk, "the bottle is leaking, order", "item_problem", "10025")
    assert await talk.asked() == "remedy"
    answer = await talk.say("a new one please", "inform")
    assert "T-3001" in answer and "replacement" in answer and "Tarn Bottle" in answer
    ((kind, summary, number, contact),) = tickets()
    assert (kind, number, contact) == ("item_problem", "10025", "maya.fenwick@example.com")
    assert "leaking" in summary and "a replacement" in summary


async def test_a_fault_told_step_by_step(talk: Conversation) -> None:
    await ask(talk, "problem with", "item_problem", "10025")
    assert await talk.asked() == "items"
    await talk.say("the hat", "choose_item")
    assert await talk.asked() == "problem"
    await talk.say("the seam has come undone", "item_problem")
    assert await talk.asked() == "remedy"
    assert "Please choose" in await talk.say("hm", "inform")
    answer = await talk.say("my money back", "inform")
    assert "refund of £25" in answer
    assert talk.titles == ["Return something", "Talk to a person"]


async def test_a_fault_of_what_has_not_arrived(talk: Conversation) -> None:
    answer = await ask(talk, "item missing in", "item_problem", "10023")
    assert "has not arrived yet" in answer and "TRK10023GB" in answer


async def test_what_is_on_its_way_back_is_named_and_not_just_missing(talk: Conversation) -> None:
    await ask(talk, "I want to return the jacket from", "return_item", "10025")
    await talk.say("too small", "inform")
    await talk.say("yes", "affirm")
    answer = await talk.say("exchange the jacket of order 10025", "exchange_item")
    assert answer.startswith("Fell Jacket (navy, M) is on its way back already.")
    assert talk.titles == ["Tarn Bottle", "Moor Hat"]
