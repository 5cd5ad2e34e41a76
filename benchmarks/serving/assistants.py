"""Assistants under measurement: trained, served, and asked turn by turn in alternation."""

from __future__ import annotations

import sqlite3
import sys
import time
import uuid
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import requests
import yaml
from tqdm import tqdm

from benchmarks.processes import BenchmarkError, Server, free_port, rasa, run_step
from benchmarks.report import percentiles
from settings import PROJECT_ROOT

STOCK = PROJECT_ROOT / "benchmarks" / "stock"
CONVERSATION = (
    *("hello there", "thank you so much", "are you a robot?", "what can you do for me?"),
    # answered by custom actions
    *("how much is delivery?", "I'm looking for a backpack", "something cheaper please"),
)
WARM_UP_TURNS = 20


@dataclass
class Assistant:
    """One side of the comparison."""

    name: str
    config: Path
    credentials: Path
    endpoints: Path
    server: Server
    model_dir: Path
    database: Path
    training_seconds: float = 0.0
    memory_mb: float = 0.0
    cpu_ms: float = 0.0  # of the Rasa server, by turn
    times: list[float] = field(default_factory=list)  # of all turns, in order; ms

    @property
    def turns(self) -> dict[str, list[float]]:
        """Times of the turns without and with a custom action, without those to warm up.

        Raises:
            BenchmarkError: There are none of one kind.
        """
        kinds = ["action" if ran else "plain" for ran in turns_with_action(self.database)]
        if len(kinds) != len(self.times):
            raise BenchmarkError(f"{self.name} stored {len(kinds)} of {len(self.times)} turns.")
        measured = list(zip(kinds, self.times, strict=True))[WARM_UP_TURNS:]
        turns = {kind: [ms for k, ms in measured if k == kind] for kind in ("plain", "action")}
        for kind, times in turns.items():
            if not times:
                raise BenchmarkError(
                    f"{self.name} had no {kind} turn: it has learned too little. "
                    "Raise --stock-epochs."
                )
        return turns

    @property
    def url(self) -> str:
        """Address of the REST channel."""
        return self.server.health_url + "webhook"


def turns_with_action(database: Path) -> list[bool]:
    """Return for each message in Rasa's table of events whether a custom action followed it."""
    custom = set(yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text())["actions"])
    turns: list[bool] = []
    with sqlite3.connect(database) as connection:
        for kind, name in connection.execute(
            "SELECT type_name, action_name FROM events ORDER BY id"
        ):
            if kind == "user":
                turns.append(False)
            elif kind == "action" and name in custom:
                turns[-1] = True
    return turns


def write_stock_config(folder: Path, epochs: int) -> Path:
    """Write stock's pipeline and policies, with networks that learn for so many epochs."""
    path = folder / "stock-config.yml"
    text = (STOCK / "config.yml").read_text(encoding="utf-8")
    path.write_text(text.replace("epochs: 100", f"epochs: {epochs}"), encoding="utf-8")
    return path


def make_assistant(
    name: str,
    folder: Path,
    config: Path,
    credentials: Path,
    endpoints: Path,
    database: Path,
    *,
    models: Path | None = None,
) -> Assistant:
    """Describe one side; nothing is started yet.

    Args:
        name: For tables and file names.
        folder: Takes logs, and what is trained.
        config: Pipeline and policies.
        credentials: Channels.
        endpoints: Tracker store and action server.
        database: The tracker store's SQLite file.
        models: A model, or a folder of models, that is there already.
    """
    port = free_port()
    models = models or folder / f"{name}-models"
    command = rasa(
        "run",
        *("--model", str(models)),
        *("--endpoints", str(endpoints)),
        *("--credentials", str(credentials)),
        *("--interface", "127.0.0.1", "--port", str(port)),
    )
    # "/" answers without a model, too; Tactful's channel only with one.
    health = f"http://127.0.0.1:{port}/webhooks/rest/"
    server = Server(name, command, health, folder / f"{name}.log")
    return Assistant(name, config, credentials, endpoints, server, models, database)


def start_shop(folder: Path, stack: ExitStack) -> tuple[Server, dict[str, str]]:
    """Make a demo shop and start an action server for it, until the stack ends.

    Returns:
        The server, and the environment that Rasa's servers need to reach it.

    Raises:
        BenchmarkError: A step failed.
    """
    port = free_port()
    environment = {
        "TACTFUL_ACTION_ENDPOINT": f"http://127.0.0.1:{port}/webhook",
        "TACTFUL_STATE_DIR": str(folder / "state"),
        "SANIC_HOST": "127.0.0.1",
        "OMP_NUM_THREADS": "1",
        "MALLOC_ARENA_MAX": "2",
    }
    for step in ("migrate", "seed"):
        command = [sys.executable, "-m", "actions.shop", step]
        run_step(command, environment, folder / f"{step}.log")
    server = Server(
        "actions",
        [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(port)],
        f"http://127.0.0.1:{port}/health",
        folder / "actions.log",
        environment,
    )
    start(server, environment, stack)
    return server, environment


def start(server: Server, environment: dict[str, str], stack: ExitStack) -> None:
    """Start a server, which runs until the stack ends.

    Raises:
        BenchmarkError: It did not answer in time.
    """
    server.environment = environment
    stack.callback(server.stop)
    server.start()


def turn(assistant: Assistant, sender: str, text: str) -> None:
    """Send one message, and note the time until the whole answer is there.

    Raises:
        BenchmarkError: No answer came.
    """
    started = time.perf_counter()
    response = requests.post(assistant.url, json={"sender": sender, "message": text}, timeout=60)
    elapsed = (time.perf_counter() - started) * 1000
    if not response.ok or not response.json():
        raise BenchmarkError(f"{assistant.name} gave no answer to {text!r}: {response.text!r}")
    assistant.times.append(elapsed)


def measure(
    assistants: Sequence[Assistant], turns: int, conversation: Sequence[str] = CONVERSATION
) -> None:
    """Hold conversations with all, a turn each in alternation.

    Raises:
        BenchmarkError: One gave no answer.
    """
    for assistant in assistants:
        sender = uuid.uuid4().hex
        for number in range(WARM_UP_TURNS):
            turn(assistant, sender, conversation[number % len(conversation)])
    before = {assistant.name: assistant.server.cpu_seconds() for assistant in assistants}
    rounds = max(1, turns // len(conversation))
    for _ in tqdm(range(rounds), desc="conversations", file=sys.stderr):
        senders = {assistant.name: uuid.uuid4().hex for assistant in assistants}
        for text in conversation:
            for assistant in assistants:
                turn(assistant, senders[assistant.name], text)
    for assistant in assistants:
        spent = assistant.server.cpu_seconds() - before[assistant.name]
        assistant.cpu_ms = spent * 1000 / (rounds * len(conversation))


def figures_of(assistant: Assistant) -> dict[str, float]:
    """Return all figures of one side."""
    turns = assistant.turns
    plain, action = percentiles(turns["plain"]), percentiles(turns["action"])
    return {
        "training_s": assistant.training_seconds,
        "ready_s": assistant.server.ready_seconds,
        "rasa_memory_mb": assistant.memory_mb,
        "turn_p50_ms": plain[0],
        "turn_p95_ms": plain[1],
        "turn_with_action_p50_ms": action[0],
        "turn_with_action_p95_ms": action[1],
        "rasa_cpu_by_turn_ms": assistant.cpu_ms,
        "turns_with_action": len(turns["action"]),
    }
