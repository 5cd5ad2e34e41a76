"""Next purchase, leave-one-out: Tactful's item model beside what a shop would otherwise use.

The newest item of each shopper is the test, the one before it chooses the hyperparameters. All
items are ranked, those already bought are excluded. The final fit has all but the newest item.

    python -m benchmarks.recommendation --interactions FILE [--attributes FILE] [--out FOLDER]

FILE has a line per shopper: id, then item ids, oldest first. Who has one item only is learned from
and not tested. Attributes (JSON, item id to list) are taken from NAME_item2attributes.json beside
it, if that is there. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tqdm import tqdm

from actions.recommendation.errors import RecommendationError
from actions.recommendation.interactions import (
    InteractionFileError,
    Interactions,
    read_attributes,
    read_interactions,
)
from actions.recommendation.item_model import content_features, fit_item_model
from actions.recommendation.item_statistics import count_items
from benchmarks.recommendation.choosing import STEPS, Validation, choose_options, fit_peer
from benchmarks.recommendation.peers import PEERS, PUBLISHED
from benchmarks.recommendation.ranking import Figures, Scorer, Shelf, evaluate
from benchmarks.report import print_table, save_json
from settings import PROJECT_ROOT

_COLUMNS = ("ndcg@10", "hr@10", "coverage", "novelty", "diversity", "miscalibration")
Fitted = tuple[str, Scorer, dict[str, float]]


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.recommendation", description=__doc__.partition("\n")[0]
    )
    add_data_arguments(parser)
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "recommendation")
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore", category=RuntimeWarning, module="implicit")
    try:
        data, shelf = read_data(arguments)
        figures, chosen = run(data, shelf)
    except RecommendationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    report(data, shelf, figures)
    left_out = [
        name
        for peer in PEERS
        for name in peer.decays
        if peer.most_items is not None and len(data.items) > peer.most_items
    ]
    if left_out:
        print(f"Not fitted, the catalogue is too large for a dense inverse: {', '.join(left_out)}.")
    save_json(
        arguments.out / "recommendation.json",
        {**figures, "chosen": chosen, "left_out": left_out, "published": PUBLISHED},
    )
    return 0


def add_data_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say what to read."""
    parser.add_argument("--interactions", type=Path, required=True, metavar="FILE")
    parser.add_argument("--attributes", type=Path, metavar="FILE")


def read_data(arguments: argparse.Namespace) -> tuple[Interactions, Shelf]:
    """Read what the arguments name.

    Raises:
        InteractionFileError: A file cannot be read, or there is nobody to test.
    """
    data = read_interactions(arguments.interactions)
    split = data.left_out(0)
    if not split.targets:
        raise InteractionFileError(
            f"{arguments.interactions}: no line has two items, of which one could be left out for "
            "the test. Write all that a shopper bought in one line."
        )
    beside = arguments.interactions.with_name(f"{arguments.interactions.stem}_item2attributes.json")
    path = arguments.attributes or (beside if beside.is_file() else None)
    attributes = None if path is None else read_attributes(path, data.items)
    bought = count_items(split.fitted, len(data.items)).bought
    return data, Shelf(bought, len(split.fitted), attributes)


def run(data: Interactions, shelf: Shelf) -> tuple[dict[str, Figures], dict[str, Any]]:
    """Choose, fit and test every method; returns figures and what was chosen, by name."""
    split, validation = data.left_out(0), Validation(data)
    figures: dict[str, Figures] = {}
    chosen: dict[str, Any] = {}
    names = [name for peer in PEERS for name in peer.decays]
    with tqdm(total=len(names) + 2, desc="methods") as progress:
        for name, score, choice in _methods(data, shelf, validation):
            chosen[name] = choice
            figures[name] = evaluate(score, split.histories, split.targets, len(data.items), shelf)
            progress.write(f"{name}: {figures[name]['ndcg@10']:.4f} / {figures[name]['hr@10']:.4f}")
            progress.update()
    order = sorted(figures, key=lambda name: name.startswith("tactful"))
    return {name: figures[name] for name in order}, chosen


def _methods(data: Interactions, shelf: Shelf, validation: Validation) -> Iterator[Fitted]:
    """Yield one fitted method after the other; of dense ones no two are held at a time."""
    split = data.left_out(0)
    content = None if shelf.attributes is None else content_features(shelf.attributes)
    with tqdm(total=STEPS, desc="choosing", leave=False) as progress:
        options = choose_options(validation, content, progress.update)
    statistics = count_items(split.fitted, len(data.items))
    if content is not None:
        yield "tactful-without-content", fit_item_model(statistics, options).scores, asdict(options)
    yield "tactful", fit_item_model(statistics, options, content).scores, asdict(options)
    for peer in PEERS:
        if peer.most_items is None or len(data.items) <= peer.most_items:
            yield from fit_peer(peer, validation, split)


def report(data: Interactions, shelf: Shelf, figures: dict[str, Figures]) -> None:
    """Print the table."""
    ours = figures["tactful"]["ndcg@10"] or 0.0
    rows = []
    shown: dict[str, Figures] = {**figures, **PUBLISHED}
    for name, found in shown.items():
        cells = [_text(found.get(column)) for column in _COLUMNS]
        rows.append([name, *cells, f"{ours / max(found['ndcg@10'] or 0.0, 1e-9):.2f}"])
    tested = len(data.left_out(0).targets)
    print_table(
        f"{len(data.histories):,} shoppers, {tested:,} of them tested, {len(data.items):,} items, "
        f"{'without' if shelf.attributes is None else 'with'} attributes",
        ("method", *_COLUMNS, "ratio of NDCG"),
        rows,
    )


def _text(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}" if value < 1 else f"{value:.2f}"


if __name__ == "__main__":
    sys.exit(main())
