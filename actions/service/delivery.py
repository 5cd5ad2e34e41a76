"""Delivery costs and times, from the shop's ways of delivery: for the place that is asked about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.orders.proof import known_order
from actions.orders.words import OPEN, day, tracking_words
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list
from actions.service.arrival import arrives
from actions.service.deadlines import Deadline, deadline_in
from actions.service.destination import Destination, destination_of
from actions.service.errand import Errand, ServiceAction
from actions.service.places import HOME, not_served, region_of
from actions.service.take_up import completed_last
from actions.shop.records import ShippingMethodRecord
from settings import get_settings

_NEXT_DAY = re.compile(r"\b(?:next[- ]day|tomorrow|fastest|quickest|asap)\b")
_COLLECTS = re.compile(r"\b(?:collect\w*|pick(?:ing)? (?:it )?up|store|shop)\b")
_MY_ORDER = re.compile(r"\b(?:my|it|they|them|mine)\b")
_ORDERS_NOW = re.compile(
    r"\b(?:order|buy|get)\w*\b.*\b(?:now|today|tonight|tomorrow)\b|\bif i order\b"
)
_SOONER = re.compile(r"\b(?:sooner|faster|earlier|quicker|too late|hurry|speed\w*)\b")
# What a question about delivery means right behind one of these tasks.
_AFTER_TASK = {
    ("item_problem", "delivery_cost"): (
        "No, it costs you nothing: neither the replacement nor a label to send the old one back."
    ),
    ("item_problem", "delivery_time"): (
        "My colleagues e-mail you within one working day; a replacement is then on its way with "
        "standard delivery, which takes {days} working days."
    ),
    ("exchange_item", "delivery_cost"): (
        "No, you pay no postage: an exchange is free of charge in the UK, both ways."
    ),
    ("exchange_item", "delivery_time"): (
        "We send the new one as soon as yours reaches us; it then takes {days} working days."
    ),
}


class TellDelivery(ServiceAction):
    """Tells what delivery costs and how long it takes, to where it was asked for."""

    adds_answers = True

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_delivery"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Tell; "when will it arrive" is about the order at hand, if there is one."""
        methods = errand.shop.delivery.methods()
        if _tell_of_order(errand) or _tell_of_task(errand, methods):
            return []
        to = destination_of(errand.tracker, methods)
        if to.away:
            errand.say(not_served(to.away[0], methods))
            if not to.named:
                return []
        said, now = [_costs(errand, to, methods)], datetime.now()
        deadline = deadline_in(errand.message.words, now.date())
        if deadline is not None:
            said.append(_in_time(to.methods, deadline, now))
        elif errand.message.intent == "delivery_time" and to.named and len(to.regions) == 1:
            reachable = _called(errand.message.words, to.methods) or to.methods
            last = arrives(reachable[0], now)[1]
            said.append(f"Ordered now, that is by {day(last)}.")
        errand.say("\n".join(said))
        return []


def _tell_of_order(errand: Errand) -> bool:
    """Tell when the order at hand arrives, if the message is about that."""
    message = errand.message
    if message.intent != "delivery_time" or _ORDERS_NOW.search(message.words):
        return False
    sooner = _SOONER.search(message.words)
    if not sooner and not _MY_ORDER.search(message.words):
        return False
    order = known_order(errand)
    if order is None or order.status not in OPEN:
        return False
    errand.order = order
    if sooner and order.shipments:
        errand.say(
            "I'm sorry that it is too late for you. Once it is with the carrier we can't make it "
            "come sooner; with the tracking link you may choose a pick-up point instead. "
            f"{tracking_words(order)}"
        )
    else:
        errand.say(tracking_words(order))
    return True


def _tell_of_task(errand: Errand, methods: Sequence[ShippingMethodRecord]) -> bool:
    """Answer for the replacement or the exchange that has just been arranged, if there was one."""
    message, task = errand.message, errand.held.task or ""
    answer = _AFTER_TASK.get((task, message.intent))
    if answer is None or _ORDERS_NOW.search(message.words) or "deliver" in message.words:
        return False
    if not (errand.tracker.active_loop.get("name") or completed_last(errand.tracker)):
        return False
    if destination_of(errand.tracker, methods, remembered=False).named:
        return False
    home = [m for m in methods if m.region == region_of(HOME, methods)]
    errand.say(answer.format(days=_days(home[0]) if home else "some"))
    return True


def _costs(errand: Errand, to: Destination, methods: Sequence[ShippingMethodRecord]) -> str:
    """Return what delivery costs and how long it takes, for the ways and the place asked about."""
    text = errand.message.words
    basket = next((v for e in errand.message.values("price") if (v := _money(e))), None)
    named = _called(text, methods)
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
        told = [f"{home}: {_all_words([m for m in asked if m.region == home], basket)}."]
        abroad = [m for m in asked if m.region != home]
        if abroad:
            told.append(_abroad(abroad))
        return "\n".join(told)
    regions = dict.fromkeys(method.region for method in asked)
    if to.called and len(regions) == 1:
        only = f" {to.note}" if to.note else ""
        return f"{lacking}To {to.called}: {_all_words(asked, basket)}.{only}"
    return lacking + "\n".join(
        f"{region}: {_all_words([m for m in asked if m.region == region], basket)}."
        for region in regions
    )


def _abroad(methods: Sequence[ShippingMethodRecord]) -> str:
    regions = [f"the {m.region}" if m.region.isupper() else m.region for m in methods]
    cheapest = format_money(min(m.cost for m in methods), get_settings().currency)
    fastest, slowest = min(m.days_min for m in methods), max(m.days_max for m in methods)
    return (
        f"To {spoken_list(dict.fromkeys(regions))}: from {cheapest}, {fastest}–{slowest} working "
        "days; tell me the country, and I tell you its price."
    )


def _in_time(methods: Sequence[ShippingMethodRecord], deadline: Deadline, now: datetime) -> str:
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


def _called(text: str, methods: Sequence[ShippingMethodRecord]) -> list[ShippingMethodRecord]:
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


def _all_words(methods: Sequence[ShippingMethodRecord], basket: Decimal | None) -> str:
    return "; ".join(_words(method, basket) for method in methods)


def _words(method: ShippingMethodRecord, basket: Decimal | None) -> str:
    cost = format_money(method.cost, get_settings().currency) if method.cost else "free"
    if method.free_from is not None:
        free = format_money(method.free_from, get_settings().currency)
        if basket is not None and basket >= method.free_from:
            cost = f"free, as from {free} on"
        else:
            cost += f" (free from {free})"
    days = _days(method)
    return f"{method.name} {cost}, {days} working {'day' if days == '1' else 'days'}"


def _days(method: ShippingMethodRecord) -> str:
    if method.days_max == method.days_min:
        return f"{method.days_min}"
    return f"{method.days_min}–{method.days_max}"
