"""What is found in messages, and what is left alone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu_models.entity_component import CatalogueEntityExtractor
from tests.nlu_models.entity_shop import VALUES, entities, extractor, make_shop

# What was said and what it means: (words, entity, value) or (words, entity, value, role).
Row = tuple[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory) -> CatalogueEntityExtractor:
    folder = tmp_path_factory.mktemp("entities")
    return extractor(make_shop(folder / "shop.db"), folder)


def check(component: CatalogueEntityExtractor, text: str, expected: list[tuple[Any, ...]]) -> None:
    found = [
        (
            text[e["start"] : e["end"]],
            e["entity"],
            e["value"],
            *([e["role"]] if "role" in e else []),
        )
        for e in entities(component, text)
    ]
    assert found == expected


ORDERS: list[Row] = [
    ("where is order 10023?", [("10023", "order_number", "10023")]),
    ("10023", [("10023", "order_number", "10023")]),
    ("Order ID 10023", [("10023", "order_number", "10023")]),
    ("HI, ORDER NO 10023", [("10023", "order_number", "10023")]),
    ("#10023", [("10023", "order_number", "10023")]),
    ("order no. 10023, please", [("10023", "order_number", "10023")]),
    ("my order number is: 100234", [("100234", "order_number", "100234")]),
    ("cancel 10024.", [("10024", "order_number", "10024")]),
    ("a question about 10023", [("10023", "order_number", "10023")]),
    ("the invoice for 10023", [("10023", "order_number", "10023")]),
    (
        "orders 10023, 10024 and 10025",
        [(n, "order_number", n) for n in ("10023", "10024", "10025")],
    ),
    (
        "10023 2 jackets",
        [("10023", "order_number", "10023"), ("jackets", "category", "Jackets")],
    ),
    ("not 10455, 10545", [("10545", "order_number", "10545")]),
    ("10388 instead of 10338", [("10388", "order_number", "10388")]),
    ("it was ordered under 10671", [("10671", "order_number", "10671")]),
]
PERSONAL: list[Row] = [
    (
        "mail maya.fenwick@example.com.",
        [("maya.fenwick@example.com", "email", "maya.fenwick@example.com")],
    ),
    ("LS1 4AB", [("LS1 4AB", "postcode", "LS1 4AB")]),
    ("it is bs82nn", [("bs82nn", "postcode", "BS8 2NN")]),
    ("sw1a  1aa", [("sw1a  1aa", "postcode", "SW1A 1AA")]),
    ("14 Mill Lane, Leeds LS1 4AB", [("LS1 4AB", "postcode", "LS1 4AB")]),
    ("my zip code is 90210", [("90210", "postcode", "90210")]),
    ("PLZ 10115", [("10115", "postcode", "10115")]),
    ("Beverly Hills, CA 90210-1234", [("90210-1234", "postcode", "90210-1234")]),
    (
        "10023, LS1 4AB and t.ashby@example.co.uk",
        [
            ("10023", "order_number", "10023"),
            ("LS1 4AB", "postcode", "LS1 4AB"),
            ("t.ashby@example.co.uk", "email", "t.ashby@example.co.uk"),
        ],
    ),
]
PRICES: list[Row] = [
    ("under £50", [("under £50", "price", 50, "max")]),
    ("below 50 quid", [("below 50 quid", "price", 50, "max")]),
    ("up to 80", [("up to 80", "price", 80, "max")]),
    ("cheaper than 50", [("cheaper than 50", "price", 50, "max")]),
    ("less then fifty", [("less then fifty", "price", 50, "max")]),
    ("50 max please", [("50 max", "price", 50, "max")]),
    ("£30 or less", [("£30 or less", "price", 30, "max")]),
    ("my budget is 150", [("budget is 150", "price", 150, "max")]),
    ("nothing over 90", [("nothing over 90", "price", 90, "max")]),
    (
        "I don't want to pay more than £60",
        [("don't want to pay more than £60", "price", 60, "max")],
    ),
    ("remove the ones over 100", [("remove the ones over 100", "price", 100, "max")]),
    ("at least 50", [("at least 50", "price", 50, "min")]),
    ("more than 20 euros", [("more than 20 euros", "price", 20, "min")]),
    ("from £20", [("from £20", "price", 20, "min")]),
    ("50 or more", [("50 or more", "price", 50, "min")]),
    ("around 100", [("around 100", "price", 100, "around")]),
    ("about £30", [("about £30", "price", 30, "around")]),
    ("50ish", [("50ish", "price", 50, "around")]),
    ("how about £30", [("£30", "price", 30)]),
    ("£1,299.50", [("£1,299.50", "price", 1299.5)]),
    ("49,99 euros", [("49,99 euros", "price", 49.99)]),
    ("a hundred and twenty pounds", [("a hundred and twenty pounds", "price", 120)]),
    (
        "between 40 and 60 pounds",
        [("between 40", "price", 40, "min"), ("60 pounds", "price", 60, "max")],
    ),
    ("50-80£", [("50", "price", 50, "min"), ("80£", "price", 80, "max")]),
    ("between 60 and 100", [("between 60", "price", 60, "min"), ("100", "price", 100, "max")]),
    ("from £40 to £60", [("from £40", "price", 40, "min"), ("£60", "price", 60, "max")]),
    (
        "twenty to thirty quid",
        [("twenty", "price", 20, "min"), ("thirty quid", "price", 30, "max")],
    ),
]
SIZES: list[Row] = [
    ("size 9", [("9", "size", "UK 9")]),
    ("sz m", [("m", "size", "M")]),
    ("UK 9 boots", [("UK 9", "size", "UK 9"), ("boots", "category", "Shoes")]),
    ("eu43", [("eu43", "size", "EU 43")]),
    ("in size 9 or 10", [("9", "size", "UK 9"), ("10", "size", "10")]),
    ("do you have it in medium", [("medium", "size", "M")]),
    ("in a large", [("large", "size", "L")]),
    ("in M, L or XL", [("M", "size", "M"), ("L", "size", "L"), ("XL", "size", "XL")]),
    ("extra large", [("extra large", "size", "XL")]),
    ("I'm a 12", [("12", "size", "12")]),
    ("I usually wear 8.5", [("8.5", "size", "8.5")]),
    ("she takes a medium", [("medium", "size", "M")]),
    ("is the M in stock", [("M", "size", "M")]),
    ("M", [("M", "size", "M")]),
    ("9", [("9", "size", "UK 9")]),
    ("waist 36", [("36", "size", "36")]),
    ("34 inch waist", [("34", "size", "34")]),
    ("size nine", [("nine", "size", "UK 9")]),
    ("one size", [("one size", "size", "One size")]),
    ("in 500ml", [("500ml", "size", "500 ml")]),
    ("for 2–3 years", [("2–3 years", "size", "2-3 years")]),
    ("the long version", [("long", "size", "Long")]),
    (
        "blue jacket, large",
        [("blue", "color", "blue"), ("jacket", "category", "Jackets"), ("large", "size", "L")],
    ),
]
PLACES: list[Row] = [
    ("the second", [("second", "ordinal", 2)]),
    ("2nd one", [("2nd", "ordinal", 2)]),
    ("number 3", [("number 3", "ordinal", 3)]),
    ("option two", [("option two", "ordinal", 2)]),
    ("#2", [("#2", "ordinal", 2)]),
    ("the last one", [("last", "ordinal", -1)]),
    ("the second to last one", [("second to last", "ordinal", -2)]),
    ("the first two", [("first", "ordinal", 1), ("two", "ordinal", 2)]),
    ("the last two", [("last", "ordinal", -2), ("two", "ordinal", -1)]),
    ("compare 1 and 3", [("1", "ordinal", 1), ("3", "ordinal", 3)]),
    ("what is the difference between 2 and 4?", [("2", "ordinal", 2), ("4", "ordinal", 4)]),
    ("1, 2 and 4", [("1", "ordinal", 1), ("2", "ordinal", 2), ("4", "ordinal", 4)]),
    ("3", [("3", "ordinal", 3)]),
    ("tell me about 2", [("2", "ordinal", 2)]),
    ("the second jacket", [("second", "ordinal", 2), ("jacket", "category", "Jackets")]),
    ("first versus third", [("first", "ordinal", 1), ("third", "ordinal", 3)]),
    ("the second one, not the first", [("second", "ordinal", 2)]),
    ("cheaper than the second", [("cheaper", "critique", "cheaper"), ("second", "ordinal", 2)]),
]
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
    [*ORDERS, *PERSONAL, *PRICES, *SIZES, *PLACES, *CATALOGUE, *TYPOS, *CRITIQUES, *REFUSED],
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
        if entity["entity"] in ("email", "order_number"):
            assert text[entity["start"] : entity["end"]] == entity["value"]


@given(value=st.sampled_from([(k, v) for k in ("category", "brand", "color") for v in VALUES[k]]))
def test_every_value_is_found_as_the_catalogue_writes_it(
    component: CatalogueEntityExtractor, value: tuple[str, str]
) -> None:
    kind, word = value
    for text in (word, word.upper(), f"have you got {word.lower()}?"):
        assert [(e["entity"], e["value"]) for e in entities(component, text)] == [(kind, word)]
