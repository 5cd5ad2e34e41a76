"""One entity, and which of two wins that claim the same characters."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# What comes first wins. Kinds of one rank compete by length: "forest green" beats "green".
_RANKS: tuple[tuple[str, ...], ...] = (
    ("email",),
    ("postcode",),
    ("order_number",),
    ("product",),
    ("price",),
    ("size",),
    ("ordinal",),
    ("critique",),
    ("brand", "category", "color", "material", "attribute"),
)
_RANK = {entity: rank for rank, entities in enumerate(_RANKS) for entity in entities}
_PLACE = {entity: place for entities in _RANKS for place, entity in enumerate(entities)}


class Found(NamedTuple):
    """An entity in a text.

    Attributes:
        start: First character.
        end: The character after the last. Of personal values the span is the value itself, of
            others all words that say it ("under £50", "not leather").
        entity: Its kind.
        value: What it means: the catalogue's spelling, a number, a place in a list.
        confidence: 1.0, or less where letters or words differ from the catalogue's.
        role: ``min``, ``max``, ``around`` or ``exclude``, if any.
    """

    start: int
    end: int
    entity: str
    value: str | int | float
    confidence: float = 1.0
    role: str | None = None


def settle(candidates: Iterable[Found]) -> list[Found]:
    """Return the candidates that win, in the order of the text; none of them overlap."""
    ordered = sorted(
        candidates,
        key=lambda f: (
            _RANK[f.entity],
            f.start - f.end,
            -f.confidence,
            _PLACE[f.entity],
            f.start,
        ),
    )
    kept: list[Found] = []
    for found in ordered:
        if all(found.end <= other.start or other.end <= found.start for other in kept):
            kept.append(found)
    return sorted(kept)
