"""Ways of delivery."""

from __future__ import annotations

from sqlalchemy import func, select

from actions.shop.connection import Database
from actions.shop.models import ShippingMethod
from actions.shop.records import ShippingMethodRecord


class Delivery:
    """How the shop delivers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def methods(self, region: str | None = None) -> list[ShippingMethodRecord]:
        """Return the ways of delivery, in the shop's order.

        Args:
            region: Only those for this region, e.g. "EU", in upper or lower case.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        query = select(ShippingMethod).order_by(ShippingMethod.id)
        if region is not None:
            query = query.where(func.lower(ShippingMethod.region) == region.strip().lower())
        with self._database.reading() as session:
            return [
                ShippingMethodRecord(
                    name=method.name,
                    region=method.region,
                    cost=method.cost,
                    free_from=method.free_from,
                    days_min=method.days_min,
                    days_max=method.days_max,
                )
                for method in session.scalars(query)
            ]
