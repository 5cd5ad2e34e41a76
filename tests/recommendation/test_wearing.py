"""For whom a thing is: "for my wife", "for a 5 year old"."""

from __future__ import annotations

from typing import Any

import pytest

from actions.recommendation import (
    Constraints,
    Recommender,
    ShoppingState,
    Turn,
    for_wearer,
    new_search,
    refine,
    suits,
)
from actions.recommendation.phrases import describe
from actions.recommendation.wearers import wearer_of
from tests.recommendation.catalogue import product

AGES = [("red", "2-3 years", "30", 1), ("red", "4-5 years", "30", 1)]
SHOP = Recommender(
    [
        product(1, "Fell Jacket", "Jackets", [("", "M", "90", 1)], attributes={"for": ("men",)}),
        product(2, "Moor Jacket", "Jackets", [("", "M", "90", 1)], attributes={"for": ("women",)}),
        product(3, "Dale Jacket", "Jackets", [("", "M", "90", 1)], attributes={"for": ("unisex",)}),
        product(4, "Puddle Jacket", "Jackets", AGES, attributes={"for": ("kids",)}),
        product(5, "Gas Stove", "Cookware", [("", "", "40", 1)]),
        product(6, "Wood Stove", "Cookware", [("", "", "60", 1)]),
        product(7, "Toy Stove", "Cookware", [("", "", "20", 1)], attributes={"for": ("kids",)}),
        product(8, "Beck Tent", "Tents", [("", "", "200", 1)]),
        product(
            9,
            "Reins Pack",
            "Backpacks",
            [("", "", "25", 1)],
            attributes={"for": ("kids",), "age": ("1-4 years",)},
        ),
        product(10, "School Bag", "Backpacks", [("", "", "35", 1)], attributes={"for": ("kids",)}),
    ]
)


def wish(text: str, state: ShoppingState | None = None, **wanted: str) -> tuple[Turn, str | None]:
    entities = [{"entity": kind, "value": value} for kind, value in wanted.items()]
    return for_wearer(Turn.of(text, entities), state or ShoppingState(), SHOP)


def fitting(turn: Turn) -> list[int]:
    return sorted(p.id for p in SHOP.fitting(new_search(ShoppingState(), turn).constraints))


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("a jacket for my wife", "Jackets", [2, 3]),
        ("a jacket for my husband", "Jackets", [1, 3]),
        ("a jacket for my 5 year old", "Jackets", [4]),
        ("a jacket for my 16 year old son", "Jackets", [1, 3]),
        ("a jacket for my grown-up daughter", "Jackets", [2, 3]),
        ("a backpack for my five-year-old", "Backpacks", [10]),
        ("a backpack for a 3 year old girl", "Backpacks", [9, 10]),
        ("my son needs a jacket", "Jackets", [4]),
        ("a jacket for a friend", "Jackets", [1, 2, 3, 4]),
        ("a jacket for my mum and dad", "Jackets", [1, 2, 3, 4]),
    ],
)
def test_what_is_for_others_does_not_fit(text: str, kind: str, found: list[int]) -> None:
    assert fitting(wish(text, category=kind)[0]) == found


def test_where_few_say_for_whom_they_are_only_the_others_go() -> None:
    turn, note = wish("a stove for my husband", category="Cookware")
    assert fitting(turn) == [5, 6]
    assert note is None  # nobody expects a stove to be made for men
    present, note = wish("a present for her")
    assert fitting(present) == [2, 3, 5, 6, 8]
    assert note is None
    limits = new_search(ShoppingState(), present).constraints
    assert describe(limits, "GBP") == "products, but not men's ones or kids' ones"


def test_what_the_catalogue_has_nothing_of_is_said() -> None:
    turn, note = wish("a tent for my 5 year old", category="Tents")
    assert fitting(turn) == [8]
    assert note == "The catalogue marks no tents as made for children."


def test_ages_that_nothing_is_for_are_said() -> None:
    turn, note = wish("a backpack for my 10 year old son", category="Backpacks")
    assert (fitting(turn), note) == ([10], None)
    only = Recommender([p for p in SHOP.products if p.id == 9])
    turn = Turn.of("a pack for my 10 year old", [{"entity": "category", "value": "Backpacks"}])
    turn, note = for_wearer(turn, ShoppingState(), only)
    assert note == "Our backpacks for children are marked for 1-4 years."
    assert not turn.unwanted


def test_one_product_is_for_a_person_or_not() -> None:
    wife, child = wearer_of("for my wife"), wearer_of("for my 5 year old")
    assert wife is not None and child is not None
    moor, fell, tent = (SHOP.product(i) for i in (2, 1, 8))
    assert moor is not None and fell is not None and tent is not None
    assert suits(moor, wife, SHOP).startswith("Yes: the catalogue lists the Moor Jacket")
    assert "it states “for: men”" in suits(fell, wife, SHOP)
    assert suits(tent, child, SHOP) == "The catalogue marks no tents as made for children."


def test_whether_a_child_has_grown_up_is_not_known() -> None:
    turn, note = wish("a jacket for my daughter", category="Jackets")
    assert fitting(turn) == [4]
    assert note == "I take your daughter for a child; if not, say “women's”."
    turn, note = wish("a jacket for my daughter in M", category="Jackets", size="M")
    assert (fitting(turn), note) == ([2, 3], None)


def test_what_is_said_of_the_wearer_outright_counts() -> None:
    turn, note = wish("a men's jacket for my daughter", category="Jackets", attribute="men")
    assert (fitting(turn), note) == ([1, 3], None)


def test_another_person_is_another_wish() -> None:
    state = new_search(ShoppingState(), wish("a present for my wife")[0])
    turn, _ = wish("and for my husband?", state)
    constraints = refine(state, turn, SHOP).state.constraints
    assert sorted(p.id for p in SHOP.fitting(constraints)) == [1, 3, 5, 6, 8]


def test_what_is_for_both_is_not_refused_with_the_others() -> None:
    limits = Constraints({"category": ("Jackets",)}, {"attribute": ("men",)})
    assert [p.id for p in SHOP.fitting(limits)] == [2, 3, 4]


@pytest.mark.parametrize(
    "text", ["my wife bought this", "a tent for two", "a cover for her tent", "for cold days", ""]
)
def test_whom_else_a_message_names_is_no_wearer(text: str) -> None:
    assert wearer_of(text) is None


def test_the_person_is_nothing_to_search_for() -> None:
    words: dict[str, Any] = {"entity": "category", "value": "Jackets", "start": 2, "end": 8}
    assert Turn.of("a jacket for my 5 year old", [words]).query == ""
