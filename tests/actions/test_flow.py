"""Interruptions, corrections, changes of mind, misunderstandings, forgetting."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import make_url

from actions.shop.database import Shop, open_database
from actions.shop.models import Order
from settings import get_settings
from tests.actions.conftest import Conversation
from tests.actions.shop import order, tickets
from tests.actions.test_looking import ask

MAYAS = "maya.fenwick@example.com"


@pytest.mark.parametrize(
    ("text", "intent", "answer"),
    [
        ("what does delivery cost?", "delivery_cost", "£3.95"),
        ("what do you know about me", "what_do_you_know", "privacy dial"),
        ("thanks", "thanks", "welcome"),
        ("who won the match", "out_of_scope", "beyond me"),
    ],
)
async def test_a_question_in_between_is_answered_and_the_form_goes_on(
    talk: Conversation, text: str, intent: str, answer: str
) -> None:
    await talk.say("where is my order", "order_status")
    said = await talk.say(text, intent)
    assert answer in said
    assert said.endswith("It is in your confirmation e-mail.")
    assert await talk.asked() == "order_number"


async def test_the_second_interruption_in_a_row_lets_the_task_rest(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    await talk.say("what does delivery cost?", "delivery_cost")
    assert await talk.asked() == "order_number"
    assert "leave the other matter" in await talk.say("and express?", "delivery_cost")
    assert await talk.asked() is None
    assert "number" in await talk.say("where is my order", "order_status")


async def test_who_searches_for_products_is_not_asked_for_an_order(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    answer = await talk.say("show me jackets", "search_product", category="Jackets")
    assert "Fell Jacket" in answer and "leave the other matter" in answer
    assert await talk.asked() is None


async def test_an_answer_in_between_starts_the_count_again(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    await talk.say("what does delivery cost?", "delivery_cost")
    await talk.say("10023", "inform", order_number="10023")
    await talk.say("what does delivery cost?", "delivery_cost")
    assert await talk.asked() == "proof"


@pytest.mark.parametrize("step", ["order_number", "proof", "items", "reason", "confirmed"])
async def test_giving_up_at_any_step(talk: Conversation, shop: Shop, step: str) -> None:
    await talk.say("return something", "return_item")
    for at, text, intent, entities in (
        ("order_number", "10025", "inform", {"order_number": "10025"}),
        ("proof", MAYAS, "inform", {"email": MAYAS}),
        ("items", "the hat", "choose_item", {}),
        ("reason", "too big", "inform", {}),
    ):
        if at == step:
            break
        await talk.say(text, intent, **entities)
    assert await talk.asked() == step
    assert "I've stopped" in await talk.say("never mind", "stop")
    assert await talk.asked() is None
    assert shop.orders.returns("10025") == []


async def test_leaving_in_the_middle(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    assert await talk.say("bye", "goodbye") == "Goodbye, and enjoy the outdoors!"
    assert await talk.asked() is None


async def test_nothing_to_give_up(talk: Conversation) -> None:
    assert "nothing under way" in await talk.say("never mind", "stop")


async def test_cancel_it_after_an_order_was_shown_means_the_order(talk: Conversation) -> None:
    assert "nothing under way" in await talk.say("cancel it", "stop")
    await ask(talk, "status of", "order_status", "10024")
    assert "shall I cancel it?" in await talk.say("cancel it", "stop")


@pytest.mark.parametrize("intent", ["cancel_order", "stop"])
async def test_switching_the_task_keeps_the_order(
    talk: Conversation, shop: Shop, intent: str
) -> None:
    await ask(talk, "change the address of", "change_address", "10024")
    answer = await talk.say("actually cancel it instead", intent)
    assert "shall I cancel it?" in answer
    await talk.say("yes", "affirm")
    assert order(shop, "10024").status == "cancelled"


async def test_switching_before_the_proof_still_needs_it(talk: Conversation) -> None:
    await talk.say("where is 10023", "order_status", order_number="10023")
    await talk.say("actually track it", "track_order")
    assert await talk.asked() == "proof"
    assert "TRK10023GB" in await talk.say(MAYAS, "inform", email=MAYAS)


async def test_another_task_meant_by_a_correction(talk: Conversation) -> None:
    await ask(talk, "I want to return the jacket of", "return_item", "10025")
    await talk.say("doesn't fit", "inform")
    answer = await talk.say("no wait, I want to exchange it", "correct", guesses=["exchange_item"])
    assert "instead of Fell Jacket" in answer and await talk.asked() == "wanted"


async def test_looking_in_the_middle_of_a_change_comes_back_to_it(
    talk: Conversation, shop: Shop
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    answer = await talk.say("when was that ordered again?", "order_status")
    assert "is being prepared" in answer and "shall I cancel it?" in answer
    await talk.say("yes", "affirm")
    assert order(shop, "10024").status == "cancelled"


async def test_another_number_in_the_middle_changes_the_order(talk: Conversation) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    answer = await talk.say("no, order 10027", "correct", order_number="10027")
    assert "Order 10027" in answer and await talk.asked() == "confirmed"
    answer = await talk.say("not 10027, 10023", "correct", order_number="10023")
    assert "can't be cancelled" in answer


async def test_words_for_a_reason_are_no_other_task(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "send back the hat from", "return_item", "10025")
    assert await talk.asked() == "reason"
    await talk.say("I'd need a bigger size", "exchange_item")
    assert await talk.asked() == "confirmed"
    await talk.say("yes", "affirm")
    assert shop.orders.returns("10025")[0].reason == "I'd need a bigger size"


async def test_a_button_always_switches(talk: Conversation) -> None:
    await ask(talk, "send back the hat from", "return_item", "10025")
    assert "on its way" not in await talk.press("/order_status")
    assert await talk.asked() is None


async def test_the_right_order_after_the_wrong_one_was_refused(talk: Conversation) -> None:
    assert "nothing to send back" in await ask(talk, "return from", "return_item", "10023")
    answer = await talk.say("sorry, order 10025", "correct", order_number="10025")
    assert "Which of these" in answer


async def test_a_number_after_giving_up_goes_on_with_nothing(talk: Conversation) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    await talk.say("never mind", "stop")
    await talk.say("10027", "inform", order_number="10027")
    assert await talk.asked() is None


async def test_yes_and_no_to_nothing(talk: Conversation) -> None:
    assert "What can I do" in await talk.say("yes", "affirm")
    assert "All right" in await talk.say("no", "deny")


async def test_an_offer_holds_for_one_turn(talk: Conversation) -> None:
    await ask(talk, "refund for", "refund_status", "10025")
    await talk.say("thanks", "thanks")
    await talk.say("yes", "affirm")
    assert await talk.asked() is None


async def test_misunderstood_once_and_twice(talk: Conversation) -> None:
    first = await talk.say("blorp", "nlu_fallback")
    assert "other words" in first
    assert "person" in await talk.say("blorp blorp", "nlu_fallback")
    assert "reach you on" in await talk.say("yes", "affirm")


async def test_what_may_have_been_meant_is_suggested(talk: Conversation) -> None:
    answer = await talk.say(
        "send it",
        "nlu_fallback",
        guesses=["chitchat", "track_order", "faq", "delivery_time", "return_item"],
        answers=["faq/delivery_pickup_point", "faq/delivery_carrier"],
        answer_confidence=0.5,
    )
    assert "I'd like to track a parcel" in answer
    assert [(b["title"], b["payload"]) for b in talk.buttons] == [
        ("I'd like to track a parcel", "/track_order"),
        ("How long does delivery take?", "/delivery_time"),
        ("I'd like to return something", "/return_item"),
    ]
    assert "£3.95" in await talk.press("/delivery_time")


async def test_questions_that_may_be_meant_are_put_in_shoppers_words(talk: Conversation) -> None:
    answers = ["faq/repairs", "faq/spare_parts"]
    answer = await talk.say("fix it?", "nlu_fallback", guesses=["faq", "stop"], answers=answers)
    assert "“Do you repair things?” or “Do you sell spare parts?”" in answer
    assert [b["payload"] for b in talk.buttons] == [
        "do you repair things",
        "do you sell spare parts",
    ]


async def test_the_only_answer_that_is_likely_is_given(talk: Conversation) -> None:
    answer = await talk.say("fix it?", "nlu_fallback", guesses=["faq"], answers=["faq/repairs"])
    assert answer.startswith("If you mean “Do you repair things?”:")
    assert talk.agent.domain.responses["utter_faq/repairs"][0]["text"] in answer


async def test_nothing_far_fetched_is_suggested(talk: Conversation) -> None:
    answer = await talk.say(
        "cycling?", "nlu_fallback", guesses=["faq"], answers=["faq/app"], answer_confidence=0.1
    )
    assert "I can find products" in answer and talk.titles == ["Talk to a person"]


async def test_what_names_a_product_is_searched_for(talk: Conversation) -> None:
    answer = await talk.say(
        "a jacket to keep me dry",
        "nlu_fallback",
        guesses=["faq", "search_product"],
        category="Jackets",
    )
    assert "Fell Jacket" in answer


async def test_sending_back_is_no_search(talk: Conversation) -> None:
    await talk.say("show me jackets", "search_product", category="Jackets")
    text = "can he send it back if it's too small"
    answer = await talk.say(text, "nlu_fallback", guesses=["return_item"], critique="bigger")
    assert "“I'd like to return something”" in answer


async def test_a_day_by_which_something_is_wanted_is_about_delivery(talk: Conversation) -> None:
    text = "if i order now would it be here tomorrow? its urgent"
    answer = await talk.say(text, "nlu_fallback", guesses=["delivery_time", "order_status"])
    assert "ordered now" in answer.lower()


@pytest.mark.parametrize(
    ("text", "intent", "regret"),
    [
        ("its broken!!", "item_problem", "I'm sorry to hear that."),
        ("my order still hasn't come", "order_status", "I'm sorry for the wait."),
        ("where is my order", "order_status", ""),
    ],
)
async def test_trouble_is_regretted_once(
    talk: Conversation, text: str, intent: str, regret: str
) -> None:
    answer = await talk.say(text, intent)
    assert answer.startswith(regret) and ("sorry" in answer) == bool(regret)
    assert "sorry" not in await talk.say("10025", "inform", order_number="10025")


async def test_an_order_that_comes_too_late_is_said_to(talk: Conversation) -> None:
    answer = await ask(talk, "its my birthday tomorrow!! where is", "order_status", "10023")
    assert "it can't be there by" in answer


async def test_two_questions_get_both_answers_in_one_message(talk: Conversation) -> None:
    await talk.say(
        "do you repair tents and are there spare poles?",
        "faq",
        answers=["faq/repairs", "faq/spare_parts"],
        also=["faq/spare_parts"],
    )
    (message,) = talk.messages
    responses = talk.agent.domain.responses
    assert message["text"] == "\n".join(
        responses[name][0]["text"] for name in ("utter_faq/repairs", "utter_faq/spare_parts")
    )


@pytest.mark.parametrize(
    ("intent", "entities", "part"),
    [
        ("delivery_time", {}, "3–5 working days"),
        ("search_product", {"category": "Jackets"}, "Fell"),
    ],
)
async def test_an_action_adds_the_answer_to_a_further_question(
    talk: Conversation, intent: str, entities: dict[str, str], part: str
) -> None:
    said = await talk.say("…, and can you wrap it?", intent, also=["faq/gift_wrapping"], **entities)
    answer = talk.agent.domain.responses["utter_faq/gift_wrapping"][0]["text"]
    (message,) = (m for m in talk.messages if answer in m.get("text", ""))
    assert message["text"].endswith(f"\n{answer}")
    assert part in message["text"]
    assert said.count(answer) == 1


async def test_a_form_asks_its_question_without_further_answers(talk: Conversation) -> None:
    answer = await talk.say("where is my order, and …?", "order_status", also=["faq/repairs"])
    assert "order number" in answer
    assert len(talk.messages) == 1


async def test_misunderstood_in_the_form(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    answer = await talk.say("blorp", "nlu_fallback", confidence=0.3)
    assert "With the order I can see where it is" in answer and "order number" in answer
    assert "pass you on" in await talk.say("blorp", "nlu_fallback", confidence=0.3)
    assert await talk.asked() is None


async def test_told_out_of_the_blue(talk: Conversation) -> None:
    assert "what that is about" in await talk.say("Sarah", "inform")
    assert "Hello" in await talk.say("hi, my name is Sarah", "inform")
    assert "Where is it?" in (
        await talk.say("10023", "inform", order_number="10023") and talk.titles
    )
    assert "Fell Jacket" in await talk.say("jackets", "inform", category="Jackets")


async def test_a_card_number_out_of_the_blue_is_warned_of(talk: Conversation) -> None:
    assert "never type card numbers" in await talk.say("4111 1111 1111 1111", "inform")


async def test_what_is_known_is_told_and_forgotten(talk: Conversation) -> None:
    assert "nothing about you" in await talk.say("what do you know", "what_do_you_know")
    await ask(talk, "status of", "order_status", "10023")
    await talk.say("show me jackets", "search_product", category="Jackets")
    answer = await talk.say("what do you know about me", "what_do_you_know")
    for fact in ("10023", MAYAS, "Maya Fenwick", "14 Mill Lane", "jackets", "privacy dial"):
        assert fact in answer
    assert "erase" in await talk.say("forget me", "forget_me")
    assert "Nothing was changed" in await talk.say("no", "deny")
    assert await talk.slot("erase_requested") is None
    await talk.say("forget me", "forget_me")
    assert "erased" in await talk.say("yes", "affirm")
    assert await talk.slot("erase_requested") is True


async def test_an_unproven_number_tells_nothing_of_the_shops_records(talk: Conversation) -> None:
    await talk.say("where is 10023", "order_status", order_number="10023")
    answer = await talk.say("what do you know about me", "what_do_you_know")
    assert "10023" in answer and "Maya" not in answer and "shown to be yours" not in answer


@pytest.mark.parametrize(
    ("text", "facts", "other"),
    [
        ("how much is delivery", ["£3.95 (free from £50)", "£7.95", "£9.95"], []),
        ("how long does delivery to france take", ["4–7 working days"], ["£3.95"]),
        ("what does shipping to northern ireland cost", ["£3.95"], ["£9.95"]),
        ("do you deliver to Australia", ["don't deliver to Australia", "the EU"], ["£"]),
        ("delivery to Spain and Brazil", ["don't deliver to Brazil", "£9.95"], ["£3.95"]),
        ("what is delivery to Leeds on 60 pounds", ["free", "3–5"], ["£9.95"]),
    ],
)
async def test_delivery(talk: Conversation, text: str, facts: list[str], other: list[str]) -> None:
    entities = {"price": 60} if "60" in text else {}
    answer = await talk.say(text, "delivery_cost", **entities)
    assert all(fact in answer for fact in facts)
    assert not any(fact in answer for fact in other)


async def test_when_the_shop_is_down_nobody_sees_a_traceback(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    Path(make_url(get_settings().shop_url).database).rename(
        Path(make_url(get_settings().shop_url).database).with_suffix(".away")
    )
    answer = await talk.say("10023", "inform", order_number="10023")
    answer = await talk.say(MAYAS, "inform", email=MAYAS) if "e-mail" in answer else answer
    assert "can't reach our order system" in answer and "0113 496 0182" in answer
    assert await talk.asked() is None
    for intent in ("order_status", "delivery_cost", "what_do_you_know", "search_product"):
        assert await talk.say("again", intent)


@contextmanager
def locked() -> Iterator[None]:
    """Another program writes to the shop's database."""
    connection = sqlite3.connect(make_url(get_settings().shop_url).database, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("text", "intent"), [("yes", "affirm"), ("please try again", "nlu_fallback")]
)
async def test_what_could_not_be_finished_is_done_on_a_yes(
    talk: Conversation, shop: Shop, text: str, intent: str
) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    with locked():
        for said in (("yes", "affirm"), (text, intent)):
            answer = await talk.say(*said)
            assert "could not finish" in answer and answer.endswith("0113 496 0182.")
            assert talk.titles == ["Try again"]
    assert order(shop, "10024").status == "processing"
    assert (await talk.say(text, intent)).endswith("A confirmation comes by e-mail.")
    assert order(shop, "10024").status == "cancelled"
    assert "What can I do" in await talk.say("yes", "affirm")


async def test_a_ticket_that_could_not_be_written_is_not_lost(talk: Conversation) -> None:
    await talk.say("I want to complain", "complaint")
    await talk.say("your driver was rude", "complaint")
    with locked():
        await talk.say("rosa@example.net", "inform", email="rosa@example.net")
    assert "T-3001" in await talk.press("/affirm")
    assert tickets() == [("complaint", "your driver was rude", None, "rosa@example.net")]


async def test_no_to_trying_again_leaves_it(talk: Conversation, shop: Shop) -> None:
    await ask(talk, "cancel", "cancel_order", "10024")
    with locked():
        await talk.say("yes", "affirm")
    await talk.say("no", "deny")
    await talk.say("yes", "affirm")
    assert order(shop, "10024").status == "processing"


async def test_a_task_that_met_a_shop_that_was_down_begins_again(talk: Conversation) -> None:
    path = Path(make_url(get_settings().shop_url).database)
    away = path.rename(path.with_suffix(".away"))
    proof = {"order_number": "10023", "email": MAYAS}
    assert "try again" in await talk.say(f"where is 10023, {MAYAS}", "order_status", **proof)
    away.rename(path)
    assert "order number" in await talk.say("try again", "affirm")


@pytest.mark.parametrize("text", ["actually only the hat", "no, just the jacket"])
async def test_an_order_is_cancelled_whole(talk: Conversation, shop: Shop, text: str) -> None:
    with open_database(get_settings().shop_url).writing() as session:
        session.execute(update(Order).where(Order.number == "10025").values(status="processing"))
    await ask(talk, "cancel", "cancel_order", "10025")
    assert "as a whole" in await talk.say(text, "correct")
    assert await talk.asked() == "confirmed"
