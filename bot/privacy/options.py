"""What may stand under ``tracker_store:`` in endpoints.yml, read into working parts."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.privacy.detect import Detector
from bot.privacy.errors import PrivacyConfigError
from bot.privacy.recognisers.base import Recogniser
from bot.privacy.redact import Redactor
from bot.privacy.rules import read_rules
from bot.privacy.sealing import derive_key
from bot.privacy.vault import MemoryVault, RedisVault, Vault
from settings import Settings, SettingsError, get_settings

_OWN_KEYS = frozenset({"rules", "allow", "recognizers", "redis_url", "vault_ttl_seconds", "vault"})
_SQL_KEYS = frozenset({"dialect", "port", "db", "username", "password", "login_db", "query"})


@dataclass(frozen=True)
class Parts:
    """What the tracker store works with.

    Attributes:
        redactor: Redacts and restores events.
        vault: Keeps the values behind the tokens.
        pseudonym_key: Key of the hash that stands for a sender id.
        sql: Arguments of Rasa's SQL store.
    """

    redactor: Redactor
    vault: Vault
    pseudonym_key: bytes
    sql: dict[str, Any]


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
        secret = settings.secret()
    except SettingsError as error:
        raise PrivacyConfigError(str(error)) from error
    allow = options.get("allow") or []
    if not isinstance(allow, list) or not all(isinstance(value, str) for value in allow):
        raise _bad("allow", "not a list of texts")
    detector = Detector(
        settings.order_number_pattern, extra=_extra(options.get("recognizers")), allow=allow
    )
    return Parts(
        redactor=Redactor(detector, read_rules(options.get("rules"))),
        vault=options.get("vault") or _vault(settings, secret, options),
        pseudonym_key=derive_key(secret, "sender"),
        sql=_sql(settings, host, options),
    )


def _bad(key: str, problem: str) -> PrivacyConfigError:
    return PrivacyConfigError(f"endpoints.yml, tracker_store, `{key}`: {problem}.")


def _vault(settings: Settings, secret: bytes, options: Mapping[str, Any]) -> Vault:
    ttl = options.get("vault_ttl_seconds", settings.vault_ttl_seconds)
    if not isinstance(ttl, int) or isinstance(ttl, bool) or ttl < 1:
        raise _bad("vault_ttl_seconds", f"{ttl!r} is not a whole number of seconds from 1")
    url = options.get("redis_url", settings.redis_url)
    if not url:
        return MemoryVault(ttl)
    try:
        return RedisVault(str(url), secret, ttl)
    except ValueError as error:
        raise _bad("redis_url", f"{error}. Give a URL such as redis://localhost:6379/0") from error


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
