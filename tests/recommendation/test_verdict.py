"""Which of several it is, and what a question about one product is answered with."""

from __future__ import annotations

from dataclasses import replace

import pytest

from actions.recommendation import Constraints, Recommender
from actions.recommendation.verdict import (
    asked_ranking,
    quality_sentence,
    rank_sentence,
    ranked,
    ranking_among,
)
from tests.recommendation.catalogue import (
    BASE,
    BECK,
    BREEZE,
    CAP,
    FELL,
    FLASK,
    MOOR,
    PRODUCTS,
    product,
)

FACTS = Recommender(PRODUCTS).facts
NOTHING = Constraints()


def told(text: str, *products: object) -> str:
    ranking = asked_ranking(text)
    assert ranking is not None
    return rank_sentence(products, ranking)  # type: ignore[arg-type]


def test_the_answer_is_one_of_the_two_with_the_figures_of_both() -> None:
    assert told("which one is lighter?", FELL, MOOR) == (
        "The Fell Rain Jacket is lighter: 320 g, against 410 g for the Moor Down Jacket."
    )
    assert told("which is cheaper", MOOR, FELL).startswith(
        "The Fell Rain Jacket is cheaper: from £60"
    )
    assert told("which is heavier", FELL, MOOR).startswith("The Moor Down Jacket is heavier")
    assert told("which one is bigger?", BECK, BASE).startswith("The Base 4 Tent is bigger: 4")


def test_of_more_than_two_the_answer_is_a_superlative() -> None:
    sentence = told("which is the lightest", FELL, MOOR, BREEZE)
    assert sentence.startswith("The Breeze Wind Jacket is the lightest: 150 g, against 320 g")


def test_what_is_not_stated_is_said() -> None:
    assert "does not state the weight of either" in told("which is lighter", FLASK, CAP)
    assert "states the weight of one only" in told("which is lighter", FELL, CAP)
    assert "does not state the weight of the Crag Cap" in told("which is lighter", FELL, MOOR, CAP)
    assert "does not state the comfort temperature" in told("which is warmer", FELL, MOOR)


def test_no_difference_is_no_winner() -> None:
    assert told("which is lighter", FELL, FELL).startswith("No difference: weight 320 g for both")


@pytest.mark.parametrize("text", ["compare these", "which is nicer", "why these"])
def test_other_questions_rank_nothing(text: str) -> None:
    assert asked_ranking(text) is None


def test_qualities_tell_products_apart() -> None:
    assert quality_sentence([FELL, MOOR], ["waterproof"]) == (
        "The catalogue lists the Fell Rain Jacket as “waterproof”, but not the Moor Down Jacket."
    )
    assert "both" in quality_sentence([BECK, BASE], ["waterproof"])
    assert "neither" in quality_sentence([BECK, BASE], ["vegan"])


QUILT = replace(
    MOOR,
    id=40,
    title="Summer Quilt",
    attributes={
        "comfort": ("10 °C",),
        "weight": ("500 g",),
        "packed size": ("20 x 12 cm",),
        "brim": ("7 cm",),
    },
)
BAG = replace(
    MOOR,
    id=41,
    title="Winter Bag",
    attributes={
        "comfort": ("-8 °C",),
        "weight": ("1.4 kg",),
        "packed size": ("40 x 22 cm",),
        "brim": ("9 cm",),
    },
)


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("which is best for temperatures below freezing?", "The Winter Bag is warmer: -8 °C"),
        ("which is the best weight for backpacking", "The Summer Quilt is lighter: 500 g"),
        ("which packs down best", "The Summer Quilt: packed size 20 x 12 cm, the smallest"),
        ("which has the better price", "No difference: price"),
        ("which has the lowest comfort temperature", "The Winter Bag is warmer"),
    ],
)
def test_the_best_is_the_good_end_of_a_measure(text: str, begins: str) -> None:
    ranking = ranking_among(text, [QUILT, BAG])
    assert ranking is not None
    assert rank_sentence([QUILT, BAG], ranking).startswith(begins)


def test_the_best_is_not_told_of_what_has_no_good_end() -> None:
    assert ranking_among("which has the best brim", [QUILT, BAG]) is None


BOOTS = replace(
    MOOR,
    id=42,
    title="Rigg Boots",
    category="Boots",
    description="",
    attributes={"material": ("leather",), "sole": ("lugged rubber",), "lining": ("wool",)},
)


def answer(product: object, text: str, rest: str = "", **asked: tuple[str, ...]) -> str | None:
    return FACTS.answer(product, text, rest, Constraints(include=asked))  # type: ignore[arg-type]


def test_a_quality_is_listed_or_not() -> None:
    assert answer(FELL, "is it waterproof?", attribute=("waterproof",)) == (
        "Yes: the catalogue lists the Fell Rain Jacket as “waterproof”."
    )
    assert "does not list the Moor Down Jacket as “waterproof”" in str(
        answer(MOOR, "is it waterproof?", attribute=("waterproof",))
    )


def test_another_value_of_the_same_attribute_is_named() -> None:
    said = answer(BASE, "does it sleep 2?", attribute=("2",))
    assert said is not None
    assert said.startswith("Not according to the catalogue")
    assert "sleeps: 4" in said


def test_materials_are_answered_from_what_it_is_made_of() -> None:
    yes = answer(MOOR, "is it down?", material=("down",))
    no = answer(FELL, "is it leather?", material=("leather",))
    assert yes == "Yes: the Moor Down Jacket is made of nylon and down."
    assert no == "No: the Fell Rain Jacket is made of recycled nylon."


@pytest.mark.parametrize(
    ("product", "text", "material", "says"),
    [
        (
            MOOR,
            "is the hood down?",
            "down",
            "The catalogue states nylon and down for the Moor Down Jacket, but not for the hood.",
        ),
        (MOOR, "is it lined with down", "down", "but not for the lining."),
        (MOOR, "has it got a nylon collar", "nylon", "but not for the collar."),
        (BOOTS, "is the lining leather?", "leather", "Rigg Boots: lining wool."),
        (BOOTS, "is the sole rubber", "rubber", "Rigg Boots: sole lugged rubber."),
        (BOOTS, "are the rigg boots leather", "leather", "Yes: the Rigg Boots is made of leather."),
        (MOOR, "is the coat nylon", "nylon", "Yes: the Moor Down Jacket is made of"),
        (MOOR, "is the first one nylon", "nylon", "Yes: the Moor Down Jacket is made of"),
        (MOOR, "does it have real down", "down", "Yes: the Moor Down Jacket is made of"),
    ],
)
def test_the_material_of_the_whole_is_none_of_a_part(
    product: object, text: str, material: str, says: str
) -> None:
    assert says in str(answer(product, text, text, material=(material,)))


def test_figures_are_told_or_said_to_be_missing() -> None:
    assert answer(FELL, "how heavy is it?", "heavy") == "Fell Rain Jacket: weight 320 g."
    assert answer(FLASK, "how heavy is it?", "heavy") == (
        "The catalogue does not state the weight of the Ember Flask."
    )
    assert answer(FELL, "which brand is it", "brand") == "Fell Rain Jacket: brand Ridgeline."


def test_descriptions_and_reviews_are_quoted() -> None:
    assert "taped seams" in str(answer(FELL, "does it have seams?", "seams"))
    assert "a buyer writes" in str(answer(FELL, "is it good in Wales?", "Wales"))
    assert answer(FELL, "does it float?", "float") is None


def test_sides_and_a_diameter_are_compared_by_the_longest() -> None:
    sizes = ("75 cm disc", "85 x 16 cm", "44 x 15 cm")
    tents = [
        product(
            at,
            f"Tent {at}",
            "Tents",
            [("green", "", "99.00", 1)],
            attributes={"packed size": (size,)},
        )
        for at, size in enumerate(sizes, 90)
    ]
    ranking = ranking_among("which one packs smallest", tents)
    assert ranking is not None
    known, unknown = ranked(tents, ranking)
    assert [one.title for one in known] == ["Tent 92", "Tent 90", "Tent 91"]
    assert unknown == []
