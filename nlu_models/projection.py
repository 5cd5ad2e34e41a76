"""An encoder with a learned projection behind it, and the folder that the projection is kept in."""

from __future__ import annotations

import io
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import ModelFileError
from nlu_models.files import read_folder, write_manifest
from nlu_models.onnx_session import Vectors, normalise_rows

FORMAT = "tactful-projection"
VERSION = 1
MATRIX_FILE = "projection.npy"
FIX = "Make it again with `make train-recommender`, or delete the folder to do without it."


class ProjectedEncoder:
    """Texts to vectors whose dot product is how well one answers the other.

    Args:
        encoder: The encoder that the projection was learned over.
        matrix: The projection, shape (dim, dim).
    """

    def __init__(self, encoder: SentenceEncoder, matrix: Vectors) -> None:
        self._encoder = encoder
        self._matrix = matrix

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Vectors:
        """Return one L2-normalised row for each text, float32 of shape (n, dim)."""
        return normalise_rows(self._encoder.encode(texts, batch_size) @ self._matrix.T)


def save_projection(folder: Path, matrix: Vectors, encoder: str) -> None:
    """Keep a projection; the folder appears whole or not at all, in place of an earlier one.

    Args:
        folder: Where.
        matrix: The projection.
        encoder: Fingerprint of the encoder that it belongs to.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".projection-") as scratch:
        made = Path(scratch) / "made"
        made.mkdir()
        np.save(made / MATRIX_FILE, matrix)
        write_manifest(made, FORMAT, VERSION, {"encoder": encoder})
        if folder.exists():
            shutil.rmtree(folder)
        made.rename(folder)


def load_projection(folder: Path, encoder: SentenceEncoder) -> ProjectedEncoder:
    """Return an encoder with the projection that is kept in a folder.

    Raises:
        ModelFileError: The folder is missing or damaged, or belongs to another encoder.
    """
    files = read_folder(folder, FORMAT, VERSION, FIX)
    if files.facts.get("encoder") != encoder.fingerprint or MATRIX_FILE not in files.contents:
        raise ModelFileError(folder, "does not belong to the encoder beside it", FIX)
    try:
        matrix = np.load(io.BytesIO(files.contents[MATRIX_FILE]), allow_pickle=False)
    except ValueError as error:
        raise ModelFileError(folder, f"is damaged ({error})", FIX) from error
    if matrix.shape != (encoder.dim, encoder.dim) or not np.isfinite(matrix).all():
        raise ModelFileError(folder, "does not fit the encoder's vectors", FIX)
    return ProjectedEncoder(encoder, matrix.astype(np.float32))
