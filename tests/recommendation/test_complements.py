"""What goes with a product."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.recommendation import Recommender
from tests.recommendation.catalogue import BECK, CAP, FELL, FLASK, PRODUCTS, product

PACK = product(20, "Day Pack", "Backpacks", [("green", "", "60", 3)], tags=("hiking", "camping"))
MUG = product(21, "Mug", "Cookware", [("red", "", "9", 3)], tags=("camping",))
KIDS = product(
    22,
    "Kids' Shirt",
    "Shirts",
    [("red", "", "15", 3)],
    tags=("hiking",),
    attributes={"for": ("kids",)},
)
SHOP = Recommender([*PRODUCTS, PACK, MUG, KIDS])


def test_other_kinds_for_the_same_occasions_each_once() -> None:
    found = SHOP.complements(BECK.id)
    kinds = [item.product.category for item in found]
    assert {"Backpacks", "Cookware"} <= set(kinds)
    assert BECK.category not in kinds and len(set(kinds)) == len(kinds)


def test_reasons_are_tags_of_both() -> None:
    for anchor in SHOP.products:
        for item in SHOP.complements(anchor.id):
            (reason,) = item.reasons
            assert reason.endswith(f", like the {anchor.title}")
            for tag in re.findall("“(.+?)”", reason):
                assert tag in anchor.tags and tag in item.product.tags


def test_neither_what_is_sold_out_nor_what_another_wears_nor_what_was_left_out() -> None:
    grown = replace(FELL, id=30, attributes={**FELL.attributes, "for": ("men",)})
    shop = Recommender([grown, KIDS, PACK, CAP])
    assert [item.product for item in shop.complements(grown.id)] == [PACK]
    assert shop.complements(grown.id, exclude=[PACK.id]) == []


def test_what_has_no_occasion_goes_with_nothing() -> None:
    assert SHOP.complements(FLASK.id) == []


def test_what_is_new_behind_a_large_catalogue_is_found_and_goes_with_the_same() -> None:
    uses = ("hiking", "camping", "cycling", "fishing", "sailing", "reading", "running")
    kinds = ("Tents", "Packs", "Mugs", "Lamps", "Stoves")
    many = [
        product(
            number,
            f"Thing {number}",
            kinds[number % 5],
            [("red", "", "9", number % 3)],
            tags=tuple(dict.fromkeys((uses[number % 7], uses[number % 4]))),
        )
        for number in range(100, 660)
    ]
    new = product(900, "Late Kettle", "Kettles", [("red", "", "9", 3)], tags=("camping", "sailing"))
    removed = {one.id: None for one in many[:40]}
    grown = Recommender(many).changed({new.id: new, **removed}, "next")
    anew = Recommender([*many[40:], new])
    for anchor in (new, *many[40:60]):
        assert grown.complements(anchor.id) == anew.complements(anchor.id)
    assert any(new in [c.product for c in grown.complements(one.id)] for one in many[40:60])


def test_what_changes_is_seen_whatever_part_of_the_index_it_is_in() -> None:
    # More products than are indexed anew at once, so that a new one stands in a part of its own.
    many = [replace(FLASK, id=number) for number in range(1000, 1600)]
    shop = Recommender([*PRODUCTS, *many])
    assert "Backpacks" not in {item.product.category for item in shop.complements(BECK.id)}
    more = shop.changed({PACK.id: PACK}, "next")
    assert PACK in [item.product for item in more.complements(BECK.id)]
    assert PACK in [item.product for item in more.complements_of_all([BECK.id])]
    sold_out = replace(PACK, variants=tuple(replace(v, stock=0) for v in PACK.variants))
    without = more.changed({PACK.id: sold_out}, "then")
    assert PACK.id not in [item.product.id for item in without.complements(BECK.id)]
    assert more.changed({PACK.id: None}, "then").complements(BECK.id) == shop.complements(BECK.id)
    assert shop.complements_of_all([]) == []


def test_a_feature_is_no_occasion() -> None:
    dry = replace(PACK, tags=("waterproof",), attributes={"waterproof": ("yes",)})
    other = replace(MUG, tags=("waterproof",))
    assert Recommender([dry, other]).complements(dry.id) == []
    plain = replace(dry, attributes={})
    assert [item.product for item in Recommender([plain, other]).complements(dry.id)] == [other]
