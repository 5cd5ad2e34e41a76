"""Tickets: what a colleague is asked to look into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from actions.shop.connection import Database
from actions.shop.models import Ticket, TicketKind

_FIRST_TICKET = 3000
_AND = "; "  # between ways to reach a shopper
_opened_for: ContextVar[str | None] = ContextVar("opened_for", default=None)


@contextmanager
def tickets_for(pseudonym: str) -> Iterator[None]:
    """Have every ticket that is opened inside carry whose it is.

    So none can be opened for a shopper who could not have it erased.

    Args:
        pseudonym: Keyed hash of the sender id (``bot.privacy.pseudonyms``).
    """
    token = _opened_for.set(pseudonym)
    try:
        yield
    finally:
        _opened_for.reset(token)


class Tickets:
    """The service desk's tickets."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def open(
        self,
        kind: str,
        summary: str,
        *,
        order_number: str | None = None,
        contact: str | None = None,
    ) -> str:
        """Open a ticket and return its reference, e.g. ``T-3041``.

        Args:
            kind: A ``TicketKind``.
            summary: What it is about, for a colleague to read.
            order_number: The order that it is about.
            contact: How to reach the shopper.

        Raises:
            ValueError: There is no such kind.
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        ticket = Ticket(
            kind=TicketKind(kind),
            summary=summary,
            order_number=order_number,
            contact=contact,
            opened_for=_opened_for.get(),
        )
        with self._database.writing() as session:
            session.add(ticket)
            session.flush()
            return f"T-{_FIRST_TICKET + ticket.id}"

    def add(self, reference: str, note: str, *, contact: str | None = None) -> bool:
        """Add to what a ticket says; returns whether it is there, and for the same shopper.

        Args:
            reference: As ``open`` gave it.
            note: What else there is to know, for a colleague to read.
            contact: How else to reach the shopper.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        key = int(reference.removeprefix("T-")) - _FIRST_TICKET
        with self._database.writing() as session:
            ticket = session.get(Ticket, key)
            if ticket is None or ticket.erased_at or ticket.opened_for != _opened_for.get():
                return False
            ticket.summary = f"{ticket.summary}\nAdded later: {note}"
            known = ticket.contact.split(_AND) if ticket.contact else []
            if contact and contact not in known:
                ticket.contact = _AND.join([*known, contact])
            return True
