"""A token bucket per sender."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.errors import ChannelSettingsError


class RateLimit:
    """Lets each sender through ``messages`` times per ``seconds``, in bursts or evenly.

    A sender is whoever shall be counted: a conversation, a client. Only the ``max_senders`` most
    recent senders are remembered, so memory stays bounded whatever sender ids a client invents.

    Attributes:
        figures: ``messages`` and ``seconds``.
    """

    def __init__(
        self,
        messages: int = 20,
        seconds: float = 10.0,
        *,
        max_senders: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.figures = (messages, seconds)
        self._messages = messages
        self._per_second = messages / seconds
        self._max_senders = max_senders
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @classmethod
    def from_credentials(
        cls, credentials: Mapping[str, Any] | None, name: str, messages: int, seconds: float
    ) -> RateLimit:
        """Read a limit such as ``rate_limit: {messages: 20, seconds: 10}``.

        Args:
            credentials: The channel's part of ``credentials.yml``.
            name: Key of the limit.
            messages: Default.
            seconds: Default.

        Raises:
            ChannelSettingsError: ``messages`` or ``seconds`` is not a number above zero.
        """
        wrong = (
            f"{name} in credentials.yml needs two numbers above zero: "
            f"{name}: {{messages: {messages}, seconds: {seconds:g}}}"
        )
        given = (credentials or {}).get(name) or {}
        try:
            messages, seconds = (
                int(given.get("messages", messages)),
                float(given.get("seconds", seconds)),
            )
        except (AttributeError, TypeError, ValueError) as error:
            raise ChannelSettingsError(wrong) from error
        if messages < 1 or seconds <= 0:
            raise ChannelSettingsError(wrong)
        return cls(messages, seconds)

    def allows(self, sender_id: str) -> bool:
        """Count one message of ``sender_id``; False when it is one too many."""
        now = self._clock()
        tokens, last = self._buckets.pop(sender_id, (float(self._messages), now))
        tokens = min(float(self._messages), tokens + (now - last) * self._per_second)
        allowed = tokens >= 1
        self._buckets[sender_id] = (tokens - 1 if allowed else tokens, now)
        if len(self._buckets) > self._max_senders:
            self._buckets.popitem(last=False)
        return allowed


class Limits:
    """How fast messages may come: from each conversation, and from each client.

    Whoever guesses begins one conversation after the other; the client stays the same.

    Args:
        conversation: Counts by sender id.
        client: Counts by client (``bot.channels.client``); looser, because an office or a mobile
            network may share one address.
    """

    def __init__(
        self, conversation: RateLimit | None = None, client: RateLimit | None = None
    ) -> None:
        self._conversation = conversation or RateLimit()
        self._client = client or RateLimit(100, 60)

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> Limits:
        """Read ``rate_limit`` and ``client_rate_limit`` of a channel.

        Channels with the same ``client_rate_limit`` count together, so that a second channel is no
        second allowance.

        Raises:
            ChannelSettingsError: One of them makes no sense.
        """
        client = RateLimit.from_credentials(credentials, "client_rate_limit", 100, 60)
        return cls(
            RateLimit.from_credentials(credentials, "rate_limit", 20, 10),
            _CLIENT_LIMITS.setdefault(client.figures, client),
        )

    def allow(self, sender_id: str, client: str | None) -> bool:
        """Count one message; False when it is one too many."""
        allowed = self._conversation.allows(sender_id)
        return (client is None or self._client.allows(client)) and allowed


# By their figures; Rasa makes each channel by itself.
_CLIENT_LIMITS: dict[tuple[int, float], RateLimit] = {}
