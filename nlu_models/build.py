"""From data to a model folder: with a network that is still good, or a newly trained one."""

from __future__ import annotations

import logging
import os
import tempfile
import time
from pathlib import Path

from nlu_models.data import MatcherData
from nlu_models.errors import TrainingToolsError
from nlu_models.model_file import write_model_file
from nlu_models.network_store import NetworkStore, network_key
from nlu_models.options import MatcherOptions
from nlu_models.sources import EncoderSource, resolve_encoder

logger = logging.getLogger(__name__)


def build_matcher(
    data: MatcherData, options: MatcherOptions, folder: Path, kept: Path | None
) -> None:
    """Make a model folder for :func:`nlu_models.model_file.read_model_file`.

    The encoder is trained only if no kept network was made from the same examples and options.
    Responses do not count for that, and examples of answers only if many have changed.

    Args:
        data: Examples and responses.
        options: How to train and serve.
        folder: An existing, empty folder for the model.
        kept: Folder in which trained networks are kept; None keeps none.

    Raises:
        TrainingDataError: The data cannot be learned from.
        TrainingToolsError: The encoder must be trained, and torch or transformers is missing.
        EncoderSourceError: The encoder cannot be loaded.
        ExportError: The network cannot be written.
    """
    started = time.monotonic()
    data.check()
    source = resolve_encoder(options.encoder)
    key = network_key(data, options, source)
    with tempfile.TemporaryDirectory() as scratch:
        store = NetworkStore(kept or Path(scratch))
        network = store.find(key, data, options.answer_drift)
        if network is None:
            network = _train(data, options, source, key, store)
        else:
            logger.info("The encoder is still good for this data, only answers are made anew.")
        write_model_file(folder, network, data, threads=os.cpu_count() or 1)
    logger.info("Matcher made in %.0f s.", time.monotonic() - started)


def _train(
    data: MatcherData, options: MatcherOptions, source: EncoderSource, key: str, store: NetworkStore
) -> Path:
    try:
        # Seconds to import and hundreds of megabytes: not where nothing is to be trained.
        from nlu_models.training import train_network
    except ImportError as error:
        raise TrainingToolsError(
            f"Training needs {error.name}, which is not installed: run `make setup`, or train "
            "elsewhere and serve the model here."
        ) from error
    with store.new(key) as folder:
        facts = train_network(data, options, source, key, folder)
    logger.info(
        "Trained on %d examples; of %d others %s of the intents and %s of the answers were right.",
        len(data.examples) - facts.held_out,
        facts.held_out,
        _percent(facts.intent_accuracy),
        _percent(facts.answer_accuracy),
    )
    return store.folder / key


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.1%}"
