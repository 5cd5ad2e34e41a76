"""Delivery in words: what the ways there cost, how long they take, and when something comes."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.orders.words import day
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list
from actions.service.arrival import arrives
from actions.service.deadlines import Deadline
from actions.service.destination import Destination
from actions.service.message import Message
from actions.service.places import HOME, country_of, region_of
from actions.shop.models import OrderStatus
from actions.shop.records import OrderRecord, ShippingMethodRecord
from settings import get_settings

FACTS = ("cost", "days")
_NEXT_DAY = re.compile(r"\b(?:next[- ]day|tomorrow|fastest|quickest|asap)\b")
_COLLECTS = re.compile(r"\b(?:collect\w*|pick(?:ing)? (?:it )?up|store|shop)\b")
_UNSENT = (OrderStatus.PROCESSING, OrderStatus.PACKED)


def costs_words(
    message: Message,
    to: Destination,
    methods: Sequence[ShippingMethodRecord],
    facts: Collection[str] = FACTS,
) -> str:
    """Return what delivery costs and how long it takes, for the ways and the place asked about.

    Args:
        message: The question.
        to: Where to.
        methods: The shop's ways of delivery.
        facts: Which of ``FACTS`` to tell.
    """
    text = message.words
    basket = next((v for e in message.values("price") if (v := _money(e))), None)
    named = called_in(text, methods)
    asked = [m for m in to.methods if m in named] if named else to.methods
    lacking = ""
    if not asked:  # "express to France"
        ways = spoken_list(dict.fromkeys(method.name for method in named))
        lacking = f"{ways}: not to {to.called}. "
        asked = to.methods
    elif to.named and not _COLLECTS.search(text):
        asked = [m for m in asked if m.cost] or asked
    home = region_of(HOME, methods)
    if not to.named and any(m.region == home for m in asked):
        told = [f"{home}: {_all_words([m for m in asked if m.region == home], basket, facts)}."]
        abroad = [m for m in asked if m.region != home]
        if abroad:
            told.append(_abroad(abroad))
        return "\n".join(told)
    regions = dict.fromkeys(method.region for method in asked)
    if to.called and len(regions) == 1:
        only = f" {to.note}" if to.note else ""
        return f"{lacking}To {to.called}: {_all_words(asked, basket, facts)}.{only}"
    return lacking + "\n".join(
        f"{region}: {_all_words([m for m in asked if m.region == region], basket, facts)}."
        for region in regions
    )


def _abroad(methods: Sequence[ShippingMethodRecord]) -> str:
    cheapest = format_money(min(m.cost for m in methods), get_settings().currency)
    return f"Abroad: from {cheapest}; tell me the country, and I tell you its price."


def in_time_words(
    methods: Sequence[ShippingMethodRecord], deadline: Deadline, now: datetime
) -> str:
    """Return whether what is ordered now comes before a deadline, and by which way."""
    home = methods[0].region
    sent = [m for m in methods if m.cost and m.region == home] or list(methods[:1])
    standard = sent[0]
    first, last = arrives(standard, now)
    if last <= deadline.day:
        between = day(last) if first == last else f"between {day(first)} and {day(last)}"
        return f"Ordered now, it comes {between}, so it is there {deadline.words}."
    soonest = min(sent, key=lambda method: arrives(method, now)[1])
    arrival = arrives(soonest, now)[1]
    if arrival <= deadline.day:
        return (
            f"{standard.name} may be too late: it comes by {day(last)}. With “{soonest.name}” it "
            f"is there {deadline.words}: ordered now, it comes on {day(arrival)}."
        )
    return (
        f"Sorry, it can't be there {deadline.words}: ordered now, the soonest is “{soonest.name}”, "
        f"by {day(arrival)}."
    )


def called_in(text: str, methods: Sequence[ShippingMethodRecord]) -> list[ShippingMethodRecord]:
    """Return the ways that the text names ("express", "next day"); none where it names none."""
    soonest = min((method.days_max for method in methods), default=0)
    next_day = _NEXT_DAY.search(text)
    return [
        method
        for method in methods
        if method.name.casefold().split()[0] in text or (next_day and method.days_max == soonest)
    ]


def _money(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _all_words(
    methods: Sequence[ShippingMethodRecord], basket: Decimal | None, facts: Collection[str]
) -> str:
    return "; ".join(_words(method, basket, facts) for method in methods)


def _words(method: ShippingMethodRecord, basket: Decimal | None, facts: Collection[str]) -> str:
    cost = format_money(method.cost, get_settings().currency) if method.cost else "free"
    if method.free_from is not None:
        free = format_money(method.free_from, get_settings().currency)
        if basket is not None and basket >= method.free_from:
            cost = f"free, as from {free} on"
        else:
            cost += f" (free from {free})"
    days = days_words(method)
    told = {"cost": cost, "days": f"{days} working {'day' if days == '1' else 'days'}"}
    return f"{method.name} {', '.join(told[fact] for fact in FACTS if fact in facts)}"


def days_words(method: ShippingMethodRecord) -> str:
    """Return how many working days a way of delivery takes: ``3–5``."""
    if method.days_max == method.days_min:
        return f"{method.days_min}"
    return f"{method.days_min}–{method.days_max}"


def expected_words(
    order: OrderRecord, methods: Sequence[ShippingMethodRecord], now: datetime
) -> str:
    """Return when an order that has not left yet is likely to come; empty where nothing tells.

    An order does not name its way of delivery: it is the one there that costs what was paid, else
    the shop's first one, which is the standard.
    """
    if order.status not in _UNSENT or order.shipments:
        return ""
    region = region_of(country_of(order.address) or HOME, methods)
    sent = [method for method in methods if method.region == region and method.cost]
    if not sent:
        return ""
    paid = [method for method in sent if method.cost == order.shipping_cost]
    first, last = arrives((paid or sent)[0], now)
    between = f"on {day(first)}" if first == last else f"between {day(first)} and {day(last)}"
    return f"It is likely to come {between}."
