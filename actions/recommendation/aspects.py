"""What may be asked of a set of products, and the answers that one who means each would give."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

import numpy as np

from actions.recommendation.amounts import find_amounts
from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import fitting_variants, product_values, variant_values
from actions.recommendation.measures import measured, states
from actions.recommendation.money import format_money
from actions.recommendation.phrases import WEARERS
from actions.shop.records import ProductRecord

_YES = ("yes",)
_WEARERS = {"unisex": ("men", "women")}
_LITRE = 1000  # measures have capacities in ml
# With a question of their own, or none that anybody chooses by.
_NOT_ASKED = frozenset(
    {"color", "colour", "material", "size", "for", "origin", "care", "in the box", "certificate"}
)
BANDS = ("low", "middle", "high")


class Answer(NamedTuple):
    """A possible answer: its words, and the limits with it."""

    said: str
    facet: str | None
    value: str
    limits: Constraints


class Aspect(NamedTuple):
    """What may be asked: for each product the answers that one who means it would give.

    Attributes:
        about: Its name.
        text: The question.
        ready: How readily shoppers answer it, 0 to 1.
        answers: By product, in order.
        limits: Returns what an answer, as in ``answers``, asks for.
    """

    about: str
    text: str
    ready: float
    answers: list[tuple[str, ...]]
    limits: Callable[[str], Answer]


def aspects(products: Sequence[ProductRecord], limits: Constraints) -> Iterator[Aspect]:
    """Yield what may be asked of products beside what is asked for already."""
    wanted = {value.casefold() for value in limits.wanted("attribute")}
    if not limits.wanted("category"):
        yield _of_facet("category", "What kind of thing?", 1.0, products, limits)
    if not limits.priced:
        prices, currency = _prices(products, limits), products[0].currency
        yield from _in_bands("price", "What may it cost?", 0.9, prices, limits, currency)
    # Of what is not worn few mind the colour.
    if not limits.wanted("color") and 2 * sum(map(_is_worn, products)) >= len(products):
        yield _of_facet("color", "Which colour do you like best?", 0.8, products, limits)
    if not limits.wanted("material"):
        yield _of_facet("material", "Which material do you like best?", 0.5, products, limits)
    if not limits.wanted("brand"):
        yield _of_facet("brand", "Is there a brand that you like best?", 0.35, products, limits)
    features = _features(products)
    purposes = {tag.casefold() for p in products for tag in p.tags} - features
    if not wanted & purposes:
        answers = [tuple(purposes & {tag.casefold() for tag in p.tags}) for p in products]
        yield _qualities("purpose", "Which of these fits best?", 0.8, answers, limits)
    answers = [tuple(sorted(features & _named(p) - wanted)) for p in products]
    yield _qualities("feature", "Which of these matters most?", 0.7, answers, limits)
    if not wanted & WEARERS:
        answers = [_worn_by(p) for p in products]
        yield _qualities("wearer", "Who is it for?", 1.0, answers, limits)
    if "capacity" not in limits.bounds:
        litres = [_litres(product) for product in products]
        yield from _in_bands("capacity", "How much should it hold?", 0.8, litres, limits)
    for name in dict.fromkeys(name for p in products for name in p.attributes):
        answers = [p.attributes.get(name, ()) for p in products]
        values = {value for own in answers for value in own}
        if name in _NOT_ASKED or values == set(_YES) or any(_is_measure(value) for value in values):
            continue
        if not wanted & {value.casefold() for value in values}:
            text = f"Which {name.replace('_', ' ')} should it be?"
            yield _qualities(name, text, 0.4, answers, limits)


def _is_measure(value: str) -> bool:
    """Whether a value has a number, which few know by heart."""
    return any(letter.isdigit() for letter in value)


def _features(products: Sequence[ProductRecord]) -> set[str]:
    return {
        name.casefold()
        for product in products
        for name, values in product.attributes.items()
        if values == _YES
    }


def _named(product: ProductRecord) -> set[str]:
    return {name.casefold() for name in product.attributes}


def _is_worn(product: ProductRecord) -> bool:
    """Whether a product comes in sizes of people, and not of contents."""
    sizes = product_values(product, "size")
    return bool(sizes) and not any(states(size, "capacity") for size in sizes)


def _worn_by(product: ProductRecord) -> tuple[str, ...]:
    own = product.attributes.get("for", ())
    return tuple(who for value in own for who in _WEARERS.get(value.casefold(), (value,)))


def _of_facet(
    facet: str, text: str, ready: float, products: Sequence[ProductRecord], limits: Constraints
) -> Aspect:
    if facet in ("category", "brand"):
        answers = [tuple(v for v in (getattr(p, facet),) if v) for p in products]
    elif facet == "color":
        # Only what can be had within the limits.
        answers = [
            tuple(
                dict.fromkeys(
                    value
                    for variant in fitting_variants(product, limits)
                    for value in variant_values(product, variant, facet)
                )
            )
            for product in products
        ]
    else:
        answers = [product_values(product, facet) for product in products]
    return Aspect(
        facet,
        text,
        ready,
        answers,
        lambda v: Answer(v.lower(), facet, v, limits.with_wanted(facet, [v])),
    )


def _qualities(
    about: str, text: str, ready: float, answers: list[tuple[str, ...]], limits: Constraints
) -> Aspect:
    return Aspect(
        about,
        text,
        ready,
        answers,
        lambda v: Answer(v.lower(), "attribute", v, limits.with_wanted("attribute", [v], add=True)),
    )


def _prices(products: Sequence[ProductRecord], limits: Constraints) -> list[float | None]:
    lowest = (next(iter(fitting_variants(product, limits)), None) for product in products)
    return [None if variant is None else float(variant.price) for variant in lowest]


def _litres(product: ProductRecord) -> float | None:
    capacity = measured(product, "capacity")
    return None if capacity is None else capacity / _LITRE


def _in_bands(
    about: str,
    text: str,
    ready: float,
    values: Sequence[float | None],
    limits: Constraints,
    currency: str = "",
) -> Iterator[Aspect]:
    """Yield three bands of about as many products each, between round numbers."""
    known = [value for value in values if value is not None]
    if len(known) < len(values) / 2:
        return
    low, high = (round_number(float(np.quantile(known, part))) for part in (1 / 3, 2 / 3))
    if not min(known) < low < high <= max(known):
        return
    limits_of = dict(zip(BANDS, ((None, low), (low, high), (high, None)), strict=True))

    def band(value: float | None) -> tuple[str, ...]:
        return () if value is None else (BANDS[(value > low) + (value > high)],)

    yield Aspect(
        about,
        text,
        ready,
        [band(value) for value in values],
        lambda name: _band_answer(about, *limits_of[name], limits, currency),
    )


def _band_answer(
    about: str, low: float | None, high: float | None, limits: Constraints, currency: str
) -> Answer:
    if about == "price":
        ends = [None if end is None else Decimal(str(end)) for end in (low, high)]
        money = [None if end is None else format_money(end, currency) for end in ends]
        return Answer(_span(money[0], money[1], ""), None, "", limits.with_price(*ends))
    words = [None if end is None else f"{end:g}" for end in (low, high)]
    said = _span(words[0], words[1], " litres")
    (amount,) = find_amounts(said)
    return Answer(said, None, "", limits.with_bound(about, amount.low, amount.high, amount.said))


def _span(low: str | None, high: str | None, unit: str) -> str:
    if low is None:
        return f"up to {high}{unit}"
    return f"over {low}{unit}" if high is None else f"{low} to {high}{unit}"


def round_number(value: float) -> float:
    """Return a number near another one that is said easily: of one or two digits."""
    if value <= 0:
        return 0.0
    step = 10 ** math.floor(math.log10(value)) / 2
    return float(round(value / step) * step)
