"""Reactions to an answer are told by their wording; what says more is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.reactions import Reaction, reaction_of

SAID = {
    Reaction.NEXT: [
        "what do i do now",
        "and then?",
        "ok so what now",
        "how do i start",
        "now what",
    ],
    Reaction.SURE: ["are you sure", "r u sure about that", "really??", "is that right", "who says"],
    Reaction.WHY: ["why", "but why", "how come?", "hm why is that", "why not"],
    Reaction.MEANING: ["what does that mean", "i dont get it", "explain pls", "huh?"],
    Reaction.TRIED: ["tried that already", "i have done that twice", "no luck"],
}


@pytest.mark.parametrize(
    ("text", "reaction"), [(text, found) for found, texts in SAID.items() for text in texts]
)
def test_a_reaction(text: str, reaction: Reaction) -> None:
    assert reaction_of(text) is reaction
    assert reaction_of(f"  {text.upper()} ") is reaction


@pytest.mark.parametrize(
    "text",
    [
        "why can't i return it",
        "what does 10000 mm mean",
        "are you sure the tent is waterproof",
        "what do i do with the label",
        "yes sure",
        "then cancel it",
        "what is it",
        "ok",
        "really good tent",
        "",
    ],
)
def test_more_than_a_reaction(text: str) -> None:
    assert reaction_of(text) is None


@given(st.text(st.characters(categories=["Zs", "Po", "Nd"]), max_size=200))
def test_without_words_there_is_none(text: str) -> None:
    assert reaction_of(text) is None
