"""The tickets that the assistant has opened in the shop's database, as a holding.

A ticket has what a colleague needs to answer: the shopper's own words and how to reach them, in
clear. It carries the keyed hash of the sender id, by which it is found. When the shopper is
forgotten, or the ticket is past its age, words, contact and hash go; number, kind, time and the
order's number stay, so that the service desk sees what became of it, and the shop can settle what
it owes for the order.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.database import forget_deleted, open_engine
from bot.privacy.durations import span
from bot.privacy.erasure_log import ErasedBy
from bot.privacy.errors import PrivacyConfigError
from bot.privacy.holdings import Facts, HoldingError
from bot.privacy.options import Parts
from bot.privacy.retention import BATCH_ROWS, PAUSE_SECONDS
from settings import get_settings

ERASED_TEXT = "[erased at the shopper's request]"
EXPIRED_TEXT = "[erased: past its age]"
_FIRST_TICKET = 3000  # as the shop counts (actions/shop/tickets.py)
# The chat must not stand still for a database that does not answer.
_OPTIONS: dict[str, dict[str, Any]] = {
    "postgresql": {
        "pool_pre_ping": True,
        "connect_args": {"connect_timeout": 5, "options": "-c lock_timeout=5000"},
    }
}
_tickets = sa.Table(
    "tickets",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String(30)),
    sa.Column("summary", sa.Text),
    sa.Column("order_number", sa.String(40)),
    sa.Column("contact", sa.Text),
    sa.Column("created_at", sa.DateTime),
    sa.Column("opened_for", sa.String(64)),
    sa.Column("erased_at", sa.DateTime),
)


class TicketHolding:
    """Tickets in the shop's database.

    A shop whose database has no tickets, or is not there, holds none.

    Args:
        url: SQLAlchemy URL of the shop's database.
        ttl: Seconds after which retention empties a ticket; None: the shop sees to it.

    Raises:
        PrivacyConfigError: The URL cannot be used.
    """

    name: Final = "tickets"

    def __init__(self, url: str, ttl: int | None = None) -> None:
        self._ttl = ttl
        try:
            self._url = sa.engine.make_url(url)
            options = _OPTIONS.get(self._url.get_backend_name(), {})
            self._engine = open_engine(sa.create_engine(self._url, **options))
        except (sa.exc.ArgumentError, ImportError) as error:
            raise PrivacyConfigError(
                "TACTFUL_SHOP_DATABASE_URL is no SQLAlchemy URL that can be used here; use "
                "sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME."
            ) from error

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """See ``Holding.export``."""
        query = sa.select(_tickets).where(_tickets.c.opened_for.in_(names)).order_by(_tickets.c.id)
        with self._explained():
            if not self._has_tickets():
                return []
            with self._engine.connect() as connection:
                return [_exported(row) for row in connection.execute(query)]

    def erase(self, names: Sequence[str], by: ErasedBy) -> int:
        """See ``Holding.erase``: words, contact and hash go, the ticket itself stays."""
        query = sa.update(_tickets).where(_tickets.c.opened_for.in_(names))
        with self._explained():
            if not self._has_tickets():
                return 0
            with self._engine.begin() as connection:
                erased = int(connection.execute(query.values(_emptied(ERASED_TEXT))).rowcount)
            if erased:
                forget_deleted(self._engine)
        return erased

    def erase_old(self) -> int:
        """Empty all tickets past their age, whose ever they are; returns how many.

        A short transaction for each batch, so that the service desk does not wait for it.

        Raises:
            HoldingError: The shop's database cannot be used.
        """
        if self._ttl is None:
            return 0
        before = datetime.now(UTC).replace(tzinfo=None) - timedelta(seconds=self._ttl)
        old = sa.select(_tickets.c.id).where(
            _tickets.c.created_at < before, _tickets.c.erased_at.is_(None)
        )
        erased = 0
        with self._explained():
            if not self._has_tickets():
                return 0
            while batch := self._empty_some(old.limit(BATCH_ROWS)):
                erased += batch
                time.sleep(PAUSE_SECONDS)
            if erased:
                forget_deleted(self._engine)
        return erased

    def _empty_some(self, which: sa.sql.Select) -> int:
        with self._engine.begin() as connection:
            ids = list(connection.execute(which).scalars())
            query = sa.update(_tickets).where(
                _tickets.c.id.in_(ids), _tickets.c.erased_at.is_(None)
            )
            connection.execute(query.values(_emptied(EXPIRED_TEXT)))
        return len(ids)

    def report(self) -> Facts:
        """See ``Holding.report``."""
        return Facts(
            store="tickets",
            where=f"`{self._url.render_as_string(hide_password=True)}`, table `tickets`",
            what=(
                "what the assistant hands over to colleagues: the shopper's words and contact, "
                f"in clear, with the keyed hash of the sender id. {self._counted()}"
            ),
            kept=(
                "as the shop decides; Tactful keeps no age of its own"
                if self._ttl is None
                else f"{span(self._ttl)} after it was opened"
            ),
            rule=(
                "the shop's own, for cases that it has to answer; `ticket_ttl` of `tracker_store` "
                + ("is not set" if self._ttl is None else "empties what is older")
            ),
            readers="the service desk, and whoever may read the shop's database",
            erased=(
                "words, contact and hash when the shopper is forgotten; number, kind, time and the "
                "order's number stay. Tickets without a hash, from before it was kept, only by "
                "the shop"
            ),
        )

    def _counted(self) -> str:
        text_left = _tickets.c.erased_at.is_(None)
        query = sa.select(
            sa.func.count(),
            sa.func.count(_tickets.c.erased_at),
            sa.func.count(sa.case((sa.and_(text_left, _tickets.c.opened_for.is_(None)), 1))),
        ).select_from(_tickets)
        try:
            with self._explained():
                if not self._has_tickets():
                    return "There are none"
                with self._engine.connect() as connection:
                    total, erased, unlinked = connection.execute(query).one()
        except HoldingError as error:
            return f"Not counted: {error}"
        if not total:
            return "There are none"
        return f"Now {total}: {erased} erased, {unlinked} with words and contact but no hash"

    def _has_tickets(self) -> bool:
        """Whether there are any; SQLite would make an empty file of a database that is missing."""
        if self._url.get_backend_name() == "sqlite" and not Path(self._url.database or "").exists():
            return False
        inspector = sa.inspect(self._engine)
        if not inspector.has_table(_tickets.name):
            return False
        if _tickets.c.opened_for.name not in {c["name"] for c in inspector.get_columns("tickets")}:
            raise HoldingError(
                "tickets: the shop's tables are of an earlier version. "
                "Run `python -m actions.shop migrate`."
            )
        return True

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            # The error's own text may repeat what stands in the database.
            raise HoldingError(
                f"tickets: the shop's database cannot be used ({type(error).__name__}). Is it "
                "running, and is TACTFUL_SHOP_DATABASE_URL right?"
            ) from error


def tickets_of(parts: Parts) -> TicketHolding:
    """Return the tickets of the shop that the settings name.

    Raises:
        PrivacyConfigError: Its URL cannot be used.
    """
    return TicketHolding(get_settings().shop_url, parts.ticket_ttl)


def _emptied(text: str) -> dict[str, Any]:
    return {
        "summary": text,
        "contact": None,
        "opened_for": None,
        "erased_at": datetime.now(UTC).replace(tzinfo=None),
    }


def _exported(row: Any) -> dict[str, Any]:
    return {
        "ticket": f"T-{_FIRST_TICKET + row.id}",
        "opened_at": row.created_at.isoformat(timespec="seconds") + "Z",
        "kind": row.kind,
        "text": row.summary,
        "order_number": row.order_number,
        "contact": row.contact,
    }
