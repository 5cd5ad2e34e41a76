"""Constraints in words: "blue waterproof jackets in size M under £50"."""

from __future__ import annotations

import re

from actions.recommendation.constraints import REFUSED_KIND, Constraints
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list

_PLACEHOLDER = "products"
# Beyond a limit and below it; for who named the limit there are words of their own.
MEASURE_WORDS = {
    "rating": ("rated higher", "rated lower"),
    "age": ("newer", "older"),
    "weight": ("heavier", "lighter"),
    "capacity": ("of more capacity", "of less capacity"),
    "sleeps": ("for more people", "for fewer people"),
    "case": ("of a bigger case", "of a smaller case"),
    "length": ("longer", "shorter"),
    "lumens": ("brighter", "less bright"),
    "comfort": ("for less cold", "for more cold"),
    "water column": ("more waterproof", "less waterproof"),
}
PART_NAMES = {
    "category": "the kind of product",
    "kind": "the kind of product",
    "brand": "the brand",
    "color": "the colour",
    "material": "the material",
    "size": "the size",
    "attribute": "the other wishes",
    "price": "the price",
    "stock": "being in stock",
    "weight": "the weight",
    "capacity": "the capacity",
    "lumens": "the brightness",
    "rating": "the better rating",
    "age": "being newer",
    "sleeps": "the number of people",
    "case": "the case size",
    "length": "the length",
    "comfort": "the warmth",
    "water column": "the water column",
}


_AGES = re.compile(r"\d.*(?:years?|months?)")
# Whom a product is for: these stand in the possessive, before all else.
WEARERS = frozenset(("men", "women", "kids", "children", "boys", "girls", "ladies"))


def _possessive(wearers: str) -> str:
    return f"{wearers}'" if wearers.endswith("s") else f"{wearers}'s"


def _refused(value: str) -> str:
    if value in WEARERS:
        return f"{_possessive(value)} ones"
    return f"for {value}" if _AGES.fullmatch(value) else value


def part_words(limits: Constraints, part: str, currency: str) -> str:
    """Return one part of the constraints as the shopper put it: “waterproof”, under £50."""
    facet, _, value = part.partition(":")
    if part == "price":
        return price_phrase(limits, currency)
    if part in limits.bounds:
        return limits.said.get(part) or MEASURE_WORDS[part][limits.bounds[part][1] is not None]
    wanted = (value,) if value else limits.wanted(facet)
    refused = () if value else limits.unwanted(facet)
    said = [f"“{one}”" for one in wanted] + [f"“not {one}”" for one in refused]
    return spoken_list(said, "or") or PART_NAMES.get(part, part)


def _bounded(limits: Constraints, measure: str) -> str:
    words = MEASURE_WORDS[measure][limits.bounds[measure][1] is not None]
    return words if words.startswith(("of ", "for ", "rated ")) else f"that are {words}"


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


def _noun(limits: Constraints) -> str:
    """Return what things are called that are asked for: the kind, or else the category."""
    if kinds := limits.wanted("kind"):
        return limits.said.get("kind") or spoken_list(kinds, "or")
    return spoken_list((v.lower() for v in limits.wanted("category")), "or") or _PLACEHOLDER


def describe(limits: Constraints, currency: str) -> str:
    """Return what the constraints ask for as a noun phrase, stock aside."""
    qualities = [value.lower() for value in limits.wanted("attribute")]
    before = [
        spoken_list(values, last)
        for values, last in (
            ([_possessive(value) for value in qualities if value in WEARERS], "and"),
            ([value for value in qualities if value not in WEARERS], "and"),
            ([value.lower() for value in limits.wanted("color")], "or"),
            ([value.lower() for value in limits.wanted("material")], "or"),
        )
        if values
    ]
    noun = _noun(limits)
    after: list[str] = []
    if limits.wanted("brand"):
        after.append(f"by {spoken_list(limits.wanted('brand'), 'or')}")
    if limits.wanted("size"):
        after.append(f"in size {spoken_list(limits.wanted('size'), 'or')}")
    if price := price_phrase(limits, currency):
        after.append(price)
    measures = [limits.said.get(name) or _bounded(limits, name) for name in limits.bounds]
    after.extend([spoken_list(measures)] if measures else [])
    refused = [
        value if facet == "brand" else _refused(value.lower())
        for facet, values in limits.exclude.items()
        if facet != "kind"
        for value in values
    ]
    if limits.unwanted("kind") and REFUSED_KIND in limits.said:
        refused.extend(limits.said[REFUSED_KIND].split("|"))
    phrase = " ".join((*before, noun, *after))
    return f"{phrase}, but not {spoken_list(refused, 'or')}" if refused else phrase


def count_phrase(count: int, what: str) -> str:
    """Return ``3 jackets`` for the plural ``what``; never two numbers in a row."""
    if count == 1:
        return "1 product" if what == _PLACEHOLDER else f"just one that fits “{what}”"
    if what[0].isdecimal():
        return f"{count} that fit “{what}”"
    return f"{count} {what}"
