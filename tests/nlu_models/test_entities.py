"""What is found in messages, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.entity_component import CatalogueEntityExtractor
from tests.nlu_models.entity_shop import VALUES, Row, check, entities, extractor, make_shop


@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory) -> CatalogueEntityExtractor:
    folder = tmp_path_factory.mktemp("entities")
    return extractor(make_shop(folder / "shop.db"), folder)


CATALOGUE: list[Row] = [
    ("a tent", [("tent", "category", "Tents")]),
    ("torches", [("torches", "category", "Torches")]),
    ("sleeping bag", [("sleeping bag", "category", "Sleeping bags")]),
    (
        "rucksack, boots, pants, tee, coat and head torch",
        [
            ("rucksack", "category", "Backpacks"),
            ("boots", "category", "Shoes"),
            ("pants", "category", "Trousers"),
            ("tee", "category", "Shirts"),
            ("coat", "category", "Jackets"),
            ("head torch", "category", "Torches"),
        ],
    ),
    (
        "flasks and pans",
        [("flasks", "category", "Water bottles"), ("pans", "category", "Cookware")],
    ),
    ("beanies", [("beanies", "category", "Hats")]),
    ("a tent for two", [("tent", "category", "Tents"), ("for two", "attribute", "2-person")]),
    ("tents for 2, please", [("tents", "category", "Tents"), ("for 2", "attribute", "2-person")]),
    (
        "tent for two under 2 kg",
        [("tent", "category", "Tents"), ("for two", "attribute", "2-person")],
    ),
    ("a tent for two days", [("tent", "category", "Tents")]),
    ("something for two", []),
    ("for two, please", [("for two", "attribute", "2-person")]),
    ("for two weeks", []),
    (
        "Tern and Tide hats",
        [("Tern and Tide", "brand", "Tern & Tide"), ("hats", "category", "Hats")],
    ),
    ("corrie's", [("corrie's", "brand", "Corrie Works")]),
    ("forest-green", [("forest-green", "color", "forest green")]),
    ("gray or navy blue", [("gray", "color", "grey"), ("navy blue", "color", "navy")]),
    ("dark blue", [("blue", "color", "blue")]),
    ("merino", [("merino", "material", "merino wool")]),
    ("wool", [("wool", "material", "wool")]),
    ("vegan leather", [("vegan leather", "material", "vegan leather")]),
    ("a down jacket", [("down", "material", "down"), ("jacket", "category", "Jackets")]),
    ("filled with down", [("down", "material", "down")]),
    (
        "water proof and light-weight",
        [("water proof", "attribute", "waterproof"), ("light-weight", "attribute", "lightweight")],
    ),
    ("20000mm", [("20000mm", "attribute", "20,000 mm")]),
    ("2 man tent", [("2 man", "attribute", "2-person"), ("tent", "category", "Tents")]),
    ("four season tent", [("four season", "attribute", "4-season"), ("tent", "category", "Tents")]),
    (
        "a 30 litre rucksack",
        [("30 litre", "attribute", "30 L"), ("rucksack", "category", "Backpacks")],
    ),
    ("PFAS free", [("PFAS free", "attribute", "PFAS-free")]),
    ("ladies", [("ladies", "attribute", "women")]),
    ("blue jeans", [("blue", "color", "blue")]),
    ("Fell Rain Jacket", [("Fell Rain Jacket", "product", "Fell Rain Jacket")]),
    ("is the fell jacket nice", [("fell jacket", "product", "Fell Rain Jacket")]),
    ("beck 2 tent", [("beck 2 tent", "product", "Beck 2 Tent")]),
    (
        "the cairn mountain shell",
        [("cairn mountain shell", "product", "Women's Cairn Mountain Shell")],
    ),
    ("the cagoule from you", [("cagoule", "category", "Jackets")]),
    ("the digital watch", [("digital watch", "product", "Lowmoor Digital Watch")]),
    ("a digital watch", [("watch", "category", "Watches")]),
    ("lowmoor digital watch", [("lowmoor digital watch", "product", "Lowmoor Digital Watch")]),
    (
        "is the Down Jacket warm",
        [("Down Jacket", "product", "Down Jacket"), ("warm", "attribute", "warm")],
    ),
    ("a hand torch", [("torch", "category", "Torches")]),
]
TYPOS: list[Row] = [
    ("jakets", [("jakets", "category", "Jackets")]),
    ("trousrs", [("trousrs", "category", "Trousers")]),
    ("slleping bag", [("slleping bag", "category", "Sleeping bags")]),
    ("blakc", [("blakc", "color", "black")]),
    ("gren", [("gren", "color", "green")]),
    ("ridgelin", [("ridgelin", "brand", "Ridgeline")]),
    ("waterprof", [("waterprof", "attribute", "waterproof")]),
    ("Cairn Mountin Shell", [("Cairn Mountin Shell", "product", "Women's Cairn Mountain Shell")]),
    ("cheper", [("cheper", "critique", "cheaper")]),
]
CRITIQUES: list[Row] = [
    ("something cheaper", [("cheaper", "critique", "cheaper")]),
    ("these are too expensive", [("too expensive", "critique", "cheaper")]),
    ("more expensive ones", [("more expensive", "critique", "more_expensive")]),
    ("a bigger one", [("bigger", "critique", "bigger")]),
    ("one size up", [("size up", "critique", "bigger")]),
    ("too large", [("too large", "critique", "smaller")]),
    ("less heavy", [("less heavy", "critique", "lighter")]),
    ("newer", [("newer", "critique", "newer")]),
    ("with better reviews", [("better reviews", "critique", "better_rated")]),
    ("show me something different", [("something different", "critique", "different")]),
]
REFUSED: list[Row] = [
    ("not leather", [("not leather", "material", "leather", "exclude")]),
    ("no wool", [("no wool", "material", "wool", "exclude")]),
    ("without down", [("without down", "material", "down", "exclude")]),
    ("anything but black", [("anything but black", "color", "black", "exclude")]),
    ("except Ridgeline", [("except Ridgeline", "brand", "Ridgeline", "exclude")]),
    ("I don't want red", [("don't want red", "color", "red", "exclude")]),
    ("non-leather", [("non-leather", "material", "leather", "exclude")]),
    ("he's got loads of hats", [("'s got loads of hats", "category", "Hats", "exclude")]),
    ("she already has a watch", [("already has a watch", "category", "Watches", "exclude")]),
    ("size 5 and a half", [("5 and a half", "size", "5.5")]),
    ("shes a 12", [("12", "size", "12")]),
    ("a man who has everything. 60 ish", []),
    ("leather-free", [("leather-free", "material", "leather", "exclude")]),
    ("exclude the black ones", [("exclude the black", "color", "black", "exclude")]),
    (
        "not red, blue or green",
        [
            ("not red", "color", "red", "exclude"),
            ("blue", "color", "blue", "exclude"),
            ("green", "color", "green", "exclude"),
        ],
    ),
    ("not red, blue please", [("not red", "color", "red", "exclude"), ("blue", "color", "blue")]),
    (
        "no leather and waterproof",
        [
            ("no leather", "material", "leather", "exclude"),
            ("waterproof", "attribute", "waterproof"),
        ],
    ),
    (
        "red instead of blue",
        [("red", "color", "red"), ("instead of blue", "color", "blue", "exclude")],
    ),
    ("no, the blue one", [("blue", "color", "blue")]),
    ("I have no tent yet", [("tent", "category", "Tents")]),
    ("not only red", [("red", "color", "red")]),
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [*CATALOGUE, *TYPOS, *CRITIQUES, *REFUSED],
)
def test_finds(
    component: CatalogueEntityExtractor, text: str, expected: list[tuple[Any, ...]]
) -> None:
    check(component, text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "hello there",
        "my phone is 07700 900123",
        "call me on 123456",
        "+44 7700 900123",
        "card 4111 1111 1111 1111",
        "tracking number 123456",
        "sku 12345",
        "invoice number 10023",
        "my customer number is 12345",
        "code: 123456",
        "10,023.50 or 10023.5",
        "14 Mill Lane",
        "house number 3",
        "10 days ago",
        "arrives in 10 or 12 days",
        "express 3-5 working days",
        "under 2 kg",
        "up to 80 litres",
        "at least 4 people",
        "around 10 minutes",
        "over 4 stars",
        "20% off",
        "£20 off",
        "what about 2",
        "more than one",
        "no one",
        "the last order",
        "last week",
        "my second order",
        "the 3rd of May",
        "on the 2nd",
        "the first time",
        "wait a second",
        "I second that",
        "the last one I ordered",
        "a large and heavy parcel",
        "it runs small",
        "how long does it take",
        "what sizes are there",
        "pay in 3",
        "M&S",
        "calm down",
        "price went down",
        "watch out",
        "I'll watch it",
        "blue light card",
        "gift card",
        "does it rust",
        "how green is the shop",
        "Royal Mail",
        "is it short",
        "I have grown",
        "have you seen it",
        "I tend to agree",
        "a few pints",
        "bleach",
        "EN 13537",
        "deliver it to Bootle",
        "within 30 days",
        "at least 30 litres",
        "it weighs 340 g",
        "I've checked it",
        "yes",
        "a different address",
        "not as warm",
        "how waterproof is it",
    ],
)
def test_leaves_alone(component: CatalogueEntityExtractor, text: str) -> None:
    assert entities(component, text) == []


def test_entity_has_the_form_that_rasa_expects(component: CatalogueEntityExtractor) -> None:
    assert entities(component, "jaket under £50") == [
        {
            "entity": "category",
            "start": 0,
            "end": 5,
            "value": "Jackets",
            "confidence": 0.8,
            "extractor": "CatalogueEntityExtractor",
        },
        {
            "entity": "price",
            "start": 6,
            "end": 15,
            "value": 50,
            "confidence": 1.0,
            "role": "max",
            "extractor": "CatalogueEntityExtractor",
        },
    ]


_CUES = """
    not no without or and , . - £ 50 10023 9 size in a the first last two number under between more
    than compare ls1 4ab a@b.co don't want except free cheaper too
"""
_PIECES = st.one_of(
    st.sampled_from(sorted(value for values in VALUES.values() for value in values)),
    st.sampled_from(_CUES.split()),
    st.text(max_size=6),
)


@given(
    text=st.one_of(
        st.text(max_size=200),
        st.lists(_PIECES, max_size=25).map(" ".join),
        st.lists(_PIECES, max_size=25).map("".join),
    )
)
def test_any_text_gives_sound_entities(component: CatalogueEntityExtractor, text: str) -> None:
    found = entities(component, text or ".")
    end = 0
    for entity in found:
        assert end <= entity["start"] < entity["end"] <= len(text)
        end = entity["end"]
        assert entity["value"] not in ("", None)
        assert isinstance(entity["value"], int | float) == (
            entity["entity"] in ("price", "ordinal")
        )
        assert 0 < entity["confidence"] <= 1
        said = text[entity["start"] : entity["end"]]
        if entity["entity"] == "email":
            assert said == entity["value"]
        if entity["entity"] == "order_number":  # "10 023" is one, too
            assert "".join(said.split()) == entity["value"]


@given(value=st.sampled_from([(k, v) for k in ("category", "brand", "color") for v in VALUES[k]]))
def test_every_value_is_found_as_the_catalogue_writes_it(
    component: CatalogueEntityExtractor, value: tuple[str, str]
) -> None:
    kind, word = value
    for text in (word, word.upper(), f"have you got {word.lower()}?"):
        assert [(e["entity"], e["value"]) for e in entities(component, text)] == [(kind, word)]
