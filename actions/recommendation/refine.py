"""From one state of the search to the next, by what the shopper says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from statistics import median

from actions.recommendation.constraints import FACETS, Constraints
from actions.recommendation.matching import fitting_variants, normal_size, product_values
from actions.recommendation.measures import SIZE_MEASURES, measured, parse_amount, states
from actions.recommendation.money import format_money
from actions.recommendation.phrases import WEARERS, describe
from actions.recommendation.recommender import Recommender
from actions.recommendation.state import ShoppingState
from actions.recommendation.text import terms
from actions.recommendation.turn import Turn
from actions.shop.records import ProductRecord


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


def starts_anew(state: ShoppingState, turn: Turn) -> bool:
    """Whether a message is a search of its own rather than a change to the last one."""
    if state.mode == "none" or turn.cue("reset"):
        return True
    kinds = turn.wanted.get("category", ())
    if kinds:
        return not set(kinds) & set(state.constraints.wanted("category"))
    return bool(set(turn.topic) - set(terms(state.query)))


def new_search(state: ShoppingState, turn: Turn) -> ShoppingState:
    """Return the state of a search from this message alone; earlier interests are kept."""
    return replace(
        state.remembered().having_said(turn.query),
        mode="search",
        query=turn.query,
        constraints=turn.limits,
        sort=turn.sort,
        anchor=None,
        than=None,
        listed=(),
        pending=None,
    )


def refine(state: ShoppingState, turn: Turn, recommender: Recommender) -> Refined:
    """Apply one message to the search so far.

    A facet that is named replaces what was asked of it before, or adds to it ("also in green");
    what is refused adds up; "cheaper" and its kin are measured against the product that is
    meant, or against all that is on show.
    """
    if turn.cue("undo") and not turn.wanted:
        back = state.gone_back()
        if back is None:
            return Refined(state, "There is no earlier list to go back to.", changed=False)
        return Refined(back)
    if turn.refused and turn.empty:
        unknown = f"The catalogue has no “{turn.refused}” to filter by, so I can't leave it out."
        return Refined(state, unknown, changed=False)
    before = state
    state = replace(state.remembered(), listed=(), pending=None, than=None)
    state = replace(state, constraints=_limits(state.constraints, turn, recommender))
    if turn.sort:
        state = replace(state, sort=turn.sort)
    if turn.topic and not turn.titles and not turn.cue("similar"):
        new = " ".join(word for word in (state.query, turn.query) if word)
        state = replace(state.having_said(turn.query), query=new)
    meant = _meant(before, turn, recommender)
    if turn.cue("dislike") and not turn.unwanted:
        turned_down = [p.id for p in meant] if turn.ordinals else list(before.shown)
        state = replace(state.having_rejected(turned_down), listed=before.listed)
    elif turn.cue("similar") and len(meant) == 1:
        state = replace(state.having_chosen(meant[0].id), mode="similar", anchor=meant[0].id)
    note: str | None = None
    for critique in () if turn.sort else turn.critiques:
        done = _critique(critique, state, before, meant, recommender)
        if not done.changed:
            return replace(done, state=before)
        state, note = done.state, done.note or note
    return Refined(state, note)


def _limits(limits: Constraints, turn: Turn, recommender: Recommender) -> Constraints:
    for part in turn.freed:
        limits = limits.without(part)
    new = turn.wanted.get("attribute", ())
    for value in () if turn.cue("also") else limits.wanted("attribute"):
        # "For women" after "for men" is another wish, "vegan" after "waterproof" one more.
        if any(recommender.facts.exclude_each_other(value, other) for other in new):
            limits = limits.without(f"attribute:{value}")
    if WEARERS.intersection(turn.unwanted.get("attribute", ())):
        # What was not for the last person may be for this one.
        kept = [v for v in limits.unwanted("attribute") if v not in WEARERS]
        limits = replace(limits, exclude={**limits.exclude, "attribute": tuple(kept)})
    for facet in FACETS:
        if facet in turn.wanted:
            add = turn.cue("also") or facet == "attribute"
            limits = limits.with_wanted(facet, turn.wanted[facet], add=add)
        if facet in turn.unwanted:
            limits = limits.with_unwanted(facet, turn.unwanted[facet])
    for amount in turn.amounts:
        for facet in ("attribute", "size"):
            exact = [v for v in limits.wanted(facet) if states(v, amount.measure)]
            if exact:  # "40 L" that was asked for before "about 50 litres"
                kept = [v for v in limits.wanted(facet) if v not in exact]
                limits = limits.with_wanted(facet, kept)
        limits = limits.with_bound(amount.measure, amount.low, amount.high, amount.said)
    for measure in limits.said:
        if any(states(value, measure) for value in (*new, *turn.wanted.get("size", ()))):
            limits = limits.without(measure)
    if turn.priced:
        # "Under 50" after "over 100" is a change of mind: a limit that makes no sense now goes.
        low = turn.price_min if turn.price_min is not None else limits.price_min
        high = turn.price_max if turn.price_max is not None else limits.price_max
        # Nor does the range that was made of an "about" last longer than that.
        about = turn.price_near is not None or limits.price_near is not None
        if about or (low is not None and high is not None and low > high):
            low, high = turn.price_min, turn.price_max
        limits = limits.with_price(low, high, turn.price_near)
    if turn.cue("any_stock"):
        return replace(limits, in_stock_only=False)
    return replace(limits, in_stock_only=True) if turn.cue("in_stock") else limits


def _meant(state: ShoppingState, turn: Turn, recommender: Recommender) -> list[ProductRecord]:
    """Return the products a comparison is about: those pointed at, or all on show."""
    found = [recommender.titled(title) for title in turn.titles]
    found += [recommender.product(i) for i in pointed_at(state, turn)]
    if not any(found) and state.focus is not None:
        found = [recommender.product(state.focus)]
    if not any(found):
        found = [recommender.product(i) for i in state.shown]
    return [product for product in found if product is not None]


def pointed_at(state: ShoppingState, turn: Turn) -> list[int]:
    """Return the ids at the places that a message names, without those ``beyond`` the list on show.

    After a comparison "the second" is the second of those compared, as far as there are so many;
    "number 2" stays the second of the list.
    """
    row, ordinals = state.shown, turn.ordinals
    if state.compared and not beyond(state.compared, ordinals) and (turn.cue("nth") or not row):
        row = state.compared
    places = [o - 1 if o > 0 else len(row) + o for o in ordinals]
    return [row[place] for place in places if 0 <= place < len(row)]


def beyond(shown: Sequence[int], ordinals: Sequence[int]) -> list[int]:
    """Return the places that the list on show does not have."""
    return [o for o in ordinals if (o if o > 0 else -o) > len(shown)]


def _critique(
    critique: str,
    state: ShoppingState,
    before: ShoppingState,
    meant: Sequence[ProductRecord],
    recommender: Recommender,
) -> Refined:
    if critique == "different":
        turned = state.having_rejected([product.id for product in meant])
        return Refined(replace(turned, listed=before.listed))
    if not meant:
        return Refined(state, "Different from what? Tell me what you are looking for.", False)
    if critique in ("cheaper", "more_expensive"):
        return _by_price(critique == "cheaper", state, before, meant, recommender)
    if critique in ("bigger", "smaller"):
        return _by_size(critique == "bigger", state, meant, recommender)
    known = {"better_rated": ("rating", 1), "lighter": ("weight", -1), "newer": ("age", 1)}
    if critique not in known:
        return Refined(state)
    measure, direction = known[critique]
    return _by_measure(measure, direction, state, meant, recommender)


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


def _by_measure(
    measure: str,
    direction: int,
    state: ShoppingState,
    meant: Sequence[ProductRecord],
    recommender: Recommender,
) -> Refined:
    """Ask for more (direction 1) or less (-1) of a measure than what is meant has."""
    values = [v for v in (measured(p, measure) for p in meant) if v is not None]
    if not values:
        return Refined(state, f"The catalogue does not state {_STATES[measure]} for these.", False)
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
    return Refined(state, f"Among our {what} nothing is {_DEGREES[measure, direction]}.", False)


_STATES = {
    "rating": "a rating",
    "weight": "the weight",
    "age": "the date of arrival",
    "sleeps": "for how many they are",
    "capacity": "the capacity",
    "case": "the case size",
    "length": "the length",
}
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
            return _by_measure(measure, 1 if bigger else -1, state, meant, recommender)
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
