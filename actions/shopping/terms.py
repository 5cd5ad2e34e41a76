"""What a message says in other terms than the catalogue's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from actions.recommendation import Constraints, Recommender, ShoppingState, Turn
from actions.recommendation.absent import NO_THING
from actions.recommendation.amounts import Amount
from actions.recommendation.clothing import letter_sizes
from actions.recommendation.footwear import is_footwear, own_sizes
from actions.recommendation.kinds import with_kinds
from actions.recommendation.matching import stems
from actions.recommendation.measures import measured
from actions.recommendation.refine import pointed_at
from actions.recommendation.text import stem
from actions.recommendation.things import covered, tokens_of
from actions.recommendation.wearers import WOMEN, Wearer

# What a thing has stands behind it: what it is made of does as well, with "in" or "of".
_HAS = re.compile(r"\b(?:with|has|have|having)\s+(?:(?:an?|the|some)\s+)?(?:\w+\s+)?$", re.I)
# What a thing shall not have.
_LACKS = re.compile(
    r"\b(?:no|without|w/o|minus|lacking)\s+(?:(?:an?|any|the)\s+)?(?P<what>[a-z]+)\b(?!-)", re.I
)
# So many of a kind tell whether it is counted by the people that it is for.
_LOOKED_AT = 100


def in_own_terms(
    turn: Turn, state: ShoppingState, shop: Recommender
) -> tuple[Turn, tuple[str, ...]]:
    """Return a message with sizes of shoes and of clothes as the catalogue calls them.

    A size of another system that comes with no kind of product is taken for one of shoes.

    Args:
        turn: The message.
        state: The conversation before it.
        shop: The catalogue.

    Returns:
        The message, and what of it was taken for what.
    """
    turn = _of_the_thing(_without_parts_of(_refusing(turn, shop), shop), shop)
    turn = with_kinds(turn, state, shop)
    kinds = list(_kinds(turn, state, shop))
    turn = _for_party(turn, kinds, shop)
    on_feet = [is_footwear(kind) for kind in kinds]
    if not turn.wanted.get("size"):
        return turn, ()
    if kinds and not any(on_feet):
        return _in_letters(turn, kinds, shop)
    names = [name for name in shop.categories if is_footwear(name)]
    shoes = shop.fitting(Constraints({"category": tuple(names)}, in_stock_only=False))
    sizes: list[str] = []
    notes: list[str] = []
    for asked in turn.wanted["size"]:
        own = own_sizes(asked, shoes if names else (), certain=bool(kinds), women=turn.cue("women"))
        sizes += (asked,) if own is None else own.sizes
        notes += () if own is None else (own.note,)
    wanted = {**turn.wanted, "size": tuple(dict.fromkeys(sizes))}
    if notes and not kinds:
        # UK 8 is a size of dresses as well.
        wanted["category"] = tuple(names)
    return replace(turn, wanted=wanted), tuple(notes)


def _refusing(turn: Turn, shop: Recommender) -> Turn:
    """Return a message that refuses what products state, where it says so of a part: "no hood"."""
    for found in _LACKS.finditer(turn.text):
        start, end = found.span("what")
        term = stem(found["what"].casefold())
        seen = any(span.start < end and start < span.end for span in turn.spans)
        if seen or not shop.snapshot.states(term):
            continue
        refused = (*turn.unwanted.get("attribute", ()), _spelt(term, shop))
        left = " ".join(word for word in turn.query.split() if stem(word.casefold()) != term)
        turn = replace(turn, query=left, unwanted={**turn.unwanted, "attribute": refused})
    return turn


def _spelt(term: str, shop: Recommender) -> str:
    """Return how the catalogue calls a quality: "hooded", for a hood."""
    listed = shop.fitting(Constraints({"attribute": (term,)}, in_stock_only=False))
    stated = (
        value
        for product in islice(listed, _LOOKED_AT)
        for value in (*product.tags, *product.attributes)
    )
    return next((value.lower() for value in stated if stems(value) == (term,)), term)


def _without_parts_of(turn: Turn, shop: Recommender) -> Turn:
    """Return a message in which what things shall have, and none of the kind is, is a word.

    Who wants a bottle with a straw, or boots with steel toe caps, asks for no material.
    """
    kinds = turn.wanted.get("category", ())
    for span in turn.spans if kinds else ():
        if span.kind not in ("material", "attribute") or not _HAS.search(turn.text[: span.start]):
            continue
        such = Constraints({"category": kinds, span.kind: (span.value,)}, in_stock_only=False)
        if span.value in turn.wanted.get(span.kind, ()) and not shop.fitting(such):
            turn = turn.in_words(span)
    return turn


def _of_the_thing(turn: Turn, shop: Recommender) -> Turn:
    """Return a message in which what things are listed for is a word, where it tells of others.

    Who wants a coat "for the school run" wants no coat that is listed for school.
    """
    tokens = tokens_of(turn.text)
    for span in turn.spans:
        if span.kind != "attribute" or span.value not in turn.wanted.get("attribute", ()):
            continue
        after = next((one for one in tokens if one.start >= span.end), None)
        if after is None or not after.content or turn.text[span.end : after.start].strip(" "):
            continue
        names, noun = shop.snapshot.names, stem(after.word)
        named = names.categories(noun) or names.of_category(noun)
        # "Warm clothes" are warm.
        thing = covered(after, turn.spans) or named or noun in NO_THING
        if not thing and _only_listed(span.value, shop):
            turn = turn.in_words(span)
    return turn


def _only_listed(quality: str, shop: Recommender) -> bool:
    """Whether products state a quality in their tags alone: what they are for, and not have."""
    listed = shop.fitting(Constraints({"attribute": (quality,)}, in_stock_only=False))
    stated = (
        value
        for product in islice(listed, _LOOKED_AT)
        for name, values in product.attributes.items()
        for value in (name, *values)
    )
    return bool(listed) and stems(quality) not in map(stems, stated)


def _for_party(turn: Turn, kinds: Sequence[str], shop: Recommender) -> Turn:
    """Return a message with how many a thing is for as the catalogue has it for these kinds.

    Of a kind that is for nobody's number, as cookware, the number asks for nothing.
    """
    if turn.party is None or not kinds:
        return turn
    value = f"{turn.party.people}-person"
    of_kind = Constraints({"category": tuple(kinds)}, in_stock_only=False)
    counted = [v for v in turn.wanted.get("attribute", ()) if v.endswith("-person")]
    others = tuple(v for v in turn.wanted.get("attribute", ()) if v not in counted)
    some = islice(shop.fitting(of_kind), _LOOKED_AT)
    if all(measured(product, "sleeps") is None for product in some):
        return replace(turn, wanted={**turn.wanted, "attribute": others})
    if counted or shop.fitting(of_kind.with_wanted("attribute", [value])):
        wanted = {**turn.wanted, "attribute": (*others, *(counted or [value]))}
        return replace(turn, wanted=wanted)
    start, end = turn.party.spans[0]
    count = turn.party.people
    room = Amount(start, end, "sleeps", count - 0.5, None, f"for {count} people or more")
    return replace(turn, amounts=(*turn.amounts, room))


def _in_letters(
    turn: Turn, kinds: Sequence[str], shop: Recommender
) -> tuple[Turn, tuple[str, ...]]:
    """Return a message with numbers of women's clothes as the letters that a kind comes in."""
    clothes = shop.fitting(Constraints({"category": tuple(kinds)}, in_stock_only=False))
    own = [letter_sizes(asked, clothes) for asked in turn.wanted["size"]]
    sizes = [
        size
        for asked, found in zip(turn.wanted["size"], own, strict=True)
        for size in ((asked,) if found is None else found.sizes)
    ]
    wanted = {**turn.wanted, "size": tuple(dict.fromkeys(sizes))}
    if any(own) and turn.wearer is None:
        # Who wears a women's 18 is shown no men's clothes.
        turn = replace(turn, wearer=Wearer(0, 0, "woman", WOMEN, grown=None, age=None))
    return replace(turn, wanted=wanted), tuple(found.note for found in own if found is not None)


def _kinds(turn: Turn, state: ShoppingState, shop: Recommender) -> Iterator[str]:
    """Yield the categories that a message is about: its own, or those of what was talked about."""
    products = [shop.titled(title) for title in turn.titles]
    products += [shop.product(i) for i in pointed_at(state, turn)]
    named = [*turn.wanted.get("category", ()), *(p.category for p in products if p is not None)]
    if named:
        yield from named
        return
    focus = shop.product(state.focus)
    if focus is not None:
        yield focus.category
        return
    yield from state.constraints.wanted("category")
