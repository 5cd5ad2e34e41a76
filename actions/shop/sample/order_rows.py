"""Orders as rows, with the payments, parcels and returns that their state implies."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from actions.shop.models import OrderStatus, PaymentKind, PaymentStatus, ReturnStatus
from actions.shop.sample.order_drafts import DPD, PAID_AT_ONCE, Draft, DraftReturn

_FIRST_NUMBER = 10101
_FIRST_RETURN = 20000
_CURRENCY = "GBP"
_FREE_FROM = Decimal("50")
_STANDARD, _EXPRESS = Decimal("3.95"), Decimal("6.95")
_NEVER_SENT = {
    OrderStatus.PENDING_PAYMENT,
    OrderStatus.PAYMENT_FAILED,
    OrderStatus.PROCESSING,
    OrderStatus.PACKED,
    OrderStatus.CANCELLED,
}
_ARRIVED = {
    OrderStatus.DELIVERED,
    OrderStatus.RETURN_REQUESTED,
    OrderStatus.PARTLY_RETURNED,
    OrderStatus.RETURNED,
}
_ON_THE_WAY = timedelta(days=3)  # of a parcel that comes back
_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)

Rows = dict[str, list[dict[str, Any]]]


def order_rows(drafts: Sequence[Draft], rng: random.Random) -> Rows:
    """Return the rows of orders and all that belongs to them, by table.

    Orders without a number are numbered in the order in which they come.
    """
    rows: Rows = defaultdict(list)
    number = _FIRST_NUMBER
    for order_id, draft in enumerate(drafts, 1):
        given = draft.number
        if given is None:
            given, number = str(number), number + 1
        _add(rows, draft, order_id, given, rng)
    return dict(rows)


def _add(rows: Rows, draft: Draft, order_id: int, number: str, rng: random.Random) -> None:
    prices = [item.variant.price * item.quantity for item in draft.items]
    goods = sum(prices, Decimal(0))
    shipping = _EXPRESS if draft.express else Decimal(0) if goods >= _FREE_FROM else _STANDARD
    rows["orders"].append(
        {
            "id": order_id,
            "number": number,
            "customer_id": draft.customer.id,
            "status": draft.status.value,
            "placed_at": draft.placed_at,
            "currency": _CURRENCY,
            "shipping_cost": shipping,
            "total": goods + shipping,
            "address": draft.customer.address,
            "postcode": draft.customer.postcode,
            "invoice_number": f"INV-{number}" if draft.shipped_on else None,
        }
    )
    first_line = len(rows["order_lines"]) + 1
    rows["order_lines"].extend(
        {
            "id": first_line + at,
            "order_id": order_id,
            "product_id": item.product.id,
            "variant_id": item.variant.id,
            "title": item.product.entry.title,
            "options": item.variant.options,
            "quantity": item.quantity,
            "unit_price": item.variant.price,
            "may_return": True,
        }
        for at, item in enumerate(draft.items)
    )
    _add_shipment(rows, draft, order_id, rng)
    _add_payment(rows, draft, order_id, goods + shipping)
    if draft.entry is not None:
        price = sum((prices[at] for at in draft.entry.lines), Decimal(0))
        if len(draft.entry.lines) == len(draft.items) and not draft.express:
            price += shipping  # who sends all back gets the standard charge back, too
        _add_return(rows, draft, draft.entry, order_id, first_line, price)


def _add_shipment(rows: Rows, draft: Draft, order_id: int, rng: random.Random) -> None:
    if draft.status in _NEVER_SENT and draft.status != OrderStatus.PACKED:
        return
    status = OrderStatus.DELIVERED if draft.status in _ARRIVED else draft.status
    rows["shipments"].append(
        {
            "order_id": order_id,
            "carrier": draft.carrier,
            "tracking_number": _dpd_number(rng) if draft.carrier == DPD else _s10_number(rng),
            "status": status.value,
            "shipped_on": draft.shipped_on,
            "expected_on": draft.expected_on,
            "delivered_on": draft.delivered_on,
        }
    )


def _s10_number(rng: random.Random) -> str:
    """Return a Royal Mail number (UPU S10: service, eight digits, check digit, country)."""
    digits = f"{rng.randrange(10**8):08d}"
    return f"{rng.choice(('TQ', 'QW', 'KV'))}{digits}{s10_check_digit(digits)}GB"


def s10_check_digit(digits: str) -> int:
    """Return the check digit of the eight digits of a UPU S10 number."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _S10_WEIGHTS, strict=True))
    check = 11 - total % 11
    return {10: 0, 11: 5}.get(check, check)


def _dpd_number(rng: random.Random) -> str:
    return f"1550{rng.randrange(10**10):010d}"


def _add_payment(rows: Rows, draft: Draft, order_id: int, total: Decimal) -> None:
    """Add the payment and, for what was cancelled, its refund.

    PayPal and Klarna are charged at once, cards when the order is sent (the FAQ says so).
    """
    at_once = draft.method in PAID_AT_ONCE
    if draft.status == OrderStatus.CANCELLED and not at_once:
        return  # the reservation was lifted
    status, at = PaymentStatus.PAID, draft.placed_at
    if draft.status == OrderStatus.PAYMENT_FAILED:
        status = PaymentStatus.FAILED
    elif draft.status == OrderStatus.PENDING_PAYMENT:
        status = PaymentStatus.PENDING
    elif draft.shipped_on is not None and not at_once:
        at = _morning(draft.shipped_on)
    elif not at_once:
        status = PaymentStatus.PENDING
    payment = _payment(order_id, PaymentKind.PAYMENT, draft.method, status, total, at)
    rows["payments"].append(payment)
    if draft.status == OrderStatus.CANCELLED:
        back = {"kind": PaymentKind.REFUND.value, "at": draft.placed_at.replace(hour=23)}
        rows["payments"].append({**payment, **back})


def _add_return(
    rows: Rows, draft: Draft, entry: DraftReturn, order_id: int, first_line: int, price: Decimal
) -> None:
    return_id = len(rows["returns"]) + 1
    exchange = entry.exchange_for is not None
    rows["returns"].append(
        {
            "id": return_id,
            "number": f"R-{_FIRST_RETURN + return_id}",
            "order_id": order_id,
            "status": entry.status.value,
            "reason": entry.reason,
            "exchange_for": entry.exchange_for,
            "refund_amount": Decimal(0) if exchange else price,
            "opened_on": entry.opened_on,
            "refunded_on": entry.refunded_on,
        }
    )
    rows["return_lines"].extend(
        {"return_id": return_id, "line_id": first_line + at} for at in entry.lines
    )
    if exchange or entry.status == ReturnStatus.REQUESTED:
        return
    done = entry.refunded_on
    status = PaymentStatus.PAID if done else PaymentStatus.PENDING
    at = _morning(done or entry.opened_on + _ON_THE_WAY)
    rows["payments"].append(_payment(order_id, PaymentKind.REFUND, draft.method, status, price, at))


def _payment(
    order_id: int,
    kind: PaymentKind,
    method: str,
    status: PaymentStatus,
    amount: Decimal,
    at: datetime,
) -> dict[str, Any]:
    return {
        "order_id": order_id,
        "kind": kind.value,
        "method": method,
        "status": status.value,
        "amount": amount,
        "at": at,
    }


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 15))
