"""Limits of measures in a message: "around 40 litres", "under 2 kg", "30 to 40 litres"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from actions.recommendation.measures import parse_amount
from nlu_models.entities.numbers import NUMBER_WORDS, number_of

AROUND = 0.2  # of what "about" is said of, a price too, may be more or less
_FEWEST_MM_OF_WATER = 500
_ROUNDING = 1e-6  # limits of constraints are exclusive, those of shoppers are not
_UNITS: Mapping[str, tuple[str, str]] = {
    r"kg|kgs|kilos?|kilograms?": ("weight", "kg"),
    r"g|grams?|grammes?": ("weight", "g"),
    r"l|lit(?:re|er)s?": ("capacity", "litre"),
    r"ml|millilit(?:re|er)s?": ("capacity", "ml"),
    r"lumens?|lm": ("lumens", "lumens"),
    r"mm|millimet(?:re|er)s?": ("case", "mm"),
}
_UNIT = rf"(?:{'|'.join(_UNITS)})\b"
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d+(?:[.,]\d+)?|\b{NUMBER_WORDS})"
_CUES = (
    r"(?P<around>~|\b(?:around|(?<!what )(?<!how )(?<!tell me )(?<!more )about|roughly|circa|"
    r"approx(?:imately|\.)?|in the region of))|"
    r"(?P<max>\b(?:no (?:more|heavier|bigger|larger) than|under|below|"
    r"(?:less|lighter|smaller) than|up to|at (?:the )?most|max(?:imum)?(?: of)?))|"
    r"(?P<min>\b(?:over|above|(?:more|bigger|larger|heavier) than|at least|min(?:imum)?(?: of)?))"
)
_AFTER = (
    r"(?P<so>or so|give or take|or thereabouts)|"
    r"(?P<less>or (?:less|lighter|under|smaller)|max|tops)|"
    r"(?P<more>or (?:more|bigger|larger|over)|and (?:up|over|above)|minimum)|(?P<plus>\+)"
)
_LIMIT = re.compile(
    rf"(?:(?:{_CUES})\s*(?:an?\s+)?)?(?<![\w.,£$€])(?P<number>{_NUMBER})(?P<ish>[- ]?ish)?[- ]?"
    rf"(?P<unit>{_UNIT})(?:\s*(?:{_AFTER})(?!\w))?",
    re.I,
)
_RANGE = re.compile(
    rf"(?:\b(?:between|from)\s+)?(?<![\w.,£$€])(?P<low>{_NUMBER})\s?(?:{_UNIT})?\s?(?:-|–|to|and)\s?"
    rf"(?P<high>{_NUMBER})[- ]?(?P<unit>{_UNIT})",
    re.I,
)
# "At minus ten", "down to -5 degrees": what is comfortable there is no warmer.
_DEGREES = r"\s?(?:degrees?(?:\s+(?:celsius|c\b))?|°\s?c?\b|c\b)"
_COLD = re.compile(
    rf"(?:(?P<cue>\b(?:down to|as (?:low|cold) as|below|at|to))\s+)?"
    rf"(?:(?P<word>\bminus)\s+|(?<![\w-])[-−]\s?)(?P<number>{_NUMBER})(?![\w.,-]*\d)"
    rf"(?P<unit>{_DEGREES})?",
    re.I,
)


class Amount(NamedTuple):
    """A measure that is limited in a message: ``text[start:end]``.

    Attributes:
        start: First character.
        end: The character after the last.
        measure: A name of ``measures.py``.
        low: Lower limit in the measure's base unit, if any.
        high: Upper limit, if any.
        said: The limit as a description of products: "of about 40 litres".
    """

    start: int
    end: int
    measure: str
    low: float | None
    high: float | None
    said: str

    def holds(self, entity: Mapping[str, Any]) -> bool:
        """Whether an entity, in Rasa's form, is part of it."""
        start, end = entity.get("start"), entity.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            return False
        return start < self.end and self.start < end


def find_amounts(text: str) -> tuple[Amount, ...]:
    """Return the limits of measures that a message sets, in order; bare amounts are none."""
    found = [_of_range(match) for match in _RANGE.finditer(text)]
    found += [
        _of_cold(match)
        for match in _COLD.finditer(text)
        if match["cue"] or match["word"] or match["unit"]
    ]
    for match in _LIMIT.finditer(text):
        limit = _of_limit(match)
        if limit is not None and all(
            limit.end <= other.start or other.end <= limit.start for other in found
        ):
            found.append(limit)
    return tuple(sorted(found))


def _of_range(match: re.Match[str]) -> Amount:
    low, high = sorted((number_of(match["low"]), number_of(match["high"])))
    measure, unit = _unit(match["unit"], high)
    said = f"of {low} to {high} {_spoken(unit, high)}"
    return _amount(match, measure, _base(low, unit, measure), _base(high, unit, measure), said)


def _of_cold(match: re.Match[str]) -> Amount:
    number = -number_of(match["number"])
    return _amount(match, "comfort", None, float(number), f"down to {number} °C")


def _of_limit(match: re.Match[str]) -> Amount | None:
    number = number_of(match["number"])
    measure, unit = _unit(match["unit"], number)
    base, words = _base(number, unit, measure), f"{number} {_spoken(unit, number)}"
    if match["max"] or match["less"]:
        return _amount(match, measure, None, base, f"of up to {words}")
    if match["min"] or match["more"] or match["plus"]:
        return _amount(match, measure, base, None, f"of at least {words}")
    if match["around"] or match["so"] or match["ish"]:
        low, high = base * (1 - AROUND), base * (1 + AROUND)
        return _amount(match, measure, low, high, f"of about {words}")
    return None


def _amount(
    match: re.Match[str], measure: str, low: float | None, high: float | None, said: str
) -> Amount:
    return Amount(
        *match.span(),
        measure,
        None if low is None else low - abs(low) * _ROUNDING,
        None if high is None else high + abs(high) * _ROUNDING,
        said,
    )


def _unit(said: str, number: float) -> tuple[str, str]:
    measure, unit = next(v for key, v in _UNITS.items() if re.fullmatch(key, said, re.I))
    # No watch is half a metre wide: so many millimetres of water is what a fabric withstands.
    return "water column" if unit == "mm" and number >= _FEWEST_MM_OF_WATER else measure, unit


def _base(number: float, unit: str, measure: str) -> float:
    return parse_amount(f"{number} {unit}", measure) or 0.0


def _spoken(unit: str, number: float) -> str:
    return "litres" if unit == "litre" and number != 1 else unit
