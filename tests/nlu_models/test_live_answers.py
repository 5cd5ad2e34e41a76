"""Answers edited while the matcher serves."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rasa.shared.utils.io import write_yaml

from nlu_models.live_answers import LiveAnswers
from nlu_models.matcher import Matcher
from nlu_models.rasa_data import read_answers
from tests.nlu_models.conftest import EXAMPLES, RESPONSES

FAQ = {key: texts for key, texts in EXAMPLES.items() if key.startswith("faq/")}
QUESTION = "where are your shops in leeds"


def write(folder: Path, examples: dict[str, list[str]], texts: dict[str, str]) -> None:
    nlu = [
        {"intent": name, "examples": "".join(f"- {text}\n" for text in phrasings)}
        for name, phrasings in examples.items()
    ]
    responses = {f"utter_{key}": [{"text": texts[key]}] for key in examples if key in texts}
    folder.mkdir(exist_ok=True)
    write_yaml({"version": "3.1", "nlu": nlu, "responses": responses}, folder / "faq.yml")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "faq"
    write(folder, FAQ, {key: RESPONSES[key][0]["text"] for key in FAQ})
    return folder


def until(live: LiveAnswers, holds: Callable[[Matcher], bool]) -> Matcher:
    """Wait as a server does: it asks for the matcher with each message."""
    for _ in range(200):
        matcher = live.current()
        if holds(matcher):
            return matcher
        time.sleep(0.05)
    raise AssertionError("the answers did not change")


def of_chitchat(matcher: Matcher, texts: list[str]) -> dict[str, float]:
    """Return the confidence in each answer to each text."""
    return {
        f"{text} {answer.name}": answer.confidence
        for text, match in zip(texts, matcher.match(texts, limit=0), strict=True)
        for answer in match.answers_of["chitchat"]
    }


def best(matcher: Matcher, text: str) -> str:
    return matcher.match([text])[0].answers_of["faq"][0].name


def test_an_answer_is_added_changed_and_removed(folder: Path, toy_matcher: Matcher) -> None:
    live = LiveAnswers(toy_matcher, folder, read_answers)
    texts = {key: f"Now: {key}." for key in FAQ}
    more = {**FAQ, "faq/shops": ["where are your shops", "shops in leeds", "shop locations"]}
    write(folder, more, {**texts, "faq/shops": "In Leeds."})
    matcher = until(live, lambda m: "faq/shops" in m.responses)
    assert best(matcher, QUESTION) == "faq/shops"
    assert matcher.responses["faq/shops"] == [{"text": "In Leeds."}]
    assert matcher.responses["faq/gift_wrapping"] == [{"text": "Now: faq/gift_wrapping."}]
    # Of others nothing has changed, nor have the answers of other intents.
    said = EXAMPLES["greet"] + EXAMPLES["chitchat/joke"]
    assert of_chitchat(matcher, said) == pytest.approx(of_chitchat(toy_matcher, said), abs=1e-5)
    assert best(matcher, FAQ["faq/gift_wrapping"][0]) == "faq/gift_wrapping"

    write(folder, FAQ, texts)
    matcher = until(live, lambda m: "faq/shops" not in m.responses)
    assert best(matcher, QUESTION) in FAQ


def test_files_as_they_were_trained_change_nothing(folder: Path, toy_matcher: Matcher) -> None:
    live = LiveAnswers(toy_matcher, folder, read_answers)
    matcher = until(live, lambda m: m is not toy_matcher)
    said = [text for texts in EXAMPLES.values() for text in texts]
    assert matcher.digests == toy_matcher.digests
    assert of_chitchat(matcher, said) == pytest.approx(of_chitchat(toy_matcher, said), abs=1e-5)
    assert [best(matcher, text) for text in said] == [best(toy_matcher, text) for text in said]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("nlu: [", "faq.yml cannot be read"),
        (None, "no response: faq/student_discount"),
        ("version: '3.1'\nnlu:\n- intent: returns/free\n  examples: |\n    - free?\n"
         "responses:\n  utter_returns/free:\n  - text: yes", "intent returns had no answers"),
    ],
)  # fmt: skip
def test_files_that_cannot_be_used_leave_the_answers(
    folder: Path,
    toy_matcher: Matcher,
    caplog: pytest.LogCaptureFixture,
    content: str | None,
    said: str,
) -> None:
    if content is None:
        write(folder, FAQ, {"faq/gift_wrapping": "yes"})
    else:
        (folder / "faq.yml").write_text(content)
    live = LiveAnswers(toy_matcher, folder, read_answers)
    with caplog.at_level(logging.ERROR):
        for _ in range(100):
            assert live.current() is toy_matcher
            if caplog.messages:
                break
            time.sleep(0.05)
    assert said in caplog.text
    # Once they are mended, they count.
    write(folder, FAQ, dict.fromkeys(FAQ, "mended"))
    matcher = until(live, lambda m: m is not toy_matcher)
    assert matcher.responses["faq/gift_wrapping"] == [{"text": "mended"}]
