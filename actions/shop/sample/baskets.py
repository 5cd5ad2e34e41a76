"""What somebody puts into a basket."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from actions.shop.sample.customers import Customer
from actions.shop.sample.order_drafts import Item
from actions.shop.sample.products import Product, Variant

# What is bought with a thing of a kind more often than by chance.
_TOGETHER: Mapping[str, tuple[str, ...]] = {
    "Tents": ("Sleeping bags", "Cookware", "Torches", "Backpacks"),
    "Sleeping bags": ("Tents", "Backpacks", "Cookware", "Torches"),
    "Cookware": ("Water bottles", "Tents", "Torches"),
    "Torches": ("Tents", "Hats", "Watches"),
    "Backpacks": ("Water bottles", "Sleeping bags", "Jackets"),
    "Jackets": ("Trousers", "Hats", "Shoes", "Shirts"),
    "Trousers": ("Shirts", "Jackets", "Shoes"),
    "Shirts": ("Trousers", "Shoes", "Hats"),
    "Shoes": ("Trousers", "Jackets", "Shirts"),
    "Hats": ("Jackets", "Shirts", "Torches"),
    "Watches": ("Shoes", "Shirts", "Water bottles"),
    "Water bottles": ("Backpacks", "Cookware", "Hats"),
}
_TOGETHER_FACTOR = 3.0
_SAME_KIND_FACTOR = 0.12
_BOUGHT_BEFORE_FACTOR = 0.08
_SEASON_FACTOR = 2.0
_OTHER_SEX_FACTOR = 0.04  # presents
_NO_CHILDREN_FACTOR = 0.05
_LINES = (1, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5)
_SEASONS: Mapping[str, tuple[int, ...]] = {
    "winter": (10, 11, 12, 1, 2),
    "skiing": (11, 12, 1, 2),
    "summer": (4, 5, 6, 7, 8),
    "beach": (5, 6, 7, 8),
    "festival": (5, 6, 7, 8),
    "camping": (4, 5, 6, 7, 8),
    "gift": (11, 12),
}
_USUAL_PRICE = 70.0  # GBP; dearer things are bought less often
_SEVERAL = ("Water bottles", "Cookware", "Torches", "Hats")


class Shelves:
    """All products, with what makes somebody choose them worked out once."""

    def __init__(self, products: Sequence[Product]) -> None:
        self._products = products
        self._tags = [frozenset(product.tags) for product in products]
        self._season = {
            month: [_season_factor(tags, month) for tags in self._tags] for month in range(1, 13)
        }
        self._tastes: dict[int, list[float]] = {}

    def basket(
        self,
        customer: Customer,
        day: date,
        bought: Counter[tuple[int, int]],
        rng: random.Random,
        least: int = 1,
    ) -> tuple[Item, ...]:
        """Draw what a customer orders on a day: things that go together.

        Args:
            customer: Who orders.
            day: When; nothing is bought before it was there.
            bought: How often whom (id) has bought what (id).
            rng: Random numbers.
            least: How many lines at least.
        """
        if customer.id not in self._tastes:
            self._tastes[customer.id] = [self._taste(at, customer) for at in range(len(self._tags))]
        weights = [
            taste * season if product.created_on <= day else 0.0
            for taste, season, product in zip(
                self._tastes[customer.id], self._season[day.month], self._products, strict=True
            )
        ]
        for at, product in enumerate(self._products):
            if bought[customer.id, product.id]:
                weights[at] *= _BOUGHT_BEFORE_FACTOR
        items: list[Item] = []
        for _ in range(max(least, rng.choice(_LINES))):
            at = rng.choices(range(len(weights)), weights)[0]
            product = self._products[at]
            items.append(Item(product, _variant(product, customer, rng), _quantity(product, rng)))
            weights[at] = 0.0
            weights = self._after(at, weights)
        return tuple(items)

    def _taste(self, at: int, customer: Customer) -> float:
        product = self._products[at]
        weight = product.popularity * math.pow(0.04 + len(self._tags[at] & customer.tags), 1.5)
        audience = product.entry.attributes.get("for")
        if audience in ("men", "women") and customer.woman != (audience == "women"):
            weight *= _OTHER_SEX_FACTOR
        if audience == "kids" and "parent" not in customer.interests:
            weight *= _NO_CHILDREN_FACTOR
        return weight / (1 + float(product.variants[0].price) / (_USUAL_PRICE * customer.budget))

    def _after(self, at: int, weights: list[float]) -> list[float]:
        """Return the weights once a product is in the basket."""
        kind, tags = self._products[at].entry.category, self._tags[at]
        together = _TOGETHER[kind]
        changed = []
        for weight, product, others in zip(weights, self._products, self._tags, strict=True):
            if product.entry.category == kind:
                factor = _SAME_KIND_FACTOR
            elif product.entry.category in together:
                factor = _TOGETHER_FACTOR
            else:
                factor = 1.0
            changed.append(weight * factor * (1 + len(tags & others)))
        return changed


def _season_factor(tags: frozenset[str], month: int) -> float:
    in_season = sum(tag in tags and month in months for tag, months in _SEASONS.items())
    return math.pow(_SEASON_FACTOR, in_season)


def _variant(product: Product, customer: Customer, rng: random.Random) -> Variant:
    """Return a variant in the customer's size, in any colour; the first colours sell best."""
    own = {customer.letter_size, customer.number_size, f"UK {customer.shoe}"}
    fitting = [v for v in product.variants if v.options.get("size") in own]
    if product.entry.attributes.get("for") == "kids" or not fitting:
        fitting = list(product.variants)
    weights = [1.0 / (1 + product.entry.colors.index(v.options["color"])) for v in fitting]
    return rng.choices(fitting, weights)[0]


def _quantity(product: Product, rng: random.Random) -> int:
    several = product.entry.category in _SEVERAL and product.variants[0].price < 30
    return rng.choice((1, 1, 1, 1, 2, 2, 4)) if several else 1
