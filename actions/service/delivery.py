"""Delivery costs and times, from the shop's ways of delivery."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from actions.orders.proof import known_order
from actions.orders.words import OPEN, tracking_words
from actions.recommendation.money import format_money
from actions.service.errand import Errand, ServiceAction
from actions.service.places import countries_in, not_served, region_of
from actions.shop.records import ShippingMethodRecord
from settings import get_settings

_NEXT_DAY = re.compile(r"\b(?:next[- ]day|tomorrow|fastest|quickest|asap)\b")
# What a region is called beside the names of its countries.
_REGIONS = {
    "uk": r"london|leeds|manchester|bristol|edinburgh|glasgow|cardiff|belfast|birmingham|york",
    "eu": r"eu|europe(?:an union)?|dublin",
}
_MY_ORDER = re.compile(r"\b(?:my|it|they|them|mine)\b")


class TellDelivery(ServiceAction):
    """Tells what delivery costs and how long it takes, to where it was asked for."""

    adds_answers = True

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_delivery"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Tell; "when will it arrive" is about the order at hand, if there is one."""
        message = errand.message
        if message.intent == "delivery_time" and _MY_ORDER.search(message.words):
            order = known_order(errand)
            if order is not None and order.status in OPEN:
                errand.order = order
                errand.say(tracking_words(order))
                return []
        methods = errand.shop.delivery.methods()
        countries = countries_in(message.text)
        away = [code for code in countries if region_of(code, methods) is None]
        if away:
            errand.say(not_served(away[0], methods))
            if len(away) == len(countries):
                return []
        asked = _called(message.words, _to(message.words, countries, methods))
        basket = next((amount for v in message.values("price") if (amount := _money(v))), None)
        regions = dict.fromkeys(method.region for method in asked)
        errand.say(
            "\n".join(
                f"{region}: {'; '.join(_words(m, basket) for m in asked if m.region == region)}."
                for region in regions
            )
        )
        return []


def _to(
    text: str, countries: Sequence[str], methods: Sequence[ShippingMethodRecord]
) -> list[ShippingMethodRecord]:
    """Return the ways to where the text says; all of them where it says nothing known."""
    asked = {region_of(code, methods) for code in countries}
    asked |= {m.region for m in methods if re.search(_named(m.region), text)}
    return [method for method in methods if method.region in asked] or list(methods)


def _named(region: str) -> str:
    return rf"\b(?:{_REGIONS.get(region.casefold(), re.escape(region.casefold()))})\b"


def _called(text: str, methods: Sequence[ShippingMethodRecord]) -> list[ShippingMethodRecord]:
    """Return the ways that the text names ("express", "next day"); all where it names none."""
    soonest = min((method.days_max for method in methods), default=0)
    next_day = _NEXT_DAY.search(text)
    named = [
        method
        for method in methods
        if method.name.casefold().split()[0] in text or (next_day and method.days_max == soonest)
    ]
    return named or list(methods)


def _money(value: Any) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _words(method: ShippingMethodRecord, basket: Decimal | None) -> str:
    cost = format_money(method.cost, get_settings().currency) if method.cost else "free"
    if method.free_from is not None:
        free = format_money(method.free_from, get_settings().currency)
        if basket is not None and basket >= method.free_from:
            cost = f"free, as from {free} on"
        else:
            cost += f" (free from {free})"
    days = f"{method.days_min}"
    if method.days_max != method.days_min:
        days += f"–{method.days_max}"
    return f"{method.name} {cost}, {days} working {'day' if days == '1' else 'days'}"
