"""One state of the catalogue: never changed, so that it can be searched while the next is made.

Rows run through all parts: the main one, and behind it what was added or has new texts since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.analyse import analyse, text_key, title_key
from actions.recommendation.index.kinds import Kinds
from actions.recommendation.index.likeness import Likeness
from actions.recommendation.index.part import Part
from actions.recommendation.index.ragged import Floats, Ints
from actions.recommendation.index.shard import Array
from actions.recommendation.index.vectors import Matrix, Vectors
from actions.recommendation.lexical import LexicalIndex
from actions.recommendation.merit import prior, sort_values
from actions.shop.records import ProductRecord

Mask = NDArray[np.bool_]
Encode = Callable[[Sequence[ProductRecord]], Floats]

# Up to so many products are looked through one by one: exact, and quick enough.
EXACT = 4000
# Up to so many are indexed anew when a text changes: in well under a second.
SMALL = 1000


# What is worked out once and holds on where only offers change, and where merit does not either.
_OF_TEXTS = ("starts", "exact", "rows", "lexical", "likeness", "categories", "fact_names")
_OF_MERIT = ("prior", "best_first")


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
        part, at = self._place(row)
        return part.shard.record(at)

    def row(self, product_id: int) -> int | None:
        """Return the row of a product that the catalogue has, or None."""
        for part, start in zip(self.parts, self.starts, strict=False):
            at = part.row(product_id)
            if at is not None and self.alive[start + at]:
                return int(start + at)
        return None

    def titled(self, title: str) -> Iterator[int]:
        """Yield the rows of products that may have a title."""
        key = title_key(title)
        for part, start in zip(self.parts, self.starts, strict=False):
            yield from (int(start + at) for at in part.titled(key) if self.alive[start + at])

    @cached_property
    def rows(self) -> Ints:
        """The rows of all products of the catalogue."""
        return np.flatnonzero(self.alive)

    @property
    def vector_keys(self) -> Array:
        """By what the products' vectors are stored, by row."""
        return self._flat(lambda part: part.shard.plain["vector_key"])

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

    def has_head(self, head: str) -> bool:
        """Whether any product is called so."""
        return any(part.has_head(head) for part in self.parts)

    def same_kind(self, row: int) -> Mask:
        """Return which rows are of the category of one."""
        part, at = self._place(row)
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

    # Change

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

    def changed(
        self,
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
            changes: Product ids to what they are now; None where they are gone.
            encode: Returns vectors of products.
            texts: False leaves products that are new or have other texts for later, as they were.
        """
        offers: dict[int, ProductRecord] = {}
        gone: list[int] = []
        fresh: list[ProductRecord] = []
        for product_id, product in changes.items():
            row = self.row(product_id)
            if row is not None and product is not None and self._same_texts(row, product):
                offers[row] = product
                continue
            if product is not None and not texts:
                continue
            gone += () if row is None else (row,)
            fresh += () if product is None else (product,)
        state = self._with_offers(offers)
        alive = state.alive.copy()
        alive[gone] = False
        if not gone and not fresh:
            return state
        if len(self) + len(fresh) <= SMALL:
            return state._with(np.flatnonzero(alive), fresh, encode)
        if not fresh:
            return replace(state, alive=alive)
        main = state.parts[0]
        last = state._with(np.flatnonzero(alive[len(main) :]) + len(main), fresh, encode, main)
        return Snapshot(
            (main, *last.parts),
            np.concatenate([alive[: len(main)], last.alive]),
            {
                **{row: product for row, product in state.newer.items() if row < len(main)},
                **{row + len(main): product for row, product in last.newer.items()},
            },
        )

    @property
    def behind(self) -> int:
        """How many rows are not in the main part, or no longer alive in it."""
        main = len(self.parts[0])
        return len(self) - main + int(main - self.alive[:main].sum())

    def _with(
        self,
        rows: Ints,
        fresh: Sequence[ProductRecord],
        encode: Encode | None,
        main: Part | None = None,
    ) -> Snapshot:
        """Index some rows and new products together, in the order of their ids.

        Args:
            rows: Which rows; their vectors are kept.
            fresh: New products.
            encode: Returns vectors of products.
            main: Where what terms are worth is taken from.
        """
        products = [*(self.product(int(row)) for row in rows), *fresh]
        order = sorted(range(len(products)), key=lambda at: products[at].id)
        ordered = [products[at] for at in order]
        matrix = None
        if encode is not None and products:
            known = [self.vectors(rows)] if len(rows) else []
            new = [encode(fresh)] if fresh else []
            matrix = Matrix(np.concatenate([*known, *new])[order])
        part = Part.of(analyse(ordered), matrix, main.statistics if main else None)
        return replace(Snapshot.of(part), newer=dict(enumerate(ordered)))

    def _with_offers(self, offers: Mapping[int, ProductRecord]) -> Snapshot:
        parts = list(self.parts)
        kept = set(_OF_TEXTS)
        same = True
        for number, start in enumerate(self.starts[:-1]):
            end = self.starts[number + 1]
            own = {row - int(start): p for row, p in offers.items() if start <= row < end}
            if own:
                same &= parts[number].same_merit(own)
                parts[number] = parts[number].with_offers(own)
        after = Snapshot(tuple(parts), self.alive, {**self.newer, **offers})
        kept.update(_OF_MERIT if same else ())
        after.__dict__.update((n, self.__dict__[n]) for n in kept if n in self.__dict__)
        return after

    def _same_texts(self, row: int, product: ProductRecord) -> bool:
        part, at = self._place(row)
        return int(part.shard.plain["text_key"][at]) == text_key(product)

    def _place(self, row: int) -> tuple[Part, int]:
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
