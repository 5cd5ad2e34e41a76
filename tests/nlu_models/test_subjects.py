"""What an answer is about is the beginning of its name that others share."""

from __future__ import annotations

import pytest

from nlu_models.subjects import Subjects, asked_of, related
from nlu_models.told import tells, wanted_by

NAMES = [
    *("faq/gift_card_buy", "faq/gift_card_use", "faq/gift_wrapping", "faq/return_policy"),
    *("faq/return_cost", "faq/warranty"),
]


@pytest.mark.parametrize(
    ("name", "subject"),
    [
        ("faq/gift_card_use", "gift card"),
        ("faq/gift_wrapping", "gift wrapping"),
        ("faq/return_policy", "return"),
        ("faq/warranty", "warranty"),
        ("faq/delivery", "delivery"),
    ],
)
def test_subject(name: str, subject: str) -> None:
    assert Subjects(NAMES).of(name) == subject


def test_names_with_a_word_in_common_are_related() -> None:
    assert related("faq/refund_gift_card", "faq/gift_card_buy")
    assert not related("faq/return_cost", "faq/warranty")


@pytest.mark.parametrize(
    ("text", "before", "named"),
    [
        ("and do they expire?", "gift card and do they expire?", "do gift card expire?"),
        ("who pays", "gift card who pays", "who pays gift card"),
        ("and?", "gift card and?", "and gift card"),
    ],
)
def test_a_question_with_its_subject(text: str, before: str, named: str) -> None:
    assert asked_of("gift card", text) == (before, named)


@pytest.mark.parametrize(
    ("question", "answer", "told"),
    [
        ("how long is it good for", "It is valid for 24 months.", True),
        ("when do they run out", "Type it at the checkout.", False),
        ("how much is it", "It costs £3.50.", True),
        ("who pays for that", "Returns are free with our label.", True),
        ("who pays for that", "Put it in any sturdy box.", False),
        ("can i swap it", "Put it in any sturdy box.", True),
        ("how much, and until when", "It costs £3.50.", False),
    ],
)
def test_an_answer_tells_what_is_wanted_or_does_not(question: str, answer: str, told: bool) -> None:
    assert tells(answer, wanted_by(question)) is told
