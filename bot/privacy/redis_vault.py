"""A vault in Redis; one in memory is in ``bot.privacy.vault``."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence

import redis

from bot.privacy.errors import VaultError
from bot.privacy.sealing import derive_key, seal, unseal
from bot.privacy.vault import Drawer, OpenDrawers, Vault, sealed_values

logger = logging.getLogger(__name__)

_KEY_FIELD = "key"


class RedisVault(Vault):
    """A vault shared by several servers; survives their restarts.

    One hash per conversation: its key, wrapped under a key derived from the master secret, and
    the sealed values. Redis itself drops the hash when its time is over.

    Args:
        url: Such as ``redis://localhost:6379/0``.
        secret: The master secret.
        ttl_seconds: How long values stay readable after their last use.
        old_secrets: Earlier master secrets: keys wrapped under them are opened too, and wrapped
            anew.
    """

    def __init__(
        self, url: str, secret: bytes, ttl_seconds: int, old_secrets: Sequence[bytes] = ()
    ) -> None:
        self._redis: redis.Redis[bytes] = redis.Redis.from_url(
            url, socket_timeout=2, socket_connect_timeout=2
        )
        self._wrapping = derive_key(secret, "vault")
        self._open_drawers = OpenDrawers(ttl_seconds)
        self._old_wrapping = [derive_key(old, "vault") for old in old_secrets]
        self.url = url
        self.ttl_seconds: int = ttl_seconds

    @staticmethod
    def _name(conversation: str) -> str:
        return f"tactful:vault:{conversation}"

    def open(self, conversation: str) -> Drawer:
        """See ``Vault.open``."""
        name = self._name(conversation)
        try:
            fields = {k.decode(): v for k, v in self._redis.hgetall(name).items()}
            wrapped = fields.pop(_KEY_FIELD, None)
            if wrapped is None:
                return Drawer(conversation, secrets.token_bytes(32))
            self._redis.expire(name, self.ttl_seconds)
        except redis.RedisError as error:
            raise VaultError(_unreachable(error)) from error
        key = self._unwrap(conversation, wrapped)
        if key is None:
            logger.error(
                "A conversation's key in Redis was wrapped under another master secret; its values "
                "are lost. Set TACTFUL_SECRET_KEY to the same value on every server, and earlier "
                "ones in TACTFUL_OLD_SECRET_KEYS."
            )
            self.forget(conversation)
            return Drawer(conversation, secrets.token_bytes(32))
        return self._open_drawers.open(conversation, key, fields)

    def _unwrap(self, conversation: str, wrapped: bytes) -> bytes | None:
        for wrapping in (self._wrapping, *self._old_wrapping):
            try:
                key = unseal(wrapping, wrapped, conversation)
            except VaultError:
                continue
            if wrapping is not self._wrapping:
                self._rewrap(conversation, key)
            return key
        return None

    def _rewrap(self, conversation: str, key: bytes) -> None:
        name = self._name(conversation)
        try:
            # Only if the hash is there still: one that has just expired must not come back.
            if self._redis.exists(name):
                self._redis.hset(name, _KEY_FIELD, seal(self._wrapping, key, conversation))
                self._redis.expire(name, self.ttl_seconds)
        except redis.RedisError as error:
            raise VaultError(_unreachable(error)) from error

    def close(self, drawer: Drawer) -> None:
        """See ``Vault.close``."""
        if not drawer.fresh:
            return
        name = self._name(drawer.conversation)
        mapping: dict[str | bytes, bytes | float | int | str] = {
            _KEY_FIELD: seal(self._wrapping, drawer.key, drawer.conversation)
        }
        mapping.update(sealed_values(drawer))
        try:
            with self._redis.pipeline(transaction=True) as pipeline:
                pipeline.hset(name, mapping=mapping)
                pipeline.expire(name, self.ttl_seconds)
                pipeline.execute()
        except redis.RedisError as error:
            raise VaultError(_unreachable(error)) from error
        drawer.fresh.clear()

    def tokens(self, conversation: str) -> list[str]:
        """See ``Vault.tokens``."""
        try:
            fields = [field.decode() for field in self._redis.hkeys(self._name(conversation))]
        except redis.RedisError as error:
            raise VaultError(_unreachable(error)) from error
        return [field for field in fields if field != _KEY_FIELD]

    def forget(self, conversation: str) -> None:
        """See ``Vault.forget``."""
        self._open_drawers.forget(conversation)
        try:
            self._redis.delete(self._name(conversation))
        except redis.RedisError as error:
            raise VaultError(_unreachable(error)) from error


def _unreachable(error: redis.RedisError) -> str:
    return (
        f"the vault's Redis does not answer ({type(error).__name__}); "
        "check TACTFUL_REDIS_URL and that Redis is up"
    )
