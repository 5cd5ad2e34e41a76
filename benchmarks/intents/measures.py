"""Figures and pictures of judgements."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from sklearn.metrics import confusion_matrix, roc_auc_score

from benchmarks.intents.methods import Judgement

_ACCEPTED = 0.95  # share of known messages that are let through when the unknown are counted


def figures(judgement: Judgement, labels: npt.NDArray[np.int64]) -> dict[str, float]:
    """Return a judgement's figures.

    Args:
        judgement: Of the known test messages, and after them of the unknown.
        labels: Right intents of the known ones.
    """
    known = judgement.chances[: len(labels)]
    right = known.argmax(axis=1) == labels
    result = {
        "accuracy": float(right.mean()),
        "calibration_error": calibration_error(known.max(axis=1), right),
        "training_s": judgement.seconds,
    }
    inside, outside = judgement.familiar[: len(labels)], judgement.familiar[len(labels) :]
    if len(outside):
        threshold = np.quantile(inside, 1 - _ACCEPTED)
        truth = np.r_[np.ones(len(inside)), np.zeros(len(outside))]
        result["unknown_auroc"] = float(roc_auc_score(truth, judgement.familiar))
        result["unknown_recall"] = float((outside < threshold).mean())
    return result


def calibration_error(
    confidence: npt.NDArray[np.float64], right: npt.NDArray[np.bool_], bins: int = 15
) -> float:
    """Return the expected calibration error over bins of equal width (Guo et al. 2017)."""
    places = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [
        abs(confidence[places == place].mean() - right[places == place].mean())
        * (places == place).mean()
        for place in np.unique(places)
    ]
    return float(sum(gaps))


def save_pictures(
    folder: Path, judgement: Judgement, labels: npt.NDArray[np.int64], names: Sequence[str]
) -> None:
    """Draw the confusion matrix and the reliability diagram."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    folder.mkdir(parents=True, exist_ok=True)
    known = judgement.chances[: len(labels)]
    table = confusion_matrix(labels, known.argmax(axis=1), labels=range(len(names)))
    side = max(6.0, 0.16 * len(names))
    figure, axes = pyplot.subplots(figsize=(side, side))
    axes.imshow(np.log1p(table), cmap="Blues")
    size = 8 if len(names) < 50 else 5
    axes.set_xticks(range(len(names)), names, rotation=90, fontsize=size)
    axes.set_yticks(range(len(names)), names, fontsize=size)
    axes.set(title="Right intent (row) and intent found (column), logarithmic", xlabel="found")
    figure.tight_layout()
    figure.savefig(folder / "confusion.png", dpi=110)
    pyplot.close(figure)

    right = known.argmax(axis=1) == labels
    confidence = known.max(axis=1)
    figure, axes = pyplot.subplots(figsize=(5, 5))
    edges = np.linspace(0, 1, 11)
    places = np.digitize(confidence, edges[1:-1])
    filled = np.unique(places)
    axes.plot([0, 1], [0, 1], color="grey", linewidth=1)
    axes.bar(
        [confidence[places == place].mean() for place in filled],
        [right[places == place].mean() for place in filled],
        width=0.08,
        alpha=0.7,
    )
    axes.set(title="Share right, by confidence", xlabel="confidence", ylabel="right")
    figure.tight_layout()
    figure.savefig(folder / "reliability.png", dpi=110)
    pyplot.close(figure)
