"""Reads the kinds of thing that a message asks for: boots and not just shoes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache, partial
from itertools import pairwise

import numpy as np

from actions.recommendation.constraints import Constraints
from actions.recommendation.naming import Names, kind_of, own_nouns
from actions.recommendation.recommender import Recommender
from actions.recommendation.state import ShoppingState
from actions.recommendation.text import (
    joined,
    plural,
    same_thing,
    spoken_list,
    stem,
    synonym_words,
    synonyms,
    terms,
    words,
)
from actions.recommendation.things import Thing, things
from actions.recommendation.turn import Turn

# So many products make two words the name of a kind: "head torch".
_A_KIND = 2
# So many of a kind that are listed for a purpose are a sort of their own: "walking boots".
_A_SORT = 3
# What is called so in more categories than that is no one kind of thing.
_CATEGORIES = 3
# What so large a share of products has the word for is no kind among them.
_OF_ALL = 0.6
# Another word for a category is one of its kinds only if so large a share of it is called so.
_OF_FEW = 0.15


def with_kinds(turn: Turn, state: ShoppingState, shop: Recommender) -> Turn:
    """Return a message with the kinds of thing that it asks for, and those that it refuses.

    The categories in which things are called so come with them, in place of categories that the
    message only names beside them.

    Args:
        turn: The message.
        state: The search before it.
        shop: The catalogue.
    """
    names = shop.snapshot.names
    found = list(_things(turn, names, shop))
    turn = _without_refused(turn, [one for one in found if one.refused], names)
    wished = [one for one in found if not one.refused and not one.aside]
    wished = wished or _elliptical(turn, state, names)
    turn = _for_purposes(turn, wished, names, shop)
    asked = {value: one for one in wished if (value := _value(one, turn, shop, names)) is not None}
    # "Tents and lanterns": of the ones all, of the others a kind. To limit either would be wrong.
    if not asked or len(asked) < len({one.noun for one in wished}):
        turn = _listed(turn, [one for one in wished if not asked], names)
        return _without_belongings(turn, (one.noun for one in wished), shop)
    return _asking(turn, asked, names)


def _things(turn: Turn, names: Names, shop: Recommender) -> Iterable[Thing]:
    """Yield the things that a message names, each once: the torch of a "headtorch" as well."""
    is_noun = lru_cache(maxsize=None)(partial(_is_noun, names=names, shop=shop))
    seen = set()
    for one in things(turn.text, turn.spans, is_noun):
        key = (one.noun, one.before, one.refused, one.aside)
        if key in seen:
            continue
        seen.add(key)
        parts = None if names.categories(_stem(one.noun)) else names.parted(one.noun)
        yield one if parts is None else replace(one, before=parts[0], noun=parts[1])


def _stem(noun: str) -> str:
    return stem(noun.replace("-", ""))


def _for_purposes(turn: Turn, wished: Iterable[Thing], names: Names, shop: Recommender) -> Turn:
    """Return a message with what words before nouns say as the catalogue says it.

    "Walking boots" are boots listed for hiking, "rain jackets" are waterproof. Where hardly any of
    the kind are listed so, the words only rank.
    """
    for one in wished:
        noun, before = _stem(one.noun), stem(one.before)
        # "Sleeping bags" and "camping stoves" are what the catalogue calls them itself.
        if (
            not before
            or before in same_thing(noun)
            or before in map(stem, turn.wanted.get("attribute", ()))
            or any(span.start < one.start < span.end for span in turn.spans)
        ):
            continue
        listed = tuple(names.categories(noun) | names.of_category(noun))
        words_for = (one.before, *synonym_words(before))
        stated = [word for word in words_for if shop.snapshot.states(word)]
        of_kind = Constraints({"category": listed})
        if not names.of_category(noun):
            of_kind = of_kind.with_wanted("kind", [plural(one.noun)])
        counted = {
            word: len(shop.fitting(of_kind.with_wanted("attribute", [word]))) for word in stated
        }
        best = max(counted, key=lambda word: (word == one.before, counted[word]), default="")
        if best and counted[best] >= _A_SORT:
            wanted = (*turn.wanted.get("attribute", ()), best)
            purposes = (*turn.purposes, best)
            turn = replace(turn, wanted={**turn.wanted, "attribute": wanted}, purposes=purposes)
    return turn


def _is_noun(noun: str, names: Names, shop: Recommender) -> bool:
    """Whether a stem is what things are called, and not rather what they are like: "everyday"."""
    if names.of_category(noun) or (not names.categories(noun) and names.parted(noun)):
        return True
    stated = shop.snapshot.stating(noun) if names.categories(noun) else 0
    called = Constraints({"kind": (noun,)}, in_stock_only=False)
    return bool(names.categories(noun)) and not (stated and stated > 2 * len(shop.fitting(called)))


def _value(thing: Thing, turn: Turn, shop: Recommender, names: Names) -> str | None:
    """Return a thing as constraints have its kind; None where the category says as much."""
    noun, before = _stem(thing.noun), stem(thing.before)
    if before and _makes_another(before, noun, shop, names):
        return f"{thing.before} {plural(thing.noun)}"
    listed = names.categories(noun)
    if names.of_category(noun) or not 0 < len(listed) <= _CATEGORIES:
        return None
    called = Constraints({"kind": (noun,)}, in_stock_only=False)
    if turn.called_category(thing.start) and len(shop.fitting(called)) < _A_KIND:
        return None  # the shop's own word for the whole category, and of hardly any title
    if names.tells_of(before, noun) or _said_of_all(noun, listed, shop):
        return None
    if _is_another_name(noun, listed, shop):
        return None
    return plural(thing.noun)


def _makes_another(before: str, noun: str, shop: Recommender, names: Names) -> bool:
    """Whether a word before a noun makes it another kind, and no quality: "head" of torches."""
    if names.phrased(before, noun) < _A_KIND or names.of_category(before):
        return False
    return not any(map(shop.snapshot.states, (before, *synonyms(before))))


def _is_another_name(noun: str, listed: Iterable[str], shop: Recommender) -> bool:
    """Whether a noun means all of a category, though a few titles have it: a top is any shirt."""
    meant = {stem(word) for word in synonyms(noun)}
    for category in listed:
        if meant.isdisjoint(own_nouns(category)):
            continue
        shelf = Constraints({"category": (category,)}, in_stock_only=False)
        called = len(shop.fitting(shelf.with_wanted("kind", [noun])))
        return called < _OF_FEW * len(shop.fitting(shelf))
    return False


def _said_of_all(noun: str, listed: Iterable[str], shop: Recommender) -> bool:
    """Whether a noun is said of most others of its categories: lanterns give light as well."""
    shelf = Constraints({"category": tuple(listed)}, in_stock_only=False)
    others = shop.fitting(shelf.with_unwanted("kind", [noun])).rows
    said = shop.snapshot.lexical.having(noun)
    return len(np.intersect1d(said, others)) > _OF_ALL * len(others)


def _elliptical(turn: Turn, state: ShoppingState, names: Names) -> list[Thing]:
    """Return the torch of "head ones" in a search for torches."""
    limits = state.constraints
    nouns = [kind_of(value).noun for value in limits.wanted("kind")]
    nouns += [noun for value in limits.wanted("category") for noun in own_nouns(value)]
    said = words(turn.text)
    found = [before for before, one in pairwise(said) if one in ("one", "ones") and terms(before)]
    return [
        Thing(noun, before, 0, 0, refused=False, aside=False, unsure=False)
        for before in found[:1]
        for noun in nouns
    ][:1]


def _listed(turn: Turn, wished: Sequence[Thing], names: Names) -> Turn:
    """Return a message with the category of what it wishes for, not of what that is for.

    "A light for my tent" asks for no tent.
    """
    nouns = [_stem(one.noun) for one in wished]
    listed = {c for noun in nouns for c in names.of_category(noun) | names.categories(noun)}
    named = set(turn.wanted.get("category", ()))
    if not named or not 0 < len(listed) <= _CATEGORIES or listed & named:
        return turn
    return replace(turn, wanted={**turn.wanted, "category": tuple(sorted(listed))})


def _asking(turn: Turn, asked: dict[str, Thing], names: Names) -> Turn:
    listed = {c for value in asked for c in names.categories(kind_of(value).noun)}
    if not listed:
        listed = {c for value in asked for c in names.of_category(kind_of(value).noun)}
    named = turn.wanted.get("category", ())
    kept = tuple(value for value in named if value in listed)
    wanted = {**turn.wanted, "kind": tuple(asked), "category": kept or tuple(sorted(listed))}
    covered = {
        span.value
        for one in asked.values()
        for span in turn.spans
        if span.kind == "material" and span.start <= one.start < span.end
    }
    if covered:
        # Who asks for a fleece does not ask what it is made of.
        wanted["material"] = tuple(v for v in turn.wanted["material"] if v not in covered)
    there = terms(joined(turn.query))
    unsaid = [one.noun for one in asked.values() if _stem(one.noun) not in there]
    said = spoken_list((_called(value, one, turn) for value, one in asked.items()), "or")
    query = " ".join((turn.query, *unsaid)).strip()
    return replace(turn, wanted=wanted, query=query, things=said)


def _called(value: str, thing: Thing, turn: Turn) -> str:
    """Return a kind with the word before it, where no filter says that word: "walking boots"."""
    asked = {stem(v) for v in turn.wanted.get("attribute", ())}
    before = stem(thing.before)
    if not before or before not in terms(turn.query) or asked & {before, *synonyms(before)}:
        return value
    return f"{thing.before} {value.split()[-1]}"


def _without_refused(turn: Turn, refused: Sequence[Thing], names: Names) -> Turn:
    """Return a message that refuses kinds in place of the whole categories that they are of."""
    kinds = [one for one in refused if not names.of_category(_stem(one.noun))]
    if not kinds:
        return turn
    spans = [
        span
        for span in turn.spans
        if any(span.start <= one.start < span.end for one in kinds) and span.kind == "category"
    ]
    unwanted = dict(turn.unwanted)
    dropped = {span.value for span in spans}
    kept = tuple(v for v in unwanted.get("category", ()) if v not in dropped)
    unwanted |= {"category": kept, "kind": tuple(plural(one.noun) for one in kinds)}
    said = dict.fromkeys(plural(one.words) for one in kinds)
    return replace(turn, unwanted=unwanted, refused_things=tuple(said))


def _without_belongings(turn: Turn, nouns: Iterable[str], shop: Recommender) -> Turn:
    """Return a message that asks for a category without what only belongs to its things."""
    said = {_stem(noun) for noun in nouns}
    beside = sorted(
        plural(noun)
        for category in turn.wanted.get("category", ())
        for noun in shop.snapshot.names.beside(category) - said
    )
    if not beside:
        return turn
    shelf = Constraints({"category": turn.wanted["category"]}, in_stock_only=False)
    if not shop.fitting(shelf.with_unwanted("kind", beside)):
        return turn
    refused = (*turn.unwanted.get("kind", ()), *beside)
    return replace(turn, unwanted={**turn.unwanted, "kind": refused})
