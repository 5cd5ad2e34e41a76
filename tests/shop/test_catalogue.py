"""The catalogue: records, version, views."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.engine import make_url

from actions.shop.catalogue import Catalogue
from actions.shop.database import Database, Shop, open_shop
from actions.shop.models import OrderStatus, PaymentStatus, Product, Review, Variant
from actions.shop.records import VariantRecord
from tests import servers
from tests.shop.conftest import (
    BOTTLE,
    CARD,
    HIDDEN,
    JACKET,
    MAYA,
    TOM,
    MakeOrder,
    days_ago,
)


def by_hand(url: str, statement: str) -> list[tuple[str, ...]]:
    """Run a statement the way another program would: without our code."""
    with sqlite3.connect(make_url(url).database) as connection:
        return connection.execute(statement).fetchall()


def test_products_are_the_active_ones_that_can_be_bought(shop: Shop) -> None:
    assert [product.id for product in shop.catalogue.products()] == [JACKET, BOTTLE, CARD]
    assert shop.catalogue.ids() == [JACKET, BOTTLE, CARD]


def test_products_are_read_once_until_the_catalogue_changes(shop: Shop, url: str) -> None:
    before = shop.catalogue.products()
    assert all(a is b for a, b in zip(open_shop(url).catalogue.products(), before, strict=True))
    by_hand(url, "UPDATE variants SET stock = 3 WHERE sku = 'FJ-M'")
    assert [p.variants[0].stock for p in (before[0], shop.catalogue.products()[0])] == [4, 3]


def test_a_product_has_all_its_facts(shop: Shop) -> None:
    jacket = shop.catalogue.product(JACKET)
    assert jacket is not None
    assert (jacket.handle, jacket.brand, jacket.currency) == ("fell-jacket", "Ridgeline", "GBP")
    assert (jacket.price_min, jacket.price_max) == (Decimal("79.95"), Decimal("89.95"))
    assert jacket.attributes["material"] == ("recycled nylon",)
    assert jacket.tags == ("hiking", "lightweight")
    assert jacket.variants[0] == VariantRecord(
        "FJ-M", {"color": "navy", "size": "M"}, Decimal("79.95"), 4
    )
    assert [variant.sku for variant in jacket.variants] == ["FJ-M", "FJ-L", "FJ-R"]
    assert jacket.review_count == 8
    assert jacket.rating == pytest.approx(4.0)


def test_excerpts_are_the_most_helpful_reviews_and_of_equals_the_longest(shop: Shop) -> None:
    jacket = shop.catalogue.product(JACKET)
    assert jacket is not None
    assert jacket.review_excerpts == (
        "Most helpful of all.",
        "Kept me dry all week long.",
        "Short.",
        "Another 0",
        "Another 1",
    )


def test_a_product_without_reviews_has_no_rating(shop: Shop) -> None:
    bottle = shop.catalogue.product(BOTTLE)
    assert bottle is not None
    assert (bottle.rating, bottle.review_count, bottle.review_excerpts) == (None, 0, ())


@pytest.mark.parametrize("product_id", [HIDDEN, 5, 999, -1])
def test_what_is_not_for_sale_is_not_found(shop: Shop, product_id: int) -> None:
    assert shop.catalogue.product(product_id) is None


def test_one_product_is_the_same_as_in_the_list(shop: Shop, make_order: MakeOrder) -> None:
    make_order()
    for product in shop.catalogue.products():
        assert shop.catalogue.product(product.id) == product


def test_sold_counts_pieces_of_orders_that_came_about(shop: Shop, make_order: MakeOrder) -> None:
    make_order("1", OrderStatus.DELIVERED)
    make_order("2", OrderStatus.PROCESSING)
    make_order("3", OrderStatus.CANCELLED)
    make_order("4", OrderStatus.PAYMENT_FAILED, payment=PaymentStatus.FAILED)
    bottle = shop.catalogue.product(BOTTLE)
    assert bottle is not None
    assert bottle.sold_count == 4


def test_related_orders_are_a_customers_own_oldest_first(
    shop: Shop, database: Database, make_order: MakeOrder
) -> None:
    make_order("1", placed_on=days_ago(5))
    make_order("2", OrderStatus.CANCELLED, placed_on=days_ago(1))
    make_order("3", customer=TOM, placed_on=days_ago(2))
    with database.writing() as session:
        session.delete(session.get(Product, CARD))
    assert shop.catalogue.related_orders(MAYA) == [JACKET, BOTTLE]
    assert shop.catalogue.related_orders(999) == []


def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    shop: Shop, database: Database
) -> None:
    with database.writing() as session:
        session.add_all(
            Product(
                handle=f"p-{n}",
                title=f"Product {n}",
                category="Hats",
                variants=[Variant(sku=f"p-{n}-{m}", price=Decimal(n), stock=m) for m in range(3)],
            )
            for n in range(400)
        )
    statements: list[str] = []
    with database.reading() as session:
        engine = session.get_bind()
    event.listen(
        engine, "before_cursor_execute", lambda *arguments: statements.append(arguments[2])
    )
    assert len(shop.catalogue.products()) == 403
    assert len([s for s in statements if s.startswith(("SELECT", "WITH"))]) <= 6


CHANGES = [
    "UPDATE products SET title = 'Moor Jacket' WHERE id = 1",
    "UPDATE products SET active = 0 WHERE id = 1",
    "UPDATE variants SET price = 1 WHERE id = 1",
    "UPDATE variants SET stock = stock - 1 WHERE id = 2",
    "DELETE FROM reviews WHERE id = 1",
    "DELETE FROM products WHERE id = 4",
    "INSERT INTO reviews (product_id, stars, text, helpful_count, created_on) "
    "VALUES (2, 5, 'Good', 0, '2026-01-01')",
    "INSERT INTO variants (product_id, sku, options, price, stock, position) "
    "VALUES (2, 'TB-2', '{}', 5, 0, 0)",
]


@pytest.mark.parametrize("statement", CHANGES)
def test_the_version_changes_whoever_changes_the_catalogue(
    shop: Shop, url: str, statement: str
) -> None:
    before = shop.catalogue.version()
    by_hand(url, statement)
    assert shop.catalogue.version() != before
    assert by_hand(url, "SELECT version FROM catalogue_version") == [(shop.catalogue.version(),)]


def test_the_version_stays_while_nothing_changes(shop: Shop, make_order: MakeOrder) -> None:
    before = shop.catalogue.version()
    make_order()
    shop.tickets.open("complaint", "Too many bags.")
    assert shop.catalogue.version() == before


def test_two_shops_never_share_a_version(tmp_path: Path) -> None:
    versions = set()
    for name in ("one", "other"):
        url = f"sqlite:///{tmp_path / name}.db"
        database = Database(url)
        database.migrate()
        versions.add(Shop(database).catalogue.version())
    assert len(versions) == 2


def test_terms_are_the_catalogues_words(shop: Shop, url: str) -> None:
    terms = set(by_hand(url, "SELECT entity, value FROM catalogue_terms"))
    assert terms == {
        ("category", "Jackets"),
        ("category", "Water bottles"),
        ("category", "Gift cards"),
        ("brand", "Ridgeline"),
        ("brand", "Tarn & Co"),
        ("product", "Fell Jacket"),
        ("product", "Tarn Bottle"),
        ("product", "Gift card"),
        ("color", "navy"),
        ("color", "red"),
        ("color", "steel"),
        ("color", "night sky"),
        ("size", "M"),
        ("size", "L"),
        ("material", "recycled nylon"),
        ("attribute", "waterproof"),
        ("attribute", "320 g"),
        ("attribute", "hiking"),
        ("attribute", "lightweight"),
    }


def test_a_long_review_is_cut_between_words(shop: Shop, url: str) -> None:
    by_hand(
        url, "UPDATE reviews SET text = replace(hex(zeroblob(300)), '00', 'word ') WHERE id = 3"
    )
    jacket = shop.catalogue.product(JACKET)
    assert jacket is not None
    excerpt = jacket.review_excerpts[0]
    assert len(excerpt) <= 500
    assert excerpt.endswith("word …")


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind that is supported."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'fresh.db'}"
        return
    with servers.postgresql() as server, servers.new_database(server) as url:
        yield url


def test_changes_are_told_by_product(fresh_url: str) -> None:
    database = Database(fresh_url)
    database.migrate()
    catalogue = Catalogue(database)
    with database.writing() as session:
        session.add_all([_plain(1), _plain(2), _plain(3)])
    start = catalogue.version()
    assert catalogue.changes_since(start) == (start, {})
    with database.writing() as session:
        session.get(Product, 1).variants[0].stock = 0
        session.delete(session.get(Product, 2))
        session.add(_plain(4))
    told = catalogue.changes_since(start)
    assert told is not None
    version, changes = told
    assert version == catalogue.version() != start
    assert sorted(changes) == [1, 2, 4]
    assert changes[1] is not None and not changes[1].in_stock
    assert changes[2] is None and changes[4] == catalogue.product(4)
    with database.writing() as session:
        session.add(Review(product_id=3, stars=5, text="Good.", created_on=days_ago(1)))
    later = catalogue.changes_since(version)
    assert later is not None and list(later[1]) == [3]
    assert catalogue.changes_since("another-1") is None
    assert [p.id for chunk in catalogue.chunks(2) for p in catalogue.read(chunk)] == [1, 3, 4]
    database.close()


def _plain(number: int) -> Product:
    variant = Variant(sku=f"S{number}", options={}, price=Decimal(5), stock=2)
    return Product(
        id=number, handle=f"p{number}", title=f"Mug {number}", category="Mugs", variants=[variant]
    )
