"""An encoder fine-tuned so that a wish lies near what answers it. Imports torch; training only.

Softmax cross-entropy over the passages of a batch: Karpukhin et al., "Dense Passage Retrieval for
Open-Domain Question Answering" (EMNLP 2020), with hard negatives from the encoder as it is at each
epoch's start: Xiong et al., "Approximate Nearest Neighbor Negative Contrastive Learning" (ICLR
2021). What is learned is added in part: Wortsman et al., "Robust fine-tuning of zero-shot models"
(CVPR 2022).
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tqdm import tqdm

from nlu_models.backbone import MeanPooledEncoder
from nlu_models.errors import TrainingDataError
from nlu_models.fitting import rate_schedule, training_device
from nlu_models.model import freeze
from nlu_models.torch_runtime import torch

_NEAREST = 20  # a hard negative is drawn from so many
_ENCODED_AT_ONCE = 64
_WATCHED_TEXTS = 2  # of each thing; all of them take long


@dataclass(frozen=True)
class Lesson:
    """A query, and the numbers of the things that answer it.

    Attributes:
        query: As a shopper would type it.
        right: Of the things; never empty.
        source: What it was made of. Lessons of one source are held out together.
    """

    query: str
    right: tuple[int, ...]
    source: str


@dataclass(frozen=True)
class RetrievalOptions:
    """How to train.

    Attributes:
        epochs: Passes over the lessons, at most: training stops when held-out ones get worse.
        batch_size: Lessons per step.
        negatives: Hard negatives per step.
        learning_rate: At its highest.
        temperature: Of the softmax over cosines.
        frozen_depth: How much stays as it is: 1 for the word embeddings, 2 for the first layer too.
        learned: How much of the change of the weights is kept, 0 to 1.
        held_out: Share of the sources that are watched and not learned from.
        max_tokens: Longer texts are cut to this many word pieces.
        seed: Decides order and choices.
    """

    epochs: int = 3
    batch_size: int = 32
    negatives: int = 8
    learning_rate: float = 5e-5
    temperature: float = 0.05
    frozen_depth: int = 3
    learned: float = 0.7
    held_out: float = 0.1
    max_tokens: int = 32
    seed: int = 42


@dataclass(frozen=True)
class Learned:
    """What came of it: cross-entropy in nats on lessons that were not learned from.

    Attributes:
        before: Of the encoder as it came.
        after: Of the result.
        lessons: How many were learned from.
        epochs: How many passes were made.
    """

    before: float
    after: float
    lessons: int
    epochs: int


def fit_retrieval(
    network: MeanPooledEncoder,
    tokenizer: Any,
    lessons: Sequence[Lesson],
    things: Sequence[Sequence[str]],
    options: RetrievalOptions,
) -> Learned:
    """Fine-tune an encoder in place, and leave it on the processor in evaluation mode.

    Args:
        network: The encoder.
        tokenizer: The ``tokenizers.Tokenizer`` that belongs to it.
        lessons: What to learn.
        things: The texts of each thing, of which each lesson takes one at random.
        options: How.

    Raises:
        TrainingDataError: There is nothing to learn from, or nothing to watch.
    """
    torch.manual_seed(options.seed)
    chance = random.Random(options.seed)
    train, held = _split(lessons, options.held_out, chance)
    if not train or not held:
        raise TrainingDataError(
            f"{len(lessons)} lessons are too few to fine-tune an encoder: the catalogue needs "
            "more products with texts."
        )
    device = training_device()
    network.to(device)
    school = _School(network, tokenizer, things, options, device)
    first = copy.deepcopy(network.state_dict())
    before = best = school.watched(held)
    kept = first
    freeze(network, options.frozen_depth)
    weights = [weight for weight in network.parameters() if weight.requires_grad]
    optimiser = torch.optim.AdamW(weights, lr=options.learning_rate, weight_decay=0.01, fused=True)
    per_epoch = -(-len(train) // options.batch_size)
    schedule = rate_schedule(optimiser, options.epochs * per_epoch)
    made = 0
    with tqdm(
        total=options.epochs * per_epoch, desc="Learning what wishes mean", unit="batch"
    ) as progress:
        for _ in range(options.epochs):
            for batch in school.epoch(train, chance):
                optimiser.zero_grad()
                loss = school.loss(*batch)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(weights, 1.0)
                optimiser.step()
                schedule.step()
                progress.set_postfix(loss=f"{loss.item():.2f}", held=f"{best:.3f}", refresh=False)
                progress.update()
            made += 1
            now = school.watched(held)
            if now >= best:
                break
            best, kept = now, copy.deepcopy(network.state_dict())
    _mix(network, first, kept, options.learned)
    after = school.watched(held)
    network.cpu().eval()
    return Learned(before, after, len(train), made)


def _split(
    lessons: Sequence[Lesson], share: float, chance: random.Random
) -> tuple[list[Lesson], list[Lesson]]:
    sources = sorted({lesson.source for lesson in lessons})
    aside = set(chance.sample(sources, min(len(sources), max(1, round(share * len(sources))))))
    return (
        [lesson for lesson in lessons if lesson.source not in aside],
        [lesson for lesson in lessons if lesson.source in aside],
    )


def _mix(network: MeanPooledEncoder, first: Any, last: Any, share: float) -> None:
    """Leave a network with weights between two states."""
    network.load_state_dict(
        {
            name: torch.lerp(first[name], last[name], share)
            if last[name].is_floating_point()
            else last[name]
            for name in first
        }
    )


Batch = tuple[list[str], list[str], torch.Tensor, torch.Tensor]


class _School:
    def __init__(
        self,
        network: MeanPooledEncoder,
        tokenizer: Any,
        things: Sequence[Sequence[str]],
        options: RetrievalOptions,
        device: torch.device,
    ) -> None:
        self._network = network
        self._tokenizer = tokenizer
        tokenizer.no_padding()
        tokenizer.enable_truncation(max_length=options.max_tokens)
        self._padding = tokenizer.token_to_id("[PAD]") or 0
        self._things = things
        self._options = options
        self._device = device

    def epoch(self, lessons: Sequence[Lesson], chance: random.Random) -> Iterator[Batch]:
        """Yield batches, shuffled, with hard negatives of the network as it is now."""
        near = self._nearest(lessons)
        self._network.train()
        order = chance.sample(range(len(lessons)), len(lessons))
        for start in range(0, len(order), self._options.batch_size):
            yield self._batch(lessons, order[start : start + self._options.batch_size], near, chance)

    def _batch(
        self,
        lessons: Sequence[Lesson],
        chosen: Sequence[int],
        near: Sequence[Sequence[int]],
        chance: random.Random,
    ) -> Batch:
        taken = [chance.choice(lessons[at].right) for at in chosen]
        for at in chance.sample(chosen, min(self._options.negatives, len(chosen))):
            wrong = [thing for thing in near[at] if thing not in lessons[at].right]
            if wrong:
                taken.append(chance.choice(wrong))
        passages = [chance.choice(self._things[thing]) for thing in taken]
        return self._collated([lessons[at] for at in chosen], passages, taken)

    def _collated(
        self, lessons: Sequence[Lesson], passages: list[str], taken: Sequence[int]
    ) -> Batch:
        # What also answers a query is neither right nor wrong in its row.
        aside = torch.tensor(
            [
                [thing in lesson.right and at != row for at, thing in enumerate(taken)]
                for row, lesson in enumerate(lessons)
            ]
        )
        return [lesson.query for lesson in lessons], passages, aside, torch.arange(len(lessons))

    def loss(
        self, queries: list[str], passages: list[str], aside: torch.Tensor, right: torch.Tensor
    ) -> torch.Tensor:
        """Return the mean cross-entropy of each query's own passage among all."""
        cosines = self._vectors(queries) @ self._vectors(passages).T
        scores = cosines / self._options.temperature
        scores = scores.masked_fill(aside.to(self._device), -torch.inf)
        return torch.nn.functional.cross_entropy(scores, right.to(self._device))

    def watched(self, lessons: Sequence[Lesson]) -> float:
        """Return the mean cross-entropy over all things, of the first right one of each lesson."""
        with torch.no_grad():
            scores = self._scores(lessons)
            for row, lesson in enumerate(lessons):
                scores[row, list(lesson.right[1:])] = -torch.inf
            right = torch.tensor([lesson.right[0] for lesson in lessons], device=self._device)
            return float(torch.nn.functional.cross_entropy(scores, right))

    def _nearest(self, lessons: Sequence[Lesson]) -> list[list[int]]:
        with torch.no_grad():
            count = min(_NEAREST, len(self._things))
            near: list[list[int]] = self._scores(lessons).topk(count).indices.tolist()
            return near

    def _scores(self, lessons: Sequence[Lesson]) -> torch.Tensor:
        """Return scores of lessons and things, whose vectors are means over texts."""
        self._network.eval()
        queries = self._encoded([lesson.query for lesson in lessons])
        shown = [texts[:_WATCHED_TEXTS] for texts in self._things]
        rows = self._encoded([text for texts in shown for text in texts])
        means = torch.stack([part.mean(0) for part in rows.split([len(t) for t in shown])])
        things = torch.nn.functional.normalize(means, dim=1)
        return queries @ things.T / self._options.temperature

    def _encoded(self, texts: Sequence[str]) -> torch.Tensor:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        rows = torch.cat(
            [
                self._vectors([texts[at] for at in order[start : start + _ENCODED_AT_ONCE]])
                for start in range(0, len(order), _ENCODED_AT_ONCE)
            ]
        )
        back = torch.empty(len(order), dtype=torch.int64)
        back[torch.tensor(order)] = torch.arange(len(order))
        return rows[back.to(rows.device)]

    def _vectors(self, texts: Sequence[str]) -> torch.Tensor:
        ids = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        width = max(map(len, ids))
        tokens = torch.full((len(ids), width), self._padding, dtype=torch.int64)
        mask = torch.zeros((len(ids), width), dtype=torch.int64)
        for row, own in enumerate(ids):
            tokens[row, : len(own)] = torch.tensor(own)
            mask[row, : len(own)] = 1
        pooled = self._network(tokens.to(self._device), mask.to(self._device))
        return torch.nn.functional.normalize(pooled, dim=1)
