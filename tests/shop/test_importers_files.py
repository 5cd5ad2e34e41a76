"""Files that cannot be imported, and files in unusual dress."""

from __future__ import annotations

import gzip
import os
import re
from pathlib import Path

import pytest

from actions.shop.database import ShopError, ShopUnavailableError
from actions.shop.importers import ImportFileError, import_file
from tests.shop.imports import ImportShop, rss, shopify, table, tent

HEADER = "Handle,Title,Variant Price\n"
ITEM = {"id": "BT", "title": "Beck Tent", "price": "199.99 GBP", "availability": "in_stock"}


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ImportShop:
    return ImportShop(tmp_path, monkeypatch)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("empty.csv", "", "the file is empty"),
        ("blank.csv", "\ufeff\r\n \n", "the file is empty"),
        ("header.csv", HEADER, "no product in it"),
        ("no-handles.csv", f"{HEADER},Tent,5\n", "no product in it (for example, line 2, Handle: "),
        ("feed.xml", rss([]), "no product in it"),
        ("book.xlsx", b"PK\x03\x04\x14\x00", "an Excel workbook or a zip archive"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
        ("p.csv.gz", gzip.compress(HEADER.encode(), mtime=0), "compressed (gzip)"),
        ("p.pdf", b"%PDF-1.7\n", "a PDF"),
        ("p.json", '\n{"products": []}', "JSON"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "no text file"),
        ("page.csv", "<!DOCTYPE html>\n<html>", "a web page"),
        ("other.csv", "name,cost\nTent,5\n", "header of no known product file"),
        ("one.csv", "Title\nTent\n", "header of no known product file"),
        (
            "columns.csv",
            "Handle,Title,Vendor\na,A,B\n",
            "line 1, field Variant Price: the column is missing; the header (read with commas "
            'between columns) is "Handle, Title, Vendor". Add it; the header must have the '
            "columns Handle, Title, Variant Price.",
        ),
        (
            "columns.tsv",
            "id\ttitle\tprice\nBT\tTent\t5 GBP\n",
            "line 1, field availability: the column is missing; the header (read with tabs",
        ),
        (
            "twice.csv",
            "Handle,Title,Price,Variant Price\na,A,1,2\n",
            'line 1, field Variant Price: the columns "Price" and "Variant Price" mean the same',
        ),
        (
            "open-quote.csv",
            f'{HEADER}a,A,1\nb,"B,2\nc,C,3\n',
            "line 3: the quotes of the row that begins here are broken (unexpected end of data)",
        ),
        (
            "stray-quote.csv",
            f'{HEADER}"a\n",A,1\nb,"B" tent,2\n',
            "line 4: the quotes of the row that begins here are broken (',' expected after '\"')",
        ),
        ("cut.xml", rss([ITEM])[:-30], "line 7: not well-formed XML: the file ends too early"),
        ("and.xml", rss([ITEM]).replace("Beck", "B & C"), "line 5: not well-formed XML"),
        (
            "prefix.xml",
            rss([ITEM]).replace("xmlns:g", "xmlns:h"),
            "line 4: not well-formed XML: unbound prefix. The first element must declare the "
            'prefix: xmlns:g="http://base.google.com/ns/1.0".',
        ),
        ("map.xml", "<urlset>\n</urlset>", "the first element is <urlset>, not <rss> or <feed>"),
        ("long.xml", rss([ITEM | {"brand": "x" * 1_000_001}]), "<brand> is longer than 1,000,000"),
        (
            "bomb.xml",
            '<?xml version="1.0"?>\n<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>\n'
            "<rss>&b;</rss>",
            "line 2: it has a document type or entities of its own",
        ),
        (
            "file.xml",
            '<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/hostname">]><rss>&f;</rss>',
            "it has a document type or entities of its own",
        ),
        (
            "declared.xml",
            '<?xml version="1.0" encoding="big5"?><rss/>',
            "line 1: the encoding that its first line declares cannot be read",
        ),
        ("bytes.xml", rss([ITEM]).encode().replace(b"Beck", b"B\xe9ck"), "line 5: not well-formed"),
    ],
)
def test_files_that_cannot_be_imported_say_why(
    shop: ImportShop, name: str, content: str | bytes, told: str
) -> None:
    with pytest.raises(ImportFileError, match=re.escape(told)) as caught:
        shop.load(name, content)
    assert str(caught.value).startswith(name)
    assert str(caught.value).endswith(" Nothing was imported.")
    assert isinstance(caught.value, ShopError)
    assert shop.products() == {}


@pytest.mark.parametrize(
    ("row", "line", "told"),
    [
        (b"b,Caf\xe9,2\nc,Caf\xc3\xa9,3\n", 3, "bytes that are not UTF-8, while other text is"),
        (b"b,Caf\x81,2\n", 3, "bytes that are not Windows-1252"),
        # Across the borders of the blocks in which a file is read, with every kind of line end.
        (b"b,B,2\r\nc,C,3\r" * 200_000 + b"b,\xe9\x8d,2\n", 400_003, "not Windows-1252"),
    ],
)
def test_undecodable_bytes_name_the_line(
    shop: ImportShop, row: bytes, line: int, told: str
) -> None:
    with pytest.raises(ImportFileError, match=f"line {line:,}: this line holds .*{told}") as caught:
        shop.load("p.csv", f"{HEADER}a,A,1\n".encode() + row)
    assert caught.value.line == line
    assert "save the file as UTF-8" in str(caught.value)


def test_damaged_utf16(shop: ImportShop) -> None:
    content = f"{HEADER}a,A,1\nb,B,2\n".encode("utf-16")[:-1]
    with pytest.raises(ImportFileError, match="line 3: this line holds bytes that are not UTF-16"):
        shop.load("p.csv", content)


@pytest.mark.parametrize(
    ("codec", "label"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8 with byte order mark"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16 without byte order mark"),
        ("utf-16-be", "UTF-16 without byte order mark"),
        ("cp1252", "Windows-1252"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encodings_and_delimiters(shop: ImportShop, codec: str, label: str, delimiter: str) -> None:
    text = table([tent(Title="Café “Tent”", Vendor="£")], delimiter=delimiter)
    report = shop.load("p.csv", text.encode(codec))
    assert report.encoding == label
    assert label in report.text()
    product = shop.products()["beck-tent"]
    assert (product.title, product.brand) == ("Café “Tent”", "£")


def test_utf16_with_the_high_byte_first(shop: ImportShop) -> None:
    shop.load("p.csv", b"\xfe\xff" + shopify([tent(Title="Café")]).encode("utf-16-be"))
    assert shop.products()["beck-tent"].title == "Café"


def test_a_replacement_character_is_a_character(shop: ImportShop) -> None:
    for codec in ("utf-8", "utf-16"):
        shop.load("p.csv", table([tent(Title=f"{codec} \ufffd")]).encode(codec))
        assert shop.products()["beck-tent"].title == f"{codec} \ufffd"


def test_control_characters_do_not_get_in(shop: ImportShop) -> None:
    title = "Beck\x1b[31m \u202eTent\u200b\xad\x7f"
    shop.load("p.csv", table([tent(Title=title)]))
    assert shop.products()["beck-tent"].title == "Beck [31m Tent"


def test_a_folder_a_pipe_and_nothing(shop: ImportShop) -> None:
    pipe = shop.folder / "pipe"
    os.mkfifo(pipe)
    for path, told in (
        (shop.folder, "this is a folder"),
        (pipe, "no regular file"),
        (shop.folder / "gone.csv", "no such file in"),
    ):
        with pytest.raises(ImportFileError, match=told):
            import_file(path, None, shop.url)


def test_a_named_format_is_not_guessed(shop: ImportShop) -> None:
    both = table([ITEM | {"handle": "beck-tent"}])
    assert shop.load("p.csv", both).format_label == "Google Merchant feed (TSV)"
    assert shop.load("p.csv", both, "shopify").format_label == "Shopify product CSV"
    with pytest.raises(ImportFileError, match="field Handle: the column is missing"):
        shop.load("p.xml", rss([ITEM]), "shopify")
    with pytest.raises(ImportFileError, match="Use one of shopify, google-xml, google-tsv"):
        shop.load("p.csv", both, "csv")


def test_a_missing_database_is_told_before_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text(f'{HEADER}a,"A,1\n')
    with pytest.raises(ShopUnavailableError, match="make seed"):
        import_file(path, None, f"sqlite:///{tmp_path / 'none.db'}")
