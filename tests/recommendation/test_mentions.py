"""Products called by a part of their title, and messages that only sound as if they called one."""

from __future__ import annotations

import pytest

from actions.recommendation.mentions import called, singled_out
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
    ],
)
def test_of_many_only_a_name_singles_one_out(text: str, found: list[object]) -> None:
    assert singled_out(text, PRODUCTS, pointed=True) == found


def test_a_common_name_singles_out_no_more_than_asked() -> None:
    assert singled_out("the tents", (BECK, BASE), most=1) == []
