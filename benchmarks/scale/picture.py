"""A picture of latencies by size of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np


def save_latencies(path: Path, spent: Mapping[int, Sequence[float]]) -> None:
    """Draw the share of queries that are answered within a time, one line a size.

    Args:
        path: Where the picture goes.
        spent: Number of products to milliseconds of each query.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(9, 4.5))
    for size, values in spent.items():
        shares = np.arange(1, len(values) + 1) / len(values)
        axes.step(np.sort(values), shares, where="post", label=f"{size:,} products")
    for share in (0.5, 0.95):
        axes.axhline(share, color="grey", linewidth=0.6, linestyle=":")
    axes.set(title="recommend, one thread", xlabel="ms", ylabel="share of queries", ylim=(0, 1.02))
    axes.set_xscale("log")
    axes.grid(axis="x", alpha=0.3)
    axes.legend(loc="lower right")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
