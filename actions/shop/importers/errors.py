"""What an import raises: always with the file's name, and the line, field and fix where known."""

from __future__ import annotations

from pathlib import Path

from actions.shop.errors import ShopError


class ImportFileError(ShopError):
    """A file cannot be imported.

    Args:
        path: The file.
        problem: What is wrong, a clause without a full stop.
        fix: What to do about it, a sentence.
        line: Line of the file, from 1.
        field: Column or element.
    """

    # A file is read to its end before anything is stored.
    _outcome = " Nothing was imported."

    def __init__(
        self,
        path: Path,
        problem: str,
        fix: str,
        *,
        line: int | None = None,
        field: str | None = None,
    ) -> None:
        place = [path.name]
        if line is not None:
            place.append(f"line {line:,}")
        if field is not None:
            place.append(f"field {field}")
        super().__init__(f"{', '.join(place)}: {problem}. {fix}{self._outcome}")
        self.path = path
        self.line = line
        self.field = field


class ImportStoppedError(ImportFileError):
    """An import stopped half-way; the message says how much is kept and how to go on."""

    _outcome = ""


class UnusableValueError(ValueError):
    """A value of the file cannot be used; the message is the reason, without a full stop."""
