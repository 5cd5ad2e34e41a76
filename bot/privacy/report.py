"""Writes what personal data is stored where, for how long and by which rule.

Everything in it is read from the running configuration: endpoints.yml and the settings.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from bot.privacy.consent import LEVELS
from bot.privacy.database import summary
from bot.privacy.endpoints import Installation
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.redis_vault import RedisVault
from bot.privacy.retention import Retention
from bot.privacy.rules import Rule
from settings import Settings, get_settings

_WRAPPER = "bot.privacy.broker.RedactedEventBroker"
_HOW = {
    "token": "token; the vault has the value",
    "redact": "characters hidden for good",
    "mask": "name of the kind in its place, for good",
    "drop": "removed",
    "hash": "keyed hash, the same in every conversation",
    "generalise": "coarser value ({to}), for good",
}


def write_report(installation: Installation, engine: sa.engine.Engine | None) -> str:
    """Return the report in Markdown.

    Args:
        installation: The running configuration.
        engine: The conversations' database, for counts; None: there is none yet.
    """
    settings = get_settings()
    lines = [
        "# Personal data: what is stored where, for how long, by which rule",
        "",
        f"Written {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())} from endpoints.yml and the "
        "settings. `docs/privacy.md` explains the terms.",
        "",
        *_table(
            ("store", "where", "what", "how long", "rule"),
            [
                _conversations(installation),
                _vault(installation, settings),
                _profiles(installation),
                _consents(),
                _erasure_log(installation),
                _broker(installation),
                _logs(settings),
                _shop(settings),
                _lock_store(installation),
                _secret(settings),
            ],
        ),
        "",
        "## How values are written",
        "",
        *_table(
            ("value", "written as"),
            [
                *((f"slot `{r.name}`", _how(r)) for r in installation.parts.rules.slots.values()),
                *(
                    (f"kind `{r.name}`", _how(r))
                    for r in installation.parts.rules.entities.values()
                ),
                ("every other detected kind", _HOW["token"]),
                ("sender id", "keyed hash"),
            ],
        ),
        "",
        f"Detected kinds: {', '.join(installation.parts.redactor.kinds)}.",
        "",
        "## Retention of events",
        "",
        *_retention(installation.parts.retention, engine),
        "",
        "## The privacy dial",
        "",
        *_dial(installation, engine),
        "",
        "## To look at",
        "",
        *_warnings(installation, settings),
        "",
    ]
    return "\n".join(lines)


def _table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    lines = [columns, ["---"] * len(columns), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def _how(rule: Rule) -> str:
    return _HOW[rule.type].format(to=rule.to)


def _span(seconds: float) -> str:
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{round(seconds / size, 1):g} {unit}"
    return f"{seconds:g} seconds"


def _conversations(installation: Installation) -> tuple[str, ...]:
    retention = installation.parts.retention
    longest = retention.longest if retention else None
    return (
        "conversations",
        f"`{installation.url.render_as_string(hide_password=True)}`, table `events`",
        "redacted events; sender ids as keyed hashes",
        "until erased" if longest is None else f"{_span(longest)}, see below",
        "`tracker_store`: `rules`, `retention`",
    )


def _vault(installation: Installation, settings: Settings) -> tuple[str, ...]:
    vault = installation.parts.vault
    if isinstance(vault, RedisVault):
        where, end = f"Redis `{_without_password(vault.url)}`", ""
    else:
        where, end = "memory of the server", ", or to its end"
    return (
        "vault",
        where,
        "the values behind tokens, sealed (AES-256-GCM) with a key of their conversation",
        f"{_span(vault.ttl_seconds)} after the last use{end}",
        "`vault_ttl_seconds` or `TACTFUL_VAULT_TTL_SECONDS`",
    )


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def _profiles(installation: Installation) -> tuple[str, ...]:
    options = installation.parts.dial
    return (
        "profiles",
        "the same database, table `profiles`",
        "of who consented: weights of kinds, brands, colours and materials, with noise; keyed hash "
        "of the customer or sender",
        f"{_span(options.profile_ttl)} after the last use, or until the consent is withdrawn",
        f"`profile_ttl`; `profile_epsilon` {options.profile_epsilon:g} a visit",
    )


def _consents() -> tuple[str, ...]:
    return (
        "consents",
        "the same database, table `consent_log`",
        "keyed hash, level before and after, version of the text, time, how it was set",
        "for good (append-only)",
        "`consent_version`",
    )


def _erasure_log(installation: Installation) -> tuple[str, ...]:
    return (
        "erasures",
        "the same database, table `erasure_log`",
        "keyed hash, time, by whom, number of events by type",
        "for good (append-only)",
        "a receipt for each erasure",
    )


def _broker(installation: Installation) -> tuple[str, ...]:
    config = installation.endpoints.get("event_broker")
    if config is None:
        return ("event broker", "none", "nothing", "-", "`event_broker`")
    kind = str(config.get("type") or "pika")
    inner = config.get("broker")
    if kind == _WRAPPER and isinstance(inner, dict):
        kind = f"{inner.get('type')}, behind RedactedEventBroker"
    return (
        "event broker",
        kind,
        "the same redacted events; a `slot` event `erase_requested` for each erasure",
        "as its consumers keep them",
        "`event_broker`",
    )


def _logs(settings: Settings) -> tuple[str, ...]:
    return (
        "logs",
        f"`{settings.state_dir / 'logs'}` with `make run`, else standard output",
        f"level {settings.log_level}; kinds such as `[email]` in place of values",
        "until the operator deletes them",
        "`TACTFUL_LOG_LEVEL`",
    )


def _shop(settings: Settings) -> tuple[str, ...]:
    url = sa.engine.make_url(settings.shop_url).render_as_string(hide_password=True)
    return (
        "shop",
        f"`{url}`",
        "customers, orders, addresses, tickets: the shop's own records, in clear",
        "as the shop decides; Tactful deletes none",
        "`TACTFUL_SHOP_DATABASE_URL`",
    )


def _lock_store(installation: Installation) -> tuple[str, ...]:
    kind = str(installation.endpoints.get("lock_store", {}).get("type") or "in_memory")
    what = "sender ids in clear, as names of locks" if kind == "redis" else "sender ids, in memory"
    return ("lock store", kind, what, "while a message is handled", "`lock_store`")


def _secret(settings: Settings) -> tuple[str, ...]:
    where = "`TACTFUL_SECRET_KEY`" if settings.secret_key else f"`{settings.state_dir}/secret.key`"
    return (
        "master secret",
        where,
        f"key of all hashes and of the vault; {len(settings.old_secrets())} earlier ones",
        "until it is changed",
        "`TACTFUL_SECRET_KEY`, `TACTFUL_OLD_SECRET_KEYS`",
    )


def _retention(retention: Retention | None, engine: sa.engine.Engine | None) -> list[str]:
    stored = summary(engine) if engine is not None else {}
    rows, now = [], time.time()
    names = sorted({*stored, *(retention.ages if retention else ())})
    for name in names:
        age = retention.age_of(name) if retention else None
        count, oldest = stored.get(name, (0, None))
        rows.append(
            (
                f"`{name}`",
                "until erased" if age is None else _span(age),
                str(count),
                "-" if oldest is None else _span(max(0.0, now - oldest)),
            )
        )
    default = retention.default if retention else None
    rows.append(("all other types", "until erased" if default is None else _span(default), "", ""))
    lines = _table(("type of event", "kept for", "stored now", "oldest"), rows)
    if engine is not None:
        erased = list(read_erasure_log(engine))
        total = sum(sum(entry.counts.values()) for entry in erased)
        lines += ["", f"Erased so far: {total} events in {len(erased)} entries of the log."]
    return lines


def _dial(installation: Installation, engine: sa.engine.Engine | None) -> list[str]:
    options = installation.parts.dial
    lines = [
        f"Who has not set it stands at `{options.default_level}`. Consent text: version "
        f"{options.consent_version}."
    ]
    if engine is not None:
        dial = installation.dial(engine)
        stand = Counter({e.conversation: e.after for e in dial.consents.entries()}.values())
        rows = [(f"`{level}`", str(stand[level])) for level in LEVELS]
        lines += ["", *_table(("set to", "shoppers"), rows)]
        lines += ["", f"Profiles stored now: {dial.profiles.count()}."]
    return lines


def _warnings(installation: Installation, settings: Settings) -> list[str]:
    parts = installation.parts
    warnings = []
    if parts.retention is None or parts.retention.default is None:
        warnings.append("Some events are kept until someone erases them: set `retention: default`.")
    elif parts.retention_every is None:
        warnings.append(
            "The server does not run retention by itself: set `retention_every`, or run "
            "`python -m bot.privacy retention` by cron."
        )
    if parts.retention is None or parts.retention_every is None:
        warnings.append("Profiles past their time are unused, but erased by retention only.")
    if not isinstance(parts.vault, RedisVault):
        warnings.append("The vault is in memory: several servers cannot share it.")
    if installation.endpoints.get("lock_store", {}).get("type") == "redis":
        warnings.append("Rasa's Redis lock store writes sender ids in clear.")
    if not settings.secret_key:
        warnings.append("The master secret lies in the state folder, beside the data it protects.")
    if settings.demo:
        warnings.append("The demo shop with its demo sign-in is on: `TACTFUL_DEMO=false`.")
    return [f"- {warning}" for warning in warnings] or ["Nothing."]
