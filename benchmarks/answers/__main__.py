"""Answers of an FAQ found for questions in other words, beside peers in the same run.

    python -m benchmarks.answers --data stackExchange-FAQ.xml [--train]
    python -m benchmarks.answers --data data/faq --test tests/nlu --models models

Weights are chosen on a part of the phrasings, which is held out for that; the test questions decide
nothing. How well it is seen that no answer fits: each question is asked again with its own answer
taken away; "recall" is the share of those that lie below 95 % of the others.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from benchmarks.answers import methods
from benchmarks.answers.data import Faq, FaqFileError, read_faq
from benchmarks.answers.encoders import served_encoder, trained_encoder
from benchmarks.answers.methods import Scores
from benchmarks.encoders import raw_encoder
from benchmarks.report import print_table, save_json
from nlu_models.errors import NluModelError
from nlu_models.onnx_session import OnnxEncoder
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT

_WEIGHTS = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5)
_ACCEPTED = 0.95  # share of questions with an answer that get one when the others are counted
_COLUMNS = ("P@1", "MRR", "auroc", "recall")

Method = Callable[[Faq], Scores]


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, metavar="FILE")
    parser.add_argument("--test", type=Path, metavar="FILE", help="questions, for an FAQ of Rasa's")
    parser.add_argument("--phrasings", type=int, metavar="N", help="only N of each answer's")
    parser.add_argument("--train", action="store_true", help="fine-tune the encoder (minutes)")
    parser.add_argument("--epochs", type=int, default=MatcherOptions.epochs)
    parser.add_argument(
        "--models", type=Path, metavar="DIR", help="take the newest model's encoder too"
    )
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "answers")
    arguments = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    try:
        faq = read_faq(arguments.data, arguments.test)
        if arguments.phrasings:
            faq = faq.with_phrasings(arguments.phrasings)
        figures["BM25, phrasings"] = measured(faq, lambda f: methods.bm25(f, f.phrasings))
        figures["BM25, phrasings and texts"] = measured(faq, methods.bm25_whole)
        figures["TF-IDF, logistic regression"] = measured(faq, methods.tfidf)
        with tempfile.TemporaryDirectory() as scratch:
            raw = raw_encoder(Path(scratch))
            figures["raw encoder, nearest"] = measured(
                faq, lambda f: methods.nearest_phrasing(f, raw)
            )
            compare(figures, faq, raw, "raw encoder")
            if arguments.models:
                compare(figures, faq, served_encoder(arguments.models), "model")
            if arguments.train:
                options = MatcherOptions(epochs=arguments.epochs)
                compare(figures, faq, trained_encoder(faq, options, Path(scratch)), "fine-tuned")
    except (FaqFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print_table(
        f"{len(faq.answers)} answers in {len(faq.phrasings):,} phrasings, {len(faq.test):,} tested",
        ("method", "weight", *_COLUMNS, "seconds"),
        [
            [
                name,
                f"{of['weight']:g}" if "weight" in of else "",
                *(f"{of[key]:.4f}" for key in _COLUMNS),
                f"{of['seconds']:.1f}",
            ]
            for name, of in figures.items()
        ],
    )
    save_json(arguments.out / "answers.json", figures)
    save_picture(arguments.out / "answers.png", figures)
    return 0


def compare(
    figures: dict[str, dict[str, float]], faq: Faq, encoder: OnnxEncoder, label: str
) -> None:
    """Measure Tactful's score with an encoder, alone and with what may be added to it."""

    def score(of: Faq) -> Scores:
        return methods.tactful(of, encoder)

    additions: dict[str, Method] = {
        "BM25": lambda of: methods.bm25(of, of.phrasings),
        "answers' texts": lambda of: methods.answer_text(of, encoder),
    }
    figures[f"Tactful, {label}"] = measured(faq, score)
    for name, addition in additions.items():
        weight = best_weight(faq.development(), score, addition)
        figures[f"Tactful, {label}, with {name}"] = {
            **measured(faq, _fusion(score, addition, weight)),
            "weight": weight,
        }


def _fusion(score: Method, addition: Method, weight: float) -> Method:
    return lambda of: methods.fused(score(of), addition(of), weight)


def best_weight(development: Faq, score: Method, addition: Method) -> float:
    """Return the weight with the best MRR; the smallest of equals."""
    base, other = score(development), addition(development)
    owners = np.array([owner for _, owner in development.test])
    means = {
        weight: float(_reciprocal_ranks(methods.fused(base, other, weight), owners).mean())
        for weight in _WEIGHTS
    }
    return max(_WEIGHTS, key=lambda weight: (means[weight], -weight))


def measured(faq: Faq, method: Method) -> dict[str, float]:
    """Return a method's figures."""
    started = time.monotonic()
    scores = method(faq)
    seconds = time.monotonic() - started
    owners = np.array([owner for _, owner in faq.test])
    ranks = _reciprocal_ranks(scores, owners)
    fitting = scores.max(axis=1)
    others = scores.copy()
    others[np.arange(len(owners)), owners] = -np.inf
    strange = others.max(axis=1)
    truth = np.r_[np.ones(len(fitting)), np.zeros(len(strange))]
    threshold = np.quantile(fitting, 1 - _ACCEPTED)
    return {
        "P@1": float((ranks == 1).mean()),
        "MRR": float(ranks.mean()),
        "auroc": float(roc_auc_score(truth, np.r_[fitting, strange])),
        "recall": float((strange < threshold).mean()),
        "seconds": seconds,
    }


def _reciprocal_ranks(
    scores: Scores, owners: np.ndarray[int, np.dtype[np.int64]]
) -> np.ndarray[int, np.dtype[np.float64]]:
    right = scores[np.arange(len(owners)), owners][:, None]
    # Of equal scores the right one counts as the last: nothing is won by not deciding.
    return np.asarray(1.0 / (scores >= right).sum(axis=1), dtype=np.float64)


def save_picture(path: Path, figures: dict[str, dict[str, float]]) -> None:
    """Draw P@1 and MRR of each method."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    names = list(figures)[::-1]
    places = np.arange(len(names))
    drawn, axes = pyplot.subplots(figsize=(9, 1 + 0.45 * len(names)))
    for offset, key in ((0.2, "P@1"), (-0.2, "MRR")):
        axes.barh(places + offset, [figures[name][key] for name in names], height=0.38, label=key)
    lowest = min(of["P@1"] for of in figures.values())
    axes.set(title="The right answer first (P@1), and how near the top (MRR)")
    axes.set_xlim(max(0.0, lowest - 0.05), 1.0)
    axes.set_yticks(places, names)
    axes.legend(loc="upper right")
    drawn.tight_layout()
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn.savefig(path, dpi=110)
    pyplot.close(drawn)


if __name__ == "__main__":
    sys.exit(main())
