"""Next purchase, leave-one-out: Tactful's item model beside what a shop would otherwise use.

The newest item of each shopper is the test, the one before it chooses the hyperparameters. All
items are ranked, those already bought are excluded. The final fit has all but the newest item.

    python -m benchmarks.recommendation --interactions FILE [--attributes FILE] [--out FOLDER]

FILE has a line per shopper: id, then item ids, oldest first. Attributes (JSON, item id to list) are
taken from NAME_item2attributes.json beside it, if that is there. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from itertools import product
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from actions.recommendation.errors import RecommendationError
from actions.recommendation.interactions import Interactions, read_attributes, read_interactions
from actions.recommendation.item_model import (
    ItemModel,
    ItemModelOptions,
    content_similarity,
    cosines,
    decayed,
    fit_following,
    fit_item_model,
    fit_together,
)
from benchmarks.report import print_table, save_json
from settings import PROJECT_ROOT

Scores = npt.NDArray[np.float32]
Scorer = Callable[[Sequence[Sequence[int]]], Scores]

_K = 10
_BATCH = 1000
_CHOOSING = 5000  # shoppers on whom hyperparameters are chosen
_TOGETHER_PENALTIES = (150.0, 300.0)
_NEXT_PENALTIES = (20.0, 40.0)
_DECAYS = (0.6, 0.7, 0.8)
_NEXT_WEIGHTS = (0.7, 1.0, 1.5)
_CONTENT_WEIGHTS = (0.01, 0.02, 0.03, 0.045)


def evaluate(
    score: Scorer, histories: Sequence[Sequence[int]], targets: Sequence[int]
) -> dict[str, float]:
    """Rank all items for each history.

    Items of equal score share their mean rank, so that a model that knows nothing wins nothing.

    Returns:
        ``ndcg@10`` and ``hr@10``.
    """
    gain = hits = 0.0
    for start in range(0, len(histories), _BATCH):
        batch = histories[start : start + _BATCH]
        scores = score(batch)
        for row, history in enumerate(batch):
            scores[row, list(history)] = -np.inf
        wanted = np.asarray(targets[start : start + _BATCH])
        reached = scores[np.arange(len(batch)), wanted][:, None]
        ties = (scores == reached).sum(axis=1) - 1
        rank = (scores > reached).sum(axis=1) + ties / 2
        # A target bought before is excluded, and so never found.
        found = (rank < _K) & np.isfinite(reached[:, 0])
        hits += float(found.sum())
        gain += float((found / np.log2(rank + 2)).sum())
    return {"ndcg@10": gain / len(histories), "hr@10": hits / len(histories)}


def popularity(fitted: Sequence[Sequence[int]], count: int) -> Scorer:
    """Rank by how many bought an item."""
    bought = np.asarray(decayed(fitted, count, 1.0).sum(axis=0), dtype=np.float32)
    return lambda histories: np.repeat(bought, len(histories), axis=0)


def item_knn(fitted: Sequence[Sequence[int]], count: int) -> Scorer:
    """Rank by cosine with what was bought."""
    return by_matrix(cosines(decayed(fitted, count, 1.0).T.tocsr()), 1.0)


def by_matrix(matrix: Scores, decay: float) -> Scorer:
    """Rank by an item model's matrix, shape (items, items), on a history that decays."""
    return lambda histories: np.asarray(decayed(histories, len(matrix), decay) @ matrix, np.float32)


def choose(data: Interactions, content: Scores | None) -> ItemModelOptions:
    """Choose the options, EASE's decay among them, on the item before the newest."""
    fitted, count = data.without_last(2), len(data.items)
    targets = [history[-2] for history in data.histories]
    some = np.random.default_rng(0).permutation(len(fitted))[:_CHOOSING]
    histories, wanted = [fitted[i] for i in some], [targets[i] for i in some]

    def ndcg(score: Scorer) -> float:
        return evaluate(score, histories, wanted)["ndcg@10"]

    steps = tqdm(total=len(_TOGETHER_PENALTIES) + len(_NEXT_PENALTIES) + 1, desc="choosing")
    together = {}
    for penalty in _TOGETHER_PENALTIES:
        matrix = fit_together(fitted, count, penalty)
        together.update({(ndcg(by_matrix(matrix, d)), penalty, d): matrix for d in _DECAYS})
        steps.update()
    best = max(together)
    matrix = together[best]
    following, decay = {}, ItemModelOptions().next_decay
    for penalty in _NEXT_PENALTIES:
        one = fit_following(fitted, count, penalty, decay)
        following[ndcg(by_matrix(one, decay)), penalty] = one
        steps.update()
    next_best = max(following)
    options = ItemModelOptions(
        together_penalty=best[1], together_decay=best[2], next_penalty=next_best[1]
    )
    weights = product(_NEXT_WEIGHTS, _CONTENT_WEIGHTS if content is not None else (0.0,))
    tried = {}
    for next_weight, content_weight in weights:
        chosen = replace(options, next_weight=next_weight, content_weight=content_weight)
        model = ItemModel(matrix, following[next_best], content, chosen)
        tried[ndcg(model.scores)] = chosen
    steps.update()
    steps.close()
    return tried[max(tried)]


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interactions", type=Path, required=True, metavar="FILE")
    parser.add_argument("--attributes", type=Path, metavar="FILE")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "recommendation")
    arguments = parser.parse_args()
    beside = arguments.interactions.with_name(f"{arguments.interactions.stem}_item2attributes.json")
    attributes = arguments.attributes or (beside if beside.is_file() else None)
    try:
        data = read_interactions(arguments.interactions)
        figures, options = run(data, attributes)
    except RecommendationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    ours = figures["tactful"]["ndcg@10"]
    print_table(
        f"{len(data.histories):,} shoppers, {len(data.items):,} items, "
        f"{'with' if attributes else 'without'} attributes",
        ("method", "NDCG@10", "HR@10", "ratio of NDCG"),
        [
            [
                name,
                f"{f['ndcg@10']:.4f}",
                f"{f['hr@10']:.4f}",
                f"{ours / max(f['ndcg@10'], 1e-9):.2f}",
            ]
            for name, f in figures.items()
        ],
    )
    save_json(arguments.out / "recommendation.json", {**figures, "options": asdict(options)})
    return 0


def run(
    data: Interactions, attributes: Path | None
) -> tuple[dict[str, dict[str, float]], ItemModelOptions]:
    """Choose, fit and test every method.

    Raises:
        InteractionFileError: The attributes cannot be read.
    """
    content = None
    if attributes is not None:
        content = content_similarity(read_attributes(attributes, data.items))
    options = choose(data, content)
    fitted, count = data.without_last(1), len(data.items)
    targets = [history[-1] for history in data.histories]
    model = fit_item_model(fitted, count, options, content)
    methods: dict[str, Scorer] = {
        "popularity": popularity(fitted, count),
        "item-knn": item_knn(fitted, count),
        "ease": by_matrix(model.together, 1.0),
        "ease-recency": by_matrix(model.together, options.together_decay),
        "tactful-without-content": replace(model, content=None).scores,
        "tactful": model.scores,
    }
    figures = {
        name: evaluate(score, fitted, targets)
        for name, score in tqdm(methods.items(), desc="testing")
    }
    return figures, options


if __name__ == "__main__":
    sys.exit(main())
