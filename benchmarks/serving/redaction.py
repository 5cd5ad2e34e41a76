"""What redaction costs a turn: the assistant with its own tracker store, and with Rasa's plain one.

Both servers run the same model, channels and policies; only the tracker store differs. Turns
alternate, and personal values are told in them. Both stores write to SQLite, each as it opens it.

    python -m benchmarks.serving.redaction [--turns 280] [--out FOLDER]
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import yaml

from benchmarks.processes import BenchmarkError
from benchmarks.report import print_table, save_histogram, save_json
from benchmarks.serving.assistants import (
    CONVERSATION,
    figures_of,
    make_assistant,
    measure,
    start,
    start_shop,
)
from nlu_models.files import newest_model
from settings import PROJECT_ROOT

_PERSONAL = (
    *("where is my order 10023?", "maya.fenwick@example.com"),
    *("my name is Maya Fenwick", "you can call me on 07700 900461"),
)
_UNSHARED = ("training_s", "turns_with_action")


def plain_endpoints(folder: Path) -> Path:
    """Write the project's endpoints with Rasa's SQL tracker store in place of the redacting one."""
    endpoints = yaml.safe_load((PROJECT_ROOT / "endpoints.yml").read_text(encoding="utf-8"))
    endpoints["tracker_store"] = {"type": "SQL", "db": str(folder / "plain.db")}
    path = folder / "plain-endpoints.yml"
    path.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    return path


def main() -> int:
    """Run the benchmark from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--turns", type=int, default=280, help="turns with each assistant")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "redaction")
    options = parser.parse_args()
    model = newest_model(PROJECT_ROOT / "models")
    try:
        if model is None:
            raise BenchmarkError("There is no model: run `make train` first.")
        with tempfile.TemporaryDirectory() as temporary, ExitStack() as stack:
            folder = Path(temporary)
            _, environment = start_shop(folder, stack)
            sides = [
                make_assistant(
                    name,
                    folder,
                    PROJECT_ROOT / "config.yml",
                    PROJECT_ROOT / "credentials.yml",
                    endpoints,
                    database,
                    models=model,
                )
                for name, endpoints, database in (
                    (
                        "redacting",
                        PROJECT_ROOT / "endpoints.yml",
                        folder / "state" / "conversations.db",
                    ),
                    ("plain", plain_endpoints(folder), folder / "plain.db"),
                )
            ]
            for side in sides:
                start(side.server, environment, stack)
            measure(sides, options.turns, (*CONVERSATION, *_PERSONAL))
            for side in sides:
                side.memory_mb = side.server.memory_mb()
            ours, theirs = (figures_of(side) for side in sides)
            times = {side.name: side.times for side in sides}
    except BenchmarkError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    ratio = {name: ours[name] / theirs[name] for name in ours if name not in _UNSHARED}
    print_table(
        "A turn with each tracker store",
        ("figure", "redacting", "plain", "ratio"),
        [
            [name, f"{ours[name]:.1f}", f"{theirs[name]:.1f}", f"{value:.2f}"]
            for name, value in ratio.items()
        ],
    )
    save_histogram(options.out / "turns.png", "Time of a turn over REST", "ms", times)
    save_json(options.out / "turns.json", {"redacting": ours, "plain": theirs, "ratio": ratio})
    return 0


if __name__ == "__main__":
    sys.exit(main())
