"""Which format a file has, and its rows whatever the format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from pathlib import Path

from actions.shop.importers import merchant, shopify
from actions.shop.importers.encoding import UTF8, Encoding, detect_encoding, encoding_of_head
from actions.shop.importers.errors import ImportFileError, UnusableValueError
from actions.shop.importers.feed_xml import read_items
from actions.shop.importers.parsed import ParsedProduct, Row, Skips
from actions.shop.importers.table import NameOf, Record, read_records, split_header

_HEAD_BYTES = 1 << 16
_LEAST_KNOWN_COLUMNS = 2

# First bytes of files that people take for a CSV, what they are, and the way out.
_OTHER_FILES = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive", "Save the sheet as CSV (UTF-8)."),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook", "Save the sheet as CSV (UTF-8)."),
    (b"\x1f\x8b", "compressed (gzip)", "Unpack it first."),
    (b"%PDF", "a PDF", "Export the products as CSV."),
    (b"{", "JSON", "Export the products as CSV, or as a Merchant feed."),
    (b"[", "JSON", "Export the products as CSV, or as a Merchant feed."),
)
_WEB_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_DECLARED_ENCODING = re.compile(r"""<\?xml[^>]*\bencoding\s*=\s*["']([A-Za-z0-9._-]+)""")


@dataclass(frozen=True)
class Format:
    """A file format that can be imported.

    Attributes:
        name: As the command line names it.
        label: As messages name it.
        xml: Whether it is XML; otherwise it is a table.
        name_of: Canonical name of a column or element, or None for one that is not read.
        required: Canonical columns that a table must have, with the format's spelling.
        handle_of: Handle of the product that a row belongs to.
        product_of: Product that the rows of a handle make.
        meaningful_when_empty: Canonical columns whose empty fields say something.
    """

    name: str
    label: str
    xml: bool
    name_of: NameOf
    required: Mapping[str, str]
    handle_of: Callable[[Mapping[str, tuple[str, ...]]], str]
    product_of: Callable[[Sequence[Row], Skips], ParsedProduct | None]
    meaningful_when_empty: Set[str] = field(default=frozenset())


_SHOPIFY = Format(
    "shopify",
    "Shopify product CSV",
    False,
    shopify.name_of,
    shopify.REQUIRED,
    shopify.handle_of,
    shopify.product_of,
    shopify.MEANINGFUL_WHEN_EMPTY,
)
_GOOGLE_XML, _GOOGLE_TSV = (
    Format(
        name,
        label,
        xml,
        merchant.name_of,
        merchant.REQUIRED,
        merchant.handle_of,
        merchant.product_of,
    )
    for name, label, xml in (
        ("google-xml", "Google Merchant feed (XML)", True),
        ("google-tsv", "Google Merchant feed (TSV)", False),
    )
)
FORMATS = {one.name: one for one in (_SHOPIFY, _GOOGLE_XML, _GOOGLE_TSV)}


@dataclass(frozen=True)
class Source:
    """A file to import, its format and its encoding."""

    path: Path
    format: Format
    encoding: Encoding

    def rows(self, skips: Skips, progress: Callable[[int], object]) -> Iterator[Row]:
        """Yield the rows that belong to a product.

        Args:
            skips: Takes down rows that belong to none.
            progress: Is told how many bytes have been read so far.

        Raises:
            ImportFileError: The file cannot be read to its end.
        """
        for line, values in self._records(skips, progress):
            try:
                handle = self.format.handle_of(values)
            except UnusableValueError as problem:
                skips.add(line, next(iter(self.format.required.values())), str(problem))
                continue
            yield Row(line, handle, values)

    def _records(self, skips: Skips, progress: Callable[[int], object]) -> Iterator[Record]:
        if self.format.xml:
            return read_items(self.path, self.format.name_of, progress)
        return read_records(
            self.path,
            self.encoding,
            self.format.name_of,
            self.format.required,
            self.format.meaningful_when_empty,
            skips,
            progress,
        )


def open_source(path: Path, format_name: str | None) -> Source:
    """Return a file with its format.

    Args:
        path: The file.
        format_name: A name in ``FORMATS``, or None to tell the format by looking at the file.

    Raises:
        ImportFileError: It is missing, no file, empty, or in no known format or encoding.
    """
    head = _head(path)
    text = head.decode((encoding_of_head(head) or UTF8).codec, "replace")
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise ImportFileError(path, "the file is empty", "Export the products again.")
    if "\x00" in text:
        raise ImportFileError(
            path, "this is no text file", f"Import one of these: {_known_formats()}."
        )
    if format_name is None:
        found = _detect(path, text)
    elif (named := FORMATS.get(format_name)) is not None:
        found = named
    else:
        raise ImportFileError(
            path,
            f"there is no format {format_name!r}",
            f"Use one of {', '.join(FORMATS)}, or leave it out.",
        )
    if found.xml:
        # The XML parser decodes; this is for the report only.
        declared = _DECLARED_ENCODING.search(text)
        return Source(path, found, Encoding(declared[1], declared[1]) if declared else UTF8)
    return Source(path, found, detect_encoding(path))


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise ImportFileError(path, "this is a folder", "Name one file in it.")
        if path.exists() and not path.is_file():
            raise ImportFileError(path, "this is no regular file", "Save it to disk first.")
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except FileNotFoundError as error:
        raise ImportFileError(
            path, f"there is no such file in {path.parent}", "Check the path."
        ) from error
    except OSError as error:
        raise ImportFileError(
            path, f"it cannot be read ({error.strerror})", "Check its permissions."
        ) from error
    for start, kind, fix in _OTHER_FILES:
        if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(start):
            raise ImportFileError(path, f"this is {kind}, not a product file", fix)
    return head


def _known_formats() -> str:
    return "; ".join(
        one.label if one.xml else f"{one.label} with the columns {', '.join(one.required.values())}"
        for one in FORMATS.values()
    )


def _detect(path: Path, text: str) -> Format:
    text = text.removeprefix("\ufeff").lstrip("\r\n")
    if _WEB_PAGE.match(text):
        raise ImportFileError(
            path, "this is a web page, not a feed", "Download the feed itself, signed in if needed."
        )
    if text.lstrip().startswith("<"):
        return _GOOGLE_XML
    best, best_score = _SHOPIFY, (0, 0)
    for one in FORMATS.values():
        if one.xml:
            continue
        _, header = split_header(text, one.name_of)
        names = {name for column in header if (name := one.name_of(column)) is not None}
        score = (len(names & one.required.keys()), len(names))
        if score > best_score:
            best, best_score = one, score
    if best_score[1] < _LEAST_KNOWN_COLUMNS:
        raise ImportFileError(
            path,
            "its first line is the header of no known product file",
            f"Import one of these: {_known_formats()}.",
            line=1,
        )
    return best
