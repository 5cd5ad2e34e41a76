"""Which messages look like several questions, and what a matcher makes of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.matcher import Matcher
from nlu_models.parts import question_parts


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Do you wrap gifts? Is it free?", ("Do you wrap gifts?", "Is it free?")),
        (
            "do you wrap gifts and do students pay less",
            ("do you wrap gifts", "do students pay less"),
        ),
        ("how long is it, and also, can I return it?", ("how long is it", "can I return it?")),
        ("where are you, when do you open", ("where are you", "when do you open")),
        ("gift wrap? student discount?", ("gift wrap?", "student discount?")),
        ("Hello there! Do you wrap gifts? And what's the price? Thanks", None),
        ("do you post to Jersey and Guernsey", ()),
        ("is it blue or is it green?", ()),
        ("I bought a tent. Is it warm? Can I wash it?", ()),
        ("can I wash it? thanks", ()),
        ("why? why? why? why?", ()),
        ("", ()),
    ],
)
def test_only_what_begins_or_ends_like_a_question_is_one(
    text: str, parts: tuple[str, ...] | None
) -> None:
    expected = ("Do you wrap gifts?", "And what's the price?") if parts is None else parts
    assert question_parts(text) == expected


@given(st.text(max_size=200))
def test_parts_are_pieces_of_the_message_in_order(text: str) -> None:
    start = 0
    parts = question_parts(text)
    assert len(parts) != 1
    for part in parts:
        start = text.index(part, start) + len(part)


@pytest.mark.parametrize(
    "text",
    [
        "do you wrap gifts and is there a student discount",
        "do you wrap gifts? is there a student discount?",
        "do you wrap gifts? can you gift wrap it? is there a student discount?",
    ],
)
def test_two_questions_have_two_answers(toy_matcher: Matcher, text: str) -> None:
    alone, both = toy_matcher.match(["do you wrap gifts", text])
    assert both.answer is not None
    assert both.answer.name == "faq/gift_wrapping"
    assert [answer.name for answer in both.also] == ["faq/student_discount"]
    assert alone.also == ()


def test_what_is_more_than_a_question_leads(toy_matcher: Matcher) -> None:
    (match,) = toy_matcher.match(["is there a student discount, and where is my parcel"])
    assert match.intents[0].name == "track_order"
    assert [answer.name for answer in match.also] == ["faq/student_discount"]


@pytest.mark.parametrize(
    "text",
    [
        "do you wrap gifts? can you gift wrap it?",  # one answer
        "where is my parcel? do you have wool hats?",  # two tasks
        "do you wrap gifts? where is my parcel? do you have wool hats?",
    ],
)
def test_other_messages_are_matched_as_a_whole(toy_matcher: Matcher, text: str) -> None:
    (match,) = toy_matcher.match([text])
    assert match.also == ()


def test_an_answers_name_means_that_answer(toy_matcher: Matcher) -> None:
    for name in ("Gift wrapping", " student discount "):
        (match,) = toy_matcher.match([name])
        assert match.intents[0].name == "faq"
        assert match.answer is not None
        assert match.answer.name == f"faq/{name.strip().lower().replace(' ', '_')}"
        assert match.intents[0].confidence > 0.9
