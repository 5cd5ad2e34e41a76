"""Words, stems and stop words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation.measures import parse_amount
from actions.recommendation.text import contains_words, stem, terms, words


@pytest.mark.parametrize(
    "forms",
    [
        ("hike", "hikes", "hiking", "hiked"),
        ("jacket", "jackets"),
        ("torch", "torches"),
        ("shoe", "shoes"),
        ("watch", "watches"),
        ("bottle", "bottles"),
        ("run", "running"),
        ("berry", "berries"),
        ("beanie", "beanies"),
        ("sleep", "sleeping"),
    ],
)
def test_forms_of_a_word_meet(forms: tuple[str, ...]) -> None:
    assert len({stem(form) for form in forms}) == 1


@pytest.mark.parametrize("word", ["glass", "dress", "red", "string", "bus", "speed", "7"])
def test_what_is_no_ending_stays(word: str) -> None:
    assert stem(word) == word


def test_words_of_asking_are_not_terms() -> None:
    assert terms("Hi, I'm looking for something, please – do you have any?") == []
    assert terms("Show me the best hiking boots") == [stem("hiking"), stem("boots")]


@given(st.text(max_size=60))
def test_any_text_has_terms(text: str) -> None:
    assert all(term for term in terms(text))
    assert contains_words(text, text) or not words(text)


@pytest.mark.parametrize(
    ("text", "measure", "amount"),
    [
        ("320 g", "weight", 320.0),
        ("1.2 kg", "weight", 1200.0),
        ("1,5 L", "capacity", 1500.0),
        ("750ml", "capacity", 750.0),
        ("sleeps 4", "sleeps", 4.0),
        ("plenty", "weight", None),
    ],
)
def test_amounts(text: str, measure: str, amount: float | None) -> None:
    assert parse_amount(text, measure) == amount
