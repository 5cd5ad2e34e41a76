"""What a privately trained network promises, and what may be known of held-out examples.

Private are the examples without an answer. Phrasings of answers are read by every shopper who asks
for them, and count as published.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array, softmax
from nlu_models.data import Example, split_holdout

_TEMPERATURES = 41  # to choose from
_LARGEST_LOSS = 5.0  # of one example: what it can change in a temperature's favour


@dataclass(frozen=True)
class Privacy:
    """The guarantee that a network was trained under: (epsilon, delta)-differential privacy.

    Dwork, McSherry, Nissim and Smith, "Calibrating Noise to Sensitivity in Private Data Analysis"
    (TCC 2006). Neighbours are data with and without one example.

    Attributes:
        epsilon: Spent; at most what was asked for.
        delta: Chance that it does not hold.
        noise_multiplier: Standard deviation of the noise, in lengths of a clipped gradient.
        clip: Longest gradient of an example.
        sample_rate: Chance of each example to be in a step.
        steps: Of the training.
    """

    epsilon: float
    delta: float
    noise_multiplier: float
    clip: float
    sample_rate: float
    steps: int


def split_privately(
    examples: Sequence[Example], fraction: float, seed: int
) -> tuple[list[Example], list[Example]]:
    """Split off examples for calibration, each private one without regard to the others.

    So one that comes or goes changes one of the two parts only, and what is learned from both
    costs no more than the dearer of them (parallel composition).

    Args:
        examples: All examples.
        fraction: Share to hold out, 0 to 0.5.
        seed: Decides which.

    Returns:
        Examples to train on, and those held out.
    """
    train, held = split_holdout([e for e in examples if e.answer], fraction, seed)
    for example in examples:
        if not example.answer:
            part = held if _share(f"{seed} {example.intent} {example.text}") < fraction else train
            part.append(example)
    return train, held


def _share(text: str) -> float:
    """Return a number from 0 to below 1 that depends on the text alone."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def choose_temperature(
    scores: npt.NDArray[np.float32],
    labels: npt.NDArray[np.int64],
    lowest: float,
    highest: float,
    epsilon: float,
) -> float:
    """Choose a temperature that makes held-out labels likely, under differential privacy.

    The exponential mechanism: McSherry and Talwar, "Mechanism Design via Differential Privacy"
    (FOCS 2007). A label counts as no less likely than exp(-5), so that no example can say much.

    Args:
        scores: Scores before the softmax, shape (n, classes).
        labels: The right classes, shape (n,).
        lowest: Smallest temperature to consider.
        highest: Largest temperature to consider.
        epsilon: What it may cost.

    Returns:
        The temperature; the geometric middle of the range if there are no labels.
    """
    if len(labels) == 0:
        return float(np.sqrt(lowest * highest))
    temperatures = np.geomspace(lowest, highest, _TEMPERATURES)
    worth = np.array([-_losses(scores, labels, t).sum() for t in temperatures])
    # The largest sum with Gumbel noise comes up as often as the mechanism wants it.
    noise = np.random.default_rng().gumbel(size=len(temperatures))
    return float(temperatures[np.argmax(epsilon * worth / (2 * _LARGEST_LOSS) + noise)])


def _losses(
    scores: npt.NDArray[np.float32], labels: npt.NDArray[np.int64], temperature: float
) -> Array:
    chances = softmax(scores, temperature)[np.arange(len(labels)), labels]
    losses: Array = -np.log(np.maximum(chances, np.exp(-_LARGEST_LOSS)))
    return losses
