"""What goes with a product: things of other kinds for the same occasions and the same wearer."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.part import Part
from actions.recommendation.index.ragged import Ints
from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord


class Complement(NamedTuple):
    """A product with how well it goes with another one, and why."""

    product: ProductRecord
    score: float
    reasons: tuple[str, ...]


_FOR = "for="
_UNISEX = "for=unisex"
_TAG = "tag="
_TOLD = 2
_PRIOR = 0.02  # of one rating star, beside what occasions tell
# What says how a thing is made tells nothing of what it is used with.
_LEAST_KINDS = 2
# The columns are gone through for each.
_MOST_ANCHORS = 5


class _Occasions:
    """What the products of one part are for.

    Attributes:
        rows: For each occasion the products that have it, ascending.
        norms: The length of each product's vector over occasions.
        wearers: For each wearer ("for=women") the products that are made for them.
    """

    def __init__(self, part: Part, weights: dict[str, float]) -> None:
        names = part.shard.vocabulary["feature"]
        worth = np.array([weights.get(name, 0.0) for name in names], np.float64)
        rows, codes = _stated(part, worth > 0)
        self.norms = np.sqrt(np.bincount(rows, worth[codes] ** 2, len(part)))
        self.rows = _by_name(names, rows, codes)
        worn = np.array([name.startswith(_FOR) for name in names], bool)
        self.wearers = _by_name(names, *_stated(part, worn))


class Complements:
    """Finds what goes with the products of a snapshot; reads only what it returns.

    Args:
        snapshot: The catalogue.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._weights = _weights(snapshot)
        self._parts = [_Occasions(part, self._weights) for part in snapshot.parts]

    def of(self, row: int, k: int, exclude: Sequence[int] = ()) -> list[Complement]:
        """Return what goes with a product, of each other kind the best, in stock.

        Args:
            row: Where the product stands.
            k: At most so many.
            exclude: Ids not to show: what was turned down, or bought already.
        """
        anchor = self._snapshot.product(row)
        best = self._best(row, anchor, exclude).values()
        return [self._told(at, score, anchor) for score, at in list(best)[:k]]

    def _best(
        self, row: int, anchor: ProductRecord, exclude: Sequence[int]
    ) -> dict[str, tuple[float, int]]:
        """Return score and row of what goes with a product, of each other kind the best."""
        snapshot = self._snapshot
        own = self._occasions_of(anchor)
        if not own:
            return {}
        allowed = snapshot.allowed(Constraints()) & ~snapshot.same_kind(row)
        allowed[[at for i in exclude if (at := snapshot.row(i)) is not None]] = False
        score = np.zeros(len(snapshot), np.float64)
        norm = math.sqrt(sum(self._weights[name] ** 2 for name in own))
        kinds = np.empty(len(snapshot), object)
        for part, occasions, start in zip(
            snapshot.parts, self._parts, snapshot.starts, strict=False
        ):
            here = slice(int(start), int(start) + len(part))
            for name in own & occasions.rows.keys():
                score[here][occasions.rows[name]] += self._weights[name] ** 2
            touched = score[here] > 0
            # Cosine, so that what is for everything does not go with everything.
            score[here][touched] /= norm * occasions.norms[touched]
            score[here][touched] += _PRIOR * np.nan_to_num(part.shard.plain["rating"][touched])
            allowed[here] &= touched & _same_wearer(occasions, len(part), anchor)
            names = np.array(part.shard.vocabulary["category"], object)
            kinds[here] = names[part.shard.coded["category"]]
        rows = np.flatnonzero(allowed)
        rows = rows[np.argsort(-score[rows], kind="stable")]
        best: dict[str, tuple[float, int]] = {}
        for at, kind in zip(rows, kinds[rows], strict=True):
            best.setdefault(kind, (float(score[at]), int(at)))
        return best

    def of_all(self, rows: Sequence[int], k: int, exclude: Sequence[int] = ()) -> list[Complement]:
        """Return what goes with any of some products, of each kind that they lack the best.

        Args:
            rows: Where they stand, the most telling first: the first five are looked for.
            k: At most so many.
            exclude: Ids not to show.
        """
        there = {self._snapshot.product(row).category for row in rows}
        best: dict[str, tuple[float, int, ProductRecord]] = {}
        for row in rows[:_MOST_ANCHORS]:
            anchor = self._snapshot.product(row)
            for kind, (score, at) in self._best(row, anchor, exclude).items():
                if kind not in there and (kind not in best or best[kind][0] < score):
                    best[kind] = score, at, anchor
        found = sorted(best.values(), key=lambda one: -one[0])[:k]
        return [self._told(at, score, anchor) for score, at, anchor in found]

    def _occasions_of(self, product: ProductRecord) -> set[str]:
        return {name for tag in product.tags if (name := _TAG + tag.casefold()) in self._weights}

    def _told(self, row: int, score: float, anchor: ProductRecord) -> Complement:
        product = self._snapshot.product(row)
        shared = self._occasions_of(anchor) & {_TAG + tag.casefold() for tag in product.tags}
        best = sorted(shared, key=lambda name: (-self._weights[name], name))[:_TOLD]
        tags = spoken_list(f"“{name.removeprefix(_TAG)}”" for name in best)
        return Complement(product, score, (f"listed under {tags}, like the {anchor.title}",))


def _weights(snapshot: Snapshot) -> dict[str, float]:
    """Return the tags that products of several kinds have, with their weight: the rarer, the more.

    What the catalogue also lists as a feature ("waterproof: yes") is no occasion.
    """
    kinds: dict[str, set[str]] = {}
    counts: dict[str, int] = {}
    features: set[str] = set()
    for part, start in zip(snapshot.parts, snapshot.starts, strict=False):
        names = part.shard.vocabulary["feature"]
        features |= {name.casefold() for name in names if name.endswith("=yes")}
        is_tag = np.array([name.startswith(_TAG) for name in names], bool)
        rows, codes = _stated(part, is_tag)
        alive = snapshot.alive[start + rows]
        rows, codes = rows[alive], codes[alive]
        categories = part.shard.vocabulary["category"]
        pairs = codes.astype(np.int64) * len(categories) + part.shard.coded["category"][rows]
        found, of_pair = np.unique(pairs, return_counts=True)
        for pair, count in zip(found.tolist(), of_pair.tolist(), strict=True):
            code, category = divmod(pair, len(categories))
            kinds.setdefault(names[code], set()).add(categories[category])
            counts[names[code]] = counts.get(names[code], 0) + count
    size = int(np.count_nonzero(snapshot.alive))
    return {
        name: math.log1p(size / counts[name])
        for name, where in kinds.items()
        if len(where) >= _LEAST_KINDS and f"{name.removeprefix(_TAG)}=yes" not in features
    }


def _stated(part: Part, wanted: NDArray[np.bool_]) -> tuple[Ints, NDArray[np.int32]]:
    """Return the products that have some features, and which: a pair for each that is stated."""
    features = part.features
    at = np.flatnonzero(wanted[features.values]) if len(wanted) else np.zeros(0, np.int64)
    rows = np.searchsorted(features.starts, at, side="right") - 1
    return rows, np.asarray(features.values[at])


def _by_name(
    names: Sequence[str], rows: Ints, codes: NDArray[np.int32]
) -> dict[str, NDArray[np.int64]]:
    """Return for each feature the products that have it, of pairs of ``_stated``."""
    order = np.argsort(codes, kind="stable")
    kept, starts = np.unique(codes[order], return_index=True)
    spans = np.split(rows[order], starts[1:])
    return {names[code]: span for code, span in zip(kept, spans, strict=False)}


def _same_wearer(occasions: _Occasions, size: int, anchor: ProductRecord) -> NDArray[np.bool_]:
    """Whether whoever wears one may wear the other; what is for nobody in particular is for all."""
    fits = np.ones(size, bool)
    wearers = {f"{_FOR}{value.casefold()}" for value in anchor.attributes.get("for", ())}
    if wearers:
        for rows in occasions.wearers.values():
            fits[rows] = False
        for name in (wearers | {_UNISEX}) & occasions.wearers.keys():
            fits[occasions.wearers[name]] = True
    return fits
