"""The table of profiles: finding, moving and adding up their rows. No Rasa here."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

# Visits that are told apart. One that goes on for longer than so many others began adds nothing.
VISITS_KNOWN = 20
# Noise is rounded, so that the low digits of its floating point tell nothing (Mironov, CCS 2012).
DIGITS = 3

profiles = sa.Table(
    "profiles",
    sa.MetaData(),
    sa.Column("name", sa.String(64), primary_key=True),
    # Interest to noisy sum over the visits that have ended, as JSON.
    sa.Column("earlier", sa.Text, nullable=False),
    # The same of the last visit, which may go on.
    sa.Column("latest", sa.Text, nullable=False),
    sa.Column("visits", sa.Text, nullable=False),  # hashes, the last visit's at the end, as JSON
    sa.Column("count", sa.Integer, nullable=False),
    sa.Column("began_at", sa.Float, nullable=False),
    sa.Column("used_at", sa.Float, nullable=False),
)


class ProfileRows:
    """The rows of all profiles; methods work in a transaction of the caller's.

    Args:
        engine: The database of the conversations.
        ttl: Seconds after its last use at which a profile is over.
    """

    def __init__(self, engine: sa.engine.Engine, ttl: int) -> None:
        self._ttl = ttl
        profiles.metadata.create_all(engine)

    def find(self, connection: sa.engine.Connection, names: Sequence[str]) -> Any:
        """Return the row under the first name that has one whose time is not over, or None."""
        query = sa.select(profiles).where(
            profiles.c.name.in_(names), profiles.c.used_at >= time.time() - self._ttl
        )
        rows = {row.name: row for row in connection.execute(query.with_for_update())}
        return next((rows[name] for name in names if name in rows), None)

    def insert(
        self, connection: sa.engine.Connection, name: str, values: Mapping[str, Any]
    ) -> None:
        """Make a row.

        Raises:
            IntegrityError: There is one; another request was quicker.
        """
        # What is past its time, and not erased yet, must not stand in the way.
        self.delete(connection, [name])
        connection.execute(sa.insert(profiles).values(name=name, **values))

    def update(
        self, connection: sa.engine.Connection, name: str, values: Mapping[str, Any]
    ) -> None:
        """Change a row."""
        connection.execute(sa.update(profiles).where(profiles.c.name == name).values(**values))

    def delete(self, connection: sa.engine.Connection, names: Sequence[str]) -> int:
        """Delete rows; returns how many there were."""
        rows = connection.execute(sa.delete(profiles).where(profiles.c.name.in_(names)))
        return int(rows.rowcount)

    def delete_old(self, connection: sa.engine.Connection, before: float) -> int:
        """Delete what was last used before a time, in seconds since 1970; returns how many."""
        rows = connection.execute(sa.delete(profiles).where(profiles.c.used_at < before))
        return int(rows.rowcount)

    def move(self, connection: sa.engine.Connection, names: Sequence[str], to: str) -> str | None:
        """Move a shopper's profile to another name; to what is kept there its sums are added.

        Sums of noisy values are noisy as before: each visit keeps its guarantee, and the visits of
        both add up. The visit that goes on is that of the one who moves.

        Args:
            connection: Of the caller's transaction.
            names: Under one of which it is kept.
            to: The other name.

        Returns:
            The name under which it was kept; None if there was none.
        """
        row, other = self.find(connection, names), self.find(connection, [to])
        if row is None:
            return None
        self.delete(connection, [to])
        values: dict[str, Any] = {"name": to}
        if other is not None:
            visits = [*json.loads(other.visits), *json.loads(row.visits)]
            values |= {
                "earlier": json.dumps(added(totals(other), json.loads(row.earlier))),
                "visits": json.dumps(visits[-VISITS_KNOWN:]),
                "count": row.count + other.count,
                "began_at": min(row.began_at, other.began_at),
                "used_at": time.time(),
            }
        self.update(connection, row.name, values)
        return str(row.name)


def totals(row: Any) -> dict[str, float]:
    """Return the noisy sums over all visits of a profile."""
    return added(json.loads(row.earlier), json.loads(row.latest))


def added(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Return the sums of two vectors, by interest."""
    return {
        interest: round(one.get(interest, 0.0) + other.get(interest, 0.0), DIGITS)
        for interest in sorted({*one, *other})
    }
