"""Search and recommendation over made-up catalogues of several sizes, on one thread.

    python -m benchmarks.scale [--products 1000,100000,1000000] [--queries 300] [--workers 2]

An index is built for each size in ``--folder`` (and used again where it is there), then measured by
a process of its own. Products' vectors come from a cheap stand-in for the encoder; queries are
encoded by the encoder itself, and that is part of the figures. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from actions.recommendation.index.build import build
from benchmarks.report import print_table, save_json
from benchmarks.scale.measure import measure, plan
from benchmarks.scale.picture import save_latencies
from settings import PROJECT_ROOT

_ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
_RATIO_FROM = 100_000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--products", default="1000,100000,1000000", metavar="N,…")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--workers", type=int, default=1, help="processes that build")
    parser.add_argument("--folder", type=Path, default=PROJECT_ROOT / "var" / "scale")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "scale")
    parser.add_argument("--measure", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.measure is not None:
        print(json.dumps(measure(options.measure, options.folder, options.queries)))
        return 0
    sizes = [int(size) for size in options.products.split(",")]
    found = []
    for size in sizes:
        seconds = _build(size, options.folder, options.workers)
        found.append({**_measured(size, options.folder, options.queries), "build_s": seconds})
    _report(found, options.out)
    return 0


def _build(size: int, folder: Path, workers: int) -> float | None:
    """Build what is not there; returns the seconds that it took, now or when it was built."""
    chosen = plan(size, folder)
    note = chosen.home / "build_seconds"
    if not note.exists():
        begun = time.perf_counter()
        build(chosen, workers=workers)
        note.write_text(f"{time.perf_counter() - begun:.0f}")
    return float(note.read_text())


def _measured(size: int, folder: Path, queries: int) -> dict[str, Any]:
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.scale", "--measure", str(size)]
    command += ["--folder", str(folder), "--queries", str(queries)]
    done = subprocess.run(
        command, env={**os.environ, **_ONE_THREAD}, stdout=subprocess.PIPE, text=True, check=True
    )
    figures: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return figures


def _report(found: Sequence[Mapping[str, Any]], out: Path) -> None:
    rows = [
        (
            f"{of['products']:,}",
            *(
                f"{of[f'{name}_p50']:.1f} / {of[f'{name}_p95']:.1f}"
                for name in ("recommend", "recommend_cpu", "search", "again", "encode")
            ),
            f"{of['rss_mb']:.0f}",
            f"{of['recall@10']:.3f}",
            " / ".join(f"{spent:.0f}" for spent in of["change_ms"].values()),
            f"{of['build_s']:.0f}",
        )
        for of in found
    ]
    columns = (
        "products",
        "recommend, p50 / p95 ms",
        "the same, processor time",
        "search",
        "the same search again",
        "of the first the encoder",
        "RSS, MB",
        "recall@10",
        "change seen: price / text / new / gone, ms",
        "build, s",
    )
    print_table("One thread, queries with filters", columns, rows)
    by_size = {of["products"]: of for of in found}
    growth = None
    if {_RATIO_FROM, 10 * _RATIO_FROM} <= set(by_size):
        few, many = by_size[_RATIO_FROM], by_size[10 * _RATIO_FROM]
        growth = {
            name: round(many[f"recommend_{name}"] / few[f"recommend_{name}"], 2)
            for name in ("p50", "p95", "cpu_p50", "cpu_p95")
        }
        print(f"From 100,000 to 1,000,000 products, times as long: {growth}")
    save_latencies(out / "scale.png", {of["products"]: of["recommend_ms"] for of in found})
    lean = [
        {k: v for k, v in of.items() if not k.endswith("_ms") or k == "change_ms"} for of in found
    ]
    save_json(out / "scale.json", {"sizes": lean, "growth": growth})


if __name__ == "__main__":
    sys.exit(main())
