"""Order numbers, personal values, prices, sizes and places in a list."""

from __future__ import annotations

from typing import Any

import pytest

from nlu_models.entity_component import CatalogueEntityExtractor
from tests.nlu_models.entity_shop import Row, check, extractor, make_shop


@pytest.fixture(scope="module")
def component(tmp_path_factory: pytest.TempPathFactory) -> CatalogueEntityExtractor:
    folder = tmp_path_factory.mktemp("entities")
    return extractor(make_shop(folder / "shop.db"), folder)


ORDERS: list[Row] = [
    ("where is order 10023?", [("10023", "order_number", "10023")]),
    ("10023", [("10023", "order_number", "10023")]),
    ("Order ID 10023", [("10023", "order_number", "10023")]),
    ("HI, ORDER NO 10023", [("10023", "order_number", "10023")]),
    ("#10023", [("10023", "order_number", "10023")]),
    ("order no. 10023, please", [("10023", "order_number", "10023")]),
    ("my order number is: 100234", [("100234", "order_number", "100234")]),
    ("cancel 10024.", [("10024", "order_number", "10024")]),
    ("where's my parcel 10023", [("10023", "order_number", "10023")]),
    ("order no. 10 023", [("10 023", "order_number", "10023")]),
    ("10 023", [("10 023", "order_number", "10023")]),
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
    # Shoe sizes of another system than the catalogue's.
    ("in 42?", [("42", "size", "42")]),
    ("42 in shoes", [("42", "size", "42"), ("shoes", "category", "Shoes")]),
    ("boots 42", [("boots", "category", "Shoes"), ("42", "size", "42")]),
    ("43?", [("43", "size", "43")]),
    ("and 44?", [("44", "size", "44")]),
    ("what about medium?", [("medium", "size", "M")]),
    ("US women's 8", [("US women's 8", "size", "US 8")]),
    ("in 62", []),
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


@pytest.mark.parametrize(("text", "expected"), [*ORDERS, *PERSONAL, *PRICES, *SIZES, *PLACES])
def test_finds(
    component: CatalogueEntityExtractor, text: str, expected: list[tuple[Any, ...]]
) -> None:
    check(component, text, expected)
