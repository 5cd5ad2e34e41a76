"""Numbers that products can be compared by: weight, capacity, rating and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.shop.records import ProductRecord, VariantRecord

_NUMBER = re.compile(r"((?<![\w.])[-−]?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)\s*([a-zA-Z]*)")

# Units with their factors to one of each kind: hours, centimetres, grams, millilitres.
_TIME: Mapping[str, float] = {
    **dict.fromkeys(("second", "seconds", "s", "sec"), 1 / 3600),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), 1 / 60),
    **dict.fromkeys(("hour", "hours", "h", "hrs"), 1.0),
    **dict.fromkeys(("day", "days"), 24.0),
    **dict.fromkeys(("week", "weeks"), 168.0),
    **dict.fromkeys(("month", "months"), 730.0),
    **dict.fromkeys(("year", "years"), 8760.0),
}
_LENGTH: Mapping[str, float] = {"mm": 0.1, "cm": 1, "m": 100, "km": 100_000, "in": 2.54}
_WEIGHT: Mapping[str, float] = {"g": 1, "kg": 1000, "oz": 28.35, "lb": 453.6, "lbs": 453.6}
_VOLUME: Mapping[str, float] = {"ml": 1, "cl": 10, "l": 1000, "litre": 1000, "litres": 1000}
_IN_MM = {unit: 10 * factor for unit, factor in _LENGTH.items()}
# Of an attribute with any name; an ounce is one of weight then.
FACTORS: Mapping[str, float] = {**_TIME, **_LENGTH, **_VOLUME, **_WEIGHT}

# Attribute names that carry a measure, and the factor to the base unit of each unit.
UNITS: Mapping[str, Mapping[str, float]] = {
    "weight": _WEIGHT,
    "capacity": {**_VOLUME, "oz": 29.57},
    "sleeps": {},
    "length": _LENGTH,
    "case": _IN_MM,
    "lumens": {},
    "comfort": {},
    "water column": _IN_MM,
}
_NAMES = {
    "weight": "weight",
    "capacity": "capacity",
    "volume": "capacity",
    "sleeps": "sleeps",
    "persons": "sleeps",
    "people": "sleeps",
    "berth": "sleeps",
    "length": "length",
    "case": "case",
    "case size": "case",
    "diameter": "case",
    "lumens": "lumens",
    "brightness": "lumens",
    "comfort": "comfort",
    "water column": "water column",
}

# How an answer names a measure.
MEASURE_LABELS: Mapping[str, str] = {
    "weight": "weight",
    "capacity": "capacity",
    "sleeps": "number of people",
    "length": "length",
    "case": "case size",
    "lumens": "brightness in lumens",
    "comfort": "comfort temperature",
    "water column": "water column",
    "rating": "rating",
    "age": "date of arrival",
}

# What a bare number is the number of.
COUNTED: Mapping[str, str] = {"lumens": "lumens", "sleeps": "people"}

# What "bigger" may mean, the likeliest first.
SIZE_MEASURES = ("sleeps", "capacity", "case", "length")


def as_said(measure: str, text: str) -> str:
    """Return what is stated of a measure with what it counts: ``400 lumens``, ``1 person``."""
    if measure not in COUNTED or not text.strip().isdecimal():
        return text
    return "1 person" if (measure, text) == ("sleeps", "1") else f"{text} {COUNTED[measure]}"


def parse_amount(text: str, measure: str) -> float | None:
    """Return ``1.2 kg`` as 1200.0 for weight, ``35 L`` as 35000.0 for capacity; else None.

    A comma before three digits groups thousands, any other is a decimal one.
    """
    found = _NUMBER.search(text)
    if found is None:
        return None
    digits = re.sub(r",(?=\d{3}$)", "", found.group(1).replace("−", "-"))
    number = float(digits.replace(",", "."))
    return number * UNITS[measure].get(found.group(2).casefold(), 1.0)


def measure_name(attribute: str) -> str | None:
    """Return the measure that an attribute carries, if it carries one."""
    name = attribute.casefold().replace("_", " ")
    return _NAMES.get(name) or _NAMES.get(name.split(" ")[0])


def measured(product: ProductRecord, measure: str) -> float | None:
    """Return a product's value of a measure: the largest where its variants differ.

    Besides attributes, ``rating`` (stars) and ``age`` (day number of when it came, larger is
    newer) are measures.
    """
    if measure == "rating":
        return product.rating
    if measure == "age":
        return None if product.created_on is None else float(product.created_on.toordinal())
    values = [
        amount
        for name, texts in product.attributes.items()
        if measure_name(name) == measure
        for amount in (parse_amount(text, measure) for text in texts)
        if amount is not None
    ]
    return max(values) if values else None


def states(value: str, measure: str) -> bool:
    """Whether a text is an amount of a measure, with its unit: ``500 ml`` is one of capacity."""
    found = _NUMBER.fullmatch(value.strip())
    return found is not None and found.group(2).casefold() in UNITS.get(measure, {})


def variant_measured(product: ProductRecord, variant: VariantRecord, measure: str) -> float | None:
    """Return a variant's value of a measure: its own where an option states it ("500 ml")."""
    for option in variant.options.values():
        if states(option, measure):
            return parse_amount(option, measure)
    return measured(product, measure)


def measure_text(
    product: ProductRecord, measure: str, variant: VariantRecord | None = None
) -> str | None:
    """Return the shop's own words for a measure, e.g. ``320 g``; a variant's own if it has some."""
    for option in variant.options.values() if variant is not None else ():
        if states(option, measure):
            return option
    texts = [
        text
        for name, values in product.attributes.items()
        if measure_name(name) == measure
        for text in values
        if parse_amount(text, measure) is not None
    ]
    return max(texts, key=lambda text: parse_amount(text, measure) or 0.0) if texts else None
