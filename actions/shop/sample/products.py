"""Products and their variants."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from actions.shop.sample.files import SampleProduct, SampleShop, trait_of

_NEW_DAYS = (5, 40)  # how long ago a new product came, in days
_OLD_DAYS = (120, 1500)
_SOLD_OUT_SHARE = 0.09  # of variants
_MOST_STOCK = 30
_POPULARITY_EXPONENT = 0.6
_CURRENCY = "GBP"


@dataclass(frozen=True)
class Variant:
    """What can be bought of a product."""

    id: int
    sku: str
    options: dict[str, str]
    price: Decimal
    stock: int


@dataclass(frozen=True)
class Product:
    """A product with what was drawn for it.

    Attributes:
        entry: What is written by hand.
        popularity: How often it is bought compared with others; above 0, with a long tail.
    """

    id: int
    entry: SampleProduct
    variants: tuple[Variant, ...]
    made_in: str
    created_on: date
    popularity: float

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags as shown, with those that follow from other facts."""
        entry = self.entry
        tags = [*entry.tags, *(feature.lower() for feature in entry.features)]
        if any(material.startswith("recycled") for material in entry.material):
            tags.append("recycled")
        if entry.category == "Tents" and "sleeps" in entry.attributes:
            tags.append(f"{entry.attributes['sleeps']}-person")
        return tuple(dict.fromkeys(tags))

    @property
    def attributes(self) -> dict[str, list[str]]:
        """The attributes as shown; names are in lower case."""
        named = {
            name.lower(): [value] if isinstance(value, str) else value
            for name, value in self.entry.attributes.items()
        }
        features = {feature.lower(): ["yes"] for feature in self.entry.features}
        # "Made in" is part of the value: "Portugal" alone would be found in talk of holidays.
        return {
            "material": self.entry.material,
            **named,
            **features,
            "origin": [f"made in {self.made_in}"],
        }


def make_products(shop: SampleShop, today: date, rng: random.Random) -> list[Product]:
    """Draw stock, popularity and the day of arrival for all products."""
    origins = {brand.name: brand.made_in for brand in shop.brands}
    ranks = _ranks(shop, rng)
    made: list[Product] = []
    first_variant = 1
    for product_id, (entry, rank) in enumerate(zip(shop.products, ranks, strict=True), 1):
        variants = _variants(entry, product_id, first_variant, rng)
        first_variant += len(variants)
        days = rng.randint(*(_NEW_DAYS if entry.new else _OLD_DAYS))
        made.append(
            Product(
                id=product_id,
                entry=entry,
                variants=variants,
                made_in=origins[entry.brand],
                created_on=today - timedelta(days=days),
                popularity=rank**-_POPULARITY_EXPONENT,
            )
        )
    return made


def _ranks(shop: SampleShop, rng: random.Random) -> list[int]:
    """Return the place of each product by popularity, 1 for the first.

    Good things sell better, but not always; the first of a category is its flagship.
    """
    scores: list[float] = []
    kinds: set[str] = set()
    for entry in shop.products:
        traits = [trait_of(shop.traits, name, entry.category) for name in entry.traits]
        score = rng.gauss(0, 1.5) + sum(0.5 if t and t.good else -0.8 for t in traits)
        score += 2.5 if entry.category not in kinds else 0.0
        score += 1.0 if "great_value" in entry.traits else 0.0
        kinds.add(entry.category)
        scores.append(score)
    order = sorted(range(len(scores)), key=lambda at: -scores[at])
    ranks = [0] * len(scores)
    for rank, at in enumerate(order, 1):
        ranks[at] = rank
    return ranks


def _variants(
    entry: SampleProduct, product_id: int, first_id: int, rng: random.Random
) -> tuple[Variant, ...]:
    options = [
        {"color": color, "size": size} if size else {"color": color}
        for color in entry.colors
        for size in entry.sizes or [""]
    ]
    stocks = [_stock(rng) for _ in options]
    if not any(stocks):
        stocks[0] = rng.randint(1, _MOST_STOCK)
    if entry.sold_out:
        stocks = [0] * len(stocks)
    start = f"{_code(entry.category, 3)}{product_id:03d}"
    return tuple(
        Variant(
            id=first_id + at,
            sku="-".join((start, *(_code(value, 12) for value in option.values()))),
            options=option,
            price=entry.size_prices.get(option.get("size", ""), entry.price),
            stock=stock,
        )
        for at, (option, stock) in enumerate(zip(options, stocks, strict=True))
    )


def _stock(rng: random.Random) -> int:
    return 0 if rng.random() < _SOLD_OUT_SHARE else int(1 + (_MOST_STOCK - 1) * rng.random() ** 2)


def _code(text: str, length: int) -> str:
    return re.sub(r"[^A-Z0-9]+", "", text.upper())[:length]


def slug(text: str) -> str:
    """Return a text as it stands in addresses: ``sleeping-bags``."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower().replace("'", "")).strip("-")


def product_rows(products: Sequence[Product]) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of products and variants, by table."""
    return {
        "products": [_product_row(product) for product in products],
        "variants": [
            {
                "id": variant.id,
                "product_id": product.id,
                "sku": variant.sku,
                "options": variant.options,
                "price": variant.price,
                "stock": variant.stock,
                "position": position,
            }
            for product in products
            for position, variant in enumerate(product.variants)
        ],
    }


def _product_row(product: Product) -> dict[str, Any]:
    entry = product.entry
    return {
        "id": product.id,
        "handle": slug(entry.title),
        "title": entry.title,
        "description": entry.description,
        "brand": entry.brand,
        "category": entry.category,
        "currency": _CURRENCY,
        "image_url": f"/shop/images/{slug(entry.category)}/{quote(entry.colors[0])}.svg",
        "attributes": product.attributes,
        "tags": list(product.tags),
        "active": True,
        "created_on": product.created_on,
    }
