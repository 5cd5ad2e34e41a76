"""Faulty or missing items, and payments that went wrong."""

from __future__ import annotations

import re

from actions.orders.options import RETURN, next_buttons
from actions.orders.words import OPEN, lines_total, lines_words, payment_words, status_words
from actions.recommendation.money import format_money
from actions.service.errand import PERSON, Errand
from actions.service.item_steps import Items, chosen_lines
from actions.service.steps import ABOUT, Contact, Remedy, Words
from actions.service.task import Task
from actions.service.tickets import open_ticket
from actions.shop.models import OrderStatus
from actions.shop.records import OrderLineRecord

_ARRIVED = frozenset(
    {
        OrderStatus.DELIVERED,
        OrderStatus.RETURN_REQUESTED,
        OrderStatus.PARTLY_RETURNED,
        OrderStatus.RETURNED,
    }
)
_FAULT = re.compile(
    r"\b(?:broke\w*|damag\w+|missing|wrong|incorrect|fault\w*|defect\w*|torn|tear|ripp?\w*|leak\w*|"
    r"holes?|crack\w*|smash\w*|scratch\w*|stain\w*|dent\w*|bent|snapp?\w*|split\w*|empty|dirty|used|"
    r"loose|falling|fell|com(?:ing|es?) (?:off|apart)|came (?:off|apart)|stuck|"
    r"only (?:one|two|three|\d)|somebody else|someone else|"
    r"(?:doesn't|does not|won't|don't|isn't|not|stopped|never) \w+|"
    r"instead of|too few|half)\b"
)


def _problem_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    if order.status in _ARRIVED:
        return None
    if order.status in (OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY) and any(
        parcel.delivered_on for parcel in order.shipments
    ):
        return None  # one of several parcels has come
    return f"That order has not arrived yet. {status_words(order, ())}"


def _open_item_problem(errand: Errand) -> None:
    order, answers, lines = errand.verified_order, errand.held.answers, chosen_lines(errand)
    summary = f"{lines_words(lines)}: “{answers['problem']}” Wants {answers[Remedy.slot]}."
    reference = open_ticket(errand, "item_problem", summary, order)
    refund = answers[Remedy.slot] == "money back"
    money = format_money(lines_total(lines), order.currency)
    then = f"the refund of {money}" if refund else "the replacement"
    errand.say(
        f"I've opened case {reference} for {lines_words(lines)}: my "
        f"colleagues arrange {then} and e-mail you within one working day. If it has to come back, "
        "they send a prepaid label.",
        [RETURN, PERSON] if all(line.returnable for line in lines) else [PERSON],
    )


def _tell_payment(errand: Errand) -> None:
    order, about = errand.order, str(errand.held.answers.get(ABOUT) or "A payment went wrong.")
    if order is None:
        contact = errand.held.answers.get(Contact.slot) or None
        reference = open_ticket(errand, "payment_problem", about, None, contact)
        errand.respond("utter_payment_noted", reference=reference)
        return
    facts = [payment_words(payment, order.currency) for payment in order.payments]
    said = [f"For order {order.number} I see this: {' '.join(facts) or 'no payment yet.'}"]
    if order.status == OrderStatus.PAYMENT_FAILED:
        said.append("You can pay again under “My orders”, with another card or another way.")
        errand.say(" ".join(said), [*next_buttons(order), PERSON])
        return
    reference = open_ticket(errand, "payment_problem", about, order)
    said.append(
        f"I've opened case {reference}: my colleagues check it with the payment provider and "
        "e-mail you within one working day."
    )
    errand.say(" ".join(said))


def _all_lines(errand: Errand) -> list[OrderLineRecord]:
    return list(errand.verified_order.lines)


ITEM_PROBLEM = Task(
    "item_problem",
    _open_item_problem,
    "the problem with {}",
    steps=(
        Items("Which of these is it about?", _all_lines),
        Words("problem", cue=_FAULT),
        Remedy(),
    ),
    fits=lambda order: order.status in _ARRIVED and order.status != OrderStatus.RETURNED,
    purpose="With the order I open a case: my colleagues arrange a replacement or your money back.",
    blocked=_problem_blocked,
)
PAYMENT_PROBLEM = Task(
    "payment_problem",
    _tell_payment,
    "the payment for {}",
    steps=(Contact(),),
    may_lack_order=True,
    fits=lambda order: order.status in OPEN,
    purpose="With the order I can see what was charged, and have it checked.",
)
