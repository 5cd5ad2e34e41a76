"""Prices as a British shopper reads them."""

from __future__ import annotations

from decimal import Decimal

from actions.shop.records import CURRENCY_SIGNS, ProductRecord


def format_money(amount: Decimal, currency: str) -> str:
    """Return ``£24.50``, or ``£20`` for whole pounds; other currencies by their code."""
    number = f"{amount:,.2f}".removesuffix(".00")
    symbol = CURRENCY_SIGNS.get(currency.upper())
    return f"{symbol}{number}" if symbol else f"{number} {currency.upper()}"


def format_price(product: ProductRecord) -> str:
    """Return a product's price, with ``from`` where its variants differ."""
    price = format_money(product.price_min, product.currency)
    return price if product.price_min == product.price_max else f"from {price}"
