"""Stock Rasa's NLU pipeline (DIET), trained and asked as a peer."""

from __future__ import annotations

import asyncio
import multiprocessing
import sys
import tempfile
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np
import yaml
from tqdm import tqdm

from benchmarks.intents.data import Labelled
from benchmarks.intents.methods import Array, Judgement
from benchmarks.parse import load_quiet_agent
from benchmarks.processes import rasa, run_step
from benchmarks.serving.assistants import write_stock_config

FALLBACK = "nlu_fallback"


def diet(train: Labelled, texts: Sequence[str], epochs: int) -> Judgement:
    """Stock's pipeline with its own options, but so many epochs (stock: 100).

    Raises:
        BenchmarkError: Its training failed.
    """
    labels = sorted({label for _, label in train})
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        data = folder / "nlu.yml"
        data.write_text(_rasa_yaml(train, labels), encoding="utf-8")
        config = write_stock_config(folder, epochs)
        print(f"Stock Rasa learns for {epochs} epochs.", file=sys.stderr)
        command = rasa("train", "nlu", "--nlu", str(data), "--config", str(config))
        environment = {"RASA_CACHE_DIRECTORY": str(folder / "cache")}
        out = folder / "models"
        seconds = run_step([*command, "--out", str(out)], environment, folder / "train.log")
        (model,) = out.glob("*.tar.gz")
        chances = _ask(model, texts, len(labels))
    return Judgement(chances, chances.max(axis=1), seconds)


def _rasa_yaml(train: Labelled, labels: Sequence[str]) -> str:
    """Return the messages as Rasa's training data; intents are numbered, for any name will do."""
    examples: dict[str, list[str]] = {label: [] for label in labels}
    for text, label in train:
        # Rasa takes brackets for annotations.
        examples[label].append(" ".join(text.translate(str.maketrans("[](){}", "      ")).split()))
    nlu = [
        {"intent": f"i{number}", "examples": "".join(f"- {text}\n" for text in examples[label])}
        for number, label in enumerate(labels)
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)


def _ask(model: Path, texts: Sequence[str], intents: int) -> Array:
    """Return the confidence of each intent; zero for those that Rasa does not list."""
    context = multiprocessing.get_context("spawn")  # TensorFlow stays out of this process
    ours, theirs = context.Pipe()
    worker = context.Process(target=_classify, args=(model, theirs))
    worker.start()
    chances = np.zeros((len(texts), intents))
    for row, text in enumerate(tqdm(texts, desc="stock Rasa", file=sys.stderr)):
        ours.send(text)
        for number, confidence in ours.recv():
            chances[row, number] = confidence
    ours.send(None)
    worker.join()
    return chances


def _classify(model: Path, pipe: Connection) -> None:
    agent = load_quiet_agent(model)
    loop = asyncio.new_event_loop()
    while (text := pipe.recv()) is not None:
        ranking = loop.run_until_complete(agent.parse_message(text))["intent_ranking"]
        pipe.send([(int(i["name"][1:]), i["confidence"]) for i in ranking if i["name"] != FALLBACK])
