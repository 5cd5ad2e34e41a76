"""The catalogue, as product records: a handful of queries, however many products there are."""

from __future__ import annotations

import textwrap
import threading
from collections import defaultdict
from typing import Any

from sqlalchemy import column, func, select, table
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from actions.shop.connection import Database
from actions.shop.models import Order, OrderLine, OrderStatus, Product, Review, Variant
from actions.shop.records import ProductRecord, VariantRecord

_EXCERPTS = 5
_EXCERPT_CHARS = 500
_NOT_SOLD = (OrderStatus.PENDING_PAYMENT, OrderStatus.PAYMENT_FAILED, OrderStatus.CANCELLED)
_VERSION = select(table("catalogue_version", column("version")).c.version)
_CHANGES = table("product_changes", column("product_id"), column("change"))
_LAST_ID = 2**31
_AT_ONCE = 500  # ids in one query


class Catalogue:
    """What the shop sells."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lock = threading.Lock()
        self._version = ""
        self._products: tuple[ProductRecord, ...] = ()

    def version(self) -> str:
        """Return a text that changes with products, variants, prices, stock and reviews.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._database.asking() as connection:
            return _version(connection)

    def products(self) -> list[ProductRecord]:
        """Return the active products that have variants, in the order of their ids.

        They are read again when the version has changed; how often a product was sold does not
        change it, but a sale changes stock.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._lock, self._database.reading() as session:
            # Asked first: what is read later may be newer than its version, but never older.
            version = _version(session)
            if version != self._version:
                self._products = tuple(_products(session, Product.active))
                self._version = version
            return list(self._products)

    def ids(self) -> list[int]:
        """Return the ids of all active products that have variants, ascending.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        query = select(Product.id).where(Product.active & Product.variants.any())
        with self._database.reading() as session:
            return list(session.scalars(query.order_by(Product.id)))

    def count(self) -> int:
        """Return the number of active products, those without variants too.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._database.reading() as session:
            found = select(func.count()).select_from(Product).where(Product.active)
            return int(session.scalars(found).one())

    def changes_since(self, version: str) -> tuple[str, dict[int, ProductRecord | None]] | None:
        """Return the present version, and the products that have changed since another one.

        A product that is no longer sold is None. The answer is None where the version is of
        another database, so that all may have changed.

        Args:
            version: What ``version`` returned.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        key, _, number = version.rpartition("-")
        with self._database.reading() as session:
            now = _version(session)
            if now.rpartition("-")[0] != key or not number.isdigit():
                return None
            query = select(_CHANGES.c.product_id).where(_CHANGES.c.change > int(number))
            ids = sorted(session.scalars(query))
            found: dict[int, ProductRecord | None] = dict.fromkeys(ids)
            for start in range(0, len(ids), _AT_ONCE):
                chosen = Product.active & Product.id.in_(ids[start : start + _AT_ONCE])
                found.update((product.id, product) for product in _products(session, chosen))
        return now, found

    def chunks(self, size: int) -> list[tuple[int, int]]:
        """Return ranges of ids, from one to before another, with about so many products each.

        The last one has no end, so that products which come meanwhile are in it.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        place = func.row_number().over(order_by=Product.id).label("place")
        numbered = select(Product.id, place).where(Product.active).subquery()
        query = select(numbered.c.id).where((numbered.c.place - 1) % size == 0)
        with self._database.reading() as session:
            later = list(session.scalars(query.order_by(numbered.c.id)))[1:]
        return list(zip([0, *later], [*later, _LAST_ID], strict=True))

    def read(self, chunk: tuple[int, int]) -> list[ProductRecord]:
        """Return the active products that have variants of a range of ids, in their order.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        start, end = chunk
        with self._database.reading() as session:
            return _products(session, Product.active & (Product.id >= start) & (Product.id < end))

    def shelf(self, category: str, count: int) -> list[ProductRecord]:
        """Return the first products of a category, or of all where it is empty.

        Args:
            category: Its name, in any spelling of case.
            count: At most so many.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        wanted = Product.active & Product.variants.any()
        with self._database.reading() as session:
            if category:
                # A database folds the case of ASCII letters at best.
                known = session.scalars(select(Product.category).distinct())
                same = [name for name in known if name.casefold() == category.casefold()]
                wanted &= Product.category.in_(same)
            first = select(Product.id).where(wanted).order_by(Product.id).limit(count)
            ids = list(session.scalars(first))
            found = []
            for start in range(0, len(ids), _AT_ONCE):
                found += _products(session, Product.id.in_(ids[start : start + _AT_ONCE]))
            return found

    def product(self, product_id: int) -> ProductRecord | None:
        """Return an active product, or None.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._database.reading() as session:
            found = _products(session, Product.active & (Product.id == product_id))
        return found[0] if found else None

    def related_orders(self, customer_id: int) -> list[int]:
        """Return the ids of products that a customer bought, oldest first.

        One that was bought again stands where it was bought last.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        latest = func.max(Order.placed_at)
        query = (
            select(OrderLine.product_id)
            .join(OrderLine.order)
            .where(
                Order.customer_id == customer_id,
                Order.status.not_in(_NOT_SOLD),
                OrderLine.product_id.is_not(None),
            )
            .group_by(OrderLine.product_id)
            .order_by(latest, func.max(OrderLine.id))
        )
        with self._database.reading() as session:
            return list(session.scalars(query))

    def purchases(self) -> list[list[int]]:
        """Return the ids of products that each customer bought, oldest first; names nobody.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        query = (
            select(Order.customer_id, OrderLine.product_id)
            .join(OrderLine.order)
            .where(Order.status.not_in(_NOT_SOLD), OrderLine.product_id.is_not(None))
            .order_by(Order.placed_at, OrderLine.id)
        )
        found: dict[int, list[int]] = defaultdict(list)
        with self._database.reading() as session:
            for customer, product in session.execute(query):
                found[customer].append(product)
        return list(found.values())


def _version(asked: Session | Connection) -> str:
    return str(asked.execute(_VERSION).scalar_one())


def _products(session: Session, chosen: Any) -> list[ProductRecord]:
    """Return the records of the products that a condition chooses."""
    ids = select(Product.id).where(chosen)
    variants = _variants(session, ids)
    ratings = _ratings(session, ids)
    excerpts = _excerpts(session, ids)
    sold = _sold(session, ids)
    records = []
    for row in session.execute(select(Product.__table__).where(chosen).order_by(Product.id)):
        own = variants[row.id]
        if not own:  # nothing of it can be bought, and it has no price
            continue
        rating, count = ratings.get(row.id, (None, 0))
        records.append(
            ProductRecord(
                id=row.id,
                handle=row.handle,
                title=row.title,
                description=row.description,
                brand=row.brand,
                category=row.category,
                price_min=min(variant.price for variant in own),
                price_max=max(variant.price for variant in own),
                currency=row.currency,
                image_url=row.image_url,
                attributes={name: tuple(values) for name, values in row.attributes.items()},
                variants=tuple(own),
                tags=tuple(row.tags),
                rating=rating,
                review_count=count,
                review_excerpts=tuple(excerpts[row.id]),
                sold_count=sold.get(row.id, 0),
                created_on=row.created_on,
            )
        )
    return records


def _variants(session: Session, ids: Any) -> dict[int, list[VariantRecord]]:
    query = (
        select(
            Variant.product_id,
            Variant.sku,
            Variant.options,
            Variant.price,
            Variant.stock,
        )
        .where(Variant.product_id.in_(ids))
        .order_by(Variant.product_id, Variant.position, Variant.id)
    )
    found: dict[int, list[VariantRecord]] = defaultdict(list)
    for row in session.execute(query):
        found[row.product_id].append(VariantRecord(row.sku, row.options, row.price, row.stock))
    return found


def _ratings(session: Session, ids: Any) -> dict[int, tuple[float, int]]:
    query = (
        select(Review.product_id, func.avg(Review.stars), func.count())
        .where(Review.product_id.in_(ids))
        .group_by(Review.product_id)
    )
    return {product: (float(mean), count) for product, mean, count in session.execute(query)}


def _excerpts(session: Session, ids: Any) -> dict[int, list[str]]:
    """Return each product's most helpful reviews; of equally helpful ones the longest."""
    place = (
        func.row_number()
        .over(
            partition_by=Review.product_id,
            order_by=(Review.helpful_count.desc(), func.length(Review.text).desc(), Review.id),
        )
        .label("place")
    )
    ranked = (
        select(Review.product_id, Review.text, place)
        .where(Review.product_id.in_(ids), func.trim(Review.text) != "")
        .subquery()
    )
    query = (
        select(ranked.c.product_id, ranked.c.text)
        .where(ranked.c.place <= _EXCERPTS)
        .order_by(ranked.c.product_id, ranked.c.place)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for product, text in session.execute(query):
        short = len(text) <= _EXCERPT_CHARS
        found[product].append(
            text if short else textwrap.shorten(text, _EXCERPT_CHARS, placeholder=" …")
        )
    return found


def _sold(session: Session, ids: Any) -> dict[int, int]:
    query = (
        select(OrderLine.product_id, func.sum(OrderLine.quantity))
        .join(OrderLine.order)
        .where(OrderLine.product_id.in_(ids), Order.status.not_in(_NOT_SOLD))
        .group_by(OrderLine.product_id)
    )
    return {product: int(quantity) for product, quantity in session.execute(query)}
