"""What a simulated shopper knows of the product that they have in mind, and how they say it."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from actions.recommendation import Constraints, Recommender
from actions.recommendation.asking import round_number
from actions.recommendation.matching import fits, variant_values
from actions.recommendation.measures import measured
from actions.shop.records import ProductRecord

# Names of a kind in other words than the catalogue's, as people use them.
_KINDS = {
    "Backpacks": ("backpack", "rucksack"),
    "Cookware": ("pan or pot", "cookware"),
    "Hats": ("hat",),
    "Jackets": ("jacket", "coat"),
    "Shirts": ("shirt", "top"),
    "Shoes": ("pair of shoes", "shoes"),
    "Sleeping bags": ("sleeping bag",),
    "Tents": ("tent",),
    "Torches": ("torch", "lamp"),
    "Trousers": ("trousers", "pants"),
    "Watches": ("watch",),
    "Water bottles": ("water bottle", "bottle"),
}
# Where the catalogue keeps what nobody has in mind when they picture a thing.
_UNKNOWN = frozenset({"origin", "care", "in the box", "certificate", "color", "colour", "for"})
_OPENINGS = (
    "I'm looking for a {kind}, {fact}",
    "do you have a {kind}? {fact} would be good",
    "hi, I need a {kind} {fact}",
    "show me a {kind} {fact}",
    "a {kind}, {fact} if possible",
)
_ADVICE = (
    "can you recommend a {kind}, {fact}",
    "which {kind} would you suggest? {fact}",
    "what is a good {kind}? {fact} please",
)
_FRAMES = ("{fact}", "{fact} please", "rather {fact}", "it should be {fact}", "only {fact}")
_REFUSALS = ("not {fact}", "no {fact} please", "without {fact}")
# Measures that are seen, with the words for less and for more; nobody wants it heavier.
_COMPARED = (
    ("weight", "lighter", ""),
    ("capacity", "smaller", "bigger"),
    ("sleeps", "smaller", "bigger"),
    ("lumens", "", "brighter"),
)
_COMMON = 0.25  # of a kind share what is commonplace
_LEAST_TYPO = 5  # shorter words are typed right


@dataclass(frozen=True)
class Fact:
    """One thing that a shopper knows of the product in mind.

    Attributes:
        about: What it is about.
        words: How it is said.
        limits: What it is true of.
    """

    about: str
    words: str
    limits: Constraints

    def holds(self, product: ProductRecord) -> bool:
        """Whether it is true of a product, as one sees by looking at it."""
        return fits(product, self.limits)

    @staticmethod
    def of(about: str, words: str, facet: str, value: str, *, in_stock: bool = False) -> Fact:
        """Return a fact that a facet has a value."""
        return Fact(about, words, Constraints({facet: (value,)}, in_stock_only=in_stock))


def kind_of(product: ProductRecord, chance: random.Random) -> str:
    """Return a name for the kind of a product."""
    return chance.choice(_KINDS.get(product.category, (product.category.lower(),)))


def facts_of(product: ProductRecord, chance: random.Random) -> list[Fact]:
    """Return what a shopper knows of a product: how it looks, what of, for whom and what.

    Neither title nor brand, nor any figure.
    """
    found: list[Fact] = []
    in_stock = [variant for variant in product.variants if variant.stock > 0]
    colors = [c for variant in in_stock for c in variant_values(product, variant, "color")]
    if colors:
        color = chance.choice(colors)
        found.append(Fact.of("color", f"in {color}", "color", color, in_stock=True))
    for material in product.attributes.get("material", ())[:1]:
        found.append(Fact.of("material", f"made of {material}", "material", material))
    wearers = [v for v in product.attributes.get("for", ()) if v in ("men", "women", "kids")]
    if "unisex" in product.attributes.get("for", ()):
        wearers.append(chance.choice(("men", "women")))
    if wearers:
        found.append(Fact.of("wearer", f"for {wearers[0]}", "attribute", wearers[0]))
    features = [name for name, values in product.attributes.items() if values == ("yes",)]
    tags = [tag for tag in product.tags if tag not in (*features, "recycled")]
    found += [Fact.of(value, value, "attribute", value) for value in (*features, *tags)]
    for name, values in product.attributes.items():
        plain = [v for v in values if not any(letter.isdigit() for letter in v)]
        if name not in (*_UNKNOWN, "material") and plain and values != ("yes",):
            found.append(Fact.of(name, plain[0], "attribute", plain[0]))
    return found


def commonplace(
    facts: Sequence[Fact], category: str, shop: Recommender, chance: random.Random
) -> Fact:
    """Return a fact that many of a kind share, as people begin with; the commonest if none is.

    Args:
        facts: Of the product in mind.
        category: Its kind.
        shop: The catalogue.
        chance: Draws it.
    """
    size = len(shop.fitting(Constraints({"category": (category,)}, in_stock_only=False)))
    shares = [
        len(shop.fitting(fact.limits.with_wanted("category", [category]))) / size for fact in facts
    ]
    common = [fact for fact, share in zip(facts, shares, strict=True) if _COMMON <= share < 1]
    return chance.choice(common) if common else facts[shares.index(max(shares))]


def opening(product: ProductRecord, fact: Fact, chance: random.Random) -> tuple[str, bool]:
    """Return a first message, and whether it asks for advice rather than for a list."""
    advice = chance.random() < 0.5
    frame = chance.choice(_ADVICE if advice else _OPENINGS)
    return frame.format(kind=kind_of(product, chance), fact=fact.words), advice


def told(fact: Fact, chance: random.Random) -> str:
    """Return a later message that says a fact."""
    return chance.choice(_FRAMES).format(fact=fact.words)


def refused(word: str, chance: random.Random) -> str:
    """Return a message that turns a material down."""
    return chance.choice(_REFUSALS).format(fact=word)


def budget(product: ProductRecord) -> str:
    """Return a price that a shopper may name: a round one, above the product's."""
    price = float(product.price_min)
    limit = round_number(price * 1.15)
    while Decimal(str(limit)) < product.price_min:
        limit = round_number(limit * 1.15 + 1)
    return f"under £{limit:g}"


def comparisons(target: ProductRecord, shown: Sequence[ProductRecord]) -> list[str]:
    """Return how the product in mind differs from all that is on show, in comparatives."""
    found: list[str] = []
    prices = [float(product.price_min) for product in shown]
    price = float(target.price_min)
    if price < min(prices):
        found.append("cheaper")
    elif price > max(prices):
        found.append("more expensive")
    for measure, less, more in _COMPARED:
        own = measured(target, measure)
        theirs = [v for product in shown if (v := measured(product, measure)) is not None]
        if own is None or len(theirs) < len(shown):
            continue
        if own < min(theirs) and less:
            found.append(f"something {less}")
        elif own > max(theirs) and more:
            found.append(f"something {more}")
    return found


def mistyped(text: str, chance: random.Random) -> str:
    """Return a message with two letters of one longer word changed over."""
    words = text.split(" ")
    long = [at for at, w in enumerate(words) if len(w) >= _LEAST_TYPO and w.isalpha()]
    if not long:
        return text
    at = chance.choice(long)
    place = chance.randrange(1, len(words[at]) - 2)
    word = words[at]
    words[at] = f"{word[:place]}{word[place + 1]}{word[place]}{word[place + 2 :]}"
    return " ".join(words)
