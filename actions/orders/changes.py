"""Cancelling an order, and sending it elsewhere."""

from __future__ import annotations

from decimal import Decimal

from actions.orders.items import meant_lines
from actions.orders.options import refusal
from actions.orders.words import ON_THE_ROAD, heading, paid_methods, return_period
from actions.recommendation.money import format_money
from actions.service.address import Country, NewAddress, whole_address
from actions.service.errand import Errand
from actions.service.places import HOME, country_of, region_of
from actions.service.steps import ABOUT, Confirm, Question
from actions.service.task import Task
from actions.service.tickets import open_ticket
from actions.service.wording import worded
from actions.shop.models import OrderStatus
from actions.shop.order_rules import check_address_change, check_cancel, standard_cost

_WHOLE_ONLY = (
    "I can only cancel an order as a whole; a single item can be returned once it has arrived."
)


def _cancel_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    why = refusal(check_cancel, order)
    if why is not None and order.status in ON_THE_ROAD | {OrderStatus.PACKED}:
        return f"{why} When it is there you can return it {return_period(order)}."
    return why


def _ask_cancel(errand: Errand) -> Question:
    about = str(errand.held.answers.get(ABOUT) or "")
    some = _names_some(errand, about.lower())
    whole = f"{_WHOLE_ONLY} " if some else ""
    asked = f"{whole}{heading(errand.verified_order)}: shall I cancel it?"
    return Question(asked, goes_further=some)


def _cancel_objection(errand: Errand) -> str | None:
    return _WHOLE_ONLY if _names_some(errand, errand.message.words) else None


def _names_some(errand: Errand, text: str) -> bool:
    """Whether a text is about a part of the order only."""
    lines = errand.verified_order.lines
    return 0 < len(meant_lines(text, [], lines)) < len(lines)


def _cancel(errand: Errand) -> None:
    order = errand.shop.orders.cancel(errand.verified_order.number)
    money = format_money(order.total, order.currency)
    paid = paid_methods(order)
    back = f"{money} goes back to your {paid[0]}." if paid else "Nothing was taken for it."
    errand.say(worded("utter_order_cancelled", order=order.number, money_back=back))


def _address_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    why = refusal(check_address_change, order)
    if why is not None and order.status in ON_THE_ROAD:
        return f"{why} {worded('utter_choose_at_the_carrier')}"
    return why


def _ask_address(errand: Errand) -> Question:
    address, order = whole_address(errand), errand.verified_order
    asked = f"Shall order {order.number} go to {address}?"
    if (costs := _delivery_costs(errand)) is not None:
        then, now = costs
        more, still = ("more", " all the same") if now > then else ("less", "")
        amounts = [format_money(cost, order.currency) for cost in (abs(now - then), now, then)]
        asked = f"Delivery there costs {amounts[0]} {more} ({amounts[1]} instead of {amounts[2]})."
        asked += f" Shall order {order.number} go to {address}{still}?"
    return Question(asked, personal={"address": address})


def _delivery_costs(errand: Errand) -> tuple[Decimal, Decimal] | None:
    """Return what standard delivery costs to the address of now and to the new one, if it differs.

    What was charged is left out: it may be for express, and is not changed here.
    """
    order, methods = errand.verified_order, errand.shop.delivery.methods()
    goods = order.total - order.shipping_cost
    codes = (country_of(order.address) or HOME, str(errand.held.answers[Country.slot]))
    then, now = (standard_cost(region_of(code, methods) or "", goods, methods) for code in codes)
    return (then, now) if then != now else None


def _change_address(errand: Errand) -> None:
    before, address, costs = errand.verified_order, whole_address(errand), _delivery_costs(errand)
    order = errand.shop.orders.change_address(before.number, address)
    errand.held.changed = {"order_number": order.number, NewAddress.slot: before.address}
    settled = ""
    if costs is not None:
        then, now = costs
        difference = format_money(abs(now - then), order.currency)
        do, done = ("collect", "how to pay") if now > then else ("pay back", "about")
        reference = open_ticket(
            errand,
            "payment_problem",
            f"The address was changed to another region: {do} {difference} of delivery cost.",
            order,
        )
        settled = " " + worded(
            "utter_delivery_cost_differs", about=f"{done} the {difference}", reference=reference
        )
    errand.say(
        worded(
            "utter_address_changed",
            order=order.number,
            address=order.address,
            difference=settled,
        ),
        personal={"address": order.address, "postcode": order.postcode},
    )


CANCEL_ORDER = Task(
    "cancel_order",
    _cancel,
    "cancelling {}",
    steps=(Confirm(_ask_cancel, _cancel_objection),),
    fits=lambda order: refusal(check_cancel, order) is None,
    purpose="utter_purpose_cancel_order",
    blocked=_cancel_blocked,
)
CHANGE_ADDRESS = Task(
    "change_address",
    _change_address,
    "the address of {}",
    steps=(NewAddress(), Country(), Confirm(_ask_address)),
    fits=lambda order: refusal(check_address_change, order) is None,
    purpose="utter_purpose_change_address",
    blocked=_address_blocked,
)
