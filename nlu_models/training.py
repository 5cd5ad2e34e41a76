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
from nlu_models.batches import Batches
from nlu_models.data import Example, MatcherData, split_holdout
from nlu_models.export import write_network
from nlu_models.fitting import fit
from nlu_models.heads import ExampleIndex, IntentHead, LinearLayer
from nlu_models.holdout import Calibration, calibrate, calibrate_privately
from nlu_models.indexing import index_examples, index_published
from nlu_models.model import MatcherNetwork, freeze
from nlu_models.network_file import NetworkFacts, open_encoder, write_network_file
from nlu_models.onnx_session import OnnxEncoder, Vectors, normalise_rows
from nlu_models.options import MatcherOptions
from nlu_models.privacy import Privacy, split_privately
from nlu_models.sources import EncoderSource
from nlu_models.starting import mean_vectors, named_vectors
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
        privacy: What is promised to the examples without an answer; None if nothing is.
    """

    backbone: MeanPooledEncoder
    tag_layer: torch.nn.Linear | None
    tokenizer: Any
    directions: Vectors
    train: Sequence[Example]
    held: Sequence[Example]
    privacy: Privacy | None = None


def train_network(
    data: MatcherData, options: MatcherOptions, source: EncoderSource, key: str, folder: Path
) -> NetworkFacts:
    """Train, quantise, calibrate, and write a network folder.

    Deterministic for the same data, options, machine and number of threads, unless it is private.

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
    head, _, calibration = serve_with(fitted, encoder, options, data.intents)
    facts = NetworkFacts(
        key="" if fitted.privacy else key,
        source=source.label,
        intents=head.names,
        answer_examples=tuple(data.answer_example_digests()),
        tags=tuple(data.entities),
        max_tokens=options.max_tokens,
        held_out=len(fitted.held),
        privacy=fitted.privacy,
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
    private = options.private_epsilon > 0
    split = split_privately if private else split_holdout
    train, held = split(data.examples, options.holdout, options.seed)
    # What is published may be looked at; from it directions start.
    seen = [example for example in train if example.answer] if private else train
    intents, answers = mean_vectors(
        backbone, Batches(seen, data, tokenizer, options), len(data.intents), len(data.answers)
    )
    if private:
        names = named_vectors(backbone, tokenizer, data.intents, options.max_tokens)
        intents = torch.where((intents == 0).all(1, keepdim=True), names, intents)
    labels = label_count(data.entities)
    network = MatcherNetwork(backbone, intents, answers, options.dropout, labels)
    # Few examples move a word's embedding, so noise would drown them.
    freeze(backbone, max(options.frozen_depth, int(private)))
    if options.adapter_rank:
        # peft takes seconds to import.
        from nlu_models.adapters import add_adapters, merge_adapters

        add_adapters(backbone, options.adapter_rank)
    watched = Batches(held, data, tokenizer, options)
    privacy = None
    if private:
        # opacus takes seconds to import.
        from nlu_models.private_batches import PoissonBatches
        from nlu_models.private_fitting import fit_privately

        batches = PoissonBatches(train, data, tokenizer, options)
        privacy = fit_privately(network, batches, watched, options)
    else:
        fit(network, Batches(train, data, tokenizer, options), watched, options)
    if options.adapter_rank:
        merge_adapters(backbone)
    directions = network.intent_directions.weight.detach().numpy().astype(np.float32)
    return Fitted(
        backbone, network.tag_layer, tokenizer, normalise_rows(directions), train, held, privacy
    )


def serve_with(
    fitted: Fitted, encoder: OnnxEncoder, options: MatcherOptions, intents: Sequence[str]
) -> tuple[IntentHead, ExampleIndex, Calibration]:
    """Return what a trained network is served with: its head, an index of examples, calibration.

    Args:
        fitted: The network as trained.
        encoder: The same as served.
        options: How it was trained.
        intents: Of its directions.
    """
    if fitted.privacy is None:
        index = index_examples(encoder, fitted.train)
        head = intent_head(index, fitted.directions)
        return head, index, calibrate(encoder, head, index, fitted.held, options.acceptance)
    head = IntentHead(tuple(intents), fitted.directions, layer=None)
    index = index_published(encoder, fitted.train, head)
    # Held-out examples are others than those trained on: what they cost is not added.
    epsilon = fitted.privacy.epsilon
    return head, index, calibrate_privately(encoder, head, index, fitted.held, epsilon)


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
    layer = LinearLayer(weight.astype(np.float32), bias.astype(np.float32))
    return IntentHead(index.intents, directions, layer)
