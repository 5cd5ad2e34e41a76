"""What a comparison asks for: cheaper, lighter, warmer, more formal, less sporty."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median
from typing import NamedTuple

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import (
    fitting_variants,
    has_attribute,
    normal_size,
    product_values,
)
from actions.recommendation.measures import MEASURE_LABELS, SIZE_MEASURES, measured, parse_amount
from actions.recommendation.money import format_money
from actions.recommendation.phrases import describe
from actions.recommendation.recommender import Recommender
from actions.recommendation.state import ShoppingState
from actions.recommendation.verdict import Ranking, asked_ranking
from actions.shop.records import ProductRecord
from nlu_models.entities.parts import listed


@dataclass(frozen=True)
class Refined:
    """The next state.

    Attributes:
        state: What to show now follows from it.
        note: A sentence that the shopper should read first, or None.
        changed: False where the wish could not be followed and the list stays as it is.
    """

    state: ShoppingState
    note: str | None = None
    changed: bool = True


class Leaning(NamedTuple):
    """A comparison by a quality: "more formal".

    Attributes:
        word: The quality, as an adjective.
        more: Whether more of it is wanted, or less.
        ranking: What it can be measured by, if by anything.
        said: Its words in the message.
    """

    word: str
    more: bool
    ranking: Ranking | None
    said: str


_COMPARATIVES = {
    **{f"{word}er": word for word in listed("warm soft bright smart tough quiet cool thick long")},
    **{f"{word}er": word for word in listed("short dark strong plain fast")},
    **{f"{word[:-1]}ier": word for word in listed("dressy sturdy fancy sporty comfy cosy dry")},
    **{f"{word[:-1]}ier": word for word in listed("stretchy trendy sunny roomy")},
    **{f"{word}r": word for word in listed("simple wide loose")},
    **{"thinner": "thin", "slimmer": "slim", "narrower": "narrow"},
}
# What these compare has a critique of its own, or is no quality.
_NOT_QUALITIES = (
    r"expensive|costly|pric[ey]+|compact|bulky|heavy|spacious|roomy?|space|capacity|recent|weight|"
    r"affordable|reasonable|budget|info\w*|details?|about|like|of|than|please|options?|choices?|"
    r"products?|ones?|or|to|money|premium|upmarket|much|many|few|late|early|bad|"
    r"colou?rs?|sizes?|pictures?|small|tiny|tight|big|large|wide|loose|dear|steep|old"
)
_MORE = re.compile(
    rf"\b(?P<degree>more|less|not (?:so|as|too)|too)\s+(?!(?:{_NOT_QUALITIES})\b)"
    rf"(?P<word>[a-z]+(?:-[a-z]+)?)\b|\b(?P<er>{'|'.join(_COMPARATIVES)})\b",
    re.I,
)
_LESS = ("less", "not so", "not as", "not too", "too")


def leaning(text: str) -> Leaning | None:
    """Return the quality of which a message wants more or less; None where it says none."""
    found = _MORE.search(text)
    if found is None:
        return None
    degree = " ".join((found["degree"] or "more").casefold().split())
    more = degree not in _LESS
    word = (_COMPARATIVES[found["er"].casefold()] if found["er"] else found["word"]).casefold()
    ranking = asked_ranking(found.group()) if more else None
    return Leaning(word, more, ranking, found.group())


def lean(
    wish: Leaning,
    state: ShoppingState,
    meant: Sequence[ProductRecord],
    recommender: Recommender,
) -> Refined:
    """Follow a comparison by a quality.

    By a measure, where the catalogue states one; else by products that are listed as such; else
    by what the texts say.
    """
    ranking = wish.ranking
    if ranking and any(measured(product, ranking.measure) is not None for product in meant):
        return by_measure(
            ranking.measure, ranking.direction, state, meant, recommender, ranking.words[0]
        )
    here = recommender.fitting(state.constraints)
    having = [product for product in here if has_attribute(product, wish.word)]
    if not wish.more:
        if not having:
            note = f"The catalogue lists nothing here as “{wish.word}”, so I can't leave it out."
            return Refined(state, note, changed=False)
        return Refined(
            replace(state, constraints=state.constraints.with_unwanted("attribute", [wish.word]))
        )
    if having and len(having) < len(here):
        limits = state.constraints.with_wanted("attribute", [wish.word], add=True)
        return Refined(replace(state, constraints=limits))
    words = [word for word in (state.query, wish.word) if word]
    return Refined(replace(state.having_said(wish.word), query=" ".join(words)))


def critique(
    name: str,
    state: ShoppingState,
    before: ShoppingState,
    meant: Sequence[ProductRecord],
    recommender: Recommender,
) -> Refined:
    """Follow a comparison with what is meant.

    Args:
        name: An entity value of ``nlu_models/entities/critiques.py``.
        state: The state as far as the message has changed it already.
        before: The state before the message.
        meant: The products that it compares with.
        recommender: The catalogue.
    """
    if name == "different":
        turned = state.having_rejected([product.id for product in meant])
        return Refined(replace(turned, listed=before.listed))
    if not meant:
        return Refined(state, "Different from what? Tell me what you are looking for.", False)
    if name in ("cheaper", "more_expensive"):
        return _by_price(name == "cheaper", state, before, meant, recommender)
    if name in ("bigger", "smaller"):
        return _by_size(name == "bigger", state, meant, recommender)
    known = {"better_rated": ("rating", 1), "lighter": ("weight", -1), "newer": ("age", 1)}
    if name not in known:
        return Refined(state)
    measure, direction = known[name]
    return by_measure(measure, direction, state, meant, recommender)


def _by_price(
    cheaper: bool,
    state: ShoppingState,
    before: ShoppingState,
    meant: Sequence[ProductRecord],
    recommender: Recommender,
) -> Refined:
    sign = 1 if cheaper else -1
    priced = sorted(((_price(p, before.constraints), p) for p in meant), key=lambda x: sign * x[0])
    limits = state.constraints.with_price(None, None)
    extreme, product = priced[0]
    tries = [extreme]
    if len(priced) > 1:
        tries.append(median(price for price, _ in priced))
    for limit in tries:
        new = replace(
            limits,
            price_below=limit if cheaper else None,
            price_above=None if cheaper else limit,
        )
        if recommender.fitting(new):
            note = None
            if limit != extreme:
                money = format_money(extreme, product.currency)
                less = "less" if cheaper else "more"
                note = f"Nothing that fits costs {less} than {money}; these come closest."
            sort = state.sort if limit == extreme else ("price" if cheaper else "-price")
            than = product.id if cheaper and limit == extreme else None
            return Refined(replace(state, constraints=new, sort=sort, than=than), note)
    money = format_money(extreme, product.currency)
    what = describe(limits, product.currency)
    degree = "cheapest" if cheaper else "dearest"
    return Refined(state, f"At {money}, the {product.title} is the {degree} of our {what}.", False)


def _price(product: ProductRecord, limits: Constraints) -> Decimal:
    variants = fitting_variants(product, limits)
    return variants[0].price if variants else product.price_min


def by_measure(
    measure: str,
    direction: int,
    state: ShoppingState,
    meant: Sequence[ProductRecord],
    recommender: Recommender,
    degree: str | None = None,
) -> Refined:
    """Ask for more (direction 1) or less (-1) of a measure than what is meant has."""
    values = [v for v in (measured(p, measure) for p in meant) if v is not None]
    if not values:
        label = MEASURE_LABELS[measure]
        return Refined(state, f"The catalogue does not state the {label} of these.", False)
    extreme = max(values) if direction > 0 else min(values)
    limits = state.constraints
    for value in limits.wanted("attribute"):
        if parse_amount(value, measure) in values:  # bigger than the "40 L" that were asked for
            limits = limits.without(f"attribute:{value}")
    for limit in (extreme, median(values)):
        low, high = (limit, None) if direction > 0 else (None, limit)
        new = limits.with_bound(measure, low, high)
        if recommender.fitting(new):
            return Refined(replace(state, constraints=new))
    what = describe(state.constraints, recommender.currency)
    degree = degree or _DEGREES[measure, direction]
    return Refined(state, f"Among our {what} nothing is {degree}.", False)


_DEGREES = {
    ("rating", 1): "better rated",
    ("weight", -1): "lighter",
    ("age", 1): "newer",
    **{(measure, 1): "bigger" for measure in SIZE_MEASURES},
    **{(measure, -1): "smaller" for measure in SIZE_MEASURES},
}


def _by_size(
    bigger: bool, state: ShoppingState, meant: Sequence[ProductRecord], recommender: Recommender
) -> Refined:
    asked = state.constraints.wanted("size")
    if len(asked) == 1:
        return _next_size(bigger, asked[0], state, meant)
    for measure in SIZE_MEASURES:
        if any(measured(product, measure) is not None for product in meant):
            return by_measure(measure, 1 if bigger else -1, state, meant, recommender)
    return Refined(state, "Tell me the size you need, and I'll look for it.", changed=False)


def _next_size(
    bigger: bool, asked: str, state: ShoppingState, meant: Sequence[ProductRecord]
) -> Refined:
    for product in meant:
        sizes = list(product_values(product, "size"))
        places = [at for at, s in enumerate(sizes) if normal_size(s) == normal_size(asked)]
        if places and 0 <= (at := places[0] + (1 if bigger else -1)) < len(sizes):
            limits = state.constraints.with_wanted("size", [sizes[at]])
            return Refined(replace(state, constraints=limits))
    degree = "bigger" if bigger else "smaller"
    return Refined(state, f"These do not come in a size {degree} than {asked}.", changed=False)
