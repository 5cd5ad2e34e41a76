"""Cost of redaction: RedactingTrackerStore beside Rasa's plain SQL tracker store, on SQLite.

Both stores save the same conversations in this one run, turn by turn in alternation, so that a
busy moment of the machine hits both. Each has SQLite as it opens it: Rasa's with a rollback journal
and full synchronisation, ours with a write-ahead log; CPU time tells the work apart from that. A
turn has six events; in every second one the shopper says something personal. Cost per stored event:
the time of a save, divided by the events it stores.
Reading: the time to get the whole conversation back, at its end, by event.

    python -m benchmarks.redaction [--lengths 10 100 1000] [--turns 1000] [--out results/redaction]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from tqdm import tqdm

from benchmarks.report import percentiles, print_table, save_histogram, save_json
from bot.privacy.tracker_store import RedactingTrackerStore
from bot.privacy.vault import MemoryVault
from settings import PROJECT_ROOT

PLAIN_TEXTS = (
    "do you have a waterproof jacket in size M for under £120?",
    "show me tents for three people, not too heavy please",
    "is the blue one warmer than the grey one? I want it for winter camping",
    "how long does delivery to Scotland take?",
)
PERSONAL_TEXTS = (
    "where is my order {order}?",
    "my email is {name}@example.com and the order is {order}",
    "please send it to {house} Canal Wharf, Leeds LS1 4AB instead",
    "my name is {Name} Fenwick, you can call me on 07700 9{order}",
)
NAMES = ("maya", "tom", "ingrid", "kwame", "leila", "piotr", "sunita", "george", "ewan", "chloe")
RULES = [{"slot": name} for name in ("order_number", "email", "postcode", "new_address")]
READS = 5
DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    slots:
      order_number: {type: text, mappings: [{type: custom}]}
      shopping: {type: any, mappings: [{type: custom}]}
    """
)


@dataclass
class Side:
    """One store with what it took; milliseconds."""

    name: str
    store: TrackerStore
    per_event: list[float] = field(default_factory=list)
    cpu_per_event: list[float] = field(default_factory=list)
    read_per_event: list[float] = field(default_factory=list)


def turn(number: int, chance: random.Random) -> list[Event]:
    """Return the six events of a turn, as Rasa's processor makes them."""
    order = str(chance.randrange(10_000, 99_999))
    name = chance.choice(NAMES)
    template = (PERSONAL_TEXTS if number % 2 else PLAIN_TEXTS)[number // 2 % 4]
    text = template.format(
        order=order, name=name, Name=name.title(), house=chance.randrange(1, 300)
    )
    start = text.find(order)
    entities = (
        [{"entity": "order_number", "start": start, "end": start + 5, "value": order}]
        if start >= 0 and "order" in text
        else []
    )
    intents = [{"name": f"intent_{i}", "confidence": 1 / (i + 2)} for i in range(10)]
    words = [(0, 5), (6, len(text))]
    parse_data = {
        "text": text,
        "intent": intents[0],
        "intent_ranking": intents,
        "entities": entities,
        "text_tokens": words,
        "response_selector": {
            "faq": {"ranking": intents, "response": {"intent_response_key": "x"}}
        },
    }
    answer = f"Order {order} is on its way." if entities else "These fit best, from £39.99 to £110."
    return [
        UserUttered(text, intents[0], entities, parse_data, input_channel="rest"),
        SlotSet("order_number", order if entities else None),
        ActionExecuted("action_order_status", "RulePolicy", 1.0),
        BotUttered(answer, {"buttons": [{"title": "Thanks", "payload": "/thank"}]}),
        SlotSet("shopping", {"seen": [3, 17, 29], "wishes": {"category": "Jackets"}}),
        ActionExecuted("action_listen", "RulePolicy", 1.0),
    ]


async def converse(sides: Sequence[Side], sender: str, turns: int, chance: random.Random) -> None:
    """Hold one conversation with both stores."""
    trackers = [DialogueStateTracker(sender, DOMAIN.slots) for _ in sides]
    for number in range(turns):
        events = turn(number, chance)
        for side, tracker in zip(sides, trackers, strict=True):
            for event in events:
                tracker.update(event)
            started, cpu_started = time.perf_counter(), time.process_time()
            await side.store.save(tracker)
            side.cpu_per_event.append((time.process_time() - cpu_started) * 1000 / len(events))
            side.per_event.append((time.perf_counter() - started) * 1000 / len(events))
    for _ in range(READS):
        for side in sides:
            started = time.perf_counter()
            tracker = await side.store.retrieve(sender)
            elapsed = (time.perf_counter() - started) * 1000
            stored = len(tracker.events) if tracker is not None else 0
            if stored != turns * 6:
                raise RuntimeError(f"{side.name} gave {stored} of {turns * 6} events back")
            side.read_per_event.append(elapsed / stored)


def measure(folder: Path, length: int, conversations: int) -> list[Side]:
    """Hold conversations of one length with a fresh pair of stores."""
    sides = [
        Side(
            "redacting",
            RedactingTrackerStore(
                domain=DOMAIN,
                host=f"sqlite:///{folder / f'redacting-{length}.db'}",
                rules=RULES,
                vault=MemoryVault(3600),
            ),
        ),
        Side(
            "plain",
            SQLTrackerStore(domain=DOMAIN, db=str(folder / f"plain-{length}.db")),
        ),
    ]
    chance = random.Random(length)
    asyncio.run(converse(sides, "warm up", 10, chance))
    for side in sides:
        for figures in (side.per_event, side.cpu_per_event, side.read_per_event):
            figures.clear()
    for number in tqdm(range(conversations), desc=f"{length} turns", file=sys.stderr):
        asyncio.run(converse(sides, f"shopper {number}", length, chance))
    return sides


def figures_of(side: Side) -> dict[str, float]:
    """Return the figures of one side, in ms per event."""
    tenth = max(1, len(side.per_event) // 10)
    median, high = percentiles(side.per_event)
    return {
        "save_p50_ms": median,
        "save_p95_ms": high,
        "save_cpu_p50_ms": percentiles(side.cpu_per_event)[0],
        "save_last_tenth_p50_ms": percentiles(side.per_event[-tenth:])[0],
        "read_p50_ms": percentiles(side.read_per_event)[0],
    }


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lengths", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--turns", type=int, default=1000, help="turns in all, for each length")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "redaction")
    options = parser.parse_args()

    rows, figures = [], {}
    series: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as temporary:
        for length in options.lengths:
            sides = measure(Path(temporary), length, max(1, options.turns // length))
            ours, theirs = (figures_of(side) for side in sides)
            ratio = {name: ours[name] / theirs[name] for name in ours}
            figures[str(length)] = {"redacting": ours, "plain": theirs, "ratio": ratio}
            for name in ours:
                values = (f"{ours[name]:.3f}", f"{theirs[name]:.3f}", f"{ratio[name]:.2f}")
                rows.append([f"{length} turns, {name}", *values])
            series = {f"{side.name}, {length} turns": side.per_event for side in sides}
    print_table("Per stored event, SQLite", ("figure", "redacting", "plain", "ratio"), rows)
    save_histogram(options.out / "save.png", "Time to save, per event", "ms", series)
    save_json(options.out / "redaction.json", {"turns": figures})


if __name__ == "__main__":
    main()
