"""A made-up catalogue of any size: each product follows from its number alone."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from actions.recommendation import Constraints, TextEncoder
from actions.recommendation.text import words
from actions.shop.records import ProductRecord, VariantRecord
from actions.shopping.models import load_encoder

NOUNS = {
    "Jackets": ("rain jacket", "down jacket", "fleece", "parka", "windbreaker", "softshell"),
    "Trousers": ("trousers", "jeans", "leggings", "shorts", "chinos"),
    "Shirts": ("shirt", "polo", "base layer", "blouse", "vest"),
    "Boots": ("hiking boots", "wellies", "ankle boots", "winter boots"),
    "Trainers": ("trainers", "running shoes", "trail shoes", "sandals"),
    "Hats": ("beanie", "cap", "sun hat", "balaclava"),
    "Gloves": ("gloves", "mittens", "liners"),
    "Backpacks": ("rucksack", "daypack", "duffel", "hydration pack"),
    "Tents": ("tent", "tarp", "bivvy", "awning"),
    "Sleeping bags": ("sleeping bag", "quilt", "camping mat", "pillow"),
    "Cookware": ("stove", "pan", "kettle", "mess kit", "grill"),
    "Bottles": ("flask", "water bottle", "mug", "tumbler"),
    "Lamps": ("head torch", "lantern", "desk lamp", "bike light"),
    "Watches": ("watch", "sports watch", "chronograph"),
    "Cycling": ("helmet", "bike pump", "saddle", "pannier", "bike lock"),
    "Fishing": ("rod", "reel", "tackle box", "waders"),
    "Garden": ("trowel", "watering can", "secateurs", "planter"),
    "Kitchen": ("knife", "chopping board", "teapot", "mixing bowl", "cafetiere"),
    "Bedding": ("duvet", "blanket", "sheet", "bedspread"),
    "Furniture": ("chair", "stool", "side table", "bookcase", "bench"),
    "Toys": ("puzzle", "kite", "ball", "board game"),
    "Stationery": ("notebook", "pen", "desk tidy", "planner"),
    "Pet care": ("dog lead", "dog bed", "cat bowl", "harness"),
    "Tools": ("drill", "screwdriver", "spanner", "tape measure"),
}
KINDS = tuple(NOUNS)
_COLORS_TEXT = """
    black white grey navy blue sky red burgundy green olive sage yellow mustard orange rust
    brown tan beige cream purple lavender pink teal charcoal
"""
COLORS = tuple(_COLORS_TEXT.split())
_MATERIALS_TEXT = """
    cotton wool merino nylon polyester leather suede canvas linen bamboo steel aluminium
    titanium oak beech ceramic glass silicone rubber cork down fleece
"""
MATERIALS = tuple(_MATERIALS_TEXT.split())
_QUALITIES_TEXT = """
    waterproof windproof breathable insulated lightweight packable reflective quick-dry
    washable foldable adjustable padded recycled vegan organic stackable rechargeable dimmable
"""
QUALITIES = tuple(_QUALITIES_TEXT.split())
_USES_TEXT = """
    hiking running camping commuting travelling fishing climbing cycling gardening cooking
    reading sailing skiing swimming yoga painting festivals picnics birthdays winter
"""
USES = tuple(_USES_TEXT.split())
_MOODS = ("sturdy", "soft", "warm", "cool", "bright", "quiet", "slim", "roomy", "simple", "elegant")
_PARTS = ("seams", "zips", "straps", "edges", "handles", "pockets", "lining", "finish", "base")
_SIZES = ("S", "M", "L")
_BRANDS = 600
_SYLLABLES = ("bar", "cor", "del", "fen", "gil", "hal", "kes", "lor", "mar", "nor", "pel", "ryd")
_DAY = date(2025, 1, 1)
_NOISE = 0.35


def brand(number: int) -> str:
    """Return the name of a maker."""
    first, rest = number % len(_SYLLABLES), number // len(_SYLLABLES)
    second, third = rest % len(_SYLLABLES), rest // len(_SYLLABLES)
    name = _SYLLABLES[first] + _SYLLABLES[second] + ("", "ek", "on", "ia", "ley")[third % 5]
    return name.capitalize()


def product(number: int) -> ProductRecord:
    """Return the product of a number, from 1."""
    pick = random.Random(number)
    # Kinds and makers are of very different size, as in a shop.
    category = KINDS[int(len(KINDS) * pick.random() ** 1.7)]
    maker = brand(int(_BRANDS * pick.random() ** 2))
    noun = pick.choice(NOUNS[category])
    qualities = pick.sample(QUALITIES, pick.randint(1, 3))
    uses = pick.sample(USES, 2)
    material = pick.choice(MATERIALS)
    series = f"{pick.choice(_SYLLABLES)}{pick.choice(_SYLLABLES)}{pick.randint(1, 40)}"
    mood, part, other = pick.choice(_MOODS), pick.choice(_PARTS), pick.choice(_PARTS)
    price = Decimal(int(500 * 10 ** (1.8 * pick.random()))) / 100
    colors = pick.sample(COLORS, pick.randint(1, 2))
    sizes = _SIZES if category in KINDS[:7] and pick.random() < 0.5 else ("",)
    variants = tuple(
        VariantRecord(
            f"{number}-{color}-{size}",
            {"color": color, **({"size": size} if size else {})},
            price + Decimal(2 * at),
            pick.choice((0, 3, 12)),
        )
        for at, (color, size) in enumerate((c, s) for c in colors for s in sizes)
    )
    return ProductRecord(
        id=number,
        handle=f"p-{number}",
        title=f"{series.capitalize()} {mood} {qualities[0]} {noun}",
        description=(
            f"A {mood} {noun} of {material} for {uses[0]} and {uses[1]}. "
            f"The {part} are {qualities[-1]}, and the {other} last for years. "
            f"Made by {maker} for {uses[1]} in any weather."
        ),
        brand=maker,
        category=category,
        price_min=min(variant.price for variant in variants),
        price_max=max(variant.price for variant in variants),
        currency="GBP",
        image_url="",
        attributes={"material": (material,), "weight": (f"{pick.randint(80, 4000)} g",)},
        variants=variants,
        tags=tuple(dict.fromkeys((*qualities, *uses))),
        rating=None if pick.random() < 0.3 else round(pick.uniform(2.5, 5), 1),
        review_count=pick.randint(0, 60),
        sold_count=int(1000 * pick.random() ** 6),
        created_on=_DAY + timedelta(days=pick.randint(0, 600)),
    )


@dataclass(frozen=True)
class MadeUp:
    """So many products, as a source of an index (see ``index.build.ProductSource``)."""

    count: int

    def version(self) -> str:
        """Return the number of products."""
        return f"made-{self.count}"

    def chunks(self, size: int) -> list[tuple[int, int]]:
        """Return ranges of numbers."""
        last = self.count + 1
        return [(start, min(last, start + size)) for start in range(1, last, size)]

    def read(self, chunk: tuple[int, int]) -> list[ProductRecord]:
        """Make the products of a range."""
        return [product(number) for number in range(*chunk)]


@dataclass(frozen=True)
class Wish:
    """A query with filters, as a shopper might say it."""

    text: str
    limits: Constraints


def wishes(count: int) -> list[Wish]:
    """Return so many wishes: all have one filter at least, most two or three."""
    pick = random.Random(20_000_001)
    found = []
    for _ in range(count):
        category = KINDS[int(len(KINDS) * pick.random() ** 1.7)]
        noun = pick.choice(NOUNS[category])
        text = f"{pick.choice((*_MOODS, *QUALITIES))} {noun} for {pick.choice(USES)}"
        include: dict[str, tuple[str, ...]] = {}
        if pick.random() < 0.6:
            include["category"] = (category,)
        if pick.random() < 0.4:
            include["color"] = (pick.choice(COLORS),)
        if pick.random() < 0.15:
            include["brand"] = (brand(int(_BRANDS * pick.random() ** 2)),)
        if pick.random() < 0.25:
            include["attribute"] = (pick.choice(QUALITIES),)
        dearest = Decimal(pick.randint(10, 200)) if pick.random() < 0.6 or not include else None
        found.append(Wish(text, Constraints(include, price_max=dearest)))
    return found


class StandIn:
    """In place of the encoder for products: the mean of the vectors of a text's words, with noise.

    A million products would take hours to encode. The vectors of the words are the encoder's own,
    so that queries, which it encodes itself, lie in the same space.

    Args:
        encoder: The real one.
    """

    def __init__(self, encoder: TextEncoder) -> None:
        said = sorted({word for number in range(1, 3000) for word in _told(product(number))})
        self._rows = {word: row for row, word in enumerate(said)}
        self._table = encoder.encode(said)
        noise = np.random.default_rng(1).normal(size=(8192, self._table.shape[1]))
        self._noise = (_NOISE * noise / np.linalg.norm(noise, axis=1)[:, None]).astype(np.float32)

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> NDArray[np.float32]:
        """Return one L2-normalised row for each text, float32 of shape (n, dim)."""
        known = [[self._rows[word] for word in words(text) if word in self._rows] for text in texts]
        rows = [own or [0] for own in known]
        starts = np.cumsum([0, *(len(own) for own in rows[:-1])])
        found = np.add.reduceat(self._table[np.concatenate(rows)], starts)
        found /= np.linalg.norm(found, axis=1)[:, None]
        found += self._noise[[zlib.crc32(text.encode()) % len(self._noise) for text in texts]]
        found /= np.linalg.norm(found, axis=1)[:, None]
        return found


def _told(made: ProductRecord) -> list[str]:
    return words(f"{made.title} {made.description} {made.category}")


@lru_cache(maxsize=1)
def real_encoder() -> tuple[TextEncoder, str]:
    """Return the encoder that search is served with, and its fingerprint.

    Raises:
        SystemExit: There is none.
    """
    loaded = load_encoder()
    if loaded is None:
        raise SystemExit("The encoder is missing: run `make train` first.")
    return loaded


@lru_cache(maxsize=1)
def load_stand_in() -> tuple[TextEncoder, str]:
    """Return the stand-in with a fingerprint, as the index builder wants it."""
    encoder, fingerprint = real_encoder()
    return StandIn(encoder), f"stand-in-{fingerprint}"
