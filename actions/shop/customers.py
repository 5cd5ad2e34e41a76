"""What the shop holds of its customers."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from actions.shop.connection import Database
from actions.shop.models import Customer, Order


class Customers:
    """The shop's customers. Both methods raise ``ShopUnavailableError`` if the database is away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def name(self, customer_id: int) -> str | None:
        """Return a customer's name, or None."""
        with self._database.reading() as session:
            name: str | None = session.scalar(
                select(Customer.name).where(Customer.id == customer_id)
            )
            return name

    def summary(self, customer_id: int) -> dict[str, Any]:
        """Return what the shop holds of a customer; empty for an unknown one.

        Returns:
            ``name``, ``email``, ``phone`` (text or None), ``customer_since`` (date), ``addresses``
            (list of one-line texts) and ``orders`` (how many).
        """
        query = (
            select(Customer)
            .where(Customer.id == customer_id)
            .options(selectinload(Customer.addresses))
        )
        with self._database.reading() as session:
            customer = session.scalars(query).one_or_none()
            if customer is None:
                return {}
            orders = select(func.count()).where(Order.customer_id == customer_id)
            return {
                "name": customer.name,
                "email": customer.email,
                "phone": customer.phone,
                "customer_since": customer.created_on,
                "addresses": [entry.address for entry in customer.addresses],
                "orders": session.scalar(orders),
            }
