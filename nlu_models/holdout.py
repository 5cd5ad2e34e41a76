"""How a network, as served, does on examples it was not trained on: calibration and accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import fit_temperature, negative_log_likelihood
from nlu_models.data import Example
from nlu_models.heads import IntentHead, answer_scores
from nlu_models.indexing import index_examples
from nlu_models.onnx_session import OnnxEncoder

# The middle of a range is what applies without held-out examples.
_INTENT_TEMPERATURES = (0.3, 6.0)
_ANSWER_TEMPERATURES = (0.01, 0.16)
_CLOSENESS = (0.0, 5.0, 10.0, 20.0, 40.0, 80.0)
_USUAL_CLOSENESS = 20.0


@dataclass(frozen=True)
class Calibration:
    """What held-out examples tell.

    Attributes:
        closeness: What the nearest example's cosine counts beside the linear layer.
        intent_temperature: Of the softmax over intents.
        answer_temperature: Of the softmax over answers.
        intent_accuracy: Share with the right intent; None without examples.
        answer_accuracy: Share with the right answer of those that have one; None without any.
    """

    closeness: float
    intent_temperature: float
    answer_temperature: float
    intent_accuracy: float | None
    answer_accuracy: float | None


def calibrate(
    encoder: OnnxEncoder, intents: IntentHead, train: Sequence[Example], held: Sequence[Example]
) -> Calibration:
    """Fit closeness and temperatures, and measure.

    Args:
        encoder: The network as served.
        intents: Its intent head; only the linear layer in it is used.
        train: What it was trained on.
        held: Other examples of the same intents and answers.
    """
    index = index_examples(encoder, train)
    vectors, _ = encoder.vectors([example.text for example in held])
    nearest = index.nearest(vectors)
    labels = np.array([index.intents.index(example.intent) for example in held], dtype=np.int64)

    of_intents = index.of_intents(nearest)
    candidates = []
    for closeness in _CLOSENESS if held else (_USUAL_CLOSENESS,):
        scores = replace(intents, closeness=closeness).scores(vectors, of_intents)
        temperature = fit_temperature(scores, labels, *_INTENT_TEMPERATURES)
        loss = negative_log_likelihood(scores, labels, temperature) if held else 0.0
        candidates.append((loss, closeness, temperature, _accuracy(scores, labels)))
    _, closeness, intent_temperature, intent_accuracy = min(candidates)

    rows = [row for row, example in enumerate(held) if example.answer]
    columns = [column for column, group in enumerate(index.groups) if "/" in group]
    answers = [index.groups[column] for column in columns]
    scores = answer_scores(nearest, index.centres(vectors))[np.ix_(rows, columns)]
    labels = np.array([answers.index(str(held[row].answer)) for row in rows], dtype=np.int64)
    return Calibration(
        closeness=closeness,
        intent_temperature=intent_temperature,
        answer_temperature=fit_temperature(scores, labels, *_ANSWER_TEMPERATURES),
        intent_accuracy=intent_accuracy,
        answer_accuracy=_accuracy(scores, labels),
    )


def _accuracy(scores: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> float | None:
    return float((scores.argmax(axis=1) == labels).mean()) if len(labels) else None
