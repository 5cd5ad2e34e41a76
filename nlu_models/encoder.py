"""Sentence vectors for search: the encoder as it comes, without heads.

Example:
    >>> encoder = SentenceEncoder.load(Path("models/encoder"))
    >>> vectors = encoder.encode(["a light two-person tent", "rain jacket"])
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nlu_models.errors import ModelFileError
from nlu_models.files import read_folder
from nlu_models.onnx_session import NETWORK_FILE, TOKENIZER_FILE, OnnxEncoder, Vectors

FORMAT = "tactful-encoder"
VERSION = 1
FIX = "Make it again with `python -m nlu_models export-encoder FOLDER` (`make train` does it)."


class SentenceEncoder:
    """Texts to vectors whose dot product is their similarity.

    Safe to call from several threads.
    """

    def __init__(self, network: OnnxEncoder, fingerprint: str) -> None:
        """Use :meth:`load` instead."""
        self._network = network
        self.fingerprint = fingerprint

    @classmethod
    def load(cls, folder: Path, threads: int = 1) -> SentenceEncoder:
        """Read a folder made by :func:`nlu_models.export.export_encoder`.

        Args:
            folder: Holds ``model.onnx``, ``tokenizer.json`` and ``manifest.json``.
            threads: Threads that share one forward pass.

        Raises:
            ModelFileError: The folder is missing, damaged or foreign.
        """
        files = read_folder(folder, FORMAT, VERSION, FIX)
        max_tokens = files.facts.get("max_tokens")
        if not isinstance(max_tokens, int) or not {NETWORK_FILE, TOKENIZER_FILE} <= set(
            files.contents
        ):
            raise ModelFileError(folder, "is incomplete", FIX)
        network = OnnxEncoder(
            files.contents[NETWORK_FILE],
            files.contents[TOKENIZER_FILE],
            folder=folder,
            max_tokens=max_tokens,
            threads=threads,
            fix=FIX,
        )
        return cls(network, str(files.facts.get("fingerprint", "")))

    @property
    def dim(self) -> int:
        """Length of a vector."""
        return self._network.dim

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Vectors:
        """Encode texts.

        Args:
            texts: n texts of any length and script; long ones are cut, not refused.
            batch_size: Texts per forward pass.

        Returns:
            float32 of shape (n, dim). Rows have length 1, save those of texts in which the
            vocabulary knows nothing (empty, emoji only): these are zero and similar to nothing.
        """
        return self._network.vectors(texts, batch_size)[0]
