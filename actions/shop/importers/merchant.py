"""Google Merchant feeds: which attribute is what, and items to products."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import takewhile

from actions.shop.importers.errors import UnusableValueError
from actions.shop.importers.feed_xml import DETAIL
from actions.shop.importers.html_text import text_of_html
from actions.shop.importers.parsed import ParsedProduct, ParsedVariant, Row, Skips
from actions.shop.importers.table import column_key
from actions.shop.importers.values import (
    UNCOUNTED_STOCK,
    attribute_name,
    category_of,
    clean,
    derived_sku,
    merged,
    parse_price,
    shown,
    split_list,
    web_address,
    weight_text,
)
from settings import get_settings

REQUIRED = {"id": "id", "title": "title", "price": "price", "availability": "availability"}

_STOCK = {
    "in stock": UNCOUNTED_STOCK,
    "limited availability": UNCOUNTED_STOCK,
    "out of stock": 0,
    "preorder": 0,
    "backorder": 0,
}
# What variants may differ in. The first two always are options, the others where they differ.
_OPTIONS = ("color", "size", "material", "pattern", "gender", "age group", "size type")
_ALWAYS_OPTIONS = frozenset(_OPTIONS[:2])
_NAMES = frozenset(
    {
        *REQUIRED,
        *_OPTIONS,
        "item group id",
        "description",
        "sale price",
        "sale price effective date",
        "image link",
        "brand",
        "product type",
        "google product category",
        "product detail",
        "product weight",
        "shipping weight",
        "condition",
    }
)
_OTHER_NAMES = {"colour": "color", "summary": "description"}
_SAFE_HANDLE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Between details of a table: a comma that a section, a name and a value follow.
_NEXT_DETAIL = re.compile(r",(?=[^,:]*:[^,:]+:)")


def name_of(column: str) -> str | None:
    """Return the canonical name of a column or element, or None for one that is not read."""
    key = column_key(column).removeprefix("g:")
    key = _OTHER_NAMES.get(key, key)
    return key if key in _NAMES else None


def handle_of(values: Mapping[str, tuple[str, ...]]) -> str:
    """Return the handle of the product that an item belongs to: its group's id, or its own.

    Raises:
        UnusableValueError: It has none.
    """
    item = clean(values.get("id", ("",))[0])
    if not item:
        raise UnusableValueError("the item has no id")
    handle = clean(values.get("item group id", (item,))[0])
    if _SAFE_HANDLE.fullmatch(handle):
        return handle
    # Other characters by their bytes, so that different ids stay different.
    return "".join(c if _SAFE_HANDLE.fullmatch(f"a{c}") else f"~{c.encode().hex()}" for c in handle)


def product_of(rows: Sequence[Row], skips: Skips) -> ParsedProduct | None:
    """Return the product that the items of a group make, or None if nothing can be sold of it.

    Args:
        rows: The items in the order of the file, wherever they stand in it.
        skips: Takes down items and values that are left out.
    """
    sold: list[tuple[Row, Decimal, int]] = []
    ids: dict[str, int] = {}
    complete = True
    for row in rows:
        item = clean(row.get("id"))
        if item in ids:
            skips.add(row.line, "id", f"the id {shown(item)} is that of line {ids[item]:,}")
            continue
        ids[item] = row.line
        field = "title"
        try:
            if not clean(row.get("title")):
                raise UnusableValueError("the title is missing")
            field = "price"
            price = _price(row)
            field = "availability"
            sold.append((row, price, _stock(row)))
        except UnusableValueError as problem:
            skips.add(row.line, field, str(problem))
            complete = False
    variants = _variants(sold, skips)
    if not variants:
        return None
    kept = [row for row, _, _ in sold]
    first = kept[0]
    path = first.get("product type")
    return ParsedProduct(
        line=first.line,
        handle=first.handle,
        title=_title(kept),
        description=text_of_html(first.get("description")),
        brand=clean(first.get("brand")),
        category=category_of(path, first.get("google product category")),
        currency=get_settings().currency,
        image_url=_image(kept, skips),
        active=True,
        attributes=merged(_attributes(kept, skips)),
        tags=split_list(path, ">")[:-1],
        variants=variants,
        complete=complete,
    )


def _price(row: Row) -> Decimal:
    """Return what the item costs today."""
    price = parse_price(row.get("price"), get_settings().currency)
    if not row.get("sale price"):
        return price
    sale = parse_price(row.get("sale price"), get_settings().currency)
    if sale > price:
        raise UnusableValueError(f"the sale price {sale} is above the price {price}")
    period = clean(row.get("sale price effective date"))
    return sale if not period or _is_now(period) else price


def _is_now(period: str) -> bool:
    start, _, end = period.partition("/")
    try:
        begins, ends = (_time(text) for text in (start, end))
    except ValueError as error:
        raise UnusableValueError(
            f"the sale price's dates {shown(period)} are not two ISO 8601 times with / between"
        ) from error
    return begins <= datetime.now(UTC) <= ends


def _time(text: str) -> datetime:
    time = datetime.fromisoformat(text.strip())
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _stock(row: Row) -> int:
    text = clean(row.get("availability"))
    stock = _STOCK.get(column_key(text))
    if stock is None:
        known = ", ".join(name.replace(" ", "_") for name in _STOCK)
        raise UnusableValueError(
            f"the availability {shown(text)} is none of {known}"
            if text
            else "the availability is missing"
        )
    return stock


def _variants(sold: Sequence[tuple[Row, Decimal, int]], skips: Skips) -> tuple[ParsedVariant, ...]:
    names = _option_names([row for row, _, _ in sold])
    found: dict[str, ParsedVariant] = {}
    for row, price, stock in sold:
        options = {name: clean(row.get(name)) for name in names if row.get(name)}
        key = derived_sku(row.handle, options)
        if key in found:
            skips.add(
                row.line,
                "item_group_id",
                f"a second item with the options of line {found[key].line:,} "
                f"({shown(' / '.join(options.values()) or 'none')}) in one group",
            )
            continue
        found[key] = ParsedVariant(row.line, clean(row.get("id")), options, price, stock)
    return tuple(found.values())


def _option_names(rows: Sequence[Row]) -> list[str]:
    return [
        name
        for name in _OPTIONS
        if name in _ALWAYS_OPTIONS or len({clean(row.get(name)) for row in rows} - {""}) > 1
    ]


def _title(rows: Sequence[Row]) -> str:
    """Return what the titles of all variants begin with, if it is most of the first title."""
    titles = [clean(row.get("title")) for row in rows]
    places = zip(*(title.split() for title in titles), strict=False)
    shared = [words[0] for words in takewhile(lambda words: len(set(words)) == 1, places)]
    alike = 2 * len(shared) >= len(titles[0].split()) and len(set(titles)) > 1
    return (" ".join(shared).rstrip(" -–—|/,:(") if alike else "") or titles[0]


def _image(rows: Sequence[Row], skips: Skips) -> str:
    for row in rows:
        if row.get("image link"):
            try:
                return web_address(row.get("image link"))
            except UnusableValueError as problem:
                skips.add(row.line, "image_link", str(problem))
    return ""


def _attributes(rows: Sequence[Row], skips: Skips) -> Iterable[tuple[str, Iterable[str]]]:
    options = _option_names(rows)
    for row in rows:
        for name in (*_OPTIONS, "condition"):
            if name not in options and row.get(name):
                yield name, split_list(row.get(name), "/")
        for column, values in row.values.items():
            if column == "product detail":
                yield from (detail for text in values for detail in _details(text))
            elif column.startswith(DETAIL):
                yield attribute_name(column.removeprefix(DETAIL)), map(clean, values)
        for field in ("product weight", "shipping weight"):
            if row.get(field):
                try:
                    yield "weight", (weight_text(row.get(field)),)
                except UnusableValueError as problem:
                    skips.add(row.line, field.replace(" ", "_"), str(problem))
                break


def _details(text: str) -> Iterable[tuple[str, Iterable[str]]]:
    """Split ``Section:Name:Value,Section:Name:Value``; sections are for reading only."""
    for detail in _NEXT_DETAIL.split(text):
        _, _, named = detail.partition(":")
        name, _, value = named.partition(":")
        yield attribute_name(name), (clean(value),)
