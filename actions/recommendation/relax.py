"""When nothing fits: what to give up, and what that brings, counted in the catalogue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import fitting_variants, variant_values
from actions.recommendation.measures import MEASURE_LABELS, measured
from actions.recommendation.money import format_money
from actions.recommendation.phrases import PART_NAMES, WEARERS, describe
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord

# What a shopper gives up most readily comes first; the kind of product comes last.
_ORDER = ("price", "color", "size", "attribute", "material", "brand", "stock", "kind", "category")
# What is given up of these leaves others nearer or further.
NUMERIC = frozenset(("price", *MEASURE_LABELS))
_MAX_VALUES = 4
_ANY_PRICE = 1e12  # above all
_MAX_NAMES = 2


@dataclass(frozen=True)
class Relaxation:
    """One constraint that, given up, lets something fit.

    Attributes:
        part: Its name, as ``Constraints.without`` takes it.
        limits: The constraints without it.
        products: What then fits, nearest to the wish first.
        sentence: The offer in words, with counts and prices of the catalogue.
    """

    part: str
    limits: Constraints
    products: tuple[ProductRecord, ...]
    sentence: str


def contradiction_sentence(limits: Constraints, currency: str) -> str | None:
    """Return what cannot be true at once, in words; None where nothing contradicts."""
    parts = limits.contradictions()
    if not parts:
        return None
    if parts[0] == "price" and limits.price_min is not None and limits.price_max is not None:
        low = format_money(limits.price_min, currency)
        high = format_money(limits.price_max, currency)
        return f"No price is both at least {low} and at most {high}. Which of the two shall I drop?"
    both = [v for v in limits.wanted(parts[0]) if v in limits.unwanted(parts[0])]
    return (
        f"You asked for {spoken_list(both)} and also not to see it. "
        f"Which is it for {PART_NAMES[parts[0]]}?"
    )


def relaxations(
    limits: Constraints,
    fitting: Callable[[Constraints, float | None], tuple[int, Sequence[ProductRecord]]],
) -> list[Relaxation]:
    """Return the single constraints worth giving up, the easiest first.

    Args:
        limits: Constraints that nothing fits.
        fitting: Returns how many products fit given constraints, and those of them that are worth
            naming: the best, or where a price is given those nearest to it.
    """
    parts = sorted(limits.parts(), key=_readiness)
    found = []
    for part in parts:
        rest = limits.without(part)
        # Everything in the shop is no help to someone who named one thing only.
        if not rest.narrowing:
            continue
        price = None if part != "price" else 0.0 if _too_dear(limits) else _ANY_PRICE
        count, products = fitting(rest, price)
        if products:
            nearest = _nearest(products, part, limits, rest)
            sentence = _sentence(part, limits, rest, nearest, count)
            found.append(Relaxation(part, rest, nearest, sentence))
    return found or _several(limits, parts, fitting)


def _several(
    limits: Constraints,
    parts: Sequence[str],
    fitting: Callable[[Constraints, float | None], tuple[int, Sequence[ProductRecord]]],
) -> list[Relaxation]:
    """Return what fits once as many constraints are given up as it takes, the easiest first."""
    rest, given_up = limits, []
    for part in parts:
        if not rest.without(part).narrowing:
            continue
        rest = rest.without(part)
        given_up.append(PART_NAMES.get(part.partition(":")[0], part))
        count, products = fitting(rest, None)
        if products:
            nearest = _nearest(products, part, limits, rest) if part != "price" else tuple(products)
            what = describe(rest, nearest[0].currency)
            names = spoken_list(dict.fromkeys(given_up), "or")
            sentence = f"Without minding {names} there {_are(count)}: {what}."
            return [Relaxation(part, rest, nearest, sentence)]
    return []


def _readiness(part: str) -> tuple[int, bool, bool]:
    """Return what a part is sorted by: one quality goes before all, and before for whom it is."""
    facet, _, value = part.partition(":")
    place = _ORDER.index(facet if facet in _ORDER else "stock")
    return place, value in WEARERS, not value


def _nearest(
    products: Sequence[ProductRecord], part: str, limits: Constraints, rest: Constraints
) -> tuple[ProductRecord, ...]:
    if part in limits.bounds:
        return tuple(sorted(products, key=lambda p: _beyond(p, part, limits)))
    if part != "price":
        return tuple(
            sorted(products, key=lambda p: (-(p.rating or 0.0), -p.sold_count, p.price_min))
        )
    above = _too_dear(limits)
    return tuple(
        sorted(
            products,
            key=lambda p: (1 if above else -1) * _price(p, rest, lowest=above),
        )
    )


def _beyond(product: ProductRecord, measure: str, limits: Constraints) -> tuple[bool, float]:
    """Return how far a product is from the limits of a measure; what is not known comes last."""
    value, (low, high) = measured(product, measure), limits.bounds[measure]
    if value is None:
        return True, 0.0
    below = 0.0 if low is None else low - value
    above = 0.0 if high is None else value - high
    return False, max(0.0, below, above)


def _too_dear(limits: Constraints) -> bool:
    return limits.price_max is not None or limits.price_below is not None


def _price(product: ProductRecord, limits: Constraints, *, lowest: bool) -> float:
    variants = fitting_variants(product, limits)
    return float(variants[0 if lowest else -1].price)


def _sentence(
    part: str,
    limits: Constraints,
    rest: Constraints,
    products: Sequence[ProductRecord],
    count: int,
) -> str:
    first = products[0]
    what = describe(rest, first.currency)
    if part == "price":
        return _price_sentence(limits, rest, first, what)
    if part == "stock":
        names = spoken_list(product.title for product in products[:_MAX_NAMES])
        return f"{names} would fit, but {'is' if count == 1 else 'are'} sold out."
    if part in ("color", "size", "material"):
        values = _values(part, products, rest)
        label = {"color": "colours", "size": "sizes", "material": "materials"}[part]
        return f"In other {label} there {_are(count)} ({what}): {values}."
    if part == "brand":
        makers = spoken_list(sorted({product.brand for product in products})[:_MAX_VALUES])
        return f"From other brands there {_are(count)} ({what}): {makers}."
    if part == "kind":
        kinds = spoken_list(limits.wanted(part), "or")
        return f"Beside {kinds} there {_are(count)}: {what}."
    if part == "category":
        kinds = spoken_list(sorted({p.category.lower() for p in products})[:_MAX_VALUES])
        left = spoken_list((v.lower() for v in limits.wanted(part)), "or")
        return f"Outside {left} there {_are(count)}, in {kinds}."
    facet, _, value = part.partition(":")
    asked = value or spoken_list(limits.wanted(facet), "or")
    if asked:
        return f"Without “{asked}” there {_are(count)}: {what}."
    return f"Without minding {PART_NAMES.get(part, part)} there {_are(count)}: {what}."


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"


def _price_sentence(limits: Constraints, rest: Constraints, first: ProductRecord, what: str) -> str:
    above = _too_dear(limits)
    variant = fitting_variants(first, rest)[0 if above else -1]
    price = format_money(variant.price, first.currency)
    degree = "cheapest" if above else "dearest"
    return f"The {degree} of our {what} is {price}: {first.title}."


def _values(part: str, products: Sequence[ProductRecord], rest: Constraints) -> str:
    counted: dict[str, int] = {}
    for product in products:
        values = {
            value
            for variant in fitting_variants(product, rest)
            for value in variant_values(product, variant, part)
        }
        for value in values:
            counted[value] = counted.get(value, 0) + 1
    best = sorted(counted, key=lambda value: (-counted[value], value))[:_MAX_VALUES]
    return spoken_list(best, "or")
