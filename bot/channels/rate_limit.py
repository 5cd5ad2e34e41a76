"""A token bucket per sender."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Any

from bot.channels.errors import ChannelSettingsError


class RateLimit:
    """Lets each sender through ``messages`` times per ``seconds``, in bursts or evenly.

    Only the ``max_senders`` most recent senders are remembered, so memory stays bounded whatever
    sender ids a client invents.
    """

    def __init__(
        self,
        messages: int = 20,
        seconds: float = 10.0,
        *,
        max_senders: int = 10_000,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._messages = messages
        self._per_second = messages / seconds
        self._max_senders = max_senders
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> RateLimit:
        """Read ``rate_limit: {messages: 20, seconds: 10}``; both have these defaults.

        Raises:
            ChannelSettingsError: ``messages`` or ``seconds`` is not a number above zero.
        """
        given = (credentials or {}).get("rate_limit") or {}
        try:
            messages, seconds = int(given.get("messages", 20)), float(given.get("seconds", 10))
        except (AttributeError, TypeError, ValueError) as error:
            raise ChannelSettingsError(_HOW_TO_WRITE_IT) from error
        if messages < 1 or seconds <= 0:
            raise ChannelSettingsError(_HOW_TO_WRITE_IT)
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


_HOW_TO_WRITE_IT = (
    "rate_limit in credentials.yml needs two numbers above zero: "
    "rate_limit: {messages: 20, seconds: 10}"
)
