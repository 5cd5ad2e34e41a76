"""The one-time codes that are out: keyed hashes with an end, and who has guessed wrongly.

A code that was typed rightly is claimed by who typed it, and is nobody else's from then on; what
it is for is done when they consent. Wrong codes are counted for an hour, by sender and in all. With
``_MOST_WRONG`` tries in all and a thousand codes out at a time, of 1.5e10, the chance that anybody
guesses one in an hour is 4e-6. No Rasa here.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

import sqlalchemy as sa

from bot.privacy.errors import PrivacyError

CODE_SECONDS = 600
WRONG_KEPT_SECONDS = 3600
_MOST_WRONG_OF_SENDER = 5
_MOST_WRONG = 60
# One guess at a time, or many at once would not see each other.
_POSTGRESQL_LOCK = "SELECT pg_advisory_xact_lock(7203312)"

_metadata = sa.MetaData()
_codes = sa.Table(
    "link_codes",
    _metadata,
    sa.Column("code", sa.String(64), primary_key=True),  # keyed hash
    sa.Column("profile", sa.String(64), nullable=False, index=True),
    sa.Column("expires_at", sa.Float, nullable=False),
    sa.Column("claimed_by", sa.String(64), index=True),  # hash of a sender
)
_wrong = sa.Table(
    "link_codes_wrong",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender", sa.String(64), nullable=False, index=True),
    sa.Column("tried_at", sa.Float, nullable=False),
)


class TooManyWrongCodesError(PrivacyError):
    """No code is looked at for a while: too many were wrong."""


class LinkCodes:
    """The codes of all shoppers; methods work in a transaction of the caller's.

    Args:
        engine: The database of the conversations.
    """

    def __init__(self, engine: sa.engine.Engine) -> None:
        _metadata.create_all(engine)

    def put_out(self, connection: sa.engine.Connection, code: str, profile: str) -> None:
        """Let a code join a profile for ``CODE_SECONDS``; the profile's former code is void.

        Args:
            connection: Of the caller's transaction.
            code: Its hash.
            profile: Name of the profile.
        """
        self.erase_old(connection)
        self.void(connection, profile)
        values = {"code": code, "profile": profile, "expires_at": time.time() + CODE_SECONDS}
        connection.execute(sa.insert(_codes).values(values))

    def profile_of(
        self, connection: sa.engine.Connection, hashes: Sequence[str], senders: Sequence[str]
    ) -> str | None:
        """Return the profile that a typed code joins; None if it is wrong, used or past its time.

        Args:
            connection: Of the caller's transaction, which must be committed: it notes a wrong one.
            hashes: Of the code, by each master secret.
            senders: Names of who typed it.

        Raises:
            TooManyWrongCodesError: Too many were wrong. The transaction is to be rolled back.
        """
        now = time.time()
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(_POSTGRESQL_LOCK)
        # Noted first: SQLite lets one connection write at a time, so that the others wait here.
        noted = sa.insert(_wrong).values(sender=senders[0], tried_at=now)
        (number,) = connection.execute(noted).inserted_primary_key
        self.erase_old(connection)
        mine = sa.case((_wrong.c.sender.in_(senders), 1))
        query = sa.select(sa.func.count(), sa.func.count(mine)).select_from(_wrong)
        in_all, of_sender = connection.execute(query).one()
        if in_all > _MOST_WRONG or of_sender > _MOST_WRONG_OF_SENDER:
            raise TooManyWrongCodesError("Too many link codes were wrong in the last hour.")
        free = sa.or_(_codes.c.claimed_by.is_(None), _codes.c.claimed_by.in_(senders))
        found = connection.execute(
            sa.select(_codes.c.profile).where(_codes.c.code.in_(hashes), free)
        ).scalar()
        if found is None:
            return None
        connection.execute(sa.delete(_wrong).where(_wrong.c.id == number))
        return str(found)

    def claim(self, connection: sa.engine.Connection, hashes: Sequence[str], sender: str) -> None:
        """Keep a code for who has typed it."""
        query = sa.update(_codes).where(_codes.c.code.in_(hashes))
        connection.execute(query.values(claimed_by=sender))

    def take(self, connection: sa.engine.Connection, senders: Sequence[str]) -> str | None:
        """Use up the code that a sender has claimed; returns its profile, None past its time."""
        self.erase_old(connection)
        claimed = sa.select(_codes.c.code, _codes.c.profile).where(_codes.c.claimed_by.in_(senders))
        # A sender may have claimed several, one after the other: the last to end was given last.
        row = connection.execute(claimed.order_by(_codes.c.expires_at.desc())).first()
        if row is None:
            return None
        used = connection.execute(sa.delete(_codes).where(_codes.c.code == row.code))
        return str(row.profile) if used.rowcount else None

    def void(self, connection: sa.engine.Connection, profile: str) -> int:
        """Delete the codes that join a profile; returns how many there were."""
        query = sa.delete(_codes).where(_codes.c.profile == profile)
        return int(connection.execute(query).rowcount)

    def unclaim(self, connection: sa.engine.Connection, senders: Sequence[str]) -> int:
        """Delete the codes that a sender has claimed; returns how many there were."""
        query = sa.delete(_codes).where(_codes.c.claimed_by.in_(senders))
        return int(connection.execute(query).rowcount)

    def wrong_codes(self, connection: sa.engine.Connection, senders: Sequence[str]) -> list[float]:
        """Return when a sender typed codes that were wrong, in seconds since 1970."""
        query = sa.select(_wrong.c.tried_at).where(_wrong.c.sender.in_(senders))
        return list(connection.execute(query.order_by(_wrong.c.id)).scalars())

    def erase_old(self, connection: sa.engine.Connection) -> None:
        """Delete codes and wrong tries past their time."""
        now = time.time()
        connection.execute(sa.delete(_codes).where(_codes.c.expires_at <= now))
        old = _wrong.c.tried_at <= now - WRONG_KEPT_SECONDS
        connection.execute(sa.delete(_wrong).where(old))
