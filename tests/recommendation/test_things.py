"""Words and clauses of a message, by their places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation.text import folded, in_place, plural, stem
from actions.recommendation.things import things, tokens_of


@pytest.mark.parametrize(
    "text", ["boots… please", "2½ boots", "Gore-Tex™ boots", "ﬁne boots", "boots"]
)
def test_words_are_found_whatever_stands_beside_them(text: str) -> None:
    assert any(token.text == "boots" for token in tokens_of(text))


@given(st.text())
def test_places_are_those_of_the_text(text: str) -> None:
    assert len(in_place(text)) == len(text)
    for token in tokens_of(text):
        assert token.text == folded(in_place(text)[token.start : token.end])
        assert 0 <= token.start < token.end <= len(text)


def test_accents_typed_apart_are_part_of_a_word() -> None:
    assert [token.text for token in tokens_of("cafe\u0301 mugs")] == ["caf\u00e9", "mugs"]


@pytest.mark.parametrize(
    ("one", "many"),
    [("scarf", "scarves"), ("knife", "knives"), ("glove", "gloves"), ("box", "boxes")],
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
    assert stem(many) == stem(one)


def test_each_clause_has_its_own_refusal_and_company() -> None:
    text = "a tent for my van, not a tarp but lamps, so you dont do stools?"
    nouns = {"tent", "van", "tarp", "lamp", "stool"}
    found = {one.noun: (one.refused, one.aside) for one in things(text, (), nouns.__contains__)}
    assert found == {
        "tent": (False, False),
        "van": (False, True),
        "tarp": (True, False),
        "lamps": (False, False),
        "stools": (False, False),
    }


@pytest.mark.parametrize(
    ("text", "nouns"),
    [
        ("a stove, small and light", ["stove"]),
        ("sturdy but light boots", ["boots"]),
        ("a tent and light", ["tent", "light"]),
        ("a light for camping", ["light"]),
    ],
)
def test_a_thing_that_is_a_quality_too_is_one_beside_a_quality(text: str, nouns: list[str]) -> None:
    known = {stem(noun) for noun in ("stove", "boot", "tent", "light")}
    assert [one.noun for one in things(text, (), known.__contains__)] == nouns


def test_a_long_message_is_read_to_its_end() -> None:
    assert len(things("tent and " * 800, (), {"tent"}.__contains__)) == 800
