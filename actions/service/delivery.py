"""Delivery costs and times, from the shop's ways of delivery: for the place that is asked about."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from actions.orders.proof import known_order
from actions.orders.words import OPEN, day, tracking_words
from actions.service.arrival import arrives
from actions.service.deadlines import Deadline, deadline_in
from actions.service.delivery_words import (
    FACTS,
    called_in,
    costs_words,
    days_words,
    expected_words,
    in_time_words,
)
from actions.service.destination import Destination, destination_of
from actions.service.errand import Errand, ServiceAction
from actions.service.places import HOME, not_served, region_of
from actions.service.take_up import completed_last
from actions.service.wording import worded

_FEW = 3
_MY_ORDER = re.compile(r"\b(?:my|it|they|them|mine)\b")
_ORDERS_NOW = re.compile(
    r"\b(?:order|buy|get)\w*\b.*\b(?:now|today|tonight|tomorrow)\b|\bif i order\b"
)
_SOONER = re.compile(r"\b(?:sooner|faster|earlier|quicker|too late|hurry|speed\w*)\b")
# What a question about delivery means right behind one of these tasks.
_AFTER_TASK = {
    ("item_problem", "delivery_cost"): "utter_cost_of_replacement",
    ("item_problem", "delivery_time"): "utter_time_of_replacement",
    ("exchange_item", "delivery_cost"): "utter_cost_of_exchange",
    ("exchange_item", "delivery_time"): "utter_time_of_exchange",
}


class TellDelivery(ServiceAction):
    """Tells what delivery costs and how long it takes, to where it was asked for."""

    adds_answers = True

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_delivery"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Tell; "when will it arrive" is about the order at hand, if there is one."""
        if not (_tell_of_order(errand) or _tell_of_task(errand)):
            tell_delivery(errand)
        return []


def tell_delivery(errand: Errand, opening: str = "") -> None:
    """Tell what delivery costs and how long it takes, to the place that is meant.

    Args:
        errand: The run.
        opening: What goes before that, such as a yes, where the shop delivers there.
    """
    methods, message = errand.shop.delivery.methods(), errand.message
    to = destination_of(errand.tracker, methods)
    if to.away:
        errand.say(not_served(to.away[0], methods))
        if not to.named:
            return
    now = datetime.now()
    said = [opening + costs_words(message, to, methods, _asked(errand, to))]
    deadline = deadline_in(message.words, now.date()) or _only_a_day(message.words, now.date())
    if deadline is not None:
        said.append(in_time_words(to.methods, deadline, now))
    elif message.intent == "delivery_time" and to.named and len(to.regions) == 1:
        reachable = called_in(message.words, to.methods) or to.methods
        last = arrives(reachable[0], now)[1]
        said.append(f"Ordered now, that is by {day(last)}.")
    errand.say("\n".join(said))


def names_way(errand: Errand) -> bool:
    """Whether the message is little more than a way of delivery: "what about express?"."""
    text = errand.message.words
    return len(text.split()) <= _FEW and bool(called_in(text, errand.shop.delivery.methods()))


def _asked(errand: Errand, to: Destination) -> Collection[str]:
    """Return what to tell: of a place that was told of before, only what is asked."""
    methods, message = errand.shop.delivery.methods(), errand.message
    if not to.named or destination_of(errand.tracker, methods, remembered=False).named:
        return FACTS
    if message.intent == "delivery_cost":
        return ("cost",)
    return ("days",) if message.intent == "delivery_time" else FACTS


def _only_a_day(text: str, today: date) -> Deadline | None:
    """Return the deadline of a message that is little more than a day: "friday then"."""
    return deadline_in(f"by {text}", today) if len(text.split()) <= _FEW else None


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
    errand.order, said = order, [tracking_words(order)]
    if sooner and order.shipments:
        said.insert(
            0,
            worded("utter_comes_no_sooner"),
        )
    said.append(expected_words(order, errand.shop.delivery.methods(), datetime.now()))
    errand.say(" ".join(filter(None, said)))
    return True


def _tell_of_task(errand: Errand) -> bool:
    """Answer for the replacement or the exchange that has just been arranged, if there was one."""
    methods = errand.shop.delivery.methods()
    message, task = errand.message, errand.held.task or ""
    answer = _AFTER_TASK.get((task, message.intent))
    if answer is None or _ORDERS_NOW.search(message.words) or "deliver" in message.words:
        return False
    done = errand.held.done == task and completed_last(errand.tracker)
    if not (errand.tracker.active_loop.get("name") or done):
        return False
    if destination_of(errand.tracker, methods, remembered=False).named:
        return False
    home = [m for m in methods if m.region == region_of(HOME, methods)]
    days = days_words(home[0]) if home else "some"
    errand.say(worded(answer, days=days))
    return True
