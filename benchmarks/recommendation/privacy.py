"""What privacy costs: NDCG@10 and HR@10 against epsilon, and at each level of the dial.

    python -m benchmarks.recommendation.privacy --interactions FILE [--shoppers N] [--out FOLDER]

Item statistics: the item model is made of counts with noise under epsilon, for all that any shopper
ever bought (:mod:`actions.recommendation.private_statistics`); the shopper's own history is known.

The dial: at off the item at hand alone, its content and what is popular; at session the last few
items; at profile, in addition, a profile of the items before them, with noise under epsilon for
each of them (``bot.privacy.profiles``); or, for a signed-in customer, the whole history.

The item model has its default options: to choose them on the shoppers would cost privacy, too. (The
weight of the profile is chosen on the item before the newest, without noise.)
Utility kept is the share of what the model without noise gains over popularity.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from tqdm import tqdm

from actions.recommendation.errors import RecommendationError
from actions.recommendation.interactions import Interactions
from actions.recommendation.item_model import ItemModel, content_features, decayed, fit_item_model
from actions.recommendation.item_statistics import count_items
from actions.recommendation.private_statistics import (
    PrivacyBudget,
    noise_scale,
    private_statistics,
)
from benchmarks.recommendation.__main__ import add_data_arguments, read_data
from benchmarks.recommendation.choosing import Validation
from benchmarks.recommendation.peers import popularity
from benchmarks.recommendation.picture import save_curves
from benchmarks.recommendation.ranking import Scorer, Scores, Shelf, evaluate
from benchmarks.report import print_table, save_json
from bot.privacy.profile_weights import MOST_WEIGHT, noise_floor
from settings import PROJECT_ROOT

EPSILONS = (8.0, 4.0, 2.0, 1.0, 0.5)
_SESSION = 3  # purchases that pass for a session
_PROFILE_WEIGHTS = (0.001, 0.003, 0.01, 0.03)
Row = dict[str, Any]


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.recommendation.privacy",
        description=__doc__.partition("\n")[0],
    )
    add_data_arguments(parser)
    parser.add_argument("--shoppers", type=int, metavar="N", help="test so many (default: all)")
    parser.add_argument("--delta", type=float, default=1e-6)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "recommendation")
    arguments = parser.parse_args()
    try:
        data, shelf = read_data(arguments)
        rows = run(data, shelf, arguments.shoppers, arguments.delta, arguments.seed)
    except RecommendationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print_table(
        f"{len(data.histories):,} shoppers, {len(data.items):,} items, delta {arguments.delta:g}",
        ("inputs", "epsilon", "NDCG@10", "HR@10", "utility kept"),
        [
            [
                row["inputs"],
                "–" if row["epsilon"] is None else f"{row['epsilon']:g}",
                f"{row['ndcg@10']:.4f}",
                f"{row['hr@10']:.4f}",
                f"{row['kept']:.0%}",
            ]
            for row in rows
        ],
    )
    save_curves(arguments.out / "privacy_curve.png", rows)
    save_json(arguments.out / "privacy.json", {"delta": arguments.delta, "rows": rows})
    return 0


def run(
    data: Interactions, shelf: Shelf, shoppers: int | None, delta: float, seed: int
) -> list[Row]:
    """Measure each row of the table.

    Raises:
        PrivacyBudgetError: Delta is out of range.
    """
    noise_scale(1.0, delta)
    split, count = data.left_out(0), len(data.items)
    some = np.random.default_rng(seed).permutation(len(split.targets))[:shoppers]
    histories = [split.histories[at] for at in some]
    targets = [split.targets[at] for at in some]
    rows: list[Row] = []
    methods = _methods(data, shelf, delta, np.random.default_rng(seed))
    total = 4 + len(EPSILONS) + (1 + len(EPSILONS)) * (shelf.attributes is not None)
    for inputs, epsilon, score in tqdm(methods, total=total, desc="inputs"):
        found = evaluate(score, histories, targets, count)
        rows.append({"inputs": inputs, "epsilon": epsilon, **found})
    low, high = rows[0]["ndcg@10"], rows[1]["ndcg@10"]
    for row in rows:
        row["kept"] = (row["ndcg@10"] - low) / (high - low) if high > low else 0.0
    return rows


def _methods(
    data: Interactions, shelf: Shelf, delta: float, chance: np.random.Generator
) -> Iterator[tuple[str, float | None, Scorer]]:
    fitted, count = data.left_out(0).fitted, len(data.items)
    content = None if shelf.attributes is None else content_features(shelf.attributes)
    model = fit_item_model(count_items(fitted, count), content=content)
    yield "popularity", None, popularity(fitted, count, {})(1.0)
    yield "history, exact statistics", None, model.scores
    for epsilon in EPSILONS:
        private = private_statistics(fitted, count, PrivacyBudget(epsilon, delta), chance)
        yield "private statistics", epsilon, fit_item_model(private, content=content).scores
    alone = replace(model, following=sparse.csr_matrix(model.following.shape, dtype=np.float32))
    yield "dial: off", None, newest(alone, 1)
    yield "dial: session", None, newest(model, _SESSION)
    if shelf.attributes is None or content is None:
        return
    validation = Validation(data)
    before = fit_item_model(count_items(validation.fitted, count), content=content)
    weight = max(
        _PROFILE_WEIGHTS,
        key=lambda tried: validation.ndcg(
            with_profile(before, shelf.attributes, content, None, tried, chance)
        ),
    )
    for noise in (None, *EPSILONS):
        score = with_profile(model, shelf.attributes, content, noise, weight, chance)
        yield "dial: profile", noise, score


def newest(model: ItemModel, count: int) -> Scorer:
    """Rank by the newest items of a history alone."""
    return lambda histories: model.scores([history[-count:] for history in histories])


def with_profile(
    model: ItemModel,
    attributes: sparse.csr_matrix,
    content: sparse.csr_matrix,
    epsilon: float | None,
    weight: float,
    chance: np.random.Generator,
) -> Scorer:
    """Rank by the session, and by a profile of what was bought before it.

    Each item before the session is a visit of its own, which spreads one unit over its attributes.

    Args:
        model: Ranks by the session.
        attributes: 0/1, shape (items, attributes): one facet, for they have no kinds here.
        content: Features of the items.
        epsilon: For each visit; None keeps the profile without noise.
        weight: Of the profile.
        chance: Draws the noise.
    """
    number = np.asarray(attributes.sum(axis=1)).ravel()
    spread = (sparse.diags(MOST_WEIGHT / np.maximum(1, number)) @ attributes).tocsr()

    def score(histories: Sequence[Sequence[int]]) -> Scores:
        earlier = [history[:-_SESSION] for history in histories]
        totals = (decayed(earlier, len(number), 1.0) @ spread).toarray()
        visits = np.array([len(history) for history in earlier])
        if epsilon is not None:
            scale = MOST_WEIGHT / epsilon
            # The sum of so many Laplace variables is the difference of two Gamma variables.
            shape = np.maximum(visits, 1e-9)[:, None]
            totals += chance.gamma(shape, scale, totals.shape)
            totals -= chance.gamma(shape, scale, totals.shape)
            floors = [noise_floor(scale, totals.shape[1], max(1, known)) for known in visits]
            totals[totals <= np.array(floors)[:, None]] = 0
        interests = np.minimum(1, totals / np.maximum(1, visits)[:, None])
        taste = (content @ interests.T).T
        return np.asarray(newest(model, _SESSION)(histories) + weight * taste)

    return score


if __name__ == "__main__":
    sys.exit(main())
