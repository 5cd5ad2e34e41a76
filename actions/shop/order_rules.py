"""What may be done with an order in which state, and until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from actions.shop.errors import OrderStateError
from actions.shop.models import Order, OrderLine, OrderStatus, ReturnStatus, ShippingMethod
from actions.shop.records import ShippingMethodRecord

RETURN_DAYS = 30
# Until this hour what is ordered leaves on the same working day (the FAQ says so).
DISPATCH_UNTIL = 16
# Where returns and exchanges cost the shopper nothing, as it is said; "" where they always cost.
FREE_RETURNS_IN = "the UK"

_CANCELLABLE = {
    OrderStatus.PENDING_PAYMENT,
    OrderStatus.PAYMENT_FAILED,
    OrderStatus.PROCESSING,
}
_READDRESSABLE = {OrderStatus.PENDING_PAYMENT, OrderStatus.PROCESSING}
_RETURNABLE = {OrderStatus.DELIVERED, OrderStatus.RETURN_REQUESTED, OrderStatus.PARTLY_RETURNED}
_STATES = {
    OrderStatus.PENDING_PAYMENT: "The order is still waiting for its payment",
    OrderStatus.PAYMENT_FAILED: "The payment for the order has failed",
    OrderStatus.PROCESSING: "The order is still being prepared",
    OrderStatus.PACKED: "The order is already packed",
    OrderStatus.SHIPPED: "The order is already on its way",
    OrderStatus.OUT_FOR_DELIVERY: "The order is already out for delivery",
    OrderStatus.DELIVERED: "The order has already been delivered",
    OrderStatus.DELIVERY_FAILED: "The order has already left us, but could not be delivered",
    OrderStatus.CANCELLED: "The order has been cancelled",
    OrderStatus.RETURN_REQUESTED: "The order has been delivered and is being returned",
    OrderStatus.PARTLY_RETURNED: "The order has been delivered and partly returned",
    OrderStatus.RETURNED: "The order has been returned",
}
# Postcodes as people write them: "LS1 4AB" (GOV.UK, bulk data transfer, annex C); of Ireland
# "D02 AF30"; of other countries four to six digits, alone or before the town, which some write in
# two groups ("110 00", "00-950").
UK_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
EIRCODE = re.compile(r"\b(?:[AC-FHKNPRTV-Y]\d{2}|D6W)\s?[\dAC-FHKNPRTV-Y]{4}\b", re.IGNORECASE)
_DIGITS = re.compile(r"(?<![\d-])(?:\d{4,6}|\d{3} \d{2}|\d{2}-\d{3})(?!\d)")


def check_cancel(order: Order) -> None:
    """Check that an order can still be cancelled.

    Raises:
        OrderStateError: It can not.
    """
    if order.status not in _CANCELLABLE:
        raise OrderStateError(f"{_state(order)}, so it can't be cancelled any more.")


def check_address_change(order: Order) -> None:
    """Check that an order's address can still be changed.

    Raises:
        OrderStateError: It can not.
    """
    if order.status not in _READDRESSABLE:
        raise OrderStateError(f"{_state(order)}, so its address can't be changed any more.")


def check_return(order: Order, today: date) -> None:
    """Check that things of an order can be sent back, whichever they are.

    Raises:
        OrderStateError: They can not.
    """
    if order.status not in _RETURNABLE:
        raise OrderStateError(f"{_state(order)}, so there is nothing to send back.")
    last = last_return_day(order)
    if last is None:
        raise OrderStateError("I can't see when the order was delivered.")
    if today > last:
        raise OrderStateError(f"The time for returning it ended on {last.day} {last:%B %Y}.")


def last_return_day(order: Order) -> date | None:
    """Return the last day for sending things back, or None where nothing was delivered.

    It is ``RETURN_DAYS`` after the delivery of the last parcel, or the end of the season.
    """
    delivered: list[date] = [s.delivered_on for s in order.shipments if s.delivered_on is not None]
    if not delivered:
        return None
    last = max(delivered) + timedelta(days=RETURN_DAYS)
    return max(last, season_end(order) or last)


def season_end(order: Order) -> date | None:
    """Return until when things of an order can be sent back whenever they were delivered.

    What was ordered from 1 November to 24 December can be returned until 31 January (the FAQ
    promises this and the days after delivery).
    """
    ordered = order.placed_at.date()
    in_season = date(ordered.year, 11, 1) <= ordered <= date(ordered.year, 12, 24)
    return date(ordered.year + 1, 1, 31) if in_season else None


def returned_lines(order: Order) -> set[int]:
    """Return the ids of lines that are sent back or on their way back."""
    standing = (entry for entry in order.returns if entry.status != ReturnStatus.REJECTED)
    return {line.id for entry in standing for line in entry.lines}


def can_return(order: Order, line: OrderLine, today: date) -> bool:
    """Whether a line can be sent back today."""
    try:
        check_return(order, today)
    except OrderStateError:
        return False
    return bool(line.may_return and line.id not in returned_lines(order))


def refund_for(
    order: Order, lines: Sequence[OrderLine], methods: Sequence[ShippingMethod]
) -> Decimal:
    """Return what is paid back for lines that are sent back now.

    Who has sent back everything also gets the charge for standard delivery (the FAQ says so).

    Args:
        order: The order, with its earlier returns.
        lines: What is sent back now.
        methods: The shop's ways of delivery.
    """
    price = sum((line.unit_price * line.quantity for line in lines), Decimal(0))
    back = {line.id for line in lines}
    for entry in order.returns:
        if entry.status != ReturnStatus.REJECTED and entry.exchange_for is None:
            back.update(line.id for line in entry.lines)
    whole = all(line.id in back for line in order.lines)
    return price + _standard_charge(order, methods) if whole else price


def _standard_charge(order: Order, methods: Sequence[ShippingMethod]) -> Decimal:
    """Return how much of an order's delivery charge standard delivery would have cost.

    A charge that is none of today's is left to the colleague who inspects the return.
    """
    for method in methods:
        if method.cost == order.shipping_cost:
            return standard_cost(method.region, order.total - order.shipping_cost, methods)
    return Decimal(0)


def standard_cost(
    region: str, goods: Decimal, methods: Sequence[ShippingMethod] | Sequence[ShippingMethodRecord]
) -> Decimal:
    """Return what standard delivery costs: the cheapest way to a region that is paid for.

    Args:
        region: One of the shop's regions.
        goods: What the goods cost, which may make it free.
        methods: The shop's ways of delivery.
    """
    paid = [method for method in methods if method.region == region and method.cost > 0]
    if not paid:
        return Decimal(0)
    standard = min(paid, key=lambda method: method.cost)
    free = standard.free_from is not None and goods >= standard.free_from
    return Decimal(0) if free else standard.cost


def find_postcode(address: str) -> re.Match[str] | None:
    """Return where the postcode of an address is: the last one, a British one first."""
    for pattern in (UK_POSTCODE, EIRCODE, _DIGITS):
        if found := list(pattern.finditer(address)):
            return found[-1]
    return None


def postcode_in(address: str) -> str:
    """Return the postcode of a one-line address.

    Raises:
        OrderStateError: There is none in it.
    """
    found = find_postcode(address)
    if found is None:
        raise OrderStateError("I need the whole address, with its postcode.")
    return " ".join(found.groups()).upper() if found.re is UK_POSTCODE else found.group().upper()


def _state(order: Order) -> str:
    return _STATES[OrderStatus(order.status)]
