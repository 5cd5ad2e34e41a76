"""The same answers as ``matching.fits`` for a whole catalogue at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import (
    VARIANT_FACETS,
    any_match,
    category_matches,
    has_quality,
    qualities,
    same_brand,
    stems,
    variant_values,
)
from actions.recommendation.measures import measured, variant_measured
from actions.shop.records import ProductRecord

Mask = NDArray[np.bool_]


class _Column:
    """A column of few distinct values: each is matched once, not once for each row."""

    def __init__(self, values: Sequence[tuple[str, ...]]) -> None:
        self.distinct = list(dict.fromkeys(values))
        codes = {value: code for code, value in enumerate(self.distinct)}
        self._codes = np.fromiter((codes[value] for value in values), np.int64, len(values))

    def where(self, test: Callable[[tuple[str, ...]], bool]) -> Mask:
        hits = np.fromiter((test(value) for value in self.distinct), bool, len(self.distinct))
        return hits[self._codes] if len(hits) else np.zeros(len(self._codes), bool)


def _column(values: Iterable[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], np.float64)


class FilterIndex:
    """Columns over products and their variants."""

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        self._size = len(products)
        self._products = products
        pairs = [(row, p, v) for row, p in enumerate(products) for v in p.variants]
        self._variants = [(p, v) for _, p, v in pairs]
        self._of_variants: dict[str, NDArray[np.float64]] = {}
        self._row = np.fromiter((row for row, _, _ in pairs), np.int64, len(pairs))
        self._stock = np.fromiter((v.stock > 0 for _, _, v in pairs), bool, len(pairs))
        # Thousandths, so that prices of all currencies compare as whole numbers.
        self._price = np.fromiter((float(v.price * 1000) for _, _, v in pairs), float, len(pairs))
        self._facets = {
            facet: _Column([variant_values(p, v, facet) for _, p, v in pairs])
            for facet in VARIANT_FACETS
        }
        self._category = _Column([(p.category,) for p in products])
        self._brand = _Column([(p.brand,) for p in products])
        titles = [stems(p.title) for p in products]
        self._qualities = {
            shared: [
                (qualities(p, shared=shared), t) for p, t in zip(products, titles, strict=True)
            ]
            for shared in (True, False)
        }
        self._with_quality: dict[tuple[str, bool], Mask] = {}
        self._measures: dict[str, NDArray[np.float64]] = {}

    def allowed(self, limits: Constraints) -> Mask:
        """Return which products fit, shape (n,): one and the same variant must satisfy all."""
        variants = np.ones(len(self._row), bool)
        if limits.in_stock_only:
            variants &= self._stock
        for limit, holds in (
            (limits.price_min, np.greater_equal),
            (limits.price_max, np.less_equal),
            (limits.price_above, np.greater),
            (limits.price_below, np.less),
        ):
            if limit is not None:
                variants &= holds(self._price, float(limit * 1000))
        for facet, column in self._facets.items():
            for asked, keep in ((limits.wanted(facet), True), (limits.unwanted(facet), False)):
                if asked:
                    hits = column.where(lambda v, f=facet, a=asked: any_match(f, v, a))  # type: ignore[misc]
                    variants &= hits if keep else ~hits
        for measure, (low, high) in limits.bounds.items():
            values = self._variant_measure(measure)
            # What is not known is not a number, and so neither above nor below a limit.
            variants &= values > (-np.inf if low is None else low)
            variants &= values < (np.inf if high is None else high)
        fitting = np.zeros(self._size, bool)
        fitting[self._row[variants]] = True
        return fitting & self._products_allowed(limits)

    def _products_allowed(self, limits: Constraints) -> Mask:
        fitting = np.ones(self._size, bool)
        for facet, column, same in (
            ("category", self._category, category_matches),
            ("brand", self._brand, same_brand),
        ):
            for asked, keep in ((limits.wanted(facet), True), (limits.unwanted(facet), False)):
                if asked:
                    hits = column.where(lambda v, a=asked, s=same: any(s(v[0], x) for x in a))  # type: ignore[misc]
                    fitting &= hits if keep else ~hits
        for value in limits.wanted("attribute"):
            fitting &= self._quality(value, shared=True)
        for value in limits.unwanted("attribute"):
            fitting &= ~self._quality(value, shared=False)
        return fitting

    def measure(self, name: str) -> NDArray[np.float64]:
        """Return a measure of every product, NaN where it is not known."""
        if name not in self._measures:
            self._measures[name] = _column(measured(product, name) for product in self._products)
        return self._measures[name]

    def _variant_measure(self, name: str) -> NDArray[np.float64]:
        if name not in self._of_variants:
            self._of_variants[name] = _column(
                variant_measured(product, variant, name) for product, variant in self._variants
            )
        return self._of_variants[name]

    def _quality(self, asked: str, *, shared: bool) -> Mask:
        key = asked, shared
        if key not in self._with_quality:
            self._with_quality[key] = np.fromiter(
                (has_quality(known, title, asked) for known, title in self._qualities[shared]),
                bool,
                self._size,
            )
        return self._with_quality[key]
