"""What one state of the catalogue has, by id, title and name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.selection import Selection
from actions.recommendation.index.snapshot import Snapshot
from actions.shop.records import ProductRecord


class Shelf:
    """The products of one state of the catalogue.

    Args:
        snapshot: The state.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def products(self) -> Sequence[ProductRecord]:
        """All products; of a large catalogue each is read when it is looked at."""
        return Selection(self.snapshot, self.snapshot.rows)

    @cached_property
    def categories(self) -> list[str]:
        """The names of what the shop sells, in lower case, sorted."""
        return sorted({category.lower() for category in self.snapshot.categories})

    def interests(self) -> list[str]:
        """Return every interest that products can meet."""
        return self.snapshot.values("interest")

    @cached_property
    def currency(self) -> str:
        """The catalogue's currency, as ISO 4217 code."""
        return self.products[0].currency if self.products else "GBP"

    def __contains__(self, product_id: int) -> bool:
        """Whether the catalogue has a product; reads none."""
        return self.snapshot.row(product_id) is not None

    def product(self, product_id: int | None) -> ProductRecord | None:
        """Return a product by id, or None where the catalogue no longer has it."""
        row = None if product_id is None else self.snapshot.row(product_id)
        return None if row is None else self.snapshot.product(row)

    def titled(self, title: str) -> ProductRecord | None:
        """Return the product of that title, in any spelling of case; else None."""
        wanted = title.strip().casefold()
        found = (self.snapshot.product(row) for row in self.snapshot.titled(title))
        return next((p for p in found if p.title.casefold() == wanted), None)

    def fitting(self, limits: Constraints) -> Selection:
        """Return all products that fit, in catalogue order; to count them reads none."""
        return Selection(self.snapshot, np.flatnonzero(self.snapshot.allowed(limits)))
