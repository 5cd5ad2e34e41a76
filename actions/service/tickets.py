"""Tickets for colleagues."""

from __future__ import annotations

import re

from actions.service.errand import Errand
from actions.shop.records import OrderRecord
from bot.privacy.link_code import codes_in

# What a conversation knows of the last ticket: its reference, the task that has opened it, and
# whether a colleague can answer.
REFERENCE, TASK, CONTACT = "reference", "task", "contact"
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
    contact = contact or (order.email if order is not None else None)
    reference = errand.shop.tickets.open(
        kind,
        _fit_to_read(summary),
        order_number=order.number if order is not None else named,
        contact=contact,
    )
    errand.held.ticket = {
        REFERENCE: reference,
        TASK: errand.held.task,
        CONTACT: contact is not None,
    }
    return reference


def add_to_ticket(errand: Errand, note: str, contact: str | None = None) -> bool:
    """Add to the last ticket, without card numbers and link codes; returns whether that is there.

    Args:
        errand: The run; the conversation holds a ticket.
        note: What else there is to know.
        contact: How else to reach the shopper.
    """
    ticket = errand.held.ticket
    if not errand.shop.tickets.add(str(ticket[REFERENCE]), _fit_to_read(note), contact=contact):
        errand.held.ticket = {}  # it was erased meanwhile
        return False
    errand.held.ticket = {**ticket, CONTACT: ticket[CONTACT] or contact is not None}
    return True


def has_ticket(errand: Errand, task: str) -> bool:
    """Whether the last ticket was opened by a task."""
    return errand.held.ticket.get(TASK) == task


def _fit_to_read(text: str) -> str:
    """Return a text without card numbers and the codes that join two devices.

    Who has such a code may use the profile.
    """
    text = LONG_NUMBER.sub("[number]", text)
    for typed in reversed(list(codes_in(text))):
        text = f"{text[: typed.start]}[code]{text[typed.end :]}"
    return text
