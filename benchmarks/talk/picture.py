"""A picture of the share of good turns, by class."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def save_bars(path: Path, counts: Mapping[str, Mapping[str, tuple[int, int]]]) -> None:
    """Draw a bar for each class and half: the share of good turns, with their number.

    Args:
        path: Where the picture goes.
        counts: Half to class to good and missed turns.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    kinds = list(dict.fromkeys(kind for of in counts.values() for kind in of))
    height = 0.8 / len(counts)
    figure, axes = pyplot.subplots(figsize=(9, 0.5 * len(kinds) + 1.5))
    for number, (half, of) in enumerate(counts.items()):
        places = [kinds.index(kind) + (number + 0.5) * height - 0.4 for kind in of]
        shares = [100 * good / max(1, good + missed) for good, missed in of.values()]
        bars = axes.barh(places, shares, height, label=half)
        labels = [f"{good} of {good + missed}" for good, missed in of.values()]
        axes.bar_label(bars, labels, padding=3, fontsize=8)
    axes.set_yticks(range(len(kinds)), kinds)
    axes.invert_yaxis()
    axes.set(xlabel="good turns (%)", xlim=(0, 112))
    axes.legend(frameon=False, loc="lower right")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
