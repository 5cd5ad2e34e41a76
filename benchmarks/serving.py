"""Set-up, training, start, memory and turn times, beside stock Rasa on the same data.

Both assistants are trained and served in this one run, with the same domain and training data;
their turns alternate, so that a busy moment of the machine hits both. Stock is what `pip install
rasa` gives: `rasa init`'s pipeline and policies with a model of its own, Rasa's REST channel and
SQL tracker store on SQLite, and none of Tactful's code in its process. Both call one action server,
started as Rasa's manual says (`python -m rasa_sdk --actions actions`): what an action itself takes
is the same for both, and counts for both.

    python -m benchmarks.serving [--turns 280] [--stock-epochs 100] [--setup] [--out FOLDER]

Stock's networks learn for 100 epochs, as `rasa init` has it. Fewer say nothing of its training time
and accuracy, and a forward pass takes the same time; but an assistant that has learned less may
answer another question than was asked. So a turn counts as one with an action if its assistant's
store says that a custom action ran in it, whatever the message was meant to bring about, and the
table says how many turns that were.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import requests
import yaml
from tqdm import tqdm

from benchmarks.processes import BenchmarkError, Server, free_port, rasa, run_step
from benchmarks.report import percentiles, print_table, save_histogram, save_json
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
        return self.server.health_url + "webhooks/rest/webhook"


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
    name: str, folder: Path, config: Path, credentials: Path, endpoints: Path, database: Path
) -> Assistant:
    """Describe one side; nothing is started yet."""
    port = free_port()
    models = folder / f"{name}-models"
    command = rasa(
        "run",
        *("--model", str(models)),
        *("--endpoints", str(endpoints)),
        *("--credentials", str(credentials)),
        *("--interface", "127.0.0.1", "--port", str(port)),
    )
    server = Server(name, command, f"http://127.0.0.1:{port}/", folder / f"{name}.log")
    return Assistant(name, config, credentials, endpoints, server, models, database)


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


def measure(assistants: list[Assistant], turns: int) -> None:
    """Hold conversations with both, a turn each in alternation."""
    for assistant in assistants:
        sender = uuid.uuid4().hex
        for number in range(WARM_UP_TURNS):
            turn(assistant, sender, CONVERSATION[number % len(CONVERSATION)])
    before = {assistant.name: assistant.server.cpu_seconds() for assistant in assistants}
    rounds = max(1, turns // len(CONVERSATION))
    for _ in tqdm(range(rounds), desc="conversations", file=sys.stderr):
        senders = {assistant.name: uuid.uuid4().hex for assistant in assistants}
        for text in CONVERSATION:
            for assistant in assistants:
                turn(assistant, senders[assistant.name], text)
    for assistant in assistants:
        spent = assistant.server.cpu_seconds() - before[assistant.name]
        assistant.cpu_ms = spent * 1000 / (rounds * len(CONVERSATION))


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


def measure_setup(folder: Path) -> float:
    """Make a fresh environment as `make setup` does; returns seconds."""
    copy = folder / "clone"
    log = folder / "setup.log"
    run_step(["git", "clone", "--quiet", str(PROJECT_ROOT), str(copy)], {}, log)
    return run_step(["make", "-C", str(copy), "setup"], {}, log)


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=280, help="turns with each assistant")
    parser.add_argument("--stock-epochs", type=int, default=100, help="epochs of stock's networks")
    parser.add_argument("--setup", action="store_true", help="also time a fresh set-up")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "serving")
    options = parser.parse_args()

    with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
        folder = Path(temporary)
        setup_seconds = measure_setup(folder) if options.setup else None
        action_port = free_port()
        environment = {
            "TACTFUL_ACTION_ENDPOINT": f"http://127.0.0.1:{action_port}/webhook",
            "TACTFUL_STATE_DIR": str(folder / "state"),
            "SANIC_HOST": "127.0.0.1",
            "OMP_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
        }
        for step in ("migrate", "seed"):
            run_step(
                [sys.executable, "-m", "actions.shop", step], environment, folder / f"{step}.log"
            )
        stock_endpoints = folder / "stock-endpoints.yml"
        stock_endpoints.write_text(
            f"action_endpoint:\n  url: {environment['TACTFUL_ACTION_ENDPOINT']}\n"
            f"tracker_store:\n  type: SQL\n  dialect: sqlite\n  db: {folder / 'stock.db'}\n"
        )
        tactful = make_assistant(
            "tactful",
            folder,
            PROJECT_ROOT / "config.yml",
            PROJECT_ROOT / "credentials.yml",
            PROJECT_ROOT / "endpoints.yml",
            folder / "state" / "conversations.db",
        )
        stock_config = write_stock_config(folder, options.stock_epochs)
        stock = make_assistant(
            "stock",
            folder,
            stock_config,
            STOCK / "credentials.yml",
            stock_endpoints,
            folder / "stock.db",
        )
        assistants = [tactful, stock]
        for assistant in assistants:
            train = rasa(
                "train",
                *("--config", str(assistant.config), "--out", str(assistant.model_dir)),
                "--force",
            )
            cache = {"RASA_CACHE_DIRECTORY": str(folder / f"{assistant.name}-cache")}
            print(f"training {assistant.name} …", file=sys.stderr)
            unlimited = {k: v for k, v in environment.items() if k != "OMP_NUM_THREADS"}
            log = folder / f"{assistant.name}-train.log"
            assistant.training_seconds = run_step(train, {**unlimited, **cache}, log)
        actions = Server(
            "actions",
            [sys.executable, "-m", "rasa_sdk", "--actions", "actions", "--port", str(action_port)],
            f"http://127.0.0.1:{action_port}/health",
            folder / "actions.log",
            environment,
        )
        for server in (actions, *(assistant.server for assistant in assistants)):
            server.environment = environment
            stack.callback(server.stop)
            server.start()
        measure(assistants, options.turns)
        for assistant in assistants:
            assistant.memory_mb = assistant.server.memory_mb()
        action_memory = actions.memory_mb()
        ours, theirs = figures_of(tactful), figures_of(stock)
        histogram = {
            f"{assistant.name}, {kind}": times
            for assistant in assistants
            for kind, times in assistant.turns.items()
        }

    rows = [
        [name, f"{ours[name]:.1f}", f"{theirs[name]:.1f}", f"{ours[name] / theirs[name]:.2f}"]
        for name in ours
    ]
    rows.append(["action server memory_mb", f"{action_memory:.1f}", "same server", ""])
    if setup_seconds is not None:
        rows.append(["setup_s", f"{setup_seconds:.1f}", "", ""])
    print_table(
        f"Tactful and stock Rasa 3.6, {os.cpu_count()} cores",
        ("figure", "Tactful", "stock", "ratio"),
        rows,
    )
    save_histogram(
        options.out / "turns.png",
        "Time of a turn over REST",
        "ms",
        histogram,
    )
    save_json(
        options.out / "serving.json",
        {
            "tactful": ours,
            "stock": theirs,
            "ratio": {name: ours[name] / theirs[name] for name in ours},
            "action_server_memory_mb": action_memory,
            "setup_s": setup_seconds,
        },
    )


if __name__ == "__main__":
    main()
