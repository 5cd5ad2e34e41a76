"""Chooses hyperparameters, on the item before the newest, and fits with them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from scipy import sparse

from actions.recommendation.interactions import Interactions, Split
from actions.recommendation.item_model import ItemModelOptions, fit_item_model
from actions.recommendation.item_statistics import ItemStatistics, count_items
from benchmarks.recommendation.peers import Peer
from benchmarks.recommendation.ranking import Scorer, evaluate

_SHOPPERS = 3000  # on whom hyperparameters are chosen
_GRID: dict[str, tuple[float, ...]] = {
    "damping": (20.0, 50.0, 100.0, 200.0),
    "exponent": (0.3, 0.4, 0.5, 0.6),
    "backward": (0.0, 0.25, 0.5, 1.0),
    "decay": (0.5, 0.6, 0.7, 0.8),
    "content_weight": (0.0, 0.005, 0.01, 0.02, 0.03),
    "popularity_weight": (0.0001, 0.0005, 0.001, 0.002),
}
_ROUNDS = 2
STEPS = _ROUNDS * sum(map(len, _GRID.values()))


class Validation:
    """The shoppers on whom hyperparameters are chosen.

    Args:
        data: All that was bought; its newest items are not looked at.
    """

    def __init__(self, data: Interactions) -> None:
        split = data.left_out(1)
        self.fitted, self.count = split.fitted, len(data.items)
        some = np.random.default_rng(0).permutation(len(split.histories))[:_SHOPPERS]
        self.split = Split(
            split.fitted,
            tuple(split.histories[at] for at in some),
            tuple(split.targets[at] for at in some),
        )

    def ndcg(self, score: Scorer) -> float:
        """Return NDCG@10 of a scorer, 0 where nobody can be tested."""
        if not self.split.histories:
            return 0.0
        found = evaluate(score, self.split.histories, self.split.targets, self.count)
        return found["ndcg@10"] or 0.0


def choose_options(
    validation: Validation, content: sparse.csr_matrix | None, step: Callable[[], Any]
) -> ItemModelOptions:
    """Choose the item model's options one after the other, twice, each with the others held.

    Args:
        validation: Whom to choose on; where there is nobody, the defaults stay.
        content: Features of the items, or None.
        step: Called after each try, ``STEPS`` times at most.
    """
    statistics: ItemStatistics = count_items(validation.fitted, validation.count)
    best = ItemModelOptions()
    if not validation.split.histories:
        return best
    for _ in range(_ROUNDS):
        for name, values in _GRID.items():
            tried = {}
            for value in values if content is not None or name != "content_weight" else ():
                options = replace(best, **{name: value})
                model = fit_item_model(statistics, options, content)
                tried[value] = validation.ndcg(model.scores)
                step()
            if tried:
                best = replace(best, **{name: max(tried, key=lambda value: tried[value])})
    return best


def fit_peer(
    peer: Peer, validation: Validation, split: Split
) -> Iterator[tuple[str, Scorer, dict[str, float]]]:
    """Choose what a peer lets choose, and fit it.

    Yields:
        The method's name, its scorer and what was chosen.
    """
    tried: dict[str, dict[tuple[int, float], float]] = {name: {} for name in peer.decays}
    free = len(peer.grid) > 1 or any(len(decays) > 1 for decays in peer.decays.values())
    for at, choice in enumerate(peer.grid):
        made = peer.fit(validation.fitted, validation.count, choice) if free else None
        for name, decays in peer.decays.items():
            for decay in decays:
                tried[name][at, decay] = validation.ndcg(made(decay)) if made else 0.0
        del made  # a dense matrix, before the next one is made
    best = {name: max(figures, key=lambda key: figures[key]) for name, figures in tried.items()}
    for at in sorted({at for at, _ in best.values()}):
        made = peer.fit(split.fitted, validation.count, peer.grid[at])
        for name, (chosen, decay) in best.items():
            if chosen == at:
                yield name, made(decay), {**peer.grid[at], "decay": decay}
