"""Rows of CSV and TSV files, under canonical column names."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from pathlib import Path

from actions.shop.importers.encoding import Encoding
from actions.shop.importers.errors import ImportFileError
from actions.shop.importers.parsed import Skips
from actions.shop.importers.values import clean, shown

# Descriptions with embedded pictures are long; beyond this a quote is missing.
_MAX_FIELD_CHARS = 8_000_000
_HEADER_CHARS = 300
_DELIMITERS = {",": "commas", "\t": "tabs", ";": "semicolons"}
_QUOTES_FIX = 'Close every quoted field, and write a quote inside one twice ("").'

NameOf = Callable[[str], str | None]
Record = tuple[int, dict[str, tuple[str, ...]]]


def column_key(header: str) -> str:
    """Return a column's name as spellings of it share it: ``Image_Link`` is ``image link``."""
    return clean(header.replace("_", " ").replace("-", " ")).casefold()


def split_header(head: str, name_of: NameOf) -> tuple[str, list[str]]:
    """Return the delimiter under which most columns have a known name, and the columns.

    Args:
        head: Beginning of the file.
        name_of: Canonical name of a column, or None.
    """
    best = (",", [""])
    for delimiter in _DELIMITERS:
        try:
            header = next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), [""])
        except csv.Error:
            continue
        if _known(header, name_of) > _known(best[1], name_of):
            best = (delimiter, header)
    return best


def _known(header: Sequence[str], name_of: NameOf) -> int:
    return sum(name_of(column) is not None for column in header)


def read_records(
    path: Path,
    encoding: Encoding,
    name_of: NameOf,
    required: Mapping[str, str],
    meaningful_when_empty: Set[str],
    skips: Skips,
    progress: Callable[[int], object],
) -> Iterator[Record]:
    """Yield each row's first line and its values by canonical column name.

    Args:
        path: The file.
        encoding: Of the file.
        name_of: Canonical name of a column, or None for one that is not read.
        required: Canonical names that must be there, with the spelling that the format uses.
        meaningful_when_empty: Canonical names whose empty fields are kept; others are left out.
        skips: Takes down rows that do not fit the header.
        progress: Is told how many bytes have been read so far.

    Raises:
        ImportFileError: A required column is missing, two columns mean the same, or quotes are
            broken.
    """
    csv.field_size_limit(_MAX_FIELD_CHARS)
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding.codec, newline="") as file:
        head = file.readline()
        while head and not head.strip():
            head = file.readline()
        file.seek(0)
        delimiter, _ = split_header(head, name_of)
        rows = _rows(path, file, delimiter)
        line, header = next(rows, (1, []))
        names = _names(path, line, header, name_of, required, _DELIMITERS[delimiter])
        for line, row in rows:
            if len(row) > len(header) and any(field.strip() for field in row[len(header) :]):
                skips.add(
                    line,
                    "",
                    f"the line has {len(row)} fields, the header has {len(header)}; "
                    f"quote fields that hold {_DELIMITERS[delimiter]}",
                )
                continue
            values: dict[str, tuple[str, ...]] = {
                name: (field,)
                for name, field in zip(names, row, strict=False)
                if name is not None and (field.strip() or name in meaningful_when_empty)
            }
            progress(raw.tell())
            if values:
                yield line, values


def _rows(path: Path, file: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(file, delimiter=delimiter, strict=True)
    line = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise ImportFileError(
                path,
                f"the quotes of the row that begins here are broken ({error})",
                _QUOTES_FIX,
                line=line,
            ) from error
        if row is None:
            return
        if any(field.strip() for field in row):
            yield line, row
        line = reader.line_num + 1


def _names(
    path: Path,
    line: int,
    header: Sequence[str],
    name_of: NameOf,
    required: Mapping[str, str],
    delimiter: str,
) -> list[str | None]:
    names = [name_of(column) for column in header]
    columns: dict[str, str] = {}
    for name, column in zip(names, header, strict=True):
        if name is None:
            continue
        if name in columns:
            raise ImportFileError(
                path,
                f"the columns {shown(columns[name])} and {shown(column)} mean the same",
                "Remove one of them.",
                line=line,
                field=clean(column),
            )
        columns[name] = column
    for name, spelling in required.items():
        if name not in names:
            raise ImportFileError(
                path,
                f"the column is missing; the header (read with {delimiter} between columns) is "
                + shown(", ".join(header), _HEADER_CHARS),
                f"Add it; the header must have the columns {', '.join(required.values())}.",
                line=line,
                field=spelling,
            )
    return names
