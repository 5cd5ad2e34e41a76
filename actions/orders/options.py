"""What can be done with an order now, by the shop's rules."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from actions.orders.words import ON_THE_ROAD
from actions.shop.database import OrderStateError
from actions.shop.models import Order, OrderStatus
from actions.shop.order_rules import check_address_change, check_cancel
from actions.shop.records import OrderLineRecord, OrderRecord

TRACK = {"title": "Track the parcel", "payload": "/track_order"}
CANCEL = {"title": "Cancel it", "payload": "/cancel_order"}
ADDRESS = {"title": "Change the address", "payload": "/change_address"}
RETURN = {"title": "Return something", "payload": "/return_item"}
REFUND = {"title": "Refund status", "payload": "/refund_status"}


def refusal(check: Callable[[Order], None], order: OrderRecord) -> str | None:
    """Return why one of the shop's rules forbids something, in its words, or None."""
    try:
        check(cast("Order", order))  # the rules read only what the record has too
    except OrderStateError as error:
        return error.reason
    return None


def returnable(order: OrderRecord) -> list[OrderLineRecord]:
    """Return the lines that can be sent back today."""
    return [line for line in order.lines if line.returnable]


def next_buttons(order: OrderRecord) -> list[dict[str, str]]:
    """Return buttons for what can be done with an order now."""
    buttons = []
    if order.status in ON_THE_ROAD:
        buttons.append(TRACK)
    if refusal(check_cancel, order) is None:
        buttons.append(CANCEL)
    if refusal(check_address_change, order) is None:
        buttons.append(ADDRESS)
    if returnable(order):
        buttons.append(RETURN)
    if order.status in (OrderStatus.CANCELLED, OrderStatus.RETURNED):
        buttons.append(REFUND)
    return buttons
