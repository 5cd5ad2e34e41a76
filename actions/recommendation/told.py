"""Answers to questions about products, with how well they are founded."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple

from actions.recommendation.constraints import Constraints


class Level(Enum):
    """How well an answer is founded."""

    STATED = "stated"  # as an attribute
    LACKING = "lacking"  # asked for by its name, and not listed
    DESCRIBED = "described"  # in a sentence of the shop's
    WRITTEN = "written"  # by buyers
    SILENT = "silent"


class Told(NamedTuple):
    """An answer to a question about a product.

    Attributes:
        level: How well it is founded.
        short: Without the product's title, for a line of a list.
        text: As a sentence.
    """

    level: Level
    short: str
    text: str


class Question(NamedTuple):
    """What is asked of a product.

    Attributes:
        text: The question.
        rest: What of it names nothing that the catalogue knows.
        asked: What it names of the catalogue: qualities and materials.
    """

    text: str
    rest: str
    asked: Constraints


def joined(told: Sequence[Told]) -> Told:
    """Return several answers as one."""
    level = min((t.level for t in told), key=list(Level).index)
    shorts = dict.fromkeys(t.short for t in told)
    return Told(level, "; ".join(shorts), " ".join(dict.fromkeys(t.text for t in told)))


def with_next_best(missing: Told, told: Told) -> Told:
    """Return that a figure is not stated, with what comes nearest to it."""
    return Told(told.level, told.short, f"{missing.text} {told.text}")
