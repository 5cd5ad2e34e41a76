"""A list of products as messages: a text that is complete by itself, then the cards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.recommendation import Constraints, Recommendation
from actions.recommendation.matching import shown_price
from actions.recommendation.money import format_money
from actions.shop.records import ProductRecord

_REASONS_SHOWN = 2

MORE = {"title": "Show more", "payload": "/show_more"}


def price_text(product: ProductRecord, limits: Constraints) -> str:
    """Return ``£60`` or ``from £60`` for what of a product fits."""
    price, more = shown_price(product, limits)
    money = format_money(price, product.currency)
    return f"from {money}" if more else money


def card(product: ProductRecord, reason: str, limits: Constraints) -> dict[str, Any]:
    """Return one product card in the widget's form."""
    price, _ = shown_price(product, limits)
    return {
        "id": product.id,
        "title": product.title,
        "price": float(price),
        "currency": product.currency,
        "image": product.image_url,
        "url": product.url,
        "rating": product.rating,
        "in_stock": product.in_stock,
        "reason": reason,
    }


def reason_text(recommendation: Recommendation) -> str:
    """Return the most telling reasons in one line."""
    return "; ".join(recommendation.reasons[:_REASONS_SHOWN])


def send_list(
    say: CollectingDispatcher,
    heading: str,
    found: Sequence[Recommendation],
    limits: Constraints,
    buttons: list[dict[str, str]] | None = None,
) -> None:
    """Send a numbered list with prices and reasons, then its cards."""
    lines = [heading]
    for place, item in enumerate(found, 1):
        price = price_text(item.product, limits)
        gone = "" if item.product.in_stock else " (sold out)"
        lines.append(f"{place}. {item.product.title} – {price}{gone}: {reason_text(item)}")
    say.utter_message(text="\n".join(lines), buttons=buttons)
    send_cards(say, found, limits)


def send_cards(
    say: CollectingDispatcher, found: Sequence[Recommendation], limits: Constraints
) -> None:
    """Send the cards alone."""
    cards = [card(item.product, reason_text(item), limits) for item in found]
    say.utter_message(json_message={"type": "products", "products": cards})
