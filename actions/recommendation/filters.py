"""The same answers as ``matching.fits`` for a whole catalogue at once."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.ragged import Ints, Ragged, spans
from actions.recommendation.index.shard import VARIANT_FACETS, Array, Shard
from actions.recommendation.matching import any_match, category_matches, same_brand, stems
from actions.recommendation.naming import Names, is_any_kind

Mask = NDArray[np.bool_]
Values = tuple[str, ...]

# Where fewer are left than one in so many, only these are looked at.
_FEW = 8
# So many questions are remembered for each column: as many masks over its distinct values.
_REMEMBERED = 256
_UNISEX = "unisex"
_GENDERED = ("men", "women")


class _Column:
    """A column of few distinct values: each is matched once, not once for each row."""

    def __init__(self, distinct: Sequence[Values], codes: Array) -> None:
        self._distinct = distinct
        self._codes = codes
        self._asked: dict[Hashable, Mask] = {}

    @cached_property
    def _rows(self) -> Ragged:
        starts = np.arange(len(self._codes) + 1)
        return Ragged(starts, self._codes).inverted(len(self._distinct))

    def hits(self, asked: Hashable, test: Callable[[Values], bool]) -> Mask:
        """Return which distinct values pass.

        Args:
            asked: What the test is for; the answer is remembered by it.
            test: Whether a value passes.
        """
        if asked not in self._asked:
            if len(self._asked) >= _REMEMBERED:
                self._asked.clear()
            count = len(self._distinct)
            self._asked[asked] = np.fromiter(map(test, self._distinct), bool, count)
        return self._asked[asked]

    def rows(self, hits: Mask) -> Ints:
        """Return which rows have one of the values that pass, in any order."""
        found = [self._rows.row(code) for code in np.flatnonzero(hits)]
        if not found:
            return np.zeros(0, np.int64)
        return np.concatenate(found).astype(np.int64)

    def at(self, hits: Mask, rows: Ints) -> Mask:
        """Return whether some rows have one of the values that pass."""
        return hits[self._codes[rows]] if len(hits) else np.zeros(len(rows), bool)


def _any_match(facet: str, asked: Values, values: Values) -> bool:
    return any_match(facet, values, asked)


def _is_any(same: Callable[[str, str], bool], asked: Values, value: Values) -> bool:
    return any(same(value[0], wanted) for wanted in asked)


class FilterIndex:
    """Columns over products and their variants.

    Args:
        shard: The products.
    """

    def __init__(self, shard: Shard) -> None:
        self._shard = shard
        self._size = len(shard)
        self._starts = shard.variant_starts
        self._variants = int(self._starts[-1])
        words = shard.vocabulary
        self._facets = {
            facet: _Column(
                [tuple(json.loads(value)) for value in words[facet]],
                shard.coded[f"variant:{facet}"],
            )
            for facet in VARIANT_FACETS
        }
        self._kinds = {
            name: _Column([(value,) for value in words[name]], shard.coded[name])
            for name in ("category", "brand")
        }
        self._names = _Column(
            [tuple(json.loads(value)) for value in words["name"]], shard.coded["name"]
        )
        self._having: dict[Values, Mask] = {}
        self._codes = {
            name: {value: code for code, value in enumerate(words[name])}
            for name in ("quality", "stem")
        }

    @cached_property
    def names(self) -> Names:
        """What the products are called."""
        values = self._shard.vocabulary["name"]
        counts = np.bincount(self._shard.coded["name"], minlength=len(values))
        return Names(zip(values, counts.tolist(), strict=True))

    def with_offers(self, shard: Shard) -> FilterIndex:
        """Return the same filters over a shard in which only prices and stock differ."""
        other = FilterIndex.__new__(FilterIndex)
        other.__dict__.update(self.__dict__, _shard=shard)
        other.__dict__.pop("_in_stock", None)
        return other

    def allowed(self, limits: Constraints) -> Mask:
        """Return which products fit, shape (n,): one and the same variant must satisfy all."""
        if limits == Constraints():
            return self._in_stock.copy()
        fitting = self._products_allowed(limits)
        positions = None
        if fitting is not None and np.count_nonzero(fitting) * _FEW < self._size:
            positions, _ = spans(self._starts, np.flatnonzero(fitting))
        found = np.zeros(self._size, bool)
        found[self._row[self._variants_allowed(limits, positions)]] = True
        return found if fitting is None else found & fitting

    def having_any(self, qualities: Values) -> Mask:
        """Return which products have any of some qualities, in stock or not, shape (n,)."""
        if qualities not in self._having:
            if len(self._having) >= _REMEMBERED:
                self._having.clear()
            found = np.zeros(self._size, bool)
            for value in qualities:
                found[self._quality(value, shared=True)] = True
            self._having[qualities] = found
        return self._having[qualities]

    def stating(self, quality: str) -> int:
        """Return how many products state a quality, in their tags or attributes."""
        code = self._codes["quality"].get(" ".join(stems(quality)))
        return 0 if code is None else len(self._with_quality.row(code))

    def titled_with(self, stem: str) -> Ints:
        """Return the products that have a word in their title, by its stem."""
        code = self._codes["stem"].get(stem)
        rows = np.zeros(0, np.int64) if code is None else self._with_stem.row(code)
        return np.asarray(rows, np.int64)

    def measure(self, name: str) -> NDArray[np.float64]:
        """Return a measure of every product, NaN where it is not known."""
        known = self._shard.plain.get(name)
        return np.full(self._size, np.nan) if known is None else known

    def exact_color(self, limits: Constraints, rows: Ints) -> Mask:
        """Return whether products have the very colour that was named, not just a shade of it."""
        asked = {value.casefold() for value in limits.wanted("color")}
        exact = replace(limits, include={f: v for f, v in limits.include.items() if f != "color"})
        positions, owner = self._fitting_of(exact, rows)
        color = self._facets["color"]
        key = ("exact", *sorted(asked))
        named = color.hits(key, lambda values: any(v.casefold() in asked for v in values))
        found = np.zeros(len(rows), bool)
        found[owner[color.at(named, positions)]] = True
        return found

    def distance_to_price(self, limits: Constraints, rows: Ints, price: float) -> Array:
        """Return how far the fitting variant nearest to a price is from it, inf where none fits."""
        positions, owner = self._fitting_of(limits, rows)
        away = np.full(len(rows), np.inf)
        np.minimum.at(away, owner, np.abs(self._price[positions] / 1000 - price))
        return away

    @property
    def _price(self) -> Array:
        return self._shard.plain["variant:price"]

    @property
    def _stock(self) -> Array:
        return self._shard.plain["variant:stock"]

    @cached_property
    def _row(self) -> NDArray[np.int32]:
        """The product of each variant."""
        return np.repeat(np.arange(self._size, dtype=np.int32), np.diff(self._starts))

    @cached_property
    def _in_stock(self) -> Mask:
        found = np.zeros(self._size, bool)
        found[self._row[self._stock]] = True
        return found

    def _fitting_of(self, limits: Constraints, rows: Ints) -> tuple[Ints, Ints]:
        """Return the fitting variants of products that fit, and the place of each one's product."""
        positions, owner = spans(self._starts, rows)
        fitting = np.isin(positions, self._variants_allowed(limits, positions))
        return positions[fitting], owner[fitting]

    def _variants_allowed(self, limits: Constraints, positions: Ints | None) -> Ints:
        """Return which variants fit, of those given or of all, in any order.

        What can be looked up goes first, so that the rest is tried on few.
        """
        hits = {}
        for facet, column in self._facets.items():
            for asked, keep in ((limits.wanted(facet), True), (limits.unwanted(facet), False)):
                if asked:
                    passing = column.hits(asked, partial(_any_match, facet, asked))
                    if keep and positions is None:
                        positions = column.rows(passing)
                    else:
                        hits[facet, keep] = passing if keep else ~passing
        if positions is None:
            fitting = self._stock.copy() if limits.in_stock_only else np.ones(self._variants, bool)
            self._limit_price(limits, self._price, fitting)
            positions = np.flatnonzero(fitting)
        else:
            if limits.in_stock_only:
                positions = positions[self._stock[positions]]
            fitting = np.ones(len(positions), bool)
            if limits.priced:
                self._limit_price(limits, self._price[positions], fitting)
            positions = positions[fitting]
        for (facet, _), passing in hits.items():
            positions = positions[self._facets[facet].at(passing, positions)]
        for name, (low, high) in limits.bounds.items():
            values = self._variant_measure(name, positions)
            # What is not known is not a number, and so neither above nor below a limit.
            fitting = values > (-np.inf if low is None else low)
            positions = positions[fitting & (values < (np.inf if high is None else high))]
        return positions

    def _limit_price(self, limits: Constraints, prices: Array, fitting: Mask) -> None:
        for limit, holds in (
            (limits.price_min, np.greater_equal),
            (limits.price_max, np.less_equal),
            (limits.price_above, np.greater),
            (limits.price_below, np.less),
        ):
            if limit is not None:
                fitting &= holds(prices, float(limit * 1000))

    def _products_allowed(self, limits: Constraints) -> Mask | None:
        """Return which products fit by what all their variants share; None where all do."""
        fitting: Mask | None = None
        for facet, same in (("category", category_matches), ("brand", same_brand)):
            for asked, keep in ((limits.wanted(facet), True), (limits.unwanted(facet), False)):
                if asked:
                    column = self._kinds[facet]
                    hits = column.hits(asked, partial(_is_any, same, asked))
                    fitting = self._limited(fitting, column.rows(hits), keep)
        for asked, keep in ((limits.wanted("kind"), True), (limits.unwanted("kind"), False)):
            if asked:
                hits = self._names.hits(asked, partial(is_any_kind, asked=asked))
                fitting = self._limited(fitting, self._names.rows(hits), keep)
        for value in limits.wanted("attribute"):
            fitting = self._limited(fitting, self._quality(value, shared=True), True)
        for value in limits.unwanted("attribute"):
            fitting = self._limited(fitting, self._quality(value, shared=False), False)
        return fitting

    def _limited(self, fitting: Mask | None, rows: Ints, keep: bool) -> Mask:
        hit = np.full(self._size, not keep)
        hit[rows] = keep
        return hit if fitting is None else fitting & hit

    def _variant_measure(self, name: str, positions: Ints) -> Array:
        own = self._shard.plain.get(f"variant:{name}")
        return self.measure(name)[self._row[positions]] if own is None else own[positions]

    @cached_property
    def _with_quality(self) -> Ragged:
        return self._shard.ragged["qualities"].inverted(len(self._codes["quality"]))

    @cached_property
    def _with_stem(self) -> Ragged:
        return self._shard.ragged["stems"].inverted(len(self._codes["stem"]))

    def _quality(self, asked: str, *, shared: bool) -> Ints:
        """Return the products that have a quality, by what they state or by title, some twice.

        Args:
            asked: The quality.
            shared: Whether what is unisex is for men, and for women (see ``matching.qualities``).
        """
        wanted = stems(asked)
        names = [" ".join(wanted)]
        if shared and names[0] in {" ".join(stems(word)) for word in _GENDERED}:
            names.append(" ".join(stems(_UNISEX)))
        known = self._codes["quality"]
        rows: list[Array] = [self._with_quality.row(known[n]) for n in names if n in known]
        rows.append(self._with_title(wanted))
        return np.concatenate(rows).astype(np.int64)

    def _with_title(self, wanted: Values) -> Ints:
        """Return the products whose title has these stems one after the other."""
        codes = [self._codes["stem"].get(stem) for stem in wanted]
        known = [code for code in codes if code is not None]
        if not wanted or len(known) < len(codes):
            return np.arange(0 if wanted else self._size)
        lists = self._shard.ragged["stems"]
        rows = self._with_stem.row(known[0])
        for code in known[1:]:
            rows = np.intersect1d(rows, self._with_stem.row(code))
        if len(known) == 1:
            return rows.astype(np.int64)
        places, owner = lists.gathered(rows.astype(np.int64))
        stated = lists.values[places]
        last = len(stated) - len(known) + 1
        hit = np.ones(max(0, last), bool)
        for at, code in enumerate(known):
            hit &= (stated[at : at + last] == code) & (owner[at : at + last] == owner[:last])
        return np.asarray(rows[np.unique(owner[:last][hit])], np.int64)
