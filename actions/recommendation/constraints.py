"""What a shopper insists on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from actions.recommendation.errors import StateError

# Where ``Constraints.said`` has it, the shopper refused a kind of thing; what merely belongs to
# things, liners of sleeping bags, is left out without a word. Parted by "|", as the purposes.
REFUSED_KIND = "refused kind"
# There: which of the qualities wanted say of which sort things are to be, "hiking" of boots.
PURPOSES = "purposes"
Kept = TypeVar("Kept")
FACETS = ("category", "kind", "brand", "color", "material", "size", "attribute")


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _without(values: Sequence[str], unwanted: Sequence[str]) -> tuple[str, ...]:
    return tuple(v for v in values if not any(_same(v, u) for u in unwanted))


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    kept: list[str] = []
    for value in values:
        if not any(_same(value, other) for other in kept):
            kept.append(value)
    return tuple(kept)


@dataclass(frozen=True)
class Constraints:
    """Filters that every result must pass.

    Values of one facet are alternatives ("blue or green"), except ``attribute``, of which all
    must hold ("waterproof and vegan"); facets add up. Prices are in the shop's currency:
    ``price_min`` and ``price_max`` are what the shopper said, inclusive; ``price_above`` and
    ``price_below`` come from "dearer" and "cheaper", exclusive; ``price_near`` is the amount of
    which "about" was said, from which the range was made. ``kind`` is what things are called
    within categories: "boots", of shoes (see ``naming.py``). ``bounds`` limits numeric measures
    (see ``measures.py``), exclusive, as ``{"rating": (4.2, None)}``; ``said`` has the words for
    those that the shopper named, ``{"capacity": "of about 40 litres"}``, and for kinds.
    """

    include: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    price_above: Decimal | None = None
    price_below: Decimal | None = None
    price_near: Decimal | None = None
    bounds: Mapping[str, tuple[float | None, float | None]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    in_stock_only: bool = True

    def __post_init__(self) -> None:
        """Drop empty facets, so that equal constraints compare equal.

        Raises:
            StateError: A facet is unknown.
        """
        for name in ("include", "exclude"):
            facets = getattr(self, name)
            unknown = set(facets) - set(FACETS)
            if unknown:
                raise StateError(f"Unknown facets in constraints: {', '.join(sorted(unknown))}.")
            object.__setattr__(self, name, {f: _unique(v) for f, v in facets.items() if v})

    def wanted(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that are asked for."""
        return self.include.get(facet, ())

    def unwanted(self, facet: str) -> tuple[str, ...]:
        """Return the values of a facet that are refused."""
        return self.exclude.get(facet, ())

    @property
    def narrowing(self) -> bool:
        """Whether anything but stock is limited."""
        return bool(self.include or self.exclude or self.bounds or self.priced)

    @property
    def priced(self) -> bool:
        """Whether the price is limited."""
        return any(price is not None for price in self._prices())

    def _prices(self) -> tuple[Decimal | None, ...]:
        return (
            self.price_min,
            self.price_max,
            self.price_above,
            self.price_below,
            self.price_near,
        )

    def with_wanted(self, facet: str, values: Sequence[str], *, add: bool = False) -> Constraints:
        """Return a copy that asks for these values, in place of or beside the earlier ones."""
        kept = (*self.wanted(facet), *values) if add else tuple(values)
        return replace(
            self,
            said=_dropped(self.said, facet),
            include={**self.include, facet: kept},
            exclude={**self.exclude, facet: _without(self.unwanted(facet), values)},
        )

    def with_unwanted(self, facet: str, values: Sequence[str]) -> Constraints:
        """Return a copy that refuses these values too."""
        return replace(
            self,
            include={**self.include, facet: _without(self.wanted(facet), values)},
            exclude={**self.exclude, facet: (*self.unwanted(facet), *values)},
        )

    def with_price(
        self, low: Decimal | None, high: Decimal | None, near: Decimal | None = None
    ) -> Constraints:
        """Return a copy with this price range, and no other limit of the price."""
        return replace(
            self,
            price_min=low,
            price_max=high,
            price_above=None,
            price_below=None,
            price_near=near,
        )

    def with_bound(
        self, measure: str, low: float | None, high: float | None, said: str = ""
    ) -> Constraints:
        """Return a copy with one measure limited.

        Args:
            measure: Its name.
            low: The lower limit, exclusive.
            high: The upper limit, exclusive.
            said: The limit in words, where the shopper named it.
        """
        words = {**self.said, measure: said} if said else _dropped(self.said, measure)
        return replace(self, bounds={**self.bounds, measure: (low, high)}, said=words)

    def without(self, part: str) -> Constraints:
        """Return a copy without one part.

        Args:
            part: A facet's name, ``attribute:`` with one value, ``price``, ``stock`` or a measure.
                Of ``kind`` only what is asked for goes: what is refused stays so.
        """
        facet, colon, value = part.partition(":")
        if colon:
            kept = _without(self.wanted(facet), [value])
            return replace(self, include={**self.include, facet: kept})
        if part == "price":
            return self.with_price(None, None)
        if part == "stock":
            return replace(self, in_stock_only=False)
        return replace(
            self,
            include=_dropped(self.include, part),
            exclude=self.exclude if part == "kind" else _dropped(self.exclude, part),
            bounds=_dropped(self.bounds, part),
            said=_dropped(self.said, part),
        )

    def loosened(self) -> Constraints | None:
        """Return a copy without the kind and sort of things: what comes next where all was shown.

        None where none is asked for, or nothing else is.
        """
        rest = self.without("kind")
        for purpose in filter(None, self.said.get(PURPOSES, "").split("|")):
            rest = rest.without(f"attribute:{purpose}")
        rest = replace(rest, said=_dropped(rest.said, PURPOSES))
        return rest if rest.narrowing and rest.include != self.include else None

    def parts(self) -> tuple[str, ...]:
        """Return the parts that are limited, by the names that ``without`` takes."""
        names = [f for f in FACETS if self.wanted(f) or (self.unwanted(f) and f != "kind")]
        if len(self.wanted("attribute")) > 1:
            names.extend(f"attribute:{value}" for value in self.wanted("attribute"))
        if self.priced:
            names.append("price")
        names.extend(self.bounds)
        if self.in_stock_only:
            names.append("stock")
        return tuple(names)

    def contradictions(self) -> tuple[str, ...]:
        """Return the parts that no product can satisfy, by name."""
        found: list[str] = []
        low, high = self.price_min, self.price_max
        if low is not None and high is not None and low > high:
            found.append("price")
        for facet in FACETS:
            refused = {value.casefold() for value in self.unwanted(facet)}
            if refused & {value.casefold() for value in self.wanted(facet)}:
                found.append(facet)
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values; prices are strings, so that no digit is lost."""
        return {
            "include": {facet: list(values) for facet, values in self.include.items()},
            "exclude": {facet: list(values) for facet, values in self.exclude.items()},
            "price": [None if price is None else str(price) for price in self._prices()],
            "bounds": {measure: list(bound) for measure, bound in self.bounds.items()},
            "said": dict(self.said),
            "in_stock_only": self.in_stock_only,
        }

    @staticmethod
    def from_json(data: Any) -> Constraints:
        """Read what ``to_json`` wrote.

        Raises:
            StateError: The value has another form.
        """
        try:
            low, high, above, below, near = (
                None if p is None else _amount(p) for p in data["price"]
            )
            return Constraints(
                include=_facets(data["include"]),
                exclude=_facets(data["exclude"]),
                price_min=low,
                price_max=high,
                price_above=above,
                price_below=below,
                price_near=near,
                bounds={str(name): _bound(pair) for name, pair in data["bounds"].items()},
                said={str(name): str(words) for name, words in data["said"].items()},
                in_stock_only=bool(data["in_stock_only"]),
            )
        except (KeyError, TypeError, ValueError, AttributeError, InvalidOperation) as error:
            raise StateError(f"Constraints are malformed: {error!r}.") from error


def _dropped(mapping: Mapping[str, Kept], key: str) -> dict[str, Kept]:
    return {name: value for name, value in mapping.items() if name != key}


def _amount(value: Any) -> Decimal:
    amount = Decimal(str(value))
    if not amount.is_finite():
        raise ValueError(f"price {value!r} is no amount")
    return amount


def _facets(data: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    if any(isinstance(values, str) for values in data.values()):
        raise TypeError("facet values must be lists")
    return {str(facet): tuple(str(v) for v in values) for facet, values in data.items()}


def _bound(pair: Sequence[Any]) -> tuple[float | None, float | None]:
    low, high = pair
    return (None if low is None else float(low), None if high is None else float(high))
