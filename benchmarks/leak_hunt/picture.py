"""A picture of what was found, kind by way, without redaction and with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from benchmarks.leak_hunt.hunt import Findings
from benchmarks.leak_hunt.values import KINDS
from benchmarks.leak_hunt.ways import CLIENT, WAYS


def shares_found(findings: Findings) -> dict[tuple[str, str], tuple[int, int]]:
    """Return for each kind and way how many values were found, and how many were sent."""
    shares: dict[tuple[str, str], tuple[int, int]] = {}
    for number, value in enumerate(findings.planted):
        found, sent = shares.get((value.kind, value.way), (0, 0))
        shares[value.kind, value.way] = (found + (number in findings.found), sent + 1)
    return shares


def save_heat_map(path: Path, parts: Mapping[str, Findings]) -> None:
    """Draw one panel a hunt: the share of values found, grey where nothing was sent."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(
        1, len(parts), figsize=(7.5 * len(parts), 7.5), sharey=True, squeeze=False
    )
    kinds, ways = list(KINDS), [*WAYS, CLIENT]
    colours = matplotlib.colormaps["RdYlGn_r"].copy()
    colours.set_bad("0.92")
    for panel, (title, findings) in zip(axes[0], parts.items(), strict=True):
        image = np.full((len(kinds), len(ways)), np.nan)
        for (kind, way), (found, sent) in shares_found(findings).items():
            place = kinds.index(kind), ways.index(way)
            image[place] = found / sent
            panel.text(place[1], place[0], found, ha="center", va="center", fontsize=6)
        panel.imshow(image, cmap=colours, vmin=0, vmax=1, aspect="auto")
        panel.set_title(title)
        panel.set_xticks(range(len(ways)), ways, rotation=60, ha="right")
        panel.set_yticks(range(len(kinds)), [KINDS[kind] for kind in kinds])
    figure.suptitle("Values found on disk, in the broker and in logs (number and share)")
    figure.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=120)
    pyplot.close(figure)
