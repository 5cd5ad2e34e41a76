"""From one state of the catalogue to the next: what has not changed is shared by both."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from actions.recommendation.index.analyse import analyse, text_key
from actions.recommendation.index.part import Part
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.index.vectors import Matrix
from actions.shop.records import ProductRecord

Encode = Callable[[Sequence[ProductRecord]], Floats]

# Up to so many are indexed anew when a text changes: in well under a second.
SMALL = 500
# What is worked out once and holds on where only offers change, and where merit does not either.
_OF_TEXTS = ("starts", "exact", "rows", "ids", "lexical", "likeness", "categories", "fact_names")
_OF_MERIT = ("prior", "best_first")


def changed(
    snapshot: Snapshot,
    changes: Mapping[int, ProductRecord | None],
    encode: Encode | None,
    *,
    texts: bool = True,
) -> Snapshot:
    """Return the state after some products have changed.

    Where only price, stock or sales have, that is noted in their columns. Products that are new
    or have other texts are indexed behind the others; a small catalogue is indexed anew, with
    the vectors that it has.

    Args:
        snapshot: The state before.
        changes: Product ids to what they are now; None where they are gone.
        encode: Returns vectors of products.
        texts: False leaves products that are new or have other texts for later, as they were.
    """
    offers: dict[int, ProductRecord] = {}
    gone: list[int] = []
    fresh: list[ProductRecord] = []
    for product_id, product in changes.items():
        row = snapshot.row(product_id)
        if row is not None and product is not None and _same_texts(snapshot, row, product):
            offers[row] = product
            continue
        if product is not None and not texts:
            continue
        gone += () if row is None else (row,)
        fresh += () if product is None else (product,)
    state = _with_offers(snapshot, offers)
    alive = state.alive.copy()
    alive[gone] = False
    if not gone and not fresh:
        return state
    if len(snapshot) + len(fresh) <= SMALL:
        return _with(state, np.flatnonzero(alive), fresh, encode)
    if not fresh:
        return replace(state, alive=alive)
    main = state.parts[0]
    last = _with(state, np.flatnonzero(alive[len(main) :]) + len(main), fresh, encode, main)
    return Snapshot(
        (main, *last.parts),
        np.concatenate([alive[: len(main)], last.alive]),
        {
            **{row: product for row, product in state.newer.items() if row < len(main)},
            **{row + len(main): product for row, product in last.newer.items()},
        },
    )


def _with(
    snapshot: Snapshot,
    rows: Ints,
    fresh: Sequence[ProductRecord],
    encode: Encode | None,
    main: Part | None = None,
) -> Snapshot:
    """Index some rows and new products together, in the order of their ids.

    Args:
        snapshot: Has them.
        rows: Which rows; their vectors are kept.
        fresh: New products.
        encode: Returns vectors of products.
        main: Where what terms are worth is taken from.
    """
    products = [*(snapshot.product(int(row)) for row in rows), *fresh]
    order = sorted(range(len(products)), key=lambda at: products[at].id)
    ordered = [products[at] for at in order]
    matrix = None
    if encode is not None and products:
        known = [snapshot.vectors(rows)] if len(rows) else []
        new = [encode(fresh)] if fresh else []
        matrix = Matrix(np.concatenate([*known, *new])[order])
    part = Part.of(analyse(ordered), matrix, main.statistics if main else None)
    return replace(Snapshot.of(part), newer=dict(enumerate(ordered)))


def _with_offers(snapshot: Snapshot, offers: Mapping[int, ProductRecord]) -> Snapshot:
    parts = list(snapshot.parts)
    kept = set(_OF_TEXTS)
    same = True
    for number, start in enumerate(snapshot.starts[:-1]):
        end = snapshot.starts[number + 1]
        own = {row - int(start): p for row, p in offers.items() if start <= row < end}
        if own:
            same &= parts[number].same_merit(own)
            parts[number] = parts[number].with_offers(own)
    after = Snapshot(tuple(parts), snapshot.alive, {**snapshot.newer, **offers})
    kept.update(_OF_MERIT if same else ())
    after.__dict__.update((n, snapshot.__dict__[n]) for n in kept if n in snapshot.__dict__)
    return after


def _same_texts(snapshot: Snapshot, row: int, product: ProductRecord) -> bool:
    part, at = snapshot.place(row)
    return int(part.shard.plain["text_key"][at]) == text_key(product)
