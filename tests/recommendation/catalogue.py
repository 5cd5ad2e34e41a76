"""A small hand-made catalogue, and an encoder whose vectors can be worked out by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from actions.recommendation.text import stem, words
from actions.shop.records import ProductRecord, VariantRecord

Row = tuple[str, str, str, int]  # color, size, price, stock


def product(
    product_id: int,
    title: str,
    category: str,
    rows: Sequence[Row],
    *,
    brand: str = "Ridgeline",
    description: str = "",
    attributes: Mapping[str, tuple[str, ...]] | None = None,
    tags: tuple[str, ...] = (),
    rating: float | None = None,
    reviews: tuple[str, ...] = (),
    review_count: int | None = None,
    sold: int = 0,
    created: date | None = None,
) -> ProductRecord:
    variants = tuple(
        VariantRecord(
            sku=f"{product_id}-{at}",
            options={k: v for k, v in (("color", color), ("size", size)) if v},
            price=Decimal(price),
            stock=stock,
        )
        for at, (color, size, price, stock) in enumerate(rows)
    )
    prices = [variant.price for variant in variants]
    return ProductRecord(
        id=product_id,
        handle=f"p-{product_id}",
        title=title,
        description=description,
        brand=brand,
        category=category,
        price_min=min(prices),
        price_max=max(prices),
        currency="GBP",
        image_url=f"/shop/images/{category.lower()}/grey.svg",
        attributes=dict(attributes or {}),
        variants=variants,
        tags=tags,
        rating=rating,
        review_count=len(reviews) if review_count is None else review_count,
        review_excerpts=reviews,
        sold_count=sold,
        created_on=created,
    )


FELL = product(
    1,
    "Fell Rain Jacket",
    "Jackets",
    [
        ("navy", "S", "80", 4),
        ("navy", "M", "80", 0),
        ("navy", "L", "80", 2),
        ("red", "M", "60", 9),
    ],
    description="A light shell with taped seams.",
    attributes={"material": ("recycled nylon",), "waterproof": ("yes",), "weight": ("320 g",)},
    tags=("waterproof", "hiking"),
    rating=4.6,
    review_count=31,
    reviews=(
        "Kept me dry all day. It runs a bit small.",
        "Great for hiking in Wales.",
        "Order a size up!",
    ),
    sold=120,
    created=date(2024, 3, 1),
)
MOOR = product(
    2,
    "Moor Down Jacket",
    "Jackets",
    [("blue", "M", "140", 3), ("blue", "L", "140", 0), ("black", "M", "130", 1)],
    description="Warm down for cold mornings.",
    attributes={"material": ("nylon", "down"), "weight": ("410 g",)},
    tags=("warm",),
    brand="Tarn & Co",
    rating=4.1,
    review_count=12,
    sold=40,
    created=date(2024, 9, 1),
)
TWEED = product(
    3,
    "Dale Leather Jacket",
    "Jackets",
    [("brown", "M", "220", 2)],
    description="A town jacket.",
    attributes={"material": ("leather",), "weight": ("1.4 kg",)},
    brand="Tarn & Co",
)
BREEZE = product(
    4,
    "Breeze Wind Jacket",
    "Jackets",
    [("blue", "S", "24.50", 5), ("green", "M", "35", 5)],
    description="Packs into its own pocket.",
    attributes={"material": ("polyester",), "weight": ("150 g",)},
    tags=("lightweight", "hiking"),
    rating=3.9,
    review_count=7,
    sold=75,
)
BECK = product(
    5,
    "Beck 2 Tent",
    "Tents",
    [("green", "", "160", 6)],
    description="A tent for two with a small packed size.",
    attributes={"sleeps": ("2",), "weight": ("2.1 kg",), "waterproof": ("yes",)},
    tags=("camping", "waterproof"),
    rating=4.4,
    review_count=20,
    sold=33,
)
BASE = product(
    6,
    "Base 4 Tent",
    "Tents",
    [("orange", "", "320", 1)],
    description="A family tent that stands up to wind.",
    attributes={"sleeps": ("4",), "weight": ("5.4 kg",), "waterproof": ("yes",)},
    tags=("camping", "waterproof", "family"),
    brand="Tarn & Co",
    rating=4.8,
    review_count=9,
    sold=12,
)
FLASK = product(
    7,
    "Ember Flask",
    "Water bottles",
    [("black", "500 ml", "22", 14), ("black", "750 ml", "28", 0)],
    description="Keeps coffee hot for twelve hours. Fits a jacket pocket.",
    attributes={"material": ("stainless steel",), "capacity": ("500 ml", "750 ml")},
    tags=("insulated",),
    rating=4.7,
    review_count=88,
    reviews=("My coffee stays hot until lunch.",),
    sold=300,
)
CAP = product(
    8,
    "Crag Cap",
    "Hats",
    [("navy", "One size", "18", 0)],
    attributes={"material": ("cotton",), "vegan": ("yes",)},
    tags=("vegan",),
)

PRODUCTS = (FELL, MOOR, TWEED, BREEZE, BECK, BASE, FLASK, CAP)


class ConceptEncoder:
    """Counts words of a few concepts: two texts are close if they share concepts."""

    CONCEPTS = (
        ("rain", "waterproof", "dry", "wet", "shower"),
        ("warm", "down", "cold", "insulated", "hot"),
        ("tent", "camp", "camping", "shelter", "sleep"),
        ("flask", "coffee", "drink", "bottle"),
        ("jacket", "coat"),
        ("leather", "town"),
    )

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> NDArray[np.float32]:
        self.encoded.extend(texts)
        rows = []
        for text in texts:
            stems = {stem(word) for word in words(text)}
            row = [sum(stem(w) in stems for w in concept) for concept in self.CONCEPTS]
            vector = np.array([*row, 0.1], np.float32)
            rows.append(vector / np.linalg.norm(vector))
        return np.stack(rows)
