"""A part of the catalogue that can be searched: all of it, or what is new since."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.filters import FilterIndex
from actions.recommendation.index.keeping import Hold
from actions.recommendation.index.postings import Postings, Statistics, postings_arrays
from actions.recommendation.index.ragged import Floats, Ints, Ragged
from actions.recommendation.index.shard import NONE, Array, Shard
from actions.recommendation.index.vectors import Vectors
from actions.recommendation.interests import FACETS, facet_of
from actions.recommendation.picture_keys import picture_key
from actions.shop.records import ProductRecord

# Of what is in no vocabulary; NONE is that of a row which has nothing.
_NO_CODE = NONE - 1


@dataclass(frozen=True)
class Part:
    """Some products with all indexes over them.

    Attributes:
        shard: What is known of them.
        postings: Their words.
        filters: Their columns.
        vectors: Their meaning, where there is an encoder.
        statistics: What terms are worth.
        hold: Keeps the files in place that it is mapped from, if it is.
    """

    shard: Shard
    postings: Postings
    filters: FilterIndex
    vectors: Vectors | None
    statistics: Statistics
    hold: Hold | None = None

    @staticmethod
    def of(
        shard: Shard,
        vectors: Vectors | None,
        statistics: Statistics | None = None,
        arrays: Mapping[str, Array] | None = None,
        hold: Hold | None = None,
    ) -> Part:
        """Make the indexes of a shard.

        Args:
            shard: The products.
            vectors: Their vectors.
            statistics: What terms are worth; None: as in these products.
            arrays: What ``postings_arrays`` returned for them, if that is known.
            hold: Keeps the files in place that all this is mapped from.
        """
        own = statistics or Statistics(shard)
        found = arrays or postings_arrays(shard, own)
        codes = {term: code for code, term in enumerate(shard.vocabulary["term"])}
        postings = Postings(len(shard), codes, **found)
        return Part(shard, postings, FilterIndex(shard), vectors, own, hold)

    def __len__(self) -> int:
        """Return the number of products."""
        return len(self.shard)

    def same_merit(self, changed: Mapping[int, ProductRecord]) -> bool:
        """Whether products are rated and sold as before, by row."""
        plain = self.shard.plain
        return all(
            (plain["sold"][row], plain["reviews"][row], np.nan_to_num(plain["rating"][row]))
            == (product.sold_count, product.review_count, product.rating or 0.0)
            for row, product in changed.items()
        )

    def with_offers(self, changed: Mapping[int, ProductRecord]) -> Part:
        """Return a copy with other prices, stock, ratings, sales and pictures.

        Args:
            changed: Rows to products of which nothing else has changed.
        """
        plain = dict(self.shard.plain)
        names = ["rating", "reviews", "sold", "price", "picture_key"]
        names += ["variant:price", "variant:stock"]
        plain.update((name, np.array(plain[name])) for name in names)
        for row, product in changed.items():
            start = int(self.shard.variant_starts[row])
            plain["rating"][row] = np.nan if product.rating is None else product.rating
            plain["reviews"][row] = product.review_count
            plain["sold"][row] = product.sold_count
            plain["price"][row] = float(product.price_min)
            plain["picture_key"][row] = picture_key(product.image_url)
            for at, variant in enumerate(product.variants, start):
                plain["variant:price"][at] = float(variant.price * 1000)
                plain["variant:stock"][at] = variant.stock > 0
        shard = replace(self.shard, plain=plain)
        return replace(self, shard=shard, filters=self.filters.with_offers(shard))

    def row(self, product_id: int) -> int | None:
        """Return where a product stands; ids ascend, or are looked through."""
        return self._rows.get(product_id)

    @cached_property
    def _rows(self) -> _Places:
        return _Places(self.shard.plain["id"])

    def titled(self, key: int) -> Ints:
        """Return the rows whose title has a key (see ``analyse.title_key``)."""
        return np.flatnonzero(self.shard.plain["title_key"] == np.uint64(key))

    def kind(self, category: str) -> Ints:
        """Return the rows of a category."""
        names = self.shard.vocabulary["category"]
        if category not in names:
            return np.zeros(0, np.int64)
        return np.flatnonzero(self.shard.coded["category"] == names.index(category))

    def heads(self, strengths: Mapping[str, float], rows: Ints) -> Floats:
        """Return for some rows the strength of the noun that their title is about."""
        worth = np.zeros(len(self._heads) + 1, np.float32)  # the last is for those without a noun
        for head, strength in strengths.items():
            if (code := self._heads.get(head)) is not None:
                worth[code] = strength
        return np.asarray(worth[self.shard.coded["head"][rows]])

    def called(self, nouns: Sequence[str], rows: Ints) -> NDArray[np.bool_]:
        """Return whether the titles of some rows are about each noun, shape (rows, nouns)."""
        codes = np.array([self._heads.get(noun, _NO_CODE) for noun in nouns], np.int32)
        return np.asarray(self.shard.coded["head"][rows][:, None] == codes)

    @cached_property
    def fact_names(self) -> Mapping[str, frozenset[str]]:
        """Values of attributes, in lower case, to the attributes that have them."""
        names: dict[str, set[str]] = {}
        for fact in self.shard.vocabulary["fact"]:
            value, name = json.loads(fact)
            names.setdefault(value, set()).add(name)
        return {value: frozenset(found) for value, found in names.items()}

    def has_head(self, head: str) -> bool:
        """Whether any title is about a noun."""
        return head in self._heads

    @cached_property
    def _heads(self) -> Mapping[str, int]:
        return {head: code for code, head in enumerate(self.shard.vocabulary["head"])}

    def affinity(self, interests: Mapping[str, float], rows: Ints) -> Floats:
        """Return how far products meet interests: the best value of each facet counts, 0 to 1."""
        names = self.shard.vocabulary["interest"]
        worth = np.array([interests.get(name, 0.0) for name in names], np.float32)
        facets = np.array([FACETS.index(facet_of(name)) for name in names], np.int64)
        lists = self.shard.ragged["interests"]
        places, owner = lists.gathered(rows)
        best = np.zeros((len(rows), len(FACETS)), np.float32)
        if len(places):
            codes = lists.values[places]
            np.maximum.at(best, (owner, facets[codes]), worth[codes])
        return np.asarray(best.sum(axis=1) / len(FACETS), np.float32)

    def meeting(self, interests: Mapping[str, float]) -> NDArray[np.bool_]:
        """Return which products meet any of some interests, shape (n,)."""
        names = self.shard.vocabulary["interest"]
        found = np.zeros(len(self), bool)
        for code, name in enumerate(names):
            if interests.get(name, 0.0) > 0:
                found[self._interested.row(code)] = True
        return found

    @cached_property
    def _interested(self) -> Ragged:
        return self.shard.ragged["interests"].inverted(len(self.shard.vocabulary["interest"]))

    @property
    def features(self) -> Ragged:
        """The facts by which products are alike."""
        return self.shard.ragged["features"]

    @cached_property
    def feature_frequency(self) -> Array:
        """In how many products each of these facts holds."""
        count = len(self.shard.vocabulary["feature"])
        return np.bincount(self.features.values, minlength=count)


class _Places:
    """Finds ids among many without a dictionary of all."""

    def __init__(self, ids: Array) -> None:
        self._order = None if bool(np.all(ids[1:] > ids[:-1])) else np.argsort(ids)
        self._sorted = ids if self._order is None else ids[self._order]

    def get(self, wanted: int) -> int | None:
        at = int(np.searchsorted(self._sorted, wanted))
        if at == len(self._sorted) or self._sorted[at] != wanted:
            return None
        return at if self._order is None else int(self._order[at])
