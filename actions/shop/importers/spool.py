"""Rows of a file gathered by product on disk, so that a file of any size fits."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from actions.shop.importers.parsed import Row

_BATCH = 2000


class Spool:
    """A private temporary database; it vanishes when closed, or when the process dies.

    Rows of one product may stand anywhere in a file: they come out together, products in the
    order in which they first appear.
    """

    def __init__(self) -> None:
        # An empty name is SQLite's temporary file, already deleted while it is in use.
        self._database = sqlite3.connect("", isolation_level=None)
        self._database.execute("PRAGMA journal_mode=OFF")
        self._database.execute("CREATE TABLE products (id INTEGER PRIMARY KEY, handle UNIQUE)")
        self._database.execute("CREATE TABLE rows (handle, line INTEGER, fields)")
        self._waiting: list[tuple[str, int, str]] = []

    def close(self) -> None:
        """Delete it."""
        self._database.close()

    def add(self, row: Row) -> None:
        """Take in a row."""
        self._waiting.append((row.handle, row.line, json.dumps(row.values)))
        if len(self._waiting) >= _BATCH:
            self._write()

    def finish(self) -> int:
        """End taking in; returns the number of products."""
        self._write()
        self._database.execute("CREATE INDEX rows_handle ON rows (handle)")
        (count,) = self._database.execute("SELECT count(*) FROM products").fetchone()
        return int(count)

    def products(self) -> Iterator[list[Row]]:
        """Yield the rows of each product."""
        found = self._database.execute(
            "SELECT rows.handle, line, fields FROM products JOIN rows USING (handle) "
            "ORDER BY products.id, rows.rowid"
        )
        for _, rows in groupby(found, key=lambda row: row[0]):
            yield [_row(*row) for row in rows]

    def product(self, handle: str) -> list[Row]:
        """Return the rows of one product; empty if there are none."""
        found = self._database.execute(
            "SELECT handle, line, fields FROM rows WHERE handle = ? ORDER BY rowid", (handle,)
        )
        return [_row(*row) for row in found]

    def _write(self) -> None:
        self._database.execute("BEGIN")
        self._database.executemany(
            "INSERT OR IGNORE INTO products (handle) VALUES (?)",
            [(handle,) for handle, _, _ in self._waiting],
        )
        self._database.executemany("INSERT INTO rows VALUES (?, ?, ?)", self._waiting)
        self._database.execute("COMMIT")
        self._waiting.clear()


def _row(handle: str, line: int, fields: str) -> Row:
    return Row(line, handle, {name: tuple(values) for name, values in json.loads(fields).items()})
