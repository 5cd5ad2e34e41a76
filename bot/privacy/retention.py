"""Erases what has grown too old, while conversations go on.

    retention: {user: 30d, bot: 30d, slot: 7d, default: 90d}

An event past the age of its type becomes an empty marker of the same type and time: Rasa counts
the events of a session, so that none may vanish from one that may go on. Rows past the longest
age are deleted: those of earlier sessions at once, those of the last session when all of the
conversation is that old. Nothing is kept for longer than the longest age unless the
conversation goes on.
"""

from __future__ import annotations

import json
import logging
import threading
import time
import weakref
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.database import columns_of, events, forget_deleted
from bot.privacy.durations import read_duration
from bot.privacy.erasure_log import log_erasure
from bot.privacy.errors import PrivacyConfigError, PrivacyError, VaultError
from bot.privacy.events import EXPIRED, TYPES, expired_marker

logger = logging.getLogger(__name__)

BATCH_ROWS = 200
PAUSE_SECONDS = 0.02
_FIX = "Write `retention: {user: 30d, bot: 30d, default: 90d}` with ages in s, m, h, d or w"


@dataclass(frozen=True)
class Retention:
    """For how long events are kept.

    Attributes:
        ages: Seconds, by type of event.
        default: Seconds for all other types; None: until they are erased otherwise.
    """

    ages: Mapping[str, int]
    default: int | None = None

    def age_of(self, type_name: str) -> int | None:
        """Return for how many seconds events of a type keep their content; None: no limit."""
        return self.ages.get(type_name, self.default)

    @property
    def longest(self) -> int | None:
        """Age in seconds at which rows are deleted; None: never."""
        return None if self.default is None else max(self.default, *self.ages.values(), 0)


def read_retention(raw: Any) -> Retention | None:
    """Read the key ``retention`` of endpoints.yml.

    Raises:
        PrivacyConfigError: A type or age cannot be used; the message names it.
    """
    if raw is None:
        return None
    if not isinstance(raw, Mapping) or not raw:
        raise _bad("not a mapping of types to ages")
    ages: dict[str, int] = {}
    for name, text in raw.items():
        seconds = read_duration(text)
        if name not in TYPES and name != "default":
            raise _bad(f"{name!r} is no type of event. Types: default, {', '.join(sorted(TYPES))}")
        if seconds is None:
            raise _bad(f"{text!r} for {name!r} is no age")
        ages[name] = seconds
    return Retention(ages, ages.pop("default", None))


def _bad(problem: str) -> PrivacyConfigError:
    return PrivacyConfigError(f"endpoints.yml, tracker_store, `retention`: {problem}. {_FIX}.")


class RetentionRun:
    """One pass over the store.

    Args:
        engine: Database of the conversations.
        retention: What to keep for how long.
        forget: Called with each conversation that is deleted as a whole, to drop its key.
        now: Seconds since 1970; default: the clock.
    """

    def __init__(
        self,
        engine: sa.engine.Engine,
        retention: Retention,
        forget: Callable[[str], None],
        now: float | None = None,
    ) -> None:
        self._engine = engine
        self._retention = retention
        self._forget = forget
        self._now = time.time() if now is None else now

    def run(self) -> dict[str, int]:
        """Erase, batch by batch, in short transactions; returns events erased, by type."""
        counts: Counter[str] = Counter()
        if self._retention.longest is not None:
            before = self._now - self._retention.longest
            counts += self._delete_conversations(before)
            counts += self._delete_earlier_sessions(before)
        counts += self._expire()
        forget_deleted(self._engine)  # also for an earlier run that found the log in use
        if counts and self._engine.dialect.name == "postgresql":
            # Takes no lock that a turn would wait for; makes the old rows' space reusable.
            with self._engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql(
                    "VACUUM events"
                )
        return dict(counts)

    def _delete_earlier_sessions(self, before: float) -> Counter[str]:
        later = events.alias("later")
        ended = sa.exists().where(
            later.c.sender_id == events.c.sender_id,
            later.c.type_name == "session_started",
            later.c.timestamp > events.c.timestamp,
        )
        query = (
            sa.select(events.c.id, events.c.type_name)
            .where(events.c.timestamp < before, ended)
            .limit(BATCH_ROWS)
        )
        counts: Counter[str] = Counter()
        while True:
            with self._engine.begin() as connection:
                found = connection.execute(query).all()
                deleted = self._delete(connection, {row.id: row.type_name for row in found})
            if not found:
                return counts
            counts += deleted
            time.sleep(PAUSE_SECONDS)

    def _delete(self, connection: sa.engine.Connection, types: Mapping[int, str]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row_id, type_name in types.items():
            counts[type_name] += connection.execute(
                sa.delete(events).where(events.c.id == row_id)
            ).rowcount
        counts = +counts
        if counts:
            log_erasure(connection, None, "retention", counts)
        return counts

    def _delete_conversations(self, before: float) -> Counter[str]:
        query = sa.select(events.c.sender_id).group_by(events.c.sender_id)
        query = query.having(sa.func.max(events.c.timestamp) < before)
        with self._engine.connect() as connection:
            stale = list(connection.execute(query).scalars())
        counts: Counter[str] = Counter()
        for conversation in stale:
            while deleted := self._delete_some(conversation, before):
                counts += deleted
                time.sleep(PAUSE_SECONDS)
        return counts

    def _delete_some(self, conversation: str, before: float) -> Counter[str]:
        """Delete some rows of a stale conversation; none if its shopper has come back since."""
        own = events.c.sender_id == conversation
        newest = sa.select(sa.func.max(events.c.timestamp)).where(own).scalar_subquery()
        rows = (
            sa.select(events.c.id, events.c.type_name)
            .where(own, newest < before)
            .order_by(events.c.id)
            .limit(BATCH_ROWS)
        )
        with self._engine.begin() as connection:
            found = connection.execute(rows).all()
            deleted = self._delete(connection, {row.id: row.type_name for row in found})
        if 0 < len(found) < BATCH_ROWS:
            try:
                self._forget(conversation)
            except VaultError as error:
                logger.error("%s; the vault drops the values at the end of their time.", error)
        return deleted

    def _expire(self) -> Counter[str]:
        """Put markers in place of events that are past the age of their type."""
        too_old = [
            sa.and_(events.c.type_name == name, events.c.timestamp < self._now - age)
            for name, age in self._retention.ages.items()
        ]
        if self._retention.default is not None:
            listed = events.c.type_name.in_(list(self._retention.ages))
            too_old.append(
                sa.and_(~listed, events.c.timestamp < self._now - self._retention.default)
            )
        counts: Counter[str] = Counter()
        position = -1
        while True:
            query = (
                sa.select(events.c.id, events.c.data)
                .where(events.c.id > position, sa.or_(*too_old))
                .where(~events.c.data.endswith(EXPIRED, autoescape=True))
                .order_by(events.c.id)
                .limit(BATCH_ROWS)
            )
            with self._engine.begin() as connection:
                found = connection.execute(query).all()
                batch = self._expire_rows(connection, {row.id: row.data for row in found})
            if not found:
                return counts
            counts += batch
            position = found[-1].id
            time.sleep(PAUSE_SECONDS)

    def _expire_rows(
        self, connection: sa.engine.Connection, rows: Mapping[int, str]
    ) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row_id, data in rows.items():
            emptied = expired_marker(json.loads(data))
            # Not if it has changed meanwhile: two servers may run this at the same time.
            counts[emptied["event"]] += connection.execute(
                sa.update(events)
                .where(events.c.id == row_id, events.c.data == data)
                .values(columns_of(emptied, json.dumps(emptied)))
            ).rowcount
        counts = +counts
        if counts:
            log_erasure(connection, None, "retention", counts)
        return counts


class RetentionThread(threading.Thread):
    """Runs retention every so many seconds, as long as its store lives.

    Args:
        run: A method of the store.
        every_seconds: Time between two runs.
    """

    def __init__(self, run: Callable[[], Any], every_seconds: float) -> None:
        super().__init__(name="retention", daemon=True)
        self._run_once = weakref.WeakMethod(run)
        self._every = every_seconds

    def run(self) -> None:
        """Run, wait, run again; a run that fails is logged and tried again."""
        while True:
            time.sleep(self._every)
            run = self._run_once()
            if run is None:
                return
            try:
                run()
            except PrivacyError as error:
                logger.error("%s Retention tries again at its next run.", error)
            except (SQLAlchemyError, ValueError) as error:
                logger.error(
                    "Retention failed (%s); the next run tries again.", type(error).__name__
                )
            del run
