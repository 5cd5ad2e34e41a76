"""Bars of recall and precision by kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.detection.score import Score


def save_bars(
    path: Path, title: str, kinds: Sequence[str], systems: Mapping[str, Mapping[str, Score]]
) -> None:
    """Draw a row of bars for recall and one for precision, a group a kind, a bar a system."""
    import matplotlib

    matplotlib.use("Agg")
    import numpy as np
    from matplotlib import pyplot

    figure, rows = pyplot.subplots(2, 1, figsize=(11, 6.5), sharex=True)
    places = np.arange(len(kinds))
    width = 0.8 / len(systems)
    for axes, figure_name in zip(rows, ("recall", "precision"), strict=True):
        for number, (name, scores) in enumerate(systems.items()):
            # No bar where a system found nothing: its precision is not 1.
            heights = [
                getattr(scores[kind], figure_name)
                if kind in scores and (figure_name == "recall" or _found(scores[kind]))
                else 0.0
                for kind in kinds
            ]
            axes.bar(places + (number - (len(systems) - 1) / 2) * width, heights, width, label=name)
        axes.set(ylabel=figure_name, ylim=(0, 1.02))
        axes.grid(axis="y", alpha=0.3)
    figure.suptitle(title)
    rows[0].legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncol=len(systems), frameon=False)
    rows[1].set_xticks(places, [kind.replace("_", "\n") for kind in kinds], fontsize=8)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)


def _found(score: Score) -> bool:
    return score.right + score.wrong > 0
