"""What shops gain by learning together, on this machine: federated, central and each on its own.

    python -m benchmarks.federated --interactions FILE [--shops 5] [--epsilon E] [--shoppers N]

The shoppers of FILE are dealt out to shops. Each is a process that talks to a server over Flower's
gRPC. Flower (with what it needs beyond the project's own dependencies) is installed into a folder
of its own: it wants other versions of cryptography and rich than the project has, and its
simulation engine would want ray. The protocol is that of ``benchmarks.recommendation``, without
attributes. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from actions.recommendation.errors import RecommendationError
from actions.recommendation.interactions import Interactions
from actions.recommendation.item_model import fit_item_model
from actions.recommendation.item_statistics import count_items
from actions.recommendation.private_statistics import noise_scale
from benchmarks.processes import free_port
from benchmarks.recommendation.__main__ import add_data_arguments, read_data
from benchmarks.recommendation.peers import popularity
from benchmarks.recommendation.ranking import evaluate
from benchmarks.report import print_table, save_json
from settings import PROJECT_ROOT, get_settings

_PACKAGES = (
    "flwr==1.23.0",
    "grpcio-health-checking==1.62.3",
    "iterators==0.0.2",
    "pathspec==0.12.1",
    "pycryptodome==3.23.0",
    "tomli==2.2.1",
    "tomli-w==1.2.0",
    "typer==0.12.5",
)
_MEASURES = ("ndcg@10", "hr@10")


class FederationError(RecommendationError):
    """The simulation did not come to its end; the message says which part failed."""


def main() -> int:
    """Run the simulation from the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.federated", description=__doc__.partition("\n")[0]
    )
    add_data_arguments(parser)
    parser.add_argument("--shops", type=int, default=5)
    parser.add_argument("--epsilon", type=float, help="each shop adds noise to what it sends")
    parser.add_argument("--delta", type=float, default=1e-6)
    parser.add_argument("--shoppers", type=int, metavar="N", help="test so many (default: all)")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "federated")
    arguments = parser.parse_args()
    try:
        data, _ = read_data(arguments)
        if arguments.epsilon is not None:
            noise_scale(arguments.epsilon, arguments.delta)
        figures = run(data, arguments, install(get_settings().state_dir / "flower"))
    except RecommendationError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    noise = "" if arguments.epsilon is None else f", epsilon {arguments.epsilon:g}"
    print_table(
        f"{len(data.histories):,} shoppers of {arguments.shops} shops, "
        f"{len(data.items):,} items{noise}",
        ("learned", *_MEASURES),
        [[name, *(f"{found[m]:.4f}" for m in _MEASURES)] for name, found in figures.items()],
    )
    save_json(
        arguments.out / "federated.json",
        {**figures, "shops": arguments.shops, "epsilon": arguments.epsilon},
    )
    return 0


def install(folder: Path) -> Path:
    """Put Flower into a folder, unless it is there; returns the folder.

    Raises:
        FederationError: pip failed.
    """
    if (folder / "flwr").is_dir():
        return folder
    print(f"Installing Flower into {folder} …", file=sys.stderr)
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder)]
    if subprocess.run([*command, *_PACKAGES], check=False).returncode:
        raise FederationError(f"Flower could not be installed into {folder}: see pip's message.")
    return folder


def run(
    data: Interactions, arguments: argparse.Namespace, flower: Path
) -> dict[str, dict[str, Any]]:
    """Deal the shoppers out, let the shops learn, and learn centrally beside them.

    Raises:
        FederationError: A process failed.
    """
    split, count = data.left_out(0), len(data.items)
    chance = np.random.default_rng(0)
    owners = chance.integers(0, arguments.shops, len(split.fitted))
    # Those who are tested, by their place among all shoppers.
    tested = [at for at, history in enumerate(data.histories) if len(history) > 1]
    chosen = np.sort(chance.permutation(len(tested))[: arguments.shoppers])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for shop in range(arguments.shops):
            own = [at for at in chosen if owners[tested[at]] == shop]
            held = {
                "count": count,
                "fitted": [split.fitted[at] for at in np.flatnonzero(owners == shop)],
                "histories": [split.histories[at] for at in own],
                "targets": [split.targets[at] for at in own],
            }
            (folder / f"shop-{shop}.json").write_text(json.dumps(held), encoding="utf-8")
        together = _simulate(arguments, flower, folder)
    histories = [split.histories[at] for at in chosen]
    targets = [split.targets[at] for at in chosen]
    central = fit_item_model(count_items(split.fitted, count)).scores
    figures: dict[str, dict[str, Any]] = {
        "popularity": dict(
            evaluate(popularity(split.fitted, count, {})(1.0), histories, targets, count)
        )
    }
    for kind in ("local", "federated"):
        figures[kind] = {measure: together[f"{kind} {measure}"] for measure in _MEASURES}
    figures["central"] = dict(evaluate(central, histories, targets, count))
    return figures


def _simulate(arguments: argparse.Namespace, flower: Path, folder: Path) -> dict[str, float]:
    port, out = free_port(), folder / "figures.json"
    # The folder holds only what the project's own environment lacks.
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(PROJECT_ROOT), str(flower)]),
        "FLWR_TELEMETRY_ENABLED": "0",
    }
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.federated.flower"]
    running: list[subprocess.Popen[bytes]] = []

    def start(*part: str) -> subprocess.Popen[bytes]:
        whole = [*command, "--address", f"127.0.0.1:{port}", *part]
        running.append(subprocess.Popen(whole, cwd=PROJECT_ROOT, env=environment))
        return running[-1]

    noise = ["--delta", str(arguments.delta)]
    if arguments.epsilon is not None:
        noise += ["--epsilon", str(arguments.epsilon)]
    try:
        server = start("--shops", str(arguments.shops), "--out", str(out))
        _wait_for_port(server, port)
        for shop in range(arguments.shops):
            start("--data", str(folder / f"shop-{shop}.json"), *noise)
        _wait(running)
    finally:
        for process in running:
            if process.poll() is None:
                process.terminate()
            process.wait()
    if not out.is_file():
        raise FederationError("The server ended without figures; its messages stand above.")
    found: dict[str, float] = json.loads(out.read_text(encoding="utf-8"))
    return found


def _wait_for_port(server: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server listens: a shop that comes earlier gives up."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise FederationError("The server did not start; its messages stand above.")


def _wait(running: Sequence[subprocess.Popen[bytes]]) -> None:
    """Wait for the server, and stop where a shop fails."""
    server, *shops = running
    while True:
        try:
            server.wait(timeout=1)
            return
        except subprocess.TimeoutExpired:
            if any(shop.poll() not in (None, 0) for shop in shops):
                raise FederationError("A shop failed; its messages stand above.") from None


if __name__ == "__main__":
    sys.exit(main())
