"""The sample shop "Fernway": products, buyers, orders, reviews and articles, all invented.

What can be written by hand is written by hand (``data/shop``); the rest is drawn with a fixed
seed, so the same day gives the same shop.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Table
from sqlalchemy.orm import Session
from tqdm import tqdm

from actions.shop.models import Base
from actions.shop.sample.articles import article_rows, shipping_rows
from actions.shop.sample.customers import Customer, customer_rows, make_customers
from actions.shop.sample.errors import SampleDataError
from actions.shop.sample.files import SampleShop, read_sample_shop
from actions.shop.sample.fixed_orders import fixed_drafts
from actions.shop.sample.order_drafts import Draft
from actions.shop.sample.order_rows import order_rows
from actions.shop.sample.orders import make_drafts
from actions.shop.sample.products import Product, make_products, product_rows
from actions.shop.sample.reviews import review_rows

__all__ = ["SampleDataError", "seed_delivery_methods", "seed_sample_shop"]

_SEED = 2009  # the year in which Fernway was founded
_CUSTOMERS = 200
_ORDERS = 1000
_REVIEWS = 3000

Rows = Mapping[str, list[dict[str, Any]]]


def seed_sample_shop(session: Session, today: date) -> None:
    """Fill an empty shop; nothing is committed.

    Args:
        session: A session on a database with the shop's tables, all of them empty.
        today: The day that orders and reviews lead up to.

    Raises:
        SampleDataError: A file in ``data/shop`` cannot be used.
    """
    shop = _Shop(read_sample_shop(), today)
    steps: tuple[tuple[str, Callable[[], Rows]], ...] = (
        ("products", shop.products),
        ("customers", shop.customers),
        ("orders", shop.orders),
        ("reviews", shop.reviews),
        ("articles", shop.articles),
    )
    # Shown on terminals only.
    progress = tqdm(steps, bar_format="{l_bar}{bar:24}| {elapsed}", disable=None, leave=False)
    for name, make in progress:
        progress.set_description(f"{name:9}")
        _insert(session, make())


def seed_delivery_methods(session: Session) -> None:
    """Fill in the ways of delivery of ``data/shop/shipping.toml`` alone; nothing is committed.

    Raises:
        SampleDataError: A file in ``data/shop`` cannot be used.
    """
    _insert(session, shipping_rows(read_sample_shop().methods))


@dataclass
class _Shop:
    """What later steps need of earlier ones; each step has random numbers of its own."""

    data: SampleShop
    today: date

    def products(self) -> Rows:
        self._products: list[Product] = make_products(self.data, self.today, _random("products"))
        return product_rows(self._products)

    def customers(self) -> Rows:
        self._customers: list[Customer] = make_customers(_CUSTOMERS, self.today, _random("people"))
        return customer_rows(self._customers)

    def orders(self) -> Rows:
        rng = _random("orders")
        fixed = fixed_drafts(self._products, self._customers, self.today)
        drawn = make_drafts(_ORDERS - len(fixed), self._products, self._customers, self.today, rng)
        self._drafts: list[Draft] = [*fixed, *drawn]
        return order_rows(self._drafts, rng)

    def reviews(self) -> Rows:
        return review_rows(
            _REVIEWS, self._products, self._drafts, self.data, self.today, _random("reviews")
        )

    def articles(self) -> Rows:
        return {**article_rows(self.data.articles), **shipping_rows(self.data.methods)}


def _random(step: str) -> random.Random:
    return random.Random(f"{_SEED} {step}")


def _insert(session: Session, rows: Rows) -> None:
    tables: Iterable[Table] = Base.metadata.sorted_tables  # what is referred to comes first
    for table in tables:
        if rows.get(table.name):
            session.execute(table.insert(), rows[table.name])
