"""Shopify's product exports: what becomes of each column, and of rows that do not fit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from actions.shop.importers import ImportReport
from actions.shop.models import Product
from tests.shop.imports import ImportShop, shopify, table, tent


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportShop:
    return ImportShop(tmp_path, monkeypatch)


def reasons(report: ImportReport) -> list[tuple[int, str]]:
    assert report.skipped_line_count == len(report.skipped_lines)
    return [(skipped.line, skipped.reason) for skipped in report.skipped_lines]


JACKET = [
    {
        "Handle": "fell-jacket",
        "Title": "Fell Jacket",
        "Body (HTML)": "<p>Keeps rain &amp; wind&nbsp;out.</p>\n<ul><li>Hood</li>\n<li>Two\n"
        "pockets</li></ul><style>p {color: red}</style>",
        "Vendor": "Ridgeline",
        "Product Category": "Apparel & Accessories > Clothing > Outerwear",
        "Type": "Jackets",
        "Tags": "waterproof, hiking,, waterproof",
        "Published": "true",
        "Option1 Name": "Colour",
        "Option1 Value": "Navy",
        "Option2 Name": "Size",
        "Option2 Value": "M",
        "Variant SKU": "FJ-NM",
        "Variant Grams": "450",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "4",
        "Variant Inventory Policy": "deny",
        "Variant Price": "89.95",
        "Image Src": "https://cdn.example.com/second.jpg",
        "Image Position": "2",
        "Color (product.metafields.shopify.color-pattern)": "navy-blue; red",
        "Status": "active",
    },
    {
        "Handle": "fell-jacket",
        "Option1 Value": "Red",
        "Option2 Value": "L",
        "Variant SKU": "",
        "Variant Grams": "1200.0",
        "Variant Inventory Tracker": "shopify",
        "Variant Inventory Qty": "-2",
        "Variant Inventory Policy": "deny",
        "Variant Price": "95",
        "Image Src": "//cdn.example.com/first.jpg",
        "Image Position": "1",
    },
    {"Handle": "fell-jacket", "Image Src": "https://cdn.example.com/x.jpg", "Image Position": "3"},
]


def test_every_column_finds_its_place(shop: ImportShop) -> None:
    report = shop.load("products.csv", shopify(JACKET))
    assert (report.created, report.skipped, report.skipped_lines) == (1, 0, ())
    jacket = shop.products()["fell-jacket"]
    assert jacket.title == "Fell Jacket"
    assert jacket.description == "Keeps rain & wind out.\n• Hood\n• Two pockets"
    assert (jacket.brand, jacket.category, jacket.currency) == ("Ridgeline", "Jackets", "GBP")
    assert jacket.image_url == "https://cdn.example.com/first.jpg"
    assert jacket.tags == ("waterproof", "hiking")
    assert jacket.attributes == {"color": ("navy blue", "red"), "weight": ("450 g", "1.2 kg")}
    navy, red = jacket.variants
    assert (navy.sku, navy.options) == ("FJ-NM", {"color": "Navy", "size": "M"})
    assert (navy.price, navy.stock) == (Decimal("89.95"), 4)
    assert (red.sku, red.options) == ("fell-jacket/red/l", {"color": "Red", "size": "L"})
    assert (red.price, red.stock) == (Decimal("95.00"), 0)


def test_the_column_names_of_newer_templates_work_too(shop: ImportShop) -> None:
    row = {
        "Title": "Beck Tent",
        "URL handle": "beck-tent",
        "Description": "Sleeps two.",
        "Product category": "Sporting Goods > Outdoor Recreation > Tents",
        "Published on online store": "TRUE",
        "Option1 name": "Title",
        "Option1 value": "Default Title",
        "SKU": "BT",
        "Price": "199.99",
        "Inventory tracker": "shopify",
        "Inventory quantity": "3",
        "Continue selling when out of stock": "DENY",
        "Weight value (grams)": "2100",
        "Product image URL": "https://cdn.example.com/tent.jpg",
        "Waterproof (product.metafields.custom.waterproof)": "TRUE",
    }
    shop.load("template.csv", table([row]))
    product = shop.products()["beck-tent"]
    assert (product.description, product.category) == ("Sleeps two.", "Tents")
    assert product.attributes == {"waterproof": ("yes",), "weight": ("2.1 kg",)}
    (variant,) = product.variants
    assert (variant.sku, variant.options, variant.stock) == ("BT", {}, 3)
    assert product.image_url == "https://cdn.example.com/tent.jpg"


@pytest.mark.parametrize(
    ("columns", "category"),
    [
        ({"Type": "Tents", "Product Category": "Sport > Camping"}, "Tents"),
        ({"Type": " ", "Product Category": "Sport > Camping"}, "Camping"),
        ({"Google Shopping / Google Product Category": "Sport > Tarps"}, "Tarps"),
        ({"Google Shopping / Google Product Category": "1014"}, "Other"),
        ({}, "Other"),
    ],
)
def test_where_the_category_comes_from(
    shop: ImportShop, columns: dict[str, str], category: str
) -> None:
    shop.load("products.csv", table([tent() | columns]))
    assert shop.products()["beck-tent"].category == category


@pytest.mark.parametrize(
    ("columns", "stock"),
    [
        # Shopify does not count without a tracker, whatever the quantity says.
        ({"Variant Inventory Tracker": "", "Variant Inventory Qty": "0"}, 999),
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "0"}, 0),
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": ""}, 0),
        ({"Variant Inventory Tracker": "shopify", "Variant Inventory Qty": "7"}, 7),
        (
            {
                "Variant Inventory Tracker": "shopify",
                "Variant Inventory Qty": "0",
                "Variant Inventory Policy": "continue",
            },
            999,
        ),
        ({"Variant Inventory Qty": "0"}, 0),
        ({}, 999),
    ],
)
def test_what_counts_as_stock(shop: ImportShop, columns: dict[str, str], stock: int) -> None:
    shop.load("products.csv", table([tent() | columns]))
    assert shop.products()["beck-tent"].variants[0].stock == stock


@pytest.mark.parametrize(
    ("columns", "active"),
    [
        ({}, True),
        ({"Published": "TRUE", "Status": "Active"}, True),
        ({"Published": "false"}, False),
        ({"Status": "draft", "Published": "true"}, False),
        ({"Status": "archived"}, False),
    ],
)
def test_unpublished_products_are_kept_but_not_shown(
    shop: ImportShop, columns: dict[str, str], active: bool
) -> None:
    assert shop.load("products.csv", table([tent() | columns])).created == 1
    assert ("beck-tent" in shop.products()) is active
    with shop.database.reading() as session:
        assert session.scalars(select(Product.active)).one() is active


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("gtx-lining", ("gtx-lining",)),  # only Shopify's own fields hold handles
        ('["nylon", "wool"]', ("nylon", "wool")),
        ('{"value": 1.5, "unit": "LITRES"}', ("1.5 litres",)),
        ('{"type": "root", "children": []}', None),
        ("gid://shopify/Metaobject/1", None),
        ("[not JSON", ("[not JSON",)),
        ("false", ("no",)),
        ("word " * 40, None),  # a whole text is no attribute
    ],
)
def test_metafields_become_attributes(
    shop: ImportShop, field: str, values: tuple[str, ...] | None
) -> None:
    shop.load("p.csv", table([tent() | {"Lining (product.metafields.custom.lining)": field}]))
    assert shop.products()["beck-tent"].attributes.get("lining") == values


def test_rows_of_a_product_may_stand_anywhere(shop: ImportShop) -> None:
    other = tent(Handle="tarn-bottle", Title="Tarn Bottle", Variant_Price="18")
    shop.load("products.csv", shopify([JACKET[0], other, *JACKET[1:]]))
    together = shop.products()
    assert [len(together[h].variants) for h in ("fell-jacket", "tarn-bottle")] == [2, 1]
    report = shop.load("sorted.csv", shopify([*JACKET, other]))
    assert (report.unchanged, report.changed) == (2, False)


def test_two_products_under_one_handle(shop: ImportShop) -> None:
    rows = [
        tent(Option1_Name="Size", Option1_Value="2 persons"),
        tent(Title="Beck Tarp", Option1_Name="Size", Option1_Value="3 m"),
        {"Handle": "beck-tent", "Option1 Value": "4 m", "Variant Price": "30"},
        tent(Option1_Name="Size", Option1_Value="3 persons"),
    ]
    report = shop.load("products.csv", shopify(rows))
    why = (
        'line 2 gives the handle "beck-tent" to another product, "Beck Tent"; '
        "give each product its own"
    )
    assert reasons(report) == [(3, why), (4, why)]
    tents = shop.products()["beck-tent"]
    assert tents.title == "Beck Tent"
    assert [v.options["size"] for v in tents.variants] == ["2 persons", "3 persons"]


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"Variant_Price": ""}, "the product has no row with a price"),
        ({"Variant_Price": "", "Variant_SKU": "BT"}, "the price is missing"),
        ({"Variant_Price": "0.00"}, "the price is 0"),
        ({"Variant_Price": "-5"}, 'the price "-5" is negative'),
        ({"Variant_Price": "19.99 EUR"}, 'the price "19.99 EUR" is not in GBP'),
        ({"Variant_Price": "cheap"}, '"cheap" is not a price; write it like 19.99'),
        (
            {"Variant_Inventory_Tracker": "shopify", "Variant_Inventory_Qty": "some"},
            'the quantity "some" is not a whole number',
        ),
        ({"Title": ""}, 'no row of the handle "beck-tent" has a title'),
        ({"Title": "T" * 301}, "the title is longer than 300 characters"),
        ({"Variant_SKU": "S" * 101}, "a SKU is longer than 100 characters"),
    ],
)
def test_a_product_that_cannot_be_sold_is_skipped(
    shop: ImportShop, columns: dict[str, str], reason: str
) -> None:
    good = tent(Handle="good", Title="Good")
    report = shop.load("products.csv", shopify([good, tent(**columns)]))
    assert reasons(report) == [(3, reason)]
    assert (report.created, report.skipped) == (1, 1)
    assert list(shop.products()) == ["good"]


def test_rows_that_belong_nowhere(shop: ImportShop) -> None:
    text = 'Handle,Title,Variant Price\n\n"a",A,1\n,B,2\n"c\n",C,3,,x\n ,,\nd,"D\nd",4\n'
    report = shop.load("products.csv", text)
    assert reasons(report) == [
        (4, "the row has no handle, so that its product is unknown"),
        (5, "the line has 5 fields, the header has 3; quote fields that hold commas"),
    ]
    assert {handle: p.title for handle, p in shop.products().items()} == {"a": "A", "d": "D d"}


def test_values_that_are_left_out_do_not_cost_the_product(shop: ImportShop) -> None:
    first = tent(
        Option1_Name="Color",
        Option1_Value="Sage",
        Option2_Name="Colour",
        Option2_Value="Green",
        Image_Src="javascript:alert(1)",
    )
    again = {"Handle": "beck-tent", "Option1 Value": "SAGE", "Variant Price": "5"}
    report = shop.load("products.csv", shopify([first, again]))
    assert reasons(report) == [
        (2, 'a second option "color", left out'),
        (2, '"javascript:alert(1)" is not a web address; it is left out'),
        (3, 'a second variant with the options of line 2 ("SAGE")'),
    ]
    (variant,) = shop.products()["beck-tent"].variants
    assert variant.options == {"color": "Sage"}
    assert shop.products()["beck-tent"].image_url == ""


def test_a_stock_keeping_unit_belongs_to_one_variant(shop: ImportShop) -> None:
    rows = [
        tent(Handle="a", Title="A", Variant_SKU="X"),
        tent(Handle="b", Title="B", Variant_SKU="X"),
        tent(Handle="c", Title="C", Option1_Name="Size", Option1_Value="S", Variant_SKU="Y"),
        {"Handle": "c", "Option1 Value": "M", "Variant SKU": "Y", "Variant Price": "1"},
    ]
    report = shop.load("products.csv", shopify(rows))
    assert reasons(report) == [
        (3, '"X" is that of another variant of "a"; this one is stored with "b"'),
        (5, '"Y" is that of another variant of "c"; this one is stored with "c/m"'),
    ]
    again = shop.load("products.csv", shopify(rows))
    assert (again.unchanged, again.changed) == (3, False)
    assert reasons(again) == reasons(report)
