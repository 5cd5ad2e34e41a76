"""Looks for options of the matcher that suit some data, with optuna.

    python -m benchmarks.intents.search --train FILE [--trials 20] [--set OPTION=VALUE]

FILE is whatever `benchmarks.intents` reads. A fifth of it is kept from training and decides; no
test data is looked at. Each trial is a training, the first with the options as they are. The study
is kept in the folder, so that a search that was stopped goes on where it was. Prints the best
options as they go into config.yml.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import optuna
import yaml
from optuna.distributions import (
    BaseDistribution,
    CategoricalDistribution,
    FloatDistribution,
    IntDistribution,
)
from optuna.trial import TrialState

from benchmarks.intents.data import DataFileError, Labelled, read_messages
from benchmarks.intents.methods import chosen_options, matcher
from benchmarks.report import print_table, save_json
from nlu_models.data import Example, split_holdout
from nlu_models.errors import NluModelError
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT

_DECIDING = 0.2
# The options whose best value depends on the data.
_RANGES: dict[str, BaseDistribution] = {
    "epochs": IntDistribution(2, 10),
    "learning_rate": FloatDistribution(5e-5, 5e-4, log=True),
    "layer_decay": FloatDistribution(0.7, 1.0),
    "dropout": FloatDistribution(0.0, 0.3),
    "label_smoothing": FloatDistribution(0.0, 0.2),
    "contrast": FloatDistribution(0.0, 1.0),
    "adversarial": CategoricalDistribution([0.0, 1.0]),
    "augment_typos": FloatDistribution(0.0, 0.4),
    "augment_gaps": FloatDistribution(0.0, 0.4),
    "augment_marks": FloatDistribution(0.0, 0.4),
    "augment_twins": FloatDistribution(0.0, 0.2),
}


def search(messages: Labelled, start: MatcherOptions, trials: int, study: optuna.Study) -> None:
    """Run trials until the study has as many.

    Args:
        messages: Text and intent.
        start: Options of the first trial, and of all others where a trial does not vary them.
        trials: How many, those included that the study has already.
        study: Where they are kept.
    """
    examples = [Example(text, label) for text, label in messages]
    train, deciding = split_holdout(examples, _DECIDING, start.seed)
    names = sorted({label for _, label in messages})
    wanted = np.array([names.index(example.intent) for example in deciding])
    if not study.trials:
        own = asdict(start)
        study.enqueue_trial({name: own[name] for name in _RANGES})
    done = len(study.get_trials(states=[TrialState.COMPLETE]))
    for number in range(done, trials):
        trial = study.ask(_RANGES)
        print(f"Trial {number + 1} of {trials}: {_as_yaml(trial.params)}", file=sys.stderr)
        judged = matcher(
            [(example.text, example.intent) for example in train],
            [example.text for example in deciding],
            replace(start, **trial.params),
        )
        study.tell(trial, float((judged.served.chances.argmax(axis=1) == wanted).mean()))


def _as_yaml(params: dict[str, Any]) -> str:
    rounded = {k: round(v, 6) if isinstance(v, float) else v for k, v in params.items()}
    return yaml.safe_dump(rounded, default_flow_style=True, sort_keys=False, width=1000).strip()


def main() -> int:
    """Run the search from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True, metavar="FILE")
    parser.add_argument("--trials", type=int, default=20)
    parser.add_argument(
        "--set", action="append", default=[], metavar="OPTION=VALUE", help="option to start from"
    )
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "search")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    try:
        start = chosen_options(arguments.set)
        messages = read_messages(arguments.train, "train").known
        optuna.logging.set_verbosity(optuna.logging.WARNING)
        study = optuna.create_study(
            study_name=arguments.train.name,
            storage=f"sqlite:///{arguments.out.resolve() / 'study.db'}",
            direction="maximize",
            sampler=optuna.samplers.TPESampler(seed=start.seed),
            load_if_exists=True,
        )
        search(messages, start, arguments.trials, study)
    except (DataFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    trials = study.get_trials(states=[TrialState.COMPLETE])
    best = sorted(trials, key=lambda trial: trial.value or 0.0, reverse=True)
    print_table(
        f"{len(trials)} trials, the first with the options as they were",
        ("trial", "accuracy", "options"),
        [
            [str(trial.number + 1), f"{trial.value:.4f}", _as_yaml(trial.params)]
            for trial in best[:10]
        ],
    )
    print("For config.yml:", _as_yaml(study.best_params), sep="\n")
    figures = [{"accuracy": trial.value, **trial.params} for trial in best]
    save_json(arguments.out / "search.json", {"trials": figures})
    return 0


if __name__ == "__main__":
    sys.exit(main())
