"""The matcher as served: what it learns, what it says, and what it makes of odd messages."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlu_models.build import build_matcher
from nlu_models.data import MatcherData
from nlu_models.matcher import Matcher
from nlu_models.model_file import read_model_file
from nlu_models.options import MatcherOptions
from tests.nlu_models.conftest import EXAMPLES, matcher_data


def test_two_epochs_teach_intents_and_answers(tmp_path: Path) -> None:
    options = MatcherOptions(epochs=2, batch_size=4, learning_rate=3e-4, head_learning_rate=1e-2)
    build_matcher(matcher_data(), options, tmp_path, kept=None)
    matcher = read_model_file(tmp_path, threads=2)
    unseen = {
        "hello good morning": "greet",
        "can i track the parcel": "track_order",
        "i am looking for blue tents": "search_product",
        "could you wrap this as a gift": "faq/gift_wrapping",
        "cheaper for a student?": "faq/student_discount",
        "know a funny joke": "chitchat/joke",
    }
    for message, wanted in zip(unseen, matcher.match(list(unseen)), strict=True):
        intent, _, answer = unseen[message].partition("/")
        assert wanted.intents[0].name == intent, message
        if answer:
            assert wanted.answers_of[intent][0].name == unseen[message]
            assert wanted.answers[0].name == unseen[message]


def test_rankings_are_sorted_limited_and_sum_to_one(toy_matcher: Matcher) -> None:
    (match,) = toy_matcher.match(["where is my parcel"], limit=0)
    for ranking in (match.intents, match.answers, *match.answers_of.values()):
        chances = [candidate.confidence for candidate in ranking]
        assert chances == sorted(chances, reverse=True)
        assert sum(chances) == pytest.approx(1)
    assert {intent.name for intent in match.intents} == {name.split("/")[0] for name in EXAMPLES}
    assert {answer.name for answer in match.answers} == {name for name in EXAMPLES if "/" in name}
    assert [answer.name.split("/")[0] for answer in match.answers_of["chitchat"]] == 2 * [
        "chitchat"
    ]

    (limited,) = toy_matcher.match(["where is my parcel"], limit=2)
    assert limited.intents == match.intents[:2]
    assert limited.answers == match.answers[:2]


def test_a_batch_gives_what_single_messages_give(toy_matcher: Matcher) -> None:
    texts = [text for texts in EXAMPLES.values() for text in texts] + ["", "🦊"]
    together = toy_matcher.match(texts)
    alone = [toy_matcher.match([text])[0] for text in texts]
    assert [m.intents[:1] and m.intents[0].name for m in together] == [
        m.intents[:1] and m.intents[0].name for m in alone
    ]


@pytest.mark.parametrize("text", ["", "   \n\t ", "🦊", "\x00"])
def test_an_unreadable_message_has_no_intent(toy_matcher: Matcher, text: str) -> None:
    (match,) = toy_matcher.match([text])
    assert match.intents == ()
    assert match.answers == ()
    assert match.answers_of == {"faq": (), "chitchat": ()}


@pytest.mark.parametrize(
    "text",
    ["tent " * 100_000, "我的包裹在哪里", "أين طلبي", "t\u0336e\u0336n\u0336t", "a" * 300_000],
)
def test_huge_and_foreign_messages_are_matched_or_left_alone(
    toy_matcher: Matcher, text: str
) -> None:
    (match,) = toy_matcher.match([text])
    assert match.intents == () or 0 < match.intents[0].confidence <= 1


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.characters(codec=None), max_size=80), max_size=5))
def test_any_text_gives_a_well_formed_match(toy_matcher: Matcher, texts: list[str]) -> None:
    matches = toy_matcher.match(texts)
    assert len(matches) == len(texts)
    for match in matches:
        assert set(match.answers_of) == {"faq", "chitchat"}
        for ranking in (match.intents, match.answers, *match.answers_of.values()):
            assert all(0 <= candidate.confidence <= 1 for candidate in ranking)
        assert bool(match.intents) == bool(match.answers)


def test_a_shop_without_answers_has_intents_only(
    toy_options: MatcherOptions, tmp_path: Path
) -> None:
    plain = {name: texts for name, texts in EXAMPLES.items() if "/" not in name}
    build_matcher(matcher_data(plain, {}), toy_options, tmp_path, kept=None)
    matcher = read_model_file(tmp_path, threads=1)
    (match,) = matcher.match(["where is my parcel"])
    assert match.intents[0].name == "track_order"
    assert match.answers == ()
    assert matcher.retrieval_intents == []


def test_training_twice_gives_the_same_model(
    toy_options: MatcherOptions, model_folder: Path, tmp_path: Path
) -> None:
    reordered = MatcherData(tuple(reversed(matcher_data().examples)), matcher_data().responses)
    build_matcher(reordered, toy_options, tmp_path, kept=None)
    for file in model_folder.iterdir():
        assert (tmp_path / file.name).read_bytes() == file.read_bytes(), file.name
