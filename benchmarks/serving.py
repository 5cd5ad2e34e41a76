"""Set-up, training, start, memory and turn times, beside stock Rasa on the same data.

Both assistants are trained and served in this one run, with the same domain, training data and
action server; their turns alternate, so that a busy moment of the machine hits both. Stock Rasa
runs `rasa init`'s pipeline and Rasa's own SQL tracker store on SQLite.

    python -m benchmarks.serving [--turns 200] [--stock-epochs 100] [--setup] [--out FOLDER]

Stock's networks learn for 100 epochs, as `rasa init` has it; fewer say nothing of its training time
and accuracy, but its turns take the same time.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import requests
from tqdm import tqdm

from benchmarks.processes import BenchmarkError, Server, free_port, rasa, run_step
from benchmarks.report import percentiles, print_table, save_histogram, save_json
from settings import PROJECT_ROOT

STOCK = PROJECT_ROOT / "benchmarks" / "stock"
PLAIN_TURNS = ("hello there", "thank you so much", "are you a robot?", "what can you do for me?")
ACTION_TURNS = ("how much is delivery?", "I'm looking for a backpack", "something cheaper please")
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
    training_seconds: float = 0.0
    memory_mb: float = 0.0
    turns: dict[str, list[float]] = field(default_factory=lambda: {"plain": [], "action": []})

    @property
    def url(self) -> str:
        """Address of the REST channel."""
        return self.server.health_url + "webhooks/rest/webhook"


def make_assistant(
    name: str, folder: Path, config: Path, credentials: Path, endpoints: Path
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
    return Assistant(name, config, credentials, endpoints, server, models)


def turn(assistant: Assistant, sender: str, text: str) -> float:
    """Send one message; returns the time until the whole answer is there, in ms.

    Raises:
        BenchmarkError: No answer came.
    """
    started = time.perf_counter()
    response = requests.post(assistant.url, json={"sender": sender, "message": text}, timeout=60)
    elapsed = (time.perf_counter() - started) * 1000
    if not response.ok or not response.json():
        raise BenchmarkError(f"{assistant.name} gave no answer to {text!r}: {response.text!r}")
    return elapsed


def measure(assistants: list[Assistant], turns: int) -> None:
    """Hold conversations with both, a turn each in alternation."""
    conversation = [
        *((text, "plain") for text in PLAIN_TURNS),
        *((text, "action") for text in ACTION_TURNS),
    ]
    for assistant in assistants:
        sender = uuid.uuid4().hex
        for number in range(WARM_UP_TURNS):
            turn(assistant, sender, conversation[number % len(conversation)][0])
    rounds = max(1, turns // len(conversation))
    for _ in tqdm(range(rounds), desc="conversations", file=sys.stderr):
        senders = {assistant.name: uuid.uuid4().hex for assistant in assistants}
        for text, kind in conversation:
            for assistant in assistants:
                assistant.turns[kind].append(turn(assistant, senders[assistant.name], text))


def figures_of(assistant: Assistant) -> dict[str, float]:
    """Return all figures of one side."""
    plain, action = percentiles(assistant.turns["plain"]), percentiles(assistant.turns["action"])
    return {
        "training_s": assistant.training_seconds,
        "ready_s": assistant.server.ready_seconds,
        "rasa_memory_mb": assistant.memory_mb,
        "turn_p50_ms": plain[0],
        "turn_p95_ms": plain[1],
        "turn_with_action_p50_ms": action[0],
        "turn_with_action_p95_ms": action[1],
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
        )
        stock_config = folder / "stock-config.yml"
        stock_config.write_text(
            (STOCK / "config.yml")
            .read_text()
            .replace("epochs: 100", f"epochs: {options.stock_epochs}")
        )
        stock = make_assistant(
            "stock", folder, stock_config, STOCK / "credentials.yml", stock_endpoints
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
        {
            f"{assistant.name}, {kind}": assistant.turns[kind]
            for assistant in assistants
            for kind in ("plain", "action")
        },
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
