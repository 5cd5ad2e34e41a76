"""What each choice in the matcher's training is worth: the recipe, and the recipe without it.

    python -m benchmarks.intents.ablation --train FILE --test FILE [--set epochs=8] [--seeds 3]

FILE is whatever `benchmarks.intents` reads. Every row is a training of its own, with the same data
and seeds; `--set` changes the recipe that all rows start from. Rows are saved as they are made, and
`--resume` goes on from there.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.intents.data import DataFileError, read_task
from benchmarks.intents.measures import figures
from benchmarks.intents.methods import chosen_options, matcher
from benchmarks.report import print_table, save_json
from nlu_models.errors import NluModelError
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT


class RowsError(Exception):
    """Rows that were saved do not fit to those that are wanted."""


def variants(recipe: MatcherOptions) -> dict[str, MatcherOptions]:
    """Return the recipe, and what becomes of it without a choice or with another."""
    changes: dict[str, dict[str, Any]] = {
        "without contrast": {"contrast": 0.0},
        "without the adversarial step": {"adversarial": 0.0},
        "without typos": {"augment_typos": 0.0},
        "without gaps": {"augment_gaps": 0.0},
        "case and marks disturbed in a fifth": {"augment_marks": 0.2},
        "twins in a tenth": {"augment_twins": 0.1},
        "without layer-wise rates": {"layer_decay": 1.0},
        "without dropout": {"dropout": 0.0},
        "without label smoothing": {"label_smoothing": 0.0},
        "label smoothing 0.1": {"label_smoothing": 0.1},
        "stopping early, a tenth held out": {"patience": 2, "holdout": 0.1},
        "adapters of rank 16": {"adapter_rank": 16, "learning_rate": 1e-3},
    }
    varied = {name: replace(recipe, **change) for name, change in changes.items()}
    return {
        "recipe": recipe,
        **{name: options for name, options in varied.items() if options != recipe},
    }


def main(given: Sequence[str] | None = None) -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True, metavar="FILE")
    parser.add_argument("--test", type=Path, required=True, metavar="FILE")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", help="option of the recipe"
    )
    parser.add_argument("--only", default="", help="rows with this in their name, and the recipe")
    parser.add_argument("--resume", action="store_true", help="keep the rows that OUT has")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "ablation")
    arguments = parser.parse_args(given)
    out = arguments.out / "ablation.json"
    try:
        recipe = chosen_options(arguments.set)
        task = read_task(arguments.train, arguments.test)
        setting = {
            "train": len(task.train),
            "test": len(task.test.known),
            "seeds": arguments.seeds,
            "recipe": recipe_of(recipe),
        }
        rows = _kept(out, setting) if arguments.resume else {}
        texts = [text for text, _ in task.test.known]
        for name, options in variants(recipe).items():
            if name != "recipe" and arguments.only not in name:
                continue
            if name in rows:
                continue
            print(name, file=sys.stderr)
            seeds = [replace(options, seed=options.seed + n) for n in range(arguments.seeds)]
            each = [figures(matcher(task.train, texts, one).served, task.labels) for one in seeds]
            rows[name] = {key: float(np.mean([one[key] for one in each])) for key in each[0]}
            save_json(out, {"setting": setting, "rows": rows})
    except (DataFileError, NluModelError, RowsError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    best = rows["recipe"]
    print_table(
        f"{len(task.train):,} to learn from, {len(texts):,} to test, {arguments.seeds} seeds",
        ("", "accuracy", "points", "calibration error", "training s", "errors: ratio"),
        [
            [
                name,
                f"{row['accuracy']:.4f}",
                f"{100 * (row['accuracy'] - best['accuracy']):+.2f}",
                f"{row['calibration_error']:.4f}",
                f"{row['training_s']:.0f}",
                f"{(1 - row['accuracy']) / max(1 - best['accuracy'], 1e-9):.2f}",
            ]
            for name, row in rows.items()
        ],
    )
    save_json(out, {"setting": setting, "rows": rows})
    return 0


def recipe_of(options: MatcherOptions) -> dict[str, Any]:
    """Return options as JSON has them."""
    return dict(json.loads(json.dumps(asdict(options))))


def _kept(path: Path, setting: dict[str, Any]) -> dict[str, dict[str, float]]:
    """Return the rows of an earlier run.

    Raises:
        RowsError: They are of other data or another recipe.
    """
    if not path.exists():
        return {}
    saved = json.loads(path.read_text(encoding="utf-8"))
    if saved.get("setting") != setting:
        raise RowsError(
            f"{path}: its rows are of other data or of another recipe: leave `--resume` out, or "
            "name another `--out`."
        )
    return dict(saved["rows"])


if __name__ == "__main__":
    sys.exit(main())
