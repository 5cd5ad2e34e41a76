"""Sending things back: returns and exchanges."""

from __future__ import annotations

import re
from datetime import date

from actions.orders.options import refusal, returnable
from actions.orders.words import (
    ON_THE_ROAD,
    day,
    free_of_charge,
    lines_total,
    lines_words,
    paid_methods,
    refund_promise,
    return_until,
)
from actions.recommendation.money import format_money
from actions.service.errand import Errand
from actions.service.item_steps import Items, Wanted, chosen_lines
from actions.service.steps import Confirm, Question, Words
from actions.service.task import Task
from actions.service.wording import worded
from actions.shop.models import OrderStatus
from actions.shop.order_rules import check_cancel, check_return
from actions.shop.records import OrderLineRecord, OrderRecord


def _choice(errand: Errand) -> list[OrderLineRecord]:
    return returnable(errand.verified_order)


def _return_blocked(errand: Errand) -> str | None:
    order = errand.verified_order
    if returnable(errand.verified_order):
        return None
    why = refusal(lambda it: check_return(it, date.today()), order)
    if why is None:
        why = "Everything in it that can be sent back is being returned already."
    if order.status in ON_THE_ROAD | {OrderStatus.PACKED}:
        return f"{why} {worded('utter_return_once_there')}"
    if refusal(check_cancel, order) is None:
        errand.offer("cancel_order")
        return f"{why} {worded('utter_cancel_instead')}"
    return why


def _ask_return(errand: Errand) -> Question:
    order, lines = errand.verified_order, chosen_lines(errand)
    money = format_money(lines_total(lines), order.currency)
    return Question(f"Shall I open a return of {lines_words(lines)} for {money}?")


def _open_return(errand: Errand) -> None:
    order, lines = errand.verified_order, chosen_lines(errand)
    entry = errand.shop.orders.open_return(
        order.number,
        [line.line_id for line in lines],
        str(errand.held.answers["reason"]),
    )
    money = refund_promise(entry.refund_amount, order.currency, paid_methods(order))
    errand.say(
        worded(
            "utter_return_opened",
            number=entry.number,
            items=lines_words(lines),
            until=_until(order),
            money_back=money,
        ),
        personal={"return_number": entry.number},
    )


def _until(order: OrderRecord) -> str:
    last = return_until(order)
    return f"Please send it by {day(last)}. " if last is not None else ""


def _ask_exchange(errand: Errand) -> Question:
    line = chosen_lines(errand)[0]
    wish = errand.held.answers[Wanted.slot]
    return Question(f"Shall I exchange {lines_words([line])} for {wish}?")


def _open_exchange(errand: Errand) -> None:
    order, lines = errand.verified_order, chosen_lines(errand)
    wish = str(errand.held.answers[Wanted.slot])
    entry = errand.shop.orders.open_return(
        order.number, [line.line_id for line in lines], "exchange", exchange_for=wish
    )
    errand.say(
        worded(
            "utter_exchange_opened",
            number=entry.number,
            items=lines_words(lines),
            wish=wish,
            free_of_charge=free_of_charge(),
            until=_until(order),
        ).strip(),
        personal={"return_number": entry.number},
    )


_NO_GOOD_REASON = re.compile(
    r"\bchang\w+ (?:my|our) minds?\b|\b(?:doesn't|does not) matter\b|\bno (?:\w+ )?reason\b|"
    r"\b(?:don't|do not|no longer) (?:want|like|need)\b"
)


def _fits(order: OrderRecord) -> bool:
    return bool(returnable(order))


RETURN_ITEM = Task(
    "return_item",
    _open_return,
    "the return from {}",
    steps=(
        Items("Which of these would you like to return?", _choice),
        Words("reason", owns=_NO_GOOD_REASON),
        Confirm(_ask_return),
    ),
    fits=_fits,
    purpose="utter_purpose_return_item",
    blocked=_return_blocked,
)
EXCHANGE_ITEM = Task(
    "exchange_item",
    _open_exchange,
    "the exchange from {}",
    steps=(
        Items("Which of these would you like to exchange?", _choice, single=True),
        Wanted(),
        Confirm(_ask_exchange),
    ),
    fits=_fits,
    purpose="utter_purpose_exchange_item",
    blocked=_return_blocked,
)
