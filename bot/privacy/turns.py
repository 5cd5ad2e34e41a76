"""Redacts the events of a turn together; what fails is withheld, never let through."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from typing import NamedTuple

from bot.privacy.errors import VaultError
from bot.privacy.events import Event, asked_by, marker, without_download
from bot.privacy.recognisers.evidence import topics_of
from bot.privacy.recognisers.known import KnownValues
from bot.privacy.redact import Redactor
from bot.privacy.vault import Drawer, MemoryVault, Vault

logger = logging.getLogger(__name__)

_MOST_CONVERSATIONS = 1000
# Of a text, from its end: what it asks or says last.
_LAST_SAID = 160


class RedactedEvent(NamedTuple):
    """An event fit to leave the process, and its JSON."""

    event: Event
    data: str


class TurnRedactor:
    """Redacts turn by turn, with the conversation's drawer of the vault.

    Attributes:
        failures: Events that could not be redacted and became markers.
    """

    def __init__(self, redactor: Redactor, vault: Vault) -> None:
        self._redactor = redactor
        self._vault = vault
        self._topics: dict[str, tuple[str, ...]] = {}  # no words, least lately used first
        self.failures = 0

    def open(self, conversation: str) -> Drawer:
        """Open a drawer; without a vault, one whose tokens are dead at once."""
        try:
            return self._vault.open(conversation)
        except VaultError as error:
            # Tokens made with a key that nobody keeps are dead: the assistant asks again.
            logger.error("%s; personal values of this turn will not be kept.", error)
            return MemoryVault(1).open(conversation)

    def redact(
        self, conversation: str, events: Iterable[Event], asked: str | None = None
    ) -> list[RedactedEvent]:
        """Redact events, one for one; one that cannot be redacted becomes a marker.

        Args:
            conversation: Its pseudonym.
            events: The new events, as dicts.
            asked: Slot that the assistant's last question before them was for.
        """
        raw = [without_download(event) for event in events]
        if not raw:
            return []
        drawer = self.open(conversation)
        drawer.answers = KnownValues()
        drawer.topics = self._topics.pop(conversation, ())
        answers = []
        for event in raw:
            answers.append(self._redactor.answers(event, asked))
            asked = asked_by((event,), asked)
        # First pass: what one event declares personal counts in all events of the turn.
        learned = [
            self._learned(event, drawer, answering)
            for event, answering in zip(raw, answers, strict=True)
        ]
        redacted = [
            self._redacted(event, drawer, answering) if known else self._withheld(event)
            for event, answering, known in zip(raw, answers, learned, strict=True)
        ]
        self._remember(conversation, raw, drawer.topics)
        try:
            self._vault.close(drawer)
        except VaultError as error:
            logger.error("%s; personal values of this turn will not be kept.", error)
        return redacted

    def _remember(self, conversation: str, events: list[Event], before: tuple[str, ...]) -> None:
        """Remember what this turn speaks of, for the next: a code that was talked of, a bank."""
        said = {
            e["event"]: e["text"]
            for e in events
            if e.get("event") in ("user", "bot") and e.get("text")
        }
        texts = [text[-_LAST_SAID:] for text in said.values() if isinstance(text, str)]
        self._topics[conversation] = tuple(topics_of(" ".join(texts))) if texts else before
        if len(self._topics) > _MOST_CONVERSATIONS:
            del self._topics[next(iter(self._topics))]

    def _learned(self, event: Event, drawer: Drawer, answers: bool) -> bool:
        try:
            self._redactor.learn(event, drawer, answers=answers)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong, the text is not written
            self._report(event, error)
            return False
        return True

    def _redacted(self, event: Event, drawer: Drawer, answers: bool) -> RedactedEvent:
        try:
            redacted = self._redactor.redact(event, drawer, answers=answers)
            return RedactedEvent(redacted, json.dumps(redacted))
        except Exception as error:  # noqa: BLE001 - as above
            self._report(event, error)
            return self._withheld(event)

    def _report(self, event: Event, error: Exception) -> None:
        self.failures += 1
        logger.error(
            "Redaction of a %r event failed (%s); a marker is stored in its place.",
            event.get("event"),
            type(error).__name__,
        )

    @staticmethod
    def _withheld(event: Event) -> RedactedEvent:
        withheld = marker(event)
        return RedactedEvent(withheld, json.dumps(withheld))
