"""The most or the least of a kind: "which sleeping bag is the warmest", "your lightest tent".

The kind is listed in the order of what the catalogue states, with the figures; prices, ratings and
sales have orders of their own in a search.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import (
    Constraints,
    Recommendation,
    ShoppingState,
    new_search,
    refine,
    starts_anew,
)
from actions.recommendation.heads import title_phrase
from actions.recommendation.opinions import rating_words
from actions.recommendation.phrases import describe
from actions.recommendation.text import contains_words, plural, spoken_list, stem, words
from actions.recommendation.verdict import (
    Ranking,
    asks_for_most,
    figure_text,
    measure_label,
    ranked,
    ranking_among,
    settled,
    stated_text,
)
from actions.shop.records import ProductRecord
from actions.shopping.headings import LIST_LENGTH
from actions.shopping.lists import MORE, send_list
from actions.shopping.meant import named_products
from actions.shopping.session import Visit

_BY = "by:"
# Of more products than that each would have to be read for what is no measure of the index.
_MOST_READ = 2000
_OF_SEARCH = frozenset(("price", "age"))
_NAMED = 3
_COMPARED = re.compile(r"\b(?:most|least)((?:\W+\w+){1,2})", re.I)


def sorts_by_extreme(sort: str | None) -> bool:
    """Whether a state's order is one of this file's."""
    return sort is not None and sort.startswith(_BY)


def by_extreme(
    visit: Visit, sort: str, limits: Constraints, k: int, without: Sequence[int]
) -> list[Recommendation]:
    """Return what fits in the order of a state, without some products."""
    by = sort.removeprefix(_BY)
    ranking = Ranking(by.removeprefix("-"), 1 if by.startswith("-") else -1, ("", ""))
    fitting = [p for p in visit.shop.fitting(limits) if p.id not in without]
    known, unknown = ranked(fitting, ranking)
    return [
        Recommendation(product, 0.0, (stated_text(product, ranking.measure),))
        for product in (*known, *unknown)[:k]
    ]


def tell_most(visit: Visit) -> bool:
    """List a kind with the most or the least of something first, if a message asks for that.

    Returns:
        Whether it does, and the catalogue states it of at least two.
    """
    turn, shop = visit.turn, visit.shop
    if not asks_for_most(turn.text) or turn.titles or turn.ordinals:
        return False
    if not (turn.wanted.get("category") or turn.wanted.get("kind")):
        return False
    if named_products(visit):
        return False  # "the smallest Ember one"
    state = new_search(visit.state, turn)
    if not starts_anew(visit.state, turn, shop):
        state = refine(visit.state, turn, shop).state
    limits = _without_compared(turn.text, state.constraints)
    state = replace(state, constraints=_of_kind_said(visit, limits))
    fitting = shop.fitting(state.constraints)
    if not 1 < len(fitting) <= _MOST_READ:
        return False
    ranking = ranking_among(turn.text, fitting)
    if ranking is None or ranking.measure in _OF_SEARCH:
        return False
    if ranking.measure == "rating":
        _show_rated(visit, state)
        return True
    ranking = settled(fitting, ranking)
    known, unknown = ranked(fitting, ranking)
    if len(known) < 2:
        return False
    sort = f"{_BY}{'-' if ranking.direction > 0 else ''}{ranking.measure}"
    found = by_extreme(visit, sort, state.constraints, LIST_LENGTH, ())
    heading = _heading(known, len(unknown), ranking, describe(state.constraints, shop.currency))
    more = [MORE] if len(fitting) > LIST_LENGTH and visit.level != "off" else []
    send_list(visit.say, heading, found, state.constraints, more)
    state = replace(state, mode="search", sort=sort, compared=(), focus=None)
    ids = [item.product.id for item in found]
    visit.state = replace(
        state.having_shown(ids, [item.reasons for item in found]), focus=known[0].id
    )
    return True


def _without_compared(text: str, limits: Constraints) -> Constraints:
    """Return limits without the quality that is compared: the most water-resistant of all."""
    compared = _COMPARED.findall(text)
    kept = [
        value
        for value in limits.wanted("attribute")
        if not any(contains_words(said, value) for said in compared)
    ]
    return limits.with_wanted("attribute", kept)


def _of_kind_said(visit: Visit, limits: Constraints) -> Constraints:
    """Return limits to the kind that a word before the category makes: the brightest head torch."""
    turn = visit.turn
    for span in turn.spans:
        before, said = words(turn.text[: span.start])[-1:], words(turn.text[span.start : span.end])
        if span.kind != "category" or not before or not said or limits.wanted("kind"):
            continue
        kind = f"{before[0]} {plural(said[-1])}"
        phrase = (stem(before[0]), stem(said[-1]))
        called = [p for p in visit.shop.fitting(limits) if title_phrase(p.title) == phrase]
        narrowed = limits.with_wanted("kind", [kind])
        if len(called) > 1 and len(visit.shop.fitting(narrowed)) > 1:
            return narrowed
    return limits


def _show_rated(visit: Visit, state: ShoppingState) -> None:
    """List what is rated best; a rating of few buyers counts for less."""
    shop, limits = visit.shop, state.constraints
    found = shop.search("", limits, LIST_LENGTH, sort="rating")
    rated = [
        replace(item, reasons=(f"rated {rating_words(item.product)}",))
        for item in found
        if item.product.rating is not None
    ]
    what = describe(limits, shop.currency)
    heading = f"The best rated of our {what} in stock; a rating by many counts for more:"
    send_list(visit.say, heading, rated, limits, [MORE] if visit.level != "off" else [])
    ids = [item.product.id for item in rated]
    state = replace(state, mode="search", sort="rating", compared=(), focus=None)
    visit.state = state.having_shown(ids, [item.reasons for item in rated])


def _heading(known: Sequence[ProductRecord], unknown: int, ranking: Ranking, what: str) -> str:
    """Return which it is, of how many, by which figure."""
    first = figure_text(known[0], ranking.measure)
    level = [p for p in known if figure_text(p, ranking.measure) == first][:_NAMED]
    names = spoken_list(f"the {product.title}" for product in level)
    are = "is" if len(level) == 1 else "are"
    label = measure_label(ranking.measure)
    of = f"Of our {what} in stock"
    if unknown:
        of = f"Of the {len(known)} {what} in stock of which the catalogue states the {label}"
    if ranking.words[1] in ("most", "least"):
        come = "comes" if len(level) == 1 else "come"
        return f"{of}, {names} {come} first: {label} {first}. In order:"
    return f"{of}, {names} {are} the {ranking.words[1]}: {first}. In order:"
