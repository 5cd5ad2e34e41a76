"""The two sides of the simulation, in processes of their own, over Flower's gRPC.

A shop sends sums over its shoppers (:mod:`actions.recommendation.item_statistics`), with noise of
its own where there is an epsilon: what leaves it is then differentially private, whoever reads it.
The server adds the sums up and sends the result to all. Each shop makes the model of it, tests it
on its own shoppers, and beside it the model of its own sums.

Flower is no dependency of the project: :mod:`benchmarks.federated.__main__` puts it into a folder.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from functools import reduce
from operator import add
from pathlib import Path
from typing import Any

import numpy as np
from flwr.client import NumPyClient, start_client
from flwr.common import (
    EvaluateIns,
    FitIns,
    Parameters,
    ndarrays_to_parameters,
    parameters_to_ndarrays,
)
from flwr.server import ServerConfig, start_server
from flwr.server.strategy import Strategy
from scipy import sparse

from actions.recommendation.item_model import fit_item_model
from actions.recommendation.item_statistics import ItemStatistics, count_items
from actions.recommendation.private_statistics import PrivacyBudget, private_statistics
from benchmarks.recommendation.ranking import evaluate

_MEASURES = ("ndcg@10", "hr@10")


def to_arrays(statistics: ItemStatistics) -> list[np.ndarray[Any, Any]]:
    """Return statistics as Flower sends them."""
    following = statistics.following.tocsr()
    return [statistics.bought, following.data, following.indices, following.indptr]


def from_arrays(arrays: list[np.ndarray[Any, Any]]) -> ItemStatistics:
    """Return the statistics that ``to_arrays`` took apart."""
    bought, data, indices, indptr = arrays
    shape = (len(bought), len(bought))
    return ItemStatistics(bought, sparse.csr_matrix((data, indices, indptr), shape=shape))


class SumOfCounts(Strategy):
    """Adds up what the shops send, in one round, which is all that sums need.

    Args:
        shops: How many there are.
        out: Where the figures go, as JSON.
    """

    def __init__(self, shops: int, out: Path) -> None:
        self._shops = shops
        self._out = out

    def initialize_parameters(self, client_manager: Any) -> Parameters:
        """Begin with nothing."""
        return ndarrays_to_parameters([])

    def configure_fit(
        self, server_round: int, parameters: Parameters, client_manager: Any
    ) -> list[Any]:
        """Ask every shop for its sums."""
        client_manager.wait_for(self._shops)
        return [(shop, FitIns(parameters, {})) for shop in client_manager.all().values()]

    def aggregate_fit(
        self, server_round: int, results: list[Any], failures: list[Any]
    ) -> tuple[Parameters | None, dict[str, Any]]:
        """Add them up."""
        if failures or len(results) != self._shops:
            raise RuntimeError(f"{self._shops - len(results)} of {self._shops} shops failed")
        sums = [from_arrays(parameters_to_ndarrays(found.parameters)) for _, found in results]
        return ndarrays_to_parameters(to_arrays(reduce(add, sums))), {}

    def configure_evaluate(
        self, server_round: int, parameters: Parameters, client_manager: Any
    ) -> list[Any]:
        """Have every shop test the sum."""
        return [(shop, EvaluateIns(parameters, {})) for shop in client_manager.all().values()]

    def aggregate_evaluate(
        self, server_round: int, results: list[Any], failures: list[Any]
    ) -> tuple[float | None, dict[str, Any]]:
        """Write the means over all shoppers who were tested."""
        total = sum(found.num_examples for _, found in results)
        if failures or not total:
            raise RuntimeError("shops failed to test what they learned together")
        figures = {
            name: sum(found.metrics[name] * found.num_examples for _, found in results) / total
            for name in results[0][1].metrics
        }
        self._out.write_text(json.dumps({**figures, "tested": total}), encoding="utf-8")
        return None, figures

    def evaluate(self, server_round: int, parameters: Parameters) -> None:
        """Nothing is tested where no shopper is known."""


class Shop(NumPyClient):
    """One shop with its shoppers.

    Args:
        path: The shop's own data, as JSON.
        epsilon: Of the noise over what it sends; None sends exact sums.
        delta: Goes with it.
    """

    def __init__(self, path: Path, epsilon: float | None, delta: float) -> None:
        held = json.loads(path.read_text(encoding="utf-8"))
        self._count: int = held["count"]
        self._histories, self._targets = held["histories"], held["targets"]
        self._own = count_items(held["fitted"], self._count)
        self._sent = self._own
        if epsilon is not None:
            budget = PrivacyBudget(epsilon, delta)
            self._sent = private_statistics(held["fitted"], self._count, budget)

    def fit(self, parameters: Any, config: Any) -> tuple[Any, int, dict[str, Any]]:
        """Return the sums."""
        return to_arrays(self._sent), len(self._targets), {}

    def evaluate(self, parameters: Any, config: Any) -> tuple[float, int, dict[str, Any]]:
        """Return figures of the common model, and of the shop's own."""
        figures = {}
        for name, statistics in (("federated", from_arrays(parameters)), ("local", self._own)):
            model = fit_item_model(statistics)
            found = evaluate(model.scores, self._histories, self._targets, self._count)
            figures |= {f"{name} {measure}": found[measure] for measure in _MEASURES}
        return 0.0, len(self._targets), figures


def main() -> int:
    """Run one side; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--address", required=True)
    parser.add_argument("--shops", type=int, help="be the server, of so many shops")
    parser.add_argument("--out", type=Path, help="of the server: where the figures go")
    parser.add_argument("--data", type=Path, help="be the shop of that file")
    parser.add_argument("--epsilon", type=float)
    parser.add_argument("--delta", type=float, default=1e-6)
    arguments = parser.parse_args()
    logging.getLogger("flwr").setLevel(logging.ERROR)
    if arguments.data is not None:
        shop = Shop(arguments.data, arguments.epsilon, arguments.delta)
        start_client(server_address=arguments.address, client=shop.to_client())
    else:
        start_server(
            server_address=arguments.address,
            config=ServerConfig(num_rounds=1),
            strategy=SumOfCounts(arguments.shops, arguments.out),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
