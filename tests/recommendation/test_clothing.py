"""Women's sizes in numbers and in letters."""

from __future__ import annotations

import pytest

from actions.recommendation.clothing import letter_sizes
from tests.recommendation.catalogue import product

LETTERS = [product(1, "Fell Coat", "Jackets", [("", s, "90", 1) for s in ("S", "M", "L", "XL")])]


@pytest.mark.parametrize(
    ("asked", "sizes"),
    [
        ("12", ("12", "M")),
        ("UK 18", ("UK 18", "XL")),
        ("14", ("14", "M", "L")),
        ("38", None),
        ("M", None),
        ("22", None),  # what is XXL elsewhere does not come here
    ],
)
def test_a_number_is_about_a_letter(asked: str, sizes: tuple[str, ...] | None) -> None:
    own = letter_sizes(asked, LETTERS)
    assert (None if own is None else own.sizes) == sizes


def test_numbers_alone_are_left_as_they_are() -> None:
    numbered = [product(2, "Moor Shirt", "Shirts", [("", "12", "30", 1)])]
    assert letter_sizes("12", numbered) is None
