"""What is like nothing that was learned gets little confidence, and the rest keeps its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.build import build_matcher
from nlu_models.heads import AnswerFit, Familiarity
from nlu_models.holdout import fit_answers, fit_familiarity
from nlu_models.matcher import Matcher
from nlu_models.model_file import read_model_file
from nlu_models.options import MatcherOptions
from tests.nlu_models.conftest import EXAMPLES, matcher_data

_SCORES = st.lists(st.floats(-5, 5), min_size=2, max_size=60)


@given(_SCORES, st.sampled_from([0.8, 0.9, 0.95, 1.0]))
def test_the_stated_share_of_known_messages_keeps_its_confidence(
    values: list[float], acceptance: float
) -> None:
    energy = np.array(values, dtype=np.float32)
    nearest = energy[::-1].copy()
    limit = fit_familiarity(energy, nearest, acceptance)
    trusted = limit.trust(limit.scores(energy, nearest)) >= 1 - 1e-9
    assert trusted.mean() >= acceptance - 1 / len(values)


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_less_familiar_never_means_more_trust(first: float, second: float) -> None:
    limit = Familiarity((0.0, 2.0), (0.5, 0.1), threshold=-1.0)
    low, high = sorted((first, second))
    scores = limit.scores(np.array([low, high], np.float32), np.array([0.5, 0.5], np.float32))
    trust = limit.trust(scores)
    assert 0 <= trust[0] <= trust[1] <= 1


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_stranger_than_the_limit_is_what_loses_confidence(energy: float, nearest: float) -> None:
    limit = Familiarity((0.0, 2.0), (0.5, 0.1), threshold=-1.0)
    message = np.array([energy], np.float32), np.array([nearest], np.float32)
    scores = limit.scores(*message)
    assert (limit.strangeness(scores)[0] > 1) == (limit.trust(scores)[0] < 1)


@given(_SCORES)
def test_nine_tenths_of_questions_with_an_answer_are_trusted(values: list[float]) -> None:
    best = np.array(values, dtype=np.float32)
    fit = fit_answers(best)
    assert np.mean([fit.trust(float(score)) >= 1 - 1e-6 for score in best]) >= 0.9 - 1 / len(best)


@given(st.floats(-2, 2), st.floats(-2, 2))
def test_the_nearer_an_answer_the_more_it_is_trusted(first: float, second: float) -> None:
    fit = AnswerFit(deviation=0.1, threshold=0.6)
    low, high = sorted((first, second))
    assert 0 <= fit.trust(low) <= fit.trust(high) <= 1


def test_a_question_is_no_surer_than_its_answer(toy_matcher: Matcher) -> None:
    texts = ["do students pay less", "is it possible for students", "gift student discount", "joke"]
    for match in toy_matcher.match(texts):
        assert match.answer is not None
        assert match.intents[0].confidence <= match.answer.confidence


def test_a_question_that_no_answer_fits_is_not_understood(
    toy_matcher: Matcher, model_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "is there a student discount"
    (before,) = toy_matcher.match([text], limit=0)
    strict = read_model_file(model_folder, threads=1)
    facts = replace(strict.facts, answer_fit=AnswerFit(deviation=0.01, threshold=1.05))
    monkeypatch.setattr(strict, "facts", facts)
    (match,) = strict.match([text], limit=0)
    assert match.intents[0].confidence < 0.05 < before.intents[0].confidence
    assert sum(answer.confidence for answer in match.answers_of["faq"]) < 0.05
    assert [answer.name for answer in match.answers] == [answer.name for answer in before.answers]
    parcel = "where is my parcel"
    assert strict.match([parcel])[0].intents == toy_matcher.match([parcel])[0].intents


def test_with_held_out_examples_strange_messages_lose_confidence(tmp_path: Path) -> None:
    options = MatcherOptions(epochs=2, batch_size=16, holdout=0.4)
    more = {
        name: [f"{text}{tail}" for text in texts for tail in ("", " please", " now", " today")]
        for name, texts in EXAMPLES.items()
    }
    build_matcher(matcher_data(more), options, tmp_path, kept=None)
    matcher = read_model_file(tmp_path, threads=1)
    assert matcher.facts.familiarity is not None
    known, strange = matcher.match(
        ["where is my parcel please", "quantum theory annihilates baroque trombones 7 8 9"]
    )
    assert known.intents[0].name == "track_order"
    assert sum(intent.confidence for intent in known.intents) == pytest.approx(1, abs=0.05)
    assert sum(intent.confidence for intent in strange.intents) < 0.5
    assert known.strangeness < 0.5 < 1 < strange.strangeness
    (unreadable,) = matcher.match(["🦊"])
    assert unreadable.strangeness == float("inf")


def test_without_held_out_examples_nothing_is_called_strange(toy_matcher: Matcher) -> None:
    assert toy_matcher.facts.familiarity is None
    (match,) = toy_matcher.match(["quantum theory annihilates baroque trombones"], limit=0)
    assert match.strangeness == 0.0
    assert sum(intent.confidence for intent in match.intents) == pytest.approx(1, abs=0.01)
