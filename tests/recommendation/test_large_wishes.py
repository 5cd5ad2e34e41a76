"""Wishes in other words and buyers' views over a large catalogue, an index on disk, and changes.

What counts as large is set low here, so that the ways of a large catalogue are gone with few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from actions.recommendation import (
    Constraints,
    Context,
    Phrasebook,
    Recommender,
    TextEncoder,
    Wish,
    candidates,
)
from actions.recommendation.index import change as changes
from actions.recommendation.index import snapshot as snapshots
from actions.recommendation.index.build import Plan, build, open_index
from actions.shop.records import ProductRecord
from benchmarks.scale.catalogue import product as made_up
from tests.recommendation.catalogue import FELL, MOOR, PRODUCTS, ConceptEncoder

ENCODER = ConceptEncoder()
BOOK = Phrasebook(
    (
        Wish(says=("mackintosh",), means=("waterproof rain jacket", "rain jacket")),
        Wish(says=("to boil water",), means=("kettle",), also=("stove",)),
    ),
    ENCODER,
)
PRAISE = ("So comfortable.", "Comfortable all day.", "Very comfortable indeed.")
SCORN = ("Uncomfortable.", "It chafes.", "The collar is itchy.")
COUNT = 400


class Reviewed:
    """Made-up products of which every third one is praised, as a source of an index."""

    def version(self) -> str:
        return "shop-1"

    def chunks(self, size: int) -> list[tuple[int, int]]:
        return [(1, COUNT + 1)]

    def read(self, chunk: tuple[int, int]) -> Sequence[ProductRecord]:
        return [
            replace(made_up(number), review_excerpts=SCORN if number % 3 else PRAISE)
            for number in range(*chunk)
        ]


PRODUCTS_OF_MANY = Reviewed().read((1, COUNT + 1))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all catalogues treated as large."""
    monkeypatch.setattr(snapshots, "EXACT", 4)
    monkeypatch.setattr(changes, "SMALL", 4)


def ids(found: Sequence[object]) -> list[int]:
    return [item.product.id for item in found]  # type: ignore[attr-defined]


def test_all_that_a_wish_means_is_among_the_candidates(large: None) -> None:
    shop = Recommender(PRODUCTS_OF_MANY, phrasebook=BOOK)
    jackets = {p.id for p in shop.fitting(Constraints()) if p.title.endswith("rain jacket")}
    assert len(jackets) > 5
    assert jackets <= set(ids(shop.search("mackintosh", k=len(jackets) + 20)))


@pytest.mark.parametrize("encoder", [None, ENCODER])
def test_a_large_catalogue_answers_as_a_small_one(
    encoder: TextEncoder | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = (
        "mackintosh",
        "a comfortable mackintosh",
        "something to boil water without cork",
        "waterproof rain jacket",
    )
    asked = Constraints(price_max=Decimal(150))

    def answers() -> list[list[int]]:
        shop = Recommender(PRODUCTS_OF_MANY, encoder, phrasebook=BOOK)
        found = [ids(shop.search(text, asked)) for text in texts]
        found += [ids(shop.search(text, asked, sort="price")) for text in texts]
        return [*found, *(ids(shop.recommend(Context(said=(text,)), asked)) for text in texts)]

    exact = answers()
    assert all(exact)
    monkeypatch.setattr(snapshots, "EXACT", 4)
    assert answers() == exact
    monkeypatch.setattr(candidates, "MANY", 4)
    assert answers() == exact


def test_buyers_views_are_kept_on_disk(tmp_path: Path, large: None) -> None:
    plan = Plan(Reviewed(), lambda: None, tmp_path)
    build(plan, quiet=True)
    opened = open_index(plan)
    assert opened is not None
    shop = Recommender(opened[0], version=opened[1], phrasebook=BOOK)
    best = shop.search("a comfortable rain jacket", k=3)
    assert all(item.product.review_excerpts == PRAISE for item in best)
    assert any("buyers praise the comfort" in reason for reason in best[0].reasons)


@pytest.mark.parametrize("exact", [4000, 4])
def test_new_reviews_and_products_are_seen_at_once(
    exact: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshots, "EXACT", exact)
    monkeypatch.setattr(changes, "SMALL", exact)
    others = tuple(p for p in PRODUCTS if p.id != FELL.id)
    fell = replace(FELL, review_excerpts=SCORN)
    other = replace(FELL, id=99, handle="p-99", review_excerpts=("It rained.",))
    shop = Recommender((*others, fell, other), ENCODER, phrasebook=BOOK)
    asked = "comfortable rain jacket"
    assert ids(shop.search(asked))[0] == 99
    after = shop.changed({FELL.id: replace(FELL, review_excerpts=PRAISE)}, "2")
    assert ids(after.search(asked))[0] == FELL.id
    assert ids(shop.search(asked))[0] == 99
    ENCODER.encoded.clear()
    coat = replace(MOOR, id=100, title="Quokka Rain Jacket", review_excerpts=PRAISE)
    grown = after.changed({coat.id: coat}, "3")
    assert ENCODER.encoded
    assert all(text.startswith(coat.title) for text in ENCODER.encoded)
    assert coat.id in ids(grown.search("mackintosh", k=3))
