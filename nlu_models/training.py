"""Training of the matcher. Imports torch and transformers; serving never imports this module."""

from __future__ import annotations

import logging
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from tqdm import tqdm

from nlu_models.augment import mistype
from nlu_models.backbone import MeanPooledEncoder, load_backbone
from nlu_models.data import Example, MatcherData, class_weights, split_holdout
from nlu_models.export import write_network
from nlu_models.model import MatcherNetwork, parameter_groups
from nlu_models.model_file import HeadWeights, calibrate, open_network, write_matcher
from nlu_models.onnx_session import clean_text
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder

logger = logging.getLogger(__name__)

_WARM_UP = 0.1
_NO_ANSWER = -100  # cross_entropy ignores this label


@dataclass(frozen=True)
class TrainingReport:
    """How a training went.

    Attributes:
        examples: Number of examples learned from.
        held_out: Number of examples kept for calibration.
        intent_accuracy: On the held-out ones, as served; None without any.
        answer_accuracy: Likewise, on those that have an answer.
        seconds: Wall-clock time, export included.
    """

    examples: int
    held_out: int
    intent_accuracy: float | None
    answer_accuracy: float | None
    seconds: float


@dataclass(frozen=True)
class _Batch:
    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    intents: torch.Tensor
    answers: torch.Tensor


def train_matcher(data: MatcherData, options: MatcherOptions, folder: Path) -> TrainingReport:
    """Train, quantise, calibrate, and write a model folder.

    Deterministic for the same data, options, machine and number of threads.

    Args:
        data: Examples and responses.
        options: How.
        folder: An existing, empty folder for the model.

    Raises:
        TrainingDataError: The data cannot be learned from.
        EncoderSourceError: The encoder cannot be loaded.
        ExportError: The model cannot be written.
    """
    started = time.monotonic()
    data.check()
    torch.manual_seed(options.seed)
    source = resolve_encoder(options.encoder)
    backbone, tokenizer = load_backbone(source)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=options.max_tokens)
    train, held = split_holdout(data.examples, options.holdout, options.seed)
    batches = _Batches(train, data, tokenizer, options)
    network = MatcherNetwork(
        backbone, len(data.intents), _mean_vectors(backbone, batches, len(data.answers))
    )
    _fit(network, batches, options)

    with tempfile.TemporaryDirectory() as scratch:
        write_network(backbone, tokenizer, Path(scratch))
        served = open_network(Path(scratch), options.max_tokens, threads=torch.get_num_threads())
        weights = HeadWeights(
            intent_weight=network.intent_head.weight.detach().numpy().astype(np.float32),
            intent_bias=network.intent_head.bias.detach().numpy().astype(np.float32),
        )
        calibration = calibrate(served, weights, data, train, held)
        write_matcher(
            folder, Path(scratch), served, weights, calibration, data, options, source
        )
    report = TrainingReport(
        examples=len(train),
        held_out=len(held),
        intent_accuracy=calibration.intent_accuracy,
        answer_accuracy=calibration.answer_accuracy,
        seconds=time.monotonic() - started,
    )
    logger.info("Matcher trained: %s", report)
    return report


class _Batches:
    """The training examples, batch by batch, a little differently each epoch."""

    def __init__(
        self,
        examples: Sequence[Example],
        data: MatcherData,
        tokenizer: Any,
        options: MatcherOptions,
    ) -> None:
        intents = {name: number for number, name in enumerate(data.intents)}
        answers = {key: number for number, key in enumerate(data.answers)}
        self._texts = [clean_text(example.text, options.max_tokens) for example in examples]
        self.intents = [intents[example.intent] for example in examples]
        self.answers = [
            answers[example.answer] if example.answer else _NO_ANSWER for example in examples
        ]
        self._tokenizer = tokenizer
        self._padding = tokenizer.token_to_id("[PAD]") or 0
        self._options = options
        self._chance = random.Random(options.seed)

    def __len__(self) -> int:
        """Return the number of batches in an epoch."""
        return -(-len(self._texts) // self._options.batch_size)

    def epoch(self) -> Iterator[_Batch]:
        """Yield the batches of one epoch, shuffled, with fresh typos."""
        texts = [
            mistype(text, self._chance)
            if self._chance.random() < self._options.augment_typos
            else text
            for text in self._texts
        ]
        yield from self._batches(texts, shuffle=True)

    def plain(self) -> Iterator[_Batch]:
        """Yield every example once, as it is."""
        yield from self._batches(self._texts, shuffle=False)

    def _batches(self, texts: Sequence[str], *, shuffle: bool) -> Iterator[_Batch]:
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(texts)]
        size = self._options.batch_size
        order = list(range(len(tokens)))
        if shuffle:
            self._chance.shuffle(order)
        # Texts of like length share a batch, within a window small enough to keep batches mixed.
        window = size * 8
        chunks: list[list[int]] = []
        for start in range(0, len(order), window):
            near = sorted(order[start : start + window], key=lambda i: len(tokens[i]))
            chunks += [near[i : i + size] for i in range(0, len(near), size)]
        if shuffle:
            self._chance.shuffle(chunks)
        for chunk in chunks:
            yield self._collate(chunk, tokens)

    def _collate(self, chunk: Sequence[int], tokens: Sequence[Sequence[int]]) -> _Batch:
        width = max(len(tokens[i]) for i in chunk)
        ids = torch.full((len(chunk), width), self._padding, dtype=torch.int64)
        mask = torch.zeros((len(chunk), width), dtype=torch.int64)
        for row, index in enumerate(chunk):
            ids[row, : len(tokens[index])] = torch.tensor(tokens[index])
            mask[row, : len(tokens[index])] = 1
        return _Batch(
            ids,
            mask,
            torch.tensor([self.intents[i] for i in chunk]),
            torch.tensor([self.answers[i] for i in chunk]),
        )


def _mean_vectors(backbone: MeanPooledEncoder, batches: _Batches, answers: int) -> torch.Tensor:
    """Return the mean vector of each answer's phrasings, shape (answers, dim)."""
    sums = torch.zeros((answers, backbone.dim))
    with torch.no_grad():
        for batch in batches.plain():
            chosen = batch.answers != _NO_ANSWER
            if answers and bool(chosen.any()):
                vectors = backbone(batch.input_ids[chosen], batch.attention_mask[chosen])
                sums.index_add_(0, batch.answers[chosen], functional.normalize(vectors, dim=1))
    return sums


def _fit(network: MatcherNetwork, batches: _Batches, options: MatcherOptions) -> None:
    optimiser = torch.optim.AdamW(
        parameter_groups(
            network, options.learning_rate, options.head_learning_rate, options.layer_decay
        )
    )
    steps = options.epochs * len(batches)
    warm_up = max(1, int(_WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up)),
    )
    weights = torch.tensor(class_weights(batches.intents, network.intent_head.out_features))
    network.train()
    with tqdm(total=steps, desc="Training the matcher", unit="batch") as progress:
        for epoch in range(options.epochs):
            for batch in batches.epoch():
                loss = _loss(network, batch, weights, options)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                progress.set_postfix(epoch=epoch + 1, loss=f"{loss.item():.2f}", refresh=False)
                progress.update()
    network.eval()


def _loss(
    network: MatcherNetwork, batch: _Batch, weights: torch.Tensor, options: MatcherOptions
) -> torch.Tensor:
    intent_scores, answer_scores = network(batch.input_ids, batch.attention_mask)
    loss = functional.cross_entropy(
        intent_scores, batch.intents, weight=weights, label_smoothing=options.label_smoothing
    )
    with_answer = batch.answers != _NO_ANSWER
    if bool(with_answer.any()):
        answer_loss = functional.cross_entropy(
            answer_scores[with_answer], batch.answers[with_answer]
        )
        # Weighted by their share, so that a batch with one question is not all about it.
        share = with_answer.float().mean()
        loss = loss + options.answer_weight * share * answer_loss
    return loss
