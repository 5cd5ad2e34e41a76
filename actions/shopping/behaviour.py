"""What customers buy after what, counted from the shop's orders.

    python -m actions.shopping.behaviour

counts anew and writes ``orders.npz`` beside the search index; running servers take it up with the
next answer. The action server counts at each start by itself. With an epsilon, set or given, there
is noise over the counts, and it counts by itself only where there are none under that epsilon: each
count spends the budget once more (see docs/recommendation.md).
"""

from __future__ import annotations

import argparse
import logging
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from actions.recommendation.errors import RecommendationError
from actions.recommendation.item_model import ItemModel, ItemModelOptions, fit_item_model
from actions.recommendation.item_statistics import (
    ItemStatistics,
    StatisticsFileError,
    count_items,
    load_statistics,
    save_statistics,
)
from actions.recommendation.private_statistics import PrivacyBudget, private_statistics
from actions.shop.database import ShopError, open_shop
from settings import SettingsError, get_settings

_log = logging.getLogger(__name__)
# How popular a product is, and what it is like, the recommender weighs by itself.
_PAIRS_ALONE = ItemModelOptions(popularity_weight=0.0)


class Orders(Protocol):
    """What is read of the shop (``actions.shop.catalogue.Catalogue``)."""

    def ids(self) -> list[int]:
        """Return the ids of all active products."""
        ...

    def purchases(self) -> list[list[int]]:
        """Return the ids of products that each customer bought, oldest first."""
        ...


class Behaviour:
    """The counts in a folder, and the model made of them.

    Args:
        folder: Where the file lies.
        epsilon: Of the noise over the counts; 0 counts exactly.
    """

    def __init__(self, folder: Path, epsilon: float) -> None:
        # A file for each epsilon: with another one, what is there does not count.
        self.path = folder / ("orders.npz" if epsilon == 0 else f"orders-{epsilon:g}.npz")
        self._epsilon = epsilon
        self._lock = threading.Lock()
        self._read_at: int | None = None
        self._model: ItemModel | None = None
        self._ids: tuple[int, ...] = ()
        self._positions: dict[int, int] = {}

    @staticmethod
    def of_settings(folder: Path) -> Behaviour:
        """Return the counts under the epsilon of the settings."""
        return Behaviour(folder, get_settings().orders_epsilon)

    def learn(self, orders: Orders, *, anew: bool = False) -> int:
        """Count, unless private counts are there already; returns of how many customers.

        Args:
            orders: The shop.
            anew: Whether to count although private counts are there, which costs privacy.

        Raises:
            ShopError: The shop cannot be read.
            StatisticsFileError: The counts cannot be written.
        """
        if self._epsilon > 0 and self.path.is_file() and not anew:
            return 0
        ids = orders.ids()
        positions = {product_id: at for at, product_id in enumerate(ids)}
        histories = [
            [positions[product_id] for product_id in bought if product_id in positions]
            for bought in orders.purchases()
        ]
        save_statistics(self.path, self._counted(histories, len(ids)), ids)
        return len(histories)

    def following(self, purchased: Sequence[int]) -> dict[int, float]:
        """Return what others bought after these products.

        Args:
            purchased: Product ids, newest last; those that nobody bought at the time of counting
                are passed over.

        Returns:
            Product id to weight, the likeliest 1; without what nobody else bought after any, and
            without these products themselves.
        """
        with self._lock:
            self._read()
            model, ids = self._model, self._ids
            known = [self._positions[i] for i in purchased if i in self._positions]
        if model is None or not known:
            return {}
        scores = model.scores([known])[0]
        scores[known] = 0  # their counts may be this customer's own
        most = float(scores.max(initial=0.0))
        return {ids[at]: float(scores[at]) / most for at in scores.nonzero()[0] if scores[at] > 0}

    def _counted(self, histories: Sequence[Sequence[int]], count: int) -> ItemStatistics:
        if self._epsilon == 0:
            return count_items(histories, count)
        return private_statistics(histories, count, PrivacyBudget(self._epsilon))

    def _read(self) -> None:
        """Read the file, if it is there and has changed; one that is unusable counts as none."""
        try:
            changed = self.path.stat().st_mtime_ns
        except FileNotFoundError:
            return
        if changed == self._read_at:
            return
        self._read_at = changed
        try:
            statistics, self._ids = load_statistics(self.path)
        except StatisticsFileError as error:
            _log.error("Suggestions do without what others bought: %s", error)
            self._model = None
            return
        self._positions = {product_id: at for at, product_id in enumerate(self._ids)}
        self._model = fit_item_model(statistics, _PAIRS_ALONE)


def main(arguments: Sequence[str] | None = None) -> int:
    """Count from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m actions.shopping.behaviour", description=__doc__.partition("\n")[0]
    )
    parser.parse_args(arguments)
    try:
        settings = get_settings()
        behaviour = Behaviour.of_settings(settings.state_dir / "index")
        number = behaviour.learn(open_shop().catalogue, anew=True)
    except (ShopError, SettingsError, RecommendationError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    epsilon = settings.orders_epsilon
    noise = f"with noise under epsilon {epsilon:g}" if epsilon else "exactly"
    print(f"Counted {noise} what {number:,} customers bought: {behaviour.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
