"""Rasa's lock stores with names that tell nobody's id: locks are named by the hash of the sender.

In endpoints.yml, where several servers share locks:

    lock_store:
      type: bot.privacy.lock_store.PseudonymousLockStore
      url: redis://localhost:6379/1     # else TACTFUL_REDIS_URL

Beside ``broker`` and ``tracker_store`` a file that knows Rasa.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import redis
from rasa.core.lock import TicketLock
from rasa.core.lock_store import (
    DEFAULT_SOCKET_TIMEOUT_IN_SECONDS,
    LOCK_LIFETIME,
    RedisLockStore,
)
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import EndpointConfig

from bot.privacy.errors import PrivacyConfigError
from bot.privacy.pseudonyms import Pseudonyms
from settings import get_settings


class LockStoreConfigError(PrivacyConfigError, RasaException):
    """An option is wrong; Rasa prints the message instead of a traceback."""


class PseudonymousLockStore(RedisLockStore):
    """Rasa's Redis lock store; what it writes and logs has a keyed hash in the sender's place.

    Args:
        endpoint_config: The section `lock_store` of endpoints.yml.

    Raises:
        LockStoreConfigError: There is no such option, or no Redis is named.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        settings = get_settings()
        url = endpoint_config.url or settings.redis_url
        if not url:
            raise LockStoreConfigError(
                "endpoints.yml, lock_store: no `url`. Write for example "
                "`url: redis://localhost:6379/1`, or set TACTFUL_REDIS_URL."
            )
        if endpoint_config.kwargs:
            raise LockStoreConfigError(
                f"endpoints.yml, lock_store: unknown {', '.join(sorted(endpoint_config.kwargs))}. "
                "There is `url`, which may name user, password, port and database."
            )
        super().__init__()
        # In the place of the client that Rasa has made, and not yet used.
        self.red = redis.Redis.from_url(url, socket_timeout=DEFAULT_SOCKET_TIMEOUT_IN_SECONDS)
        self._pseudonyms = Pseudonyms(settings.all_secrets())

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold a conversation's lock; see Rasa's method.

        Args:
            conversation_id: A sender id, or a handle.
            lock_lifetime: Seconds after which a lock that nobody gives back is void.
            wait_time_in_seconds: Between two tries.

        Raises:
            LockError: The lock cannot be had.
        """
        # Not the current secret's: while secrets are swapped, servers differ in which that is.
        name = min(self._pseudonyms.candidates(conversation_id))
        async with super().lock(name, lock_lifetime, wait_time_in_seconds) as held:
            yield held
