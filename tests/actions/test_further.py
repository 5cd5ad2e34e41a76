"""Behind an answer: the part of it that is asked for, that nothing is known, and reactions."""

from __future__ import annotations

import pytest

from bot.privacy.link_codes import CODE_SECONDS
from tests.actions.conftest import Conversation
from tests.actions.test_case_at_hand import said
from tests.actions.test_looking import ask


async def asked(talk: Conversation, text: str, key: str) -> str:
    return await talk.say(text, "faq", answers=[f"faq/{key}"])


@pytest.mark.parametrize(
    ("key", "before", "text", "part", "rest"),
    [
        ("gift_wrapping", "do you wrap gifts", "how much is it", "£3.50", "never show"),
        ("click_and_collect", "can i collect", "how long does it take", "2–3 working", "all four"),
        ("warranty", "any guarantee", "does that cover zips", "zips", "card statement"),
        ("loyalty_points_use", "how do i spend points", "do they expire", "12 months", "passed on"),
    ],
)
async def test_of_the_same_answer_the_part_is_told_that_is_asked_for(
    talk: Conversation, key: str, before: str, text: str, part: str, rest: str
) -> None:
    whole = await asked(talk, before, key)
    assert part in whole and rest in whole
    told = await asked(talk, text, key)
    assert part in told and rest not in told


@pytest.mark.parametrize(
    ("key", "text"),
    [("gift_wrapping", "what pattern is it"), ("discount_code_use", "how long does it take them")],
)
async def test_what_the_answer_does_not_tell_is_not_known(
    talk: Conversation, key: str, text: str
) -> None:
    whole = await asked(talk, "tell me about your offer", key)
    told = await asked(talk, text, key)
    assert "I don't know that" in told and whole not in told
    assert "Talk to a person" in talk.titles
    await talk.say("yes please", "affirm")
    assert await talk.asked() == "contact"


async def test_another_answer_must_tell_what_is_wanted(talk: Conversation) -> None:
    await asked(talk, "do students pay less", "student_discount")
    key, text = "discount_code_use", "how long is it good for"
    unsure = await talk.say(text, "faq", answers=[f"faq/{key}"], answer_confidence=0.6)
    assert "I don't know that" in unsure
    # By itself the question is one for that answer.
    other = await asked(talk, "when in the checkout is the promo box", "discount_code_use")
    assert other == said(talk, "discount_code_use")


async def test_who_asks_the_same_in_full_gets_it_in_full(talk: Conversation) -> None:
    for text in ("do you wrap gifts", "and may i ask whether presents get wrapped at yours"):
        assert await asked(talk, text, "gift_wrapping") == said(talk, "gift_wrapping")


async def test_a_further_question_that_nothing_fits_is_said_to_be_one(talk: Conversation) -> None:
    await asked(talk, "do you wrap gifts", "gift_wrapping")
    told = await talk.say("and is it shiny", "nlu_fallback", confidence=0.3)
    assert "I don't know that" in told
    other = await talk.say("my hovercraft is full of eels", "nlu_fallback", confidence=0.3)
    assert "I don't know that" not in other


@pytest.mark.parametrize(
    ("key", "text", "part"),
    [
        ("return_policy", "so what do i do now", "return something"),
        ("warranty", "and then", "I open a case"),
        ("delivery_missed", "what do i do now", "I can look up where it is"),
        ("store_leeds", "and then?", "nothing else that you must do"),
        ("return_policy", "are you sure", "Yes. That is how our shop does it"),
        ("return_policy", "why", "not the reason"),
        ("return_not_possible", "why", "For reasons of hygiene"),
        ("privacy_retention", "how come", "because tax law requires it"),
        ("delivery_cutoff", "what does that mean", "In short: Order with express by 4 pm"),
    ],
)
async def test_a_reaction_is_answered_for_what_was_said(
    talk: Conversation, key: str, text: str, part: str
) -> None:
    await asked(talk, "tell me", key)
    await talk.say("ok thanks", "thanks")
    assert part in await talk.say(text, "what_next")


async def test_what_is_told_is_no_question(talk: Conversation) -> None:
    await asked(talk, "how do i use my voucher", "gift_card_use")
    told = await talk.say("its one from my nan", "nlu_fallback", confidence=0.3)
    assert "I don't know that" not in told


async def test_behind_a_case_what_no_answer_tells_is_its_next_step(talk: Conversation) -> None:
    await ask(talk, "the bottle leaks, please replace it", "item_problem", "10025")
    await asked(talk, "must i send it back", "who_pays_faulty")
    answer = await asked(talk, "how long will it take", "who_pays_faulty")
    assert "3–5 working days" in answer


async def test_who_has_tried_it_is_passed_on(talk: Conversation) -> None:
    await asked(talk, "i cant log in", "login_problem")
    assert "pass you on" in await talk.say("tried that already", "what_next")
    await talk.say("yes", "affirm")
    assert await talk.asked() == "contact"


async def test_how_long_behind_a_country_is_about_delivery_there(talk: Conversation) -> None:
    await asked(talk, "do you post to austria", "delivery_countries")
    assert "To Austria" in await asked(talk, "how long", "delivery_cutoff")


async def test_a_question_beside_a_task_is_answered_before_the_task_asks(
    talk: Conversation,
) -> None:
    also = ["faq/return_policy"]
    answer = await talk.say("where is my order, and can i return it", "order_status", also=also)
    assert answer.startswith(said(talk, "return_policy"))
    assert answer.endswith("It is in your confirmation e-mail.")


async def test_a_reaction_to_an_order_is_about_the_order(talk: Conversation) -> None:
    await ask(talk, "where is", "order_status", "10024")
    assert "in our order system" in await talk.say("are you sure", "what_next")
    assert "likely to come" in await talk.say("what does that mean", "what_next")


async def test_a_reaction_to_prices_of_delivery(talk: Conversation) -> None:
    await talk.say("what is delivery", "delivery_cost")
    assert "Yes. That is how" in await talk.say("really?", "what_next")
    assert "at the checkout" in await talk.say("ok and what do i do now", "what_next")


async def test_a_reaction_to_nothing_asks_for_other_words(talk: Conversation) -> None:
    await talk.say("hello", "greet")
    assert "didn't understand" in await talk.say("why", "what_next")


def test_the_answer_tells_how_long_a_link_code_is_good_for(talk: Conversation) -> None:
    assert f"{CODE_SECONDS // 60} minutes" in said(talk, "link_code")
