"""Vectors of products: a plain matrix, or for many a graph of neighbours over bytes.

The graph is a hierarchical navigable small world (Y. Malkov and D. Yashunin, "Efficient and robust
approximate nearest neighbor search", 2018) by usearch, mapped from disk.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm
from usearch.index import Index

from actions.recommendation.errors import IndexFileError
from actions.recommendation.index.ragged import Ints

Floats = NDArray[np.float32]
Bytes = NDArray[np.int8]

_LEVELS = 127
_CONNECTIVITY = 16
_EXPANSION_ADD = 48
_EXPANSION_SEARCH = 128
_CHUNK = 8192


class Vectors(Protocol):
    """Unit vectors in index order."""

    def __len__(self) -> int:
        """Return how many there are."""
        ...

    def rows(self, rows: Ints) -> Floats:
        """Return some vectors, shape (m, dim)."""
        ...

    def nearest(self, query: Floats, count: int) -> tuple[Ints, Floats]:
        """Return rows that are nearest to a unit vector, the nearest first, and their cosines."""
        ...


class Matrix:
    """All vectors as they are, each compared: exact.

    Args:
        matrix: Unit vectors, shape (n, dim).
    """

    def __init__(self, matrix: Floats) -> None:
        self._matrix = matrix

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._matrix)

    def rows(self, rows: Ints) -> Floats:
        """Return some vectors, shape (m, dim)."""
        return self._matrix[rows]

    def nearest(self, query: Floats, count: int) -> tuple[Ints, Floats]:
        """Return rows that are nearest to a unit vector, the nearest first, and their cosines."""
        if not len(self._matrix):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        cosines = self._matrix @ query
        best = np.argsort(-cosines, kind="stable")[:count]
        return best, cosines[best]


class Graph:
    """Vectors as bytes on disk, with a graph of neighbours.

    Args:
        folder: What ``build_graph`` made.

    Raises:
        IndexFileError: It is damaged.
    """

    def __init__(self, folder: Path) -> None:
        try:
            self._bytes: Bytes = np.load(folder / "bytes.npy", mmap_mode="r").view(np.ndarray)
            self._scales: Floats = np.load(folder / "scales.npy")
            self._index: Any = _empty(self._bytes.shape[1])
            self._index.view(str(folder / "graph.usearch"))
        except (OSError, ValueError, EOFError, RuntimeError) as error:
            raise IndexFileError(f"{folder} is damaged ({error}); it is made anew.") from error
        if len(self._index) != len(self._bytes) or len(self._scales) != len(self._bytes):
            raise IndexFileError(f"{folder} is not whole; it is made anew.")

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._bytes)

    def rows(self, rows: Ints) -> Floats:
        """Return some vectors, shape (m, dim)."""
        return np.asarray(self._bytes[rows].astype(np.float32) * self._scales[rows, None])

    def nearest(self, query: Floats, count: int) -> tuple[Ints, Floats]:
        """Return rows that are nearest to a unit vector, the nearest first, and their cosines."""
        found = self._index.search(_quantised(query[None])[0][0], count, threads=1)
        rows = np.asarray(found.keys, np.int64)
        cosines = self.rows(rows) @ query
        order = np.argsort(-cosines, kind="stable")
        return rows[order], cosines[order]


def _empty(dim: int) -> Any:
    return Index(
        ndim=dim,
        metric="cos",
        dtype="i8",
        connectivity=_CONNECTIVITY,
        expansion_add=_EXPANSION_ADD,
        expansion_search=_EXPANSION_SEARCH,
        enable_key_lookups=False,
    )


def _quantised(vectors: Floats) -> tuple[Bytes, Floats]:
    """Return vectors as bytes, and by what each is to be multiplied."""
    scales = np.maximum(np.abs(vectors).max(axis=1), 1e-9) / _LEVELS
    return np.rint(vectors / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def build_graph(
    folder: Path, count: int, dim: int, vectors: Callable[[int, int], Floats], *, quiet: bool
) -> None:
    """Make the files of a ``Graph``; they are there whole or not at all.

    Args:
        folder: Where; what is there is replaced.
        count: How many vectors there are.
        dim: Their length.
        vectors: Returns the unit vectors from one row to before another.
        quiet: Whether to show no progress.
    """
    part = folder.with_name(folder.name + ".part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    stored = np.lib.format.open_memmap(
        part / "bytes.npy", mode="w+", dtype=np.int8, shape=(count, dim)
    )
    scales = np.zeros(count, np.float32)
    index = _empty(dim)
    threads = len(os.sched_getaffinity(0))
    with tqdm(total=count, desc="Joining neighbours", unit="product", disable=quiet) as bar:
        for start in range(0, count, _CHUNK):
            end = min(count, start + _CHUNK)
            stored[start:end], scales[start:end] = _quantised(vectors(start, end))
            index.add(np.arange(start, end), stored[start:end], threads=threads)
            bar.update(end - start)
    stored.flush()
    np.save(part / "scales.npy", scales)
    index.save(str(part / "graph.usearch"))
    shutil.rmtree(folder, ignore_errors=True)
    part.rename(folder)
