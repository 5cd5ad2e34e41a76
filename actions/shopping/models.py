"""The models that product search is served with, and where they lie."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from pathlib import Path

from actions.recommendation import Phrasebook, TextEncoder, WishFileError, read_wishes
from actions.recommendation.learned import LearnedWords, TaughtPhrasebook
from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import ModelFileError
from nlu_models.files import MANIFEST
from nlu_models.projection import load_projection
from settings import PROJECT_ROOT

_log = logging.getLogger(__name__)
ENCODER = PROJECT_ROOT / "models" / "encoder"
PROJECTION = PROJECT_ROOT / "models" / "recommender"
WISHES = PROJECT_ROOT / "data" / "wishes.toml"


def load_encoder(projection: Path = PROJECTION) -> tuple[TextEncoder, str] | None:
    """Return the encoder that `make train` exported, with its fingerprint, or None.

    Args:
        projection: What `make train-recommender` made; where there is none, the encoder is as it
            comes.
    """
    try:
        encoder = SentenceEncoder.load(ENCODER)
        digest = hashlib.sha256((ENCODER / MANIFEST).read_bytes())
    except (OSError, ModelFileError) as error:
        _log.error(
            "Product search works by words alone, because the encoder in %s cannot be read (%s). "
            "Run `make train` to export it.",
            ENCODER,
            error,
        )
        return None
    if not projection.exists():
        return encoder, digest.hexdigest()
    try:
        tuned = load_projection(projection, encoder)
        digest.update((projection / MANIFEST).read_bytes())
    except (OSError, ModelFileError) as error:
        _log.error("Product search is not fine-tuned for the shop: %s", error)
        return encoder, digest.hexdigest()
    return tuned, digest.hexdigest()


def load_phrasebook(
    encoder: TextEncoder | None, learned: Callable[[], LearnedWords] = dict
) -> Phrasebook:
    """Return what shoppers mean by words that no catalogue has, or what was learned of it alone.

    Args:
        encoder: For wishes said in other words.
        learned: Returns what was learned up to now.
    """
    try:
        return TaughtPhrasebook(read_wishes(WISHES), encoder, learned)
    except WishFileError as error:
        _log.error("Product search goes without wishes in other words: %s", error)
        return TaughtPhrasebook((), None, learned)
