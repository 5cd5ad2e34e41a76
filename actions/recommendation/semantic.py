"""Search by meaning: a vector for each product, kept on disk between starts."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from actions.shop.records import ProductRecord

_log = logging.getLogger(__name__)
_BATCH = 32
_KEPT = 2048  # products between two writes: what an interruption costs at most
_PROGRESS_FROM = 300
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_MIN_SENTENCE_CHARS = 16
_MAX_SENTENCES = 8

Floats = NDArray[np.float32]


class TextEncoder(Protocol):
    """What this room needs of ``nlu_models.encoder.SentenceEncoder``."""

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Floats:
        """Return one L2-normalised row for each text, float32 of shape (n, dim)."""
        ...


def embedding_texts(product: ProductRecord) -> list[str]:
    """Return what of a product is embedded: its tags, and each sentence of its description.

    The title stands before each, as a sentence alone says little. Facts are left to filters and
    words: in a vector they blur what the thing is.
    """
    sentences = [part.strip() for part in _SENTENCE_END.split(product.description)]
    told = [part for part in sentences if len(part) >= _MIN_SENTENCE_CHARS][:_MAX_SENTENCES]
    tags = ", ".join((product.title, *product.tags))
    return [tags, *(f"{product.title}: {sentence}" for sentence in told)]


def vector_key(texts: Sequence[str]) -> int:
    """Return by what the vector of a product with these texts is stored."""
    digest = hashlib.blake2b("\x1f".join(texts).encode(), digest_size=8).digest()
    return int.from_bytes(digest, "little")


class EmbeddingStore:
    """The vectors of one encoder in files, keyed by what was embedded.

    Each file has the vectors of some products, and one beside it their keys. Files are never
    changed, so that several processes can add to the same folder.

    Args:
        folder: Where they lie; None keeps nothing on disk.
        fingerprint: Identifies the encoder; vectors of another one are never mixed in.
    """

    def __init__(self, folder: Path | None, fingerprint: str) -> None:
        self._folder = None if folder is None else folder / f"vectors-{fingerprint[:32]}"

    def vectors(
        self, products: Sequence[ProductRecord], encoder: TextEncoder, *, quiet: bool = False
    ) -> Floats:
        """Return the products' unit vectors, shape (n, dim); only what is new is encoded.

        A product's vector is the mean of those of its texts: what one sentence says is not lost in
        the length of the whole.

        Args:
            products: In index order; at least one.
            encoder: Encodes what is new.
            quiet: Whether to show no progress.
        """
        texts = [embedding_texts(product) for product in products]
        keys = np.array([vector_key(parts) for parts in texts], np.uint64)
        known = self._known(keys)
        # Of products with the same texts one is encoded.
        missing = [at for key, at in _first(keys).items() if key not in known]
        hidden = quiet or len(missing) < _PROGRESS_FROM
        fresh: dict[int, Floats] = {}
        with tqdm(total=len(missing), desc="Embedding products", disable=hidden) as bar:
            for start in range(0, len(missing), _KEPT):
                kept = missing[start : start + _KEPT]
                rows = []
                for at in range(0, len(kept), _BATCH):
                    batch = kept[at : at + _BATCH]
                    rows.extend(_means([texts[place] for place in batch], encoder))
                    bar.update(len(batch))
                fresh.update(zip((int(keys[at]) for at in kept), rows, strict=True))
                self._write(keys[kept], np.stack(rows))
        known.update(fresh)
        return np.stack([known[int(key)] for key in keys]).astype(np.float32)

    def forget_others(self, keys: NDArray[np.uint64]) -> None:
        """Write all vectors anew without those of other keys, where these are more than half.

        Args:
            keys: ``vector_key`` of all products of the catalogue.
        """
        if self._folder is not None and self._folder.exists():
            os.utime(self._folder)  # it is in use
        stored = list(self._files())
        if sum(len(found) for found, _, _ in stored) <= 2 * len(keys) + _KEPT:
            return
        for found, vectors, path in stored:
            kept = np.isin(found, keys)
            if kept.any():
                self._write(found[kept], np.asarray(vectors[kept]))
            _remove(path)

    def _known(self, keys: NDArray[np.uint64]) -> dict[int, Floats]:
        known: dict[int, Floats] = {}
        for found, vectors, path in self._files():
            rows = np.flatnonzero(np.isin(found, keys))
            chosen = np.asarray(vectors[rows])
            if not np.isfinite(chosen).all():
                _drop(path, "it holds what is no number")
                continue
            known.update(zip((int(key) for key in found[rows]), chosen, strict=True))
        return known

    def _files(self) -> Iterator[tuple[NDArray[np.uint64], Floats, Path]]:
        """Yield keys, vectors and the vectors' file of what is stored and whole."""
        if self._folder is None or not self._folder.exists():
            return
        for path in sorted(self._folder.glob("*.keys.npy")):
            try:
                keys = np.load(path, allow_pickle=False)
                vectors = np.load(_beside(path), mmap_mode="r", allow_pickle=False)
            except (OSError, ValueError, EOFError) as error:
                _drop(path, str(error))
                continue
            if vectors.ndim == 2 and keys.shape == (len(vectors),):
                yield keys, vectors, path
            else:
                _drop(path, "it is not whole")

    def _write(self, keys: NDArray[np.uint64], vectors: Floats) -> None:
        if self._folder is None:
            return
        path = self._folder / f"{uuid.uuid4().hex}.keys.npy"
        part = path.with_name("part-" + path.name.replace(".keys.npy", ".npy"))
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            np.save(_beside(path), vectors.astype(np.float32))
            # The keys come last and at once: vectors without keys are not looked at.
            np.save(part, keys)
            part.replace(path)
        except OSError as error:
            _log.warning(
                "Vectors of products could not be kept in %s (%s): they are made anew at the next "
                "start. Check the folder's permissions and space.",
                self._folder,
                error,
            )


def _beside(path: Path) -> Path:
    return path.with_name(path.name.replace(".keys.npy", ".vectors.npy"))


def _drop(path: Path, problem: str) -> None:
    _log.warning("%s is damaged (%s): its products are embedded anew.", path, problem)
    _remove(path)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    _beside(path).unlink(missing_ok=True)


def _first(keys: NDArray[np.uint64]) -> dict[int, int]:
    first: dict[int, int] = {}
    for at, key in enumerate(keys):
        first.setdefault(int(key), at)
    return first


def _means(texts: Sequence[Sequence[str]], encoder: TextEncoder) -> list[Floats]:
    rows = encoder.encode([text for parts in texts for text in parts], batch_size=_BATCH)
    found = []
    for parts in texts:
        mean, rows = rows[: len(parts)].mean(axis=0), rows[len(parts) :]
        found.append(mean / max(float(np.linalg.norm(mean)), 1e-9))
    return found
