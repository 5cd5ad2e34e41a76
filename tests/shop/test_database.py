"""The database itself: migrations, what happens when it is away, several programs at once."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError

from actions.shop.database import (
    Database,
    Shop,
    ShopError,
    ShopUnavailableError,
    open_database,
    open_shop,
)
from actions.shop.models import Base, Product, Review, Variant
from settings import get_settings
from tests.shop.conftest import JACKET, MakeOrder


def test_migrating_twice_keeps_everything(database: Database, shop: Shop) -> None:
    before = shop.catalogue.products()
    version = shop.catalogue.version()
    database.migrate()
    assert shop.catalogue.products() == before
    assert shop.catalogue.version() == version


def test_migrations_and_models_agree(url: str) -> None:
    database = Database(url)
    database.migrate()
    with database.reading() as session:
        context = MigrationContext.configure(session.connection())
        differences = compare_metadata(context, Base.metadata)
    # The counter behind the version and the list of changes belong to their triggers.
    of_triggers = {"catalogue_changes", "product_changes", "ix_product_changes_change"}
    assert [d for d in differences if getattr(d[1], "name", "") not in of_triggers] == []


def test_one_connection_for_each_url(url: str, tmp_path: Path) -> None:
    assert open_database(url) is open_database(url)
    assert open_database(url) is not open_database(f"sqlite:///{tmp_path / 'other.db'}")


def test_the_settings_name_the_shop(
    url: str, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TACTFUL_SHOP_DATABASE_URL", url)
    get_settings.cache_clear()
    try:
        assert open_database() is database
    finally:
        get_settings.cache_clear()


DOORS: list[Callable[[Shop], Any]] = [
    lambda shop: shop.catalogue.version(),
    lambda shop: shop.catalogue.products(),
    lambda shop: shop.catalogue.product(1),
    lambda shop: shop.catalogue.related_orders(1),
    lambda shop: shop.orders.verify("10023", customer_id=1),
    lambda shop: shop.orders.of_customer(1),
    lambda shop: shop.orders.cancel("10023"),
    lambda shop: shop.orders.change_address("10023", "1 High St, York YO1 1AA"),
    lambda shop: shop.orders.open_return("10023", [1], "no"),
    lambda shop: shop.orders.send_invoice("10023"),
    lambda shop: shop.tickets.open("complaint", "No."),
    lambda shop: shop.delivery.methods(),
    lambda shop: shop.articles.all(),
    lambda shop: shop.customers.name(1),
    lambda shop: shop.customers.summary(1),
]
WRITING = [DOORS[at] for at in (6, 7, 8, 9, 10)]


@pytest.mark.parametrize("door", DOORS)
def test_a_missing_file_is_told_and_not_made(url: str, door: Callable[[Shop], Any]) -> None:
    with pytest.raises(ShopUnavailableError, match="make seed"):
        door(open_shop(url))
    assert not Path(make_url(url).database).exists()


def test_a_file_that_was_removed_or_replaced_is_not_read_any_more(
    database: Database, shop: Shop, url: str, tmp_path: Path
) -> None:
    path = Path(make_url(url).database)
    titles = [product.title for product in shop.catalogue.products()]
    aside = path.rename(tmp_path / "aside.db")
    with pytest.raises(ShopUnavailableError, match="make seed"):
        shop.catalogue.products()
    other = Database(f"sqlite:///{tmp_path / 'other.db'}")
    other.migrate()
    other.close()
    shutil.copy(tmp_path / "other.db", path)
    assert shop.catalogue.products() == []
    path.unlink()
    aside.rename(path)
    assert [product.title for product in shop.catalogue.products()] == titles


@pytest.mark.parametrize("door", DOORS)
def test_a_file_without_tables_is_told(tmp_path: Path, door: Callable[[Shop], Any]) -> None:
    path = tmp_path / "empty.db"
    path.touch()
    with pytest.raises(ShopUnavailableError, match="make seed"):
        door(open_shop(f"sqlite:///{path}"))


@pytest.mark.parametrize("door", DOORS)
def test_a_file_that_is_no_database_is_told(tmp_path: Path, door: Callable[[Shop], Any]) -> None:
    path = tmp_path / "letter.db"
    path.write_text("Dear shop, " * 200, encoding="utf-8")
    with pytest.raises(ShopUnavailableError, match=r"letter\.db"):
        door(open_shop(f"sqlite:///{path}"))


def test_a_server_that_is_away_is_told() -> None:
    shop = open_shop("postgresql://shop:hunter2@127.0.0.1:1/shop")
    with pytest.raises(ShopUnavailableError) as caught:
        shop.catalogue.version()
    assert "127.0.0.1" in str(caught.value)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize("url", ["mysql://localhost/shop", "shop.db", "nonsense://x", "sqlite:/x"])
def test_a_url_that_cannot_work_is_told(url: str) -> None:
    with pytest.raises(ShopError, match="TACTFUL_SHOP_DATABASE_URL"):
        open_shop(url).catalogue.version()


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Hold the database like a program that is in the middle of a long change."""
    connection = sqlite3.connect(make_url(url).database, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE products SET title = 'Half done'")
        yield
    finally:
        connection.rollback()
        connection.close()


@pytest.mark.parametrize("door", WRITING)
def test_a_locked_database_refuses_changes_and_is_not_waited_for_forever(
    url: str, shop: Shop, make_order: MakeOrder, door: Callable[[Shop], Any]
) -> None:
    make_order()
    with locked(url), pytest.raises(ShopUnavailableError, match="locked"):
        door(shop)


def test_a_locked_database_can_be_read(url: str, shop: Shop, make_order: MakeOrder) -> None:
    make_order()
    with locked(url):
        assert shop.orders.verify("10023", customer_id=1) is not None
        jacket = shop.catalogue.product(JACKET)
    assert jacket is not None
    assert jacket.title == "Fell Jacket"


def test_errors_do_not_repeat_what_was_looked_for(
    url: str, shop: Shop, make_order: MakeOrder
) -> None:
    make_order()
    with locked(url), pytest.raises(ShopUnavailableError) as caught:
        shop.tickets.open("complaint", "I live at 14 Mill Lane", contact="maya@example.com")
    told = f"{caught.value} {caught.value.__cause__}"
    assert "Mill Lane" not in told
    assert "maya@example.com" not in told


def test_an_error_takes_everything_back(database: Database, shop: Shop) -> None:
    before = shop.catalogue.products()
    with pytest.raises(RuntimeError), database.writing() as session:
        session.add(Product(handle="x", title="X"))
        session.flush()
        raise RuntimeError
    assert shop.catalogue.products() == before


@pytest.mark.parametrize(
    "row",
    [
        Variant(product_id=JACKET, sku="n", price=Decimal("-1"), stock=1),
        Variant(product_id=JACKET, sku="n", price=Decimal(1), stock=-1),
        Variant(product_id=999, sku="n", price=Decimal(1), stock=1),
        Review(product_id=JACKET, stars=6, text="", created_on=None),
        Product(handle="fell-jacket", title="Again"),
    ],
)
def test_the_tables_refuse_nonsense(database: Database, row: Any) -> None:
    with pytest.raises(IntegrityError), database.writing() as session:
        session.add(row)


@given(price=st.decimals(min_value=0, max_value=Decimal("99999999.99"), places=2))
def test_prices_come_back_to_the_penny(filled_file: Path, price: Decimal) -> None:
    database = open_database(f"sqlite:///{filled_file}")
    with database.writing() as session:
        session.add(Variant(product_id=JACKET, sku="priced", price=price, stock=1))
        session.flush()
        session.expire_all()
        variant = session.scalars(select(Variant).where(Variant.sku == "priced")).one()
        assert variant.price == price
        session.delete(variant)
