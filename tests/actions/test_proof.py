"""Whose order it is."""

from __future__ import annotations

import pytest

from actions.orders.guesses import MAX_PER_ORDER, PERIOD_SECONDS, Guesses, guesses
from actions.shop.database import Shop
from settings import SettingsError, get_settings
from tests.actions.conftest import Conversation
from tests.actions.shop import tickets

MAYAS = "maya.fenwick@example.com"


async def test_number_then_proof(talk: Conversation) -> None:
    assert "number" in await talk.say("where is my order", "order_status")
    assert "e-mail address or postcode" in await talk.say("10023", "inform", order_number="10023")
    answer = await talk.say("LS1 4AB", "inform", postcode="LS1 4AB")
    assert "TRK10023GB" in answer


async def test_proof_before_number(talk: Conversation) -> None:
    await talk.say("where is my order", "order_status")
    assert "number" in await talk.say(MAYAS, "inform", email=MAYAS)
    assert "TRK10023GB" in await talk.say("10023", "inform", order_number="10023")


@pytest.mark.parametrize("number", ["10031", "99999"])
async def test_foreign_and_unknown_orders_are_answered_alike(
    talk: Conversation, number: str
) -> None:
    answers = [
        await talk.say(f"where is {number}", "order_status", order_number=number),
        await talk.say(MAYAS, "inform", email=MAYAS),
        await talk.say("LS1 4AB", "inform", postcode="LS1 4AB"),
        await talk.say("sorry, maya@example.com", "correct", email="maya@example.com"),
    ]
    ask = (
        "So that nobody else sees your order: which e-mail address or postcode was it placed with?"
    )
    wrong = (
        "I can't find an order with that number and these details. Please check both, and tell me "
        "what was wrong."
    )
    assert answers[:3] == [ask, f"{wrong}\n{ask}", f"{wrong}\n{ask}"]
    assert "A person" in answers[3] and "colleagues" in answers[3]
    assert talk.titles == ["Talk to a person"]
    assert await talk.asked() is None


async def test_after_three_wrong_tries_not_even_the_right_details_help(
    talk: Conversation,
) -> None:
    await talk.say("where is 10031", "order_status", order_number="10031")
    for email in ("a@example.com", "b@example.com", "c@example.com"):
        await talk.say(email, "inform", email=email)
    right = {"order_number": "10031", "email": "tom.ashby@example.com"}
    for intent in ("order_status", "cancel_order", "inform"):
        answer = await talk.say("10031, tom.ashby@example.com", intent, **right)
        assert "DPD" not in answer
    assert "any more" in await talk.say("where is my order", "order_status")
    assert "reach you on" in await talk.say("yes", "affirm")
    await talk.say("rosa@example.net", "inform", email="rosa@example.net")
    ((_, summary, number, contact),) = tickets()
    assert "three tries" in summary
    assert (number, contact) == (None, "rosa@example.net")


async def test_a_wrong_number_can_be_put_right_without_the_proof_again(
    talk: Conversation,
) -> None:
    await talk.say("where is 10032", "order_status", order_number="10032")
    await talk.say(MAYAS, "inform", email=MAYAS)
    answer = await talk.say("no, order 10023", "correct", order_number="10023")
    assert "TRK10023GB" in answer


async def test_proof_by_email_covers_all_orders_of_the_customer(talk: Conversation) -> None:
    await talk.say(f"where is 10023, {MAYAS}", "order_status", order_number="10023", email=MAYAS)
    assert "being prepared" in await talk.say("and 10024?", "inform", order_number="10024")
    assert "TRK" in await talk.say("what of 10023", "nlu_fallback", order_number="10023")
    answer = await talk.say("and 10031?", "inform", order_number="10031")
    assert "DPD" not in answer
    assert await talk.asked() == "proof"
    assert await talk.slot("wrong_tries") is None


async def test_a_postcode_is_a_try_at_each_further_order(talk: Conversation) -> None:
    proof = {"order_number": "10023", "postcode": "LS1 4AB"}
    assert "TRK10023GB" in await talk.say("track 10023, LS1 4AB", "track_order", **proof)
    assert "nothing to track" in await talk.say("and 10024?", "inform", order_number="10024")
    for number in ("10031", "10032", "10033"):
        answer = await talk.say(f"and {number}?", "inform", order_number=number)
        assert "TRK" not in answer
    assert "A person can help" in answer
    assert await talk.asked() is None


async def test_a_wrong_proof_is_counted_once(talk: Conversation) -> None:
    await talk.say("where is 10031", "order_status", order_number="10031")
    await talk.say(MAYAS, "inform", email=MAYAS)
    for text, intent in (("no", "deny"), ("hm", "inform"), ("where is my order", "order_status")):
        await talk.say(text, intent)
    assert await talk.slot("wrong_tries") == 1
    assert await talk.asked() == "proof"


async def test_a_proven_order_stays_known(talk: Conversation) -> None:
    proof = {"order_number": "10023", "postcode": "LS1 4AB"}
    await talk.say("where is 10023, LS1 4AB", "order_status", **proof)
    assert "TRK10023GB" in await talk.say("track it", "track_order")
    assert "Royal Mail" in await talk.say("and when will it arrive?", "delivery_time")


async def test_a_number_and_proof_told_before_any_task_are_not_shown_but_used(
    talk: Conversation,
) -> None:
    proof = {"order_number": "10031", "email": "tom.ashby@example.com"}
    answer = await talk.say('inform{"order_number": "10031", …}', "inform", **proof)
    assert "10031" not in answer
    assert "DPD" in await talk.say("where is it", "order_status")


async def test_the_question_for_the_number_shows_how_one_looks(
    talk: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TACTFUL_ORDER_NUMBER_PATTERN", r"SHOP-\d{6}")
    monkeypatch.setenv("TACTFUL_ORDER_NUMBER_EXAMPLE", "SHOP-123456")
    get_settings.cache_clear()
    assert "such as SHOP-123456?" in await talk.say("where is my order", "order_status")
    assert "looks like SHOP-123456" in await talk.say("the blue one", "inform")
    await talk.say("stop", "stop")
    await talk.say("where is my order", "order_status")
    assert "looks like SHOP-123456" in await talk.say("I don't have it", "deny")


def test_an_example_that_is_no_order_number_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_ORDER_NUMBER_PATTERN", r"SHOP-\d{6}")
    get_settings.cache_clear()
    with pytest.raises(SettingsError, match="TACTFUL_ORDER_NUMBER_EXAMPLE: '12345' does not fit"):
        get_settings()
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("text", "intent"), [("I don't have it", "nlu_fallback"), ("I've lost the mail", "deny")]
)
async def test_who_does_not_have_the_number_hears_where_it_is(
    talk: Conversation, text: str, intent: str
) -> None:
    await talk.say("where is my order", "order_status")
    assert "confirmation e-mail" in await talk.say(text, intent)
    assert await talk.asked() == "order_number"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("I never got an order number", "order_status"),
        ("no idea what the number is", "faq"),
        ("I deleted the confirmation", "forget_me"),
        ("I can't find it", "faq"),
    ],
)
async def test_the_ways_out_without_a_number_are_told(
    talk: Conversation, text: str, intent: str
) -> None:
    await talk.say("where is my order", "order_status")
    answer = await talk.say(text, intent, confidence=0.5)
    assert "spam folder" in answer and "My orders" in answer
    assert talk.titles == ["Talk to a person"]
    assert await talk.asked() == "order_number"


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("can't remember which email", "faq"),
        ("I don't have the postcode", "faq"),
        ("I don't remember either", "deny"),
        ("not sure which address I used", "nlu_fallback"),
        ("I no longer have access to that email", "change_address"),
    ],
)
async def test_the_ways_out_without_a_proof_are_told(
    talk: Conversation, text: str, intent: str
) -> None:
    await talk.say("where is 10023", "order_status", order_number="10023")
    answer = await talk.say(text, intent, confidence=0.58)
    assert "One of the two will do" in answer and "a person" in answer
    assert await talk.slot("wrong_tries") is None
    assert await talk.asked() == "proof"
    assert "reach you" in await talk.press("/human_handoff")


@pytest.mark.parametrize(
    ("text", "guesses", "shown"),
    [
        ("10031 tom.ashby@example.com status", ["order_status"], "DPD"),
        ("tom.ashby@example.com, 10031", ["order_status"], "order number"),
    ],
)
async def test_number_and_proof_with_a_word_of_what_for(
    talk: Conversation, text: str, guesses: list[str], shown: str
) -> None:
    proof = {"order_number": "10031", "email": "tom.ashby@example.com"}
    for intent in ("inform", "nlu_fallback"):
        assert shown in await talk.say(text, intent, guesses=guesses, **proof)


async def test_a_question_about_a_place_is_no_proof(talk: Conversation) -> None:
    await talk.say("where is 10023", "order_status", order_number="10023")
    answer = await talk.say(
        "what does delivery to BS8 2NN cost?", "delivery_cost", postcode="BS8 2NN"
    )
    assert "£3.95" in answer
    assert await talk.slot("wrong_tries") is None
    assert await talk.asked() == "proof"


async def test_another_conversation_gives_no_more_tries_at_an_order(talk: Conversation) -> None:
    for _ in range(MAX_PER_ORDER):
        guesses.note("10031")
    await talk.say("where is 10031", "order_status", order_number="10031")
    answer = await talk.say("tom.ashby@example.com", "inform", email="tom.ashby@example.com")
    assert "DPD" not in answer and "person" in answer


def test_wrong_tries_at_an_order_are_forgotten_after_a_while() -> None:
    now = [0.0]
    tries = Guesses(clock=lambda: now[0])
    for _ in range(MAX_PER_ORDER):
        assert not tries.exhausted("10031")
        tries.note("10031")
    assert tries.exhausted("10031") and not tries.exhausted("10032")
    now[0] += PERIOD_SECONDS + 1
    assert not tries.exhausted("10031")


async def test_an_order_sent_elsewhere_in_this_conversation_stays_known(
    talk: Conversation,
) -> None:
    proof = {"order_number": "10043", "postcode": "YO1 7PR"}
    await talk.say("change the address of 10043, YO1 7PR", "change_address", **proof)
    await talk.say("27 Harbour Lane, Leeds LS1 4AB", "inform", postcode="LS1 4AB")
    assert "now goes to" in await talk.say("yes", "affirm")
    assert "packed" in await talk.say("where is 10041", "order_status", order_number="10041")
    answer = await talk.say("and where is 10043", "order_status", order_number="10043")
    assert "waiting for its payment" in answer
    assert await talk.slot("wrong_tries") is None


@pytest.mark.parametrize("postcode", ["LS1 4AB", "BA1 5LP"])
async def test_where_an_order_goes_now_and_the_own_postcode_are_both_a_proof(
    talk: Conversation, shop: Shop, postcode: str
) -> None:
    shop.orders.change_address("10024", "9 Chapel Street, Bath BA1 5LP")
    proof = {"order_number": "10024", "postcode": postcode}
    assert "being prepared" in await talk.say(f"10024, {postcode}", "order_status", **proof)
