"""Examples with their personal values marked, read from presidio-research's JSON form."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.processes import BenchmarkError

# Types of presidio-research, Presidio and its generators, by what Tactful calls them. A town,
# a country, a title, a date or a website alone is not claimed: it is nobody's by itself.
KINDS = {
    "PERSON": "name",
    "NAME": "name",
    "FIRST_NAME": "name",
    "LAST_NAME": "name",
    "ADDRESS": "address",
    "STREET_ADDRESS": "address",
    "ZIP_CODE": "address",
    "POSTCODE": "address",
    "EMAIL_ADDRESS": "email",
    "EMAIL": "email",
    "PHONE_NUMBER": "phone",
    "CREDIT_CARD": "card",
    "CREDIT_CARD_NUMBER": "card",
    "IBAN_CODE": "iban",
    "IBAN": "iban",
    "IP_ADDRESS": "ip_address",
    "DATE_OF_BIRTH": "date_of_birth",
    "PASSWORD": "secret",
    "US_SSN": "national_id",
    "US_ITIN": "national_id",
    "US_PASSPORT": "national_id",
    "US_DRIVER_LICENSE": "national_id",
    "UK_NHS": "national_id",
    "UK_NINO": "national_id",
}


class Mark(NamedTuple):
    """A personal value: ``text[start:end]``, and its kind."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True)
class Example:
    """A message and what is personal in it.

    Attributes:
        text: The message.
        marks: What must be found.
        unclaimed: (start, end) of what is neither to be found nor wrong to find.
        held_out: Whether no recogniser was improved by it: see docs/detection.md.
    """

    text: str
    marks: tuple[Mark, ...]
    unclaimed: tuple[tuple[int, int], ...] = ()
    held_out: bool = True


@dataclass
class Examples:
    """A set of examples.

    Attributes:
        name: What it is, for the report.
        rows: The examples.
        left_out: How often each type stands in the file that Tactful does not claim to find.
    """

    name: str
    rows: list[Example]
    left_out: Counter[str] = field(default_factory=Counter)

    def halves(self) -> dict[str, list[bool]]:
        """Return which rows belong to all of it, the half held out and the half looked at."""
        held_out = [row.held_out for row in self.rows]
        return {
            "all": [True] * len(held_out),
            "held out": held_out,
            "looked at": [not held for held in held_out],
        }


def in_held_out_half(text: str) -> bool:
    """Tell the half of a text, the same on every machine."""
    return hashlib.sha256(text.encode()).digest()[-1] % 2 == 1


def read_examples(path: Path) -> Examples:
    """Read a file in presidio-research's form: a list of ``full_text`` with ``spans``.

    Raises:
        BenchmarkError: The file cannot be read as such; the message names row and field.
    """
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BenchmarkError(f"{path}: {error}. Give a JSON file (--data).") from error
    if not isinstance(document, list) or not document:
        raise BenchmarkError(f"{path}: not a list of examples, or an empty one.")
    examples = Examples(path.name, [])
    for number, raw in enumerate(document, start=1):
        examples.rows.append(_read_row(f"{path}, example {number}", raw, examples.left_out))
    return examples


def _read_row(place: str, raw: Any, left_out: Counter[str]) -> Example:
    try:
        text, spans = raw["full_text"], raw["spans"]
        found = [
            (int(s["start_position"]), int(s["end_position"]), str(s["entity_type"])) for s in spans
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise BenchmarkError(
            f"{place}: {error!r}. It needs full_text and spans, each with entity_type, "
            "start_position and end_position."
        ) from error
    marks, unclaimed = [], []
    for start, end, label in found:
        if not 0 <= start < end <= len(text):
            raise BenchmarkError(f"{place}: {start} to {end} is no part of its full_text.")
        kind = KINDS.get(label.upper())
        if kind is None:
            left_out[label] += 1
            unclaimed.append((start, end))
        else:
            marks.append(Mark(start, end, kind))
    return Example(text, tuple(marks), tuple(unclaimed), in_held_out_half(text))
