"""The exported sentence encoder: the command, the folder, the vectors."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pytest

from nlu_models.__main__ import main
from nlu_models.backbone import load_backbone
from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import ModelFileError
from nlu_models.sources import resolve_encoder
from nlu_models.torch_runtime import torch


@pytest.fixture(scope="module")
def folder(toy_encoder: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "encoder"
    assert main(["export-encoder", "--encoder", toy_encoder, str(out)]) == 0
    return out


def test_texts_become_unit_vectors(folder: Path) -> None:
    vectors = SentenceEncoder.load(folder).encode(["a light tent", "", "🦊", "A  light tent"])
    assert vectors.shape == (4, 32)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 0, 1], abs=1e-5)
    assert vectors[0] @ vectors[3] == pytest.approx(1, abs=1e-3)


@pytest.fixture(scope="module")
def other_encoder(toy_encoder: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """An encoder that is no plain BERT, so that its export is a trace of transformers' code."""
    out = tmp_path_factory.mktemp("other") / "encoder"
    shutil.copytree(toy_encoder, out)
    config = json.loads((out / "config.json").read_text())
    (out / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}))
    return str(out)


@pytest.mark.parametrize("kind", ["toy_encoder", "other_encoder"])
def test_what_is_exported_says_what_the_network_says(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    encoder = request.getfixturevalue(kind)
    assert main(["export-encoder", "--encoder", encoder, str(tmp_path / "out")]) == 0
    # Of like length, so that they share a batch, and far from that.
    texts = ["a light tent", "a tent", "light a tent", "a light tent " * 9]
    network, tokenizer = load_backbone(resolve_encoder(encoder))
    tokenizer.no_padding()
    rows = [torch.tensor([tokenizer.encode(text).ids]) for text in texts]
    with torch.no_grad():
        wanted = torch.cat([network(ids, torch.ones_like(ids)) for ids in rows]).numpy()
    found = SentenceEncoder.load(tmp_path / "out").encode(texts)
    cosines = (found * wanted).sum(axis=1) / np.linalg.norm(wanted, axis=1)
    assert cosines == pytest.approx(1, abs=0.01)


def test_an_export_replaces_an_earlier_one(folder: Path, toy_encoder: str) -> None:
    before = SentenceEncoder.load(folder).fingerprint
    assert main(["export-encoder", "--encoder", toy_encoder, str(folder)]) == 0
    assert SentenceEncoder.load(folder).fingerprint == before


def test_an_export_leaves_the_module_path_as_it_was(other_encoder: str, tmp_path: Path) -> None:
    before = list(sys.path)
    assert main(["export-encoder", "--encoder", other_encoder, str(tmp_path / "out")]) == 0
    assert sys.path == before


def test_an_export_replaces_nothing_else(
    toy_encoder: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "diary.txt").write_text("dear diary")
    assert main(["export-encoder", "--encoder", toy_encoder, str(tmp_path)]) == 1
    assert "holds something other than an exported encoder" in capsys.readouterr().err
    assert (tmp_path / "diary.txt").read_text() == "dear diary"


def test_an_encoder_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "nothing"
    assert main(["export-encoder", "--encoder", str(missing), str(tmp_path / "out")]) == 1
    assert str(missing) in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_model_of_another_kind_is_refused(model_folder: Path) -> None:
    with pytest.raises(ModelFileError, match=r"not 'tactful-encoder'.*export-encoder"):
        SentenceEncoder.load(model_folder)
