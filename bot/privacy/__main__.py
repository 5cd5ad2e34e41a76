"""Commands for operators: ``python -m bot.privacy retention|erase|export|dial|audit|report``."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.consent import Level
from bot.privacy.database import erase_conversation, first_stored, stored_events
from bot.privacy.dial import Change
from bot.privacy.endpoints import Installation, NoConversationsError, read_installation
from bot.privacy.erasure_log import read_erasure_log
from bot.privacy.errors import PrivacyConfigError, PrivacyError
from bot.privacy.report import write_report
from bot.privacy.retention import RetentionRun
from bot.privacy.turns import TurnRedactor
from settings import PROJECT_ROOT


def retention(installation: Installation) -> dict[str, Any]:
    """Erase what is too old.

    Raises:
        PrivacyConfigError: No ages are configured.
    """
    parts = installation.parts
    if parts.retention is None:
        raise PrivacyConfigError(
            "endpoints.yml, tracker_store: no `retention`, nothing is ever too old. "
            "Write for example `retention: {user: 30d, default: 90d}`."
        )
    engine = installation.engine()
    counts = RetentionRun(engine, parts.retention, parts.vault.forget).run()
    profiles = installation.dial(engine).profiles.erase_what_is_old()
    return {"erased": {**counts, "profile": profiles} if profiles else counts}


def erase(installation: Installation, sender: str) -> dict[str, Any]:
    """Forget a sender, under every name that it may have; returns the receipt."""
    engine, parts = installation.engine(), installation.parts
    profiles = installation.dial(engine).forget(sender)
    events, erased = 0, []
    for name in parts.pseudonyms.candidates(sender):
        parts.vault.forget(name)
        if first_stored(engine, [name]) is not None:
            events += erase_conversation(engine, name, "operator")
            erased.append(name)
    if erased and "event_broker" in installation.endpoints:
        # Imported here: only this needs Rasa, which takes seconds.
        from bot.privacy.broker import announce_erasures

        asyncio.run(announce_erasures(installation.endpoints["event_broker"], erased))
    return {
        "conversations": erased,
        "events": events,
        "profiles": profiles,
        "erased_at": _time(time.time()),
    }


def set_dial(installation: Installation, sender: str, level: Level) -> dict[str, Any]:
    """Set a sender's privacy dial, for less only: for a profile shoppers consent themselves."""
    dial = installation.dial(installation.engine())
    change = Change(dial.level(sender), level, "operator")
    if change.before != change.after:
        dial.apply(sender, change)
    erased = erase(installation, sender) if change.erases_conversation else None
    return {"before": change.before, "after": change.after, "erased": erased}


def export(installation: Installation, sender: str) -> dict[str, Any]:
    """Return all that is held of a sender; values where the vault has them still."""
    engine, parts = installation.engine(), installation.parts
    turns = TurnRedactor(parts.redactor, parts.vault)
    conversations, names = [], parts.pseudonyms.candidates(sender)
    for name in names:
        stored = stored_events(engine, name)
        if not stored:
            continue
        drawer = turns.open(name)
        events = [parts.redactor.restore(json.loads(data), drawer) for data in stored]
        conversations.append(
            {"conversation": name, "values_in_vault": len(drawer.values), "events": events}
        )
    erasures = [entry for entry in audit(installation) if entry["conversation"] in names]
    dial = installation.dial(engine)
    return {
        "sender": sender,
        "conversations": conversations,
        "level": dial.level(sender),
        "consents": [asdict(entry) for entry in dial.consents.entries(names)],
        "profile": dial.profiles.export(names),
        "erasures": erasures,
    }


def audit(installation: Installation) -> list[dict[str, Any]]:
    """Return the log of erasures, oldest first."""
    return [
        {
            "erased_at": _time(entry.erased_at),
            "erased_by": entry.erased_by,
            "conversation": entry.conversation,
            "events": dict(entry.counts),
        }
        for entry in read_erasure_log(installation.engine())
    ]


def _time(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def _report(installation: Installation, out: Path | None) -> None:
    try:
        engine = installation.engine()
    except NoConversationsError:
        engine = None
    text = write_report(installation, engine)
    if out is None:
        print(text, end="")
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.privacy", description=__doc__)
    parser.add_argument(
        "--endpoints", type=Path, default=PROJECT_ROOT / "endpoints.yml", help="endpoints.yml"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("retention", help="erase what is too old (for cron)")
    for name, what in (("erase", "forget a sender"), ("export", "show what is held of a sender")):
        commands.add_parser(name, help=what).add_argument("sender", help="sender id or handle")
    dial = commands.add_parser("dial", help="set a sender's privacy dial")
    dial.add_argument("sender", help="sender id or handle")
    dial.add_argument("level", choices=["off", "session"])
    commands.add_parser("audit", help="list what was erased, when and by whom")
    report = commands.add_parser("report", help="write what is stored where, for how long")
    report.add_argument("--out", type=Path, help="file; default: standard output")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status, 1 with a message where it cannot be done."""
    given = _parser().parse_args(arguments)
    try:
        installation = read_installation(given.endpoints)
        if given.command == "report":
            _report(installation, given.out)
        elif given.command == "audit":
            for entry in audit(installation):
                print(json.dumps(entry))
        elif given.command == "retention":
            print(json.dumps(retention(installation)))
        elif given.command == "dial":
            print(json.dumps(set_dial(installation, given.sender, given.level)))
        elif given.command == "erase":
            print(json.dumps(erase(installation, given.sender)))
        else:
            print(json.dumps(export(installation, given.sender), indent=2, ensure_ascii=False))
    except PrivacyError as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"The database cannot be used ({type(error).__name__}).", file=sys.stderr)
    else:
        return 0
    return 1


if __name__ == "__main__":
    sys.exit(main())
