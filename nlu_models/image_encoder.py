"""An encoder of pictures from Hugging Face. Not for serving: imports torch and transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL.Image import Image

from nlu_models.errors import EncoderSourceError
from nlu_models.torch_runtime import torch, transformers

Floats = NDArray[np.float32]


class ImageEncoder:
    """Turns pictures into unit vectors.

    Models with an image tower (CLIP, SigLIP) give its projected features; all others the mean over
    their last layer: poolers are not used, as many checkpoints come without weights for them.

    Args:
        model: A network of transformers in evaluation mode.
        processor: Its image processor.
    """

    def __init__(self, model: Any, processor: Any) -> None:
        self._model = model
        self._processor = processor

    @staticmethod
    def load(name: str) -> ImageEncoder:
        """Load an encoder by Hugging Face name or folder.

        Only weights in safetensors are read: other files can run code. Nor is code of the model
        run, and pictures are prepared by Pillow, so that torchvision is not needed.

        Raises:
            EncoderSourceError: It is not there, or is no encoder of pictures.
        """
        transformers.utils.logging.disable_progress_bar()
        transformers.utils.logging.set_verbosity_error()  # it reports each weight left out
        try:
            processor = transformers.AutoImageProcessor.from_pretrained(name, use_fast=False)
            model = transformers.AutoModel.from_pretrained(
                name, use_safetensors=True, dtype=torch.float32
            )
        except (OSError, ValueError, ImportError) as error:
            raise EncoderSourceError(
                f"The image encoder {name!r} cannot be loaded: {error}. Name a folder that holds a "
                "model of transformers in safetensors with its image processor, or one on Hugging "
                "Face that this machine can reach."
            ) from error
        return ImageEncoder(model.eval(), processor)

    @property
    def fingerprint(self) -> str:
        """Hex digest that changes with the weights and with how pictures are prepared."""
        digest = hashlib.sha256(self._processor.to_json_string().encode())
        for name, values in sorted(self._model.state_dict().items()):
            digest.update(f"{name} {tuple(values.shape)}".encode())
            digest.update(values.cpu().contiguous().numpy().tobytes())
        return digest.hexdigest()

    def encode(self, pictures: Sequence[Image]) -> Floats:
        """Return one unit vector for each picture in RGB, shape (n, dim)."""
        inputs = self._processor(images=list(pictures), return_tensors="pt")
        with torch.inference_mode():
            if hasattr(self._model, "get_image_features"):
                made = self._model.get_image_features(**inputs)
                found = getattr(made, "pooler_output", made)
            else:
                found = self._model(**inputs).last_hidden_state
                # Tokens stand in the second place; what is (n, channels, height, width) has none.
                found = found.mean(dim=(2, 3) if found.ndim == 4 else 1)
        unit = torch.nn.functional.normalize(found.float(), dim=-1)
        return np.asarray(unit.numpy(), np.float32)
