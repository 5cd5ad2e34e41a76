"""Training of the matcher. Imports torch and transformers; serving never imports this module."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
from tqdm import tqdm

from nlu_models.backbone import MeanPooledEncoder, load_backbone
from nlu_models.batches import NO_ANSWER, Batch, Batches
from nlu_models.data import MatcherData, split_holdout
from nlu_models.export import write_network
from nlu_models.heads import IntentHead
from nlu_models.holdout import calibrate
from nlu_models.model import MatcherNetwork, parameter_groups
from nlu_models.network_file import NetworkFacts, open_encoder, write_network_file
from nlu_models.options import MatcherOptions
from nlu_models.sources import EncoderSource
from nlu_models.torch_runtime import torch

_WARM_UP = 0.1


def train_network(
    data: MatcherData, options: MatcherOptions, source: EncoderSource, key: str, folder: Path
) -> NetworkFacts:
    """Train, quantise, calibrate, and write a network folder.

    Deterministic for the same data, options, machine and number of threads.

    Args:
        data: Examples and responses.
        options: How.
        source: The encoder to start from.
        key: What to keep as the network's key.
        folder: An existing, empty folder for it.

    Returns:
        What was written of it.

    Raises:
        TrainingDataError: The data cannot be learned from.
        EncoderSourceError: The encoder cannot be loaded.
        ExportError: The network cannot be written.
    """
    data.check()
    torch.manual_seed(options.seed)
    backbone, tokenizer = load_backbone(source)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=options.max_tokens)
    train, held = split_holdout(data.examples, options.holdout, options.seed)
    batches = Batches(train, data, tokenizer, options)
    network = MatcherNetwork(
        backbone, len(data.intents), _mean_vectors(backbone, batches, len(data.answers))
    )
    _fit(network, batches, options)

    write_network(backbone, tokenizer, folder)
    encoder = open_encoder(folder, options.max_tokens, threads=torch.get_num_threads())
    weight = network.intent_head.weight.detach().numpy().astype(np.float32)
    bias = network.intent_head.bias.detach().numpy().astype(np.float32)
    head = IntentHead(tuple(data.intents), weight, bias, closeness=0.0, temperature=1.0)
    facts = NetworkFacts(
        key=key,
        source=source.label,
        intents=head.names,
        answer_examples=tuple(data.answer_example_digests()),
        max_tokens=options.max_tokens,
        held_out=len(held),
        **dataclasses.asdict(calibrate(encoder, head, train, held)),
    )
    write_network_file(folder, weight, bias, facts)
    return facts


def _mean_vectors(backbone: MeanPooledEncoder, batches: Batches, answers: int) -> torch.Tensor:
    """Return the summed unit vectors of each answer's phrasings, shape (answers, dim)."""
    sums = torch.zeros((answers, backbone.dim))
    with torch.no_grad():
        for batch in batches.plain():
            chosen = batch.answers != NO_ANSWER
            if answers and bool(chosen.any()):
                vectors = backbone(batch.input_ids[chosen], batch.attention_mask[chosen])
                sums.index_add_(
                    0, batch.answers[chosen], torch.nn.functional.normalize(vectors, dim=1)
                )
    return sums


def _fit(network: MatcherNetwork, batches: Batches, options: MatcherOptions) -> None:
    optimiser = torch.optim.AdamW(
        parameter_groups(
            network, options.learning_rate, options.head_learning_rate, options.layer_decay
        ),
        fused=True,
    )
    steps = options.epochs * len(batches)
    warm_up = max(1, int(_WARM_UP * steps))
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up)),
    )
    network.train()
    with tqdm(total=steps, desc="Training the matcher", unit="batch") as progress:
        for epoch in range(options.epochs):
            for batch in batches.epoch():
                loss = _loss(network, batch, options)
                optimiser.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                progress.set_postfix(epoch=epoch + 1, loss=f"{loss.item():.2f}", refresh=False)
                progress.update()
    network.eval()


def _loss(network: MatcherNetwork, batch: Batch, options: MatcherOptions) -> torch.Tensor:
    intent_scores, answer_scores = network(batch.input_ids, batch.attention_mask)
    loss = torch.nn.functional.cross_entropy(
        intent_scores, batch.intents, label_smoothing=options.label_smoothing
    )
    with_answer = batch.answers != NO_ANSWER
    if bool(with_answer.any()):
        answer_loss = torch.nn.functional.cross_entropy(
            answer_scores[with_answer], batch.answers[with_answer]
        )
        # Weighted by their share, so that a batch with one question is not all about it.
        share = with_answer.float().mean()
        loss = loss + options.answer_weight * share * answer_loss
    return loss
