"""An order before it becomes rows, and what days it can have in each state."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from actions.shop.models import OrderStatus, ReturnStatus
from actions.shop.sample.customers import Customer
from actions.shop.sample.products import Product, Variant

ROYAL_MAIL, DPD = "Royal Mail", "DPD"
# Paid at the checkout; cards are charged when an order is sent.
PAID_AT_ONCE = ("PayPal", "Klarna")
CARDS = ("Visa card", "Mastercard", "Apple Pay")
_RECENT_RETURNS = 0.2


@dataclass(frozen=True)
class Item:
    """A line to be."""

    product: Product
    variant: Variant
    quantity: int = 1


@dataclass(frozen=True)
class DraftReturn:
    """A return to be; ``lines`` are places in the order's list of items."""

    status: ReturnStatus
    lines: tuple[int, ...]
    reason: str
    opened_on: date
    refunded_on: date | None = None
    exchange_for: str | None = None


@dataclass(frozen=True)
class Draft:
    """An order to be; its number is given later unless it is set."""

    customer: Customer
    status: OrderStatus
    placed_at: datetime
    items: tuple[Item, ...]
    method: str
    carrier: str = ROYAL_MAIL
    express: bool = False
    shipped_on: date | None = None
    expected_on: date | None = None
    delivered_on: date | None = None
    entry: DraftReturn | None = None
    number: str | None = None


@dataclass(frozen=True)
class Days:
    """When an order was placed and what happened to its parcel."""

    placed: date
    shipped: date | None = None
    expected: date | None = None
    delivered: date | None = None


def working_days_after(day: date, count: int) -> date:
    """Return the day that many working days later; a weekend counts as the Monday after it."""
    found: date = np.busday_offset(day, count, roll="forward").astype(object)
    return found


def working_days_before(day: date, count: int) -> date:
    """Return the day that many working days earlier; a weekend counts as the Friday before it."""
    found: date = np.busday_offset(day, -count, roll="backward").astype(object)
    return found


def draw_days(status: OrderStatus, today: date, rng: random.Random) -> Days:
    """Draw days that an order in a state can have had."""
    match status:
        case OrderStatus.PENDING_PAYMENT | OrderStatus.PROCESSING:
            return Days(_ago(today, rng, 1, 2))
        case OrderStatus.PAYMENT_FAILED:
            return Days(_ago(today, rng, 1, 120))
        case OrderStatus.CANCELLED:
            return Days(_ago(today, rng, 1, 700))
        case OrderStatus.PACKED:
            return Days(_ago(today, rng, 1, 3), expected=working_days_after(today, 4))
        case OrderStatus.SHIPPED:
            shipped = working_days_before(today, rng.randint(1, 3))
            soon = working_days_after(today + timedelta(days=1), 0)
            expected = max(soon, working_days_after(shipped, rng.randint(3, 5)))
            return Days(working_days_before(shipped, 1), shipped, expected)
        case OrderStatus.OUT_FOR_DELIVERY:
            shipped = working_days_before(today, rng.randint(2, 4))
            return Days(working_days_before(shipped, 1), shipped, today)
        case OrderStatus.DELIVERY_FAILED:
            expected = working_days_before(today, rng.randint(1, 3))
            shipped = working_days_before(expected, rng.randint(2, 3))
            return Days(working_days_before(shipped, 1), shipped, expected)
        case OrderStatus.RETURN_REQUESTED:
            return _arrived(_ago(today, rng, 3, 24), rng)
        case OrderStatus.RETURNED | OrderStatus.PARTLY_RETURNED:
            longest = 22 if rng.random() < _RECENT_RETURNS else 700
            return _arrived(_ago(today, rng, 16, longest), rng)
        case _:
            # More orders lately than at first.
            return _arrived(today - timedelta(days=1 + round(719 * rng.random() ** 1.35)), rng)


def _ago(today: date, rng: random.Random, least: int, most: int) -> date:
    return today - timedelta(days=rng.randint(least, most))


def _arrived(delivered: date, rng: random.Random) -> Days:
    delivered = working_days_before(delivered, 0)
    shipped = working_days_before(delivered, rng.randint(2, 4))
    expected = delivered if rng.random() < 0.8 else working_days_before(delivered, 1)
    return Days(working_days_before(shipped, 1), shipped, expected, delivered)
