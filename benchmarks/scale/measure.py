"""What is measured of one catalogue, in a process of its own."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from actions.recommendation import Context, EmbeddingStore, Recommender
from actions.recommendation.index.build import Plan, open_index
from actions.recommendation.index.snapshot import Snapshot
from actions.shop.records import ProductRecord
from actions.shopping.models import load_phrasebook
from benchmarks.report import percentiles
from benchmarks.scale.catalogue import MadeUp, Wish, load_stand_in, product, real_encoder, wishes

_WARM_UP = 30
_SHOWN = 5
_BLOCK = 50_000


def plan(count: int, folder: Path) -> Plan:
    """Return how the index of a made-up catalogue is built."""
    return Plan(MadeUp(count), load_stand_in, folder / str(count))


def measure(count: int, folder: Path, queries: int) -> dict[str, Any]:
    """Return the figures of one size; its index must have been built.

    Raises:
        SystemExit: It has not.
    """
    opened = open_index(plan(count, folder))
    if opened is None:
        raise SystemExit(f"There is no index of {count} products in {folder}.")
    snapshot, version = opened
    encoder, stand_in = real_encoder()[0], load_stand_in()[0]
    encode = partial(EmbeddingStore(None, "").vectors, encoder=stand_in)
    shop = Recommender(
        snapshot, encoder, encode=encode, version=version, phrasebook=load_phrasebook(encoder)
    )
    every = wishes(2 * (_WARM_UP + queries))
    # Each door is asked what no other was: the recommender remembers recent questions.
    asked, others = every[: _WARM_UP + queries], every[_WARM_UP + queries :]
    figures: dict[str, Any] = {"products": count}
    doors: dict[str, tuple[Callable[[Wish], object], Sequence[Wish]]] = {
        "recommend": (
            lambda wish: shop.recommend(Context(said=(wish.text,)), wish.limits, _SHOWN),
            asked,
        ),
        "search": (lambda wish: shop.search(wish.text, wish.limits, _SHOWN), others),
        "again": (lambda wish: shop.search(wish.text, wish.limits, _SHOWN), others),
        "encode": (lambda wish: encoder.encode([wish.text]), asked),
    }
    for name, (door, wanted) in doors.items():
        spent, worked = _times(door, wanted, f"{count:,} products, {name}")
        figures[f"{name}_ms"] = [round(value, 3) for value in spent]
        figures[f"{name}_p50"], figures[f"{name}_p95"] = percentiles(spent)
        figures[f"{name}_cpu_p50"], figures[f"{name}_cpu_p95"] = percentiles(worked)
    figures["rss_mb"] = _memory_mb()
    figures["change_ms"] = _changes(shop)
    figures["recall@10"] = recall(snapshot, [wish.text for wish in asked[:100]])
    return figures


def _times(
    door: Callable[[Wish], object], asked: Sequence[Wish], title: str
) -> tuple[list[float], list[float]]:
    """Return the milliseconds of each query: by the clock, and of this thread's processor time.

    On a busy machine the second is nearer to what a quiet one would need.
    """
    spent, worked = [], []
    for wish in tqdm(asked, desc=title, leave=False):
        begun, at_work = time.perf_counter(), time.thread_time()
        door(wish)
        spent.append(1000 * (time.perf_counter() - begun))
        worked.append(1000 * (time.thread_time() - at_work))
    return spent[_WARM_UP:], worked[_WARM_UP:]


def recall(snapshot: Snapshot, texts: Sequence[str], count: int = 10) -> float:
    """Return the share of the nearest products by exact search that the graph finds too."""
    queries = real_encoder()[0].encode(texts)
    best = np.zeros((len(texts), 0), np.float32)
    rows = np.zeros((len(texts), 0), np.int64)
    for start in range(0, len(snapshot), _BLOCK):
        block = np.arange(start, min(len(snapshot), start + _BLOCK))
        cosines = queries @ snapshot.vectors(block).T
        best = np.concatenate([best, cosines], axis=1)
        rows = np.concatenate([rows, np.broadcast_to(block, cosines.shape)], axis=1)
        order = np.argsort(-best, axis=1)[:, :count]
        best = np.take_along_axis(best, order, axis=1)
        rows = np.take_along_axis(rows, order, axis=1)
    hits = [
        len(set(snapshot.nearest(query, count)[0]) & set(own))
        for query, own in zip(queries, rows, strict=True)
    ]
    return sum(hits) / max(1, rows.size)


def _changes(shop: Recommender) -> dict[str, float]:
    """Return how long it takes until a change can be found, in milliseconds."""
    first = shop.products[0]
    dearer = tuple(replace(v, price=v.price + 1, stock=7) for v in first.variants)
    changes: dict[str, dict[int, ProductRecord | None]] = {
        "price and stock": {first.id: replace(first, variants=dearer)},
        "text": {first.id: replace(first, title="Zephyr kettle")},
        "new product": {10**9: replace(product(1), id=10**9, title="Zephyr kettle")},
        "removed product": {first.id: None},
    }
    spent = {}
    for name, change in changes.items():
        begun = time.perf_counter()
        shop.changed(change, "next").search("zephyr kettle")
        spent[name] = round(1000 * (time.perf_counter() - begun), 1)
    return spent


def _memory_mb() -> float:
    """Return the resident memory of this process, mapped files included."""
    found = re.search(r"VmRSS:\s+(\d+) kB", Path("/proc/self/status").read_text())
    return round(int(found[1]) / 1024, 1) if found else float("nan")
