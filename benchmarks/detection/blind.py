"""The blind sets of chat: by other hands, in wordings written without sight of the recognisers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks.detection.blind_values import BlindValues
from benchmarks.detection.chat import make_rows
from benchmarks.detection.data import Example, Examples

_FOLDER = Path(__file__).parent / "blind_sets"


class BlindSet(NamedTuple):
    """Wordings of one stranger.

    Attributes:
        name: Of the set, in reports.
        file: YAML with its messages: ``personal``, and ``talk`` of products.
        held_out: Whether nobody looked at it to improve the recognisers.
    """

    name: str
    file: str
    held_out: bool


BLIND_SETS = (
    BlindSet("blind chat", "first.yml", held_out=False),
    BlindSet("later blind chat", "second.yml", held_out=True),
    BlindSet("third blind chat", "third.yml", held_out=False),
    BlindSet("fourth blind chat", "fourth.yml", held_out=True),
)
_LOWER_CASE = 0.3
# Kinds of the slots that other templates do not have.
_KINDS = {
    "account": "iban",
    "dni": "national_id",
    "ending": "card_ending",
    "flat": "address",
    "invoice": "invoice_number",
    "last": "name",
    "po_box": "address",
    "sort_code": "iban",
    "street": "address",
    "unit": "address",
    "us_address": "address",
    "zip": "address",
}


def generate_blind(one: BlindSet, count: int, seed: int) -> Examples:
    """Generate messages of a blind set; half are product talk alone.

    Args:
        one: The set.
        count: How many.
        seed: Another one gives other values in another order.
    """
    read = yaml.safe_load((_FOLDER / one.file).read_text(encoding="utf-8"))
    pools = [(read[kind], one.held_out) for kind in ("personal", "talk")]
    rows = make_rows(BlindValues(seed), count, pools, _LOWER_CASE)
    return Examples(one.name, [_with_kinds(row) for row in rows])


def _with_kinds(row: Example) -> Example:
    marks = tuple(mark._replace(kind=_KINDS.get(mark.kind, mark.kind)) for mark in row.marks)
    return replace(row, marks=marks)
