"""The projection that search by meaning is fine-tuned with."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import ModelFileError, TrainingDataError
from nlu_models.export import export_encoder
from nlu_models.onnx_session import Vectors, normalise_rows
from nlu_models.projection import MATRIX_FILE, load_projection, save_projection
from nlu_models.retrieval import RetrievalOptions, fit_projection

DIM = 8


def units(rows: int, seed: int) -> Vectors:
    return normalise_rows(np.random.default_rng(seed).normal(size=(rows, DIM)).astype(np.float32))


def test_what_was_learned_holds_for_lessons_that_were_held_out() -> None:
    things = units(6, 1)
    # Queries say things turned round in two directions: that can be learned.
    turned = things.copy()
    turned[:, :2] = -turned[:, :2]
    noise = 0.1 * np.random.default_rng(2).normal(size=(240, DIM)).astype(np.float32)
    right = [(at % 6,) for at in range(240)]
    queries = turned[[row for (row,) in right]] + noise
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    learned = fit_projection(
        queries, right, [f"source {at}" for at in range(240)], things,
        RetrievalOptions(learning_rate=0.01, nearness=0.0, batch_size=32),
    )  # fmt: skip
    assert learned.after < learned.before
    assert learned.matrix.shape == (DIM, DIM)
    assert learned.lessons == 216


def test_what_cannot_be_learned_leaves_things_as_they_are() -> None:
    things = units(4, 1)
    right = [(at % 4,) for at in range(40)]
    queries = things[[row for (row,) in right]]
    learned = fit_projection(
        queries, right, [str(at) for at in range(40)], things, RetrievalOptions(learning_rate=9.0)
    )
    assert np.array_equal(learned.matrix, np.eye(DIM, dtype=np.float32))
    assert learned.after == learned.before


def test_one_product_is_too_few() -> None:
    with pytest.raises(TrainingDataError, match="1 products"):
        fit_projection(units(2, 1), [(0,), (0,)], ["a", "b"], units(1, 1), RetrievalOptions())


@pytest.fixture(scope="module")
def encoder(toy_encoder: str, tmp_path_factory: pytest.TempPathFactory) -> SentenceEncoder:
    folder = tmp_path_factory.mktemp("models") / "encoder"
    export_encoder(toy_encoder, folder)
    return SentenceEncoder.load(folder)


def test_what_is_saved_is_served(encoder: SentenceEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "recommender"
    swap = np.eye(encoder.dim, dtype=np.float32)[::-1].copy()
    for _ in range(2):  # an earlier one is replaced
        save_projection(folder, swap, encoder.fingerprint)
    texts = ["a light tent", "rain jacket"]
    served = load_projection(folder, encoder).encode(texts)
    assert np.allclose(served, encoder.encode(texts)[:, ::-1], atol=1e-6)


def test_one_of_another_encoder_is_refused(encoder: SentenceEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "recommender"
    save_projection(folder, np.eye(encoder.dim, dtype=np.float32), "another")
    with pytest.raises(ModelFileError, match="does not belong to the encoder"):
        load_projection(folder, encoder)


def test_one_of_another_width_is_refused(encoder: SentenceEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "recommender"
    save_projection(folder, np.eye(3, dtype=np.float32), encoder.fingerprint)
    with pytest.raises(ModelFileError, match="does not fit"):
        load_projection(folder, encoder)


def test_a_damaged_one_is_refused(encoder: SentenceEncoder, tmp_path: Path) -> None:
    folder = tmp_path / "recommender"
    save_projection(folder, np.eye(encoder.dim, dtype=np.float32), encoder.fingerprint)
    (folder / MATRIX_FILE).write_bytes(b"no matrix")
    with pytest.raises(ModelFileError):
        load_projection(folder, encoder)
