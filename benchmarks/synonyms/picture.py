"""A picture of NDCG against the number of conversations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def save_curves(path: Path, rows: Sequence[Mapping[str, Any]], part: str) -> None:
    """Draw a line for each way to count, and one for what was known before.

    Args:
        path: Where the picture goes.
        rows: What ``benchmarks.synonyms`` measured, the one without learning first.
        part: The figure to draw.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    nothing, *others = rows
    figure, axes = pyplot.subplots(figsize=(8, 4.5))
    axes.axhline(nothing[part], color="grey", linestyle="--", label="nothing learned")
    for name in dict.fromkeys(row["learned"] for row in others):
        own = [row for row in others if row["learned"] == name]
        axes.plot(
            [row["conversations"] for row in own],
            [row[part] for row in own],
            marker="o",
            label=name,
        )
    axes.set(
        xscale="log",
        xlabel="conversations in one release",
        ylabel="NDCG@10",
        title=f"Searches that led to a choice: {part}",
    )
    axes.legend()
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
