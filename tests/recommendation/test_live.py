"""The running assistant and the shop's database: what changes there is seen by the next message."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from actions.recommendation import Constraints, Phrasebook, Wish
from actions.recommendation.index import build as building
from actions.recommendation.index import change as changes
from actions.recommendation.index import snapshot as snapshots
from actions.shop.catalogue import Catalogue
from actions.shop.connection import Database
from actions.shop.database import open_shop
from actions.shop.models import Product, Variant
from actions.shop.records import ProductRecord
from actions.shopping import live as living
from actions.shopping.live import LiveCatalogue
from benchmarks.scale.catalogue import product as made_up
from tests.recommendation.catalogue import ConceptEncoder

COUNT = 40
ENCODER = ConceptEncoder()


def rows(number: int) -> Product:
    """Return a made-up product as the database has it."""
    made = made_up(number)
    return Product(
        id=number,
        handle=made.handle,
        title=made.title,
        description=made.description,
        brand=made.brand,
        category=made.category,
        attributes={name: list(values) for name, values in made.attributes.items()},
        tags=list(made.tags),
        created_on=made.created_on,
        variants=[
            Variant(sku=v.sku, options=v.options, price=v.price, stock=5, position=at)
            for at, v in enumerate(made.variants)
        ],
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A shop in a SQLite file."""
    path = tmp_path / "shop.db"
    database = Database(f"sqlite:///{path}")
    database.migrate()
    with database.writing() as session:
        session.add_all([rows(number) for number in range(1, COUNT + 1)])
    database.close()
    return path


@pytest.fixture(params=["small", "large"])
def live(
    request: pytest.FixtureRequest, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[LiveCatalogue]:
    """The shop's catalogue as the action server has it, in memory or mapped from disk."""
    if request.param == "large":
        monkeypatch.setattr(living, "IN_MEMORY", 4)
        monkeypatch.setattr(snapshots, "EXACT", 4)
        monkeypatch.setattr(changes, "SMALL", 4)
        monkeypatch.setattr(building, "PIECE", 16)
    catalogue = open_shop(f"sqlite:///{file}").catalogue
    made = LiveCatalogue(lambda: catalogue, lambda: (ENCODER, "concepts"), tmp_path / "index")
    yield made
    made.wait_for_renewal()


def change(file: Path, *statements: str) -> None:
    """Change the shop as any other program would."""
    connection = sqlite3.connect(file)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


def titles(live: LiveCatalogue, text: str) -> list[str]:
    return [item.product.title for item in live.current().search(text, k=3)]


def test_price_and_stock_are_seen_at_once_and_nothing_is_encoded(
    live: LiveCatalogue, file: Path
) -> None:
    before = live.current()
    ENCODER.encoded.clear()
    change(file, "UPDATE variants SET price = 4321 WHERE product_id = 7")
    change(file, "UPDATE variants SET stock = 0 WHERE product_id = 8")
    now = live.current()
    dear = Constraints(price_min=4000)  # type: ignore[arg-type]
    assert [p.id for p in now.fitting(dear)] == [7]
    assert 8 not in {p.id for p in now.fitting(Constraints())}
    assert not ENCODER.encoded
    assert not before.fitting(dear)  # who searches meanwhile goes on with what there was


def test_a_new_a_renamed_and_a_removed_product_are_seen_at_once(
    live: LiveCatalogue, file: Path
) -> None:
    removed = live.current().product(5)
    assert removed is not None
    change(
        file,
        "UPDATE products SET title = 'Zephyr kettle' WHERE id = 3",
        "DELETE FROM products WHERE id = 5",
        "UPDATE products SET active = 0 WHERE id = 6",
        "INSERT INTO products (id, handle, title, description, brand, category, currency,"
        " image_url, attributes, tags, active, created_on) VALUES (99, 'q', 'Quokka flask', '', '',"
        " 'Bottles', 'GBP', '', '{}', '[]', 1, '2026-01-01')",
        "INSERT INTO variants (product_id, sku, options, price, stock, position)"
        " VALUES (99, 'Q-1', '{}', 1250, 3, 0)",
    )
    assert titles(live, "zephyr kettle")[0] == "Zephyr kettle"
    assert titles(live, "quokka flask")[0] == "Quokka flask"
    now = live.current()
    assert now.product(5) is None and now.product(6) is None
    assert len(now.products) == COUNT - 1
    assert removed.title not in titles(live, removed.title)


def test_a_statement_that_ignores_conflicts_notes_its_change_too(
    live: LiveCatalogue, file: Path
) -> None:
    live.current()
    for stock in (4, 3):
        change(file, f"UPDATE OR IGNORE variants SET stock = {stock} WHERE product_id = 2")
        product = live.current().product(2)
        assert product is not None and {v.stock for v in product.variants} == {stock}


def test_what_was_indexed_is_opened_by_the_next_start_with_what_changed_since(
    live: LiveCatalogue, file: Path, tmp_path: Path
) -> None:
    live.current()
    change(file, "UPDATE variants SET price = 4321 WHERE product_id = 7")
    ENCODER.encoded.clear()
    catalogue = open_shop(f"sqlite:///{file}").catalogue
    again = LiveCatalogue(lambda: catalogue, lambda: (ENCODER, "concepts"), tmp_path / "index")
    product = again.current().product(7)
    assert product is not None and product.price_min == 4321
    assert not ENCODER.encoded


def test_a_start_reads_what_has_changed_once(
    live: LiveCatalogue, file: Path, tmp_path: Path
) -> None:
    live.current()
    change(file, "UPDATE variants SET price = 4321 WHERE product_id = 7")
    read: list[str] = []

    class Watched(Catalogue):
        def changes_since(self, version: str) -> tuple[str, dict[int, ProductRecord | None]] | None:
            read.append(version)
            return super().changes_since(version)

    catalogue = Watched(open_shop(f"sqlite:///{file}").database)
    again = LiveCatalogue(lambda: catalogue, lambda: (ENCODER, "concepts"), tmp_path / "index")
    product = again.current().product(7)
    assert product is not None and product.price_min == 4321
    assert len(read) <= 1


def test_many_changes_are_taken_up_in_the_background(
    live: LiveCatalogue, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    live.current()
    monkeypatch.setattr(living, "AT_ONCE", 3)
    change(
        file,
        "UPDATE products SET title = 'Zephyr ' || title",
        "UPDATE variants SET price = 4321 WHERE product_id = 7",
    )
    assert live.current().products  # answers meanwhile
    live.wait_for_renewal()
    now = live.current()
    assert all(product.title.startswith("Zephyr ") for product in now.products)
    assert now.snapshot.behind == 0


def test_another_database_in_its_place_is_read_whole(live: LiveCatalogue, file: Path) -> None:
    live.current()
    file.unlink()
    for beside in file.parent.glob("shop.db-*"):
        beside.unlink()
    database = Database(f"sqlite:///{file}")
    database.migrate()
    with database.writing() as session:
        session.add(rows(50))
    database.close()
    assert [p.id for p in live.current().products] == [50]


def test_another_phrasebook_needs_no_other_index_and_another_projection_does(
    live: LiveCatalogue, file: Path, tmp_path: Path
) -> None:
    live.current()
    catalogue = open_shop(f"sqlite:///{file}").catalogue
    title = made_up(9).title
    book = Phrasebook((Wish(says=("thingamajig",), means=(title,)),))

    def again(fingerprint: str) -> LiveCatalogue:
        return LiveCatalogue(
            lambda: catalogue,
            lambda: (ENCODER, fingerprint),
            tmp_path / "index",
            lambda encoder: book,
        )

    ENCODER.encoded.clear()
    known = again("concepts").current()
    assert not ENCODER.encoded
    assert title not in [
        item.product.title for item in live.current().search("thingamajig", k=COUNT)
    ]
    assert title in [item.product.title for item in known.search("thingamajig", k=COUNT)]
    asked = len(ENCODER.encoded)
    again("concepts, projected").current()
    assert len(ENCODER.encoded) - asked > COUNT
