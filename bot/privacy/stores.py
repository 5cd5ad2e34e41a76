"""What the report says of each store of Tactful's own; further holdings describe themselves."""

from __future__ import annotations

import sqlalchemy as sa

from bot.privacy.database import connect
from bot.privacy.endpoints import Installation
from bot.privacy.holdings import Facts
from bot.privacy.logs import log_files
from bot.privacy.redis_vault import RedisVault
from bot.privacy.rights import holdings
from settings import Settings

_WRAPPER = "bot.privacy.broker.RedactedEventBroker"
_FORGET = "“forget me” in the chat, `python -m bot.privacy erase`, or the back office"


def describe_stores(installation: Installation, settings: Settings) -> list[Facts]:
    """Return the facts of every store that holds something of shoppers, or could."""
    return [
        _conversations(installation),
        _vault(installation),
        *(holding.report() for holding in holdings(connect(installation.url))),
        _erasure_log(),
        _back_office(settings),
        _broker(installation),
        _logs(settings),
        _shop(settings),
        _lock_store(installation),
        _secret(settings),
    ]


def span(seconds: float) -> str:
    """Return a duration in words, such as ``30 days``."""
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size, 1):g} {unit}"
    return f"{seconds:g} seconds"


def _conversations(installation: Installation) -> Facts:
    retention = installation.parts.retention
    longest = retention.longest if retention else None
    return Facts(
        store="conversations",
        where=f"`{installation.url.render_as_string(hide_password=True)}`, table `events`",
        what="redacted events; sender ids as keyed hashes",
        kept="until erased" if longest is None else f"{span(longest)}, see below",
        rule="`tracker_store`: `rules`, `retention`",
        readers="whoever may read this database: redacted text, no values behind tokens",
        erased=f"{_FORGET}; by age, by retention. Rows are overwritten on SQLite, vacuumed on "
        "PostgreSQL; backups have ages of their own",
    )


def _vault(installation: Installation) -> Facts:
    vault = installation.parts.vault
    if isinstance(vault, RedisVault):
        where, end = f"Redis `{_without_password(vault.url)}`", ""
        readers = "whoever has the master secret and may read this Redis"
    else:
        where, end = "memory of the server", ", or to its end"
        readers = "the server's process only"
    return Facts(
        store="vault",
        where=where,
        what="the values behind tokens, sealed (AES-256-GCM) with a key of their conversation",
        kept=f"{span(vault.ttl_seconds)} after the last use{end}",
        rule="`vault_ttl_seconds` or `TACTFUL_VAULT_TTL_SECONDS`",
        readers=f"{readers}; exports show what is still in it",
        erased="with the conversation: its key is dropped; by itself at the end of the time",
    )


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _erasure_log() -> Facts:
    return Facts(
        store="log of erasures",
        where="the same database, table `erasure_log`",
        what="keyed hash, time, at whose wish, number of events by type; nothing that was said",
        kept="for good (append-only)",
        rule="to show later that an erasure was carried out",
        readers="whoever may read this database; `audit`, and the back office",
        erased="never; without the master secret no hash leads to a sender",
    )


def _back_office(settings: Settings) -> Facts:
    keys = len(settings.keys_of_back_office())
    return Facts(
        store="back office",
        where="`/privacy/` of the Rasa server" if keys else "off",
        what="stores nothing; tells, exports and erases what the stores above hold",
        kept="-",
        rule="`TACTFUL_BACK_OFFICE_KEYS`",
        readers=f"whoever has one of {keys} keys and reaches the path" if keys else "nobody",
        erased="-",
    )


def _broker(installation: Installation) -> Facts:
    config = installation.endpoints.get("event_broker")
    kind = "none" if config is None else str(config.get("type") or "pika")
    inner = config.get("broker") if config is not None else None
    if kind == _WRAPPER and isinstance(inner, dict):
        kind = f"{inner.get('type')}, behind RedactedEventBroker"
    return Facts(
        store="event broker",
        where=kind,
        what="nothing" if config is None else "the same redacted events, under the keyed hash",
        kept="-" if config is None else "as its consumers keep them",
        rule="`event_broker`",
        readers="nobody" if config is None else "its consumers",
        erased="-"
        if config is None
        else "by its consumers: each erasure sends them a `slot` event `erase_requested`",
    )


def _logs(settings: Settings) -> Facts:
    files = log_files()
    found = ", ".join(f"`{file['file']}` ({file['bytes'] / 1e6:.1f} MB)" for file in files)
    return Facts(
        store="logs",
        where=f"`{settings.state_dir / 'logs'}` with `make run`, else standard output. "
        f"Now: {found or 'no files'}",
        what=f"level {settings.log_level}; kinds such as `[email]` in place of values",
        kept="until the operator deletes them",
        rule="`TACTFUL_LOG_LEVEL`; rotation is the operator's",
        readers="whoever may read the files",
        erased="nothing to erase of one shopper: neither values nor sender ids are written",
    )


def _shop(settings: Settings) -> Facts:
    url = sa.engine.make_url(settings.shop_url).render_as_string(hide_password=True)
    return Facts(
        store="shop",
        where=f"`{url}`",
        what="customers, orders, addresses, returns, e-mails to send: the shop's own records, in "
        "clear. The assistant reads them, and writes what a shopper asks it to do",
        kept="as the shop decides; Tactful deletes none",
        rule="`TACTFUL_SHOP_DATABASE_URL`",
        readers="the shop; in the chat who has shown that an order is theirs",
        erased="by the shop",
    )


def _lock_store(installation: Installation) -> Facts:
    kind = str(installation.endpoints.get("lock_store", {}).get("type") or "in_memory")
    redis = kind == "redis"
    return Facts(
        store="lock store",
        where=kind,
        what="sender ids in clear, as names of locks" if redis else "sender ids, in memory",
        kept="while a message is handled",
        rule="`lock_store`",
        readers="whoever may read this Redis" if redis else "the server's process only",
        erased="by itself, after the message",
    )


def _secret(settings: Settings) -> Facts:
    return Facts(
        store="master secret",
        where="`TACTFUL_SECRET_KEY`"
        if settings.secret_key
        else f"`{settings.state_dir}/secret.key`",
        what="key of all hashes, of the vault and of receipts; "
        f"{len(settings.old_secrets())} earlier ones",
        kept="until it is changed",
        rule="`TACTFUL_SECRET_KEY`, `TACTFUL_OLD_SECRET_KEYS`",
        readers="both servers, and whoever administers them",
        erased="by changing it (docs/privacy.md)",
    )
