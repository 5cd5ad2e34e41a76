"""From one state of the search to the next, by what the shopper says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation.constraints import FACETS, REFUSED_KIND, Constraints
from actions.recommendation.critiques import Leaning, Refined, critique, lean, leaning
from actions.recommendation.heads import named, title_head
from actions.recommendation.measures import states
from actions.recommendation.naming import kind_of
from actions.recommendation.phrases import PART_NAMES, WEARERS
from actions.recommendation.recommender import Recommender
from actions.recommendation.state import ShoppingState
from actions.recommendation.text import spoken_list, terms
from actions.recommendation.turn import Turn
from actions.shop.records import ProductRecord

# So many of the kind are looked at for what the words say.
_TRIED = 5


def starts_anew(state: ShoppingState, turn: Turn, recommender: Recommender) -> bool:
    """Whether a message is a search of its own rather than a change to the last one.

    "Got anything in plum?" after jackets asks for jackets, and so does "for wet weather"; what no
    jacket answers to ("something for making coffee") is another search.
    """
    if state.mode == "none" or turn.cue("reset"):
        return True
    kinds = turn.wanted.get("category", ())
    if kinds:
        return not set(kinds) & set(state.constraints.wanted("category"))
    if leaning(turn.text) is not None:
        return False
    if not set(turn.topic) - set(terms(state.query)):
        return False
    kept = state.constraints.wanted("category")
    if not kept or state.mode != "search":
        return True
    nouns = named(turn.query, (), recommender.snapshot.has_head)
    narrows = turn.limits.narrowing or turn.party is not None or turn.critiques
    if narrows and not nouns:
        return False
    found = recommender.search(turn.query, Constraints({"category": kept}), _TRIED)
    if nouns:
        return not any(title_head(item.product.title) in nouns for item in found)
    return not any(item.close for item in found)


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
        asked=(),
        misses=0,
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
    if turn.empty and turn.freed and not set(turn.freed) & set(state.constraints.parts()):
        parts = spoken_list((PART_NAMES[part] for part in turn.freed), "or")
        return Refined(state, f"You have not limited {parts}, so nothing changes.", changed=False)
    before = state
    state = replace(state.remembered(), listed=(), pending=None, than=None, misses=0)
    state = replace(state, constraints=_limits(state.constraints, turn, recommender))
    if turn.sort:
        state = replace(state, sort=turn.sort)
    wish = _leaning(turn)
    state = _asked_in_words(state, turn, wish, before.constraints)
    meant = _meant(before, turn, recommender)
    if turn.cue("dislike") and not turn.unwanted:
        turned_down = [p.id for p in meant] if turn.ordinals else list(before.shown)
        state = reject(replace(state, listed=before.listed), turned_down)
    elif turn.cue("similar") and len(meant) == 1:
        state = replace(state.having_chosen(meant[0].id), mode="similar", anchor=meant[0].id)
    note: str | None = None
    for name in () if turn.sort else turn.critiques:
        done = critique(name, state, before, meant, recommender)
        if not done.changed:
            return replace(done, state=before)
        state, note = done.state, done.note or note
    if wish is not None:
        done = lean(wish, state, meant, recommender)
        return done if done.changed else replace(done, state=before)
    return Refined(state, note)


def reject(state: ShoppingState, product_ids: Sequence[int]) -> ShoppingState:
    """Return the state after products were turned down; those beside them may come again."""
    beside = () if set(product_ids) >= set(state.shown) else state.shown
    kept = tuple(i for i in state.listed if i not in beside)
    return replace(state.having_rejected(product_ids), listed=kept)


def _leaning(turn: Turn) -> Leaning | None:
    """Return the quality that a message compares by, unless it names that in other ways too."""
    wish = leaning(turn.text)
    if wish is None or turn.critiques or turn.sort or turn.wanted.get("category"):
        return None
    named = [*turn.wanted.get("attribute", ()), *turn.unwanted.get("attribute", ())]
    if wish.ranking is None and wish.more and wish.word in named:
        return None
    return wish


def _asked_in_words(
    state: ShoppingState, turn: Turn, wish: Leaning | None, before: Constraints
) -> ShoppingState:
    """Return the state with what is left of the message to search by beside the earlier words."""
    if turn.titles or turn.cue("similar"):
        return state
    said = terms(wish.said) if wish is not None else ()
    words = " ".join(word for word in turn.query.split() if not set(terms(word)) & set(said))
    if not terms(words):
        return state
    heard = state.having_said(words)
    kinds = set(before.wanted("kind"))
    if kinds and turn.wanted.get("category") and kinds.isdisjoint(turn.wanted.get("kind", ())):
        # What was said of boots is not said of sandals.
        return replace(heard, query=words)
    known = set(terms(state.query))
    added = (word for word in words.split() if not terms(word) or set(terms(word)) - known)
    return replace(heard, query=" ".join((*state.query.split(), *added)))


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
    limits = _of_kind(limits, turn)
    for amount in turn.amounts:
        for facet in ("attribute", "size"):
            exact = [v for v in limits.wanted(facet) if states(v, amount.measure)]
            if exact:  # "40 L" that was asked for before "about 50 litres"
                kept = [v for v in limits.wanted(facet) if v not in exact]
                limits = limits.with_wanted(facet, kept)
        limits = limits.with_bound(amount.measure, amount.low, amount.high, amount.said)
    for measure in limits.bounds.keys() & limits.said.keys():
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


def _of_kind(limits: Constraints, turn: Turn) -> Constraints:
    """Return constraints of the kinds that a message names, or of all where it names a category."""
    kinds = turn.wanted.get("kind", ())
    if kinds:
        wanted = {kind_of(value) for value in limits.wanted("kind")}
        refused = tuple(v for v in limits.unwanted("kind") if kind_of(v) not in wanted)
        limits = replace(limits, exclude={**limits.exclude, "kind": refused})
    elif turn.wanted.get("category"):
        limits = limits.with_wanted("kind", ())
    said = {**limits.said, **turn.limits.said, REFUSED_KIND: _refused_kinds(limits, turn)}
    return replace(limits, said={name: words for name, words in said.items() if words})


def _refused_kinds(limits: Constraints, turn: Turn) -> str:
    """Return how the kinds are called that were refused, now and before, and still are."""
    before = limits.said.get(REFUSED_KIND, "").split("|")
    nouns = {kind_of(value).noun for value in limits.unwanted("kind")}
    kept = (word for word in (*before, *turn.refused_things) if word)
    return "|".join(dict.fromkeys(word for word in kept if kind_of(word).noun in nouns))


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
