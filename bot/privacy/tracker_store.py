"""Rasa's SQL tracker store, with redaction before the first byte is written.

In endpoints.yml:

    tracker_store:
      type: bot.privacy.tracker_store.RedactingTrackerStore
      rules:
        - slot: order_number

The only file of this room that knows Rasa.
"""

from __future__ import annotations

import hmac
import json
import logging
import time
from collections.abc import Iterable, Mapping
from typing import Any

import regex
import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event as RasaEvent
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.privacy.database import erasures, open_engine
from bot.privacy.errors import PrivacyConfigError, VaultError
from bot.privacy.events import Event, marker
from bot.privacy.logs import install_log_redaction
from bot.privacy.options import read_options
from bot.privacy.vault import TOKEN, Drawer, MemoryVault

logger = logging.getLogger(__name__)

ERASE_SLOT = "erase_requested"
_HANDLE = regex.compile(r"pseudonym:([0-9a-f]{40})\.([0-9a-f]{16})")

install_log_redaction()


class TrackerStoreConfigError(PrivacyConfigError, RasaException):
    """A privacy rule or option is wrong; Rasa prints the message instead of a traceback."""


class RedactingTrackerStore(SQLTrackerStore):
    """Stores and streams redacted events; gives the conversation its own values back.

    Sender ids are written as a keyed hash. Methods take the raw id; ``keys`` returns handles,
    which ``retrieve`` takes too and for which it gives the events as they are stored.

    Args:
        domain: The assistant's domain.
        host: A database URL; default: ``TACTFUL_TRACKER_DATABASE_URL``.
        event_broker: Receives redacted events.
        options: ``rules``, ``allow``, ``recognizers``, ``redis_url``, ``vault_ttl_seconds`` and
            the keys of Rasa's own SQL store (docs/privacy.md).

    Raises:
        TrackerStoreConfigError: An option cannot be used.
    """

    engine: sa.engine.Engine

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        **options: Any,
    ) -> None:
        try:
            parts = read_options(host, options)
            super().__init__(domain=domain, event_broker=event_broker, **parts.sql)
            self.engine = open_engine(self.engine)
            self.Base.metadata.create_all(self.engine)  # again: a database in memory is new
            self.sessionmaker = sa.orm.sessionmaker(bind=self.engine)
            erasures.create(self.engine, checkfirst=True)
        except PrivacyConfigError as error:
            raise TrackerStoreConfigError(str(error)) from error
        except (ImportError, AttributeError) as error:
            # Rasa takes these two for "no such store" and would keep raw events in memory.
            raise TrackerStoreConfigError(f"The tracker store cannot start: {error}") from error
        self._redactor = parts.redactor
        self._vault = parts.vault
        self._pseudonym_key = parts.pseudonym_key
        self._unfinished_erasures: set[str] = set()
        self.redaction_failures = 0
        self.write_failures = 0

    # -- names

    def pseudonym(self, sender_id: str) -> str:
        """Return the keyed hash that stands for a sender id in everything that is written."""
        return hmac.digest(
            self._pseudonym_key, sender_id.encode("utf-8", "replace"), "sha256"
        ).hex()[:40]

    def _handle(self, pseudonym: str) -> str:
        proof = hmac.digest(self._pseudonym_key, f"handle {pseudonym}".encode(), "sha256").hex()
        return f"pseudonym:{pseudonym}.{proof[:16]}"

    def _read_handle(self, sender_id: str) -> str | None:
        match = _HANDLE.fullmatch(sender_id)
        if match is None or not hmac.compare_digest(self._handle(match.group(1)), sender_id):
            return None
        return str(match.group(1))

    # -- reading

    async def keys(self) -> Iterable[str]:
        """Return a handle for each conversation; the raw ids are stored nowhere."""
        return [self._handle(pseudonym) for pseudonym in await super().keys()]

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        handle = self._read_handle(sender_id)
        conversation = handle or self.pseudonym(sender_id)
        if conversation in self._unfinished_erasures:
            self._erase(conversation)
        with self.session_scope() as session:
            rows = (
                self._event_query(session, conversation, fetch_events_from_all_sessions)
                .with_entities(self.SQLEvent.data)
                .all()
            )
        if not rows:
            return None
        drawer = None if handle else self._open(conversation)
        events = [self._read(row.data, drawer) for row in rows]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)

    def _read(self, data: str, drawer: Drawer | None) -> Event:
        event: Event = json.loads(data)
        if TOKEN.search(data) is None and not self._redactor.hides_for_good:
            return event
        return self._redactor.restore(event, drawer or Drawer("", b""))

    def _open(self, conversation: str) -> Drawer:
        try:
            return self._vault.open(conversation)
        except VaultError as error:
            # Tokens made with a key that nobody keeps are dead at once: the assistant asks again.
            logger.error("%s; personal values of this turn will not be kept.", error)
            return MemoryVault(1).open(conversation)

    # -- writing

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Publish the redacted new events of a tracker."""
        self._publish(
            self._pseudonym_of(tracker), self._redacted(self._new_events(tracker), tracker)
        )

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Redact the new events, publish them, store them.

        Never raises: Rasa would save the raw tracker in memory and stream it to the broker.
        """
        try:
            events = self._new_events(tracker)
            if _erasure_requested(tracker, events):
                self._erase(self._pseudonym_of(tracker))
                return
            redacted = self._redacted(events, tracker)
            self._publish(self._pseudonym_of(tracker), redacted)
            self._write(self._pseudonym_of(tracker), redacted)
        except Exception as error:  # noqa: BLE001 - see above; the text of the error may hold values
            self.write_failures += 1
            logger.error("A turn could not be stored (%s) and is lost.", type(error).__name__)

    def _pseudonym_of(self, tracker: DialogueStateTracker) -> str:
        return self.pseudonym(tracker.sender_id)

    def _new_events(self, tracker: DialogueStateTracker) -> list[RasaEvent]:
        """Return the events that are not stored yet: Rasa's way, by the number of rows."""
        with self.session_scope() as session:
            return list(self._additional_events(session, tracker))

    def _additional_events(
        self, session: Session, tracker: DialogueStateTracker
    ) -> Iterable[RasaEvent]:
        stored = self._event_query(
            session, self._pseudonym_of(tracker), fetch_events_from_all_sessions=False
        ).count()
        return list(tracker.events)[stored:]

    def _redacted(self, events: list[RasaEvent], tracker: DialogueStateTracker) -> list[Event]:
        """Redact events, one for one; one that cannot be redacted becomes a marker."""
        if not events:
            return []
        drawer = self._open(self._pseudonym_of(tracker))
        raw = [_as_dict(event) for event in events]
        for event in raw:
            self._guarded(event, drawer, learn=True)
        redacted = [self._guarded(event, drawer) for event in raw]
        try:
            self._vault.close(drawer)
        except VaultError as error:
            logger.error("%s; personal values of this turn will not be kept.", error)
        return redacted

    def _guarded(self, event: Event, drawer: Drawer, *, learn: bool = False) -> Event:
        try:
            if learn:
                self._redactor.learn(event, drawer)
                return event
            redacted = self._redactor.redact(event, drawer)
            json.dumps(redacted)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the text is not written
            self.redaction_failures += 1
            logger.error(
                "Redaction of a %r event failed (%s); a marker is stored in its place.",
                event.get("event"),
                type(error).__name__,
            )
            return marker(event)
        return redacted

    def _publish(self, conversation: str, events: Iterable[Mapping[str, Any]]) -> None:
        if self.event_broker is None:
            return
        for event in events:
            try:
                self.event_broker.publish({"sender_id": conversation, **event})
            except Exception as error:  # noqa: BLE001 - brokers raise what they like; storing goes on
                logger.error("The event broker failed (%s).", type(error).__name__)

    def _write(self, conversation: str, events: list[Event]) -> None:
        rows = [
            {
                "sender_id": conversation,
                "type_name": event["event"],
                "timestamp": event.get("timestamp"),
                "intent_name": _intent_name(event),
                "action_name": event.get("name"),
                "data": json.dumps(event),
            }
            for event in events
        ]
        if rows:
            with self.engine.begin() as connection:
                connection.execute(sa.insert(self.SQLEvent.__table__), rows)

    # -- forgetting

    async def erase(self, sender_id: str) -> int:
        """Forget a conversation with all its sessions; leaves a receipt, returns its rows."""
        return self._erase(self._read_handle(sender_id) or self.pseudonym(sender_id))

    def _erase(self, conversation: str) -> int:
        try:
            self._vault.forget(conversation)
            count = self._delete(conversation)
        except (VaultError, SQLAlchemyError) as error:
            self._unfinished_erasures.add(conversation)
            logger.error(
                "An erasure failed (%s) and is tried again when the conversation goes on.",
                type(error).__name__,
            )
            return 0
        self._unfinished_erasures.discard(conversation)
        self._publish(conversation, [SlotSet(ERASE_SLOT, True).as_dict()])
        return count

    def _delete(self, conversation: str) -> int:
        table = self.SQLEvent.__table__
        with self.engine.begin() as connection:
            count = connection.execute(
                sa.delete(table).where(table.c.sender_id == conversation)
            ).rowcount
            connection.execute(
                sa.insert(erasures).values(
                    conversation=conversation, erased_at=time.time(), events=count
                )
            )
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        return int(count)


def _as_dict(event: RasaEvent) -> Event:
    try:
        return dict(event.as_dict())
    except Exception:  # noqa: BLE001 - a custom event's own code; the guard makes a marker of it
        return {"event": event.type_name, "timestamp": event.timestamp, "unreadable": object()}


def _intent_name(event: Event) -> str | None:
    parse_data = event.get("parse_data")
    intent = parse_data.get("intent") if isinstance(parse_data, dict) else None
    return intent.get("name") if isinstance(intent, dict) else None


def _erasure_requested(tracker: DialogueStateTracker, events: Iterable[RasaEvent]) -> bool:
    # By event as well: a reset of all slots in the same turn must not swallow the request.
    slot = tracker.slots.get(ERASE_SLOT) if ERASE_SLOT in tracker.slots else None
    return (slot is not None and slot.value is True) or any(
        isinstance(event, SlotSet) and event.key == ERASE_SLOT and event.value is True
        for event in events
    )
