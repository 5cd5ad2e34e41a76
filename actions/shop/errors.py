"""Errors of the shop."""

from __future__ import annotations


class ShopError(Exception):
    """Something about the shop or its database went wrong."""


class ShopUnavailableError(ShopError):
    """The database is missing, locked or out of reach; the message says what to do."""


class OrderStateError(ShopError):
    """A change that the state of an order forbids.

    Attributes:
        reason: A short sentence for the shopper.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
