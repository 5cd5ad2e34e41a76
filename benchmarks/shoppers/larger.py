"""A larger shop for shoppers to lose themselves in, bred from the sample shop."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from actions.recommendation.aspects import round_number
from actions.shop.records import ProductRecord

_PRICE_SPREAD = 0.35
_UNTOLD = "Bred for measuring."


def bred(products: Sequence[ProductRecord], size: int, seed: int) -> list[ProductRecord]:
    """Return the products, and as many children of theirs as make up a size.

    A child has two parents of one kind: looks, sizes and stock of one, each attribute and tag of
    either, a price near one's; it has no reviews, no sales and no story of its own. So values occur
    together as they do in the shop, and each kind has many products that differ in few of them.
    """
    chance = random.Random(seed)
    kinds: dict[str, list[ProductRecord]] = {}
    for product in products:
        kinds.setdefault(product.category, []).append(product)
    names = sorted(kinds)
    found = list(products)
    for number in range(len(products), size):
        kind = kinds[names[number % len(names)]]
        one, other = chance.choice(kind), chance.choice(kind)
        found.append(_child(one, other, max(p.id for p in products) + number + 1, chance))
    return found


def _child(
    one: ProductRecord, other: ProductRecord, number: int, chance: random.Random
) -> ProductRecord:
    names = [*one.attributes, *(name for name in other.attributes if name not in one.attributes)]
    attributes = {}
    for name in names:
        values = chance.choice((one, other)).attributes.get(name)
        if values is not None:
            attributes[name] = values
    tags = list(dict.fromkeys((*one.tags, *other.tags)))
    features = {name for name, values in attributes.items() if values == ("yes",)}
    listed = {name for p in (one, other) for name, v in p.attributes.items() if v == ("yes",)}
    kept = [tag for tag in tags if (tag in features if tag in listed else chance.random() < 0.6)]
    factor = 1 + chance.uniform(-_PRICE_SPREAD, _PRICE_SPREAD)
    price = Decimal(str(round_number(float(one.price_min) * factor))).quantize(Decimal("0.01"))
    price = max(price, Decimal(1))
    return replace(
        one,
        id=number,
        handle=f"{one.handle}-{number}",
        title=f"{other.title.split()[0]} {' '.join(one.title.split()[1:])} {number}",
        description=_UNTOLD,
        brand=chance.choice((one, other)).brand,
        price_min=price,
        price_max=price,
        attributes=attributes,
        variants=tuple(
            replace(v, sku=f"{v.sku}-{number}", price=price)
            for v in chance.choice((one, other)).variants
        ),
        tags=tuple(kept),
        rating=None,
        review_count=0,
        review_excerpts=(),
        sold_count=0,
    )
