"""What it means for a search for whom the thing is, by what the catalogue states of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.selection import Selection
from actions.recommendation.matching import product_values
from actions.recommendation.recommender import Recommender
from actions.recommendation.state import ShoppingState
from actions.recommendation.text import spoken_list
from actions.recommendation.turn import Turn
from actions.recommendation.wearers import (
    KIDS,
    MEN,
    SPELLINGS,
    WOMEN,
    Wearer,
    covers,
)
from actions.shop.records import ProductRecord


def for_wearer(turn: Turn, state: ShoppingState, shop: Recommender) -> tuple[Turn, str | None]:
    """Return a wish with what "for my wife" asks for, and what has to be said of it.

    Where most products of the kind say for whom they are, only those for the person fit; elsewhere
    those do not that are marked for others. An age finds the sizes that go by age.

    Args:
        turn: The message.
        state: The search before it.
        shop: The catalogue.
    """
    wearer = turn.wearer
    named = {value.casefold() for value in turn.wanted.get("attribute", ())}
    if wearer is None or named & {s for spellings in SPELLINGS.values() for s in spellings}:
        return turn, None
    kinds = turn.wanted.get("category") or state.constraints.wanted("category")
    shelf = _Shelf(shop, kinds)
    if wearer.who == KIDS and not (wearer.grown and _too_big(turn, shelf)):
        return _for_child(turn, wearer, shelf)
    return _for_adult(turn, wearer.grown or wearer.who, shelf)


def suits(product: ProductRecord, wearer: Wearer, shop: Recommender) -> str:
    """Return whether a product is for a person, by what the catalogue states."""
    shelf = _Shelf(shop, (product.category,))
    own = shelf.called[wearer.who]
    if own is None:
        people = "children" if wearer.who == KIDS else wearer.who
        return f"The catalogue marks no {shelf.name} as made for {people}."
    return shop.facts.answer(product, "", "", Constraints({"attribute": (own,)})) or ""


class _Shelf:
    """The products of the kinds that are asked for, sold out or not."""

    def __init__(self, shop: Recommender, kinds: Sequence[str]) -> None:
        self.shop = shop
        self.kinds = tuple(kinds)
        self.limits = Constraints({"category": self.kinds}, in_stock_only=False)
        self.products = shop.fitting(self.limits)
        self.called = {who: self._value(who) for who in SPELLINGS}

    @property
    def name(self) -> str:
        return spoken_list(kind.lower() for kind in self.kinds) or "products"

    def having(self, value: str, sizes: Sequence[str] = ()) -> Selection:
        limits = self.limits.with_wanted("attribute", [value]).with_wanted("size", sizes)
        return self.shop.fitting(limits)

    def _value(self, who: str) -> str | None:
        """Return how the catalogue calls for whom a product is; None where it does not."""
        return next((value for value in SPELLINGS[who] if self.having(value)), None)


def _too_big(turn: Turn, shelf: _Shelf) -> bool:
    """Whether the size asked for is none of children."""
    sizes, kids = turn.wanted.get("size", ()), shelf.called[KIDS]
    return bool(sizes) and kids is not None and not shelf.having(kids, sizes)


def _for_child(turn: Turn, wearer: Wearer, shelf: _Shelf) -> tuple[Turn, str | None]:
    kids = shelf.called[KIDS]
    if kids is None:
        return turn, f"The catalogue marks no {shelf.name} as made for children."
    turn = _with(turn, "attribute", [kids])
    if wearer.grown is not None and (grown := shelf.called[wearer.grown]) is not None:
        possessive = f"{grown}'s" if grown == SPELLINGS[wearer.grown][0] else grown
        return turn, f"I take your {wearer.said} for a child; if not, say “{possessive}”."
    if wearer.age is None:
        return turn, None
    products = shelf.having(kids)
    sizes = dict.fromkeys(
        size
        for product in products
        for size in product_values(product, "size")
        if covers(size, wearer.age)
    )
    if sizes and shelf.kinds and not turn.wanted.get("size"):
        return _with(turn, "size", list(sizes)), None
    ages = {product.id: product.attributes.get("age", ()) for product in products}
    unfit = {age for stated in ages.values() for age in stated if covers(age, wearer.age) is False}
    if unfit and all(stated and unfit.issuperset(stated) for stated in ages.values()):
        there = spoken_list(f"for {age}" for age in sorted(unfit))
        return turn, f"Our {shelf.name} for children are marked {there}."
    return _without(turn, sorted(unfit)), None


def _for_adult(turn: Turn, who: str, shelf: _Shelf) -> tuple[Turn, str | None]:
    own = shelf.called[who]
    marked = {i for value in shelf.called.values() if value for i in shelf.having(value).ids}
    others = [value for other, value in shelf.called.items() if other != who and value]
    if own is not None and shelf.kinds and 2 * len(marked) >= len(shelf.products):
        return _with(turn, "attribute", [own]), None
    note = None
    # Of one kind that is made for nobody in particular, a flask, nobody expects to hear that.
    if not shelf.kinds and shelf.called[WOMEN] is None and shelf.called[MEN] is None:
        note = f"The catalogue does not mark {shelf.name} as made for women or men."
    return _without(turn, others), note


def _with(turn: Turn, facet: str, values: Sequence[str]) -> Turn:
    return replace(turn, wanted={**turn.wanted, facet: (*turn.wanted.get(facet, ()), *values)})


def _without(turn: Turn, values: Sequence[str]) -> Turn:
    refused = (*turn.unwanted.get("attribute", ()), *values)
    return replace(turn, unwanted={**turn.unwanted, "attribute": refused}) if values else turn
