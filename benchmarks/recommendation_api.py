"""How fast the recommendation module answers over HTTP: latency and requests a second.

    python -m benchmarks.recommendation_api [--requests 400] [--out FOLDER]

The service runs as its own process on the sample shop, as `make run` starts it; the client runs
beside it on the same machine, in this process, over kept-alive connections, with 1 and with 8
requests under way. Wishes are those of `benchmarks/wishes.toml`, in turn. The kinds of request
alternate, so that a busy moment of the machine hits all of them. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import aiohttp
from tqdm import tqdm

from benchmarks.processes import BenchmarkError, Server, free_port, run_step
from benchmarks.report import percentiles, print_table, save_histogram, save_json
from benchmarks.wishes import read_wishes
from settings import PROJECT_ROOT

_KEY = "benchmark-" * 4
_CONCURRENCIES = (1, 8)
_WARM_UP = 20
_PRODUCTS = 200  # ids of the sample shop to ask of; it has more


@dataclass(frozen=True)
class Ask:
    """One request."""

    kind: str
    method: str
    path: str
    body: Mapping[str, Any] | None = None


@dataclass
class Run:
    """What came of the requests with one number of them under way.

    Attributes:
        milliseconds: Kind of request to the time of each.
        seconds: Of the whole run.
        processor_seconds: What the service used of the processors meanwhile.
    """

    milliseconds: dict[str, list[float]] = field(default_factory=dict)
    seconds: float = 0.0
    processor_seconds: float = 0.0

    def figures(self) -> dict[str, Any]:
        """Return what is published of it."""
        kinds = {}
        for kind, times in sorted(self.milliseconds.items()):
            median, high = percentiles(times)
            kinds[kind] = {"p50_ms": median, "p95_ms": high}
        count = sum(map(len, self.milliseconds.values()))
        return {
            "requests_a_second": count / self.seconds,
            "processor_ms_a_request": self.processor_seconds * 1000 / count,
            "kinds": kinds,
        }


def asks(count: int) -> Iterator[Ask]:
    """Yield requests: the kinds in turn, wishes and products changing."""
    texts = cycle([wish.text for wish in read_wishes()])
    products = cycle(range(1, _PRODUCTS))
    for number in range(count):
        text, product = next(texts), next(products)
        limits = {"price_max": 150, "exclude": {"material": ["leather"]}}
        visit = {"said": [text], "disliked": [product], "basket": [product + 1]}
        yield (
            Ask("search", "POST", "/v1/search", {"text": text}),
            Ask("search with filters", "POST", "/v1/search", {"text": text, "constraints": limits}),
            Ask("recommend", "POST", "/v1/recommend", {"context": visit}),
            Ask("similar", "GET", f"/v1/products/{product}/similar"),
            Ask("explain", "POST", "/v1/explain", {"text": text, "product": product}),
        )[number % 5]


@contextmanager
def service() -> Iterator[tuple[Server, str]]:
    """Run the service on a sample shop of its own; gives the process and its address."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        port = free_port()
        environment = {
            "TACTFUL_STATE_DIR": str(folder / "state"),
            "TACTFUL_SHOP_DATABASE_URL": "",
            "TACTFUL_RECOMMENDATION_PORT": str(port),
            "TACTFUL_RECOMMENDATION_KEYS": _KEY,
            "TACTFUL_RECOMMENDATION_KEY_RATE": "100000000",
            # As the launcher has them.
            "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
            "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
        }
        prepare = [sys.executable, "-m", "actions.shop", "prepare"]
        run_step(prepare, environment, folder / "prepare.log")
        url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "actions.recommendation_api", "serve"]
        log = folder / "service.log"
        server = Server("recommendation", command, f"{url}/health", log, environment)
        server.start()
        try:
            yield server, url
        finally:
            server.stop()


async def measured(server: Server, url: str, count: int, under_way: int) -> Run:
    """Send requests, so many of them at once.

    Raises:
        BenchmarkError: One was not answered well.
    """
    run, todo = Run(), asks(_WARM_UP + count)
    progress = tqdm(total=count, desc=f"{under_way} at once", unit="requests")
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {_KEY}"}) as http:

        async def send(ask: Ask) -> float:
            started = time.perf_counter()
            async with http.request(ask.method, url + ask.path, json=ask.body) as answer:
                await answer.read()
                if answer.status != 200:
                    raise BenchmarkError(f"{ask.path} answered {answer.status}.")
            return (time.perf_counter() - started) * 1000

        async def work() -> None:
            for ask in todo:
                run.milliseconds.setdefault(ask.kind, []).append(await send(ask))
                progress.update()

        for ask in islice(todo, _WARM_UP):
            await send(ask)
        used, started = server.cpu_seconds(), time.perf_counter()
        await asyncio.gather(*(work() for _ in range(under_way)))
        run.seconds = time.perf_counter() - started
        run.processor_seconds = server.cpu_seconds() - used
    progress.close()
    return run


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=400, help="for each concurrency")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "recommendation_api")
    options = parser.parse_args()
    with service() as (server, url):
        runs = {n: asyncio.run(measured(server, url, options.requests, n)) for n in _CONCURRENCIES}
        memory, ready = server.memory_mb(), server.ready_seconds
    figures = {number: run.figures() for number, run in runs.items()}
    columns = ["request"]
    columns += [f"{figure}, {n} at once" for n in _CONCURRENCIES for figure in ("p50", "p95")]
    kinds = figures[_CONCURRENCIES[0]]["kinds"]
    rows = [
        [
            kind,
            *(
                f"{figures[number]['kinds'][kind][name]:.1f} ms"
                for number in _CONCURRENCIES
                for name in ("p50_ms", "p95_ms")
            ),
        ]
        for kind in kinds
    ]
    for name, unit in (("requests_a_second", ""), ("processor_ms_a_request", " ms")):
        told = (f"{figures[number][name]:.1f}{unit}" for number in _CONCURRENCIES)
        rows.append([name.replace("_", " "), *(cell for text in told for cell in (text, ""))])
    print_table(f"The sample shop over HTTP, {os.cpu_count()} cores", columns, rows)
    series = {
        f"{kind}, {number} at once": times
        for number, run in runs.items()
        for kind, times in run.milliseconds.items()
        if kind in ("search", "recommend")
    }
    picture = options.out / "latency.png"
    save_histogram(picture, "Time of a request over HTTP", "ms", series, counted="requests")
    save_json(
        options.out / "recommendation_api.json",
        {
            "requests": options.requests,
            "memory_mb": memory,
            "ready_s": ready,
            "at_once": {str(number): told for number, told in figures.items()},
        },
    )


if __name__ == "__main__":
    main()
