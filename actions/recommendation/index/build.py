"""Builds the index of a large catalogue on disk: piece by piece, by several workers if wanted.

Each piece is kept when it is done, so that a build that was interrupted goes on where it was. The
finished index gets a folder of its own; the file ``current.json`` then names that in place of the
last one, at once. ``keeping`` has what becomes of the last one.
"""

from __future__ import annotations

import json
import logging
import shutil
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from dask.base import compute
from dask.callbacks import Callback
from dask.delayed import delayed
from tqdm import tqdm

from actions.recommendation.errors import IndexFileError
from actions.recommendation.index.analyse import analyse
from actions.recommendation.index.keeping import (
    Hold,
    announce,
    building,
    current_name,
    remove_unused,
)
from actions.recommendation.index.part import Part
from actions.recommendation.index.postings import Statistics, postings_arrays
from actions.recommendation.index.ragged import Floats
from actions.recommendation.index.shard import (
    FORMAT,
    facts_of,
    load,
    load_arrays,
    merged,
    save,
    save_arrays,
)
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.index.vectors import Graph, build_graph
from actions.recommendation.semantic import EmbeddingStore, TextEncoder
from actions.shop.records import ProductRecord

_log = logging.getLogger(__name__)
PIECE = 10_000
_TRIES = 3
Chunk = tuple[int, int]


class ProductSource(Protocol):
    """A catalogue that can be read in pieces; it is sent to the workers."""

    def version(self) -> str:
        """Return a text that changes with the catalogue."""
        ...

    def chunks(self, size: int) -> list[Chunk]:
        """Return ranges of ids, from one to before another, with about so many products each."""
        ...

    def read(self, chunk: Chunk) -> Sequence[ProductRecord]:
        """Return the products of a range, in the order of their ids."""
        ...


Loader = Callable[[], tuple[TextEncoder, str] | None]


@dataclass(frozen=True)
class Plan:
    """What is to be built.

    Attributes:
        source: The catalogue.
        load: Loads the encoder with its fingerprint; None without one: search by words alone.
        folder: Where the index lies.
    """

    source: ProductSource
    load: Loader
    folder: Path

    @property
    def fingerprint(self) -> str:
        """The encoder's fingerprint, or ``words``."""
        loaded = _encoder(self.load)
        return "words" if loaded is None else loaded[1][:32]

    @property
    def home(self) -> Path:
        """The folder of the indexes that were made with this encoder."""
        return self.folder / f"catalogue-{self.fingerprint}"

    @property
    def store(self) -> EmbeddingStore:
        """The vectors that are kept between builds."""
        return EmbeddingStore(self.folder, self.fingerprint)


@lru_cache(maxsize=2)
def _encoder(load: Loader) -> tuple[TextEncoder, str] | None:
    """Load an encoder once in each process."""
    return load()


def build(plan: Plan, *, workers: int = 1, quiet: bool = False) -> None:
    """Index the catalogue; what an earlier, interrupted build has done is used.

    Where a Dask client is connected, its cluster makes the pieces (its workers must share the
    folder); else ``workers`` processes of this machine do.

    Args:
        plan: What to build.
        workers: How many processes make pieces.
        quiet: Whether to show no progress.
    """
    with building(plan.home) as made_by_another:
        if not made_by_another:
            _build(plan, workers, quiet=quiet)
    remove_unused(plan.folder, plan.fingerprint)


def _build(plan: Plan, workers: int, *, quiet: bool) -> None:
    pieces = plan.home / "pieces"
    layout = _layout(plan, pieces)
    tasks = [_Piece(plan, tuple(chunk), pieces / f"{chunk[0]}") for chunk in layout["chunks"]]
    jobs = [delayed(_made)(task) for task in tasks if facts_of(task.folder) is None]
    scheduler = _scheduler(workers)
    options: dict[str, Any] = {"num_workers": workers} if scheduler == "processes" else {}
    with _Progress(len(tasks), len(tasks) - len(jobs), quiet=quiet):
        compute(*jobs, scheduler=scheduler, **options)
    folder = plan.home / f"index-{uuid.uuid4().hex[:8]}"
    folder.mkdir()
    hold = Hold(folder)
    _join([task.folder for task in tasks], folder, str(layout["version"]), quiet=quiet)
    announce(plan.home, folder)
    hold.release()
    shutil.rmtree(pieces)
    plan.store.forget_others(load_arrays(folder / "shard")["plain.vector_key"])


def open_index(plan: Plan) -> tuple[Snapshot, str] | None:
    """Return the index on disk with the version of the catalogue that it has; None without one.

    Its folder stays in place as long as the snapshot, or one that was made of it, is used. A
    damaged one counts as none, with a warning.
    """
    for _ in range(_TRIES):
        name = current_name(plan.home)
        if name is None:
            return None
        try:
            return _opened(plan.home / name)
        except FileNotFoundError as error:
            missing = error  # another may have replaced it between two looks
        except (OSError, ValueError, KeyError, IndexFileError) as error:
            _log.warning("The index in %s cannot be used (%s); it is made anew.", plan.home, error)
            return None
    _log.warning("The index in %s cannot be found (%s); it is made anew.", plan.home, missing)
    return None


def _opened(folder: Path) -> tuple[Snapshot, str] | None:
    hold = Hold(folder)
    facts = facts_of(folder / "shard")
    if facts is None:
        return None
    shard = load(folder / "shard")
    vectors = Graph(folder / "graph") if (folder / "graph").exists() else None
    arrays = load_arrays(folder / "postings")
    part = Part.of(shard, vectors, arrays=arrays, hold=hold)
    return Snapshot.of(part), str(facts["version"])


@dataclass(frozen=True)
class _Piece:
    plan: Plan
    chunk: Chunk
    folder: Path


def _made(piece: _Piece) -> None:
    """Index the products of one range; runs in a worker."""
    products = piece.plan.source.read(piece.chunk)
    loaded = _encoder(piece.plan.load)
    matrix = None
    if loaded is not None and products:
        matrix = piece.plan.store.vectors(products, loaded[0], quiet=True)
    save(analyse(products), piece.folder, vectors=matrix)


def _layout(plan: Plan, pieces: Path) -> dict[str, Any]:
    """Return the ranges of an interrupted build, or of a new one.

    The version is that before the first piece was read: what changed since is read again later.
    """
    path = pieces / "layout.json"
    if path.exists():
        try:
            layout: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
            if layout["format"] == FORMAT:
                return layout
        except (ValueError, KeyError) as error:
            _log.warning("%s is damaged (%s): the build begins anew.", path, error)
        shutil.rmtree(pieces)
    pieces.mkdir(parents=True, exist_ok=True)
    version = plan.source.version()
    layout = {"format": FORMAT, "version": version, "chunks": plan.source.chunks(PIECE)}
    path.write_text(json.dumps(layout), encoding="utf-8")
    return layout


def _join(pieces: Sequence[Path], folder: Path, version: str, *, quiet: bool) -> None:
    shards = [load(piece) for piece in pieces]
    shard = merged(shards)
    save(shard, folder / "shard", version=version)
    save_arrays(folder / "postings", postings_arrays(shard, Statistics(shard)), {})
    found = [piece / "vectors.npy" for piece in pieces if (piece / "vectors.npy").exists()]
    if not found:
        return
    matrices = [np.load(path, mmap_mode="r") for path in found]
    ends = np.cumsum([len(matrix) for matrix in matrices])

    def vectors(start: int, end: int) -> Floats:
        first = int(np.searchsorted(ends, start, side="right"))
        last = int(np.searchsorted(ends, end, side="left"))
        before = int(ends[first]) - len(matrices[first])
        joined = np.concatenate(matrices[first : last + 1])
        return np.asarray(joined[start - before : end - before])

    build_graph(folder / "graph", int(ends[-1]), matrices[0].shape[1], vectors, quiet=quiet)


def _scheduler(workers: int) -> str | None:
    """Return Dask's scheduler to use; None is the cluster that a client is connected to."""
    try:
        from distributed import default_client  # an option that a shop may install

        default_client()
        return None
    except (ImportError, ValueError):
        return "processes" if workers > 1 else "synchronous"


class _Progress(Callback):
    """A bar over pieces; those of an earlier build count as done."""

    def __init__(self, total: int, done: int, *, quiet: bool) -> None:
        super().__init__()
        self._bar = tqdm(total=total, initial=done, desc="Indexing", unit="piece", disable=quiet)

    def _posttask(self, key: Any, *_: Any) -> None:
        if str(key).startswith("_made"):
            self._bar.update()

    def __exit__(self, *_: Any) -> None:
        super().__exit__(*_)
        self._bar.close()
