"""Commands for operators: ``python -m bot.privacy held|export|erase|dial|audit|report|…``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.consent import Level
from bot.privacy.dial import Change
from bot.privacy.endpoints import Installation, NoConversationsError, read_installation
from bot.privacy.errors import PrivacyConfigError, PrivacyError
from bot.privacy.keeping import erase_what_is_old
from bot.privacy.pseudonyms import Customer
from bot.privacy.receipts import Receipts
from bot.privacy.report import write_report
from bot.privacy.rights import IncompleteErasureError, Subject
from bot.privacy.tickets import tickets_of
from settings import PROJECT_ROOT, SettingsError, get_settings


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
    profiles = installation.dial(engine).profiles
    # Made when it is called for: a shop out of reach must not keep the rest from being erased.
    erased = erase_what_is_old(engine, parts, profiles, lambda: tickets_of(parts).erase_old())
    return {"erased": erased}


def erase(installation: Installation, subject: Subject) -> int:
    """Forget a shopper and print the receipt; returns the exit status, 1 where a part is left."""
    try:
        receipt, left = installation.rights().erase(subject, "operator"), None
    except IncompleteErasureError as error:
        receipt, left = error.receipt, error
    print(json.dumps(installation.parts.receipts.signed(receipt)))
    if left is not None:
        print(left, file=sys.stderr)
    return 0 if left is None else 1


def set_dial(installation: Installation, sender: str, level: Level) -> dict[str, Any]:
    """Set a sender's privacy dial, for less only: for a profile shoppers consent themselves."""
    dial = installation.dial(installation.engine())
    change = Change(dial.level(sender), level, "operator")
    if change.before != change.after:
        dial.apply(sender, change)
    erased = None
    if change.erases_conversation:
        receipt = installation.rights().erase_conversations(sender, "operator")
        erased = installation.parts.receipts.signed(receipt)
    return {"before": change.before, "after": change.after, "erased": erased}


def verify_receipt(path: Path) -> int:
    """Say whether a file is a genuine receipt; returns the exit status, 1 where it is not.

    Raises:
        PrivacyError: The file cannot be read.
    """
    try:
        signed = json.loads(path.read_text(encoding="utf-8"))
        genuine = Receipts(get_settings().all_secrets()).is_genuine(signed)
    except (OSError, ValueError, RecursionError) as error:
        raise PrivacyError(
            f"{path} cannot be read as a receipt ({type(error).__name__})."
        ) from error
    if genuine:
        print(f"Genuine: receipt {signed['id']} of {signed['erased_at']}.")
        return 0
    print(
        "Not genuine: it was changed, or signed under a master secret that is neither "
        "TACTFUL_SECRET_KEY nor one of TACTFUL_OLD_SECRET_KEYS."
    )
    return 1


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
    for name, what in (
        ("held", "tell what is held of a shopper: kinds, numbers and ages"),
        ("export", "show all that is held of a shopper"),
        ("erase", "forget a shopper; prints a signed receipt"),
    ):
        whose = commands.add_parser(name, help=what).add_mutually_exclusive_group(required=True)
        whose.add_argument("sender", nargs="?", help="sender id or handle")
        whose.add_argument("--customer", type=int, metavar="ID", help="of a signed-in customer")
    verify = commands.add_parser("verify-receipt", help="tell whether a receipt is genuine")
    verify.add_argument("file", type=Path, help="what `erase` printed")
    dial = commands.add_parser("dial", help="set a sender's privacy dial")
    dial.add_argument("sender", help="sender id or handle")
    dial.add_argument("level", choices=["off", "session"])
    commands.add_parser("audit", help="list what was erased, when and by whom")
    report = commands.add_parser("report", help="write what is stored where, for how long")
    report.add_argument("--out", type=Path, help="file; default: standard output")
    return parser


def _subject(given: argparse.Namespace) -> Subject:
    return given.sender if given.customer is None else Customer(given.customer)


def _run(given: argparse.Namespace) -> int:
    if given.command == "verify-receipt":
        return verify_receipt(given.file)
    installation = read_installation(given.endpoints)
    if given.command == "erase":
        return erase(installation, _subject(given))
    if given.command == "report":
        _report(installation, given.out)
    elif given.command == "audit":
        for entry in installation.rights().erasures():
            print(json.dumps(entry))
    elif given.command == "retention":
        print(json.dumps(retention(installation)))
    elif given.command == "dial":
        print(json.dumps(set_dial(installation, given.sender, given.level)))
    else:
        rights = installation.rights()
        told = (rights.held if given.command == "held" else rights.export)(_subject(given))
        print(json.dumps(told, indent=2, ensure_ascii=False))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status, 1 with a message where it cannot be done."""
    given = _parser().parse_args(arguments)
    try:
        return _run(given)
    except (PrivacyError, SettingsError) as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(f"The database cannot be used ({type(error).__name__}).", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
