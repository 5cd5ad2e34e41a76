"""The blind sets of chat, by other hands without sight of the recognisers, and the terse ones."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks.detection.blind_values import BlindValues
from benchmarks.detection.chat import fill, make_rows
from benchmarks.detection.data import Example, Examples, in_held_out_half

_FOLDER = Path(__file__).parent


class BlindSet(NamedTuple):
    """Wordings of one stranger.

    Attributes:
        name: Of the set, in reports.
        file: YAML with its messages: ``personal``, and ``talk`` of products.
        held_out: Whether nobody looked at it to improve the recognisers; None where a half by
            hash was not looked at.
    """

    name: str
    file: str
    held_out: bool | None


BLIND_SETS = (
    BlindSet("blind chat", "blind_sets/first.yml", held_out=False),
    BlindSet("later blind chat", "blind_sets/second.yml", held_out=False),
    BlindSet("third blind chat", "blind_sets/third.yml", held_out=False),
    BlindSet("fourth blind chat", "blind_sets/fourth.yml", held_out=False),
    BlindSet("fifth blind chat", "blind_sets/fifth.yml", held_out=True),
    BlindSet("terse chat", "wordings/first.yml", held_out=None),
    BlindSet("later terse chat", "wordings/second.yml", held_out=None),
    BlindSet("third terse chat", "wordings/third.yml", held_out=None),
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
    pools = [(wordings, bool(one.held_out)) for wordings in _read(one)]
    if one.held_out is None:
        pools = [
            ([w for w in wordings if in_held_out_half(w) is half], half)
            for half in (False, True)
            for wordings in _read(one)
        ]
    rows = make_rows(BlindValues(seed), count, pools, _LOWER_CASE)
    return Examples(one.name, [_with_kinds(row) for row in rows])


def filled(
    one: BlindSet, times: int, seed: int, *, held_out: bool = False
) -> list[tuple[str, Example]]:
    """Return each wording of a set with some messages that it gives.

    Args:
        one: The set.
        times: How many messages of each wording.
        seed: Another one gives other values.
        held_out: Of a set of which half is held out, that half; else the other.
    """
    values = BlindValues(seed)
    rows = []
    for wording in chain(*_read(one)):
        if one.held_out is None and in_held_out_half(wording) is not held_out:
            continue
        for _ in range(times):
            lower = values.random.random() < _LOWER_CASE
            rows.append((wording, _with_kinds(fill(wording, values.make, lower=lower))))
    return rows


def _read(one: BlindSet) -> list[list[str]]:
    read = yaml.safe_load((_FOLDER / one.file).read_text(encoding="utf-8"))
    return [read["personal"], read["talk"]]


def _with_kinds(row: Example) -> Example:
    marks = tuple(mark._replace(kind=_KINDS.get(mark.kind, mark.kind)) for mark in row.marks)
    return replace(row, marks=marks)
