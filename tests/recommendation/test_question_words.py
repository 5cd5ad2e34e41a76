"""In which words shoppers ask: the file of questions, and what it makes of what they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.recommendation.asked import figures, is_question
from actions.recommendation.question_words import (
    QUESTION_WORDS,
    QUESTIONS,
    QuestionFileError,
    read_questions,
)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("what is the heel to toe offset", "drop"),
        ("whats the drop on those", "drop"),
        ("what if I drop it", None),
        ("what fill is in it", "fill"),
        ("what is it filled with", "fill"),
        ("how do I fill it", None),
        ("hydrostatic head?", "water resistance"),
        ("what is the hh", "water resistance"),
        ("how many mm is it", "water resistance"),
        ("ip rating", "water resistance"),
        ("how many denier is the floor", "fabric thickness"),
        ("run time on full power", "battery life"),
        ("how long on a single charge", "battery life"),
        ("pack size", "packed size"),
        ("how small does it fold down", "packed size"),
        ("can it go in the wash", "care"),
        ("how many grams", "weight"),
        ("where do they come from", "origin"),
        ("anything from animals in it", "vegan"),
        ("is there dwr on it", "PFAS-free"),
        ("how far does it shine", "beam"),
        ("will my laptop fit", "laptop size"),
        ("how do I pay", None),
    ],
)
def test_a_fact_is_asked_for_in_many_words(text: str, label: str | None) -> None:
    found = [figure.label for figure in figures(text)]
    assert found[:1] == ([] if label is None else [label])


@pytest.mark.parametrize(
    ("question", "sentence", "alike"),
    [
        ("are there underarm vents", "Long pit zips let the heat out.", True),
        ("can I put it up alone", "It pitches in a minute.", True),
        ("has it a backlight", "The dial lights up.", True),
        ("I put it on the table and stood up", "It pitches in a minute.", False),
        ("is it blue", "It pitches in a minute.", False),
    ],
)
def test_other_words_mean_the_same(question: str, sentence: str, *, alike: bool) -> None:
    groups = QUESTION_WORDS.meant_alike(question).keys()
    assert bool(groups & QUESTION_WORDS.meant_alike(sentence).keys()) is alike


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is it warm", True),
        ("whats the weight", True),
        ("Great, how heavy is it", True),
        ("doesn't it leak", True),
        ("the weight?", True),
        ("ok do that please", False),
        ("can't find it", False),
        ("it is warm", False),
        ("Am Markt 5", False),
        ("the blue one", False),
    ],
)
def test_a_question_is_known_by_its_form(text: str, *, asks: bool) -> None:
    assert is_question(text) is asks


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[fact]]\nasked = ['a']\n", "fact 1: `called` must be a text"),
        ("[[fact]]\ncalled = 'a'\nasked = ['a']\n", "fact 1: give either"),
        (
            "[[fact]]\ncalled = 'a'\nattributes = ['a']\nquality = 'b'\nasked = ['a']\n",
            "fact 1: give either",
        ),
        ("[[fact]]\ncalled = 'a'\nattributes = ['a']\nasked = 'a'\n", "`asked` must be a list"),
        ("[[fact]]\ncalled = 'a'\nattributes = ['a']\nasked = ['(']\n", "no regular expressions"),
        ("[[fact]]\ncalled = 'a'\nother = 1\n", "there is no field `other`"),
        ("[[alike]]\nwords = []\n", "alike 1: `words` must be a list"),
        ("[fact]\ncalled = 'a'\n", "as a table headed [[fact]]"),
        ("[[fact", "cannot be read"),
    ],
)
def test_a_bad_file_is_told_by_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "questions.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(QuestionFileError) as error:
        read_questions(file)
    assert str(file) in str(error.value)
    assert told in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(QuestionFileError, match="cannot be read"):
        read_questions(tmp_path / "none.toml")


def test_a_long_text_is_looked_through_quickly_and_asks_nothing() -> None:
    assert read_questions(QUESTIONS).figures("how " * 2000) == []


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("hydrostatic head of the base 4", "of the base 4"),
        ("how many doors on the beck", "on the beck"),
        ("how long does the beck last", "does the beck last"),
        ("how warm is the frost bag", "is the frost bag"),
    ],
)
def test_what_names_a_product_is_left_of_a_question(text: str, left: str) -> None:
    words = QUESTION_WORDS.without_asked(text).split()
    assert [word for word in words if word != "what"] == left.split()
