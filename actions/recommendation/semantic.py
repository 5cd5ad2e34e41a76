"""Search by meaning: a vector for each product, kept on disk between starts."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from actions.recommendation.errors import IndexFileError
from actions.shop.records import ProductRecord

_log = logging.getLogger(__name__)
_BATCH = 32
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


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class EmbeddingStore:
    """The vectors of one encoder in one file, keyed by what was embedded.

    Args:
        folder: Where the file lies; None keeps nothing on disk.
        fingerprint: Identifies the encoder; vectors of another one are never mixed in.
    """

    def __init__(self, folder: Path | None, fingerprint: str) -> None:
        self._path = None if folder is None else folder / f"products-{fingerprint[:16]}.npz"
        self._fingerprint = fingerprint

    def vectors(
        self, products: Sequence[ProductRecord], encoder: TextEncoder, version: str
    ) -> Floats:
        """Return the products' unit vectors, shape (n, dim); only changed texts are encoded.

        A product's vector is the mean of those of its texts: what one sentence says is not lost in
        the length of the whole.

        Args:
            products: In index order.
            encoder: Encodes what is new.
            version: The catalogue's version, noted in the file.
        """
        texts = [embedding_texts(product) for product in products]
        digests = [_digest("\x1f".join(parts)) for parts in texts]
        known = self._read()
        missing = [at for at, digest in enumerate(digests) if digest not in known]
        starts = range(0, len(missing), _BATCH)
        for start in tqdm(
            starts, desc="Embedding products", disable=len(missing) < _PROGRESS_FROM, leave=False
        ):
            batch = missing[start : start + _BATCH]
            rows = encoder.encode([text for at in batch for text in texts[at]], batch_size=_BATCH)
            for at in batch:
                mean, rows = rows[: len(texts[at])].mean(axis=0), rows[len(texts[at]) :]
                known[digests[at]] = mean / max(float(np.linalg.norm(mean)), 1e-9)
        if not products:
            return np.zeros((0, 0), np.float32)
        matrix = np.stack([known[digest] for digest in digests]).astype(np.float32)
        if missing or len(known) != len(set(digests)):
            self._write(digests, matrix, version)
        return matrix

    def _read(self) -> dict[str, Floats]:
        if self._path is None or not self._path.exists():
            return {}
        try:
            return self._load(self._path)
        except IndexFileError as error:
            _log.warning("%s", error)
            return {}

    def _load(self, path: Path) -> dict[str, Floats]:
        try:
            with np.load(path, allow_pickle=False) as stored:
                fingerprint = str(stored["fingerprint"])
                digests, matrix = stored["digests"], stored["matrix"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise IndexFileError(
                f"{path} is damaged ({error}); all products are embedded anew."
            ) from error
        if (
            fingerprint != self._fingerprint
            or matrix.ndim != 2
            or len(digests) != len(matrix)
            or not np.isfinite(matrix).all()
        ):
            raise IndexFileError(
                f"{path} does not belong to this encoder; all products are embedded anew."
            )
        return {str(digest): row for digest, row in zip(digests, matrix, strict=True)}

    def _write(self, digests: Sequence[str], matrix: Floats, version: str) -> None:
        if self._path is None:
            return
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=self._path.parent, suffix=".part")
            with os.fdopen(descriptor, "wb") as file:
                np.savez(
                    file,
                    fingerprint=np.array(self._fingerprint),
                    version=np.array(version),
                    digests=np.array(digests),
                    matrix=matrix,
                )
            Path(name).replace(self._path)
        except OSError as error:
            _log.warning(
                "The product index could not be kept in %s (%s): it is built anew at the next "
                "start. Check the folder's permissions and space.",
                self._path,
                error,
            )
