"""Ways to tell intents apart: Tactful's matcher and its peers, behind one door.

A method takes training messages and texts, and returns what it thinks of the texts.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import yaml
from sklearn.linear_model import LogisticRegression
from tqdm import tqdm

from benchmarks import encoders
from benchmarks.intents.data import Labelled
from benchmarks.text_classifier import tfidf_classifier
from nlu_models.calibration import tempered
from nlu_models.data import Example, MatcherData
from nlu_models.heads import Familiarity
from nlu_models.onnx_session import Vectors
from nlu_models.options import MatcherOptions
from nlu_models.torch_runtime import torch
from nlu_models.training import Fitted, serve_with

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judgement:
    """What a method makes of texts.

    Attributes:
        chances: Probability of each intent, shape (texts, intents), intents sorted by name.
        familiar: How well each text fits what was learned, shape (texts,); any scale.
        seconds: What training took.
    """

    chances: Array
    familiar: Array
    seconds: float


def tfidf(train: Labelled, texts: Sequence[str]) -> Judgement:
    """Logistic regression on the TF-IDF of words and of pieces of words."""
    started = time.monotonic()
    model = tfidf_classifier()
    model.fit([text for text, _ in train], [label for _, label in train])
    seconds = time.monotonic() - started
    chances = model.predict_proba(list(texts))
    return Judgement(chances, chances.max(axis=1), seconds)


def raw_encoder(train: Labelled, texts: Sequence[str]) -> Judgement:
    """Logistic regression on the encoder's vectors, without fine-tuning; int8."""
    with tempfile.TemporaryDirectory() as scratch:
        encoder = encoders.raw_encoder(Path(scratch))
        started = time.monotonic()
        vectors = encoder.vectors([text for text, _ in train])[0]
        model = LogisticRegression(C=30, max_iter=200).fit(vectors, [label for _, label in train])
        seconds = time.monotonic() - started
        chances = model.predict_proba(encoder.vectors(texts)[0])
    return Judgement(chances, chances.max(axis=1), seconds)


def chosen_options(chosen: Sequence[str]) -> MatcherOptions:
    """Return the matcher's options, some of them chosen on the command line.

    Args:
        chosen: ``OPTION=VALUE``, each.

    Raises:
        ConfigError: An option is unknown, or its value is of no use.
    """
    pairs = (item.partition("=")[::2] for item in chosen)
    return MatcherOptions.from_config({name: yaml.safe_load(value) for name, value in pairs})


@dataclass(frozen=True)
class Matched:
    """What the matcher makes of texts, as served and before it was quantised.

    Attributes:
        served: With int8 weights.
        float32: With the weights as trained; the rest is the same.
    """

    served: Judgement
    float32: Judgement


def matcher(train: Labelled, texts: Sequence[str], options: MatcherOptions) -> Matched:
    """Tactful's matcher, trained as for a shop."""
    started = time.monotonic()
    data = MatcherData(tuple(Example(text, label) for text, label in train))
    with tempfile.TemporaryDirectory() as scratch:
        fitted, encoder = encoders.fine_tuned(data, options, Path(scratch))
        head, index, facts = serve_with(fitted, encoder, options, data.intents)
        seconds = time.monotonic() - started

        def judge(vectors: Vectors) -> Judgement:
            nearest, _ = index.likeness(vectors)
            chances, energy = head.judge(vectors, index.of_intents(nearest))
            return Judgement(
                tempered(chances, facts.intent_temperature),
                _familiar(energy, facts.familiarity, nearest.max(axis=1)),
                seconds,
            )

        served, _ = encoder.vectors(list(texts))
        return Matched(judge(served), judge(_float_vectors(fitted, texts)))


def _familiar(
    energy: npt.NDArray[np.float32],
    familiarity: Familiarity | None,
    nearest: npt.NDArray[np.float32],
) -> Array:
    if familiarity is None:
        return np.asarray(energy, dtype=np.float64)
    return familiarity.scores(energy, nearest)


def _float_vectors(fitted: Fitted, texts: Sequence[str], size: int = 64) -> Vectors:
    rows = []
    padding = fitted.tokenizer.token_to_id("[PAD]") or 0
    with torch.no_grad():
        for start in tqdm(range(0, len(texts), size), desc="float32", leave=False):
            tokens = [
                e.ids for e in fitted.tokenizer.encode_batch(list(texts[start : start + size]))
            ]
            width = max(len(ids) for ids in tokens)
            padded = torch.tensor([ids + [padding] * (width - len(ids)) for ids in tokens])
            mask = torch.tensor([[1] * len(ids) + [0] * (width - len(ids)) for ids in tokens])
            rows.append(fitted.backbone(padded, mask).numpy())
    return np.asarray(np.concatenate(rows), dtype=np.float32)
