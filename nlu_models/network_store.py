"""Trained networks kept for the next training, so that an edited FAQ does not need one."""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import logging
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from nlu_models.data import MatcherData
from nlu_models.errors import ModelFileError
from nlu_models.network_file import read_network_facts
from nlu_models.options import SERVING_OPTIONS, MatcherOptions
from nlu_models.sources import EncoderSource

logger = logging.getLogger(__name__)

_KEPT = 3
_LIBRARIES = ("torch", "transformers", "onnxruntime", "tokenizers", "opacus")
# The modules that decide what a training makes. A test compares them with what training imports.
LEARNING_MODULES = (
    "adapters", "augment", "backbone", "batches", "bert_graph", "build", "calibration", "data",
    "export", "files", "fitting", "heads", "holdout", "indexing", "model", "model_file",
    "network_file", "onnx_session", "privacy", "private_batches", "private_fitting", "progress",
    "rounded", "starting", "synonyms", "tags", "torch_runtime", "training", "values",
)  # fmt: skip


def learning_fingerprint(source: EncoderSource) -> str:
    """Return a digest of what a training depends on beside data and options.

    These are the encoder that it starts from, the code, and the versions of the libraries.
    """
    digest = hashlib.sha256(source.fingerprint().encode())
    for name in LEARNING_MODULES:
        digest.update((Path(__file__).parent / f"{name}.py").read_bytes())
    for name in _LIBRARIES:
        digest.update(f"{name} {_version(name)}".encode())
    return digest.hexdigest()


def _version(library: str) -> str:
    try:
        return importlib.metadata.version(library)
    except importlib.metadata.PackageNotFoundError:
        return "absent"  # a reused network does not need it


def network_key(data: MatcherData, options: MatcherOptions, source: EncoderSource) -> str:
    """Return the key of the network that these make: all but the answers' examples count."""
    training = {k: v for k, v in asdict(options).items() if k not in SERVING_OPTIONS}
    parts = [data.core_rows(), training, learning_fingerprint(source)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


class NetworkStore:
    """A folder with the last few trained networks, by key."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``, which is made when first written to."""
        self.folder = folder

    def find(self, key: str, data: MatcherData, drift: float) -> Path | None:
        """Find a network whose answers' examples have changed little since it was trained.

        Args:
            key: From :func:`network_key`.
            data: The examples as they are now.
            drift: Largest acceptable share of examples added or removed, 0 to 1.

        Returns:
            Its folder, or None if there is none that can be used.
        """
        folder = self.folder / key
        if not folder.is_dir():
            return None
        try:
            trained = set(read_network_facts(folder).answer_examples)
        except ModelFileError as error:
            logger.warning("A kept network cannot be used, a new one will be trained: %s", error)
            return None
        changed = trained ^ set(data.answer_example_digests())
        if len(changed) > drift * len(trained):
            logger.info(
                "%d of the answers' examples have changed since the kept network was trained, "
                "which is more than `answer_drift: %g` allows: training a new one.",
                len(changed),
                drift,
            )
            return None
        os.utime(folder)
        return folder

    @contextmanager
    def new(self, key: str) -> Iterator[Path]:
        """Give an empty folder to train into; it becomes the network of ``key``, whole or not.

        Yields:
            The folder to write; it is moved when the block ends.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.folder, prefix=".training-") as scratch:
            made = Path(scratch) / "network"
            made.mkdir()
            yield made
            shutil.rmtree(self.folder / key, ignore_errors=True)
            made.rename(self.folder / key)
        self._prune()

    def _prune(self) -> None:
        kept = [item for item in self.folder.iterdir() if not item.name.startswith(".")]
        kept.sort(key=lambda item: item.stat().st_mtime, reverse=True)
        for item in kept[_KEPT:]:
            shutil.rmtree(item, ignore_errors=True)
