"""False alarms on real text that is nobody's: reviews, descriptions of products."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.detection.systems import System, counts_against
from benchmarks.processes import BenchmarkError


def read_talk(path: Path, column: str, rows: int, seed: int) -> list[str]:
    """Read texts from a column of a CSV file, zipped or not.

    Args:
        path: The file.
        column: Name of the column.
        rows: At most so many of them, drawn at random.
        seed: Of the draw.

    Raises:
        BenchmarkError: No such file or column.
    """
    try:
        reader = csv.DictReader(io.StringIO(_read(path)))
        if column not in (reader.fieldnames or ()):
            raise BenchmarkError(f"{path}: no column {column!r}, only {reader.fieldnames}.")
        texts = [row[column] for row in reader if row[column]]
    except (OSError, ValueError, csv.Error, zipfile.BadZipFile) as error:
        raise BenchmarkError(f"{path}: {error}") from error
    return random.Random(seed).sample(texts, min(rows, len(texts)))


def _read(path: Path) -> str:
    if path.suffix != ".zip":
        return path.read_text(encoding="utf-8-sig")
    with zipfile.ZipFile(path) as archive:
        names = [name for name in archive.namelist() if name.endswith(".csv")]
        if not names:
            raise BenchmarkError(f"{path}: holds no .csv.")
        return archive.read(names[0]).decode("utf-8-sig")


def false_alarms(texts: Sequence[str], systems: Sequence[System]) -> dict[str, Any]:
    """Count the texts in which something is found, and what; every finding counts as wrong."""
    figures: dict[str, Any] = {"texts": len(texts)}
    for system in systems:
        with_finding, kinds = 0, Counter[str]()
        for text in texts:
            found = [m for m, _ in system.find(text) if counts_against(m.kind, system.name)]
            with_finding += bool(found)
            kinds.update(mark.kind for mark in found)
        figures[system.name.lower()] = {"with a finding": with_finding, "kinds": dict(kinds)}
    return figures
