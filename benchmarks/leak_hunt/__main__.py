"""Leak hunt: thousands of conversations full of personal values, then a search for all of them.

The assistant runs as `make run` starts it. Shoppers talk to it over REST and Socket.IO, several
at once, while servers are killed and the database, the broker and Redis go away. Then every byte
that any of them wrote is searched for every value in all forms. The shop's own database is not: it
holds its customers.

A first part, without redaction, proves the search: it must find every value. The second part, with
redaction, must find none.

    python -m benchmarks.leak_hunt --conversations 2000 --redis --database postgresql
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.leak_hunt.conversations import SEED, make_conversations
from benchmarks.leak_hunt.hunt import Findings, Setup, hunt
from benchmarks.leak_hunt.picture import save_heat_map, shares_found
from benchmarks.leak_hunt.places import BROKER_QUEUE, DATABASE_ROWS
from benchmarks.leak_hunt.values import KINDS
from benchmarks.processes import BenchmarkError
from benchmarks.report import print_table, save_json
from deploy.services import LaunchError
from settings import PROJECT_ROOT

_WITHOUT_REDACTION = 100
_EXAMPLES_SHOWN = 20


def main(arguments: list[str] | None = None) -> int:
    """Run the benchmark from the command line; returns the exit status."""
    options = _options(arguments)
    parts: dict[str, Findings] = {}
    try:
        if options.redaction in ("off", "both"):
            count = min(options.conversations, _WITHOUT_REDACTION)
            parts["redaction off"] = _part(count, options.seed, Setup(False, faults=()))
        if options.redaction in ("on", "both"):
            setup = Setup(
                postgresql=options.database == "postgresql",
                broker=options.broker == "rabbitmq",
                redis=options.redis,
                faults=None if options.faults else (),
                seconds=options.minutes * 60 if options.minutes else None,
            )
            parts["redaction on"] = _part(options.conversations, options.seed, setup)
    except (BenchmarkError, LaunchError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for title, findings in parts.items():
        _show(title, findings)
    save_heat_map(options.out / "leak_hunt.png", parts)
    save_json(
        options.out / "leak_hunt.json",
        {
            "options": {key: str(value) for key, value in vars(options).items() if key != "out"},
            **{title: _figures(findings) for title, findings in parts.items()},
        },
    )
    return int(not all(_as_promised(title, findings) for title, findings in parts.items()))


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.leak_hunt",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--conversations", type=int, default=2000, help="with redaction")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--minutes", type=float, help="begin no further conversation after so long")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument(
        "--broker", choices=("rabbitmq", "none"), default="rabbitmq", help="one of its own"
    )
    parser.add_argument("--redis", action="store_true", help="the vault in a Redis of its own")
    parser.add_argument("--redaction", choices=("both", "on", "off"), default="both")
    parser.add_argument(
        "--no-faults", dest="faults", action="store_false", help="nothing breaks meanwhile"
    )
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "leak_hunt")
    return parser.parse_args(arguments)


def _part(count: int, seed: int, setup: Setup) -> Findings:
    with tempfile.TemporaryDirectory(prefix="tactful-leak-hunt-") as temporary:
        return hunt(make_conversations(count, seed), setup, Path(temporary) / "assistant")


def _as_promised(title: str, findings: Findings) -> bool:
    return findings.share_found == 1 if title == "redaction off" else not findings.found


def _places(findings: Findings) -> Counter[str]:
    """Return how many values were found in each place."""
    return Counter(place for places in findings.found.values() for place in places)


def _show(title: str, findings: Findings) -> None:
    rows = []
    for kind, name in KINDS.items():
        numbers = [n for n, value in enumerate(findings.planted) if value.kind == kind]
        entered = [n for n in numbers if findings.planted[n].enters]
        found = [n for n in numbers if n in findings.found]
        places = Counter(place for n in found for place in findings.found[n])
        where = ", ".join(f"{place} {count}" for place, count in places.most_common())
        rows.append([name, str(len(numbers)), str(len(entered)), str(len(found)), where])
    entered_in_all, found_in_all = len(findings.entered), len(findings.found)
    rows.append(["all", str(len(findings.planted)), str(entered_in_all), str(found_in_all), ""])
    print_table(title, ("kind", "sent", "let in", "found", "where"), rows)
    talking, searching = findings.seconds
    megabytes = sum(findings.searched.values()) / 1e6
    print(
        f"{findings.conversations:,} conversations, {findings.messages:,} messages in "
        f"{talking:.0f} s, {findings.tries_again} sent again.\n"
        f"Broken meanwhile: {', '.join(findings.faults) or 'nothing'}.\n"
        f"Searched {megabytes:,.0f} MB in {searching:.0f} s. Of the values that the channels let "
        f"in, {findings.share_found:.1%} were found. In their place stand "
        f"{findings.tokens[DATABASE_ROWS]:,} tokens in the rows of the database, "
        f"{findings.tokens[BROKER_QUEUE]:,} in the broker's queue."
    )
    if title == "redaction off":
        missed = [findings.planted[n] for n in findings.entered if n not in findings.found]
        for value in missed[:_EXAMPLES_SHOWN]:
            print(f"  not found: {value.kind}, {value.way}: {[m.text for m in value.messages]}")
        return
    for number in list(findings.found)[:_EXAMPLES_SHOWN]:
        value = findings.planted[number]
        print(f"  {value.kind}, {value.way}: {[message.text for message in value.messages]}")
        for example in findings.examples[number]:
            print(f"    {example}")


def _figures(findings: Findings) -> dict[str, Any]:
    shares = shares_found(findings)
    return {
        "sent": len(findings.planted),
        "let in": len(findings.entered),
        "found": len(findings.found),
        "share of those let in": findings.share_found,
        "found by place": dict(_places(findings)),
        "found and sent by kind and way": {
            KINDS[kind]: {way: list(shares[k, way]) for k, way in sorted(shares) if k == kind}
            for kind in KINDS
        },
        "conversations": findings.conversations,
        "messages": findings.messages,
        "sent again": findings.tries_again,
        "broken": findings.faults,
        "tokens": dict(+findings.tokens),
        "bytes searched": dict(findings.searched),
        "seconds": dict(zip(("conversations", "search"), findings.seconds, strict=True)),
    }


if __name__ == "__main__":
    sys.exit(main())
