"""Reviews as published data sets have them: rows of a CSV file in a .zip."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from actions.recommendation.text import spoken_list


def read_columns(path: Path, *columns: str) -> Iterator[list[str]]:
    """Yield some columns of each row.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no zipped CSV with these columns.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            name = next(name for name in archive.namelist() if name.endswith(".csv"))
            with archive.open(name) as file:
                for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8")):
                    yield [row[column] for column in columns]
    except (zipfile.BadZipFile, StopIteration, KeyError) as error:
        names = spoken_list(f"“{column}”" for column in columns)
        raise ValueError(f"{path} is no zipped CSV with {names}.") from error
