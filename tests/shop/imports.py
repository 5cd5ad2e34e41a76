"""What the importers' tests share: a shop of their own, and writers of product files."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape

import pytest

from actions.shop.database import Database, open_database, open_shop
from actions.shop.importers import ImportReport, import_file
from actions.shop.records import ProductRecord
from settings import get_settings

SHOPIFY_HEADER = (
    *("Handle", "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published"),
    *("Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value", "Variant SKU"),
    *("Variant Grams", "Variant Inventory Tracker", "Variant Inventory Qty"),
    *("Variant Inventory Policy", "Variant Price", "Image Src", "Image Position"),
    *("Color (product.metafields.shopify.color-pattern)", "Status"),
)
GOOGLE = 'xmlns:g="http://base.google.com/ns/1.0"'

Rows = Sequence[Mapping[str, str]]


@cache
def _empty_shop() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        database.close()
        return path.read_bytes()


class ImportShop:
    """An empty shop in a SQLite file; checkpoints go beside it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.state = folder / "state"
        self.url = f"sqlite:///{self.state / 'shop.db'}"
        self.state.mkdir()
        (self.state / "shop.db").write_bytes(_empty_shop())
        self.database = open_database(self.url)
        monkeypatch.setattr(get_settings(), "state_dir", self.state)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def load(self, name: str, content: str | bytes, form: str | None = None) -> ImportReport:
        return import_file(self.file(name, content), form, self.url)

    def products(self) -> dict[str, ProductRecord]:
        return {p.handle: p for p in open_shop(self.url).catalogue.products()}

    def version(self) -> str:
        return open_shop(self.url).catalogue.version()


def table(
    rows: Rows, header: Sequence[str] | None = None, delimiter: str = ",", end: str = "\r\n"
) -> str:
    """Return rows as a table; the header has every column that occurs if none is given."""
    columns = header or list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def shopify(rows: Rows) -> str:
    """Return rows as Shopify's admin exports them."""
    return table(rows, SHOPIFY_HEADER)


def tent(**columns: str) -> dict[str, str]:
    """Return a row of a simple product; columns are named like ``Variant_Price``."""
    row = {"Handle": "beck-tent", "Title": "Beck Tent", "Variant Price": "199.99"}
    return row | {name.replace("_", " "): value for name, value in columns.items()}


def rss(items: Rows) -> str:
    """Return items as an RSS 2.0 feed, each element on a line of its own; item 1 is on line 3."""
    return _feed(items, f'<rss version="2.0" {GOOGLE}><channel>', "item", "</channel></rss>")


def atom(items: Rows) -> str:
    """Return items as an Atom feed."""
    start = f'<feed xmlns="http://www.w3.org/2005/Atom" {GOOGLE}>'
    return _feed(items, start, "entry", "</feed>")


def _feed(items: Rows, start: str, tag: str, end: str) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', start]
    for item in items:
        lines.append(f"<{tag}>")
        lines.extend(f"<g:{name}>{escape(text)}</g:{name}>" for name, text in item.items() if text)
        lines.append(f"</{tag}>")
    return "\n".join([*lines, end])
