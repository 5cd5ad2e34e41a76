"""Wishes as shoppers say them, over the sample shop, by words alone: no model is needed."""

from __future__ import annotations

import pytest

from actions.recommendation import Recommender, Turn
from benchmarks.wishes import DOORS, SampleShelves, first_hits, hit_rate, read_wishes
from tests.recommendation.catalogue import ConceptEncoder, product


@pytest.fixture(scope="module")
def shelves(tmp_path_factory: pytest.TempPathFactory) -> SampleShelves:
    return SampleShelves.fill(tmp_path_factory.mktemp("wishes"), None)


@pytest.mark.parametrize("door", DOORS)
def test_most_wishes_are_met(shelves: SampleShelves, door: str) -> None:
    places = [place for _, place, _ in first_hits(shelves, read_wishes(), DOORS[door])]
    assert hit_rate(places, 1) >= 0.7
    assert hit_rate(places, 5) >= 0.85


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("I need a tent for two", {"Tents"}),
        ("a lamp for reading in the tent", {"Torches"}),
        ("hats for my dad and boots for my mum", {"Hats", "Shoes"}),
        ("a hat to wear under the hood of my jacket", {"Hats"}),
    ],
)
def test_the_noun_of_the_wish_decides(
    shelves: SampleShelves, text: str, categories: set[str]
) -> None:
    turn = shelves.turn(text)
    assert set(turn.wanted["category"]) == categories
    for door in DOORS.values():
        assert {i.product.category for i in door(shelves.recommender, turn, 5)} <= categories


def test_a_tent_for_two_sleeps_two(shelves: SampleShelves) -> None:
    for door in DOORS.values():
        found = door(shelves.recommender, shelves.turn("I need a tent for two"), 5)
        assert all(item.product.attributes["sleeps"] == ("2",) for item in found)
        assert "Tent" in found[0].product.title


def test_what_is_called_so_comes_before_what_is_only_of_the_kind() -> None:
    bag = product(1, "Rescue Bag 4", "Tents", [("", "", "38", 3)], sold=900, rating=4.9)
    awning = product(2, "Car Awning", "Tents", [("", "", "119", 3)], sold=900, rating=4.9)
    tent = product(3, "Beck 2 Tent", "Tents", [("", "", "229", 3)], sold=1, rating=4.0)
    shop = Recommender([bag, awning, tent], ConceptEncoder())
    turn = Turn.of("a tent", [{"entity": "category", "value": "Tents", "start": 2, "end": 6}])
    assert shop.search(turn.query, turn.limits)[0].product == tent
