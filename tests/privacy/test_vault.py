"""The vault: tokens, time to live, forgetting; in memory and in a real Redis."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import redis

from bot.privacy.errors import VaultError
from bot.privacy.redis_vault import RedisVault
from bot.privacy.sealing import seal, unseal
from bot.privacy.vault import MemoryVault, Vault

SECRET = b"s" * 32


@pytest.fixture(params=["memory", "redis"])
def vault(request: pytest.FixtureRequest) -> Vault:
    if request.param == "memory":
        return MemoryVault(60)
    url = request.getfixturevalue("redis_url")
    redis.Redis.from_url(url).flushall()
    return RedisVault(url, SECRET, 60)


def test_a_value_comes_back_in_its_type(vault: Vault) -> None:
    drawer = vault.open("c")
    tokens = {drawer.token_for("x", value): value for value in ("Maya", 7, [1, "a"], {"a": 1.5})}
    assert len(tokens) == 4
    vault.close(drawer)
    assert vault.open("c").values == tokens


def test_values_come_back_in_the_order_in_which_they_were_said(vault: Vault) -> None:
    drawer = vault.open("c")
    numbers = [f"number {n} {'x' * 60}" for n in range(300)]
    for number in numbers:
        drawer.token_for("x", number)
    vault.close(drawer)
    if isinstance(vault, RedisVault):  # as another server sees it
        vault = RedisVault(vault.url, SECRET, 60)
    assert list(vault.open("c").values.values()) == numbers
    more = vault.open("c")
    more.token_for("x", "one more")
    vault.close(more)
    assert list(vault.open("c").values.values()) == [*numbers, "one more"]


def test_tokens_are_told_without_prolonging_their_time(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    vault = RedisVault(redis_url, SECRET, 60)
    drawer = vault.open("c")
    token = drawer.token_for("x", "Maya")
    vault.close(drawer)
    (name,) = client.keys()
    client.expire(name, 10)
    assert vault.tokens("c") == [token] and vault.tokens("d") == []
    assert client.ttl(name) <= 10


def test_what_another_server_adds_or_forgets_is_seen(redis_url: str) -> None:
    redis.Redis.from_url(redis_url).flushall()
    here, there = RedisVault(redis_url, SECRET, 60), RedisVault(redis_url, SECRET, 60)
    for vault, value in ((here, "one"), (there, "two"), (here, "three")):
        drawer = vault.open("c")
        drawer.token_for("x", value)
        vault.close(drawer)
    assert sorted(there.open("c").values.values()) == ["one", "three", "two"]
    here.forget("c")
    assert there.open("c").values == {} and here.open("c").values == {}


def test_what_could_not_be_written_is_not_taken_for_held(vault: Vault) -> None:
    drawer = vault.open("c")
    drawer.token_for("x", "kept")
    vault.close(drawer)
    vault.open("c").token_for("x", "lost: the vault was never closed")
    assert list(vault.open("c").values.values()) == ["kept"]


def test_tokens_are_stable_within_a_conversation_only(vault: Vault) -> None:
    drawer = vault.open("c")
    token = drawer.token_for("email", "Maya@Example.com")
    vault.close(drawer)
    again = vault.open("c")
    assert again.token_for("email", "maya@example.com") == token
    assert again.token_for("name", "maya@example.com") != token
    assert vault.open("d").token_for("email", "Maya@Example.com") != token


def test_spacing_does_not_matter_to_numbers(vault: Vault) -> None:
    drawer = vault.open("c")
    assert drawer.token_for("postcode", "LS1 4AB") == drawer.token_for("postcode", "ls14ab")
    assert drawer.token_for("card", "4111 1111") == drawer.token_for("card", "4111-1111")


def test_forgetting_kills_every_token(vault: Vault) -> None:
    drawer = vault.open("c")
    token = drawer.token_for("email", "maya@example.com")
    vault.close(drawer)
    vault.forget("c")
    fresh = vault.open("c")
    assert fresh.values == {} and fresh.known == {}
    assert fresh.token_for("email", "maya@example.com") != token


def test_known_values_are_telling_ones(vault: Vault) -> None:
    drawer = vault.open("c")
    for value in ("Maya", "10023", "no", "12", 1, True, "yes", "N"):
        drawer.token_for("x", value)
    vault.close(drawer)
    assert set(vault.open("c").known) == {"Maya", "10023"}


def test_two_values_never_share_a_token(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    drawer = vault.open("c")
    first = drawer.token_for("x", "one")
    drawer.values[first] = "another value with the same digest"
    second = drawer.token_for("x", "one")
    assert second != first and len(second) == len(first) + 2


def test_values_in_memory_are_gone_after_their_time() -> None:
    now = [0.0]
    clock: Callable[[], float] = lambda: now[0]  # noqa: E731
    vault = MemoryVault(10, clock)
    drawer = vault.open("c")
    drawer.token_for("x", "one")
    vault.close(drawer)
    now[0] = 9
    assert vault.open("c").values  # and a use makes them last again
    now[0] = 18
    assert vault.open("c").values
    now[0] = 29
    assert not vault.open("c").values


def test_redis_holds_nothing_readable_and_lets_it_expire(redis_url: str) -> None:
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    vault = RedisVault(redis_url, SECRET, 60)
    drawer = vault.open("c")
    drawer.token_for("email", "maya@example.com")
    vault.close(drawer)
    (name,) = client.keys()
    assert 0 < client.ttl(name) <= 60
    everything = b"".join(k + v for k, v in client.hgetall(name).items())
    assert b"maya" not in everything and drawer.key not in everything


def test_a_restart_with_redis_keeps_values_and_another_secret_loses_them(redis_url: str) -> None:
    redis.Redis.from_url(redis_url).flushall()
    vault = RedisVault(redis_url, SECRET, 60)
    drawer = vault.open("c")
    drawer.token_for("email", "maya@example.com")
    vault.close(drawer)
    assert RedisVault(redis_url, SECRET, 60).open("c").values == drawer.values
    assert RedisVault(redis_url, b"t" * 32, 60).open("c").values == {}


def test_an_absent_redis_is_a_vault_error() -> None:
    with pytest.raises(VaultError, match="TACTFUL_REDIS_URL"):
        RedisVault("redis://127.0.0.1:1/0", SECRET, 60).open("c")


def test_a_sealed_value_opens_in_its_context_only() -> None:
    sealed = seal(SECRET, b"value", "a")
    assert unseal(SECRET, sealed, "a") == b"value"
    for key, data, context in (
        (SECRET, sealed, "b"),
        (b"t" * 32, sealed, "a"),
        (SECRET, sealed[:-1] + b"?", "a"),
        (SECRET, b"", "a"),
    ):
        with pytest.raises(VaultError):
            unseal(key, data, context)


def test_the_vault_is_not_written_to_disk_by_default(tmp_path: Path) -> None:
    drawer = MemoryVault(1).open("c")
    drawer.token_for("x", "one")
    assert list(tmp_path.iterdir()) == []
