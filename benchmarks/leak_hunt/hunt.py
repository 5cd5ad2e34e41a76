"""One hunt: conversations with a running assistant, faults among them, then the search."""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tqdm import tqdm

from benchmarks.leak_hunt.assistant import Assistant
from benchmarks.leak_hunt.conversations import Conversation
from benchmarks.leak_hunt.faults import Fault, break_things, usual_faults
from benchmarks.leak_hunt.places import keep_readable, places_of
from benchmarks.leak_hunt.search import Search, around
from benchmarks.leak_hunt.talk import Shoppers
from benchmarks.leak_hunt.ways import Planted
from benchmarks.servers import PostgreSQL, RabbitMQ, Redis, running
from bot.privacy.vault import TOKEN

_EXAMPLES_OF_EACH = 3
_WORKERS = 8


@dataclass(frozen=True)
class Setup:
    """What the assistant runs with.

    Attributes:
        redaction: Whether it redacts.
        postgresql: Whether its database is PostgreSQL, else SQLite.
        broker: Whether it publishes to RabbitMQ.
        redis: Whether its vault is in Redis, else in its memory.
        faults: Names of what breaks meanwhile, once each (``faults.usual_faults``); None: all.
        seconds: After so long no further conversation is begun.
    """

    redaction: bool = True
    postgresql: bool = False
    broker: bool = False
    redis: bool = False
    faults: tuple[str, ...] | None = None
    seconds: float | None = None


@dataclass
class Findings:
    """What a hunt found.

    Attributes:
        conversations: How many were held.
        planted: All values that were sent.
        found: For each value found, by its place in ``planted``: where, how often.
        examples: Some findings with what stands around them.
        messages: How many were answered.
        tries_again: How many had to be sent again.
        faults: What broke.
        searched: Bytes, by place.
        tokens: How many tokens stand where values would, by place.
        seconds: How long the conversations took, and the search.
    """

    conversations: int = 0
    planted: list[Planted] = field(default_factory=list)
    found: dict[int, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    examples: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    messages: int = 0
    tries_again: int = 0
    faults: list[str] = field(default_factory=list)
    searched: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    seconds: tuple[float, float] = (0.0, 0.0)

    @property
    def entered(self) -> list[int]:
        """Values that the channels let in."""
        return [number for number, value in enumerate(self.planted) if value.enters]

    @property
    def share_found(self) -> float:
        """Share of the values let in that were found."""
        return sum(number in self.found for number in self.entered) / max(1, len(self.entered))


def hunt(conversations: Sequence[Conversation], setup: Setup, folder: Path) -> Findings:
    """Hold the conversations and search for what they have left.

    Args:
        conversations: What shoppers say.
        setup: What the assistant runs with.
        folder: Empty; the assistant writes there.

    Raises:
        BenchmarkError: A server is not installed, or does not start.
        LaunchError: The assistant does not start.
    """
    findings = Findings()
    with ExitStack() as stack:
        database = stack.enter_context(running(PostgreSQL())) if setup.postgresql else None
        broker = stack.enter_context(running(RabbitMQ())) if setup.broker else None
        vault = stack.enter_context(running(Redis())) if setup.redis else None
        assistant = Assistant(
            folder,
            redaction=setup.redaction,
            broker=broker.endpoint if broker is not None else None,
            database_url=database.url if database is not None else "",
            redis_url=vault.url if vault is not None else "",
        )
        started = time.time()
        stack.callback(assistant.stop)
        assistant.start()
        if database is not None:
            keep_readable(database)
        faults = usual_faults(assistant, database, broker, vault)
        if setup.faults is not None:
            faults = [next(f for f in faults if f.name == name) for name in setup.faults]
        talking = time.monotonic()
        with assistant.own_secret():
            asyncio.run(_converse(assistant, conversations, faults, setup.seconds, findings))
        assistant.stop()
        searching = time.monotonic()
        search = Search({str(number): v.forms for number, v in enumerate(findings.planted)})
        for place, content in places_of(assistant, started, database, broker, vault):
            _note(findings, search, place, content)
        findings.seconds = (searching - talking, time.monotonic() - searching)
    return findings


async def _converse(
    assistant: Assistant,
    conversations: Sequence[Conversation],
    faults: Sequence[Fault],
    seconds: float | None,
    findings: Findings,
) -> None:
    shoppers = Shoppers(assistant.url, _WORKERS)
    started = time.monotonic()
    with tqdm(total=len(conversations), desc="conversations", file=sys.stderr) as progress:

        def done() -> float:
            spent = (time.monotonic() - started) / seconds if seconds is not None else 0.0
            return max(spent, progress.n / len(conversations))

        breaking = asyncio.create_task(break_things(faults, done))
        held = await shoppers.converse(conversations, progress.update, seconds)
        await breaking
    findings.conversations = held
    findings.planted = [value for c in conversations[:held] for value in c.planted]
    findings.messages, findings.tries_again = shoppers.messages, shoppers.tries_again
    findings.faults = [fault.name for fault in faults]


def _note(findings: Findings, search: Search, place: str, content: bytes) -> None:
    findings.searched[place] += len(content)
    findings.tokens[place] += sum(1 for _ in TOKEN.finditer(content.decode(errors="replace")))
    for hit in search.scan(content):
        number = int(hit.value)
        findings.found[number][place] += 1
        examples = findings.examples[number]
        if len(examples) < _EXAMPLES_OF_EACH:
            examples.append(f"{place}: …{around(content, hit)!r}…")
