"""Google Merchant feeds, as RSS, Atom and tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from tests.shop.imports import ImportShop, Rows, atom, rss, table

NOW = datetime.now(UTC)
FORMS: dict[str, Callable[[Rows], str]] = {
    "rss": rss,
    "atom": atom,
    "tsv": lambda items: table(items, delimiter="\t", end="\n"),
    "tsv with spaces in the header": lambda items: table(
        [{name.replace("_", " "): text for name, text in item.items()} for item in items],
        delimiter="\t",
    ),
}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportShop:
    return ImportShop(tmp_path, monkeypatch)


def tent(**fields: str) -> dict[str, str]:
    item = {"id": "BT", "title": "Beck Tent", "price": "199.99 GBP", "availability": "in_stock"}
    return item | fields


JACKETS = [
    {
        "id": "FJ-NM",
        "item_group_id": "FJ",
        "title": "Fell Jacket – Navy / M",
        "description": "<p>Keeps rain out.</p><p>Packs small.</p>",
        "brand": "Ridgeline",
        "price": "1,089.95 GBP",
        "sale_price": "89.95 GBP",
        "availability": "in_stock",
        "color": "Navy",
        "size": "M",
        "material": "nylon/wool",
        "gender": "unisex",
        "age_group": "adult",
        "condition": "new",
        "product_type": "Home > Clothing > Jackets",
        "google_product_category": "1604",
        "image_link": "https://cdn.example.com/navy.jpg",
        "shipping_weight": "0.45 kg",
        "product_detail": "Care:Wash:30 °C, gentle,:Waterproof:true",
    },
    {
        "id": "FJ-RL",
        "item_group_id": "FJ",
        "title": "Fell Jacket – Red / L",
        "price": "95 GBP",
        "availability": "out of stock",
        "color": "Red",
        "size": "L",
        "material": "nylon/wool",
        "shipping_weight": "0.5kg",
    },
]


@pytest.mark.parametrize("form", FORMS)
def test_every_attribute_finds_its_place(shop: ImportShop, form: str) -> None:
    bottle = {"id": "tb 1", "title": "Tarn Bottle", "price": "18", "availability": "backorder"}
    items = [JACKETS[0], bottle, JACKETS[1]]
    report = shop.load("feed", FORMS[form](items))
    assert (report.created, report.skipped, report.skipped_lines) == (2, 0, ())
    jacket, bottles = shop.products().values()
    assert (jacket.handle, jacket.title) == ("FJ", "Fell Jacket")
    assert jacket.description == "Keeps rain out.\nPacks small."
    assert (jacket.brand, jacket.category) == ("Ridgeline", "Jackets")
    assert jacket.tags == ("Home", "Clothing")
    assert jacket.image_url == "https://cdn.example.com/navy.jpg"
    assert jacket.attributes == {
        "material": ("nylon", "wool"),
        "wash": ("30 °C, gentle",),
        "waterproof": ("yes",),
        "weight": ("0.45 kg", "0.5 kg"),
    }
    assert [(v.sku, v.options, v.price, v.stock) for v in jacket.variants] == [
        ("FJ-NM", {"color": "Navy", "size": "M"}, Decimal("89.95"), 999),
        ("FJ-RL", {"color": "Red", "size": "L"}, Decimal("95.00"), 0),
    ]
    assert (bottles.handle, bottles.category) == ("tb~201", "Other")
    assert not bottles.in_stock


@pytest.mark.parametrize("form", FORMS)
def test_the_same_feed_again_changes_nothing(shop: ImportShop, form: str) -> None:
    shop.load("first", rss(JACKETS))
    version = shop.version()
    report = shop.load("again", FORMS[form](JACKETS))
    assert (report.unchanged, report.changed) == (1, False)
    assert shop.version() == version


def test_details_of_their_own_elements(shop: ImportShop) -> None:
    feed = rss([tent()]).replace(
        "</item>",
        "<g:product_detail><g:section_name>General</g:section_name>"
        "<g:attribute_name>Sleeps</g:attribute_name>"
        "<g:attribute_value>2: a: squeeze, b: 3</g:attribute_value></g:product_detail>"
        "<g:product_detail><g:attribute_name>Sleeps</g:attribute_name>"
        "<g:attribute_value>2</g:attribute_value></g:product_detail></item>",
    )
    shop.load("feed.xml", feed)
    assert shop.products()["BT"].attributes == {"sleeps": ("2: a: squeeze, b: 3", "2")}


def test_only_the_items_own_elements_count(shop: ImportShop) -> None:
    feed = rss([tent(title="The right title")]).replace(
        "</item>",
        "<title>Not this</title><m:price xmlns:m='urn:other'>7</m:price><g:shipping>"
        "<g:price>3.95 GBP</g:price></g:shipping>"
        "<summary><b>Sleeps</b><i>two.</i></summary></item>",
    )
    shop.load("feed.xml", feed)
    product = shop.products()["BT"]
    assert (product.title, product.price_min) == ("The right title", Decimal("199.99"))
    assert product.description == "Sleeps two."


@pytest.mark.parametrize(
    ("period", "price"),
    [
        ("", "150"),
        (f"{NOW - timedelta(days=1):%Y-%m-%dT%H:%M%z}/{NOW + timedelta(days=1):%FT%R}", "150"),
        (f"{NOW - timedelta(days=3):%Y-%m-%d}/{NOW - timedelta(days=1):%FT%R%z}", "199.99"),
        (f"{NOW + timedelta(days=1):%FT%RZ}/{NOW + timedelta(days=2):%FT%RZ}", "199.99"),
    ],
    # Processes that run tests side by side collect them at different minutes.
    ids=["no period", "now", "over", "to come"],
)
def test_a_sale_price_counts_while_it_lasts(shop: ImportShop, period: str, price: str) -> None:
    shop.load("feed", rss([tent(sale_price="150 GBP", sale_price_effective_date=period)]))
    assert shop.products()["BT"].price_min == Decimal(price)


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"id": ""}, "id", "the item has no id"),
        ({"title": ""}, "title", "the title is missing"),
        ({"price": ""}, "price", "the price is missing"),
        ({"price": "199.99 EUR"}, "price", 'the price "199.99 EUR" is not in GBP'),
        ({"sale_price": "200 GBP"}, "price", "the sale price 200.00 is above the price 199.99"),
        (
            {"sale_price": "1 GBP", "sale_price_effective_date": "soon"},
            "price",
            'the sale price\'s dates "soon" are not two ISO 8601 times with / between',
        ),
        ({"availability": ""}, "availability", "the availability is missing"),
        (
            {"availability": "maybe"},
            "availability",
            'the availability "maybe" is none of in_stock, limited_availability, out_of_stock, '
            "preorder, backorder",
        ),
    ],
)
@pytest.mark.parametrize(("form", "line"), [("rss", 9), ("tsv", 3)])
def test_items_that_cannot_be_sold_are_skipped(
    shop: ImportShop, form: str, line: int, fields: dict[str, str], field: str, reason: str
) -> None:
    report = shop.load("feed", FORMS[form]([tent(id="good"), tent(**fields)]))
    assert list(shop.products()) == ["good"]
    (skipped,) = report.skipped_lines
    assert (skipped.line, skipped.field, skipped.reason) == (line, field, reason)


def test_values_that_are_left_out_do_not_cost_the_product(shop: ImportShop) -> None:
    items = [
        tent(id="1", item_group_id="G", image_link="ftp://x", shipping_weight="2 stone"),
        tent(id="1", item_group_id="G", size="L"),
        tent(id="2", item_group_id="G", title="Other words"),
    ]
    report = shop.load("feed", FORMS["tsv"](items))
    assert [(s.line, s.field, s.reason) for s in report.skipped_lines] == [
        (2, "image_link", '"ftp://x" is not a web address; it is left out'),
        (2, "shipping_weight", '"2 stone" is not a weight in g, kg, oz or lb; it is left out'),
        (3, "id", 'the id "1" is that of line 2'),
        (4, "item_group_id", 'a second item with the options of line 2 ("none") in one group'),
    ]
    assert shop.products()["G"].title == "Beck Tent"


def test_options_are_what_variants_differ_in(shop: ImportShop) -> None:
    items = [
        tent(id=str(n), item_group_id="G", pattern=pattern, material="canvas", gender="female")
        for n, pattern in enumerate(("Dots", "Stripes"))
    ]
    shop.load("feed", rss(items))
    product = shop.products()["G"]
    assert [v.options for v in product.variants] == [{"pattern": "Dots"}, {"pattern": "Stripes"}]
    assert product.attributes == {"material": ("canvas",), "gender": ("female",)}


def test_ids_with_odd_characters_stay_apart(shop: ImportShop) -> None:
    ids = ["a b", "a-b", "a_b", "A-B", "a/b", "é"]
    report = shop.load("feed", rss([tent(id=one) for one in ids]))
    assert (report.created, report.skipped_line_count) == (len(ids), 0)


def test_a_feed_in_another_encoding(shop: ImportShop) -> None:
    feed = rss([tent(title="Café tent")]).replace("UTF-8", "windows-1252").encode("cp1252")
    assert shop.load("feed.xml", feed).encoding == "windows-1252"
    assert shop.products()["BT"].title == "Café tent"
