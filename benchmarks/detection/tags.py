"""Names and addresses by patterns alone, and by patterns with the matcher's tags, in one run."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from faker import Faker
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.log_utils import configure_structlog
from tqdm import tqdm

from benchmarks.detection.chat import Values, make_rows
from benchmarks.detection.data import Examples, Mark
from benchmarks.detection.score import ANY, OPEN_KINDS, Score, figures_of, score, summary
from benchmarks.detection.systems import System
from benchmarks.detection.uncued_templates import UNCUED_PERSONAL, UNCUED_TALK
from benchmarks.processes import BenchmarkError
from benchmarks.report import print_table
from bot.privacy.events import entity_spans
from bot.privacy.spans import uncovered

_LOWER_CASE = 0.4
_LOCALES = ("en_GB", "en_US", "en_IN", "de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "tr_TR")


class _UncuedValues(Values):
    """Names of more countries, streets without a number, and towns."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self._world = [Faker(locale) for locale in _LOCALES]
        for faker in self._world:
            faker.seed_instance(seed)

    def _name(self) -> str:
        faker = self.random.choice(self._world)
        return f"{faker.first_name()} {faker.last_name()}"

    def _first(self) -> str:
        return str(self.random.choice(self._world).first_name())

    def _road(self) -> str:
        return str(self._gb.street_name())

    def _town(self) -> str:
        return str(self._gb.city())


def generate_uncued(count: int, seed: int) -> Examples:
    """Generate messages; every second one is product talk alone.

    Args:
        count: How many.
        seed: Another one gives other values in another order.
    """
    pools = ((UNCUED_PERSONAL, True), (UNCUED_TALK, True))
    rows = make_rows(_UncuedValues(seed), count, pools, _LOWER_CASE)
    return Examples(f"generated chat without cues, seed {seed}", rows)


def patterns_and_tags(patterns: System, agent: Agent) -> System:
    """Return a system that finds what is hidden of a message in the store.

    As in redaction: what the pipeline tags comes first, then what patterns find beside it.

    Args:
        patterns: Finds by patterns.
        agent: Has the trained pipeline.
    """
    assert agent.processor is not None

    def find(text: str) -> list[tuple[Mark, float]]:
        parsed: Mapping[str, Any] = asyncio.run(agent.processor.parse_message(UserMessage(text)))
        found = [(Mark(*span), 1.0) for span in entity_spans(parsed, OPEN_KINDS)]
        for mark, sure in patterns.find(text):
            taken = [(tagged.start, tagged.end) for tagged, _ in found]
            rest = uncovered(text, mark.start, mark.end, taken)
            found += [(Mark(start, end, mark.kind), sure) for start, end in rest]
        return found

    return System("Patterns and tags", find)


def load_agent(model: Path) -> Agent:
    """Load a trained model, or the newest of a folder.

    Raises:
        BenchmarkError: There is none.
    """
    configure_structlog(logging.WARNING)
    agent = Agent.load(str(model)) if model.exists() else None
    if agent is None or agent.processor is None:
        raise BenchmarkError(f"{model}: no trained model. Run `make train`, or name one (--model).")
    return agent


def report_tags(examples: Examples, systems: Sequence[System]) -> dict[str, Any]:
    """Let the systems find what is personal in each half, print a table; returns the figures."""
    figures: dict[str, Any] = {"examples": len(examples.rows)}
    found = {
        system.name: [
            [mark for mark, _ in system.find(row.text)]
            for row in tqdm(examples.rows, system.name, mininterval=1.0, leave=False)
        ]
        for system in systems
    }
    for half, keep in examples.halves().items():
        numbers = [number for number, kept in enumerate(keep) if kept]
        rows = [examples.rows[number] for number in numbers]
        table: list[list[str]] = []
        figures[half] = {"examples": len(rows)}
        for name, marks in found.items():
            scores = score(rows, [marks[number] for number in numbers])
            clean = [at for at in numbers if not examples.rows[at].marks]
            alarms = sum(bool(marks[at]) for at in clean)
            figures[half][name.lower()] = {
                **figures_of(scores),
                "messages without anything personal": len(clean),
                "of them with a finding": alarms,
            }
            shown = {kind: scores.get(kind, Score()) for kind in OPEN_KINDS} | summary(scores)
            for kind, one in shown.items():
                shares = (one.recall, one.precision, one.f(2))
                cells = [name, kind, str(one.marks), *map("{:.3f}".format, shares)]
                table.append([*cells, f"{alarms} of {len(clean)}" if kind == ANY else ""])
        if rows:
            columns = ("system", "kind", "marks", "recall", "precision", "F2", "false alarms")
            print_table(f"{examples.name}, {half} ({len(rows)})", columns, table)
    return figures
