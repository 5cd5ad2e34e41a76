"""What the report says of each store of Tactful's own; further holdings describe themselves."""

from __future__ import annotations

import sqlalchemy as sa

from bot.privacy.database import connect
from bot.privacy.durations import span
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
        *(h.report() for h in holdings(connect(installation.url), installation.parts)),
        _erasure_log(),
        _back_office(settings),
        _broker(installation),
        _logs(settings),
        _shop(settings),
        _learned_words(settings),
        _lock_store(installation),
        _secret(settings),
    ]


def _conversations(installation: Installation) -> Facts:
    retention = installation.parts.retention
    longest = retention.longest if retention else None
    return Facts(
        store="conversations",
        where=f"`{installation.url.render_as_string(hide_password=True)}`, table `events`",
        what="redacted events; sender ids as keyed hashes",
        kept="until erased" if longest is None else f"up to {span(longest)}, see below",
        rule="`rules` and `retention` of `tracker_store` in endpoints.yml",
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
        where, end = "memory of the server", ", or to the server's end"
        readers = "the server's process only"
    return Facts(
        store="vault",
        where=where,
        what="the values behind tokens, sealed (AES-256-GCM) with a key of their conversation",
        kept=f"{span(vault.ttl_seconds)} after the last use{end}",
        rule="`vault_ttl_seconds` of `tracker_store`, or `TACTFUL_VAULT_TTL_SECONDS`",
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
        where="`/privacy/` of the Rasa server, which must not be reached from outside",
        what="nothing of its own: it tells, exports and erases what the other stores hold",
        kept="not at all",
        rule="`TACTFUL_BACK_OFFICE_KEYS`",
        readers=f"whoever has a key (set: {keys}) and reaches the path",
        erased="nothing to erase",
        in_use=keys > 0,
    )


def _broker(installation: Installation) -> Facts:
    config = installation.endpoints.get("event_broker")
    kind = str((config or {}).get("type") or "pika")
    inner = (config or {}).get("broker")
    if kind == _WRAPPER and isinstance(inner, dict):
        kind = f"{inner.get('type')}, behind RedactedEventBroker"
    return Facts(
        store="event broker",
        where=kind,
        what="the same redacted events, under the keyed hash",
        kept="as its consumers keep them",
        rule="`event_broker` in endpoints.yml",
        readers="its consumers",
        erased="by its consumers: each erasure sends them a `slot` event `erase_requested`",
        in_use=config is not None,
    )


def _logs(settings: Settings) -> Facts:
    files = log_files()
    found = ", ".join(f"`{file['file']}` ({file['bytes'] / 1e6:.1f} MB)" for file in files)
    return Facts(
        store="logs",
        where=f"`{settings.state_dir / 'logs'}` with `make run`, else standard output. "
        f"Now: {found or 'no files'}",
        what=f"what the servers do, at level {settings.log_level}; a personal value that a pattern "
        "finds has its kind, such as `[email]`, in its place",
        kept="until the operator deletes them",
        rule="`TACTFUL_LOG_LEVEL`; rotation is the operator's",
        readers="whoever may read the files",
        erased="as whole files, by the operator",
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


def _learned_words(settings: Settings) -> Facts:
    epsilon = settings.synonyms_epsilon
    return Facts(
        store="words of searches",
        where="table `learned_words` of the shop; before a release the action server's memory",
        what="words that many searched for before they chose a thing, as counts with noise, so "
        f"nobody's in particular (differential privacy, epsilon {epsilon:g} for a conversation)",
        kept="pairs in memory up to 30 days, counts a year",
        rule="`TACTFUL_SYNONYMS_EPSILON`; 0: no search is counted",
        readers="the action server",
        erased="what is in memory when a shopper is forgotten or turns to `off`; counts by age",
        in_use=epsilon > 0,
    )


def _lock_store(installation: Installation) -> Facts:
    kind = str(installation.endpoints.get("lock_store", {}).get("type") or "in_memory")
    redis, hashed = kind == "redis", kind.endswith(".PseudonymousLockStore")
    return Facts(
        store="lock store",
        where=kind,
        what="sender ids in clear, as names of locks"
        if redis
        else "keyed hashes of sender ids, as names of locks"
        if hashed
        else "sender ids, in memory",
        kept="while a message is handled",
        rule="`lock_store` in endpoints.yml",
        readers="whoever may read this Redis" if redis or hashed else "the server's process only",
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
