"""How many turns of shoppers' conversations are answered well.

Holds each conversation with the trained assistant, in a fresh sample shop of its own, and checks
each answer against its conditions. README.md tells where they come from, and what the figures are
not good for. The held-out half is not for looking at: ``--show`` leaves it out.

    python -m benchmarks.talk [--half development|held-out] [--show] [--model models/x.tar.gz]

The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from pathlib import Path

from tqdm import tqdm

from actions.shop.database import open_shop
from actions.shop.records import ProductRecord
from benchmarks.processes import BenchmarkError
from benchmarks.report import print_table, save_json
from benchmarks.serving.assistants import make_assistant, start, start_shop
from benchmarks.talk.conditions import ConditionError
from benchmarks.talk.conversations import HALVES, Conversation, Outcome, hold, read_conversations
from benchmarks.talk.picture import save_bars
from settings import PROJECT_ROOT

SHOWN = "development"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.talk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--half", choices=tuple(HALVES), help="only this one")
    parser.add_argument("--show", action="store_true", help="print what was missed in development")
    parser.add_argument("--model", type=Path, default=PROJECT_ROOT / "models")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "talk")
    options = parser.parse_args(arguments)
    names = (options.half,) if options.half else tuple(HALVES)
    try:
        halves = {name: read_conversations(HALVES[name]) for name in names}
        outcomes = {name: held(name, ones, options.model) for name, ones in halves.items()}
    except (BenchmarkError, ConditionError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.show:
        _show(outcomes.get(SHOWN, ()))
    counts = {name: counted(ones) for name, ones in outcomes.items()}
    for name, of in counts.items():
        _print(name, of)
    save_bars(options.out / "talk.png", counts)
    results = {
        name: [
            {"conversation": one.conversation, "turn": one.number, "good": one.good} for one in ones
        ]
        for name, ones in outcomes.items()
    }
    save_json(options.out / "turns.json", results)
    figures = {
        name: {kind: {"good": good, "missed": missed} for kind, (good, missed) in of.items()}
        for name, of in counts.items()
    }
    save_json(options.out / "talk.json", figures)
    return 0


def held(name: str, conversations: Sequence[Conversation], model: Path) -> list[Outcome]:
    """Start the servers, and hold all conversations of a half.

    Args:
        name: Of the half.
        conversations: Its conversations.
        model: A trained model, or the folder of models.

    Raises:
        BenchmarkError: A server did not start, or gave no answer.
    """
    with tempfile.TemporaryDirectory(prefix="tactful-talk-") as temporary, ExitStack() as stack:
        folder = Path(temporary)
        _, environment = start_shop(folder, stack)
        assistant = make_assistant(
            "tactful",
            folder,
            PROJECT_ROOT / "config.yml",
            PROJECT_ROOT / "credentials.yml",
            PROJECT_ROOT / "endpoints.yml",
            folder / "state" / "conversations.db",
            models=model,
        )
        start(assistant.server, environment, stack)
        shop = folder / "state" / "shop.db"
        fresh = stack.enter_context(closing(_copy(shop)))
        catalogue = open_shop(f"sqlite:///{shop}").catalogue.products()
        return [
            outcome
            for conversation in tqdm(conversations, desc=name)
            for outcome in _as_fresh(assistant.url, conversation, catalogue, fresh, shop)
        ]


def _copy(shop: Path) -> sqlite3.Connection:
    copy = sqlite3.connect(":memory:")
    with closing(sqlite3.connect(shop)) as live:
        live.backup(copy)
    return copy


def _as_fresh(
    url: str,
    conversation: Conversation,
    catalogue: Sequence[ProductRecord],
    fresh: sqlite3.Connection,
    shop: Path,
) -> Iterator[Outcome]:
    """Hold a conversation; what it does to orders is undone, so that no other one meets it."""
    yield from hold(url, conversation, catalogue)
    if conversation.about_an_order:
        with closing(sqlite3.connect(shop)) as live:
            fresh.backup(live)


def counted(outcomes: Sequence[Outcome]) -> dict[str, tuple[int, int]]:
    """Return how many turns were good and how many missed, by class and in all."""
    counts: dict[str, tuple[int, int]] = {}
    for outcome in sorted(outcomes, key=lambda outcome: outcome.turn.kind):
        for kind in (outcome.turn.kind, "all"):
            good, missed = counts.get(kind, (0, 0))
            counts[kind] = (good + outcome.good, missed + (not outcome.good))
    counts["all"] = counts.pop("all", (0, 0))  # last
    return counts


def _print(name: str, counts: Mapping[str, tuple[int, int]]) -> None:
    rows = [
        [kind, str(good), str(missed), f"{good / max(1, good + missed):.0%}"]
        for kind, (good, missed) in counts.items()
    ]
    print_table(name, ("class", "good", "missed", "good"), rows)


def _show(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if not outcome.good:
            print(f"{outcome.conversation}.{outcome.number} [{outcome.turn.kind}]")
            print(f"  shopper:  {outcome.turn.says}")
            print(f"  answer:   {outcome.answer.text}")
            print(f"  expected: {'; '.join(outcome.unmet)}")


if __name__ == "__main__":
    sys.exit(main())
