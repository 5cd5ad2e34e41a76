"""Constraints in words: "blue waterproof jackets in size M under £50"."""

from __future__ import annotations

from actions.recommendation.constraints import Constraints
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list

_PLACEHOLDER = "products"
_MEASURES = {
    "rating": "rated higher",
    "age": "newer",
    "weight": "lighter",
    "capacity": "of another capacity",
    "sleeps": "for another number of people",
    "case": "of another case size",
    "length": "of another length",
    "lumens": "of another brightness",
}
PART_NAMES = {
    "category": "the kind of product",
    "brand": "the brand",
    "color": "the colour",
    "material": "the material",
    "size": "the size",
    "attribute": "the other wishes",
    "price": "the price",
    "stock": "being in stock",
    "rating": "the better rating",
    "age": "being newer",
}


# Whom a product is for: these stand in the possessive before its kind.
_WEARERS = frozenset(("men", "women", "kids", "children", "boys", "girls", "ladies"))


def quality_phrase(value: str) -> str:
    """Return a quality as it stands before a noun: ``waterproof``, ``men's``, ``kids'``."""
    said = value.lower()
    if said not in _WEARERS:
        return said
    return f"{said}'" if said.endswith("s") else f"{said}'s"


def price_phrase(limits: Constraints, currency: str) -> str:
    """Return ``up to £50``, ``from £20 to £40``, ``about £50`` or an empty string."""
    if limits.price_near is not None:
        about = f"about {format_money(limits.price_near, currency)}"
        return about if limits.price_min is not None else f"up to {about}"
    if limits.price_below is not None:
        return f"under {format_money(limits.price_below, currency)}"
    if limits.price_above is not None:
        return f"over {format_money(limits.price_above, currency)}"
    low, high = limits.price_min, limits.price_max
    if low is not None and high is not None:
        return f"from {format_money(low, currency)} to {format_money(high, currency)}"
    if high is not None:
        return f"up to {format_money(high, currency)}"
    return "" if low is None else f"from {format_money(low, currency)}"


def describe(limits: Constraints, currency: str) -> str:
    """Return what the constraints ask for as a noun phrase, stock aside."""
    before = [
        spoken_list(map(quality_phrase, limits.wanted(facet)), "and" if joined else "or")
        for facet, joined in (("attribute", True), ("color", False), ("material", False))
        if limits.wanted(facet)
    ]
    noun = spoken_list((v.lower() for v in limits.wanted("category")), "or") or _PLACEHOLDER
    after: list[str] = []
    if limits.wanted("brand"):
        after.append(f"by {spoken_list(limits.wanted('brand'), 'or')}")
    if limits.wanted("size"):
        after.append(f"in size {spoken_list(limits.wanted('size'), 'or')}")
    if price := price_phrase(limits, currency):
        after.append(price)
    after.extend(_MEASURES.get(name, name) for name in limits.bounds)
    refused = [value for values in limits.exclude.values() for value in values]
    phrase = " ".join((*before, noun, *after))
    return f"{phrase}, but not {spoken_list(refused, 'or')}" if refused else phrase


def count_phrase(count: int, what: str) -> str:
    """Return ``3 jackets`` for the plural ``what``; of one, a phrase that needs no singular."""
    if count == 1:
        return "1 product" if what == _PLACEHOLDER else f"just one that fits “{what}”"
    return f"{count} {what}"
