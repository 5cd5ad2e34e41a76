"""What may stand under ``tracker_store:`` in endpoints.yml, read into working parts."""

from __future__ import annotations

import importlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from bot.privacy.consent import DialOptions, read_dial
from bot.privacy.detect import Detector
from bot.privacy.durations import read_duration
from bot.privacy.errors import PrivacyConfigError
from bot.privacy.pseudonyms import Pseudonyms
from bot.privacy.receipts import Receipts
from bot.privacy.recognisers.base import Recogniser
from bot.privacy.redact import Redactor
from bot.privacy.redis_vault import RedisVault
from bot.privacy.retention import Retention, read_retention
from bot.privacy.rules import Rules, read_rules
from bot.privacy.sealing import derive_key
from bot.privacy.vault import MemoryVault, Vault
from settings import Settings, SettingsError, get_settings

_OWN_KEYS_WORDS = (
    "rules allow recognizers redis_url vault_ttl_seconds vault retention retention_every "
    "default_level consent_version profile_ttl profile_epsilon ticket_ttl"
)
_OWN_KEYS = frozenset(_OWN_KEYS_WORDS.split())
_SQL_KEYS = frozenset({"dialect", "port", "db", "username", "password", "login_db", "query"})


@dataclass(frozen=True)
class Parts:
    """What the tracker store works with.

    Attributes:
        detector: Finds personal values, the shop's own recognisers and exceptions included.
        redactor: Redacts and restores events.
        rules: How it writes values.
        vault: Keeps the values behind the tokens.
        pseudonyms: The hashes that stand for sender ids.
        receipts: Signs receipts of erasures.
        sql: Arguments of Rasa's SQL store.
        retention: What is kept for how long; None: until it is erased.
        retention_every: Seconds between two runs of retention in the server; None: no runs.
        ticket_ttl: Seconds after which a ticket is emptied; None: the shop sees to it.
        dial: Of the privacy dial.
        secret: The master secret.
    """

    detector: Detector
    redactor: Redactor
    rules: Rules
    vault: Vault
    pseudonyms: Pseudonyms
    receipts: Receipts
    sql: dict[str, Any]
    retention: Retention | None
    retention_every: int | None
    ticket_ttl: int | None
    dial: DialOptions
    secret: bytes = field(repr=False)


def read_options(host: str | None, options: Mapping[str, Any]) -> Parts:
    """Read the keys of ``tracker_store:``; what is not given comes from the settings.

    Args:
        host: The ``url`` key: a database URL, or a host beside Rasa's own SQL keys.
        options: All other keys.

    Raises:
        PrivacyConfigError: A key or value cannot be used; the message names it and the fix.
    """
    unknown = sorted(set(options) - _OWN_KEYS - _SQL_KEYS)
    if unknown:
        raise _bad(
            unknown[0], f"unknown key. Known are: url, {', '.join(sorted(_OWN_KEYS | _SQL_KEYS))}"
        )
    try:
        settings = get_settings()
        all_secrets = settings.all_secrets()
    except SettingsError as error:
        raise PrivacyConfigError(str(error)) from error
    allow = options.get("allow") or []
    if not isinstance(allow, list) or not all(isinstance(value, str) for value in allow):
        raise _bad("allow", "not a list of texts")
    detector = Detector(
        settings.order_number_pattern, extra=_extra(options.get("recognizers")), allow=allow
    )
    rules = read_rules(options.get("rules"))
    retention = read_retention(options.get("retention"))
    return Parts(
        detector=detector,
        redactor=Redactor(detector, rules, derive_key(all_secrets[0], "hash")),
        rules=rules,
        vault=options.get("vault") or _vault(settings, all_secrets, options),
        pseudonyms=Pseudonyms(all_secrets),
        receipts=Receipts(all_secrets),
        sql=_sql(settings, host, options),
        retention=retention,
        retention_every=_retention_every(retention, options),
        ticket_ttl=_duration(options, "ticket_ttl", "365d"),
        dial=read_dial(options),
        secret=all_secrets[0],
    )


def _bad(key: str, problem: str) -> PrivacyConfigError:
    return PrivacyConfigError(f"endpoints.yml, tracker_store, `{key}`: {problem}.")


def _vault(settings: Settings, all_secrets: Sequence[bytes], options: Mapping[str, Any]) -> Vault:
    ttl = options.get("vault_ttl_seconds", settings.vault_ttl_seconds)
    if not isinstance(ttl, int) or isinstance(ttl, bool) or ttl < 1:
        raise _bad("vault_ttl_seconds", f"{ttl!r} is not a whole number of seconds from 1")
    url = options.get("redis_url", settings.redis_url)
    if not url:
        return MemoryVault(ttl)
    try:
        return RedisVault(str(url), all_secrets[0], ttl, all_secrets[1:])
    except ValueError as error:
        raise _bad("redis_url", f"{error}. Give a URL such as redis://localhost:6379/0") from error


def _duration(options: Mapping[str, Any], key: str, example: str) -> int | None:
    """Return a duration in seconds; None where none is given."""
    if options.get(key) is None:
        return None
    seconds = read_duration(options[key])
    if seconds is None:
        raise _bad(key, f"{options[key]!r} is no duration, such as {example}")
    return seconds


def _retention_every(retention: Retention | None, options: Mapping[str, Any]) -> int | None:
    seconds = _duration(options, "retention_every", "30m or 1h")
    if seconds is not None and retention is None:
        raise _bad("retention_every", "it needs `retention` beside it, which says what is too old")
    return seconds


def _sql(settings: Settings, host: str | None, options: Mapping[str, Any]) -> dict[str, Any]:
    given = {key: options[key] for key in _SQL_KEYS if key in options}
    if host is None and not given:
        host = settings.tracker_url
    if host is not None and "://" in host:
        try:
            url = sa.engine.make_url(host)
        except sa.exc.ArgumentError as error:
            raise _bad("url", "not an SQLAlchemy URL, such as postgresql://user@host/db") from error
        if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
            Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    return {**given, "host": host}


def database_url(sql: Mapping[str, Any]) -> sa.engine.URL:
    """Return the URL that Rasa's SQL store makes of its arguments."""
    host = sql.get("host")
    if host is not None and "://" in host:
        return sa.engine.make_url(host)
    address = urlsplit(f"scheme://{host}") if host else None
    return sa.engine.URL.create(
        sql.get("dialect", "sqlite"),
        sql.get("username"),
        sql.get("password"),
        address.hostname if address else None,
        (address.port if address else None) or sql.get("port"),
        sql.get("db", "rasa.db"),
        sql.get("query") or {},
    )


def _extra(paths: Any) -> list[Recogniser]:
    """Make further recognisers, Tactful's or Presidio's, from the paths of their classes."""
    if paths is None:
        return []
    if not isinstance(paths, list):
        raise _bad("recognizers", "not a list of class paths, such as my_shop.Recognizer")
    extra: list[Recogniser] = []
    for path in paths:
        module, _, name = str(path).rpartition(".")
        try:
            # Before any class of Presidio's: keeps torch out while spaCy is imported.
            importlib.import_module("nlu_models.spacy_runtime")
            made = getattr(importlib.import_module(module), name)()
        except (ImportError, AttributeError, TypeError, ValueError) as error:
            raise _bad("recognizers", f"{path!r} cannot be made ({error})") from error
        if not isinstance(made, Recogniser):
            from bot.privacy.recognisers.presidio import ForeignRecogniser

            made = ForeignRecogniser(made)
        extra.append(made)
    return extra
