"""A projection that moves what a shopper says nearer to what answers it. Imports torch; training.

Softmax cross-entropy over all things, so that the nearest wrong ones count most. One matrix is
learned over an encoder that stays as it is, and stays near the identity: a small catalogue cannot
teach more, and it takes seconds. Scores are cosines over a temperature, as in Karpukhin et al.,
"Dense Passage Retrieval for Open-Domain Question Answering" (EMNLP 2020).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from tqdm import tqdm

from nlu_models.errors import TrainingDataError
from nlu_models.onnx_session import Vectors
from nlu_models.torch_runtime import torch


@dataclass(frozen=True)
class RetrievalOptions:
    """How to train.

    Attributes:
        epochs: Passes over the lessons, at most: training stops when held-out ones get no better.
        patience: So many passes without gain are waited for.
        batch_size: Lessons per step.
        learning_rate: Of Adam.
        temperature: Of the softmax over cosines.
        nearness: Weight of the squared distance from the identity.
        held_out: Share of the sources that are watched and not learned from.
        seed: Decides what is held out, and the order.
    """

    epochs: int = 40
    patience: int = 3
    batch_size: int = 256
    learning_rate: float = 5e-4
    temperature: float = 0.05
    nearness: float = 0.02
    held_out: float = 0.1
    seed: int = 42


@dataclass(frozen=True)
class Projection:
    """What was learned; losses are in nats, on lessons that were not learned from.

    Attributes:
        matrix: Float32 of shape (dim, dim): a vector ``v`` becomes ``matrix @ v``.
        before: Cross-entropy without it.
        after: Cross-entropy with it.
        lessons: How many were learned from.
    """

    matrix: Vectors
    before: float
    after: float
    lessons: int


def fit_projection(
    queries: Vectors,
    right: Sequence[Sequence[int]],
    sources: Sequence[str],
    things: Vectors,
    options: RetrievalOptions,
) -> Projection:
    """Learn a projection.

    Args:
        queries: Unit vectors of what is said, shape (lessons, dim).
        right: The rows of the things that answer each; none is empty.
        sources: What each was made of; those of one source are held out together.
        things: Unit vectors, shape (things, dim).
        options: How.

    Raises:
        TrainingDataError: There are too few lessons, so that none would be left or held out.
    """
    names = sorted(set(sources))
    if len(names) < 2 or len(things) < 2:
        raise TrainingDataError(
            f"{len(things)} products are too few to learn from: import the shop's catalogue first."
        )
    chance = random.Random(options.seed)
    aside = set(chance.sample(names, max(1, round(options.held_out * len(names)))))
    torch.manual_seed(options.seed)
    lessons = _Lessons(queries, right, things, options.temperature)
    train = torch.tensor([at for at, source in enumerate(sources) if source not in aside])
    held = torch.tensor([at for at, source in enumerate(sources) if source in aside])
    identity = torch.eye(queries.shape[1])
    matrix = identity.clone().requires_grad_()
    optimiser = torch.optim.Adam([matrix], lr=options.learning_rate)
    before = best = lessons.watched(identity, held)
    kept, waited = identity, 0
    with tqdm(total=options.epochs, desc="Learning what wishes mean", unit="pass") as progress:
        for _ in range(options.epochs):
            for batch in train[torch.randperm(len(train))].split(options.batch_size):
                optimiser.zero_grad()
                away = (matrix - identity).square().sum()
                (lessons.loss(matrix, batch) + options.nearness * away).backward()
                optimiser.step()
            now = lessons.watched(matrix, held)
            progress.set_postfix(held=f"{now:.3f}", refresh=False)
            progress.update()
            if now < best:
                best, kept, waited = now, matrix.detach().clone(), 0
                continue
            waited += 1
            if waited >= options.patience:
                break
    return Projection(kept.numpy().astype(np.float32), before, best, len(train))


class _Lessons:
    def __init__(
        self, queries: Vectors, right: Sequence[Sequence[int]], things: Vectors, temperature: float
    ) -> None:
        self._queries = torch.from_numpy(queries)
        self._things = torch.from_numpy(things)
        self._temperature = temperature
        share = torch.zeros(len(queries), len(things))
        for row, rows in enumerate(right):
            share[row, list(rows)] = 1 / len(set(rows))
        self._share = share

    def loss(self, matrix: torch.Tensor, chosen: torch.Tensor) -> torch.Tensor:
        """Return the mean cross-entropy with the right things of each, all alike right."""
        normalise = torch.nn.functional.normalize
        queries = normalise(self._queries[chosen] @ matrix.T, dim=1)
        scores = queries @ normalise(self._things @ matrix.T, dim=1).T / self._temperature
        return -(torch.log_softmax(scores, 1) * self._share[chosen]).sum(1).mean()

    def watched(self, matrix: torch.Tensor, held: torch.Tensor) -> float:
        with torch.no_grad():
            return float(self.loss(matrix, held))
