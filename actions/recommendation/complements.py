"""What goes with a product: things of other kinds for the same occasions and the same wearer."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord


class Complement(NamedTuple):
    """A product with how well it goes with another one, and why."""

    product: ProductRecord
    score: float
    reasons: tuple[str, ...]


_ANYBODY = frozenset({"unisex"})
_TOLD = 2
_PRIOR = 0.02  # of one rating star, beside what occasions tell
# What says how a thing is made tells nothing of what it is used with.
_LEAST_KINDS = 2
# The catalogue is gone through for each.
_MOST_ANCHORS = 5


def occasions(products: Sequence[ProductRecord]) -> dict[str, float]:
    """Return the tags that products of several kinds have, with their weight: the rarer, the more.

    What the catalogue also lists as a feature ("waterproof: yes") is no occasion.
    """
    features = {
        name.casefold()
        for product in products
        for name, values in product.attributes.items()
        if values == ("yes",)
    }
    kinds: dict[str, set[str]] = {}
    counts: Counter[str] = Counter()
    for product in products:
        for tag in {tag.casefold() for tag in product.tags} - features:
            kinds.setdefault(tag, set()).add(product.category)
            counts[tag] += 1
    return {
        tag: math.log1p(len(products) / counts[tag])
        for tag, where in kinds.items()
        if len(where) >= _LEAST_KINDS
    }


def complements(
    anchor: ProductRecord,
    products: Sequence[ProductRecord],
    k: int = 5,
    exclude: Sequence[int] = (),
) -> list[Complement]:
    """Return what goes with a product, of each other kind the best, in stock.

    Args:
        anchor: The product.
        products: The catalogue.
        k: At most so many.
        exclude: Ids not to show: what was turned down, or bought already.
    """
    weights = occasions(products)
    own = {tag.casefold() for tag in anchor.tags} & set(weights)
    best: dict[str, tuple[float, ProductRecord, list[str]]] = {}
    for product in products:
        if product.category == anchor.category or product.id in exclude or not product.in_stock:
            continue
        if not _same_wearer(product, anchor):
            continue
        tags = {tag.casefold() for tag in product.tags} & set(weights)
        shared = sorted(own & tags, key=lambda tag: (-weights[tag], tag))
        if not shared:
            continue
        # Cosine, so that what is for everything does not go with everything.
        norm = math.sqrt(sum(weights[t] ** 2 for t in own) * sum(weights[t] ** 2 for t in tags))
        score = sum(weights[tag] ** 2 for tag in shared) / norm
        score += _PRIOR * (product.rating or 0.0)
        if product.category not in best or best[product.category][0] < score:
            best[product.category] = (score, product, shared)
    found = sorted(best.values(), key=lambda one: -one[0])[:k]
    return [
        Complement(
            product,
            score,
            (f"listed under {_quoted(shared[:_TOLD])}, like the {anchor.title}",),
        )
        for score, product, shared in found
    ]


def complements_of_all(
    anchors: Sequence[ProductRecord],
    products: Sequence[ProductRecord],
    k: int = 5,
    exclude: Sequence[int] = (),
) -> list[Complement]:
    """Return what goes with any of some products, of each kind that they lack the best, in stock.

    Args:
        anchors: The products, the most telling first: what goes with the first five is looked for.
        products: The catalogue.
        k: At most so many.
        exclude: Ids not to show.
    """
    there = {anchor.category for anchor in anchors}
    best: dict[str, Complement] = {}
    for anchor in anchors[:_MOST_ANCHORS]:
        for one in complements(anchor, products, len(products), exclude):
            kind = one.product.category
            if kind not in there and (kind not in best or best[kind].score < one.score):
                best[kind] = one
    return sorted(best.values(), key=lambda one: -one.score)[:k]


def _quoted(tags: Sequence[str]) -> str:
    return spoken_list(f"“{tag}”" for tag in tags)


def _same_wearer(product: ProductRecord, anchor: ProductRecord) -> bool:
    """Whether whoever wears one may wear the other; what is for nobody in particular is for all."""
    wearers = [
        {value.casefold() for value in one.attributes.get("for", ())} for one in (product, anchor)
    ]
    return not all(wearers) or bool(wearers[0] & wearers[1]) or bool(_ANYBODY & wearers[0])
