"""Where the directions of intents and answers start. Imports torch; training only."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from nlu_models.backbone import MeanPooledEncoder
from nlu_models.batches import NO_ANSWER, Batch, Batches
from nlu_models.onnx_session import clean_text
from nlu_models.torch_runtime import torch


def mean_vectors(
    backbone: MeanPooledEncoder, batches: Batches, intents: int, answers: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return summed unit vectors of examples, (intents, dim) and (answers, dim)."""
    of_intents = torch.zeros((intents, backbone.dim))
    of_answers = torch.zeros((answers, backbone.dim))
    with torch.no_grad():
        for batch in batches.plain():
            vectors = _unit_vectors(backbone, batch)
            of_intents.index_add_(0, batch.intents, vectors)
            chosen = batch.answers != NO_ANSWER
            of_answers.index_add_(0, batch.answers[chosen], vectors[chosen])
    return of_intents, of_answers


def named_vectors(
    backbone: MeanPooledEncoder, tokenizer: Any, names: Sequence[str], max_tokens: int
) -> torch.Tensor:
    """Return vectors of the words that intents are named with, (names, dim).

    Args:
        backbone: The encoder.
        tokenizer: A ``tokenizers.Tokenizer`` that belongs to it.
        names: Such as ``order_status``.
        max_tokens: Longer names are cut to this many word pieces.
    """
    rows = []
    with torch.no_grad():
        for name in names:
            words = clean_text(name.replace("_", " ").replace("-", " "), max_tokens)
            ids = torch.tensor([tokenizer.encode(words).ids])
            rows.append(backbone(ids, torch.ones_like(ids)))
    return torch.cat(rows)


def _unit_vectors(backbone: MeanPooledEncoder, batch: Batch) -> torch.Tensor:
    vectors = backbone(batch.input_ids, batch.attention_mask)
    return torch.nn.functional.normalize(vectors, dim=1)
