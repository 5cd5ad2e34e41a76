"""The stored vectors: only what changed is encoded, and a bad file never stops the shop."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from actions.recommendation import Constraints, EmbeddingStore, Recommender
from actions.recommendation.semantic import embedding_texts
from tests.recommendation.catalogue import FELL, PRODUCTS, ConceptEncoder

TEXTS = [text for product in PRODUCTS for text in embedding_texts(product)]


def build(folder: Path, products: tuple = PRODUCTS, name: str = "encoder-a") -> list[str]:  # type: ignore[type-arg]
    """Build a recommender and return the product texts that it encoded."""
    encoder = ConceptEncoder()
    Recommender(products, encoder, store=EmbeddingStore(folder, name), version="1")
    return encoder.encoded


def test_only_changed_products_are_encoded_again(tmp_path: Path) -> None:
    assert build(tmp_path) == TEXTS
    assert build(tmp_path) == []
    changed = replace(FELL, description="Now with a hood.")
    assert build(tmp_path, (changed, *PRODUCTS[1:])) == embedding_texts(changed)


def test_vectors_of_another_encoder_are_not_used(tmp_path: Path) -> None:
    build(tmp_path)
    assert build(tmp_path, name="encoder-b") == TEXTS


@pytest.mark.parametrize("damage", [b"", b"no archive", None])
def test_a_damaged_file_is_reported_and_replaced(
    tmp_path: Path, damage: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    build(tmp_path)
    (file,) = tmp_path.glob("*/*.vectors.npy")
    if damage is None:
        np.save(file, np.full_like(np.load(file), np.nan))
    else:
        file.write_bytes(damage)
    assert build(tmp_path) == TEXTS
    assert str(file).replace(".vectors", ".keys") in caplog.text
    assert build(tmp_path) == []


def test_a_change_of_price_or_stock_keeps_the_index_and_is_seen() -> None:
    encoder = ConceptEncoder()
    first = Recommender(PRODUCTS, encoder, version="1")
    encoder.encoded.clear()
    gone = replace(FELL, variants=tuple(replace(v, stock=0) for v in FELL.variants))
    second = first.changed({gone.id: gone}, "2")
    assert encoder.encoded == []
    limits = Constraints({"category": ("Jackets",)}, price_max=Decimal(90))
    assert FELL in first.fitting(limits)
    assert gone not in second.fitting(limits)
