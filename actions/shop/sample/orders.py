"""Orders that follow from what customers are interested in, what goes together and the season."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from actions.shop.models import OrderStatus, ReturnStatus
from actions.shop.sample.baskets import Shelves
from actions.shop.sample.customers import Customer
from actions.shop.sample.order_drafts import (
    CARDS,
    DPD,
    PAID_AT_ONCE,
    ROYAL_MAIL,
    Days,
    Draft,
    DraftReturn,
    Item,
    draw_days,
)
from actions.shop.sample.products import Product

# How many orders are in each state; the rest is delivered.
_QUOTAS: Mapping[OrderStatus, int] = {
    OrderStatus.PENDING_PAYMENT: 11,
    OrderStatus.PAYMENT_FAILED: 14,
    OrderStatus.PROCESSING: 15,
    OrderStatus.PACKED: 12,
    OrderStatus.SHIPPED: 18,
    OrderStatus.OUT_FOR_DELIVERY: 11,
    OrderStatus.DELIVERY_FAILED: 11,
    OrderStatus.CANCELLED: 38,
    OrderStatus.RETURN_REQUESTED: 14,
    OrderStatus.PARTLY_RETURNED: 30,
    OrderStatus.RETURNED: 42,
}
_EXPRESS_SHARE = 0.12
_EXCHANGE_SHARE = 0.4
_REASONS = (
    "Not what I expected",
    "Changed my mind",
    "The colour looks different",
    "Arrived too late",
    "Ordered two to choose from",
)
_HOURS = (7, 8, 9, 10, 11, 12, 12, 13, 14, 16, 17, 18, 19, 19, 20, 20, 21, 21, 22)


def make_drafts(
    count: int,
    products: Sequence[Product],
    customers: Sequence[Customer],
    today: date,
    rng: random.Random,
) -> list[Draft]:
    """Draw orders of all but the two demo customers, oldest first."""
    states = [status for status, quota in _QUOTAS.items() for _ in range(quota)]
    states += [OrderStatus.DELIVERED] * (count - len(states))
    buyers = customers[2:]
    shelves = Shelves(products)
    bought: Counter[tuple[int, int]] = Counter()
    drafts = []
    for status, customer in zip(
        states, rng.choices(buyers, [buyer.orders for buyer in buyers], k=count), strict=True
    ):
        days = draw_days(status, today, rng)
        least = 2 if status == OrderStatus.PARTLY_RETURNED else 1
        items = shelves.basket(customer, days.placed, bought, rng, least)
        bought.update((customer.id, item.product.id) for item in items)
        drafts.append(_draft(customer, status, days, items, today, rng))
    return sorted(drafts, key=lambda draft: draft.placed_at)


def _draft(
    customer: Customer,
    status: OrderStatus,
    days: Days,
    items: tuple[Item, ...],
    today: date,
    rng: random.Random,
) -> Draft:
    express = rng.random() < _EXPRESS_SHARE
    return Draft(
        customer=customer,
        status=status,
        placed_at=datetime.combine(days.placed, time(rng.choice(_HOURS), rng.randrange(60))),
        items=items,
        method=rng.choice((*CARDS, CARDS[0], *PAID_AT_ONCE)),
        carrier=DPD if express or _bulky(items) else ROYAL_MAIL,
        express=express,
        shipped_on=days.shipped,
        expected_on=days.expected,
        delivered_on=days.delivered,
        entry=_return(status, days, items, today, rng),
    )


def _bulky(items: Sequence[Item]) -> bool:
    return any("bulky" in i.product.entry.traits and i.variant.price > 100 for i in items)


def _return(
    status: OrderStatus, days: Days, items: tuple[Item, ...], today: date, rng: random.Random
) -> DraftReturn | None:
    """Draw the return that a state tells of."""
    if days.delivered is None or status == OrderStatus.DELIVERED:
        return None
    window = (today - days.delivered).days
    opened = days.delivered + timedelta(days=rng.randint(1, max(1, min(12, window - 1))))
    lines = tuple(range(len(items)))
    if status == OrderStatus.PARTLY_RETURNED or (
        status == OrderStatus.RETURN_REQUESTED and rng.random() < 0.5
    ):
        lines = (rng.randrange(len(items)),)
    reason, exchange = _reason(items[lines[0]], rng)
    if status == OrderStatus.RETURN_REQUESTED:
        asked = exchange if len(lines) == 1 and rng.random() < _EXCHANGE_SHARE else None
        return DraftReturn(ReturnStatus.REQUESTED, lines, reason, opened, None, asked)
    done = opened + timedelta(days=rng.randint(5, 11))
    if done > today:
        on_the_way = rng.choice((ReturnStatus.RECEIVED, ReturnStatus.INSPECTED))
        return DraftReturn(on_the_way, lines, reason, opened)
    if exchange and status == OrderStatus.PARTLY_RETURNED and rng.random() < _EXCHANGE_SHARE:
        return DraftReturn(ReturnStatus.EXCHANGED, lines, reason, opened, None, exchange)
    return DraftReturn(ReturnStatus.REFUNDED, lines, reason, opened, done)


def _reason(item: Item, rng: random.Random) -> tuple[str, str | None]:
    """Return why an item goes back, and what size would be right if that is why."""
    sizes = item.product.entry.sizes
    place = sizes.index(item.variant.options["size"]) if sizes else 0
    traits = item.product.entry.traits
    if len(sizes) > 1 and ("runs_small" in traits or rng.random() < 0.3):
        return "Too small", f"size {sizes[place + 1]}" if place + 1 < len(sizes) else None
    if len(sizes) > 1 and ("runs_large" in traits or rng.random() < 0.2):
        return "Too big", f"size {sizes[place - 1]}" if place else None
    return rng.choice(_REASONS), None
