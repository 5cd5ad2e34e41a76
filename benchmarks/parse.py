"""How long the NLU pipeline takes for a message, beside stock Rasa's, on one thread each.

    python -m benchmarks.parse --messages tests/nlu [--stock-epochs 1] [--out FOLDER]

Takes the model that `make train` made, and trains stock's pipeline (DIET and a ResponseSelector) on
the same data; the epochs make no difference to the time of a forward pass. Messages of up to 20
words go to both in turns, each pipeline in a process of its own, as Rasa's server calls it, without
channels, policies and store.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import multiprocessing
import os
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
from tqdm import tqdm

from benchmarks.intents.data import DataFileError, read_messages
from benchmarks.processes import BenchmarkError, rasa, run_step
from benchmarks.report import percentiles, print_table, save_histogram, save_json
from benchmarks.serving.assistants import write_stock_config
from nlu_models.files import newest_model
from settings import PROJECT_ROOT

if TYPE_CHECKING:
    from rasa.core.agent import Agent  # seconds to import, in the workers only

_WORDS = 20
_WARM_UP = 20
_ONE_THREAD = (
    "OMP_NUM_THREADS",
    "TF_INTRA_OP_PARALLELISM_THREADS",
    "TF_INTER_OP_PARALLELISM_THREADS",
)


def load_quiet_agent(model: Path) -> Agent:
    """Load a model as `rasa run` does, which logs no debug lines."""
    from rasa.core.agent import Agent
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.INFO)
    return Agent.load(str(model))


def serve(model: Path, speedups: bool, pipe: Connection) -> None:
    """Parse each text that comes through the pipe; answer with milliseconds."""
    if speedups:
        from bot import rasa_speedups

        rasa_speedups.install()
    agent = load_quiet_agent(model)
    memory = psutil.Process().memory_info().rss / 1e6

    async def parse(text: str) -> float:
        started = time.perf_counter()
        await agent.parse_message(text)
        return (time.perf_counter() - started) * 1000

    loop = asyncio.new_event_loop()
    pipe.send(memory)
    while (text := pipe.recv()) is not None:
        pipe.send(loop.run_until_complete(parse(text)))


def train_stock(folder: Path, epochs: int) -> Path:
    """Train stock's NLU pipeline on the project's data; returns the model.

    Raises:
        BenchmarkError: Training failed.
    """
    config = write_stock_config(folder, epochs)
    command = rasa("train", "nlu", "--config", str(config), "--out", str(folder / "models"))
    run_step(command, {"RASA_CACHE_DIRECTORY": str(folder / "cache")}, folder / "train.log")
    (model,) = (folder / "models").glob("*.tar.gz")
    return model


def measure(
    models: dict[str, Path], texts: list[str]
) -> tuple[dict[str, list[float]], list[float]]:
    """Let the pipelines parse the texts in turns.

    Returns:
        Milliseconds of each message by pipeline, and each one's memory in MB before the first.
    """
    context = multiprocessing.get_context("spawn")
    pipes: dict[str, Connection] = {}
    workers = []
    for name, model in models.items():
        ours, theirs = context.Pipe()
        worker = context.Process(target=serve, args=(model, name == "tactful", theirs))
        worker.start()
        pipes[name] = ours
        workers.append(worker)
    memory = [float(pipe.recv()) for pipe in pipes.values()]
    times: dict[str, list[float]] = {name: [] for name in models}
    for text in tqdm([*texts[:_WARM_UP], *texts], desc="messages", file=sys.stderr):
        for name, pipe in pipes.items():
            pipe.send(text)
            times[name].append(float(pipe.recv()))
    for pipe, worker in zip(pipes.values(), workers, strict=True):
        pipe.send(None)
        worker.join()
    return {name: values[_WARM_UP:] for name, values in times.items()}, memory


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--messages", type=Path, required=True, metavar="FILE")
    parser.add_argument("--stock-epochs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "parse")
    arguments = parser.parse_args()
    for name in _ONE_THREAD:
        os.environ[name] = "1"
    try:
        texts = [text for text, _ in read_messages(arguments.messages, "test").known]
        texts = [text for text in texts if len(text.split()) <= _WORDS]
        trained = newest_model(PROJECT_ROOT / "models")
        if trained is None:
            raise BenchmarkError("There is no model: run `make train` first.")
        with tempfile.TemporaryDirectory() as scratch:
            stock = train_stock(Path(scratch), arguments.stock_epochs)
            times, memory = measure({"tactful": trained, "stock": stock}, texts)
    except (BenchmarkError, DataFileError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    spread = {name: percentiles(values) for name, values in times.items()}
    ratios = [spread["stock"][place] / spread["tactful"][place] for place in (0, 1)]
    print_table(
        f"{len(texts)} messages of up to {_WORDS} words, one thread",
        ("pipeline", "p50 ms", "p95 ms", "memory MB"),
        [
            *(
                [name, f"{p50:.2f}", f"{p95:.2f}", f"{mb:.0f}"]
                for (name, (p50, p95)), mb in zip(spread.items(), memory, strict=True)
            ),
            [
                "stock / tactful",
                *(f"{ratio:.1f}" for ratio in ratios),
                f"{memory[1] / memory[0]:.1f}",
            ],
        ],
    )
    save_histogram(arguments.out / "parse.png", "Parse of a message", "ms", times)
    save_json(
        arguments.out / "parse.json",
        {name: {"p50_ms": p50, "p95_ms": p95} for name, (p50, p95) in spread.items()},
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
