"""An event broker around another one, which gets redacted events only.

In endpoints.yml:

    event_broker:
      type: bot.privacy.broker.RedactedEventBroker
      rules:
        - slot: order_number
      broker:
        type: pika
        url: localhost
        username: …

It redacts what any tracker store publishes. Rasa's stores publish the events of a turn one by one
without giving way, so that they are collected and redacted together: what a later event declares
personal is hidden in an earlier one too. Beside ``RedactingTrackerStore``, whose events are
redacted already, it passes them on as they are.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import AbstractEventLoop
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.events import Event as RasaEvent
from rasa.shared.core.events import SlotSet
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.privacy.errors import PrivacyConfigError
from bot.privacy.events import Event, asked_by
from bot.privacy.logs import install_log_redaction
from bot.privacy.options import read_options
from bot.privacy.turns import TurnRedactor

logger = logging.getLogger(__name__)

# Conversations in which the question is remembered for the next turn.
_MOST_QUESTIONS = 10_000
ERASE_SLOT = "erase_requested"
_KEYS = frozenset({"rules", "allow", "recognizers", "redis_url", "vault_ttl_seconds", "vault"})

install_log_redaction()


class BrokerConfigError(PrivacyConfigError, RasaException):
    """The broker's configuration is wrong; Rasa prints the message instead of a traceback."""


class RedactedEventBroker(EventBroker):
    """Redacts events, then has another broker publish them.

    Args:
        broker: Publishes.
        options: ``rules``, ``allow``, ``recognizers``, ``redis_url`` and ``vault_ttl_seconds``
            with the meaning that they have for the tracker store (docs/privacy.md).

    Raises:
        BrokerConfigError: An option cannot be used.
    """

    def __init__(self, broker: EventBroker, **options: Any) -> None:
        unknown = sorted(set(options) - _KEYS)
        if unknown:
            raise BrokerConfigError(
                f"endpoints.yml, event_broker, `{unknown[0]}`: unknown key. Known are: broker, "
                f"{', '.join(sorted(_KEYS - {'vault'}))}."
            )
        try:
            parts = read_options(None, options)
        except PrivacyConfigError as error:
            raise BrokerConfigError(str(error).replace("tracker_store", "event_broker")) from error
        self._broker = broker
        self._pseudonyms = parts.pseudonyms
        self._turns = TurnRedactor(parts.redactor, parts.vault)
        self._waiting: list[tuple[str, Event]] = []
        self._asked: dict[str, str] = {}  # slots that were asked for last, oldest first

    @classmethod
    async def from_endpoint_config(
        cls, broker_config: EndpointConfig, event_loop: AbstractEventLoop | None = None
    ) -> RedactedEventBroker:
        """Make the broker and the one that it wraps.

        Raises:
            BrokerConfigError: An option cannot be used, or the wrapped broker cannot be made.
        """
        options = dict(broker_config.kwargs)
        inner = options.pop("broker", None)
        if not isinstance(inner, Mapping) or not inner.get("type"):
            raise BrokerConfigError(
                "endpoints.yml, event_broker, `broker`: name the broker that publishes, such as "
                "`broker: {type: pika, url: localhost, …}`."
            )
        broker = await EventBroker.create(EndpointConfig.from_dict(dict(inner)), event_loop)
        if broker is None:
            raise BrokerConfigError(
                f"endpoints.yml, event_broker, `broker`: type {inner['type']!r} cannot be made. "
                "Give pika, kafka, sql, file or the path of a class."
            )
        return cls(broker, **options)

    @property
    def redaction_failures(self) -> int:
        """Number of events that could not be redacted and were published as markers."""
        return self._turns.failures

    def publish(self, event: Mapping[str, Any]) -> None:
        """Publish an event, redacted, under its conversation's hash, when the turn is complete.

        That is when the event loop goes on; without one, at once.
        """
        content = {key: value for key, value in event.items() if key != "sender_id"}
        # `rasa export` reads handles from a redacting store: they are hashes already.
        (conversation, *_) = self._pseudonyms.candidates(str(event.get("sender_id")))
        self._waiting.append((conversation, content))
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._publish_waiting()
            return
        if len(self._waiting) == 1:
            loop.call_soon(self._publish_waiting)

    def _publish_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for conversation, turn in groupby(waiting, key=itemgetter(0)):
            events = [content for _, content in turn]
            asked = self._asked.pop(conversation, None)
            if (asks := asked_by(events, asked)) is not None:
                self._asked[conversation] = asks
                if len(self._asked) > _MOST_QUESTIONS:
                    del self._asked[next(iter(self._asked))]
            for event, _ in self._turns.redact(conversation, events, asked):
                try:
                    self._broker.publish({"sender_id": conversation, **event})
                except Exception as error:  # noqa: BLE001 - brokers raise what they like
                    logger.error("The event broker failed (%s).", type(error).__name__)

    def publish_redacted(self, event: Mapping[str, Any]) -> None:
        """Publish an event that is redacted already."""
        self._broker.publish(dict(event))

    def is_ready(self) -> bool:
        """Whether the wrapped broker is."""
        return bool(self._broker.is_ready())

    async def close(self) -> None:
        """Publish what waits, and close the wrapped broker."""
        self._publish_waiting()
        await self._broker.close()


def publisher_of_redacted(broker: EventBroker) -> Callable[[Mapping[str, Any]], None]:
    """Return how a broker is given events that are redacted already."""
    if isinstance(broker, RedactedEventBroker):
        return broker.publish_redacted
    publish: Callable[[Mapping[str, Any]], None] = broker.publish
    return publish


def event_dict(event: RasaEvent) -> Event:
    """Return an event's dict; where a custom event's own code fails, one that is withheld."""
    try:
        return dict(event.as_dict())
    except Exception:  # noqa: BLE001 - whatever it raises, the redactor makes a marker of this
        return {"event": event.type_name, "timestamp": event.timestamp, "unreadable": object()}


async def announce_erasures(config: Mapping[str, Any], conversations: Iterable[str]) -> None:
    """Tell the broker's consumers, from outside the server, which conversations were erased.

    Args:
        config: The section ``event_broker`` of endpoints.yml.
        conversations: Their hashes.

    Raises:
        BrokerConfigError: The broker cannot be made.
    """
    broker = await EventBroker.create(EndpointConfig.from_dict(dict(config)))
    if broker is None:
        raise BrokerConfigError("endpoints.yml, event_broker: it cannot be made.")
    publish = publisher_of_redacted(broker)
    for conversation in conversations:
        publish({"sender_id": conversation, **erasure_event()})
    # Rasa's RabbitMQ broker publishes in tasks of its own, and forgets them when it is closed.
    tasks = getattr(getattr(broker, "_broker", broker), "_background_tasks", ())
    await asyncio.gather(*tasks)
    await broker.close()


def erasure_event() -> Event:
    """Return what is published, with the hash as its sender, when a conversation is erased."""
    return dict(SlotSet(ERASE_SLOT, True).as_dict())
