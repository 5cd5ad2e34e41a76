"""Reviews as rows: who wrote how many stars when, and what."""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from actions.shop.models import OrderStatus
from actions.shop.sample.files import SampleProduct, SampleShop, trait_of
from actions.shop.sample.order_drafts import Draft
from actions.shop.sample.products import Product
from actions.shop.sample.review_text import ReviewText, ReviewWriter

_YEARS_BACK_DAYS = 730
_MOST_WITH_NEW = 3  # reviews of what came in the last weeks
_TRIES = 12
_MEAN, _GOOD, _BAD = 4.2, 0.14, 0.36  # stars: of all, for each good trait, off for each bad one
_SPREAD = 1.0
_FIT = frozenset({"true_to_size", "runs_small", "runs_large", "narrow"})


@dataclass(frozen=True)
class _Buyer:
    customer_id: int
    delivered_on: date


def review_rows(
    count: int,
    products: Sequence[Product],
    drafts: Sequence[Draft],
    shop: SampleShop,
    today: date,
    rng: random.Random,
) -> dict[str, list[dict[str, Any]]]:
    """Draw reviews, by table.

    Buyers write some of them; the rest is from guests and from those who bought in a store, whom
    the shop knows no account of.
    """
    buyers = _buyers(drafts)
    sold = Counter(item.product.id for draft in drafts for item in draft.items)
    seen: set[str] = set()
    rows: list[dict[str, Any]] = []
    for product, reviews in zip(products, _counts(count, products, sold, rng), strict=True):
        writer = ReviewWriter(product.entry, shop, rng)
        mean = _mean_stars(product.entry, shop, rng)
        writers = buyers[product.id]
        rng.shuffle(writers)
        for at in range(reviews):
            buyer = writers[at] if at < len(writers) else None
            stars = _stars(mean, rng)
            review = _new_text(writer, stars, seen)
            day = _day(product, buyer, today, rng)
            rows.append(
                {
                    "product_id": product.id,
                    "customer_id": buyer.customer_id if buyer else None,
                    "stars": stars,
                    "text": review.text,
                    "helpful_count": _helpful(review, today - day, rng),
                    "created_on": day,
                }
            )
    rows.sort(key=lambda row: row["created_on"])
    return {"reviews": rows}


def _buyers(drafts: Sequence[Draft]) -> dict[int, list[_Buyer]]:
    """Return who has got each product and kept it, once each."""
    first: dict[tuple[int, int], _Buyer] = {}
    for draft in drafts:
        if draft.status == OrderStatus.DELIVERED and draft.delivered_on is not None:
            for item in draft.items:
                key = (item.product.id, draft.customer.id)
                first.setdefault(key, _Buyer(draft.customer.id, draft.delivered_on))
    found: dict[int, list[_Buyer]] = defaultdict(list)
    for (product_id, _), buyer in first.items():
        found[product_id].append(buyer)
    return found


def _counts(
    count: int, products: Sequence[Product], sold: Counter[int], rng: random.Random
) -> list[int]:
    """Share reviews out: more for what sells well, next to none for what is new."""
    counts = [rng.randint(0, _MOST_WITH_NEW) if p.entry.new else 1 for p in products]
    weights = [
        0.0 if p.entry.new else (sold[p.id] + 1) ** 0.8 * rng.uniform(0.4, 1.6) for p in products
    ]
    extra = rng.choices(range(len(products)), weights, k=count - sum(counts))
    for at in extra:
        counts[at] += 1
    return counts


def _mean_stars(product: SampleProduct, shop: SampleShop, rng: random.Random) -> float:
    """Return the mean that a product's traits deserve."""
    mean = _MEAN + rng.uniform(-0.15, 0.15)
    for name in product.traits:
        trait = trait_of(shop.traits, name, product.category)
        if trait is not None:
            mean += _GOOD if trait.good else -_BAD
    return mean


def _stars(mean: float, rng: random.Random) -> int:
    weights = [math.exp(-((stars - mean) ** 2) / (2 * _SPREAD**2)) for stars in range(1, 6)]
    weights[0] += 0.05  # some had bad luck, whatever it was
    return rng.choices(range(1, 6), weights)[0]


def _new_text(writer: ReviewWriter, stars: int, seen: set[str]) -> ReviewText:
    """Write a review; after some tries one that somebody else has written too is let pass."""
    for _ in range(_TRIES):
        review = writer.write(stars)
        if review.text not in seen:
            break
    seen.add(review.text)
    return review


def _day(product: Product, buyer: _Buyer | None, today: date, rng: random.Random) -> date:
    earliest = max(product.created_on, today - timedelta(days=_YEARS_BACK_DAYS))
    latest = today
    if buyer is not None:
        earliest = min(today, buyer.delivered_on + timedelta(days=2))
        latest = min(today, earliest + timedelta(days=90))
    # More of them lately, as with orders.
    back = rng.random() ** (1.0 if buyer else 1.3)
    return latest - timedelta(days=round((latest - earliest).days * back))


def _helpful(review: ReviewText, age: timedelta, rng: random.Random) -> int:
    """Draw how many found it helpful: what tells more, is about the fit, or has been there long."""
    weight = review.sentences * (0.5 + min(1.0, age.days / 365))
    if _FIT & set(review.told):
        weight *= 3
    return int(rng.expovariate(1 / weight)) if weight else 0
