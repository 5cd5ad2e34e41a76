"""Training of the matcher. Imports torch and transformers; serving never imports this module."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from nlu_models.backbone import MeanPooledEncoder, load_backbone
from nlu_models.batches import NO_ANSWER, Batch, Batches
from nlu_models.data import Example, MatcherData, split_holdout
from nlu_models.export import write_network
from nlu_models.fitting import fit
from nlu_models.heads import ExampleIndex, IntentHead
from nlu_models.holdout import calibrate
from nlu_models.indexing import index_examples
from nlu_models.model import MatcherNetwork, freeze
from nlu_models.network_file import NetworkFacts, open_encoder, write_network_file
from nlu_models.onnx_session import Vectors, normalise_rows
from nlu_models.options import MatcherOptions
from nlu_models.sources import EncoderSource
from nlu_models.tags import label_count
from nlu_models.torch_runtime import torch

# Weak regularisation of the refitted layer, in scikit-learn's terms: unit vectors are short.
_LAYER_C = 30.0
_LAYER_STEPS = 200


@dataclass(frozen=True)
class Fitted:
    """A trained network that is not yet quantised.

    Attributes:
        backbone: The encoder, in evaluation mode.
        tag_layer: Scores of the words' labels from the encoder's vectors; None without tags.
        tokenizer: A ``tokenizers.Tokenizer`` that belongs to it.
        directions: Unit vectors of the intents, shape (intents, dim).
        train: The examples that it was trained on.
        held: Those that were kept from it.
    """

    backbone: MeanPooledEncoder
    tag_layer: torch.nn.Linear | None
    tokenizer: Any
    directions: Vectors
    train: Sequence[Example]
    held: Sequence[Example]


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
    fitted = fit_network(data, options, source)
    write_network(fitted.backbone, fitted.tokenizer, folder, fitted.tag_layer)
    encoder = open_encoder(folder, options.max_tokens, threads=torch.get_num_threads())
    index = index_examples(encoder, fitted.train)
    head = intent_head(index, fitted.directions)
    calibration = calibrate(encoder, head, index, fitted.held, options.acceptance)
    facts = NetworkFacts(
        key=key,
        source=source.label,
        intents=head.names,
        answer_examples=tuple(data.answer_example_digests()),
        tags=tuple(data.entities),
        max_tokens=options.max_tokens,
        held_out=len(fitted.held),
        **{item.name: getattr(calibration, item.name) for item in dataclasses.fields(calibration)},
    )
    write_network_file(folder, head, facts)
    return facts


def fit_network(data: MatcherData, options: MatcherOptions, source: EncoderSource) -> Fitted:
    """Train an encoder.

    Raises:
        TrainingDataError: The data cannot be learned from.
        EncoderSourceError: The encoder cannot be loaded.
    """
    data.check()
    torch.manual_seed(options.seed)
    backbone, tokenizer = load_backbone(source, options.dropout)
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=options.max_tokens)
    train, held = split_holdout(data.examples, options.holdout, options.seed)
    batches = Batches(train, data, tokenizer, options)
    intents, answers = _mean_vectors(backbone, batches, len(data.intents), len(data.answers))
    labels = label_count(data.entities)
    network = MatcherNetwork(backbone, intents, answers, options.dropout, labels)
    freeze(backbone, options.frozen_depth)
    if options.adapter_rank:
        # peft takes seconds to import.
        from nlu_models.adapters import add_adapters, merge_adapters

        add_adapters(backbone, options.adapter_rank)
    fit(network, batches, Batches(held, data, tokenizer, options), options)
    if options.adapter_rank:
        merge_adapters(backbone)
    directions = network.intent_directions.detach().numpy().astype(np.float32)
    return Fitted(backbone, network.tag_layer, tokenizer, normalise_rows(directions), train, held)


def intent_head(index: ExampleIndex, directions: Vectors) -> IntentHead:
    """Return the head to serve: the trained directions, and a layer fitted to served vectors.

    Args:
        index: The examples that the encoder was trained on, as it encodes them when served.
        directions: Of the intents, unit vectors of shape (intents, dim).
    """
    layer = LogisticRegression(C=_LAYER_C, max_iter=_LAYER_STEPS)
    layer.fit(index.vectors, index.intent_of)
    weight, bias = layer.coef_, layer.intercept_
    if len(index.intents) == 2:  # scikit-learn then gives the second class's row alone
        weight, bias = np.vstack([-weight, weight]) / 2, np.concatenate([-bias, bias]) / 2
    return IntentHead(index.intents, directions, weight.astype(np.float32), bias.astype(np.float32))


def _mean_vectors(
    backbone: MeanPooledEncoder, batches: Batches, intents: int, answers: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return summed unit vectors, (intents, dim) and (answers, dim)."""
    of_intents = torch.zeros((intents, backbone.dim))
    of_answers = torch.zeros((answers, backbone.dim))
    with torch.no_grad():
        for batch in batches.plain():
            vectors = _unit_vectors(backbone, batch)
            of_intents.index_add_(0, batch.intents, vectors)
            chosen = batch.answers != NO_ANSWER
            of_answers.index_add_(0, batch.answers[chosen], vectors[chosen])
    return of_intents, of_answers


def _unit_vectors(backbone: MeanPooledEncoder, batch: Batch) -> torch.Tensor:
    vectors = backbone(batch.input_ids, batch.attention_mask)
    return torch.nn.functional.normalize(vectors, dim=1)
