"""Confidence that means something: temperature scaling.

Method: Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (ICML 2017).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def softmax(scores: npt.NDArray[np.floating[Any]], temperature: float = 1.0) -> Array:
    """Return probabilities along the last axis."""
    scaled = np.asarray(scores, dtype=np.float64) / temperature
    exponentials = np.exp(scaled - scaled.max(axis=-1, keepdims=True))
    result: Array = exponentials / exponentials.sum(axis=-1, keepdims=True)
    return result


def tempered(chances: npt.NDArray[np.floating[Any]], temperature: float) -> Array:
    """Return probabilities at a temperature: what ``softmax`` makes of their logarithms."""
    powers = np.asarray(chances, dtype=np.float64) ** (1.0 / temperature)
    result: Array = powers / powers.sum(axis=-1, keepdims=True)
    return result


def negative_log_likelihood(
    scores: npt.NDArray[np.floating[Any]], labels: npt.NDArray[np.integer[Any]], temperature: float
) -> float:
    """Return the mean negative log likelihood of the labels; scores of shape (n, classes)."""
    chances = softmax(scores, temperature)[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())


def fit_temperature(
    scores: npt.NDArray[np.floating[Any]],
    labels: npt.NDArray[np.integer[Any]],
    lowest: float,
    highest: float,
) -> float:
    """Find the temperature that makes held-out labels likeliest.

    Golden-section search over its logarithm; the likelihood has one maximum in it.

    Args:
        scores: Scores before the softmax, shape (n, classes).
        labels: The right classes, shape (n,).
        lowest: Smallest temperature to consider.
        highest: Largest temperature to consider.

    Returns:
        The temperature; the geometric middle of the range if there are no labels.
    """
    left, right = float(np.log(lowest)), float(np.log(highest))
    if len(labels) == 0:
        return float(np.exp((left + right) / 2))
    golden = (5**0.5 - 1) / 2
    for _ in range(40):
        first, second = right - golden * (right - left), left + golden * (right - left)
        if negative_log_likelihood(scores, labels, float(np.exp(first))) < negative_log_likelihood(
            scores, labels, float(np.exp(second))
        ):
            right = second
        else:
            left = first
    return float(np.exp((left + right) / 2))
