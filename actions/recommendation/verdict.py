"""Which of several products is lighter, cheaper, warmer: by what the catalogue states."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from actions.recommendation.extent import asked_extent, comparable, superlative
from actions.recommendation.matching import has_attribute
from actions.recommendation.measures import (
    COUNTED,
    MEASURE_LABELS,
    SIZE_MEASURES,
    as_said,
    measure_name,
    measure_text,
    measured,
)
from actions.recommendation.money import format_price
from actions.recommendation.question_words import QUESTION_WORDS
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord


@dataclass(frozen=True)
class Ranking:
    """What products are put in order by.

    Attributes:
        measure: A name of ``measures.py``, ``price``, ``bulk``: the size measure that they have; or
            an attribute with a number.
        direction: 1 where the most comes first, -1 where the least does.
        words: The comparative and the superlative, as they are said.
    """

    measure: str
    direction: int
    words: tuple[str, str]


_RANKINGS: Mapping[str, Ranking] = {
    r"cheap(?:er|est)|(?:less|least) (?:expensive|costly|money|pric[ey]+)|costs? less": Ranking(
        "price", -1, ("cheaper", "cheapest")
    ),
    r"dear(?:er|est)|pric(?:ier|iest)|(?:more|most) (?:expensive|costly)|costs? more": Ranking(
        "price", 1, ("dearer", "dearest")
    ),
    r"light(?:er|est)|(?:less|least) heavy|weighs? (?:less|least)": Ranking(
        "weight", -1, ("lighter", "lightest")
    ),
    r"heav(?:ier|iest)|weighs? (?:more|most)": Ranking("weight", 1, ("heavier", "heaviest")),
    r"(?:bigg|larg)(?:er|est)|room(?:ier|iest)|holds? (?:more|most)|"
    r"(?:more|most) (?:room|space|spacious|capacity)": Ranking("bulk", 1, ("bigger", "biggest")),
    r"small(?:er|est)|(?:more|most) compact": Ranking("bulk", -1, ("smaller", "smallest")),
    r"new(?:er|est)|(?:more|most) recent": Ranking("age", 1, ("newer", "newest")),
    r"(?:better|best|higher|highest|top)[- ](?:rat(?:ed|ings?)|review(?:ed|s)?)": Ranking(
        "rating", 1, ("better rated", "best rated")
    ),
    r"bright(?:er|est)": Ranking("lumens", 1, ("brighter", "brightest")),
    r"warm(?:er|est)": Ranking("comfort", -1, ("warmer", "warmest")),
    r"(?:more|most) waterproof|dr(?:ier|iest)": Ranking(
        "water column", 1, ("more waterproof", "most waterproof")
    ),
}
# How the usual measures are said; of any other attribute, "the most" and "the least".
_DEGREES: Mapping[tuple[str, int], tuple[str, str]] = {
    ("price", -1): ("cheaper", "cheapest"),
    ("price", 1): ("dearer", "dearest"),
    ("weight", -1): ("lighter", "lightest"),
    ("weight", 1): ("heavier", "heaviest"),
    ("capacity", -1): ("smaller", "smallest"),
    ("capacity", 1): ("bigger", "biggest"),
    ("sleeps", -1): ("smaller", "smallest"),
    ("sleeps", 1): ("bigger", "biggest"),
    ("length", -1): ("shorter", "shortest"),
    ("length", 1): ("longer", "longest"),
    ("case", -1): ("smaller", "smallest"),
    ("case", 1): ("bigger", "biggest"),
    ("lumens", -1): ("less bright", "least bright"),
    ("lumens", 1): ("brighter", "brightest"),
    ("comfort", -1): ("warmer", "warmest"),
    ("comfort", 1): ("less warm", "least warm"),
    ("water column", -1): ("less waterproof", "least waterproof"),
    ("water column", 1): ("more waterproof", "most waterproof"),
    ("packed size", -1): ("smaller", "smallest"),
    ("packed size", 1): ("bigger", "biggest"),
    ("limit", -1): ("lower", "lowest"),
    ("limit", 1): ("higher", "highest"),
}
_USUAL = frozenset((*MEASURE_LABELS, "price"))
_COMPILED = tuple(
    (re.compile(rf"\b(?:{said})\b", re.I), ranking) for said, ranking in _RANKINGS.items()
)


def asked_ranking(text: str) -> Ranking | None:
    """Return what a text asks to rank by ("which one is lighter?"); None where it says nothing."""
    return next((ranking for pattern, ranking in _COMPILED if pattern.search(text)), None)


def ranking_among(text: str, products: Sequence[ProductRecord]) -> Ranking | None:
    """Return what a text asks to rank some products by, be it any attribute that they state."""
    usual = asked_ranking(text)
    asked = asked_extent(text, products)
    if asked is None:
        return usual
    name, direction = asked
    if usual is not None and measure_name(name) is not None:
        return usual
    other = ("more", "most") if direction > 0 else ("less", "least")
    return Ranking(name, direction, _DEGREES.get((name, direction), other))


_SUPERLATIVE = re.compile(r"est\b|\b(?:most|least|top)\b", re.I)


def asks_for_most(text: str) -> bool:
    """Whether a text asks which of all is the most or the least of something: "warmest"."""
    found = (match for pattern, _ in _COMPILED for match in pattern.finditer(text))
    return any(_SUPERLATIVE.search(match.group()) for match in found) or superlative(text)


def measure_label(measure: str) -> str:
    """Return how an answer names a measure, or any attribute."""
    return MEASURE_LABELS.get(measure) or QUESTION_WORDS.label(measure)


def settled(products: Sequence[ProductRecord], ranking: Ranking) -> Ranking:
    """Return a ranking by the one measure of size that most products have, where it is by size."""
    return replace(ranking, measure=_measure(products, ranking))


def ranked(
    products: Sequence[ProductRecord], ranking: Ranking
) -> tuple[list[ProductRecord], list[ProductRecord]]:
    """Return the products in order, the first being the answer, and those of unknown measure."""
    measure = _measure(products, ranking)
    values = _values(products, measure)
    known = [product for product in products if values[product.id] is not None]
    known.sort(key=lambda product: -ranking.direction * (values[product.id] or 0.0))
    return known, [product for product in products if values[product.id] is None]


def rank_sentence(products: Sequence[ProductRecord], ranking: Ranking) -> str:
    """Return which of two or more products it is, with the figures of all."""
    known, unknown = ranked(products, ranking)
    measure = _measure(products, ranking)
    label = MEASURE_LABELS.get(measure, measure if measure in _USUAL else f"“{measure}”")
    if not known:
        which = "either of them" if len(products) == 2 else "any of them"
        return f"The catalogue does not state the {label} of {which}, so I can't tell." + _like(
            products, ranking
        )
    names = spoken_list((p.title for p in unknown), "or the")
    missing = f" It does not state the {label} of the {names}." if unknown else ""
    first, *rest = known
    if not rest:
        return (
            f"The catalogue states the {label} of one only: the {first.title}, "
            f"{figure_text(first, measure)}."
        )
    values = _values(products, measure)
    level = [p for p in known if values[p.id] == values[first.id]]
    if len(level) == len(known):
        who = "both" if len(known) == 2 else "all of them"
        return f"No difference: {label} {figure_text(first, measure)} for {who}.{missing}"
    if measure not in _USUAL:
        told = spoken_list(f"{figure_text(p, measure)} for the {p.title}" for p in rest)
        return (
            f"The {first.title}: {measure} {figure_text(first, measure)}, "
            f"the {ranking.words[1]} of these. It is {told}.{missing}"
        )
    degree = ranking.words[0] if len(known) == 2 else f"the {ranking.words[1]}"
    if len(level) > 1:
        names = spoken_list(f"the {p.title}" for p in level)
        behind = [p for p in known if p not in level]
        told = "; ".join(f"{p.title} {figure_text(p, measure)}" for p in behind)
        figure = figure_text(first, measure)
        return f"{names[0].upper()}{names[1:]} are level: {figure}. {told}.{missing}"
    told = spoken_list(f"{figure_text(p, measure)} for the {p.title}" for p in rest)
    return f"The {first.title} is {degree}: {figure_text(first, measure)}, against {told}.{missing}"


def quality_sentence(products: Sequence[ProductRecord], qualities: Sequence[str]) -> str:
    """Return which of the products the catalogue lists with all these qualities."""
    what = spoken_list(f"“{quality.lower()}”" for quality in qualities)
    having = [p for p in products if all(has_attribute(p, quality) for quality in qualities)]
    lacking = [p for p in products if p not in having]
    if not having:
        which = "neither" if len(products) == 2 else "none"
        return f"The catalogue lists {which} of them as {what}."
    if not lacking:
        return f"The catalogue lists {'both' if len(products) == 2 else 'all'} of them as {what}."
    yes = spoken_list(f"the {p.title}" for p in having)
    no = spoken_list((f"the {p.title}" for p in lacking), "or")
    return f"The catalogue lists {yes} as {what}, but not {no}."


def _like(products: Sequence[ProductRecord], ranking: Ranking) -> str:
    """Return which products are listed as what the comparative is made of: "warm" of "warmer"."""
    quality = re.sub(r"^more |er$", "", ranking.words[0])
    having = [f"the {p.title}" for p in products if has_attribute(p, quality)]
    return f" It lists {spoken_list(having)} as “{quality}”." if having else ""


def _measure(products: Sequence[ProductRecord], ranking: Ranking) -> str:
    if ranking.measure != "bulk":
        return ranking.measure
    counts = {m: sum(measured(p, m) is not None for p in products) for m in SIZE_MEASURES}
    return max(SIZE_MEASURES, key=lambda measure: counts[measure])


def _values(products: Sequence[ProductRecord], measure: str) -> dict[int, float | None]:
    if measure == "price":
        return {product.id: float(product.price_min) for product in products}
    if measure in MEASURE_LABELS:
        return {product.id: measured(product, measure) for product in products}
    stated = comparable([product.attributes.get(measure, ()) for product in products])
    return {product.id: value for product, value in zip(products, stated, strict=True)}


def stated_text(product: ProductRecord, measure: str) -> str:
    """Return what a product states of a measure with the measure's name, or that it does not."""
    text, label = figure_text(product, measure), measure_label(measure)
    if not text:
        return f"{label} not stated"
    return text if measure in COUNTED else f"{label} {text}"


def figure_text(product: ProductRecord, measure: str) -> str:
    """Return what a product states of a measure, in a few words."""
    if measure == "price":
        return format_price(product)
    if measure == "rating":
        return f"{product.rating:.1f} out of 5" if product.rating is not None else ""
    if measure == "age":
        return f"{product.created_on:%B %Y}" if product.created_on else ""
    if measure in MEASURE_LABELS:
        text = measure_text(product, measure) or ""
        return as_said(measure, text) if text else ""
    return spoken_list(product.attributes.get(measure, ()), "or")
