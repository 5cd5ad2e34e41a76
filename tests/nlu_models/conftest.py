"""A very small shop, and models trained on it: with a toy encoder in seconds, with MiniLM once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from nlu_models.build import build_matcher
from nlu_models.data import Example, MatcherData
from nlu_models.matcher import Matcher
from nlu_models.model_file import read_model_file
from nlu_models.options import MatcherOptions
from nlu_models.sources import resolve_encoder

EXAMPLES: dict[str, list[str]] = {
    "greet": ["hello", "hi there", "good morning", "hey", "good evening", "hello there"],
    "track_order": [
        "where is my parcel",
        "track my parcel",
        "has my parcel been sent",
        "where is my order now",
        "i want to track my order",
        "parcel tracking please",
    ],
    "search_product": [
        "show me tents",
        "i need a waterproof jacket",
        "do you have wool hats",
        "looking for a light tent",
        "find me a red jacket",
        "any hats in blue",
    ],
    "faq/gift_wrapping": [
        "do you wrap gifts",
        "can you gift wrap it",
        "is gift wrapping possible",
        "i want it wrapped as a present",
        "gift paper and a bow",
    ],
    "faq/student_discount": [
        "is there a student discount",
        "do students pay less",
        "discount for university students",
        "student price",
        "money off for students",
    ],
    "chitchat/joke": ["tell me a joke", "make me laugh", "say something funny", "a joke please"],
    "chitchat/weather": ["what is the weather like", "is it raining", "nice weather", "so sunny"],
}
RESPONSES = {
    key: [{"text": f"The answer about {key.split('/')[1]}."}] for key in EXAMPLES if "/" in key
}


def matcher_data(
    examples: dict[str, list[str]] = EXAMPLES,
    responses: dict[str, list[dict[str, str]]] = RESPONSES,
) -> MatcherData:
    """Return examples by full intent name as training data."""
    return MatcherData(
        tuple(
            Example(text, name.partition("/")[0], name if "/" in name else None)
            for name, texts in examples.items()
            for text in texts
        ),
        responses,
    )


@pytest.fixture(scope="session")
def toy_encoder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Folder of a BERT with random weights, two layers and 32 dimensions."""
    from nlu_models.torch_runtime import torch, transformers

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("toy")
    config = transformers.BertConfig(
        hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64
    )
    transformers.BertModel(config).save_pretrained(folder)
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(Path(resolve_encoder().location) / name, folder)
    return str(folder)


@pytest.fixture(scope="session")
def toy_options(toy_encoder: str) -> MatcherOptions:
    """Options that teach the toy encoder something in a second."""
    return MatcherOptions(
        encoder=toy_encoder,
        epochs=40,
        batch_size=16,
        learning_rate=5e-3,
        head_learning_rate=2e-2,
        holdout=0.0,
        augment_typos=0.0,
    )


@pytest.fixture(scope="session")
def kept_networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where trained networks are kept in this run."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="session")
def model_folder(
    toy_options: MatcherOptions, kept_networks: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A model folder of the toy encoder; copy it before damaging it."""
    folder = tmp_path_factory.mktemp("model")
    build_matcher(matcher_data(), toy_options, folder, kept_networks)
    return folder


@pytest.fixture(scope="session")
def toy_matcher(model_folder: Path) -> Matcher:
    """The toy model, as served."""
    return read_model_file(model_folder, threads=1)


@pytest.fixture
def own_model_folder(model_folder: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the model folder to damage."""
    yield Path(shutil.copytree(model_folder, tmp_path / "model"))
