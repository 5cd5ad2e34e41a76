"""Delivery costs and times, from the shop's ways of delivery."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from actions.order_proof import known_order
from actions.order_words import OPEN, tracking_words
from actions.recommendation.money import format_money
from actions.recommendation.turn import Turn
from actions.service_errand import Errand, ServiceAction
from actions.shop.records import ShippingMethodRecord

_CURRENCY = "GBP"
_MY_ORDER = re.compile(r"\b(?:my|it|they|them|mine)\b")


class TellDelivery(ServiceAction):
    """Tells what delivery costs and how long it takes, to where it was asked for."""

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
        turn = Turn.of(message.text, message.entities)
        asked = _to(message.words, methods)
        errand.say("\n".join(_sentence(method, turn.price_max) for method in asked))
        return []


def _to(text: str, methods: Sequence[ShippingMethodRecord]) -> list[ShippingMethodRecord]:
    """Return the ways to where the text says; all of them where it says nothing known."""
    regions = {method.region for method in methods}
    asked = {region for region in regions if _names(region, text)}
    return [method for method in methods if method.region in asked] or list(methods)


def _names(region: str, text: str) -> bool:
    pattern = _PLACES.get(region.casefold(), re.escape(region.casefold()))
    return re.search(rf"\b(?:{pattern})\b", text) is not None


def _sentence(method: ShippingMethodRecord, basket: Decimal | None) -> str:
    cost = format_money(method.cost, _CURRENCY) if method.cost else "nothing"
    if method.free_from is not None:
        free = format_money(method.free_from, _CURRENCY)
        if basket is not None and basket >= method.free_from:
            cost = f"nothing, because orders from {free} are free"
        else:
            cost += f" (free from {free})"
    days = f"{method.days_min}"
    if method.days_max != method.days_min:
        days += f"–{method.days_max}"
    plural = "day" if days == "1" else "days"
    return f"{method.name}, {method.region}: {cost}, {days} working {plural}."


_PLACES = {
    "uk": r"uk|u\.k\.|united kingdom|(?:great )?britain|england|scotland|wales|northern ireland|"
    r"london|leeds|manchester|bristol|edinburgh|glasgow|cardiff|belfast|birmingham|york",
    "eu": r"eu|europe(?:an union)?|austria|belgium|bulgaria|croatia|cyprus|czech(?:ia| republic)|"
    r"denmark|estonia|finland|france|germany|greece|hungary|(?:republic of )?ireland|dublin|italy|"
    r"latvia|lithuania|luxembourg|malta|(?:the )?netherlands|holland|poland|portugal|romania|"
    r"slovakia|slovenia|spain|sweden",
    "usa": r"usa|u\.s\.(?:a\.)?|united states|america|the states",
}
