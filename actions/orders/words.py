"""Orders in words: facts of the shop's database, as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import cast

from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list
from actions.service.wording import worded
from actions.shop.models import Order, OrderStatus, PaymentKind, PaymentStatus, ReturnStatus
from actions.shop.order_rules import (
    FREE_RETURNS_IN,
    RETURN_DAYS,
    last_return_day,
    season_end,
)
from actions.shop.records import (
    OrderLineRecord,
    OrderRecord,
    PaymentRecord,
    ReturnRecord,
    ShipmentRecord,
)

_LINES_NAMED = 4

# What a shopper can still await; the rest is history.
OPEN = frozenset(
    {
        OrderStatus.PENDING_PAYMENT,
        OrderStatus.PAYMENT_FAILED,
        OrderStatus.PROCESSING,
        OrderStatus.PACKED,
        OrderStatus.SHIPPED,
        OrderStatus.OUT_FOR_DELIVERY,
        OrderStatus.DELIVERY_FAILED,
    }
)
ON_THE_ROAD = frozenset(
    {OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY, OrderStatus.DELIVERY_FAILED}
)
SHORT_STATUS = {
    OrderStatus.PENDING_PAYMENT: "waiting for payment",
    OrderStatus.PAYMENT_FAILED: "payment failed",
    OrderStatus.PROCESSING: "being prepared",
    OrderStatus.PACKED: "packed",
    OrderStatus.SHIPPED: "on its way",
    OrderStatus.OUT_FOR_DELIVERY: "out for delivery",
    OrderStatus.DELIVERED: "delivered",
    OrderStatus.DELIVERY_FAILED: "not delivered yet",
    OrderStatus.CANCELLED: "cancelled",
    OrderStatus.RETURN_REQUESTED: "being returned",
    OrderStatus.PARTLY_RETURNED: "partly returned",
    OrderStatus.RETURNED: "returned",
}


def day(when: date | datetime) -> str:
    """Return ``Thursday 26 November``, with the year where it is another one."""
    year = "" if when.year == date.today().year else f" {when.year}"
    return f"{when:%A} {when.day} {when:%B}{year}"


def line_words(line: OrderLineRecord) -> str:
    """Return ``2 × Trail Jacket (navy, M)``."""
    count = f"{line.quantity} × " if line.quantity > 1 else ""
    options = ", ".join(line.options.values())
    return f"{count}{line.title}{f' ({options})' if options else ''}"


def lines_words(lines: Sequence[OrderLineRecord]) -> str:
    """Return the lines as in a sentence; of a long order the first ones."""
    named = [line_words(line) for line in lines[:_LINES_NAMED]]
    if (more := len(lines) - len(named)) > 0:
        named.append(f"{more} more")
    return spoken_list(named)


def lines_total(lines: Sequence[OrderLineRecord]) -> Decimal:
    """Return what the lines cost together."""
    return sum((line.unit_price * line.quantity for line in lines), Decimal(0))


def heading(order: OrderRecord) -> str:
    """Return the order with its day, items and total, to begin a sentence with."""
    total = format_money(order.total, order.currency)
    return f"Order {order.number} of {day(order.placed_at)} ({lines_words(order.lines)}; {total})"


def choice_title(order: OrderRecord) -> str:
    """Return an order in few words, for a button or a list."""
    status = SHORT_STATUS[OrderStatus(order.status)]
    more = f" and {len(order.lines) - 1} more" if len(order.lines) > 1 else ""
    what = f"{order.lines[0].title}{more}" if order.lines else "no items"
    return f"{order.number}: {what}, {status}"


def parcel_words(parcel: ShipmentRecord) -> str:
    """Return where a parcel is, with carrier and tracking number."""
    track = f"tracking number {parcel.tracking_number}"
    if parcel.delivered_on is not None:
        return f"{parcel.carrier} delivered it on {day(parcel.delivered_on)} ({track})."
    if parcel.status == OrderStatus.OUT_FOR_DELIVERY:
        return f"{parcel.carrier} has it out for delivery today ({track})."
    if parcel.status == OrderStatus.DELIVERY_FAILED:
        again = worded("utter_delivered_again")
        return f"{parcel.carrier} could not deliver it ({track}). {again}"
    due = f"expected on {day(parcel.expected_on)}" if parcel.expected_on is not None else ""
    if parcel.shipped_on is None:
        return f"{parcel.carrier} collects it next ({track}){f'; {due}' if due else ''}."
    since = day(parcel.shipped_on)
    return f"{parcel.carrier} has had it since {since} ({track}){f'; it is {due}' if due else ''}."


def status_words(order: OrderRecord, returns: Sequence[ReturnRecord]) -> str:
    """Return the state of an order, with dates and what can be done next."""
    status = OrderStatus(order.status)
    said = [f"{heading(order)} {_STATE[status]}."]
    if status in _WITH_PAYMENT:
        said.extend(payment_words(p, order.currency) for p in order.payments)
    if status in _WITH_RETURNS:
        said.extend(return_words(entry, order.currency) for entry in returns)
    else:
        parcels = [parcel_words(parcel) for parcel in order.shipments]
        said.extend(_numbered(parcels) if status != OrderStatus.CANCELLED else ())
    if status in _NEXT:
        said.append(worded(_NEXT[status]))
    last = return_until(order)
    if last is not None and any(line.returnable for line in order.lines):
        said.append(worded("utter_return_until", day=day(last)))
    return " ".join(said)


def return_until(order: OrderRecord) -> date | None:
    """Return the last day for sending things back; None where nothing was delivered."""
    return last_return_day(cast("Order", order))  # reads only what the record has too


def return_period(order: OrderRecord) -> str:
    """Return for how long things can be sent back once they have arrived, and what it costs."""
    end = season_end(cast("Order", order))
    later = f", or until {day(end)} if that is later" if end is not None else ""
    return f"within {RETURN_DAYS} days{later}{free_of_charge()}"


def free_of_charge() -> str:
    """Return where sending back costs nothing, to be added to a sentence; empty if nowhere."""
    return f", free of charge in {FREE_RETURNS_IN}" if FREE_RETURNS_IN else ""


def tracking_words(order: OrderRecord) -> str:
    """Return where the parcels of an order are, or why there is nothing to track."""
    parcels = [parcel_words(parcel) for parcel in order.shipments]
    if parcels:
        several = f"It comes in {len(parcels)} parcels. " if len(parcels) > 1 else ""
        return f"Order {order.number}: {several}{' '.join(_numbered(parcels))}"
    status = OrderStatus(order.status)
    after = worded(_NEXT[status]) if status in _NEXT else ""
    if status in OPEN:
        after = f"{worded('utter_tracking_number_comes')} {after}"
    return f"There is nothing to track yet: order {order.number} {_STATE[status]}. {after}".strip()


def payment_words(payment: PaymentRecord, currency: str) -> str:
    """Return a payment or refund as a sentence."""
    money, when = format_money(payment.amount, currency), day(payment.at)
    if payment.kind == PaymentKind.REFUND:
        if payment.status == PaymentStatus.PAID:
            return f"{money} went back to your {payment.method} on {when}."
        if payment.status == PaymentStatus.FAILED:
            return f"The refund of {money} to your {payment.method} failed on {when}."
        return f"The refund of {money} to your {payment.method} was started on {when}."
    if payment.status == PaymentStatus.PAID:
        return f"{money} was paid by {payment.method} on {when}."
    if payment.status == PaymentStatus.FAILED:
        return f"The payment of {money} by {payment.method} failed on {when}; nothing was taken."
    return f"The payment of {money} by {payment.method} is pending since {when}."


def return_words(entry: ReturnRecord, currency: str) -> str:
    """Return where a return or an exchange is."""
    status = ReturnStatus(entry.status)
    swap = entry.exchange_for
    money = format_money(entry.refund_amount, currency)
    what = f"Exchange {entry.number} (for {swap})" if swap else f"Return {entry.number}"
    opened = f"{what}, opened on {day(entry.opened_on)},"
    if status == ReturnStatus.REFUNDED and entry.refunded_on is not None:
        return f"{opened} is done: {money} was refunded on {day(entry.refunded_on)}."
    if status == ReturnStatus.EXCHANGED:
        return f"{opened} is done: the new item has been sent."
    if status == ReturnStatus.REJECTED:
        return f"{opened} {worded('utter_return_refused')}"
    if status == ReturnStatus.REQUESTED:
        then = "utter_exchange_awaited" if swap else "utter_return_awaited"
        return f"{opened} {worded(then, amount=money)}"
    seen = "has reached us" if status == ReturnStatus.RECEIVED else "has been checked"
    then = "utter_exchange_follows" if swap else "utter_refund_follows"
    return f"{opened} {seen}; {worded(then, amount=money)}"


def refund_promise(amount: Decimal, currency: str, methods: Iterable[str]) -> str:
    """Return when and how the money for a return comes."""
    to = f" to your {spoken_list(dict.fromkeys(methods))}" if (methods := list(methods)) else ""
    return worded("utter_refund_promise", amount=format_money(amount, currency), to=to)


def paid_methods(order: OrderRecord) -> list[str]:
    """Return how an order was paid."""
    return [
        payment.method
        for payment in order.payments
        if payment.kind == PaymentKind.PAYMENT and payment.status == PaymentStatus.PAID
    ]


def _numbered(parcels: Sequence[str]) -> list[str]:
    if len(parcels) < 2:
        return list(parcels)
    return [f"Parcel {place}: {parcel}" for place, parcel in enumerate(parcels, 1)]


_STATE = {
    OrderStatus.PENDING_PAYMENT: "is waiting for its payment",
    OrderStatus.PAYMENT_FAILED: "is on hold, because its payment failed",
    OrderStatus.PROCESSING: "is being prepared",
    OrderStatus.PACKED: "is packed and leaves us next",
    OrderStatus.SHIPPED: "is on its way to you",
    OrderStatus.OUT_FOR_DELIVERY: "arrives today",
    OrderStatus.DELIVERED: "has been delivered",
    OrderStatus.DELIVERY_FAILED: "could not be delivered yet",
    OrderStatus.CANCELLED: "has been cancelled",
    OrderStatus.RETURN_REQUESTED: "is being returned",
    OrderStatus.PARTLY_RETURNED: "has been returned in part",
    OrderStatus.RETURNED: "has been returned",
}
_WITH_PAYMENT = frozenset(
    {OrderStatus.PENDING_PAYMENT, OrderStatus.PAYMENT_FAILED, OrderStatus.CANCELLED}
)
_WITH_RETURNS = frozenset(
    {OrderStatus.RETURN_REQUESTED, OrderStatus.PARTLY_RETURNED, OrderStatus.RETURNED}
)
_NEXT = {
    OrderStatus.PENDING_PAYMENT: "utter_next_pending_payment",
    OrderStatus.PAYMENT_FAILED: "utter_next_payment_failed",
    OrderStatus.PROCESSING: "utter_next_processing",
}
