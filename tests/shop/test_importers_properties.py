"""What holds for every catalogue, every price and every text."""

from __future__ import annotations

import html
import random
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from actions.shop.importers.errors import UnusableValueError
from actions.shop.importers.html_text import text_of_html
from actions.shop.importers.values import parse_price
from actions.shop.records import ProductRecord
from tests.shop.imports import ImportShop, Rows, atom, rss, table

# Letters, digits, punctuation and symbols of all scripts, in the form that the shop keeps.
_CHARACTERS = st.characters(
    codec="utf-8", categories=("L", "N", "P", "S"), exclude_characters="\ufffe\uffff"
)
_WORDS = st.text(_CHARACTERS, min_size=1, max_size=8)
_TEXTS = (
    st.lists(_WORDS, min_size=1, max_size=4)
    .map(" ".join)
    .map(lambda text: unicodedata.normalize("NFC", text))
)
# A bullet alone is an item of a list that has no text: it is left out.
_LINES = _TEXTS.filter(lambda text: text != "•")
_PRICES = st.decimals("0.01", "99999999.99", places=2)


@dataclass(frozen=True)
class Item:
    """A product to be written down: its variants by size."""

    handle: str
    title: str
    lines: tuple[str, ...]
    brand: str
    category: str
    sizes: tuple[tuple[str, Decimal, int], ...]


_SIZES = st.lists(
    st.tuples(
        _TEXTS.filter(lambda text: text.casefold() != "default title"),
        _PRICES,
        st.integers(0, 2**31 - 1),
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda size: size[0].casefold().replace(" ", "-"),
).map(tuple)
_ITEMS = st.lists(
    st.builds(
        Item,
        handle=st.from_regex(r"[a-z0-9]+(-[a-z0-9]+){0,2}", fullmatch=True),
        title=_TEXTS,
        lines=st.lists(_LINES, max_size=3).map(tuple),
        brand=st.just("") | _TEXTS,
        category=_TEXTS.filter(lambda text: ">" not in text and not text.isdecimal()),
        sizes=_SIZES,
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda item: item.handle,
)


def shopify_rows(items: Sequence[Item], order: random.Random) -> Rows:
    """Return rows of all products, mixed; those of one product keep their order."""
    queues = []
    for item in items:
        rows = []
        for number, (size, price, stock) in enumerate(item.sizes):
            row = {
                "Handle": item.handle,
                "Option1 Value": size,
                "Variant Price": str(price),
                "Variant Inventory Tracker": "shopify",
                "Variant Inventory Qty": str(stock),
            }
            if number == 0:
                row |= {
                    "Title": item.title,
                    "Body (HTML)": "".join(f"<p>{html.escape(line)}</p>\n" for line in item.lines),
                    "Vendor": item.brand,
                    "Type": item.category,
                    "Option1 Name": "Size",
                }
            rows.append(row)
        queues.append(rows)
    mixed = []
    while queues := [queue for queue in queues if queue]:
        mixed.append(order.choice(queues).pop(0))
    return mixed


def google_items(items: Sequence[Item]) -> Rows:
    return [
        {
            "id": f"{item.handle}.{number}",
            "item_group_id": item.handle,
            "title": item.title,
            "description": "".join(f"<p>{html.escape(line)}</p>" for line in item.lines),
            "brand": item.brand,
            "product_type": item.category,
            "size": size,
            "price": f"{price:,} GBP",
            "availability": "in_stock" if stock else "out_of_stock",
        }
        for item in items
        for number, (size, price, stock) in enumerate(item.sizes)
    ]


def facts(products: dict[str, ProductRecord], counted: bool) -> list[Item]:
    return [
        Item(
            p.handle,
            p.title,
            tuple(p.description.splitlines()),
            p.brand,
            p.category,
            tuple(
                (v.options["size"], v.price, v.stock if counted else int(v.stock > 0))
                for v in p.variants
            ),
        )
        for p in products.values()
    ]


@given(
    items=_ITEMS,
    order=st.randoms(use_true_random=False),
    codec=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from([",", ";", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_goes_into_a_shopify_file_comes_out(
    items: list[Item], order: random.Random, codec: str, delimiter: str, end: str
) -> None:
    content = table(shopify_rows(items, order), delimiter=delimiter, end=end).encode(codec)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        shop = ImportShop(Path(folder), monkeypatch)
        report = shop.load("p.csv", content)
        assert (report.created, report.skipped_lines) == (len(items), ())
        by_handle = {item.handle: item for item in facts(shop.products(), counted=True)}
        assert by_handle == {item.handle: item for item in items}
        again = shop.load("p.csv", content)
        assert (again.unchanged, again.changed) == (len(items), False)


@given(items=_ITEMS)
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_feed_says_the_same_in_every_form(items: list[Item]) -> None:
    rows = google_items(items)
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as monkeypatch:
        shop = ImportShop(Path(folder), monkeypatch)
        report = shop.load("rss.xml", rss(rows))
        assert (report.created, report.skipped_lines) == (len(items), ())
        wanted = [
            Item(
                i.handle,
                i.title,
                i.lines,
                i.brand,
                i.category,
                tuple((size, price, int(stock > 0)) for size, price, stock in i.sizes),
            )
            for i in items
        ]
        assert facts(shop.products(), counted=False) == wanted
        for name, content in (
            ("atom.xml", atom(rows)),
            ("feed.tsv", table(rows, delimiter="\t")),
        ):
            again = shop.load(name, content)
            assert (again.unchanged, again.changed) == (len(items), False)


@given(_PRICES)
@example(Decimal("1234567.00"))
@example(Decimal("0.50"))
def test_a_price_is_read_however_it_is_written(price: Decimal) -> None:
    english = f"{price:,}"
    continental = english.translate(str.maketrans(",.", ".,"))
    for number in (
        str(price),
        english,
        continental,
        english.replace(",", " "),
        english.replace(",", "\u202f"),
        english.replace(",", "’"),
        f"{price}000",
        str(price).replace(".", ","),
    ):
        for written in (
            number,
            f"{number} GBP",
            f"{number}gbp",
            f"GBP {number}",
            f"£{number}",
            f" {number}\xa0£ ",
        ):
            assert parse_price(written, "GBP") == price
            assert str(parse_price(written, "GBP")) == str(price)
        for foreign in (f"{number} EUR", f"€{number}", f"$ {number}", f"USD {number}"):
            with pytest.raises(UnusableValueError, match="is not in GBP"):
                parse_price(foreign, "GBP")


@given(st.integers(1, 99_999_999))
def test_whole_pounds(pounds: int) -> None:
    assert parse_price(str(pounds), "GBP") == parse_price(f"£{pounds:,}", "GBP") == pounds


@given(st.integers(1, 999), st.integers(0, 999))
def test_a_price_that_may_be_meant_two_ways_is_not_guessed(start: int, end: int) -> None:
    with pytest.raises(UnusableValueError, match="could mean thousands or decimals"):
        parse_price(f"{start}.{end:03} GBP", "GBP")


@given(st.text() | st.from_regex(r"\A[-+£$]?[0-9.,' ]{0,12}(e[0-9])?\s?(GBP|EUR)?\Z"))
@example("1e5")
@example("NaN")
@example("1,23,456.00")
@example("1.2.3")
@example("٣.٥٠")
def test_no_text_is_a_price_by_accident(text: str) -> None:
    try:
        price = parse_price(text, "GBP")
    except UnusableValueError as problem:
        assert "\n" not in str(problem)
    else:
        assert 0 < price < 100_000_000
        assert price.as_tuple().exponent == -2
        digits = re.sub(r"\D", "", text).lstrip("0")
        assert digits.startswith(str(price).replace(".", "").strip("0"))


@given(st.lists(_LINES, min_size=1, max_size=5))
def test_escaped_text_comes_back_from_html(lines: list[str]) -> None:
    written = "<div>" + "</div>\n<div>".join(html.escape(line) for line in lines) + "</div>"
    assert text_of_html(written).splitlines() == lines


@given(st.text())
@example("<")
@example("a < b > c")
@example("<p")
@example("<!--")
@example("<![CDATA[x")
@example("&#xd800;&#0;")
def test_any_text_becomes_clean_lines(text: str) -> None:
    found = text_of_html(text)
    assert all(line and line == line.strip() for line in found.splitlines())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\ud800-\udfff]", found)


@given(_TEXTS, _TEXTS)
def test_what_browsers_do_not_show_is_left_out(seen: str, unseen: str) -> None:
    assume("<" not in unseen)
    page = f"<p>{html.escape(seen)}</p><script>{unseen}</script><style>{unseen}</style>"
    assert text_of_html(page) == seen
