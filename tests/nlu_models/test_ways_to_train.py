"""Adapters, stopping early, and what TensorBoard is told, with a small encoder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

from nlu_models.backbone import load_backbone
from nlu_models.build import build_matcher
from nlu_models.errors import ConfigError
from nlu_models.model_file import read_model_file
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder
from nlu_models.training import fit_network
from tests.nlu_models.conftest import EXAMPLES, matcher_data


def _weights(options: MatcherOptions) -> dict[str, bool]:
    """Whether training changed each of the encoder's weights."""
    source = resolve_encoder(options.encoder)
    before = load_backbone(source)[0].state_dict()
    after = fit_network(matcher_data(), options, source).backbone.state_dict()
    assert before.keys() == after.keys()  # no adapter is left
    return {name: not bool((before[name] == after[name]).all()) for name in before}


def test_adapters_change_linear_layers_only(toy_options: MatcherOptions) -> None:
    changed = _weights(replace(toy_options, adapter_rank=4, epochs=3))
    assert {name for name, is_new in changed.items() if is_new} == {
        name
        for name in changed
        if (name.endswith("dense.weight") and "pooler" not in name)
        or name.endswith(("query.weight", "key.weight", "value.weight"))
    }


@pytest.mark.parametrize(
    ("depth", "kept"), [(0, ()), (1, ("embeddings",)), (2, ("embeddings", "layer.0."))]
)
def test_what_is_frozen_stays(
    toy_options: MatcherOptions, depth: int, kept: tuple[str, ...]
) -> None:
    changed = _weights(replace(toy_options, frozen_depth=depth, epochs=1))
    for name, is_new in changed.items():
        if (name.endswith("dense.weight") and "pooler" not in name) or "word_emb" in name:
            assert is_new != any(part in name for part in kept), name


def test_adapters_learn(toy_options: MatcherOptions, tmp_path: Path) -> None:
    options = replace(toy_options, adapter_rank=8, learning_rate=2e-2)
    build_matcher(matcher_data(), options, tmp_path, None)
    matcher = read_model_file(tmp_path, threads=1)
    wanted = [(text, name.partition("/")[0]) for name, texts in EXAMPLES.items() for text in texts]
    found = matcher.match([text for text, _ in wanted])
    right = sum(m.intents[0].name == name for m, (_, name) in zip(found, wanted, strict=True))
    assert right >= 0.9 * len(wanted)


def _scalars(folder: Path) -> dict[str, list[float]]:
    board = EventAccumulator(str(folder))
    board.Reload()
    return {tag: [event.value for event in board.Scalars(tag)] for tag in board.Tags()["scalars"]}


def test_the_best_epoch_counts(toy_options: MatcherOptions, tmp_path: Path) -> None:
    options = replace(
        toy_options, holdout=0.2, patience=12, epochs=60, tensorboard_log_directory=str(tmp_path)
    )
    fit_network(matcher_data(), options, resolve_encoder(options.encoder))
    seen = _scalars(tmp_path)
    accuracy = seen["accuracy on held-out examples"]
    assert len(accuracy) < 60
    best = max(accuracy)
    # Twelve epochs that were no better came after the best.
    assert accuracy.index(best) == len(accuracy) - 13
    assert len(seen["loss"]) == len(seen["learning rate"]) > 0
    assert min(seen["loss"]) < seen["loss"][0]


@pytest.mark.parametrize("option", ["adapter_rank", "patience"])
def test_less_than_none_is_refused(option: str) -> None:
    with pytest.raises(ConfigError, match=option):
        MatcherOptions.from_config({option: -1})
