"""Everything that :mod:`nlu_models` raises on its own account."""

from __future__ import annotations

from pathlib import Path


class NluModelError(Exception):
    """Base of the errors raised here; the message says what to do."""


class ModelFileError(NluModelError):
    """A model file is missing, damaged, or was made by something else.

    Attributes:
        path: The file or folder that cannot be used.
    """

    def __init__(self, path: Path, problem: str, fix: str) -> None:
        super().__init__(f"{path}: {problem}. {fix}")
        self.path = path


class EncoderSourceError(NluModelError):
    """The encoder that training or export should start from cannot be loaded."""


class ExportError(NluModelError):
    """A trained network cannot be turned into a file for serving."""


class TrainingToolsError(NluModelError):
    """Something that only training needs is not installed."""


class TrainingDataError(NluModelError):
    """The training data cannot teach what was asked for."""


class ConfigError(NluModelError):
    """An option in config.yml has a value that cannot be used."""
