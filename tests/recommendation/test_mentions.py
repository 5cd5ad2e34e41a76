"""Products called by a part of their title, and messages that only sound as if they called one."""

from __future__ import annotations

import pytest

from actions.recommendation.mentions import by_tail, called, singled_out, without_name
from tests.recommendation.catalogue import BASE, BECK, BREEZE, FELL, FLASK, MOOR, PRODUCTS, TWEED

JACKETS = (FELL, MOOR, TWEED, BREEZE)


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("is the fell any good", [FELL]),
        ("how warm is the moor one", [MOOR]),
        ("and the breze?", [BREEZE]),
        ("breeze weight", [BREEZE]),
        ("compare the fell with the dale", [FELL, TWEED]),
        ("the leather one", [TWEED]),
        ("does it come with a leather patch", []),
        ("is it fine in the rain", []),
        ("will it stand up to wind", []),
        ("how heavy is the jacket", []),
        ("has it got a hood", []),
    ],
)
def test_a_list_is_called_by_words_that_tell_its_products_apart(
    text: str, titles: list[object]
) -> None:
    assert called(text, JACKETS) == titles


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("what does the ember weigh", [FLASK]),
        ("and the beck", [BECK]),
        ("a tent for two", []),
        ("can i fry an egg", []),
        ("do you sell a warm jacket", []),
        ("what fill is in the ember", [FLASK]),
        ("hood on the moor down jacket", [MOOR]),
        ("can I wear it on the moor", []),
        ("is it any good on the fell", []),
        ("can you stand up in the base 4", [BASE]),
    ],
)
def test_of_many_only_a_name_singles_one_out(text: str, found: list[object]) -> None:
    assert singled_out(text, PRODUCTS, pointed=True) == found


def test_a_common_name_singles_out_no_more_than_asked() -> None:
    assert singled_out("the tents", (BECK, BASE), most=1) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("how big is the flask", [FLASK]),
        ("is the wind jacket light", [BREEZE]),
        ("is the rain jacket light", [FELL]),
        ("is the jacket light", []),
        ("any tents", []),
    ],
)
def test_the_end_of_a_title_calls_what_alone_has_it(text: str, found: list[object]) -> None:
    assert by_tail(text, PRODUCTS) == found


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("does the Fell Rain Jacket keep the rain out", "does it keep the rain out"),
        ("what is the fell's weight", "what is it weight"),
        ("is the jacket warm", "is the jacket warm"),
        ("how light is the fell jacket in rain", "how light is it in rain"),
    ],
)
def test_a_question_is_read_without_the_name(text: str, bare: str) -> None:
    assert without_name(text, FELL) == bare
