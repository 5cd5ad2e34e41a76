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
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.processes import rasa, run_step
from benchmarks.report import print_table, save_histogram, save_json
from benchmarks.serving.assistants import (
    STOCK,
    figures_of,
    make_assistant,
    measure,
    start,
    start_shop,
    write_stock_config,
)
from settings import PROJECT_ROOT


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
        actions, environment = start_shop(folder, stack)
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
        for assistant in assistants:
            start(assistant.server, environment, stack)
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
