"""Draws utility against epsilon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_CURVES = {
    "private statistics": "item statistics under epsilon, whole history",
    "dial: profile": "session and a profile under epsilon a visit",
}
_LEVELS = {
    "history, exact statistics": "-",
    "dial: session": "--",
    "dial: off": "-.",
    "popularity": ":",
}


def save_curves(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Draw NDCG@10 and HR@10: curves for what has an epsilon, lines for what has none."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, panels = pyplot.subplots(1, 2, figsize=(11, 4.5))
    for panel, (measure, title) in zip(
        panels, (("ndcg@10", "NDCG@10"), ("hr@10", "HR@10")), strict=True
    ):
        for inputs, label in _CURVES.items():
            points = sorted(
                (row["epsilon"], row[measure])
                for row in rows
                if row["inputs"] == inputs and row["epsilon"] is not None
            )
            if points:
                panel.plot(*zip(*points, strict=True), marker="o", label=label)
        for row in rows:
            if row["inputs"] in _LEVELS:
                style = _LEVELS[row["inputs"]]
                panel.axhline(row[measure], ls=style, color="grey", label=row["inputs"])
        panel.set_xscale("log", base=2)
        panel.xaxis.set_major_formatter("{x:g}")
        panel.set(title=title, xlabel="epsilon", ylim=(0, None))
    panels[0].legend(fontsize=8)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
