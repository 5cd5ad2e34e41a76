"""What readers hand to the database side: plain values that know no table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class Row:
    """A row or item of a file that belongs to one product.

    Attributes:
        line: Where it begins in the file, from 1.
        handle: Handle of the product that it belongs to.
        values: Canonical column name to its values. Only repeated elements of a feed have more
            than one.
    """

    line: int
    handle: str
    values: Mapping[str, tuple[str, ...]]

    def get(self, name: str) -> str:
        """Return the first value of a column, or an empty string."""
        return self.values.get(name, ("",))[0]


@dataclass(frozen=True)
class ParsedVariant:
    """A sellable variant as the file describes it.

    ``line`` is where it stands in the file; ``sku`` is empty where the file gives none.
    """

    line: int
    sku: str
    options: Mapping[str, str]
    price: Decimal
    stock: int


@dataclass(frozen=True)
class ParsedProduct:
    """A product as the file describes it.

    ``line`` is where it begins in the file. ``complete`` is false where a variant of it had to be
    skipped: then the variants that the shop already has stay.
    """

    line: int
    handle: str
    title: str
    description: str
    brand: str
    category: str
    currency: str
    image_url: str
    active: bool
    attributes: Mapping[str, tuple[str, ...]]
    tags: tuple[str, ...]
    variants: tuple[ParsedVariant, ...]
    complete: bool


class Skips(Protocol):
    """Takes down what is left out."""

    def add(self, line: int, field: str, reason: str) -> None:
        """Note a line, or a value of it, that is left out.

        Args:
            line: Line of the file, from 1.
            field: Column or element as the file's format names it.
            reason: Why, without a full stop.
        """


class Unheard:
    """Takes nothing down, for products that are looked at a second time."""

    def add(self, line: int, field: str, reason: str) -> None:
        """Let it pass."""
