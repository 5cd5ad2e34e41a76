"""Tasks about an order: those that only look are here, the others in modules of their own."""

from __future__ import annotations

from datetime import date, datetime

from actions.orders.changes import CANCEL_ORDER, CHANGE_ADDRESS
from actions.orders.options import RETURN, next_buttons, returnable
from actions.orders.problems import ITEM_PROBLEM, PAYMENT_PROBLEM, where_to_look
from actions.orders.returns import EXCHANGE_ITEM, RETURN_ITEM
from actions.orders.words import (
    ON_THE_ROAD,
    OPEN,
    heading,
    paid_methods,
    payment_words,
    return_words,
    status_words,
    tracking_words,
)
from actions.recommendation.money import format_money
from actions.service.deadlines import deadline_in
from actions.service.delivery_words import expected_words
from actions.service.errand import Errand
from actions.service.steps import ABOUT
from actions.service.task import Task
from actions.service.wording import worded
from actions.shop.models import OrderStatus, PaymentKind, PaymentStatus
from actions.shop.records import OrderRecord


def _tell_status(errand: Errand) -> None:
    order = errand.verified_order
    text = status_words(order, errand.shop.orders.returns(order.number))
    expected = expected_words(order, errand.shop.delivery.methods(), datetime.now())
    text = f"{text} {expected}".strip()
    if (late := _misses(errand, order)) is not None:
        text += f" {late}"
    about = str(errand.held.answers.get(ABOUT) or "")
    lost = where_to_look(order, about.lower()) if order.status == OrderStatus.DELIVERED else None
    if lost is not None:  # "I never got my order", which the carrier calls delivered
        text += f" {lost} {worded('utter_offer_case')}"
        errand.offer("item_problem", about)
    errand.say(text, next_buttons(order), _parcels(order))


def _misses(errand: Errand, order: OrderRecord) -> str | None:
    """Return that the order comes after the day for which it is wanted, if so."""
    about = str(errand.held.answers.get(ABOUT) or "").lower()
    deadline = deadline_in(about, date.today())
    due = [s.expected_on for s in order.shipments if s.expected_on and not s.delivered_on]
    if deadline is None or not due or max(due) <= deadline.day:
        return None
    return worded("utter_comes_too_late", by=deadline.words)


def _tell_tracking(errand: Errand) -> None:
    order = errand.verified_order
    errand.say(tracking_words(order), personal=_parcels(order))


def _parcels(order: OrderRecord) -> dict[str, str | None]:
    return {f"tracking_number_{n}": s.tracking_number for n, s in enumerate(order.shipments)}


def _tell_refund(errand: Errand) -> None:
    order = errand.verified_order
    said = [return_words(r, order.currency) for r in errand.shop.orders.returns(order.number)]
    refunds = [p for p in order.payments if p.kind == PaymentKind.REFUND]
    said += [payment_words(payment, order.currency) for payment in refunds]
    if any(payment.status == PaymentStatus.PENDING for payment in refunds):
        said.append(worded("utter_bank_takes_longer"))
    if said:
        errand.say(f"About order {order.number}: {' '.join(said)}")
    elif returnable(order):
        errand.offer("return_item")
        errand.say(
            f"{heading(order)} has no return and no refund so far. Would you like to send "
            "something back?",
            [RETURN],
        )
    else:
        errand.say(f"{heading(order)} has no return and no refund so far.", next_buttons(order))


def _send_invoice(errand: Errand) -> None:
    order = errand.verified_order
    number = errand.shop.orders.send_invoice(order.number)
    errand.say(
        worded(
            "utter_invoice_sent",
            number=number,
            order=order.number,
            amount=format_money(order.total, order.currency),
        ),
        personal={"invoice_number": number},
    )


def _is_open(order: OrderRecord) -> bool:
    return order.status in OPEN


def _is_on_the_road(order: OrderRecord) -> bool:
    return order.status in ON_THE_ROAD


def _is_paid(order: OrderRecord) -> bool:
    return bool(paid_methods(order))


def _has_refund(order: OrderRecord) -> bool:
    returning = (OrderStatus.RETURN_REQUESTED, OrderStatus.PARTLY_RETURNED, OrderStatus.RETURNED)
    return order.status in returning or any(p.kind == PaymentKind.REFUND for p in order.payments)


_LOOKS_UP = "utter_purpose_order_status"

ORDER_TASKS = (
    Task("order_status", _tell_status, "where {} is", fits=_is_open, purpose=_LOOKS_UP, tells=True),
    Task(
        "track_order",
        _tell_tracking,
        "the parcel of {}",
        fits=_is_on_the_road,
        purpose=_LOOKS_UP,
        tells=True,
    ),
    Task(
        "refund_status",
        _tell_refund,
        "the refund for {}",
        fits=_has_refund,
        purpose="utter_purpose_refund_status",
        tells=True,
    ),
    Task(
        "request_invoice",
        _send_invoice,
        "the invoice for {}",
        fits=_is_paid,
        purpose="utter_purpose_request_invoice",
        tells=True,
    ),
    CANCEL_ORDER,
    CHANGE_ADDRESS,
    RETURN_ITEM,
    EXCHANGE_ITEM,
    ITEM_PROBLEM,
    PAYMENT_PROBLEM,
)
