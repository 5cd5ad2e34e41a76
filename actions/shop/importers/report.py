"""What an import did, and what it left out."""

from __future__ import annotations

import csv
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TextIO

_LISTED = 20
_HEADER = ("line", "field", "reason")


@dataclass(frozen=True)
class SkippedLine:
    """A line of the file, or a value of it, that was left out.

    Attributes:
        line: From 1.
        field: Column or element; empty where it is about the whole line.
        reason: Why.
    """

    line: int
    field: str
    reason: str

    def text(self) -> str:
        """Return it on one line, for reading."""
        place = f"line {self.line:,}"
        return f"{place}, {self.field}: {self.reason}" if self.field else f"{place}: {self.reason}"


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Attributes:
        file: Name of the file.
        format_label: Its format.
        encoding: The encoding that it was read in.
        created: Products that are new in the shop.
        updated: Products that the shop had otherwise.
        unchanged: Products that the shop had just so.
        skipped: Products of which nothing could be taken over.
        skipped_lines: Lines and values that were left out, the first ones if there are many.
        skipped_line_count: How many there are in all.
        skipped_file: CSV file with all of them, where ``skipped_lines`` has not all.
        resumed_after: Products of this file that an interrupted run had done.
        notes: Further sentences.
    """

    file: str
    format_label: str
    encoding: str
    created: int
    updated: int
    unchanged: int
    skipped: int
    skipped_lines: tuple[SkippedLine, ...] = ()
    skipped_line_count: int = 0
    skipped_file: Path | None = None
    resumed_after: int = 0
    notes: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether the shop is another than before."""
        return bool(self.created or self.updated)

    def text(self) -> str:
        """Return the report for reading, with at most 20 of the skipped lines."""
        lines = [f"{self.file}: {self.format_label}, {self.encoding}"]
        lines.extend(self.notes)
        if self.resumed_after:
            lines.append(
                f"Went on after {_products(self.resumed_after)} that an interrupted run had done; "
                "the figures are of both runs."
            )
        total = self.created + self.updated + self.unchanged + self.skipped
        lines.append(
            f"{_products(total)}: {self.created:,} created, {self.updated:,} updated, "
            f"{self.unchanged:,} unchanged, {self.skipped:,} skipped"
        )
        if not self.changed:
            lines.append("Nothing has changed in the shop.")
        if self.skipped_line_count:
            lines.append(f"Left out ({self.skipped_line_count:,}):")
            lines.extend(f"  {skipped.text()}" for skipped in self.skipped_lines)
        if self.skipped_file is not None:
            lines.append(f"  … all of them are in {self.skipped_file}")
        return "\n".join(lines)


def _products(count: int) -> str:
    return "1 product" if count == 1 else f"{count:,} products"


class SkipLog:
    """Takes down what is left out: the first lines in memory, all of them in a file if many.

    Args:
        path: The file; it is written only if there are more than 20.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None
        self.first: list[SkippedLine] = []
        self.count = 0

    @property
    def file(self) -> Path | None:
        """The file with all lines, if there are too many to list."""
        return self._path if self.count > _LISTED else None

    def add(self, line: int, field: str, reason: str) -> None:
        """Note a line, or a value of it, that is left out."""
        skipped = SkippedLine(line, field, reason)
        self.count += 1
        if self.count <= _LISTED:
            self.first.append(skipped)
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", newline="")
            rows = csv.writer(self._file)
            rows.writerow(_HEADER)
            rows.writerows(astuple(earlier) for earlier in self.first)
        csv.writer(self._file).writerow(astuple(skipped))

    def close(self) -> None:
        """Close the file; one that an earlier import of the same file left goes if not needed."""
        if self._file is not None:
            self._file.close()
        else:
            with suppress(FileNotFoundError):
                self._path.unlink()
