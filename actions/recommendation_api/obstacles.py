"""Which wishes a product does not meet, and what the catalogue states instead."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from actions.recommendation import FACETS, Constraints
from actions.recommendation.matching import fits, product_values
from actions.recommendation.measures import MEASURE_LABELS, measure_text
from actions.recommendation.money import format_money
from actions.recommendation.phrases import describe
from actions.recommendation.text import spoken_list
from actions.recommendation_api.answers import Obstacle
from actions.shop.records import ProductRecord

_FREE = Constraints(in_stock_only=False)
_COMES = {"color": "comes in {}", "material": "is made of {}", "size": "comes in {}"}


def obstacles(product: ProductRecord, limits: Constraints) -> list[Obstacle]:
    """Return the wishes that rule a product out, each with the fact that does; none: it fits.

    Where each is met by some variant but all by none, that is the one obstacle.
    """
    found = [
        Obstacle(part=part, wish=_wish(part, alone, product), fact=_fact(part, alone, product))
        for part, alone in _one_by_one(limits)
        if not fits(product, alone)
    ]
    if found or fits(product, limits):
        return found
    wish = describe(limits, product.currency)
    stock = " in stock" if limits.in_stock_only else ""
    fact = f"no one variant{stock} is all of that at once"
    return [Obstacle(part="together", wish=wish, fact=fact)]


def _one_by_one(limits: Constraints) -> Iterator[tuple[str, Constraints]]:
    for facet in FACETS:
        wanted = limits.wanted(facet)
        for values in ((v,) for v in wanted) if facet == "attribute" else (wanted,):
            if values:
                yield facet, replace(_FREE, include={facet: values})
        for value in limits.unwanted(facet):
            yield facet, replace(_FREE, exclude={facet: (value,)})
    if limits.priced:
        yield "price", replace(limits, include={}, exclude={}, bounds={}, in_stock_only=False)
    for measure, bound in limits.bounds.items():
        said = {measure: limits.said[measure]} if measure in limits.said else {}
        yield measure, replace(_FREE, bounds={measure: bound}, said=said)
    if limits.in_stock_only:
        yield "stock", Constraints()


def _wish(part: str, alone: Constraints, product: ProductRecord) -> str:
    if part == "stock":
        return "in stock"
    if part in alone.bounds and part not in alone.said:
        low, high = alone.bounds[part]
        limits = [f"above {low:g}"] if low is not None else []
        limits += [f"below {high:g}"] if high is not None else []
        return f"{MEASURE_LABELS[part]} {spoken_list(limits)}"
    return describe(alone, product.currency)


def _fact(part: str, alone: Constraints, product: ProductRecord) -> str:
    if part == "stock":
        return "is sold out"
    if part == "price":
        low, high = (
            format_money(p, product.currency) for p in (product.price_min, product.price_max)
        )
        return f"costs {low}" if low == high else f"costs {low} to {high}"
    if part == "category":
        return f"is one of our {product.category.lower()}"
    if part == "brand":
        return f"is by {product.brand}"
    if part == "attribute":
        asked = alone.wanted(part)
        listed = "does not list" if asked else "lists"
        return f"the catalogue {listed} it as “{(asked or alone.unwanted(part))[0].lower()}”"
    if part in _COMES:
        values = [
            value.lower() if part != "size" else value for value in product_values(product, part)
        ]
        label = {"color": "colour"}.get(part, part)
        return _COMES[part].format(spoken_list(values)) if values else f"has no {label} stated"
    if part == "rating" and product.rating is not None:
        return f"is rated {product.rating:.1f}"
    text = measure_text(product, part) if part != "rating" else None
    label = MEASURE_LABELS[part]
    return f"{label}: {text}" if text else f"the catalogue does not state its {label}"
