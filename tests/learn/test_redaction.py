"""Nothing personal is kept of a conversation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.learning.history import everyday_words, made_up
from bot.learn.gather import gather
from bot.learn.redaction import ConversationRedactor
from bot.learn.review import write_review
from bot.learn.transcripts import Speaker, Turn
from bot.privacy import Detector
from bot.privacy.events import EXPIRED_TEXT
from tests.learn.conftest import proposals_of, talk


def texts(detector: Detector, *lines: str) -> list[str | None]:
    return [said.text for said in ConversationRedactor(detector).redact(talk(*lines))]


def test_kinds_stand_in_place_of_values(detector: Detector) -> None:
    assert texts(
        detector, "customer: order 10023, maya@example.com", "agent: ring 0113 496 0182"
    ) == [
        "order {order_number}, {email}",
        "ring 0113 496 0182",
    ]


def test_what_is_recognised_late_is_replaced_before(detector: Detector) -> None:
    said = texts(
        detector,
        "customer: the parcel says Raghunathan on it",
        "customer: my name is Priya Raghunathan",
        "agent: priya, I will look",
    )
    assert said == ["the parcel says {name} on it", "my name is {name}", "{name}, I will look"]


def test_a_name_in_an_address_of_mail_is_known(detector: Detector) -> None:
    said = texts(detector, "customer: june.ardley7@example.com", "agent: I wrote to June Ardley")
    assert said == ["{email}", "I wrote to {name}"]


def test_an_answer_to_a_personal_question_is_withheld(detector: Detector) -> None:
    said = texts(
        detector,
        "agent: Could I have your full name please?",
        "customer: quillon okparaebo",
        "agent: The okparaebo parcel is in the depot. And what is your postcode?",
        "customer: what do you need that for?",
        "customer: do you gift wrap",
    )
    assert said[1] is None
    assert said[2] == "The {name} parcel is in the depot. And what is your postcode?"
    assert said[3:] == ["what do you need that for?", "do you gift wrap"]


def test_conversations_know_nothing_of_each_other(detector: Detector) -> None:
    redactor = ConversationRedactor(detector)
    redactor.redact(talk("customer: my name is Priya Raghunathan"))
    (said,) = redactor.redact(talk("customer: do you sell Raghunathan maps"))
    assert said.text == "do you sell Raghunathan maps"


def test_typed_braces_are_no_placeholders(detector: Detector) -> None:
    assert texts(detector, "customer: what is {email}") == ["what is (email)"]


def test_what_retention_emptied_is_nothing(detector: Detector) -> None:
    assert texts(detector, f"customer: {EXPIRED_TEXT}") == [None]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_nothing_personal_is_in_a_review_file(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    history = made_up(6, seed=seed)
    turns = [Turn(name, Speaker(speaker), text) for name, speaker, text in history.rows]
    kept = gather(turns, ConversationRedactor(Detector(r"\d{5,6}")))
    path: Path = tmp_path_factory.mktemp("review") / "review.yml"
    write_review(path, proposals_of(kept), k=3)
    content = path.read_text().partition("\nitems:")[2]
    assert content.count("- item:") >= 6  # all questions are in it
    # "May" is a name, and a word of the answers.
    words = everyday_words()
    for person in history.people:
        for secret in person.secrets():
            found = re.search(rf"\b{re.escape(secret)}\b", content, re.IGNORECASE)
            assert not found or secret.casefold() in words, secret
