"""Shoe sizes of one system in a catalogue that has another."""

from __future__ import annotations

import pytest

from actions.recommendation.footwear import is_footwear, own_sizes
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import product

UK = (
    *(f"Kids {n}" for n in (12, 13)),
    *(f"UK {n}" for n in range(1, 13)),
)


def shop(*sizes: str) -> list[ProductRecord]:
    """A shop with one pair of boots in these sizes, and trousers that are no shoes."""
    boots = product(1, "Fell Boots", "Boots", [("black", size, "90", 1) for size in sizes])
    return [boots, product(2, "Moor Trousers", "Trousers", [("moss", "38", "60", 1)])]


# As in the charts that shops print, by the definitions of the systems.
@pytest.mark.parametrize(
    ("asked", "sizes"),
    [
        ("EU 36", ["UK 3"]),
        ("EU 37", ["UK 4"]),
        ("EU 38", ["UK 5"]),
        ("38", ["UK 5"]),
        ("EU 39", ["UK 6"]),
        ("EU 40", ["UK 6", "UK 7"]),
        ("EU 41", ["UK 7"]),
        ("42", ["UK 8"]),
        ("EU 43", ["UK 9"]),
        ("EU 45", ["UK 10", "UK 11"]),
        ("EU 47", ["UK 12"]),
        ("EU 30", ["Kids 12"]),
        ("EU 32", ["Kids 13"]),
        ("US 9", ["UK 8"]),
    ],
)
def test_sizes_of_a_british_shop(asked: str, sizes: list[str]) -> None:
    found = own_sizes(asked, shop(*UK), certain=True, women=False)
    assert found is not None
    assert list(found.sizes) == sizes
    assert all(size in found.note for size in sizes)


@pytest.mark.parametrize(
    ("asked", "sizes"),
    [("UK 8", ["42"]), ("8", ["42"]), ("uk 9", ["43"]), ("UK 3.5", ["36"]), ("US 9", ["42"])],
)
def test_sizes_of_a_continental_shop(asked: str, sizes: list[str]) -> None:
    own = shop(*map(str, range(36, 46)))
    found = own_sizes(asked, own, certain=True, women=False)
    assert found is not None and list(found.sizes) == sizes


def test_what_was_assumed_is_said() -> None:
    men = own_sizes("US 9", shop(*UK), certain=True, women=False)
    women = own_sizes("US 9", shop(*UK), certain=True, women=True)
    shared = own_sizes("EU 42", shop(*UK), certain=False, women=True)
    assert men is not None and women is not None and shared is not None
    assert men.note.startswith("US 9 (taken as a men's size) is about UK 8 in shoes")
    assert women.note.startswith("US 9 (taken as a women's size) is about UK 7 in shoes")
    assert "the same for men and women" in shared.note


@pytest.mark.parametrize("asked", ["UK 8", "8", "8 UK", "L", "EU 60", "2-3 years", "500 ml"])
def test_what_is_there_or_is_no_shoe_size_stays(asked: str) -> None:
    assert own_sizes(asked, shop(*UK), certain=True, women=False) is None


def test_a_bare_number_is_a_shoe_size_of_shoes_only() -> None:
    assert own_sizes("42", shop(*UK), certain=False, women=False) is None
    assert own_sizes("EU 42", [], certain=True, women=False) is None
    assert is_footwear("Walking boots") and is_footwear("Shoes") and not is_footwear("Trousers")
