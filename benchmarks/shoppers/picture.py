"""A picture of how many turns it took."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.shoppers.shopper import Visit


def save_turns(path: Path, visits: Mapping[str, Sequence[Visit]], most: int) -> None:
    """Draw a histogram of turns for each way; who gave up stands at the end.

    Args:
        path: Where the picture goes.
        visits: By way.
        most: After so many turns shoppers give up.
    """
    import matplotlib

    matplotlib.use("Agg")
    import numpy as np
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(10, 4.8))
    places = np.arange(1, most + 2)
    width = 0.84 / len(visits)
    for number, (way, ones) in enumerate(visits.items()):
        counts = np.bincount([visit.turns for visit in ones], minlength=most + 2)[1 : most + 2]
        offset = (number - (len(visits) - 1) / 2) * width
        axes.bar(places + offset, counts / max(1, len(ones)), width, label=way)
    axes.axvline(5.5, color="grey", linestyle=":")
    axes.set_xticks(places, [*(str(place) for place in places[:-1]), "never"])
    axes.set(xlabel="turn that showed the product", ylabel="share of shoppers")
    axes.grid(axis="y", alpha=0.3)
    axes.legend(frameon=False)
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=110)
    pyplot.close(figure)
