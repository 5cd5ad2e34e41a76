"""Products of a snapshot that are read when they are looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

from actions.recommendation.index.ragged import Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.shop.records import ProductRecord


class Selection(Sequence[ProductRecord]):
    """Products in catalogue order; to count them reads none.

    Args:
        snapshot: The catalogue.
        rows: Which.
    """

    def __init__(self, snapshot: Snapshot, rows: Ints) -> None:
        self._snapshot = snapshot
        self._rows = rows

    def __len__(self) -> int:
        """Return how many products there are."""
        return len(self._rows)

    @property
    def rows(self) -> Ints:
        """Where the products stand; reads none."""
        return self._rows

    @property
    def ids(self) -> set[int]:
        """The products' ids; reads no product."""
        return set(self._snapshot.ids[self._rows].tolist())

    @overload
    def __getitem__(self, at: int) -> ProductRecord: ...

    @overload
    def __getitem__(self, at: slice) -> Selection: ...

    def __getitem__(self, at: int | slice) -> ProductRecord | Selection:
        """Return one product, or a part of them."""
        if isinstance(at, slice):
            return Selection(self._snapshot, self._rows[at])
        return self._snapshot.product(int(self._rows[at]))
