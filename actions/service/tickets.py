"""Tickets for colleagues."""

from __future__ import annotations

import re

from actions.service.errand import Errand
from actions.shop.records import OrderRecord
from bot.privacy.link_code import codes_in

# Runs of digits as long as a card's.
LONG_NUMBER = re.compile(r"\d(?:[ -]?\d){11,18}")


def open_ticket(
    errand: Errand,
    kind: str,
    summary: str,
    order: OrderRecord | None,
    contact: str | None = None,
    named: str | None = None,
) -> str:
    """Open a ticket, without card numbers and link codes, and return its reference.

    Args:
        errand: The run.
        kind: One of the shop's kinds of tickets.
        summary: What it is about.
        order: The order that it is about, if any.
        contact: How to reach the shopper; by default as the order's customer.
        named: The number of an order that was named only, where none is known.
    """
    return errand.shop.tickets.open(
        kind,
        _without_codes(LONG_NUMBER.sub("[number]", summary)),
        order_number=order.number if order is not None else named,
        contact=contact or (order.email if order is not None else None),
    )


def _without_codes(text: str) -> str:
    """Return a text without the codes that join two devices: who has one may use the profile."""
    for typed in reversed(list(codes_in(text))):
        text = f"{text[: typed.start]}[code]{text[typed.end :]}"
    return text
