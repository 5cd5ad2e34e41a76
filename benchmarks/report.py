"""How benchmarks report: a table for people, JSON for programs, pictures for a look."""

from __future__ import annotations

import json
import platform
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table


def percentiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 95th percentile."""
    return float(np.percentile(values, 50)), float(np.percentile(values, 95))


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows of text under their column names."""
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 else "right")
    for row in rows:
        table.add_row(*row)
    Console().print(table)


def save_json(path: Path, figures: Mapping[str, Any]) -> None:
    """Write figures, with the machine that they were measured on, and print them as a last line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        **figures,
    }
    path.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(document))


def save_histogram(
    path: Path,
    title: str,
    unit: str,
    series: Mapping[str, Sequence[float]],
    bins: int = 60,
    counted: str = "turns",
) -> None:
    """Draw one histogram a series, over a shared axis that ends at the 99th percentile.

    Args:
        path: Of the picture.
        title: Above it.
        unit: Of the values.
        series: Name to values.
        bins: Of each histogram.
        counted: What the values are of.
    """
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    top = max(float(np.percentile(values, 99)) for values in series.values())
    figure, axes = pyplot.subplots(figsize=(9, 4.5))
    for name, values in series.items():
        median = float(np.median(values))
        axes.hist(
            values,
            bins=bins,
            range=(0.0, top),
            alpha=0.6,
            label=f"{name} (median {median:.1f} {unit})",
        )
    axes.set(title=title, xlabel=unit, ylabel=counted)
    axes.legend()
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
