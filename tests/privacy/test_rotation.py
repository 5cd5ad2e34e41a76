"""Changing the master secret: old conversations and old vault entries stay within reach."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
import redis
from rasa.shared.core.events import SlotSet

from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.redis_vault import RedisVault
from bot.privacy.tracker_store import RedactingTrackerStore, TrackerStoreConfigError
from settings import get_settings
from tests.privacy.conftest import DOMAIN, SENDER, conversation, tracker_of, user

OLD, NEW = "o" * 32, "n" * 32
MakeStore = Callable[..., RedactingTrackerStore]


@pytest.fixture
def use(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    def use_secrets(current: str, *old: str) -> None:
        monkeypatch.setenv("TACTFUL_SECRET_KEY", current)
        monkeypatch.setenv("TACTFUL_OLD_SECRET_KEYS", ", ".join(old))
        get_settings.cache_clear()

    return use_secrets


async def test_an_old_conversation_is_found_and_goes_on(
    use: Callable[..., None], make_store: MakeStore
) -> None:
    use(OLD)
    before = make_store()
    await before.save(tracker_of(conversation()))
    use(NEW)
    assert await make_store().retrieve(SENDER) is None
    use(NEW, OLD)
    store = make_store()
    tracker = await store.retrieve(SENDER)
    assert tracker is not None
    tracker.update_with_events([user("order 10024"), SlotSet("order_number", "10024")], DOMAIN)
    await store.save(tracker)
    again = await store.retrieve(SENDER)
    assert again is not None and len(again.events) == len(conversation()) + 1
    assert again.get_slot("order_number") == "10024"
    assert store.pseudonym(SENDER) != before.pseudonym(SENDER)
    (key,) = await store.keys()
    assert before.pseudonym(SENDER) in key and await store.retrieve(key) is not None
    (old_key,) = await before.keys()
    assert await store.retrieve(old_key) is not None
    # A new conversation has the new name.
    await store.save(tracker_of(conversation(), "new"))
    assert any(store.pseudonym("new") in key for key in await store.keys())


async def test_erasing_covers_every_name(use: Callable[..., None], make_store: MakeStore) -> None:
    for secret in (OLD, NEW):  # the two servers of a change that went wrong
        use(secret)
        await make_store().save(tracker_of(conversation()))
    use(NEW, OLD)
    store = make_store()
    assert await store.erase(SENDER, by="shopper") == 2 * len(conversation())
    assert list(await store.keys()) == []
    assert [entry.erased_by for entry in read_erasure_log(store.engine)] == ["shopper"] * 2


def test_short_old_secrets_are_refused(use: Callable[..., None], make_store: MakeStore) -> None:
    use(NEW, OLD, "short")
    with pytest.raises(TrackerStoreConfigError, match="TACTFUL_OLD_SECRET_KEYS"):
        make_store()


def test_keys_in_redis_are_opened_and_wrapped_anew(
    redis_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    redis.Redis.from_url(redis_url).flushall()
    old, new = OLD.encode(), NEW.encode()
    drawer = RedisVault(redis_url, old, 60).open("c")
    drawer.token_for("email", "maya@example.com")
    RedisVault(redis_url, old, 60).close(drawer)
    assert RedisVault(redis_url, new, 60, [b"x" * 32, old]).open("c").values == drawer.values
    # From now on without the old secret.
    assert RedisVault(redis_url, new, 60).open("c").values == drawer.values
    with caplog.at_level(logging.ERROR):
        assert RedisVault(redis_url, old, 60).open("c").values == {}
    assert "TACTFUL_OLD_SECRET_KEYS" in caplog.text
