"""Product exports of Shopify's admin: which column is what, and rows to products."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from actions.shop.importers.errors import UnusableValueError
from actions.shop.importers.html_text import text_of_html
from actions.shop.importers.parsed import ParsedProduct, ParsedVariant, Row, Skips
from actions.shop.importers.table import column_key
from actions.shop.importers.values import (
    UNCOUNTED_STOCK,
    attribute_name,
    category_of,
    clean,
    derived_sku,
    grams_text,
    merged,
    parse_price,
    parse_quantity,
    shown,
    split_list,
    web_address,
)
from settings import get_settings

REQUIRED = {"handle": "Handle", "title": "Title", "price": "Variant Price"}

# An empty tracker says that stock is not counted; without the column, quantities count.
MEANINGFUL_WHEN_EMPTY = frozenset({"tracker"})

# Canonical name: spellings of older and newer exports and templates.
_SPELLINGS = {
    "handle": ("Handle", "URL handle"),
    "title": ("Title",),
    "description": ("Body (HTML)", "Body HTML", "Description"),
    "vendor": ("Vendor",),
    "product category": ("Product Category", "Standardized Product Type"),
    "google category": ("Google Shopping / Google Product Category",),
    "type": ("Type", "Product Type", "Custom Product Type"),
    "tags": ("Tags",),
    "published": ("Published", "Published on online store"),
    "status": ("Status",),
    "option1 name": ("Option1 Name",),
    "option1": ("Option1 Value",),
    "option2 name": ("Option2 Name",),
    "option2": ("Option2 Value",),
    "option3 name": ("Option3 Name",),
    "option3": ("Option3 Value",),
    "sku": ("Variant SKU", "SKU"),
    "grams": ("Variant Grams", "Weight value (grams)"),
    "tracker": ("Variant Inventory Tracker", "Inventory tracker"),
    "quantity": ("Variant Inventory Qty", "Inventory quantity"),
    "policy": ("Variant Inventory Policy", "Continue selling when out of stock"),
    "price": ("Variant Price", "Price"),
    "image": ("Image Src", "Product image URL"),
    "image position": ("Image Position",),
    "variant image": ("Variant Image", "Variant image URL"),
    "google:gender": ("Google Shopping / Gender",),
    "google:age group": ("Google Shopping / Age Group",),
    "google:condition": ("Google Shopping / Condition",),
}
_NAMES = {column_key(s): name for name, spellings in _SPELLINGS.items() for s in spellings}
_METAFIELD = re.compile(r"(?P<label>.+?) \((?:product|variant)\.metafields\.(?P<space>[^.]+)\..+\)")
_OPTIONS = ("option1", "option2", "option3")
_DEFAULT = "default title"  # the option value of products without options
_SELLS_ON = frozenset({"continue", "true", "yes"})


def name_of(column: str) -> str | None:
    """Return the canonical name of a column, or None for one that is not read."""
    if name := _NAMES.get(column_key(column)):
        return name
    if field := _METAFIELD.fullmatch(clean(column)):
        return f"metafield:{field['space'].casefold()}:{attribute_name(field['label'])}"
    return None


def handle_of(values: Mapping[str, tuple[str, ...]]) -> str:
    """Return the handle of the product that a row belongs to.

    Raises:
        UnusableValueError: It has none.
    """
    if "handle" not in values:
        raise UnusableValueError("the row has no handle, so that its product is unknown")
    return clean(values["handle"][0])


def product_of(rows: Sequence[Row], skips: Skips) -> ParsedProduct | None:
    """Return the product that all rows of a handle make, or None if nothing can be sold of it.

    Args:
        rows: The rows in the order of the file, wherever they stand in it.
        skips: Takes down rows and values that are left out.
    """
    rows = _of_one_title(rows, skips)
    first = next((row for row in rows if row.get("title")), None)
    if first is None:
        skips.add(
            rows[0].line, "Title", f"no row of the handle {shown(rows[0].handle)} has a title"
        )
        return None
    variants, complete = _variants(rows, first, skips)
    if not variants:
        if complete:
            skips.add(first.line, "Variant Price", "the product has no row with a price")
        return None
    return ParsedProduct(
        line=first.line,
        handle=first.handle,
        title=clean(first.get("title")),
        description=text_of_html(first.get("description")),
        brand=clean(first.get("vendor")),
        category=category_of(
            first.get("type"), first.get("product category"), first.get("google category")
        ),
        currency=get_settings().currency,
        image_url=_image(rows, skips),
        active=_is_active(first),
        attributes=merged(_attributes(rows)),
        tags=split_list(first.get("tags"), ","),
        variants=variants,
        complete=complete,
    )


def _of_one_title(rows: Sequence[Row], skips: Skips) -> list[Row]:
    """Leave out rows of a second product under the same handle.

    Rows without a title belong to the title last seen.
    """
    kept: list[Row] = []
    title, title_line, other = "", 0, False
    for row in rows:
        own = clean(row.get("title"))
        if own and not title:
            title, title_line = own, row.line
        elif own:
            other = own != title
        if other:
            skips.add(
                row.line,
                "Handle",
                f"line {title_line:,} gives the handle {shown(row.handle)} to another product, "
                f"{shown(title)}; give each product its own",
            )
        else:
            kept.append(row)
    return kept


def _variants(
    rows: Sequence[Row], first: Row, skips: Skips
) -> tuple[tuple[ParsedVariant, ...], bool]:
    """Return the variants, and whether none had to be skipped."""
    names = _option_names(rows, first, skips)
    found: dict[str, ParsedVariant] = {}
    complete = True
    for row in rows:
        if not any(row.get(name) for name in ("price", "sku", *_OPTIONS)):
            continue  # a row for one more picture
        options = {
            name: clean(row.get(column))
            for column, name in names.items()
            if row.get(column) and clean(row.get(column)).casefold() != _DEFAULT
        }
        field = "Variant Price"
        try:
            price = parse_price(row.get("price"), get_settings().currency)
            field = "Variant Inventory Qty"
            stock = _stock(row)
        except UnusableValueError as problem:
            skips.add(row.line, field, str(problem))
            complete = False
            continue
        key = derived_sku(row.handle, options)
        if key in found:
            skips.add(
                row.line,
                "Option1 Value",
                f"a second variant with the options of line {found[key].line:,} "
                f"({shown(' / '.join(options.values()) or 'none')})",
            )
            continue
        found[key] = ParsedVariant(row.line, clean(row.get("sku")), options, price, stock)
    return tuple(found.values()), complete


def _option_names(rows: Sequence[Row], first: Row, skips: Skips) -> dict[str, str]:
    names: dict[str, str] = {}
    for number, column in enumerate(_OPTIONS, start=1):
        labels = (attribute_name(row.get(f"{column} name")) for row in rows)
        name = next((label for label in labels if label), f"option {number}")
        if name in names.values():
            skips.add(
                first.line, f"Option{number} Name", f"a second option {shown(name)}, left out"
            )
        else:
            names[column] = name
    return names


def _stock(row: Row) -> int:
    """Return the stock; what Shopify sells without counting is available."""
    quantity = parse_quantity(row.get("quantity")) if row.get("quantity") else 0
    uncounted = not row.get("tracker") if "tracker" in row.values else not row.get("quantity")
    sells_on = clean(row.get("policy")).casefold() in _SELLS_ON
    if uncounted or (sells_on and quantity == 0):
        return UNCOUNTED_STOCK
    return quantity


def _image(rows: Sequence[Row], skips: Skips) -> str:
    """Return the address of the picture with the lowest position."""
    pictures = [
        (_position(row), at, row, "image", "Image Src")
        for at, row in enumerate(rows)
        if row.get("image")
    ] or [(0, at, row, "variant image", "Variant Image") for at, row in enumerate(rows)]
    for _, _, row, column, field in sorted(pictures, key=lambda picture: picture[:2]):
        if row.get(column):
            try:
                return web_address(row.get(column))
            except UnusableValueError as problem:
                skips.add(row.line, field, str(problem))
    return ""


def _position(row: Row) -> int:
    text = clean(row.get("image position"))
    return int(text) if text.isascii() and text.isdecimal() else len(text) + 1_000_000


def _is_active(first: Row) -> bool:
    """Whether shoppers can see it; a file without both columns publishes everything."""
    published = clean(first.get("published")).casefold() in ("", "true", "yes", "1")
    return published and clean(first.get("status")).casefold() in ("", "active")


def _attributes(rows: Sequence[Row]) -> Iterable[tuple[str, Iterable[str]]]:
    for row in rows:
        for column in row.values:
            kind, _, rest = column.partition(":")
            if kind == "google":
                yield rest, (clean(row.get(column)),)
            elif kind == "metafield":
                space, _, name = rest.partition(":")
                yield name, _metafield_values(space, row.get(column))
        if weight := _weight(row):
            yield "weight", (weight,)


def _weight(row: Row) -> str:
    text = clean(row.get("grams"))
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?", text) or not Decimal(text):
        return ""
    return grams_text(Decimal(text))


def _metafield_values(space: str, text: str) -> tuple[str, ...]:
    """Return the values of a metafield: a list in JSON or by semicolons, or a measure.

    References to other objects of the shop say nothing to a shopper and are left out.
    """
    values: Iterable[object] = split_list(text, ";")
    if text.lstrip().startswith(("[", "{")):
        try:
            parsed = json.loads(text)
        except ValueError:
            return (clean(text),)
        values = parsed if isinstance(parsed, list) else [parsed]
    found: list[str] = []
    for value in values:
        if isinstance(value, dict):
            if not {"value", "unit"} <= value.keys():
                continue
            value = f"{value['value']} {str(value['unit']).casefold().replace('_', ' ')}"
        written = clean(str(value))
        if written.startswith("gid://"):
            continue
        # Shopify's own fields hold handles such as "navy-blue".
        found.append(written.replace("-", " ") if space == "shopify" else written)
    return tuple(found)
