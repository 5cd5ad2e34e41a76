"""Why a product is not on show: the wishes that rule it out, or what came before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import fits, product_values
from actions.recommendation.measures import measure_text, measured
from actions.recommendation.money import format_price
from actions.recommendation.phrases import MEASURE_WORDS, PART_NAMES, price_phrase
from actions.recommendation.state import ShoppingState
from actions.recommendation.text import ordinal_word, spoken_list
from actions.shop.records import ProductRecord

_FOUND_AS = {"color": "comes in", "material": "is made of", "size": "comes in size"}


@dataclass(frozen=True)
class WhyNot:
    """Why a product is not on show.

    Attributes:
        sentences: The reasons; each is a fact of the product beside a wish of the shopper's.
        parts: The wishes that rule it out, by the names that ``Constraints.without`` takes.
    """

    sentences: tuple[str, ...]
    parts: tuple[str, ...] = ()


def why_not(product: ProductRecord, state: ShoppingState) -> WhyNot:
    """Return why a product is not on show; where it fits all, what came before it.

    Args:
        product: The product.
        state: The conversation.
    """
    if product.id in state.shown:
        place = ordinal_word(state.shown.index(product.id) + 1)
        return WhyNot((f"The {product.title} is in the list: the {place}.",))
    limits = state.constraints
    ruled_out = [(part, why) for part, why in _each(product, limits) if why]
    if ruled_out:
        return WhyNot(tuple(why for _, why in ruled_out), tuple(part for part, _ in ruled_out))
    if not fits(product, limits):
        return WhyNot(
            (f"The {product.title} has each of your wishes, but in no one variant all of them.",)
        )
    if product.id in state.context.rejected:
        return WhyNot((f"You turned the {product.title} down before.",))
    if product.id == state.anchor:
        return WhyNot((f"The list is of what is like the {product.title}, so it is left out.",))
    if product.id in state.listed:
        return WhyNot((f"I have shown you the {product.title} before, and do not repeat it.",))
    order = {
        "price": "those at lower prices come first",
        "-price": "those at higher prices come first",
        "rating": "those that are rated better come first",
        "sold": "those that sell better come first",
        "age": "newer ones come first",
    }.get(state.sort or "", "others answered better to what you said, or are better liked")
    return WhyNot((f"The {product.title} fits all that you asked for; {order}.",))


def _each(product: ProductRecord, limits: Constraints) -> Iterator[tuple[str, str | None]]:
    """Yield each wish that can rule a product out, with why it does; None where it does not."""
    for part in limits.parts():
        if part == "attribute" and len(limits.wanted("attribute")) > 1:
            # Each of them comes by itself.
            yield part, _refused(product, "attribute", limits)
        else:
            yield part, _against(product, part, limits)


def _only(limits: Constraints, part: str) -> Constraints:
    """Return one part of the constraints by itself."""
    facet, colon, value = part.partition(":")
    alone = Constraints(in_stock_only=part == "stock")
    if colon:
        return alone.with_wanted(facet, [value])
    if part == "price":
        return replace(
            alone,
            price_min=limits.price_min,
            price_max=limits.price_max,
            price_above=limits.price_above,
            price_below=limits.price_below,
            price_near=limits.price_near,
        )
    if part in limits.bounds:
        return alone.with_bound(part, *limits.bounds[part])
    if part == "stock":
        return alone
    return alone.with_wanted(part, limits.wanted(part)).with_unwanted(part, limits.unwanted(part))


def _against(product: ProductRecord, part: str, limits: Constraints) -> str | None:
    if fits(product, _only(limits, part)):
        return None
    facet, _, value = part.partition(":")
    the = f"the {product.title}"
    if part == "stock":
        return f"{_upper(the)} is sold out."
    if part == "price":
        price = price_phrase(limits, product.currency)
        return f"You asked for a price {price}; {the} costs {format_price(product)}."
    if part in limits.bounds:
        return _by_measure(product, part, limits)
    refused = _refused(product, facet, limits)
    if refused is not None:
        return refused
    asked = spoken_list(((value,) if value else limits.wanted(facet)), "or")
    if facet == "category":
        return f"You asked for {asked.lower()}; {the} is listed under {product.category.lower()}."
    if facet == "brand":
        return f"You asked for {asked}; {the} is by {product.brand or 'no brand that is stated'}."
    if facet == "attribute":
        return f"You asked for “{asked.lower()}”; the catalogue does not list {the} as that."
    own = product_values(product, facet)
    if not own:
        return f"You asked for {asked}; the catalogue states no {facet} of {the}."
    there = spoken_list(own)
    return f"You asked for {asked}; {the} {_FOUND_AS[facet]} {there}."


def _refused(product: ProductRecord, facet: str, limits: Constraints) -> str | None:
    """Return which refused value of a facet the product has, in words."""
    unwanted = limits.unwanted(facet)
    if not unwanted or fits(
        product, Constraints(in_stock_only=False).with_unwanted(facet, unwanted)
    ):
        return None
    has = [
        value
        for value in unwanted
        if not fits(product, Constraints(in_stock_only=False).with_unwanted(facet, [value]))
    ]
    said = spoken_list((value if facet == "brand" else value.lower() for value in has), "or")
    return f"You did not want {said}, and the {product.title} is just that."


def _by_measure(product: ProductRecord, part: str, limits: Constraints) -> str:
    words = limits.said.get(part) or MEASURE_WORDS[part][limits.bounds[part][1] is not None]
    name = PART_NAMES[part]
    own = measure_text(product, part)
    if part == "rating" and product.rating is not None:
        own = f"{product.rating:.1f} of 5"
    if part == "age" and product.created_on is not None:
        own = f"{product.created_on:%B %Y}"
    if measured(product, part) is None or own is None:
        stated = f"the catalogue does not state {name} of the {product.title}"
        return f"You asked for one {words}; {stated}."
    return f"You asked for one {words}; of the {product.title} it states {own}."


def _upper(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"
