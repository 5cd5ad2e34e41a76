"""Rasa's SQL tracker store, with redaction before the first byte is written.

In endpoints.yml:

    tracker_store:
      type: bot.privacy.tracker_store.RedactingTrackerStore
      rules:
        - slot: order_number

Beside ``broker`` and ``level_slot`` the only file of this room that knows Rasa.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event as RasaEvent
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

from bot.privacy import level_slot
from bot.privacy.broker import ERASE_SLOT, erasure_event, event_dict, publisher_of_redacted
from bot.privacy.database import append, first_stored, open_engine, stored_events
from bot.privacy.dial import Dial
from bot.privacy.erasure_log import ErasedBy, create_erasure_log
from bot.privacy.errors import PrivacyConfigError, VaultError
from bot.privacy.events import Event, asked_by
from bot.privacy.keeping import erase_what_is_old
from bot.privacy.logs import install_log_redaction
from bot.privacy.lost_questions import LostQuestions
from bot.privacy.off import OffTurns, offers
from bot.privacy.options import read_options
from bot.privacy.receipts import Receipt
from bot.privacy.retention import RetentionThread
from bot.privacy.rights import IncompleteErasureError, Rights
from bot.privacy.tickets import tickets_of
from bot.privacy.turns import RedactedEvent, TurnRedactor
from bot.privacy.vault import TOKEN, Drawer

logger = logging.getLogger(__name__)

# Attribute of a tracker: how many of its events are stored. Rows may vanish while a turn goes on.
_STORED = "_tactful_stored_events"
# Another: which slot the assistant has asked for at the end of them.
_ASKED = "_tactful_asked_slot"

install_log_redaction()
level_slot.install()


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
        options: ``rules``, ``allow``, ``recognizers``, ``redis_url``, ``vault_ttl_seconds``,
            ``retention``, ``retention_every``, ``default_level``, ``consent_version``,
            ``profile_ttl``, ``profile_epsilon`` and the keys of Rasa's own SQL store
            (docs/privacy.md).

    Raises:
        TrackerStoreConfigError: An option cannot be used.

    Attributes:
        dial: At which level of the privacy dial who stands.
        parts: What the options were read into.
        rights: Tells, exports and erases what is held of a sender, in this process's memory too.
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
            create_erasure_log(self.engine)
            self.parts = parts
            self.rights = Rights(self.engine, parts, self._announce_erasures)
            self.dial = Dial(self.engine, parts)
            self._tickets = tickets_of(parts)
        except PrivacyConfigError as error:
            raise TrackerStoreConfigError(str(error)) from error
        except (ImportError, AttributeError) as error:
            # Rasa takes these two for "no such store" and would keep raw events in memory.
            raise TrackerStoreConfigError(f"The tracker store cannot start: {error}") from error
        self._redactor = parts.redactor
        self._vault = parts.vault
        self._pseudonyms = parts.pseudonyms
        self._turns = TurnRedactor(parts.redactor, parts.vault)
        self._off = OffTurns(self._turns, parts.vault)
        self._lost_questions = LostQuestions()
        self.write_failures = 0
        if parts.retention_every is not None:
            RetentionThread(self.erase_what_is_old, parts.retention_every).start()

    @property
    def redaction_failures(self) -> int:
        """Number of events that could not be redacted and were stored as markers."""
        return self._turns.failures

    # -- names

    def pseudonym(self, sender_id: str) -> str:
        """Return the keyed hash that stands for a sender id in everything that is written."""
        return self._pseudonyms.of(sender_id)

    def _conversation_of(self, sender_id: str) -> str:
        """Return the name under which a conversation is stored, also if by an earlier secret."""
        names = self._pseudonyms.candidates(sender_id)
        stored = first_stored(self.engine, names) if len(names) > 1 else None
        return stored or names[0]

    # -- reading

    async def keys(self) -> Iterable[str]:
        """Return a handle for each conversation; the raw ids are stored nowhere."""
        return [self._pseudonyms.handle(pseudonym) for pseudonym in await super().keys()]

    async def _retrieve(
        self, sender_id: str, fetch_events_from_all_sessions: bool
    ) -> DialogueStateTracker | None:
        self.rights.finish(sender_id)
        conversation = self._conversation_of(sender_id)
        rows = stored_events(self.engine, conversation, all_sessions=fetch_events_from_all_sessions)
        if not rows:
            self._forget_values(conversation)
            return None
        as_stored = self._pseudonyms.is_handle(sender_id)
        drawer = Drawer("", b"") if as_stored else self._turns.open(conversation)
        events = [self._read(data, drawer) for data in rows]
        level = self.dial.level(sender_id)
        if not as_stored:
            level_slot.put_right(events, level)
        tracker = DialogueStateTracker.from_dict(sender_id, events, self.domain.slots)
        setattr(tracker, _STORED, len(tracker.events))
        asked = self._lost_questions.after(self.pseudonym(sender_id), asked_by(events))
        setattr(tracker, _ASKED, asked)
        level_slot.set_level(tracker, level)
        return tracker

    def _read(self, data: str, drawer: Drawer) -> Event:
        event: Event = json.loads(data)
        if not self._redactor.hides_for_good and TOKEN.search(data) is None:
            return event
        return self._redactor.restore(event, drawer)

    def _forget_values(self, conversation: str) -> None:
        """Drop what the vault has of a conversation without rows: another process erased it."""
        try:
            self._vault.forget(conversation)
        except VaultError as error:
            logger.error("%s; the vault drops the values at the end of their time.", error)

    # -- writing

    async def stream_events(self, tracker: DialogueStateTracker) -> None:
        """Publish the redacted new events of a tracker."""
        conversation = self._conversation_of(tracker.sender_id)
        new = self._new(tracker, conversation)
        self._publish(conversation, self._redacted(conversation, tracker, new))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Redact the new events, publish them, store them.

        Never raises: Rasa would save the raw tracker in memory and stream it to the broker.
        """
        try:
            conversation = self._conversation_of(tracker.sender_id)
            events = self._new(tracker, conversation)
            self._keep(conversation, tracker, events)
            if not hasattr(tracker, _STORED):  # just made, not by this store but by Rasa
                level_slot.set_level(tracker, self.dial.level(tracker.sender_id))
            setattr(tracker, _STORED, len(tracker.events))
            asked = asked_by(map(event_dict, events), getattr(tracker, _ASKED, None))
            setattr(tracker, _ASKED, asked)
            self._lost_questions.settle(self.pseudonym(tracker.sender_id))
        except Exception as error:  # noqa: BLE001 - see above; the text of the error may hold values
            self.write_failures += 1
            asked = asked_by(map(event_dict, tracker.events), getattr(tracker, _ASKED, None))
            self._lost_questions.note(self.pseudonym(tracker.sender_id), asked)
            logger.error("A turn could not be stored (%s) and is lost.", type(error).__name__)

    def _keep(
        self, conversation: str, tracker: DialogueStateTracker, events: Sequence[RasaEvent]
    ) -> None:
        """Store a turn, or erase what was stored, as the shopper has wished in it."""
        sender = tracker.sender_id
        said = [event_dict(event) for event in events]
        change = self.dial.change(sender, said)
        if _erasure_requested(tracker, events):
            self.dial.forget(sender, said, "shopper")
            self._erase(self.rights.erase, sender, "shopper")
            return
        if change is not None and change.erases_conversation:
            self.dial.apply(sender, change, said)
            self._erase(self.rights.erase_conversations, sender, "dial")
            return
        redacted = self._redacted(conversation, tracker, events)
        self._publish(conversation, redacted)
        self._write(conversation, redacted)
        if change is not None:
            self.dial.apply(sender, change, said)

    def _new(self, tracker: DialogueStateTracker, conversation: str) -> list[RasaEvent]:
        """Return the events that are not stored yet.

        Of a tracker that this store made or saved it knows; of others Rasa's way, by the rows.
        """
        stored = getattr(tracker, _STORED, None)
        if stored is None:
            with self.session_scope() as session:
                stored = self._event_query(session, conversation, False).count()
        return list(tracker.events)[stored:]

    def _redacted(
        self, conversation: str, tracker: DialogueStateTracker, events: Sequence[RasaEvent]
    ) -> list[RedactedEvent]:
        if not hasattr(tracker, _ASKED):
            earlier = list(tracker.events)[: len(tracker.events) - len(events)]
            asked = asked_by(map(event_dict, earlier))
            asked = self._lost_questions.after(self.pseudonym(tracker.sender_id), asked)
            setattr(tracker, _ASKED, asked)
        new = [event_dict(event) for event in events]
        if self.dial.level(tracker.sender_id) == "off":
            under_way = tracker.active_loop_name is not None or offers(new)
            return self._off.write(conversation, new, under_way=under_way)
        return self._turns.redact(conversation, new, getattr(tracker, _ASKED))

    def _publish(self, conversation: str, turn: Iterable[RedactedEvent]) -> None:
        broker = self.event_broker
        if broker is None:
            return
        publish = publisher_of_redacted(broker)
        for event, _ in turn:
            try:
                publish({"sender_id": conversation, **event})
            except Exception as error:  # noqa: BLE001 - brokers raise what they like; storing goes on
                logger.error("The event broker failed (%s).", type(error).__name__)

    def _write(self, conversation: str, turn: Iterable[RedactedEvent]) -> None:
        append(self.engine, conversation, turn)

    # -- forgetting

    def erase_what_is_old(self) -> dict[str, int]:
        """Run retention once; see ``bot.privacy.keeping``."""
        return erase_what_is_old(
            self.engine, self.parts, self.dial.profiles, self._tickets.erase_old
        )

    async def erase(self, sender_id: str, by: ErasedBy = "operator") -> int:
        """Forget a sender with all that is held; returns the rows of the conversation.

        What fails is logged, and tried again when the conversation goes on.
        """
        return self._erase(self.rights.erase, sender_id, by)

    def _erase(
        self, erase: Callable[[str, ErasedBy], Receipt], sender_id: str, by: ErasedBy
    ) -> int:
        try:
            return erase(sender_id, by).events
        except IncompleteErasureError as error:
            logger.error("%s", error)
            return error.receipt.events

    def _announce_erasures(self, conversations: Iterable[str]) -> None:
        for conversation in conversations:
            self._publish(conversation, [RedactedEvent(erasure_event(), "")])


def _erasure_requested(tracker: DialogueStateTracker, events: Iterable[RasaEvent]) -> bool:
    # By event as well: a reset of all slots in the same turn must not swallow the request.
    slot = tracker.slots.get(ERASE_SLOT) if ERASE_SLOT in tracker.slots else None
    return (slot is not None and slot.value is True) or any(
        isinstance(event, SlotSet) and event.key == ERASE_SLOT and event.value is True
        for event in events
    )
