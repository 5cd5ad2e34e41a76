"""Large catalogues: candidates in place of all, an index on disk, and changes that come meanwhile.

What counts as large is set low here, so that the ways of a large catalogue are gone with few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from actions.recommendation import Constraints, Context, Recommender, TextEncoder
from actions.recommendation.index import build as building
from actions.recommendation.index import change as changes
from actions.recommendation.index import snapshot as snapshots
from actions.recommendation.index.build import Plan, build, open_index
from actions.recommendation.index.vectors import Graph, Matrix, build_graph
from actions.shop.records import ProductRecord
from benchmarks.scale.catalogue import product as made_up
from tests.recommendation.catalogue import FELL, FLASK, PRODUCTS, ConceptEncoder

COUNT = 120
JACKET = "waterproof rain jacket"


@dataclass(frozen=True)
class Numbered:
    """Made-up products, as a source of an index; reading ``broken`` fails."""

    count: int = COUNT
    broken: int | None = None

    def version(self) -> str:
        return "shop-1"

    def chunks(self, size: int) -> list[tuple[int, int]]:
        return [(at, min(self.count + 1, at + size)) for at in range(1, self.count + 1, size)]

    def read(self, chunk: tuple[int, int]) -> Sequence[ProductRecord]:
        if chunk[0] == self.broken:
            raise OSError("the shop is away")
        return [made_up(number) for number in range(*chunk)]


ENCODER = ConceptEncoder()


def load() -> tuple[TextEncoder, str]:
    return ENCODER, "concepts"


def load_nothing() -> None:
    return None


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have all catalogues treated as large."""
    monkeypatch.setattr(snapshots, "EXACT", 4)
    monkeypatch.setattr(changes, "SMALL", 4)
    monkeypatch.setattr(building, "PIECE", 25)


def opened(plan: Plan) -> Recommender:
    found = open_index(plan)
    assert found is not None
    snapshot, version = found
    loaded = plan.load()
    encoder = loaded[0] if loaded else None
    encode = (lambda products: plan.store.vectors(products, encoder)) if encoder else None
    return Recommender(snapshot, encoder, encode=encode, version=version)


def ids(found: Sequence[object]) -> list[int]:
    return [item.product.id for item in found]  # type: ignore[attr-defined]


def test_the_graph_finds_what_exact_search_finds(tmp_path: Path) -> None:
    random = np.random.default_rng(5)
    centres = random.normal(size=(40, 48))
    vectors = centres[random.integers(0, 40, 4000)] + 0.6 * random.normal(size=(4000, 48))
    vectors = (vectors / np.linalg.norm(vectors, axis=1)[:, None]).astype(np.float32)
    build_graph(tmp_path / "graph", 4000, 48, lambda start, end: vectors[start:end], quiet=True)
    graph, exact = Graph(tmp_path / "graph"), Matrix(vectors)
    queries = vectors[:100] + 0.1 * random.normal(size=(100, 48)).astype(np.float32)
    queries /= np.linalg.norm(queries, axis=1)[:, None]
    hits = [
        len(set(graph.nearest(query, 10)[0]) & set(exact.nearest(query, 10)[0]))
        for query in queries
    ]
    assert sum(hits) / 1000 > 0.9


@pytest.mark.parametrize("loader", [load, load_nothing])
def test_an_index_on_disk_answers_as_one_in_memory(
    loader: building.Loader, tmp_path: Path, large: None
) -> None:
    plan = Plan(Numbered(), loader, tmp_path)
    build(plan, quiet=True)
    on_disk = opened(plan)
    products = plan.source.read((1, COUNT + 1))
    in_memory = Recommender(products, loader() and ENCODER)
    assert list(on_disk.products) == list(products)
    limits = Constraints({"category": ("Jackets", "Boots")}, price_max=Decimal(150))
    assert list(on_disk.fitting(limits)) == list(in_memory.fitting(limits))
    for text in (JACKET, "warm boots for hiking", "flask"):
        assert ids(on_disk.search(text, k=5)) == ids(in_memory.search(text, k=5))


def test_a_large_catalogue_ranks_its_candidates_as_a_small_one_all(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    products = [made_up(number) for number in range(1, 400)]
    shop, words = Recommender(products, ENCODER), Recommender(products)
    asked = Constraints(price_max=Decimal(120))
    texts = (JACKET, "lantern for reading", "insulated flask for camping")
    contexts = [Context(said=(text,), liked=(7,)) for text in texts]

    def answers() -> list[list[int]]:
        found = [ids(shop.search(text, asked)) for text in texts]
        # By meaning a sorted list has the nearest only, so words alone are compared.
        found += [ids(words.search(text, asked, sort="price")) for text in texts]
        found += [ids(shop.recommend(context, asked)) for context in contexts]
        return [*found, ids(shop.similar(9, asked))]

    exact = answers()
    monkeypatch.setattr(snapshots, "EXACT", 4)
    shop, words = Recommender(products, ENCODER), Recommender(products)
    assert not shop.snapshot.exact
    assert answers() == exact


def test_an_interrupted_build_goes_on_where_it_was(tmp_path: Path, large: None) -> None:
    read: list[tuple[int, int]] = []

    class Watched(Numbered):
        def read(self, chunk: tuple[int, int]) -> Sequence[ProductRecord]:
            found = super().read(chunk)
            read.append(chunk)
            return found

    with pytest.raises(OSError, match="away"):
        build(Plan(Watched(broken=51), load, tmp_path), quiet=True)
    assert open_index(Plan(Numbered(), load, tmp_path)) is None
    plan = Plan(Watched(), load, tmp_path)
    build(plan, quiet=True)
    assert sorted(read) == Numbered().chunks(25)  # none twice
    assert len(opened(plan).products) == COUNT


def test_a_changed_product_alone_is_encoded_by_the_next_build(tmp_path: Path, large: None) -> None:
    build(Plan(Numbered(), load, tmp_path), quiet=True)
    ENCODER.encoded.clear()
    build(Plan(Numbered(COUNT + 1), load, tmp_path), quiet=True)
    title = made_up(COUNT + 1).title
    assert ENCODER.encoded and all(text.startswith(title) for text in ENCODER.encoded)


def test_several_workers_make_the_same_index(tmp_path: Path, large: None) -> None:
    alone, together = (Plan(Numbered(60), load_nothing, tmp_path / name) for name in "ab")
    build(alone, quiet=True)
    build(together, workers=2, quiet=True)
    assert list(opened(together).products) == list(opened(alone).products)
    assert ids(opened(together).search(JACKET)) == ids(opened(alone).search(JACKET))


@pytest.mark.parametrize("damaged", ["shard/facts.json", "graph/bytes.npy", "postings/rows.npy"])
def test_a_damaged_index_counts_as_none(
    damaged: str, tmp_path: Path, large: None, caplog: pytest.LogCaptureFixture
) -> None:
    plan = Plan(Numbered(40), load, tmp_path)
    build(plan, quiet=True)
    (file,) = plan.home.glob(f"index-*/{damaged}")
    file.write_bytes(b"{")
    assert open_index(plan) is None
    assert "made anew" in caplog.text
    build(plan, quiet=True)
    assert len(opened(plan).products) == 40


def test_changes_are_seen_and_the_state_before_them_is_not_touched(
    tmp_path: Path, large: None
) -> None:
    plan = Plan(Numbered(), load, tmp_path)
    build(plan, quiet=True)
    before = opened(plan)
    first, second, third = (made_up(number) for number in (1, 2, 3))
    sold_out = replace(first, variants=tuple(replace(v, stock=0) for v in first.variants))
    renamed = replace(second, title="Zephyr kettle")
    new = replace(FLASK, id=COUNT + 5, title="Quokka flask")
    after = before.changed({1: sold_out, 2: renamed, 3: None, new.id: new}, "shop-2")
    assert after.version == "shop-2"
    assert after.product(1) == sold_out and before.product(1) == first
    assert first.id not in {p.id for p in after.fitting(Constraints())}
    assert (
        ids(after.search("zephyr kettle", k=1)) == [2] != ids(before.search("zephyr kettle", k=1))
    )
    assert ids(after.search("quokka flask", k=1)) == [new.id]
    assert after.product(3) is None and before.product(3) == third
    assert after.titled(third.title) is None and after.titled("quokka FLASK") == new
    assert len(after.products) == COUNT
    # Changed once more: the newest state counts, wherever the product stands.
    dearer = replace(new, variants=tuple(replace(v, price=Decimal(999)) for v in new.variants))
    last = after.changed({new.id: dearer, 2: second}, "shop-3")
    assert last.product(new.id) == dearer
    assert new.id not in {p.id for p in last.fitting(Constraints(price_max=Decimal(500)))}
    assert last.product(2) == second and len(last.products) == COUNT


def test_reasons_follow_prices(large: None) -> None:
    shop = Recommender(PRODUCTS)
    jackets = Constraints({"category": ("Jackets",)})
    cheapest = min(shop.fitting(jackets), key=lambda p: p.price_min)
    lowest = "the lowest price in jackets"
    assert lowest in shop.explain(cheapest.id, "", jackets)
    cheap = Decimal("0.50")
    other = next(p for p in shop.fitting(jackets) if p.price_min > cheapest.price_min)
    reduced = replace(
        other, price_min=cheap, variants=tuple(replace(v, price=cheap) for v in other.variants)
    )
    after = shop.changed({other.id: reduced}, "2")
    assert lowest in after.explain(other.id, "", jackets)
    assert lowest not in after.explain(cheapest.id, "", jackets)


BARE = replace(FELL, id=99, title="", description="", tags=(), attributes={}, review_excerpts=())
NO_PRICE = replace(FELL, id=98, variants=())
GONE = replace(FELL, variants=tuple(replace(v, stock=0) for v in FELL.variants))


@pytest.mark.parametrize("loaded", [None, ENCODER])
@pytest.mark.parametrize(
    ("products", "found"),
    [((), []), ((FELL,), [FELL.id]), ((BARE,), [99]), ((NO_PRICE,), []), ((GONE,), [])],
)
def test_odd_catalogues_have_an_answer(
    products: tuple[ProductRecord, ...],
    found: list[int],
    loaded: TextEncoder | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for exact in (4000, 0):
        monkeypatch.setattr(snapshots, "EXACT", exact)
        shop = Recommender(products, loaded)
        assert ids(shop.recommend(Context())) == found
        assert ids(shop.search("")) == found
        shop.search(JACKET, sort="price")
        assert len(shop.products) == len(products)
        grown = shop.changed({FLASK.id: FLASK}, "2")
        assert FLASK.id in ids(grown.search("flask"))
        assert shop.changed({p.id: None for p in products}, "2").search(JACKET) == []
