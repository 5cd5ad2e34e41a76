"""Moves are told by their wording, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from nlu_models.moves import (
    Move,
    asks_complements,
    asks_guides,
    asks_why_not,
    frees,
    leans,
    move_of,
)


@pytest.mark.parametrize(
    ("text", "move"),
    [
        ("go back", Move.UNDO),
        ("Undo that, please", Move.UNDO),
        ("back", Move.UNDO),
        ("previous list", Move.UNDO),
        ("not that one", Move.REJECT_ONE),
        ("no, I don't like it", Move.REJECT_ONE),
        ("none of these", Move.REJECT_ALL),
        ("hm, I don’t like any of them", Move.REJECT_ALL),
        ("none of these will do", Move.REJECT_ALL),
        ("you don't understand", Move.FRUSTRATED),
        ("that's not what I asked for!", Move.FRUSTRATED),
        ("I've already told you", Move.FRUSTRATED),
        ("perfect!", Move.SATISFIED),
        ("great, that's it", Move.SATISFIED),
        ("that's exactly what I was looking for", Move.SATISFIED),
        ("I don't mind", Move.INDIFFERENT),
        ("whatever", Move.INDIFFERENT),
        ("you choose", Move.INDIFFERENT),
        ("any is fine", Move.INDIFFERENT),
    ],
)
def test_moves(text: str, move: Move) -> None:
    assert move_of(text) is move


@pytest.mark.parametrize(
    "text",
    [
        "not leather",
        "not the first one",
        "perfect for hiking?",
        "a perfect tent",
        "do I get my money back",
        "send it back",
        "I don't mind leather",
        "none",
        "I like blue",
    ],
)
def test_what_says_something_of_a_product_is_no_move(text: str) -> None:
    assert move_of(text) is None


def test_other_questions_about_the_list() -> None:
    assert asks_why_not("why not the Beck 2 Tent?")
    assert asks_why_not("why didn't you show me the Fell?")
    assert asks_why_not("why is the Fell not in the list?")
    assert not asks_why_not("why is the Fell so dear?")
    assert asks_complements("what goes well with the first one?")
    assert asks_complements("what else do I need with it?")
    assert asks_complements("would anything go with my basket?")
    assert not asks_complements("where do my parcels go?")
    assert asks_guides("do you have a guide about tents?")
    assert not asks_guides("a guide dog harness")
    assert frees("forget the colour") and not frees("forget me")
    assert leans("something more formal") and not leans("show me more")
