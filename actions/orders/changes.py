"""Cancelling an order, and sending it elsewhere."""

from __future__ import annotations

from actions.orders.options import refusal
from actions.orders.words import ON_THE_ROAD, heading, paid_methods
from actions.recommendation.money import format_money
from actions.service.address import NewAddress
from actions.service.errand import Errand
from actions.service.steps import Confirm, Question
from actions.service.task import Task
from actions.shop.models import OrderStatus
from actions.shop.order_rules import check_address_change, check_cancel


def _cancel_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    why = refusal(check_cancel, order)
    if why is not None and order.status in ON_THE_ROAD | {OrderStatus.PACKED}:
        return f"{why} When it is there you can return it within 30 days, free of charge in the UK."
    return why


def _ask_cancel(errand: Errand) -> Question:
    return Question(f"{heading(errand.verified_order)}: shall I cancel it?")


def _cancel(errand: Errand) -> None:
    order = errand.shop.orders.cancel(errand.verified_order.number)
    money = format_money(order.total, order.currency)
    paid = paid_methods(order)
    back = f"{money} goes back to your {paid[0]}" if paid else "Nothing was taken for it"
    errand.say(f"Order {order.number} is cancelled. {back}. A confirmation comes by e-mail.")


def _address_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    why = refusal(check_address_change, order)
    if why is not None and order.status in ON_THE_ROAD:
        return (
            f"{why} The tracking link in your dispatch e-mail lets you choose another day, a "
            "neighbour or a pick-up point."
        )
    return why


def _ask_address(errand: Errand) -> Question:
    address = str(errand.held.answers[NewAddress.slot])
    number = errand.verified_order.number
    return Question(f"Shall order {number} go to {address}?", personal={"address": address})


def _change_address(errand: Errand) -> None:
    number = errand.verified_order.number
    address = str(errand.held.answers[NewAddress.slot])
    order = errand.shop.orders.change_address(number, address)
    errand.say(
        f"Done: order {order.number} now goes to {order.address}. A confirmation comes by e-mail.",
        personal={"address": order.address, "postcode": order.postcode},
    )


CANCEL_ORDER = Task(
    "cancel_order",
    _cancel,
    steps=(Confirm(_ask_cancel),),
    fits=lambda order: refusal(check_cancel, order) is None,
    blocked=_cancel_blocked,
)
CHANGE_ADDRESS = Task(
    "change_address",
    _change_address,
    steps=(NewAddress(), Confirm(_ask_address)),
    fits=lambda order: refusal(check_address_change, order) is None,
    blocked=_address_blocked,
)
