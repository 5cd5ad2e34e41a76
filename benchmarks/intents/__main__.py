"""Intent accuracy of the matcher beside its peers, on the same data in the same run.

    python -m benchmarks.intents --train FILE --test FILE
        [--set epochs=5] [--seeds 3] [--stock-epochs 100]

FILE is a CSV file with text and label, a folder with `seq.in` and `label`, Rasa NLU YAML, or
CLINC150's JSON, whose out-of-scope test messages are then the unknown. Of the training messages the
matcher holds some back to calibrate (`--set holdout=…`); the test messages decide nothing.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.intents.data import DataFileError, read_task
from benchmarks.intents.measures import figures, save_pictures
from benchmarks.intents.methods import Judgement, chosen_options, matcher, raw_encoder, tfidf
from benchmarks.intents.stock import diet
from benchmarks.processes import BenchmarkError
from benchmarks.report import print_table, save_json
from nlu_models.errors import NluModelError
from settings import PROJECT_ROOT

_COLUMNS = ("accuracy", "calibration_error", "unknown_recall", "unknown_auroc", "training_s")


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True, metavar="FILE")
    parser.add_argument("--test", type=Path, required=True, metavar="FILE")
    parser.add_argument("--seeds", type=int, default=1, help="trainings of the matcher")
    parser.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", help="option of the matcher"
    )
    parser.add_argument("--only-matcher", action="store_true", help="without the peers")
    parser.add_argument(
        "--stock-epochs", type=int, default=0, help="of stock Rasa's DIET; 0: without that peer"
    )
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "intents")
    arguments = parser.parse_args()
    try:
        options = chosen_options(arguments.set)
        task = read_task(arguments.train, arguments.test)
        texts = [text for text, _ in task.test.known] + task.test.unknown

        judged: dict[str, list[Judgement]] = {}
        if not arguments.only_matcher:
            judged["TF-IDF, logistic regression"] = [tfidf(task.train, texts)]
            judged["encoder without fine-tuning"] = [raw_encoder(task.train, texts)]
            if arguments.stock_epochs:
                judged["stock Rasa (DIET)"] = [diet(task.train, texts, arguments.stock_epochs)]
        for seed in range(arguments.seeds):
            matched = matcher(task.train, texts, replace(options, seed=options.seed + seed))
            judged.setdefault("matcher, float32", []).append(matched.float32)
            judged.setdefault("matcher, int8 as served", []).append(matched.served)
    except (BenchmarkError, DataFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    report(arguments.out, judged, task.labels, len(task.train))
    save_pictures(arguments.out, judged["matcher, int8 as served"][0], task.labels, task.names)
    return 0


def report(
    out: Path,
    judged: dict[str, list[Judgement]],
    labels: np.ndarray[int, np.dtype[np.int64]],
    trained_on: int,
) -> None:
    """Print and save what was judged, means over seeds."""
    means: dict[str, dict[str, float]] = {}
    for name, judgements in judged.items():
        each = [figures(judgement, labels) for judgement in judgements]
        means[name] = {key: float(np.mean([one[key] for one in each])) for key in each[0]}
    ours = 1 - means["matcher, int8 as served"]["accuracy"]
    unknown = len(next(iter(judged.values()))[0].familiar) - len(labels)
    print_table(
        f"{trained_on:,} messages to learn from, {len(labels):,} to test, {unknown:,} unknown",
        ("method", *_COLUMNS, "errors: ratio"),
        [
            [
                name,
                *(f"{of[key]:.4f}" if key in of else "" for key in _COLUMNS[:-1]),
                f"{of['training_s']:.0f}",
                f"{ours / max(1 - of['accuracy'], 1e-9):.2f}",
            ]
            for name, of in means.items()
        ],
    )
    save_json(out / "intents.json", means)


if __name__ == "__main__":
    sys.exit(main())
