"""Pictures of attacks on a model's training data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sklearn.metrics import roc_curve

from benchmarks.membership.attacks import Array, Mask, success

_LINES = ("-", "--", ":")


def save_pictures(
    folder: Path,
    curves: Mapping[str, Mapping[str, Array]],
    worth: Mapping[str, float],
    members: Mask,
) -> None:
    """Draw the attacks' ROC curves, both axes logarithmic, and what privacy costs.

    Args:
        folder: Where to.
        curves: Kind of training to attack to scores of all examples.
        worth: Accuracy of each kind on examples that it was not trained on.
        members: Which examples were learned from.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    least = 1 / len(members)
    figure, (left, right) = pyplot.subplots(1, 2, figsize=(12, 5))
    left.plot([least, 1], [least, 1], color="grey", linewidth=1)
    for number, (kind, scores) in enumerate(curves.items()):
        for (attack, of_all), line in zip(scores.items(), _LINES, strict=False):
            false_alarms, hits, _ = roc_curve(members, of_all)
            left.plot(
                false_alarms.clip(least),
                hits.clip(least),
                line,
                color=f"C{number}",
                label=f"{kind}: {attack}",
            )
        best = max(success(of_all, members)["auc"] for of_all in scores.values())
        right.scatter(best, worth[kind], color=f"C{number}", label=kind)
    left.set(
        xscale="log",
        yscale="log",
        title="Who was learned from? ROC curves of attacks",
        xlabel="others taken for members",
        ylabel="members found",
    )
    left.legend(fontsize=7)
    right.set(
        title="Privacy and use",
        xlabel="AUC of the best attack (0.5: no better than chance)",
        ylabel="accuracy on other examples",
    )
    right.legend()
    figure.tight_layout()
    folder.mkdir(parents=True, exist_ok=True)
    figure.savefig(folder / "membership.png", dpi=110)
    pyplot.close(figure)
