"""The training loop: what a step learns from. Imports torch; training only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from nlu_models.batches import NO_ANSWER, NO_INTENT, NO_TAG, Batch, Batches
from nlu_models.model import MatcherNetwork, parameter_groups
from nlu_models.options import MatcherOptions
from nlu_models.progress import Progress
from nlu_models.torch_runtime import torch

_WARM_UP = 0.1


def training_device() -> torch.device:
    """Return the graphics processor where there is one, else the processor."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


def fit(network: MatcherNetwork, batches: Batches, held: Batches, options: MatcherOptions) -> None:
    """Train a network, and leave it ready for use on the processor.

    Args:
        network: Starts as it is.
        batches: The examples.
        held: Examples to watch it with, which it does not learn from.
        options: How.
    """
    device = training_device()
    network.to(device)
    optimiser = torch.optim.AdamW(
        parameter_groups(
            network, options.learning_rate, options.head_learning_rate, options.layer_decay
        ),
        fused=True,
    )
    steps = options.epochs * len(batches)
    schedule = rate_schedule(optimiser, steps)
    network.train()
    with Progress(network, held, options, steps, device) as progress:
        for _ in range(options.epochs):
            for batch in batches.epoch():
                optimiser.zero_grad()
                loss = _backward(network, batch.to(device), options)
                torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
                optimiser.step()
                schedule.step()
                progress.stepped(loss, schedule.get_last_lr()[0])
            if not progress.goes_on():
                break
    network.cpu().eval()


def rate_schedule(optimiser: torch.optim.Optimizer, steps: int) -> Any:
    """Return learning rates that rise over a tenth of the steps, and then fall to nothing."""
    warm_up = max(1, int(_WARM_UP * steps))
    return torch.optim.lr_scheduler.LambdaLR(
        optimiser,
        lambda step: min((step + 1) / warm_up, (steps - step) / max(1, steps - warm_up)),
    )


def _backward(network: MatcherNetwork, batch: Batch, options: MatcherOptions) -> float:
    """Add a batch's gradients, of the batch itself and of the batch disturbed; return its loss."""
    hidden, pooled = encoded(network, batch, options)
    loss = batch_loss(network, hidden, pooled, batch, options)
    if options.contrast:
        loss = loss + options.contrast * contrastive_loss(
            pooled, batch.groups, options.contrast_temperature
        )
    loss.backward()
    words = network.backbone.encoder.get_input_embeddings().weight
    if options.adversarial and words.requires_grad:  # they may be frozen
        with _disturbed(words, options.adversarial):
            hidden, pooled = encoded(network, batch, options)
            batch_loss(network, hidden, pooled, batch, options).backward()
    return float(loss.item())


def encoded(
    network: MatcherNetwork, batch: Batch, options: MatcherOptions
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return vectors of the tokens (batch, tokens, dim) and of the texts (batch, dim)."""
    with _precision(batch.input_ids.device, options.mixed_precision):
        hidden = network.backbone.hidden(batch.input_ids, batch.attention_mask)
        return hidden, network.backbone.pool(hidden, batch.attention_mask)


def _precision(device: torch.device, mixed: bool) -> AbstractContextManager[object]:
    """Half precision (bfloat16) where the processor computes in it; elsewhere it costs time."""
    if device.type == "cpu":
        able = torch.cpu.get_capabilities()
        mixed = mixed and bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.autocast(device.type, dtype=torch.bfloat16) if mixed else nullcontext()


def batch_loss(
    network: MatcherNetwork,
    hidden: torch.Tensor,
    pooled: torch.Tensor,
    batch: Batch,
    options: MatcherOptions,
) -> torch.Tensor:
    """Return how wrong a network is about a batch, leaving contrast between its examples aside.

    Where no example stands there for its tags alone, it is the mean of losses of single examples.

    Args:
        network: What is trained.
        hidden: Vectors of the tokens, shape (batch, tokens, dim).
        pooled: Vectors of the texts, shape (batch, dim).
        batch: The examples.
        options: How to train.
    """
    intent_scores, answer_scores = network.scores(pooled)
    with_intent = batch.intents != NO_INTENT
    loss = torch.nn.functional.cross_entropy(
        intent_scores,
        batch.intents,
        ignore_index=NO_INTENT,
        label_smoothing=options.label_smoothing,
        reduction="sum",
    ) / with_intent.sum().clamp(min=1)
    with_answer = batch.answers != NO_ANSWER
    if bool(with_answer.any()):
        answer_loss = torch.nn.functional.cross_entropy(
            answer_scores[with_answer], batch.answers[with_answer]
        )
        # Weighted by their share, so that a batch with one question is not all about it.
        share = with_answer.float().mean()
        loss = loss + options.answer_weight * share * answer_loss
    tag_scores = network.tag_scores(hidden)
    if tag_scores is not None and options.tag_weight:
        # Summed over a text's words: of their mean the few names would be too small a part.
        tag_loss = torch.nn.functional.cross_entropy(
            tag_scores.flatten(0, 1), batch.tags.flatten(), ignore_index=NO_TAG, reduction="sum"
        )
        loss = loss + options.tag_weight * tag_loss / len(batch.tags)
    return loss


def contrastive_loss(
    vectors: torch.Tensor, groups: torch.Tensor, temperature: float
) -> torch.Tensor:
    """Return how far texts of a group lie apart, beside texts of others.

    Khosla et al., "Supervised Contrastive Learning" (NeurIPS 2020), equation 2.

    Args:
        vectors: Shape (batch, dim), not normalised.
        groups: Number of each text's group, shape (batch,).
        temperature: Of the softmax over the batch.

    Returns:
        A scalar; zero if no two texts share a group.
    """
    unit = torch.nn.functional.normalize(vectors, dim=1)
    itself = torch.eye(len(groups), dtype=torch.bool, device=groups.device)
    scores = (unit @ unit.T / temperature).masked_fill(itself, -1e9)
    chances = scores - torch.logsumexp(scores, dim=1, keepdim=True)
    friends = (groups[:, None] == groups[None, :]) & ~itself
    counts = friends.sum(1)
    some = counts > 0
    if not bool(some.any()):
        return vectors.sum() * 0
    return -(chances.masked_fill(~friends, 0.0).sum(1)[some] / counts[some]).mean()


@contextmanager
def _disturbed(weights: torch.nn.Parameter, size: float) -> Iterator[None]:
    """Move embeddings a step along their gradient: where they would be misunderstood most.

    The fast gradient method: Miyato, Dai and Goodfellow, "Adversarial Training Methods for
    Semi-Supervised Text Classification" (ICLR 2017); here one step for the whole matrix, whose
    length is ``size``.
    """
    gradient = weights.grad
    length = 0.0 if gradient is None else float(gradient.norm())
    if gradient is None or not length > 0:
        yield
        return
    step = size / length * gradient
    with torch.no_grad():
        weights.add_(step)
    try:
        yield
    finally:
        with torch.no_grad():
            weights.sub_(step)
