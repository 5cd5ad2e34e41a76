"""What a message of several questions means, by what its questions mean."""

from __future__ import annotations

import pytest

from nlu_models.joining import joined
from nlu_models.match import Candidate, Match


def match(intents: dict[str, float], answers: dict[str, float], strangeness: float = 0.0) -> Match:
    """A match whose answers are all of the FAQ."""
    ranked = tuple(
        Candidate(f"faq/{name}", confidence)
        for name, confidence in sorted(answers.items(), key=lambda pair: -pair[1])
    )
    likely = tuple(Candidate(*pair) for pair in sorted(intents.items(), key=lambda p: -p[1]))
    return Match(likely, ranked, {"faq": ranked}, strangeness=strangeness)


# "How long does delivery take and can I return it?", as the shipped model reads it.
WHOLE = match(
    {"delivery_time": 0.87, "faq": 0.13, "return_item": 0.01},
    {"return_policy": 0.75, "return_cost": 0.06, "refund_time": 0.03},
    strangeness=0.2,
)
HOW_LONG = match({"delivery_time": 0.99}, {"delivery_cutoff": 0.4, "delivery_weekend": 0.3})
RETURN_IT = match(
    {"return_item": 0.95, "faq": 0.04}, {"return_not_possible": 0.46, "return_policy": 0.17}
)


def found(whole: Match, *parts: tuple[str, Match]) -> tuple[str, list[str]]:
    """Return the intent, or its answer, and the further answers."""
    result = joined(whole, parts)
    assert result.strangeness == whole.strangeness
    first = result.answer.name if result.answer else result.intents[0].name
    return first, [answer.name for answer in result.also]


def test_what_refers_back_gets_the_answer_that_the_whole_points_at_too() -> None:
    first, also = found(WHOLE, ("how long does delivery take", HOW_LONG), ("return it?", RETURN_IT))
    assert (first, also) == ("delivery_time", ["faq/return_policy"])


def test_an_unsure_question_does_so_too() -> None:
    whole = match({"faq": 0.9}, {"pay_later": 0.47, "payment_methods": 0.5})
    later = match({"faq": 0.97}, {"pay_later": 0.99})
    amex = match({"faq": 0.45}, {"delivery_countries": 0.6, "payment_methods": 0.09})
    first, also = found(whole, ("can I pay in instalments", later), ("American Express?", amex))
    assert (first, also) == ("faq/pay_later", ["faq/payment_methods"])


@pytest.mark.parametrize(
    "cost",
    [
        # What it costs is no question of the FAQ, or none that the whole message points at.
        match({"product_details": 0.73, "delivery_cost": 0.23, "faq": 0.04}, {"vat": 0.04}),
        match({"product_details": 0.98, "faq": 0.0001}, {"bank_holidays": 0.5}),
    ],
)
def test_what_the_whole_hardly_means_leaves_the_message_whole(cost: Match) -> None:
    whole = match({"faq": 0.55, "delivery_time": 0.3}, {"weekend": 0.99, "bank_holidays": 0.01})
    saturday = match({"faq": 0.9}, {"weekend": 0.99})
    parts = (("do you deliver on Saturdays", saturday), ("what does it cost?", cost))
    assert joined(whole, parts) == whole


def test_one_answer_to_both_is_given_once_and_asks_for_no_product() -> None:
    whole = match({"faq": 0.85, "product_details": 0.15}, {"warranty": 0.99})
    long = match({"faq": 0.99}, {"warranty": 0.99})
    cover = match({"product_details": 0.8, "faq": 0.16}, {"warranty": 0.76})
    parts = (("how long is the warranty", long), ("what does it cover?", cover))
    assert found(whole, *parts) == ("faq/warranty", [])


def test_two_tasks_are_taken_one_at_a_time() -> None:
    whole = match({"cancel_order": 0.6, "order_status": 0.4}, {"order_history": 0.2})
    where = match({"order_status": 0.97}, {"order_history": 0.2})
    cancel = match({"cancel_order": 0.99}, {"account_close": 0.2})
    assert joined(whole, (("where is it", where), ("can I cancel it?", cancel))) == whole


def test_questions_that_are_all_unclear_leave_the_message_whole() -> None:
    unclear = match({"faq": 0.4}, {"return_policy": 0.4})
    assert joined(WHOLE, (("may I?", unclear), ("and if not?", unclear))) == WHOLE
    assert joined(WHOLE, ()) == WHOLE


UNREADABLE = match({"faq": 0.17, "check_stock": 0.01}, {"return_policy": 0.18})
POLICY = match({"faq": 0.98}, {"return_policy": 0.98})


def test_what_says_nothing_all_at_once_is_taken_by_its_parts() -> None:
    jacket = match({"search_product": 0.58, "check_stock": 0.39}, {"return_policy": 0.1})
    parts = ("have you a jacket in L", jacket), ("what's your returns policy", POLICY)
    assert found(UNREADABLE, *parts) == ("search_product", ["faq/return_policy"])


def test_a_plain_question_needs_no_word_of_the_whole() -> None:
    order = match({"order_status": 0.97}, {"how_to_order": 0.4})
    parts = ("where is my order", order), ("how long do I have to return it", POLICY)
    whole = match({"faq": 0.8}, {"how_to_order": 0.8, "order_history": 0.1})
    assert found(whole, *parts) == ("order_status", ["faq/return_policy"])
