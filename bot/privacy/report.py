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
from bot.privacy.durations import span
from bot.privacy.endpoints import Installation
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.holdings import Facts
from bot.privacy.options import Parts
from bot.privacy.redis_vault import RedisVault
from bot.privacy.rules import Rule
from bot.privacy.stores import describe_stores
from settings import Settings, get_settings

_HOW = {
    "token": "token; the vault has the value",
    "redact": "characters hidden for good",
    "mask": "name of the kind in its place, for good",
    "drop": "removed",
    "hash": "keyed hash, the same in every conversation",
    "generalise": "coarser value ({to}), for good",
}
_REQUESTS = (
    "- **What is held:** `python -m bot.privacy held SENDER`, or the back office.",
    "- **A copy:** `python -m bot.privacy export SENDER`, or the back office.",
    "- **Erasure:** “forget me” in the chat, `python -m bot.privacy erase SENDER`, or the back "
    "office. The last two give a signed receipt; `verify-receipt` tells whether one is genuine.",
    "- **Who a sender is:** a conversation begins with an id that the shop's page or system gives. "
    "It is stored as a keyed hash only, so that a request needs the id, or a handle of it.",
)


def write_report(installation: Installation, engine: sa.engine.Engine | None) -> str:
    """Return the report in Markdown.

    Args:
        installation: The running configuration.
        engine: The conversations' database, for counts; None: there is none yet.
    """
    settings = get_settings()
    described = describe_stores(installation, settings)
    used = [facts for facts in described if facts.in_use]
    unused = [f"{facts.store} ({facts.rule})" for facts in described if not facts.in_use]
    lines = [
        "# Personal data: what is stored where, for how long, by which rule",
        "",
        f"Written {time.strftime('%Y-%m-%d %H:%M UTC', time.gmtime())} from endpoints.yml and the "
        "settings. `docs/privacy.md` explains the terms.",
        "",
        *_table(
            ("store", "how long", "who can read it"),
            [(f.store, f.kept, f.readers) for f in used],
        ),
        "",
        f"Not in use: {', '.join(unused) or 'nothing'}.",
        "",
        "## The stores, one by one",
        "",
        *(line for facts in used for line in _section(facts)),
        "## What a shopper may ask for",
        "",
        *_REQUESTS,
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
        *_retention(installation.parts, engine),
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


def _section(facts: Facts) -> list[str]:
    return [
        f"### {facts.store.capitalize()}",
        "",
        f"- **What:** {facts.what}.",
        f"- **Where:** {facts.where}.",
        f"- **For how long:** {facts.kept}.",
        f"- **By which rule:** {facts.rule}.",
        f"- **Who can read it:** {facts.readers}.",
        f"- **How it is erased:** {facts.erased}.",
        "",
    ]


def _retention(parts: Parts, engine: sa.engine.Engine | None) -> list[str]:
    retention = parts.retention
    stored = summary(engine) if engine is not None else {}
    rows, now = [], time.time()
    names = sorted({*stored, *(retention.ages if retention else ())})
    for name in names:
        age = retention.age_of(name) if retention else None
        kept = stored.get(name)
        rows.append(
            (
                f"`{name}`",
                "until erased" if age is None else span(age),
                "0" if kept is None else str(kept.count),
                "-" if kept is None else span(max(0.0, now - kept.oldest)),
            )
        )
    default = retention.default if retention else None
    rows.append(("all other types", "until erased" if default is None else span(default), "", ""))
    every = parts.retention_every
    when = "by cron, or not at all" if every is None else f"by the server every {span(every)}"
    lines = [f"It is run {when}.", ""] if retention else []
    lines += _table(("type of event", "kept for", "stored now", "oldest"), rows)
    if engine is not None:
        erased = list(read_erasure_log(engine))
        total = sum(sum(entry.counts.values()) for entry in erased)
        wishes = Counter(entry.erased_by for entry in erased)
        by = ", ".join(f"{count} by {who}" for who, count in sorted(wishes.items()))
        lines += [
            "",
            f"Erased so far: {total} events and objects, in {len(erased)} entries of the log"
            f"{f' ({by})' if by else ''}.",
        ]
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
        warnings.append(
            "Rasa's Redis lock store writes sender ids in clear; "
            "`type: bot.privacy.lock_store.PseudonymousLockStore` writes hashes."
        )
    if not settings.secret_key:
        warnings.append("The master secret lies in the state folder, beside the data it protects.")
    if not settings.keys_of_back_office():
        warnings.append(
            "The back office is off: only someone at the server's command line can answer a "
            "shopper's request. `TACTFUL_BACK_OFFICE_KEYS` turns it on."
        )
    if settings.demo:
        warnings.append("The demo shop with its demo sign-in is on: `TACTFUL_DEMO=false`.")
    return [f"- {warning}" for warning in warnings] or ["Nothing."]
