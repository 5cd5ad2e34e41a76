"""The blind sets of chat: by other hands, in wordings written without sight of the recognisers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from benchmarks.detection.blind_sets import first, second, third, third_talk
from benchmarks.detection.blind_values import BlindValues
from benchmarks.detection.chat import make_rows
from benchmarks.detection.data import Example, Examples


class BlindSet(NamedTuple):
    """Wordings of one stranger.

    Attributes:
        name: Of the set, in reports.
        personal: Wordings with something personal in them.
        talk: Product talk.
        held_out: Whether the recognisers were not improved by them.
    """

    name: str
    personal: Sequence[str]
    talk: Sequence[str]
    held_out: bool


BLIND_SETS = (
    BlindSet("blind chat", first.PERSONAL, first.TALK, held_out=False),
    BlindSet("later blind chat", second.PERSONAL, second.TALK, held_out=True),
    BlindSet("third blind chat", third.PERSONAL, third_talk.TALK, held_out=False),
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
    pools = ((one.personal, one.held_out), (one.talk, one.held_out))
    return _generate(one.name, count, seed, pools)


def _generate(
    name: str, count: int, seed: int, pools: Sequence[tuple[Sequence[str], bool]]
) -> Examples:
    rows = make_rows(BlindValues(seed), count, pools, _LOWER_CASE)
    return Examples(name, [_with_kinds(row) for row in rows])


def _with_kinds(row: Example) -> Example:
    marks = tuple(mark._replace(kind=_KINDS.get(mark.kind, mark.kind)) for mark in row.marks)
    return replace(row, marks=marks)
