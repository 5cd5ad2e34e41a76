"""Faulty or missing items, and payments that went wrong."""

from __future__ import annotations

import re

from actions.orders.options import RETURN, next_buttons
from actions.orders.words import OPEN, day, lines_total, lines_words, payment_words, status_words
from actions.recommendation.money import format_money
from actions.service.contact import Contact
from actions.service.errand import PERSON, Errand
from actions.service.item_steps import Items, chosen_lines
from actions.service.steps import ABOUT, Remedy, Words
from actions.service.task import Task
from actions.service.tickets import open_ticket
from actions.service.wording import worded
from actions.shop.models import OrderStatus
from actions.shop.records import OrderLineRecord, OrderRecord

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
    r"instead of|too few|half|nothing|nobody)\b"
)
# What the carrier calls delivered has not come: all of it, and not "the lid" or "the right colour".
_ALL_OF_IT = r"(?:it|them|anything|(?:my|the|your) (?:parcel|order|package|delivery|box|stuff))"
_NUMBER = r"(?: (?:number |no\.? )?#?[\w-]*\d[\w-]*)?"
_END = (
    rf"(?: {_ALL_OF_IT})?{_NUMBER}(?: (?:yet|still|at all|though|tho|either))*"
    r"(?=\W*$|\W+(?:and|but|so|i|we|what|where)\b|[.,!?;])"
)
NOT_RECEIVED = re.compile(
    r"\b(?:not|isn'?t|wasn'?t|never|nothing(?: \w+)?|nobody)\b(?: \w+){0,2} "
    rf"(?:here|there|arrived?|came|come|delivered|received|got|turned up|left){_END}"
    r"|\b(?:haven'?t|hasn'?t|didn'?t|never) (?:\w+ ){0,2}"
    rf"(?:arrived?|come|came|got|get|received?){_END}"
)
# "The strap is not there": a thing of which something else is said than of a parcel.
_OF_A_PART = re.compile(
    r"\b(?:the|a|an|its|their) (?!(?:parcel|order|package|delivery|box|driver|courier|post\w*|"
    r"website|app|tracking|carrier|whole)\b)\w+(?: \w+)? "
    r"(?:is|are|was|were|has|have|never)(?:n'?t)?\b"
)
_PART = re.compile(r"\b(?:one|two|some|part|half|only|missing|items?|things?)\b")


def _problem_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    if order.status in _ARRIVED:
        return None
    if order.status in (OrderStatus.SHIPPED, OrderStatus.OUT_FOR_DELIVERY) and any(
        parcel.delivered_on for parcel in order.shipments
    ):
        return None  # one of several parcels has come
    errand.offer("human_handoff", str(errand.held.answers.get(ABOUT) or ""))
    return (
        f"That order has not arrived yet. {status_words(order, ())} "
        f"{worded('utter_problem_though_on_its_way')}"
    )


def _open_item_problem(errand: Errand) -> None:
    order, answers, lines = errand.verified_order, errand.held.answers, chosen_lines(errand)
    summary = f"{lines_words(lines)}: “{answers['problem']}” Wants {answers[Remedy.slot]}."
    reference = open_ticket(errand, "item_problem", summary, order)
    refund = answers[Remedy.slot] == "money back"
    money = format_money(lines_total(lines), order.currency)
    then = f"the refund of {money}" if refund else "the replacement"
    errand.say(
        worded("utter_case_opened", reference=reference, items=lines_words(lines), remedy=then),
        [RETURN, PERSON] if all(line.returnable for line in lines) else [PERSON],
    )


def where_to_look(order: OrderRecord, text: str) -> str | None:
    """Return where a parcel may be that has come by the carrier's word, but not by the shopper's.

    Args:
        order: The order.
        text: What the shopper says of it, in lower case.
    """
    came = [(p.carrier, p.delivered_on) for p in order.shipments if p.delivered_on is not None]
    if not came or order.status not in _ARRIVED or not _is_lost(text):
        return None
    carrier, when = came[-1]
    return worded("utter_where_a_parcel_may_be", carrier=carrier, day=day(when))


def _is_lost(text: str) -> bool:
    """Whether a text says that all of an order has not come, and not only a part of it."""
    part = _PART.search(text) or _OF_A_PART.search(text)
    return NOT_RECEIVED.search(text) is not None and part is None


class _Affected(Items):
    """Which items the problem is about; of a lost parcel, all."""

    def opening(self, errand: Errand, about: str) -> list[int] | None:
        lines = errand.verified_order.lines
        if where_to_look(errand.verified_order, about.lower()) is None:
            return super().opening(errand, about)
        named = super().opening(errand, about)
        return named or [line.line_id for line in lines]


def _tell_payment(errand: Errand) -> None:
    order, about = errand.order, str(errand.held.answers.get(ABOUT) or "A payment went wrong.")
    if order is None:
        contact = errand.held.answers.get(Contact.slot) or None
        reference = open_ticket(errand, "payment_problem", about, None, contact)
        answer = "utter_payment_noted" if contact else "utter_payment_noted_to_call"
        errand.respond(answer, reference=reference)
        if not contact:
            errand.respond("utter_call_us")
        return
    facts = [payment_words(payment, order.currency) for payment in order.payments]
    said = [f"For order {order.number} I see this: {' '.join(facts) or 'no payment yet.'}"]
    if order.status == OrderStatus.PAYMENT_FAILED:
        said.append(worded("utter_pay_again"))
        errand.say(" ".join(said), [*next_buttons(order), PERSON])
        return
    reference = open_ticket(errand, "payment_problem", about, order)
    said.append(worded("utter_payment_case_opened", reference=reference))
    errand.say(" ".join(said))


def _all_lines(errand: Errand) -> list[OrderLineRecord]:
    return list(errand.verified_order.lines)


ITEM_PROBLEM = Task(
    "item_problem",
    _open_item_problem,
    "the problem with {}",
    steps=(
        _Affected("Which of these is it about?", _all_lines),
        Words("problem", cue=_FAULT),
        Remedy(),
    ),
    fits=lambda order: order.status in _ARRIVED and order.status != OrderStatus.RETURNED,
    purpose="utter_purpose_item_problem",
    blocked=_problem_blocked,
)
PAYMENT_PROBLEM = Task(
    "payment_problem",
    _tell_payment,
    "the payment for {}",
    steps=(Contact(),),
    may_lack_order=True,
    fits=lambda order: order.status in OPEN,
    purpose="utter_purpose_payment_problem",
)
