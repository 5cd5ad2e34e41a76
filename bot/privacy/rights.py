"""The rights of data subjects: what is held of one, a copy of it, and its erasure.

The commands, the chat and the back office's HTTP all go through ``Rights``. No Rasa here.
"""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.database import erase_conversation, first_stored, stored_events, summary
from bot.privacy.dial_holdings import ConsentHolding, LinkHolding, ProfileHolding
from bot.privacy.erasure_log import ErasedBy, Erasure, log_erasure, read_erasure_log
from bot.privacy.errors import PrivacyError, VaultError
from bot.privacy.holdings import Holding, HoldingError
from bot.privacy.logs import log_files
from bot.privacy.options import Parts
from bot.privacy.pseudonyms import Customer
from bot.privacy.receipts import Receipt, utc
from bot.privacy.tickets import tickets_of

logger = logging.getLogger(__name__)

# Each makes a holding of the conversations' database and the store's parts. A new one goes here.
HOLDINGS: tuple[Callable[[sa.engine.Engine, Parts], Holding], ...] = (
    lambda _engine, parts: tickets_of(parts),
    ProfileHolding,
    LinkHolding,  # behind the profiles, which are found by the links
    ConsentHolding,
)
# What `unfinished` of a receipt calls the stores that are no holdings.
_VAULT, _ROWS, _BROKER = "vault", "conversations", "event broker"
_RETRY_SECONDS = 60.0
Subject = str | Customer
_ELSEWHERE = {
    "logs": "No personal value that a pattern finds is written: its kind, such as [email], is.",
    "shop": "Customers, orders and e-mails to send are the shop's own records. The assistant reads "
    "them and does what is asked of it there; ask the shop for a copy.",
}


class IncompleteErasureError(PrivacyError):
    """A part could not be erased; what could be is erased. Doing it again is safe.

    Attributes:
        receipt: What was erased, and what was not.
    """

    def __init__(self, receipt: Receipt) -> None:
        super().__init__(
            f"Not all is erased: {', '.join(receipt.unfinished)} could not be reached. "
            "See to it that they can, and erase again."
        )
        self.receipt = receipt


@dataclass(frozen=True)
class _Unfinished:
    by: ErasedBy
    stores: set[str]
    next_try: float  # on the clock of time.monotonic


def holdings(engine: sa.engine.Engine, parts: Parts) -> list[Holding]:
    """Return what holds something of shoppers beside the conversations."""
    return [make(engine, parts) for make in HOLDINGS]


class Rights:
    """Tells, exports and erases what is held of one shopper.

    Senders are named by their id, under whichever master secret it was hashed, or by a handle; a
    customer by the shop's number, which leads to the profile alone: who said what is kept under the
    sender. Methods block; they may be called from any thread.

    Args:
        engine: Database of the conversations.
        parts: What the tracker store works with. In its process its own, so that the values which
            it holds in memory are told and forgotten too.
        announce: Called with the hashes of conversations that were erased.
    """

    def __init__(
        self,
        engine: sa.engine.Engine,
        parts: Parts,
        announce: Callable[[Sequence[str]], None] = lambda _: None,
    ) -> None:
        self._engine = engine
        self._parts = parts
        self._announce = announce
        self._holdings = holdings(engine, parts)
        self._unfinished: dict[str, _Unfinished] = {}

    def held(self, subject: Subject) -> dict[str, Any]:
        """Return what is held: kinds, numbers and ages, no values.

        Raises:
            VaultError: The vault cannot be reached.
            HoldingError: A holding cannot be reached.
        """
        names = self._parts.pseudonyms.candidates(subject)
        return {
            "conversations": [held for held in map(self._held_in, names) if held is not None],
            "holdings": {h.name: len(h.export(names)) for h in self._holdings},
            "erasures": self.erasures(names),
            "log_files": log_files(),
        }

    def _held_in(self, name: str) -> dict[str, Any] | None:
        stored = summary(self._engine, name)
        kinds = Counter(token[1:].partition(":")[0] for token in self._parts.vault.tokens(name))
        if not stored and not kinds:
            return None
        started = stored.get("session_started")
        times = [t for kept in stored.values() for t in (kept.oldest, kept.newest)]
        return {
            "conversation": name,
            "events": {kind: kept.count for kind, kept in stored.items()},
            # Before the first of them Rasa may have stored some events.
            "sessions": started.count if started else min(1, len(stored)),
            "first_event": utc(min(times)) if times else None,
            "last_event": utc(max(times)) if times else None,
            "values_in_vault": dict(sorted(kinds.items())),
        }

    def export(self, subject: Subject) -> dict[str, Any]:
        """Return all that is held, with the values that the vault still has.

        Raises:
            VaultError: The vault cannot be reached: a part would be no answer.
            HoldingError: A holding cannot be reached.
        """
        names = self._parts.pseudonyms.candidates(subject)
        exported = (self._exported(name) for name in names)
        return {
            "subject": {"customer": subject.id}
            if isinstance(subject, Customer)
            else {"sender": subject},
            "conversations": [conversation for conversation in exported if conversation["events"]],
            "holdings": {holding.name: holding.export(names) for holding in self._holdings},
            "erasures": self.erasures(names),
            "elsewhere": _ELSEWHERE,
        }

    def _exported(self, name: str) -> dict[str, Any]:
        redactor, stored = self._parts.redactor, stored_events(self._engine, name)
        if not stored:
            return {"conversation": name, "events": []}
        drawer = self._parts.vault.open(name)
        return {
            "conversation": name,
            "values_in_vault": len(drawer.values),
            "events": [redactor.restore(json.loads(data), drawer) for data in stored],
        }

    def erasures(
        self,
        conversations: Sequence[str] | None = None,
        *,
        since: float = 0.0,
        after: int = 0,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Return entries of the log of erasures; see ``read_erasure_log``."""
        entries = read_erasure_log(
            self._engine, conversations, since=since, after=after, limit=limit
        )
        return [_entry(entry) for entry in entries]

    def erase(self, subject: Subject, by: ErasedBy) -> Receipt:
        """Forget a subject, under every name that it may have.

        The log of erasures gets an entry for the first name whether anything was stored or not,
        and for each other name that had rows.

        Args:
            subject: Id or handle of a sender, or a customer.
            by: At whose wish.

        Raises:
            IncompleteErasureError: A part could not be reached; all else is erased.
        """
        names = self._parts.pseudonyms.candidates(subject)
        return self._erase(names, by, {_VAULT, _ROWS, _BROKER, *(h.name for h in self._holdings)})

    def erase_conversations(self, sender: str, by: ErasedBy) -> Receipt:
        """Forget what a sender has said, and leave tickets and the like.

        Raises:
            IncompleteErasureError: A part could not be reached.
        """
        names = self._parts.pseudonyms.candidates(sender)
        return self._erase(names, by, {_VAULT, _ROWS, _BROKER})

    def finish(self, sender: str) -> None:
        """Try again what this object could not erase of a sender whose conversation goes on."""
        if not self._unfinished:
            return
        names = self._parts.pseudonyms.candidates(sender)
        left = next((self._unfinished[name] for name in names if name in self._unfinished), None)
        # Before rows are read again they have to go; for the rest nobody should wait too often.
        if left is None or (_ROWS not in left.stores and time.monotonic() < left.next_try):
            return
        try:
            self._erase(names, left.by, left.stores, time.monotonic() + _RETRY_SECONDS)
        except IncompleteErasureError as error:
            logger.error("%s", error)

    def _erase(
        self, names: Sequence[str], by: ErasedBy, stores: set[str], next_try: float = 0.0
    ) -> Receipt:
        unfinished: set[str] = set()
        values = self._forget_values(names, unfinished) if _VAULT in stores else 0
        events, erased = self._erase_rows(names, by, unfinished) if _ROWS in stores else (0, [])
        counts = self._erase_holdings(names, by, stores, unfinished)
        if _BROKER in stores:
            self._tell_consumers(erased or names, unfinished)
        receipt = Receipt(by, erased, events, values, counts, sorted(unfinished))
        for name in names:
            self._unfinished.pop(name, None)
            if unfinished:
                self._unfinished[name] = _Unfinished(by, unfinished, next_try)
        if unfinished:
            raise IncompleteErasureError(receipt)
        return receipt

    def _forget_values(self, names: Sequence[str], unfinished: set[str]) -> int:
        count = 0
        for name in names:
            try:
                count += len(self._parts.vault.tokens(name))
                self._parts.vault.forget(name)
            except VaultError as error:
                logger.error("%s", error)
                unfinished.add(_VAULT)
        return count

    def _erase_rows(
        self, names: Sequence[str], by: ErasedBy, unfinished: set[str]
    ) -> tuple[int, list[str]]:
        count, erased = 0, []
        for number, name in enumerate(names):
            try:
                stored = first_stored(self._engine, [name]) is not None
                if stored or number == 0:
                    count += erase_conversation(self._engine, name, by)
                    erased += [name] if stored else []
            except SQLAlchemyError as error:
                logger.error("A conversation was not erased (%s).", type(error).__name__)
                unfinished.add(_ROWS)
        return count, erased

    def _erase_holdings(
        self, names: Sequence[str], by: ErasedBy, stores: set[str], unfinished: set[str]
    ) -> dict[str, int]:
        counts = {}
        for holding in self._holdings:
            if holding.name not in stores:
                continue
            try:
                counts[holding.name] = holding.erase(names, by)
            except HoldingError as error:
                logger.error("%s", error)
                unfinished.add(holding.name)
        found = {name: count for name, count in counts.items() if count}
        if found:
            try:
                with self._engine.begin() as connection:
                    log_erasure(connection, names[0], by, found)
            except SQLAlchemyError as error:
                logger.error("The log of erasures lacks an entry (%s).", type(error).__name__)
                unfinished.add("log of erasures")
        return counts

    def _tell_consumers(self, names: Sequence[str], unfinished: set[str]) -> None:
        """Announce names also where nothing is stored: consumers may hold more than is here."""
        if _ROWS in unfinished:
            unfinished.add(_BROKER)
            return
        try:
            self._announce(names)
        except Exception as error:  # noqa: BLE001 - brokers raise what they like
            logger.error("The event broker failed (%s).", type(error).__name__)
            unfinished.add(_BROKER)


def _entry(entry: Erasure) -> dict[str, Any]:
    return {
        "id": entry.id,
        "erased_at": utc(entry.erased_at),
        "erased_by": entry.erased_by,
        "conversation": entry.conversation,
        "events": dict(entry.counts),
    }
