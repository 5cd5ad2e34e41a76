"""One state of the catalogue: never changed, so that it can be searched while the next is made.

Rows run through all parts: the main one, and behind it what was added or has new texts since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.analyse import analyse, title_key
from actions.recommendation.index.kinds import Kinds
from actions.recommendation.index.likeness import Likeness
from actions.recommendation.index.part import Part
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.shard import Array
from actions.recommendation.index.vectors import Matrix, Vectors
from actions.recommendation.lexical import LexicalIndex
from actions.recommendation.merit import prior, sort_values
from actions.recommendation.naming import Names
from actions.shop.records import ProductRecord

Mask = NDArray[np.bool_]

# Up to so many products are looked through one by one: exact, and quick enough.
EXACT = 4000


@dataclass(frozen=True)
class Snapshot:
    """The catalogue, ready to be searched.

    Attributes:
        parts: One, or two.
        alive: Which rows are in the catalogue, shape (n,): not those that were removed, or have
            newer texts further behind.
        newer: Products by row, where prices, stock or sales are newer than in the part's records.
    """

    parts: tuple[Part, ...]
    alive: Mask
    newer: Mapping[int, ProductRecord] = field(default_factory=dict)

    @staticmethod
    def of(part: Part) -> Snapshot:
        """Return the state in which the catalogue is one part."""
        return Snapshot((part,), np.ones(len(part), bool))

    @staticmethod
    def made_of(products: Sequence[ProductRecord], vectors: Floats | None) -> Snapshot:
        """Index products in memory; they may be none.

        Args:
            products: The catalogue.
            vectors: Their unit vectors, shape (n, dim); None: search is by words alone.
        """
        matrix = None if vectors is None else Matrix(vectors)
        part = Part.of(analyse(products), matrix)
        return replace(Snapshot.of(part), newer=dict(enumerate(products)))

    def __len__(self) -> int:
        """Return the number of rows, those that are no longer alive too."""
        return len(self.alive)

    @cached_property
    def starts(self) -> Ints:
        """The first row of each part, and the end."""
        return np.cumsum([0, *(len(part) for part in self.parts)])

    @cached_property
    def exact(self) -> bool:
        """Whether every row is looked at, as the catalogue is small."""
        return len(self) <= EXACT

    def few(self, rows: Mask) -> bool:
        """Whether so few rows are left that each is looked at."""
        return int(np.count_nonzero(rows)) <= EXACT

    # Products

    def product(self, row: int) -> ProductRecord:
        """Return the product of a row."""
        if row in self.newer:
            return self.newer[row]
        part, at = self.place(row)
        return part.shard.record(at)

    def row(self, product_id: int) -> int | None:
        """Return the row of a product that the catalogue has, or None."""
        for part, start in zip(self.parts, self.starts, strict=False):
            at = part.row(product_id)
            if at is not None and self.alive[start + at]:
                return int(start + at)
        return None

    def rows_of(self, product_ids: Sequence[int]) -> list[int]:
        """Return the rows of those products that the catalogue has."""
        return [row for i in product_ids if (row := self.row(i)) is not None]

    def titled(self, title: str) -> Iterator[int]:
        """Yield the rows of products that may have a title."""
        key = title_key(title)
        for part, start in zip(self.parts, self.starts, strict=False):
            yield from (int(start + at) for at in part.titled(key) if self.alive[start + at])

    @cached_property
    def rows(self) -> Ints:
        """The rows of all products of the catalogue."""
        return np.flatnonzero(self.alive)

    @cached_property
    def ids(self) -> Array:
        """Product ids by row."""
        return self._flat(lambda part: part.shard.plain["id"])

    @property
    def vector_keys(self) -> Array:
        """By what the products' vectors are stored, by row."""
        return self._flat(lambda part: part.shard.plain["vector_key"])

    def picture_keys(self, rows: Ints) -> Array:
        """Return by what the pictures of products are found (see ``picture_key``)."""
        return self._at(rows, lambda part, own: part.shard.plain["picture_key"][own])

    # Columns

    def allowed(self, limits: Constraints) -> Mask:
        """Return which rows fit, shape (n,)."""
        return self._flat(lambda part: part.filters.allowed(limits)) & self.alive

    def exact_color(self, limits: Constraints, rows: Ints) -> Mask:
        """Return whether products have the very colour that was named."""
        return self._at(rows, lambda part, own: part.filters.exact_color(limits, own))

    def distance_to_price(self, limits: Constraints, rows: Ints, price: float) -> Array:
        """Return how far the nearest fitting price of each product is."""
        return self._at(rows, lambda part, own: part.filters.distance_to_price(limits, own, price))

    def sort_values(self, sort: str) -> Array:
        """Return what to sort by, smallest first (see ``merit.sort_values``)."""
        return self._flat(lambda part: sort_values(part.shard, sort))

    def meeting(self, interests: Mapping[str, float]) -> Mask:
        """Return which products meet any of some interests."""
        return self._flat(lambda part: part.meeting(interests))

    def affinity(self, interests: Mapping[str, float], rows: Ints) -> Floats:
        """Return how far products meet interests."""
        return self._at(rows, lambda part, own: part.affinity(interests, own))

    def heads(self, strengths: Mapping[str, float], rows: Ints) -> Floats:
        """Return how surely products are one of the things named."""
        return self._at(rows, lambda part, own: part.heads(strengths, own))

    def called(self, nouns: Sequence[str], rows: Ints) -> Mask:
        """Return which products have a title that is about each noun, shape (nouns, rows)."""
        return self._at(rows, lambda part, own: part.called(nouns, own)).T

    @cached_property
    def names(self) -> Names:
        """What products are called; some may be removed."""
        return reduce(Names.joined, (part.filters.names for part in self.parts))

    def stating(self, quality: str) -> int:
        """Return how many products state a quality; some may be removed."""
        return sum(part.filters.stating(quality) for part in self.parts)

    def states(self, quality: str) -> bool:
        """Whether any product states a quality, in its tags or attributes."""
        return self.stating(quality) > 0

    def titled_with(self, stem: str) -> list[int]:
        """Return the rows of products that have a word in their title."""
        found = [
            p.filters.titled_with(stem) + s for p, s in zip(self.parts, self.starts, strict=False)
        ]
        return [int(row) for row in np.concatenate(found) if self.alive[row]]

    def aspect(self, name: str, rows: Ints) -> Array:
        """Return what buyers say of an aspect of products, -1 to 1."""
        return self._at(rows, lambda part, own: part.shard.plain[f"aspect:{name}"][own])

    def has_head(self, head: str) -> bool:
        """Whether any product is called so."""
        return any(part.has_head(head) for part in self.parts)

    def same_kind(self, row: int) -> Mask:
        """Return which rows are of the category of one."""
        part, at = self.place(row)
        name = part.shard.vocabulary["category"][part.shard.coded["category"][at]]
        found = np.zeros(len(self), bool)
        for other, start in zip(self.parts, self.starts, strict=False):
            found[start + other.kind(name)] = True
        return found

    @cached_property
    def prior(self) -> Floats:
        """Merit before anything is said, by row."""
        most = max((float(p.shard.plain["sold"].max(initial=0)) for p in self.parts), default=0.0)
        return self._flat(lambda part: prior(part.shard, most))

    @cached_property
    def best_first(self) -> Ints:
        """All rows, those with most merit first."""
        return np.argsort(-self.prior, kind="stable")

    @cached_property
    def kinds(self) -> Kinds:
        """Standings within categories."""
        return Kinds(self.parts, self.alive)

    # Words and meaning

    @cached_property
    def lexical(self) -> LexicalIndex:
        """The words."""
        return LexicalIndex([part.postings for part in self.parts])

    @cached_property
    def likeness(self) -> Likeness:
        """How alike products are."""
        return Likeness(self.parts, self.vectors if self.has_vectors else None)

    @property
    def has_vectors(self) -> bool:
        """Whether products have vectors."""
        return self.parts[0].vectors is not None

    def vectors(self, rows: Ints) -> Floats:
        """Return the unit vectors of products, shape (m, dim)."""
        return self._at(rows, lambda part, own: _vectors(part).rows(own))

    def nearest(self, query: Floats, count: int) -> tuple[Ints, Floats]:
        """Return rows that are nearest to a unit vector, the nearest first, and their cosines."""
        found = [_vectors(part).nearest(query, count) for part in self.parts]
        rows = np.concatenate([r + s for (r, _), s in zip(found, self.starts, strict=False)])
        cosines = np.concatenate([c for _, c in found])
        kept = self.alive[rows]
        rows, cosines = rows[kept], cosines[kept]
        order = np.argsort(-cosines, kind="stable")[:count]
        return rows[order], cosines[order]

    @cached_property
    def categories(self) -> list[str]:
        """What the shop sells, sorted."""
        found: set[str] = set()
        for part, start in zip(self.parts, self.starts, strict=False):
            codes = part.shard.coded["category"][self.alive[start : start + len(part)]]
            names = part.shard.vocabulary["category"]
            found.update(names[code] for code in np.unique(codes))
        return sorted(found)

    def values(self, vocabulary: str) -> list[str]:
        """Return all values of a vocabulary, sorted; some may be of removed products."""
        return sorted({v for part in self.parts for v in part.shard.vocabulary[vocabulary]})

    @cached_property
    def fact_names(self) -> Mapping[str, frozenset[str]]:
        """Values of attributes, in lower case, to the attributes that have them."""
        names = dict(self.parts[0].fact_names)
        for part in self.parts[1:]:
            for value, found in part.fact_names.items():
                names[value] = found | names.get(value, frozenset())
        return names

    def having_any(self, qualities: tuple[str, ...], rows: Ints) -> Mask:
        """Return whether products have any of some qualities."""
        return self._at(rows, lambda part, own: part.filters.having_any(qualities)[own])

    @property
    def behind(self) -> int:
        """How many rows are not in the main part, or no longer alive in it."""
        main = len(self.parts[0])
        return len(self) - main + int(main - self.alive[:main].sum())

    def place(self, row: int) -> tuple[Part, int]:
        """Return the part of a row, and its place in that."""
        number = int(np.searchsorted(self.starts, row, side="right")) - 1
        return self.parts[number], row - int(self.starts[number])

    def _flat(self, of: Callable[[Part], Array]) -> Array:
        if len(self.parts) == 1:
            return of(self.parts[0])
        return np.concatenate([of(part) for part in self.parts])

    def _at(self, rows: Ints, of: Callable[[Part, Ints], Array]) -> Array:
        """Ask each part for its own rows, and put the answers in the order of all."""
        if len(self.parts) == 1:
            return of(self.parts[0], rows)
        owns = [
            (rows >= start) & (rows < end)
            for start, end in zip(self.starts, self.starts[1:], strict=False)
        ]
        asked = zip(self.parts, owns, self.starts, strict=False)
        answers = [of(part, rows[own] - start) for part, own, start in asked]
        found = np.zeros((len(rows), *answers[0].shape[1:]), answers[0].dtype)
        for own, answer in zip(owns, answers, strict=True):
            found[own] = answer
        return found


def _vectors(part: Part) -> Vectors:
    assert part.vectors is not None, "asked for meaning without an encoder"
    return part.vectors
