"""Chinese with no Chinese BERT at hand: an encoder made from scratch tells good reviews from bad.

    python -m benchmarks.chinese --data online_shopping_10_cats.zip [--most 20000] [--epochs 2]

FILE has reviews and labels, as `benchmarks.intents` reads them. A fifth of them is for testing. On
the texts of the rest an encoder is trained to guess hidden characters, as `make pretrain` does,
and with it the matcher learns the labels. Beside it TF-IDF of one to three characters with logistic
regression, and the matcher on the same encoder without that training.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.intents.data import DataFileError, Labelled, read_messages
from benchmarks.intents.methods import matcher
from benchmarks.report import print_table, save_json
from benchmarks.text_classifier import tfidf_classifier
from nlu_models.errors import NluModelError
from nlu_models.options import MatcherOptions
from nlu_models.pretraining import PretrainingOptions, Shape, pretrain
from settings import PROJECT_ROOT

_TEST_SHARE = 0.2
_MAX_TOKENS = 128
# Steps are many and the network is new: it learns faster than one that has learned before.
_PRETRAINING = PretrainingOptions(learning_rate=1e-3, max_tokens=_MAX_TOKENS)


@dataclass(frozen=True)
class Result:
    """How a method does: share of test texts that it labels rightly, and its seconds."""

    accuracy: float
    seconds: float


def run(
    train: Labelled, test: Labelled, shape: Shape, options: MatcherOptions, pretraining_epochs: int
) -> dict[str, Result]:
    """Train and test all methods."""
    labels = sorted({label for _, label in train})
    texts = [text for text, _ in test]
    wanted = [label for _, label in test]
    results = {}

    def note(name: str, found: list[str], started: float) -> None:
        right = sum(a == b for a, b in zip(found, wanted, strict=True))
        results[name] = Result(right / len(wanted), time.monotonic() - started)
        # The next one takes long: what is known by then is seen.
        print(f"{name}: {results[name].accuracy:.4f}", file=sys.stderr)

    started = time.monotonic()
    model = tfidf_classifier(words=False, c=5)
    model.fit([text for text, _ in train], [label for _, label in train])
    note("TF-IDF, logistic regression", list(model.predict(texts)), started)
    for name, epochs in (("matcher, from scratch", 0), ("matcher, pretrained", pretraining_epochs)):
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch) / "encoder"
            pretraining = replace(_PRETRAINING, epochs=epochs)
            pretrain([text for text, _ in train], pretraining, shape, folder)
            judged = matcher(train, texts, replace(options, encoder=str(folder))).served
        note(name, [labels[place] for place in judged.chances.argmax(axis=1)], started)
    return results


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--most", type=int, default=0, help="texts; 0: all")
    parser.add_argument("--epochs", type=int, default=2, help="of the matcher")
    parser.add_argument("--pretraining-epochs", type=int, default=2)
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "chinese")
    arguments = parser.parse_args()
    try:
        rows = read_messages(arguments.data, "train").known
        rows = random.Random(42).sample(rows, arguments.most or len(rows))
        cut = int(len(rows) * (1 - _TEST_SHARE))
        train, test = rows[:cut], rows[cut:]
        # Two labels pull nothing apart that contrast could, and the encoder is new in all layers.
        options = MatcherOptions(
            epochs=arguments.epochs,
            learning_rate=5e-4,
            layer_decay=1.0,
            contrast=0.0,
            adversarial=0.0,
            max_tokens=_MAX_TOKENS,
        )
        results = run(train, test, Shape(), options, arguments.pretraining_epochs)
    except (DataFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    ours = 1 - results["matcher, pretrained"].accuracy
    print_table(
        f"{len(train):,} texts to learn from, {len(test):,} to test",
        ("method", "accuracy", "errors: ratio", "training s"),
        [
            [
                name,
                f"{result.accuracy:.4f}",
                f"{ours / max(1 - result.accuracy, 1e-9):.2f}",
                f"{result.seconds:.0f}",
            ]
            for name, result in results.items()
        ],
    )
    save_json(arguments.out / "chinese.json", {k: vars(v) for k, v in results.items()})
    return 0


if __name__ == "__main__":
    sys.exit(main())
