"""The models that product search is served with."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from actions.recommendation.index.build import Plan
from actions.shopping import models
from benchmarks.scale.catalogue import MadeUp
from nlu_models.encoder import SentenceEncoder
from nlu_models.export import export_encoder
from nlu_models.projection import MATRIX_FILE, save_projection


@pytest.fixture
def encoder(toy_encoder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SentenceEncoder:
    """An exported encoder where product search looks for it."""
    folder = tmp_path / "encoder"
    export_encoder(toy_encoder, folder)
    monkeypatch.setattr(models, "ENCODER", folder)
    return SentenceEncoder.load(folder)


def test_what_was_indexed_with_another_projection_is_not_used(
    encoder: SentenceEncoder, tmp_path: Path
) -> None:
    homes = set()
    for number in range(3):
        folder = tmp_path / f"recommender-{number}"
        if number:
            turned = np.roll(np.eye(encoder.dim, dtype=np.float32), number, axis=0)
            save_projection(folder, turned, encoder.fingerprint)
        homes.add(Plan(MadeUp(1), partial(models.load_encoder, folder), tmp_path).home)
    assert len(homes) == 3


def test_a_damaged_projection_is_told_and_done_without(
    encoder: SentenceEncoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "recommender"
    save_projection(folder, np.eye(encoder.dim, dtype=np.float32), encoder.fingerprint)
    (folder / MATRIX_FILE).write_bytes(b"no matrix")
    loaded, plain = models.load_encoder(folder), models.load_encoder(tmp_path / "none")
    assert loaded is not None
    assert plain is not None
    assert loaded[1] == plain[1]
    assert "not fine-tuned" in caplog.text


def test_a_missing_phrasebook_is_told_and_done_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(models, "WISHES", tmp_path / "none.toml")
    book = models.load_phrasebook(None)
    assert book.meant("a mac", None, lambda term: True) == []
    assert "without wishes in other words" in caplog.text
