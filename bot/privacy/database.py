"""The database behind the tracker store: connections and the table of receipts."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

# What is left of an erased conversation: the hash of its sender, when, how many events.
erasures = sa.Table(
    "erasures",
    sa.MetaData(),
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("conversation", sa.String(64), nullable=False, index=True),
    sa.Column("erased_at", sa.Float, nullable=False),
    sa.Column("events", sa.Integer, nullable=False),
)


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
