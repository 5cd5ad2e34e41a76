"""The append-only log of what was erased: who, when, how much; never what."""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

import sqlalchemy as sa

from bot.privacy.append_only import create_append_only

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


@dataclass(frozen=True)
class Erasure:
    """One entry of the log.

    Attributes:
        conversation: Hash of the sender id; None where it is about parts of many conversations.
        erased_at: Seconds since 1970.
        erased_by: shopper, operator, retention or dial.
        counts: Number of events, by type; of profiles, tickets and the like, by holding.
        id: Its place in the log; grows.
    """

    conversation: str | None
    erased_at: float
    erased_by: str
    counts: Mapping[str, int]
    id: int


def create_erasure_log(engine: sa.engine.Engine) -> None:
    """Make the table, if it is not there."""
    create_append_only(engine, _log)


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
