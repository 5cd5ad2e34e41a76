"""How a network, as served, does on examples it was not trained on: calibration and accuracy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import fit_temperature
from nlu_models.data import Example
from nlu_models.heads import (
    AnswerFit,
    ExampleIndex,
    Familiarity,
    IntentHead,
    Scores,
    answer_scores,
)
from nlu_models.onnx_session import OnnxEncoder
from nlu_models.privacy import choose_temperature

_INTENT_TEMPERATURES = (0.25, 4.0)  # the middle of a range is what applies without examples
_ANSWER_TEMPERATURES = (0.01, 0.16)
_FEWEST = 50  # examples, for a threshold that means anything
# Share of the questions with an answer that lie near enough to it. Stricter than for intents: who
# is not answered at once is offered the best answers.
_FITTING = 0.9


@dataclass(frozen=True)
class Calibration:
    """What held-out examples tell.

    Attributes:
        intent_temperature: Of the softmax over intents.
        answer_temperature: Of the softmax over answers.
        familiarity: Where the familiar ends; None with too few examples to tell.
        answer_fit: How near an answer must lie; None likewise.
        intent_accuracy: Share with the right intent; None without examples.
        answer_accuracy: Share with the right answer of those that have one; None without any.
    """

    intent_temperature: float
    answer_temperature: float
    familiarity: Familiarity | None
    answer_fit: AnswerFit | None
    intent_accuracy: float | None
    answer_accuracy: float | None


def calibrate(
    encoder: OnnxEncoder,
    intents: IntentHead,
    index: ExampleIndex,
    held: Sequence[Example],
    acceptance: float,
    fit_intents: Callable[[Scores, npt.NDArray[np.int64], float, float], float] = fit_temperature,
) -> Calibration:
    """Fit temperatures and the limits of the familiar, and measure.

    Args:
        encoder: The network as served.
        intents: Its intent head.
        index: What it was trained on.
        held: Other examples of the same intents and answers.
        acceptance: Share of held-out examples that are to count as familiar.
        fit_intents: Finds the intents' temperature.
    """
    vectors, _ = encoder.vectors([example.text for example in held])
    nearest, centres = index.likeness(vectors)
    labels = np.array([index.intents.index(example.intent) for example in held], dtype=np.int64)
    chances, energy = intents.judge(vectors, index.of_intents(nearest))

    # The questions, and for each the score of every answer.
    rows = [row for row, example in enumerate(held) if example.answer]
    columns = [column for column, group in enumerate(index.groups) if "/" in group]
    answers = [index.groups[column] for column in columns]
    of_answers = answer_scores(nearest, centres)[np.ix_(rows, columns)]
    answer_labels = np.array([answers.index(str(held[row].answer)) for row in rows], dtype=np.int64)
    found = of_answers.argmax(axis=1) == answer_labels if rows else np.zeros(0, dtype=np.bool_)
    return Calibration(
        intent_temperature=fit_intents(np.log(chances), labels, *_INTENT_TEMPERATURES),
        answer_temperature=fit_temperature(of_answers, answer_labels, *_ANSWER_TEMPERATURES),
        familiarity=fit_familiarity(energy, nearest.max(axis=1), acceptance)
        if len(held) >= _FEWEST
        else None,
        answer_fit=fit_answers(of_answers.max(axis=1)[found]) if found.sum() >= _FEWEST else None,
        intent_accuracy=_accuracy(chances, labels),
        answer_accuracy=float(found.mean()) if len(rows) else None,
    )


def calibrate_privately(
    encoder: OnnxEncoder,
    intents: IntentHead,
    index: ExampleIndex,
    held: Sequence[Example],
    epsilon: float,
) -> Calibration:
    """Fit what can be had without telling of single examples that have no answer.

    The intents' temperature costs epsilon; what is fitted to phrasings of answers costs nothing.
    Where the familiar ends, and how many intents are right, is not told.

    Args:
        encoder: The network as served.
        intents: Its intent head.
        index: Made by :func:`nlu_models.indexing.index_published`.
        held: Examples that were not trained on, as :func:`nlu_models.privacy.split_privately`
            splits them off.
        epsilon: What it may cost.
    """
    choose = partial(choose_temperature, epsilon=epsilon)
    found = calibrate(encoder, intents, index, held, acceptance=1.0, fit_intents=choose)
    return replace(found, familiarity=None, intent_accuracy=None)


def fit_familiarity(energy: Scores, nearest: Scores, acceptance: float) -> Familiarity:
    """Set the limit of the familiar, from messages that are.

    Args:
        energy: Energy of each message, shape (n,).
        nearest: Cosine of each message's nearest example, shape (n,).
        acceptance: Share of them to accept, 0 to 1; 1 accepts everything like them.
    """
    spread = [(float(v.mean()), max(float(v.std()), 1e-6)) for v in (energy, nearest)]
    loose = Familiarity(spread[0], spread[1], threshold=0.0)
    threshold = float(np.quantile(loose.scores(energy, nearest), 1 - acceptance))
    return Familiarity(spread[0], spread[1], threshold)


def fit_answers(best: Scores) -> AnswerFit:
    """Set how near an answer must lie, from questions that find theirs.

    Args:
        best: Score of each question's answer, shape (n,).
    """
    return AnswerFit(max(float(best.std()), 1e-6), float(np.quantile(best, 1 - _FITTING)))


def _accuracy(scores: Scores, labels: npt.NDArray[np.int64]) -> float | None:
    return float((scores.argmax(axis=1) == labels).mean()) if len(labels) else None
