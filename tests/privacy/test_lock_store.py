"""The lock store: turns of a conversation wait for one another, and Redis holds no sender id."""

from __future__ import annotations

import asyncio
import logging

import pytest
import redis
from rasa.core.lock_store import LockStore
from rasa.utils.endpoints import EndpointConfig

from bot.privacy.lock_store import LockStoreConfigError, PseudonymousLockStore
from settings import get_settings
from tests.privacy.conftest import SENDER

TYPE = "bot.privacy.lock_store.PseudonymousLockStore"


def store_of(url: str | None, **options: object) -> LockStore:
    """The store as Rasa makes it of endpoints.yml."""
    return LockStore.create(EndpointConfig(url, type=TYPE, **options))


async def test_redis_and_the_log_have_hashes(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    client = redis.Redis.from_url(redis_url)
    with caplog.at_level(logging.DEBUG):
        async with store_of(redis_url).lock(SENDER):
            (key,) = client.keys("lock:*")
            held = key.decode() + str(client.get(key))
    assert SENDER not in held and SENDER not in caplog.text
    assert "Acquired lock" in caplog.text
    assert client.keys("lock:*") == []


async def test_a_second_server_waits_also_while_secrets_are_swapped(
    redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stores = []
    for current, old in (("a" * 32, "b" * 32), ("b" * 32, "a" * 32)):
        monkeypatch.setenv("TACTFUL_SECRET_KEY", current)
        monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", old)
        get_settings.cache_clear()
        stores.append(store_of(redis_url))
    monkeypatch.undo()
    get_settings.cache_clear()
    order = []

    async def turn() -> None:
        async with stores[1].lock(SENDER, wait_time_in_seconds=0.01):
            order.append("second")

    async with stores[0].lock(SENDER):
        waiting = asyncio.create_task(turn())
        await asyncio.sleep(0.1)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


def test_redis_comes_from_the_settings(redis_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TACTFUL_REDIS_URL", redis_url)
    get_settings.cache_clear()
    store = store_of(None)
    assert isinstance(store, PseudonymousLockStore) and store.red.ping()
    get_settings.cache_clear()


@pytest.mark.parametrize(
    ("url", "options", "said"),
    [(None, {}, "TACTFUL_REDIS_URL"), ("redis://localhost", {"port": 1}, "unknown port")],
)
def test_what_is_wrong_is_named(url: str | None, options: dict[str, object], said: str) -> None:
    with pytest.raises(LockStoreConfigError, match=said):
        store_of(url, **options)
