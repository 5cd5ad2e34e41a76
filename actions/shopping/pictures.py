"""The pictures' vectors that are served: those of the settings' encoder, taken up when made."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from actions.recommendation.errors import IndexFileError
from actions.recommendation.pictures import Pictures, announced, changed_at, load_pictures
from settings import get_settings

_log = logging.getLogger(__name__)


class ServedPictures:
    """Follows the files that ``python -m actions.shopping images`` makes.

    Args:
        folder: Where the index lies.
        encoder: The setting; vectors made under another one do not count.
    """

    def __init__(self, folder: Path, encoder: str) -> None:
        self._folder = folder
        self._encoder = encoder
        self._read_at: int | None = None
        self._pictures: Pictures | None = None

    def __call__(self) -> Pictures | None:
        """Return the vectors as they are now, the same object until they change; None: none."""
        changed = changed_at(self._folder)
        if changed != self._read_at:
            self._read_at = changed
            self._pictures = self._read()
        return self._pictures

    def _read(self) -> Pictures | None:
        try:
            told = announced(self._folder)
            if told is None:
                return None
            if told["encoder"] != self._encoder:
                _log.warning(
                    "Vectors of pictures were made with the encoder %r, not with %r of "
                    "TACTFUL_IMAGE_ENCODER: run `python -m actions.shopping images`.",
                    told["encoder"],
                    self._encoder,
                )
                return None
            return load_pictures(self._folder / told["folder"])
        except IndexFileError as error:
            _log.error(
                "Products are compared without their pictures: %s. "
                "Run `python -m actions.shopping images`.",
                error,
            )
            return None


def served_pictures(folder: Path | None) -> Callable[[], Pictures | None]:
    """Return what tells how products look under the settings; always None without an encoder.

    Args:
        folder: Where the index lies; None: nothing is kept.
    """
    encoder = get_settings().image_encoder
    if folder is None or not encoder:
        return lambda: None
    return ServedPictures(folder, encoder)
