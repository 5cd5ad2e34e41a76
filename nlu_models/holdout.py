"""How a network, as served, does on examples it was not trained on: temperatures and accuracy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import fit_temperature
from nlu_models.data import Example
from nlu_models.heads import AnswerHead, IntentHead
from nlu_models.onnx_session import OnnxEncoder

# The middle of each range is what applies without held-out examples.
_INTENT_TEMPERATURES = (0.2, 5.0)
_ANSWER_TEMPERATURES = (0.01, 0.25)


@dataclass(frozen=True)
class Calibration:
    """What held-out examples tell.

    Attributes:
        intent_temperature: Of the softmax over intents.
        answer_temperature: Of the softmax over answers' cosines.
        intent_accuracy: Share with the right intent; None without examples.
        answer_accuracy: Share with the right answer of those that have one; None without any.
    """

    intent_temperature: float
    answer_temperature: float
    intent_accuracy: float | None
    answer_accuracy: float | None


def calibrate(
    encoder: OnnxEncoder, intents: IntentHead, train: Sequence[Example], held: Sequence[Example]
) -> Calibration:
    """Fit both temperatures, and measure.

    Args:
        encoder: The network as served.
        intents: Its intent head; the temperature in it is not used.
        train: What it was trained on; these examples are the answers' phrasings here.
        held: Other examples of the same intents and answers.
    """
    with_intent = [intents.names.index(example.intent) for example in held]
    vectors, _ = encoder.vectors([example.text for example in held])
    intent_scores = intents.scores(vectors)
    intent_labels = np.array(with_intent, dtype=np.int64)

    phrasings = sorted((e.answer, e.text) for e in train if e.answer)
    keys = sorted({answer for answer, _ in phrasings})
    answers = AnswerHead(
        keys,
        encoder.vectors([text for _, text in phrasings])[0],
        [keys.index(answer) for answer, _ in phrasings],
        temperature=1.0,
    )
    with_answer = [row for row, example in enumerate(held) if example.answer]
    answer_scores = answers.scores(vectors[with_answer])
    answer_labels = np.array(
        [keys.index(str(held[row].answer)) for row in with_answer], dtype=np.int64
    )
    return Calibration(
        intent_temperature=fit_temperature(intent_scores, intent_labels, *_INTENT_TEMPERATURES),
        answer_temperature=fit_temperature(answer_scores, answer_labels, *_ANSWER_TEMPERATURES),
        intent_accuracy=_accuracy(intent_scores, intent_labels),
        answer_accuracy=_accuracy(answer_scores, answer_labels),
    )


def _accuracy(scores: npt.NDArray[np.float32], labels: npt.NDArray[np.int64]) -> float | None:
    return float((scores.argmax(axis=1) == labels).mean()) if len(labels) else None
