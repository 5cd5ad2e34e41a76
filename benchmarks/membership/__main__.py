"""Who was in the training data? Attacks on the matcher's model file, with and without privacy.

    python -m benchmarks.membership --train FILE [--epsilon 8 --epsilon 2] [--set OPTION=VALUE]

FILE is whatever `benchmarks.intents` reads. Half of the examples of each intent are learned from,
the attacks are asked about all, and the other half tells how useful the model is. `--set` is for
all trainings, `--set-private` for the private ones alone. `--shadows 4` adds the likelihood ratio
attack, which takes so many more trainings of each kind.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from benchmarks.intents.data import DataFileError, Labelled, read_messages
from benchmarks.intents.methods import chosen_options
from benchmarks.membership.attacks import (
    Array,
    Mask,
    attack_by_loss,
    attack_by_shadows,
    attack_by_vector,
    halves,
    look_at_model,
    success,
)
from benchmarks.membership.pictures import save_pictures
from benchmarks.report import print_table, save_json
from nlu_models.errors import NluModelError
from nlu_models.options import MatcherOptions
from settings import PROJECT_ROOT


@dataclass(frozen=True)
class Attacked:
    """A kind of training, and what became of it.

    Attributes:
        scores: Of each attack, by its name, for all examples.
        members_right: Share of the examples learned from whose intent is found.
        others_right: The same of the others: what the model is worth.
        epsilon: What was spent; None without privacy.
    """

    scores: dict[str, Array]
    members_right: float
    others_right: float
    epsilon: float | None


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--train", type=Path, required=True, metavar="FILE")
    parser.add_argument("--intents", type=int, help="only so many, the first by name")
    parser.add_argument("--epsilon", type=float, action="append", default=[])
    parser.add_argument("--set", action="append", default=[], metavar="OPTION=VALUE")
    parser.add_argument("--set-private", action="append", default=[], metavar="OPTION=VALUE")
    parser.add_argument("--shadows", type=int, default=0, help="an even number, at least 4")
    parser.add_argument("--only-private", action="store_true", help="without the shipped training")
    parser.add_argument("--seed", type=int, default=0, help="decides who is a member")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "membership")
    arguments = parser.parse_args()
    if arguments.shadows % 2 or arguments.shadows == 2:
        parser.error("--shadows must be an even number from 4 on, or 0")
    try:
        kinds = {} if arguments.only_private else {"as shipped": chosen_options(arguments.set)}
        for epsilon in arguments.epsilon:
            given = [*arguments.set, *arguments.set_private, f"private_epsilon={epsilon}"]
            kinds[f"epsilon {epsilon:g}"] = chosen_options(given)
        examples = read_messages(arguments.train, "train").known
        names = sorted({intent for _, intent in examples})[: arguments.intents]
        examples = [(text, intent) for text, intent in examples if intent in set(names)]
        members = halves(examples, arguments.seed)
        attacked = attack(kinds, examples, members, arguments.shadows)
    except (DataFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    report(arguments.out, attacked, members)
    curves = {name: of.scores for name, of in attacked.items()}
    worth = {name: of.others_right for name, of in attacked.items()}
    save_pictures(arguments.out, curves, worth, members)
    return 0


def attack(
    kinds: dict[str, MatcherOptions], examples: Labelled, members: Mask, shadows: int
) -> dict[str, Attacked]:
    """Train a model of each kind, and shadows of it, and attack it."""
    attacked = {}
    with tqdm(total=len(kinds) * (1 + shadows), desc="Attacking", unit="model") as bar:
        for name, options in kinds.items():
            target = look_at_model(examples, members, options)
            bar.update()
            scores = {"loss": attack_by_loss(target), "vector": attack_by_vector(target)}
            seen = []
            for number in range(shadows):
                # In pairs, so that each example is inside half of them.
                inside = halves(examples, 1_000 + number // 2) ^ bool(number % 2)
                other = replace(options, seed=options.seed + 1 + number)
                seen.append((inside, look_at_model(examples, inside, other)))
                bar.update()
            if seen:
                scores["shadows"] = attack_by_shadows(target, seen)
            attacked[name] = Attacked(
                scores,
                float(target.right[members].mean()),
                float(target.right[~members].mean()),
                target.epsilon,
            )
    return attacked


def report(out: Path, attacked: dict[str, Attacked], members: Mask) -> None:
    """Print and save how the attacks fare, and what the models are worth."""
    figures: dict[str, dict[str, Any]] = {}
    rows = []
    for name, of in attacked.items():
        fared = {attack: success(scores, members) for attack, scores in of.scores.items()}
        figures[name] = {
            "epsilon": of.epsilon,
            "accuracy": of.others_right,
            "accuracy_of_members": of.members_right,
            "attacks": fared,
        }
        cells = [f"{found[key]:.3f}" for found in fared.values() for key in ("auc", "tpr_at_1_fpr")]
        rows.append([name, f"{of.others_right:.3f}", f"{of.members_right:.3f}", *cells])
    attacks = list(next(iter(attacked.values())).scores)
    columns = [f"{attack}: {what}" for attack in attacks for what in ("AUC", "hits at 1 %")]
    print_table(
        f"{int(np.sum(members)):,} members, {int(np.sum(~members)):,} others",
        ("training", "accuracy", "of members", *columns),
        rows,
    )
    save_json(out / "membership.json", figures)


if __name__ == "__main__":
    sys.exit(main())
