"""The question that tells most: its worth, its answers, and when none is asked."""

from __future__ import annotations

import numpy as np
import pytest

from actions.recommendation import Constraints, Question, Recommender, best_question
from actions.recommendation.asking import expected_bits
from actions.recommendation.aspects import round_number
from actions.recommendation.matching import fits
from actions.shop.records import ProductRecord
from tests.recommendation.catalogue import product

EVEN = np.full(4, 0.25)


@pytest.mark.parametrize(
    ("answers", "offered", "bits"),
    [
        ([("a",), ("a",), ("b",), ("b",)], ["a", "b"], 1.0),
        ([("a",), ("b",), ("c",), ("d",)], ["a", "b", "c", "d"], 2.0),
        ([("a",), ("a",), ("a",), ("a",)], ["a"], 0.0),
        # Who would give none of the answers tells nothing.
        ([("a",), (), (), ()], ["a"], 0.5),
        # Who may give either tells nothing with it.
        ([("a", "b")] * 4, ["a", "b"], 0.0),
    ],
)
def test_the_worth_of_a_question(
    answers: list[tuple[str, ...]], offered: list[str], bits: float
) -> None:
    assert expected_bits(EVEN, answers, offered) == pytest.approx(bits)


def hats(count: int = 12) -> list[ProductRecord]:
    """Hats of three colours at one price, half of them waterproof, all of wool."""
    return [
        product(
            number,
            f"Hat {number}",
            "Hats",
            [(("red", "navy", "green")[number % 3], "M", "20", 1)],
            attributes={"material": ("wool",), **({"waterproof": ("yes",)} if number % 2 else {})},
        )
        for number in range(1, count + 1)
    ]


def ask(products: list[ProductRecord], limits: Constraints, *asked: str) -> Question | None:
    shop = Recommender(products)
    return best_question(products, [0.0] * len(products), limits, shop.fitting, asked)


def test_the_colour_of_what_is_not_worn_is_not_asked() -> None:
    lamps = [
        product(number, f"Lamp {number}", "Torches", [(("red", "navy")[number % 2], "", "20", 1)])
        for number in range(1, 13)
    ]
    assert ask(lamps, Constraints({"category": ("Torches",)})) is None


def test_it_asks_what_divides_best_with_what_there_is() -> None:
    limits = Constraints({"category": ("Hats",)})
    question = ask(hats(), limits)
    assert question is not None
    assert question.about == "color"
    assert {(c.said, c.fitting) for c in question.choices} == {
        ("red", 4),
        ("navy", 4),
        ("green", 4),
    }


def test_nothing_is_asked_twice_nor_what_was_said() -> None:
    limits = Constraints({"category": ("Hats",)})
    assert ask(hats(), limits, "color") is None
    assert ask(hats(), limits.with_wanted("color", ["red"])) is None


def test_nothing_is_asked_of_what_is_all_alike() -> None:
    assert ask([], Constraints()) is None
    assert ask(hats()[:1], Constraints()) is None


def test_prices_are_asked_in_bands_between_round_numbers() -> None:
    shelf = [
        product(number, f"Hat {number}", "Hats", [("red", "", str(10 * number), 1)])
        for number in range(1, 13)
    ]
    limits = Constraints({"category": ("Hats",)})
    question = ask(shelf, limits)
    assert question is not None and question.about == "price"
    said = [choice.said for choice in question.choices]
    assert said[0].startswith("up to £") and said[-1].startswith("over £")
    assert sum(choice.fitting for choice in question.choices) >= len(shelf)


def test_every_answer_has_as_many_products_as_it_says() -> None:
    limits = Constraints({"category": ("Hats",)})
    question = ask(hats(), limits, "price")
    assert question is not None
    for choice in question.choices:
        assert choice.facet is not None
        wished = limits.with_wanted(choice.facet, [choice.value])
        assert choice.fitting == sum(fits(hat, wished) for hat in hats())


@pytest.mark.parametrize(
    ("value", "near"), [(0, 0), (7.3, 7.5), (48.2, 50), (144, 150), (932, 950)]
)
def test_round_numbers(value: float, near: float) -> None:
    assert round_number(value) == near
