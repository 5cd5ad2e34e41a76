"""Queries with graded judgements, and the files they are kept in."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

QUERIES = Path(__file__).with_name("queries")
GRADES = (3, 2, 1)
# On the first two the ranking may be tuned.
DEVELOPMENT, DEVELOPMENT_TWO, HELD_OUT = "development", "development_two", "held_out"
SPLITS = (DEVELOPMENT, DEVELOPMENT_TWO, HELD_OUT)
_FIELDS = {"text", "split", *(f"grade{grade}" for grade in GRADES)}


class QueryFileError(Exception):
    """A file of queries cannot be used; the message names file, query and field."""


@dataclass(frozen=True)
class JudgedQuery:
    """What a shopper types, and how well products answer it.

    Attributes:
        text: The query.
        kind: What is particular about it: "typo", "price".
        split: The part that it belongs to, of ``SPLITS``.
        grades: Product handle to grade, 1 to 3. What is not listed is not relevant.
    """

    text: str
    kind: str
    split: str
    grades: Mapping[str, int]

    @property
    def held_out(self) -> bool:
        """Whether nothing may be tuned on it."""
        return self.split == HELD_OUT


def read_queries(path: Path, handles: Collection[str]) -> list[JudgedQuery]:
    """Read a file of queries, or all files of a folder in the order of their names.

    Args:
        path: A TOML file or a folder of them.
        handles: The products that judgements may name.

    Raises:
        QueryFileError: A file cannot be read, has a wrong or missing field, names a product that
            is not among ``handles``, or repeats a query or a product.
    """
    files = sorted(path.glob("*.toml")) if path.is_dir() else [path]
    if not files:
        raise QueryFileError(f"{path} holds no .toml file.")
    known = frozenset(handles)
    found: dict[str, JudgedQuery] = {}
    for file in files:
        for query in _read_file(file, known):
            if query.text.casefold() in found:
                raise QueryFileError(f"{file}, query “{query.text}”: it is there twice.")
            found[query.text.casefold()] = query
    return list(found.values())


def _read_file(file: Path, handles: frozenset[str]) -> list[JudgedQuery]:
    try:
        document = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise QueryFileError(f"{file} cannot be read: {error}") from error
    kind, rows = document.get("kind"), document.get("query")
    if not isinstance(kind, str) or not kind:
        raise QueryFileError(f"{file}, field “kind”: a text is wanted.")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise QueryFileError(f"{file}, field “query”: tables [[query]] are wanted.")
    return [_query(row, kind, f"{file}, query {at}", handles) for at, row in enumerate(rows, 1)]


def _query(row: Mapping[str, Any], kind: str, place: str, handles: frozenset[str]) -> JudgedQuery:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise QueryFileError(f"{place}, field “text”: a text is wanted.")
    place = f"{place} (“{text}”)"
    unknown = sorted(row.keys() - _FIELDS)
    if unknown:
        raise QueryFileError(f"{place}, field “{unknown[0]}”: there is no such field.")
    if row.get("split") not in SPLITS:
        raise QueryFileError(f"{place}, field “split”: {' or '.join(SPLITS)} is wanted.")
    grades: dict[str, int] = {}
    for grade in GRADES:
        field = f"grade{grade}"
        products = row.get(field, [])
        if not isinstance(products, list) or not all(isinstance(name, str) for name in products):
            raise QueryFileError(f"{place}, field “{field}”: a list of handles is wanted.")
        for handle in products:
            if handle not in handles:
                raise QueryFileError(f"{place}, field “{field}”: no product “{handle}” in stock.")
            if handle in grades:
                raise QueryFileError(f"{place}, field “{field}”: “{handle}” has a grade already.")
            grades[handle] = grade
    return JudgedQuery(text, kind, row["split"], grades)
