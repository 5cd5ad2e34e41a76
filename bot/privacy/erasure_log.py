"""The append-only log of what was erased: who, when, how much; never what.

Triggers on SQLite and PostgreSQL refuse every change of a row that is written.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa

ErasedBy = Literal["shopper", "operator", "retention", "dial"]
ERASED_BY = get_args(ErasedBy)

_log = sa.Table(
    "erasure_log",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    # Hash of the sender id; none where retention erased parts of many conversations.
    sa.Column("conversation", sa.String(64), index=True),
    sa.Column("erased_at", sa.Float, nullable=False),
    sa.Column("erased_by", sa.String(16), nullable=False),
    sa.Column("events", sa.Integer, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
)
_REFUSE = "SELECT RAISE(ABORT, 'erasure_log is append-only')"
_SQLITE_TRIGGERS = (
    f"CREATE TRIGGER IF NOT EXISTS erasure_log_update BEFORE UPDATE ON erasure_log "
    f"BEGIN {_REFUSE}; END",
    f"CREATE TRIGGER IF NOT EXISTS erasure_log_delete BEFORE DELETE ON erasure_log "
    f"BEGIN {_REFUSE}; END",
    # REPLACE INTO deletes without asking the trigger above.
    f"CREATE TRIGGER IF NOT EXISTS erasure_log_replace BEFORE INSERT ON erasure_log "
    f"WHEN EXISTS (SELECT 1 FROM erasure_log WHERE id = NEW.id) BEGIN {_REFUSE}; END",
)
_POSTGRESQL_LOCK = "SELECT pg_advisory_xact_lock(7203311)"  # one server at a time makes the table
_POSTGRESQL_TRIGGERS = (
    "CREATE OR REPLACE FUNCTION erasure_log_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'erasure_log is append-only'; END $$",
    "CREATE OR REPLACE TRIGGER erasure_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
    "ON erasure_log FOR EACH STATEMENT EXECUTE FUNCTION erasure_log_append_only()",
)


@dataclass(frozen=True)
class Erasure:
    """One entry of the log.

    Attributes:
        conversation: Hash of the sender id; None where it is about parts of many conversations.
        erased_at: Seconds since 1970.
        erased_by: shopper, operator, retention or dial.
        counts: Number of events, by type; of objects in further holdings, by their name.
        id: Its place in the log; grows.
    """

    conversation: str | None
    erased_at: float
    erased_by: str
    counts: Mapping[str, int]
    id: int


def create_erasure_log(engine: sa.engine.Engine) -> None:
    """Make the table and its triggers, if they are not there."""
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(_POSTGRESQL_LOCK)
            if not sa.inspect(connection).has_table(_log.name):
                _log.create(connection)
                for statement in _POSTGRESQL_TRIGGERS:
                    connection.exec_driver_sql(statement)
            return
        _log.create(connection, checkfirst=True)
        if engine.dialect.name == "sqlite":
            for statement in _SQLITE_TRIGGERS:
                connection.exec_driver_sql(statement)


def log_erasure(
    connection: sa.engine.Connection,
    conversation: str | None,
    by: ErasedBy,
    counts: Mapping[str, int],
) -> None:
    """Write an entry, in the transaction that erases."""
    connection.execute(
        sa.insert(_log).values(
            conversation=conversation,
            erased_at=time.time(),
            erased_by=by,
            events=sum(counts.values()),
            counts=json.dumps(dict(sorted(counts.items()))),
        )
    )


def read_erasure_log(
    engine: sa.engine.Engine,
    conversations: Collection[str] | None = None,
    *,
    since: float = 0.0,
    after: int = 0,
    limit: int | None = None,
) -> Iterator[Erasure]:
    """Yield entries, oldest first.

    Args:
        engine: Database of the conversations.
        conversations: Hashes whose entries are wanted; None: of all.
        since: Seconds since 1970, from when on.
        after: The id of the last entry that is known already.
        limit: How many at most.
    """
    query = sa.select(_log).where(_log.c.id > after, _log.c.erased_at >= since)
    if conversations is not None:
        query = query.where(_log.c.conversation.in_(conversations))
    with engine.connect() as connection:
        for row in connection.execute(query.order_by(_log.c.id).limit(limit)):
            counts = json.loads(row.counts)
            yield Erasure(row.conversation, row.erased_at, row.erased_by, counts, row.id)
