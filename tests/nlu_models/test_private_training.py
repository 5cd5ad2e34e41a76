"""Training under differential privacy: what is promised, what is kept, and what still works."""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st
from opacus.accountants import RDPAccountant
from opacus.grad_sample import GradSampleHooks

from nlu_models.backbone import load_backbone
from nlu_models.batches import Batch, Batches
from nlu_models.build import build_matcher
from nlu_models.data import Example, MatcherData, Tag
from nlu_models.errors import ConfigError, TrainingDataError
from nlu_models.fitting import batch_loss, encoded
from nlu_models.matcher import Matcher
from nlu_models.model import MatcherNetwork, freeze
from nlu_models.model_file import read_model_file
from nlu_models.onnx_session import normalise_rows
from nlu_models.options import MatcherOptions
from nlu_models.privacy import choose_temperature, split_privately
from nlu_models.private_batches import PoissonBatches
from nlu_models.sources import resolve_encoder
from nlu_models.torch_runtime import torch
from tests.nlu_models.conftest import EXAMPLES, matcher_data

_DELTA = 1e-3


@pytest.fixture(scope="module")
def private_options(toy_options: MatcherOptions) -> MatcherOptions:
    return replace(toy_options, private_epsilon=4.0, private_delta=_DELTA, holdout=0.2, epochs=5)


@pytest.fixture(scope="module")
def private_folder(
    private_options: MatcherOptions, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    folder = tmp_path_factory.mktemp("private")
    build_matcher(matcher_data(), private_options, folder, None)
    return folder


def test_no_more_is_spent_than_was_asked_for(private_folder: Path) -> None:
    privacy = read_model_file(private_folder, threads=1).facts.privacy
    assert privacy is not None
    assert 0 < privacy.epsilon <= 4.0
    assert privacy.delta == _DELTA
    accountant = RDPAccountant()
    accountant.history = [(privacy.noise_multiplier, privacy.sample_rate, privacy.steps)]
    assert accountant.get_epsilon(delta=_DELTA) == pytest.approx(privacy.epsilon)
    manifest = json.loads((private_folder / "manifest.json").read_text())
    assert manifest["privacy"]["epsilon"] == privacy.epsilon


def test_no_vector_of_a_private_example_is_in_the_model(private_folder: Path) -> None:
    matcher = read_model_file(private_folder, threads=1)
    stored = safetensors.numpy.load_file(private_folder / "examples.safetensors")["vectors"]
    owners = json.loads((private_folder / "examples.json").read_text())
    counts = Counter(owners["groups"][owner] for owner in owners["owners"])
    for name, texts in EXAMPLES.items():
        vectors, _ = matcher.encoder.vectors(texts)
        nearest = (vectors @ normalise_rows(stored).T).max(axis=1)
        if "/" in name:  # the shop's own, which all shoppers may read
            assert counts[name] == len(texts)
            assert nearest.min() > 0.99
        else:
            assert counts[name] == 1  # its direction
            assert nearest.max() < 0.99
    tensors = safetensors.numpy.load_file(private_folder / "intent_head.safetensors")
    assert set(tensors) == {"directions"}


def test_nothing_else_in_the_model_depends_on_private_examples(private_folder: Path) -> None:
    facts = json.loads((private_folder / "network.json").read_text())
    assert (facts["key"], facts["familiarity"], facts["intent_accuracy"]) == ("", None, None)
    assert {"data", "network"}.isdisjoint(
        json.loads((private_folder / "manifest.json").read_text())
    )


def test_a_private_model_serves(private_folder: Path) -> None:
    matcher = read_model_file(private_folder, threads=1)
    match, question = matcher.match(["where is my parcel", "do you wrap gifts"])
    assert {c.name for c in match.intents} == {name.partition("/")[0] for name in EXAMPLES}
    assert question.answers_of["faq"][0].name == "faq/gift_wrapping"
    added = {"faq/cheque": ["can i pay by cheque", "are cheques accepted"]}
    faq = {name: texts for name, texts in EXAMPLES.items() if name.startswith("faq/")}
    responses = {name: [{"text": "Yes."}] for name in {**faq, **added}}
    changed = matcher.with_answers(matcher_data({**faq, **added}, responses))
    assert changed.match(["can i pay by cheque"])[0].answers_of["faq"][0].name == "faq/cheque"


def _share_right(matcher: Matcher) -> float:
    wanted = [(text, name.partition("/")[0]) for name, texts in EXAMPLES.items() for text in texts]
    found = matcher.match([text for text, _ in wanted])
    return float(
        np.mean([m.intents[0].name == name for m, (_, name) in zip(found, wanted, strict=True)])
    )


@pytest.mark.parametrize("adapter_rank", [0, 4])
def test_with_next_to_no_noise_it_learns(
    private_options: MatcherOptions, tmp_path: Path, adapter_rank: int
) -> None:
    options = replace(
        private_options,
        private_epsilon=1000,
        private_delta=0.01,
        holdout=0.0,
        epochs=60,
        adapter_rank=adapter_rank,
    )
    build_matcher(matcher_data(), options, tmp_path, None)
    # Every training is another one. What does not learn has about a quarter right.
    assert _share_right(read_model_file(tmp_path, threads=1)) >= 0.6


def test_two_trainings_draw_other_noise(private_options: MatcherOptions, tmp_path: Path) -> None:
    weights = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        build_matcher(matcher_data(), replace(private_options, epochs=1), folder, None)
        weights.append((folder / "intent_head.safetensors").read_bytes())
    assert weights[0] != weights[1]


def test_gradients_are_those_of_single_examples(toy_options: MatcherOptions) -> None:
    options = replace(toy_options, dropout=0.0, mixed_precision=False, tags=("name",))
    examples = (
        Example("where is my parcel", "track"),
        Example("priya raghunathan 10031", "track", None, (Tag(0, 17, "name"),)),
        Example("do you wrap gifts", "faq", "faq/wrap"),
    )
    data = MatcherData(examples, {"faq/wrap": [{"text": "Yes."}]})
    backbone, tokenizer = load_backbone(resolve_encoder(options.encoder), 0.0)
    tokenizer.no_padding()
    network = MatcherNetwork(backbone, torch.randn(2, 32), torch.randn(1, 32), 0.0, labels=3)
    freeze(backbone, 1)
    (batch,) = Batches(examples, data, tokenizer, options).plain()
    rows = range(len(examples))
    parts = [
        Batch(**{item.name: getattr(batch, item.name)[row : row + 1] for item in fields(batch)})
        for row in rows
    ]
    trained = {name: p for name, p in network.named_parameters() if p.requires_grad}

    def backward(part: Batch) -> None:
        network.zero_grad()
        batch_loss(network, *encoded(network, part, options), part, options).backward()

    network.train()
    alone = []
    for part in parts:
        backward(part)
        alone.append({n: None if p.grad is None else p.grad.clone() for n, p in trained.items()})
    hooks = GradSampleHooks(network, strict=False)
    backward(batch)
    for name, parameter in trained.items():
        if parameter.grad_sample is None:
            assert "pooler" in name
            continue
        for row, single in enumerate(alone):
            wanted = torch.zeros_like(parameter) if single[name] is None else single[name]
            torch.testing.assert_close(parameter.grad_sample[row], wanted, rtol=1e-3, atol=1e-4)
    hooks.cleanup()


def test_each_example_is_drawn_by_itself(toy_options: MatcherOptions) -> None:
    _, tokenizer = load_backbone(resolve_encoder(toy_options.encoder))
    tokenizer.no_padding()
    data = matcher_data()
    batches = PoissonBatches(data.examples, data, tokenizer, replace(toy_options, batch_size=9))
    assert (batches.sample_rate, len(batches)) == (9 / len(data.examples), 4)
    sizes = [
        [len(part.intents) for part in parts]
        for _ in range(100)
        for parts in batches.steps(at_once=4)
    ]
    assert max(size for parts in sizes for size in parts) == 4
    drawn = [sum(parts) for parts in sizes]
    assert len(set(drawn)) > 3
    assert np.mean(drawn) == pytest.approx(9, abs=1)
    everyone = PoissonBatches(data.examples, data, tokenizer, replace(toy_options, batch_size=999))
    assert everyone.sample_rate == len(everyone) == 1


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"private_epsilon": -1}, "private_epsilon"),
        ({"private_delta": 0.0}, "private_delta"),
        ({"private_clip": 0.0}, "private_clip"),
        ({"private_epsilon": 1.0, "patience": 2}, "`patience` in config.yml looks at held-out"),
    ],
)
def test_options_that_promise_nothing_are_refused(changes: dict[str, float], problem: str) -> None:
    with pytest.raises(ConfigError, match=problem):
        MatcherOptions.from_config(changes)


def test_a_delta_that_gives_an_example_away_is_refused(
    private_options: MatcherOptions, tmp_path: Path
) -> None:
    options = replace(private_options, private_delta=0.1)
    with pytest.raises(TrainingDataError, match="make it well below"):
        build_matcher(matcher_data(), options, tmp_path, None)


def test_what_does_not_apply_is_told(
    private_options: MatcherOptions, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    build_matcher(matcher_data(), replace(private_options, epochs=1), tmp_path, None)
    assert "Private training does without contrast and adversarial" in caplog.text
    assert "epsilon 3.99 at delta 0.001" in caplog.text or "epsilon 4.00" in caplog.text


_TEXTS = st.lists(st.text(min_size=1, max_size=20), min_size=2, max_size=40, unique=True)


@given(_TEXTS, st.floats(0, 0.5))
def test_an_example_that_goes_moves_no_other(texts: list[str], fraction: float) -> None:
    examples = [Example(text, "greet") for text in texts]
    train, held = split_privately(examples, fraction, 42)
    assert Counter([*train, *held]) == Counter(examples)
    fewer = split_privately(examples[1:], fraction, 42)
    assert fewer == ([e for e in train if e != examples[0]], [e for e in held if e != examples[0]])


def test_a_temperature_is_chosen_by_what_is_likely_and_by_chance() -> None:
    chance = np.random.default_rng(0)
    labels = chance.integers(0, 3, 500)
    sure = np.where(np.arange(3) == labels[:, None], 2.0, 0.0).astype(np.float32)
    assert choose_temperature(sure, labels, 0.25, 4.0, epsilon=100) < 0.4
    assert choose_temperature(-sure, labels, 0.25, 4.0, epsilon=100) > 2.5
    drawn = {choose_temperature(sure, labels, 0.25, 4.0, epsilon=1e-6) for _ in range(30)}
    assert len(drawn) > 5 and min(drawn) >= 0.25 and max(drawn) <= 4.0001
    assert choose_temperature(sure[:0], labels[:0], 0.25, 4.0, epsilon=1) == pytest.approx(1)
