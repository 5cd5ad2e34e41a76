"""Lists of different lengths in flat arrays: row ``i`` is ``values[starts[i]:starts[i + 1]]``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Ints = NDArray[np.int64]
Codes = NDArray[np.int32]
Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Ragged:
    """One list of codes for each row, each code with a weight where there are weights.

    Attributes:
        starts: Where each list begins, and after it the end of the last, shape (rows + 1,).
        values: All lists one after the other.
        weights: As long as ``values``, or None.
    """

    starts: Ints
    values: Codes
    weights: Floats | None = None

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.starts) - 1

    def row(self, at: int) -> Codes:
        """Return one list."""
        return self.values[self.starts[at] : self.starts[at + 1]]

    def gathered(self, rows: Ints) -> tuple[Ints, Ints]:
        """Return positions in ``values`` of some rows, and for each the place of its row."""
        return spans(self.starts, rows)

    def inverted(self, count: int) -> Ragged:
        """Return for each of ``count`` codes the rows that have it, in ascending order."""
        data = np.ones(len(self.values), np.float32) if self.weights is None else self.weights
        shape = (len(self), max(1, count))
        columns = sparse.csr_matrix((data, self.values, self.starts), shape=shape).tocsc()
        starts = np.asarray(columns.indptr, np.int64)
        weights = None if self.weights is None else np.asarray(columns.data, np.float32)
        return Ragged(starts, np.asarray(columns.indices, np.int32), weights)


def spans(starts: Ints, rows: Ints) -> tuple[Ints, Ints]:
    """Return the positions that ragged rows cover, and for each position the place of its row.

    Args:
        starts: Where each row begins, with the end of the last, shape (n + 1,).
        rows: Which rows, shape (m,).
    """
    begin = np.asarray(starts[rows], np.int64)
    lengths = np.asarray(starts[rows + 1], np.int64) - begin
    owner = np.repeat(np.arange(len(rows)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(owner)) - np.repeat(before - begin, lengths), owner


class RaggedBuilder:
    """Collects lists row by row."""

    def __init__(self) -> None:
        self._starts = [0]
        self._values: list[int] = []
        self._weights: list[float] = []

    def add(self, codes: Sequence[int], weights: Sequence[float] | None = None) -> None:
        """Add the next row."""
        self._values.extend(codes)
        if weights is not None:
            self._weights.extend(weights)
        self._starts.append(len(self._values))

    def built(self, *, weighted: bool = False) -> Ragged:
        """Return all rows."""
        return Ragged(
            np.array(self._starts, np.int64),
            np.array(self._values, np.int32),
            np.array(self._weights, np.float32) if weighted else None,
        )
