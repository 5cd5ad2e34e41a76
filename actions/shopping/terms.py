"""What a message says in other terms than the catalogue's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from actions.recommendation import Constraints, Recommender, ShoppingState, Turn
from actions.recommendation.footwear import is_footwear, own_sizes
from actions.recommendation.refine import pointed_at


def in_own_terms(
    turn: Turn, state: ShoppingState, shop: Recommender
) -> tuple[Turn, tuple[str, ...]]:
    """Return a message with sizes of shoes as the catalogue calls them.

    A size of another system that comes with no kind of product is taken for one of shoes.

    Args:
        turn: The message.
        state: The conversation before it.
        shop: The catalogue.

    Returns:
        The message, and what of it was taken for what.
    """
    kinds = [is_footwear(kind) for kind in _kinds(turn, state, shop)]
    if not turn.wanted.get("size") or (kinds and not any(kinds)):
        return turn, ()
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
