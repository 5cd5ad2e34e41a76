"""What learning from history raises; no message quotes what was said."""

from __future__ import annotations

from pathlib import Path


class LearnError(Exception):
    """Base of the errors raised here; the message says what to do."""


class TranscriptError(LearnError):
    """A transcript cannot be read.

    Args:
        name: The file, or what it is called.
        problem: What is wrong, a clause without a full stop.
        fix: What to do about it, a sentence.
        line: Line of the file, from 1.
        field: Column or key.
    """

    def __init__(
        self,
        name: str,
        problem: str,
        fix: str,
        *,
        line: int | None = None,
        field: str | None = None,
    ) -> None:
        place = [name]
        if line is not None:
            place.append(f"line {line:,}")
        if field is not None:
            place.append(f"field {field}")
        super().__init__(f"{', '.join(place)}: {problem}. {fix}")


class ReviewError(LearnError):
    """A review file cannot be accepted; nothing of it was.

    Args:
        path: The file.
        problems: What is wrong where, with the fix; each a sentence.
    """

    def __init__(self, path: Path, problems: list[str]) -> None:
        listed = "".join(f"\n  {problem}" for problem in problems)
        super().__init__(f"{path.name}: nothing was taken over.{listed}")


class TrainingFileError(LearnError):
    """Training data cannot be read, or would not be read back as it was written."""
