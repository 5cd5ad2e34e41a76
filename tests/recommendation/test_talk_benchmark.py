"""Which answers the talk benchmark takes for good."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from actions.shop.records import ProductRecord, VariantRecord
from benchmarks.talk.conditions import Answer, ConditionError, Conditions
from benchmarks.talk.conversations import HALVES, read_conversations


def product(number: int, title: str, price: str, **given: Any) -> ProductRecord:
    """Make a product in stock in red, M."""
    variant = VariantRecord("sku", {"color": "red", "size": "M"}, Decimal(price), 1)
    return ProductRecord(
        number,
        title.casefold(),
        title,
        "Pitched in a minute.",
        "Brackenby",
        given.get("category", "Tents"),
        Decimal(price),
        Decimal(price),
        "GBP",
        "",
        {key: (value,) for key, value in given.items() if key not in ("category", "tags")},
        (variant,),
        given.get("tags", ()),
    )


FAMILY = product(1, "Base 4 Family Tent", "389", sleeps="4", waterproof="yes")
CUBS = product(2, "Cubs' Garden Tent", "65", sleeps="2", **{"for": "kids"})
POLO = product(3, "Polo", "22", category="Shirts", tags=("running",), **{"for": "men"})
WOMENS_POLO = product(4, "Women's Polo", "24", category="Shirts", **{"for": "women"})
SHOP = (FAMILY, CUBS, POLO, WOMENS_POLO)


def answer(text: str = "", *shown: ProductRecord, buttons: tuple[str, ...] = ()) -> Answer:
    """Make an answer as the channel returns it."""
    cards = {"products": [{"id": one.id} for one in shown]}
    titles = [{"title": title} for title in buttons]
    messages: list[dict[str, Any]] = [{"text": text, "buttons": titles}, {"custom": cards}]
    return Answer.read(messages, SHOP)


@pytest.mark.parametrize(
    ("conditions", "given", "good"),
    [
        ({"says": "30 days"}, answer("Within 30 Days."), True),
        ({"says": ["30 days", "free"]}, answer("Within 30 days."), False),
        ({"says_any": ["30 days", "free"]}, answer("It is free."), True),
        ({"says_any": ["30 days", "free"]}, answer("It is dear."), False),
        ({"says": "can't"}, answer("I can’t."), True),
        ({"says": "first.*second"}, answer("first\nsecond"), True),
        ({"never": "order number"}, answer("What is the order number?"), False),
        ({"never": "order number"}, answer("You're welcome."), True),
        ({"never": "order number"}, answer(), False),
        ({"says": "red"}, answer("Sorry, I'm not sure what you mean. Is it red?"), False),
        ({"says": "red", "answered": False}, answer("I still don't understand red."), True),
        ({"all_products": {"sleeps": 4}}, answer("Here:", FAMILY), True),
        ({"all_products": {"sleeps": 4}}, answer("Here:", FAMILY, CUBS), False),
        ({"all_products": {"sleeps": 4}}, answer("I found none."), False),
        ({"all_products": [{"sleeps": 4}, {"for": "kids"}]}, answer("Here:", FAMILY, CUBS), True),
        ({"all_products": {"for": ["men", "unisex"]}}, answer("Here:", FAMILY, POLO), True),
        ({"all_products": {"for": ["men", "unisex"]}}, answer("Here:", CUBS), False),
        ({"all_products": {"has": ["waterproof"]}}, answer("Here:", FAMILY), True),
        ({"all_products": {"has": ["running"]}}, answer("Here:", POLO), True),
        ({"all_products": {"category": "tents", "max_price": 100}}, answer("Here:", CUBS), True),
        ({"all_products": {"category": "tents", "max_price": 100}}, answer("Here:", POLO), False),
        ({"all_products": {"max_price": 100}}, answer("Here:", FAMILY), False),
        ({"all_products": {"min_price": 100}}, answer("Here:", CUBS), False),
        ({"all_products": {"color": "red", "size": "M"}}, answer("Here:", POLO), True),
        ({"all_products": {"color": "blue"}}, answer("Here:", POLO), False),
        ({"all_products": {"not_title": "Polo"}}, answer("Here:", POLO), False),
        ({"all_products": {"words": "in a minute"}}, answer("Here:", POLO), True),
        ({"first_product": {"title": "Base"}}, answer("Here:", FAMILY, CUBS), True),
        ({"first_product": {"title": "Base"}}, answer("Here:", CUBS, FAMILY), False),
        ({"some_product": {"title": "Base"}}, answer("Here:", CUBS, FAMILY), True),
        ({"some_product": {"title": "Base"}}, answer("Take the Base 4 Family Tent."), True),
        ({"some_product": {"title": "Base"}}, answer("Here:", CUBS), False),
        # of nested titles the longer one is meant
        ({"all_products": {"for": "women"}}, answer("Take the Women's Polo."), True),
        ({"offers": "cheaper"}, answer("Here:", CUBS, buttons=("Show more", "Cheaper")), True),
        ({"offers": "cheaper"}, answer("Anything cheaper?"), False),
        ({"either": [{"says": "none"}, {"some_product": {}}]}, answer("I have none."), True),
        ({"either": [{"says": "none"}, {"some_product": {}}]}, answer("Here:", CUBS), True),
        ({"either": [{"says": "none"}, {"some_product": {}}]}, answer("Well."), False),
    ],
)
def test_an_answer_is_good_if_it_fulfils_all(
    conditions: dict[str, Any], given: Answer, good: bool
) -> None:
    assert (Conditions.read(conditions).unmet(given) == []) is good


@pytest.mark.parametrize(
    ("conditions", "problem"),
    [
        ({"say": "x"}, "say is no condition"),
        ({"says": "("}, "is no pattern"),
        ({"some_product": {"title": "("}}, "is no pattern"),
        ({"some_product": {"colour": "red"}}, "a product has no colour"),
    ],
)
def test_what_cannot_be_read_is_told(conditions: dict[str, Any], problem: str) -> None:
    with pytest.raises(ConditionError, match=problem):
        Conditions.read(conditions)


def test_the_turn_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    turns = [{"shopper": "hi", "class": "talk"}, {"shopper": "hm", "class": "talk", "say": "x"}]
    file = tmp_path / "half.yml"
    file.write_text(yaml.safe_dump([{"conversation": "a0", "turns": turns}]))
    with pytest.raises(ConditionError, match="a0, turn 2"):
        read_conversations(file)


@pytest.mark.parametrize("half", HALVES)
def test_nearly_all_turns_are_checked(half: str) -> None:
    turns = [turn for one in read_conversations(HALVES[half]) for turn in one.turns]
    assert sum(turn.conditions is not None for turn in turns) >= 0.85 * len(turns)
