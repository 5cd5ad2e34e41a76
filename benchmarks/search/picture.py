"""A picture of NDCG by kind of query."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

_WHOLES = ("all", "development", "development two", "held out")


def save_bars(path: Path, parts: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    """Draw a group of bars a kind of query, a bar a method.

    Args:
        path: Where the picture goes.
        parts: Method to part to figures, as ``benchmarks.search`` measures them.
    """
    import matplotlib

    matplotlib.use("Agg")
    import numpy as np
    from matplotlib import pyplot

    first = next(iter(parts.values()))
    names = [
        *(name for name in _WHOLES if "ndcg@10" in first.get(name, {})),
        *(name for name, of in first.items() if name not in _WHOLES and "ndcg@10" in of),
    ]
    figure, axes = pyplot.subplots(figsize=(12, 4.8))
    places = np.arange(len(names))
    width = 0.84 / len(parts)
    for number, (method, figures) in enumerate(parts.items()):
        heights = [figures[name]["ndcg@10"] for name in names]
        axes.bar(places + (number - (len(parts) - 1) / 2) * width, heights, width, label=method)
    axes.set(ylabel="NDCG@10", ylim=(0, 1.02), title="Search over the sample shop")
    axes.set_xticks(places, names, rotation=30, ha="right")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.08), ncol=len(parts), frameon=False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
