"""The database of the conversations: connections, rows, and erasing them. No Rasa here."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from bot.privacy.erasure_log import ErasedBy, log_erasure
from bot.privacy.turns import RedactedEvent

_NAME_LENGTH = 255
# The table that Rasa's SQL tracker store makes.
events = sa.Table(
    "events",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("sender_id", sa.String(_NAME_LENGTH), nullable=False, index=True),
    sa.Column("type_name", sa.String(_NAME_LENGTH), nullable=False),
    sa.Column("timestamp", sa.Float),
    sa.Column("intent_name", sa.String(_NAME_LENGTH)),
    sa.Column("action_name", sa.String(_NAME_LENGTH)),
    sa.Column("data", sa.Text),
)


def connect(url: sa.engine.URL) -> sa.engine.Engine:
    """Return an engine for a command; honours ``POSTGRESQL_SCHEMA`` as Rasa does."""
    schema = os.environ.get("POSTGRESQL_SCHEMA")
    if url.get_backend_name() == "postgresql" and schema:
        return sa.create_engine(url, connect_args={"options": f"-csearch_path={schema}"})
    return open_engine(sa.create_engine(url))


def open_engine(engine: sa.engine.Engine) -> sa.engine.Engine:
    """Return an engine fit for redacted storage; databases other than SQLite keep their own.

    SQLite gets pooled connections, a write-ahead log, zeros over what is deleted, and patience
    with a lock of up to 5 seconds.
    """
    if engine.dialect.name != "sqlite":
        return engine
    in_memory = engine.url.database in (None, "", ":memory:")
    engine.dispose()
    fit = sa.create_engine(
        engine.url,
        poolclass=sa.pool.StaticPool if in_memory else sa.pool.QueuePool,
        connect_args={"check_same_thread": False},
    )

    @sa.event.listens_for(fit, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        for pragma in (
            "busy_timeout=5000",
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return fit


def columns_of(event: Mapping[str, Any], data: str) -> dict[str, Any]:
    """Return the columns of an event's row, without its conversation."""
    parse_data = event.get("parse_data")
    intent = parse_data.get("intent") if isinstance(parse_data, Mapping) else None
    return {
        "type_name": event["event"],
        "timestamp": event.get("timestamp"),
        "intent_name": _short(intent.get("name")) if isinstance(intent, Mapping) else None,
        "action_name": _short(event.get("name")),
        "data": data,
    }


def _short(name: Any) -> str | None:
    """Return a name as any database takes it: for its column only, the JSON has it in full."""
    if not isinstance(name, str):
        return None
    return name.encode("utf-8", "replace").decode().replace("\0", "")[:_NAME_LENGTH]


def append(engine: sa.engine.Engine, conversation: str, turn: Iterable[RedactedEvent]) -> None:
    """Store the redacted events of a turn, all or none."""
    rows = [{"sender_id": conversation, **columns_of(event, data)} for event, data in turn]
    if rows:
        with engine.begin() as connection:
            connection.execute(sa.insert(events), rows)


def first_stored(engine: sa.engine.Engine, conversations: Sequence[str]) -> str | None:
    """Return the first of these conversations that has rows."""
    query = sa.select(events.c.sender_id).where(events.c.sender_id.in_(conversations)).distinct()
    with engine.connect() as connection:
        stored = set(connection.execute(query).scalars())
    return next((name for name in conversations if name in stored), None)


def stored_events(
    engine: sa.engine.Engine, conversation: str, *, all_sessions: bool = True
) -> list[str]:
    """Return the JSON of the events of a conversation, oldest first; else of its last session."""
    query = _ALL_SESSIONS if all_sessions else _LAST_SESSION
    with engine.connect() as connection:
        return list(connection.execute(query, {"conversation": conversation}).scalars())


def _queries() -> tuple[sa.sql.Select, sa.sql.Select]:
    own = events.c.sender_id == sa.bindparam("conversation")
    started = sa.select(sa.func.max(events.c.timestamp)).where(
        own, events.c.type_name == "session_started"
    )
    every = sa.select(events.c.data).where(own).order_by(events.c.id)
    start = started.scalar_subquery()
    return every, every.where(sa.or_(events.c.timestamp >= start, start.is_(None)))


# Made once: to build them for each message would take longer than to run them.
_ALL_SESSIONS, _LAST_SESSION = _queries()


def erase_conversation(engine: sa.engine.Engine, conversation: str, by: ErasedBy) -> int:
    """Delete all rows of a conversation, log that, and return how many there were."""
    counts: Counter[str] = Counter()
    own = events.c.sender_id == conversation
    with engine.begin() as connection:
        # Again until none is left: a turn may be stored while this runs.
        while found := connection.execute(
            sa.select(events.c.id, events.c.type_name).where(own)
        ).all():
            last = max(row.id for row in found)
            connection.execute(sa.delete(events).where(own, events.c.id <= last))
            counts.update(row.type_name for row in found)
        log_erasure(connection, conversation, by, counts)
    forget_deleted(engine)
    return counts.total()


def forget_deleted(engine: sa.engine.Engine) -> None:
    """Have SQLite's write-ahead log emptied, in which older versions of pages lie."""
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@dataclass(frozen=True)
class Stored:
    """Events of one type.

    Attributes:
        count: How many are stored.
        oldest: Time of the first, in seconds since 1970.
        newest: Time of the last.
    """

    count: int
    oldest: float
    newest: float


def summary(engine: sa.engine.Engine, conversation: str | None = None) -> dict[str, Stored]:
    """Return what is stored of each type of event, in one conversation or in all."""
    time = events.c.timestamp
    query = sa.select(events.c.type_name, sa.func.count(), sa.func.min(time), sa.func.max(time))
    if conversation is not None:
        query = query.where(events.c.sender_id == conversation)
    with engine.connect() as connection:
        rows = connection.execute(query.group_by(events.c.type_name).order_by(events.c.type_name))
        return {name: Stored(count, oldest, newest) for name, count, oldest, newest in rows}
