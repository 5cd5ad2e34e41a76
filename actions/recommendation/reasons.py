"""Why a product is shown: facts of the product, or what the shopper said. Nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from actions.recommendation.constraints import Constraints
from actions.recommendation.index.kinds import TOP_SELLERS, Kinds
from actions.recommendation.matching import (
    any_match,
    fitting_variants,
    has_attribute,
    shown_price,
    variant_values,
)
from actions.recommendation.measures import measure_text
from actions.recommendation.money import format_money
from actions.recommendation.opinions import asked_aspects, opinions
from actions.recommendation.phrases import WEARERS
from actions.recommendation.sizing import fit_reviews
from actions.recommendation.text import contains_words, folded, spoken_list, terms, words
from actions.shop.records import ProductRecord, VariantRecord

_MIN_REVIEWS = 3
_WELL_WITHIN = Decimal("0.7")
_CLOSE_TO = Decimal("0.1")
_GOOD_RATING = 4.0
_QUOTE_CHARS = 90
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_FITS = {"small": "it runs small", "large": "it runs large", "true": "it is true to size"}
_MEASURE_REASONS = (("weight", "weighs {}"), ("capacity", "holds {}"), ("sleeps", "sleeps {}"))


@dataclass(frozen=True)
class Occasion:
    """What a product is shown for.

    Attributes:
        limits: What was asked.
        query: The words that were searched for.
        meant: Index terms of what they mean in other words.
        liked: Products that the shopper chose, newest first.
        purchased: Products that they bought, newest first.
        like: The product that was named in "more like this".
        than: The product that "cheaper" was said of.
        looks_like: Products whose pictures look like that of one which was named or chosen: id to
            that one.
    """

    limits: Constraints = field(default_factory=Constraints)
    query: str = ""
    meant: Set[str] = frozenset()
    liked: tuple[ProductRecord, ...] = ()
    purchased: tuple[ProductRecord, ...] = ()
    like: ProductRecord | None = None
    than: ProductRecord | None = None
    looks_like: Mapping[int, ProductRecord] = field(default_factory=dict)


def reasons(product: ProductRecord, occasion: Occasion, shelf: Kinds) -> tuple[str, ...]:
    """Return true reasons, the most telling first; never empty."""
    fitting = fitting_variants(product, occasion.limits)
    variant = fitting[0] if fitting else None
    asked = _as_asked(product, variant, occasion.limits)
    if variant is not None and occasion.than is not None:
        saved = _lowest(occasion.than) - variant.price
        if saved > 0:
            money = format_money(saved, product.currency)
            asked.insert(0, f"{money} less than the {occasion.than.title}")
    found = [
        *asked[:2],
        *_as_known(product, occasion),
        *_as_buyers_say(product, occasion),
        *_of_query(product, occasion.query, occasion.meant, " ".join(asked)),
        *asked[2:],
        *_of_product(product, shelf, variant, occasion.limits),
    ]
    return tuple(dict.fromkeys(found))


def _lowest(product: ProductRecord) -> Decimal:
    """Return the lowest price that a product can be bought at; of what is sold out, that it had."""
    there = [variant.price for variant in product.variants if variant.stock > 0]
    return min(there, default=product.price_min)


def _within(price: Decimal, limits: Constraints, currency: str) -> str | None:
    """Return how a price keeps a limit; what is saved is telling only where it is little."""
    if limits.price_near is not None:
        return _beside(price, limits.price_near, currency)
    limit = limits.price_max
    if limit is None or price >= limit:
        return None
    if price < _WELL_WITHIN * limit:
        return f"well within your {format_money(limit, currency)}"
    return f"{format_money(limit - price, currency)} below your limit"


def _beside(price: Decimal, named: Decimal, currency: str) -> str:
    """Return how a price stands to the amount of which the shopper said "about"."""
    money = format_money(named, currency)
    if price == named:
        return f"just your {money}"
    if abs(price - named) <= _CLOSE_TO * named:
        return f"close to your {money}"
    return f"{'below' if price < named else 'above'} your {money}"


def _as_asked(
    product: ProductRecord, variant: VariantRecord | None, limits: Constraints
) -> list[str]:
    found: list[str] = []
    if variant is None:
        return found
    colors = variant_values(product, variant, "color")
    for color in colors:
        for asked in limits.wanted("color"):
            if color.casefold() == asked.casefold():
                found.append(f"{color.lower()}, as you asked")
            elif any_match("color", (color,), (asked,)):
                found.append(f"{color.lower()}, a shade of {asked.lower()}")
    if within := _within(variant.price, limits, product.currency):
        found.append(within)
    materials = variant_values(product, variant, "material")
    for material in materials:
        if any_match("material", (material,), limits.wanted("material")):
            found.append(f"{material.lower()}, as you asked")
    if limits.unwanted("material") and materials:
        refused = spoken_list((v.lower() for v in limits.unwanted("material")), "or")
        found.append(f"made of {spoken_list(m.lower() for m in materials)}, not {refused}")
    for value in limits.wanted("attribute"):
        if has_attribute(product, value):
            said = value.lower()
            found.append(f"{'for ' if said in WEARERS else ''}{said}, as you asked")
    if limits.wanted("size") and variant.stock > 0:
        for size in variant_values(product, variant, "size"):
            if any_match("size", (size,), limits.wanted("size")):
                found.append(f"in stock in {size}")
    found += _measures(product, variant, limits, asked=True)
    if limits.wanted("brand") and product.brand:
        found.append(f"by {product.brand}, as you asked")
    return found


def _measures(
    product: ProductRecord, variant: VariantRecord | None, limits: Constraints, *, asked: bool
) -> list[str]:
    """Return measures in words, of the variant that fits: those asked for, or all others."""
    texts = (
        (phrase, measure_text(product, measure, variant))
        for measure, phrase in _MEASURE_REASONS
        if (measure in limits.said) == asked
    )
    return [phrase.format(text) for phrase, text in texts if text]


def _as_known(product: ProductRecord, occasion: Occasion) -> list[str]:
    found: list[str] = []
    if (twin := occasion.looks_like.get(product.id)) is not None:
        found.append(f"looks like the {twin.title}{'' if twin == occasion.like else ' you chose'}")
    if occasion.like is not None:
        shared = _shared(product, occasion.like)
        if shared:
            found.append(f"{spoken_list(shared[:2])}, like the {occasion.like.title}")
    for liked in occasion.liked:
        shared = _shared(product, liked)
        if shared and liked.id != product.id and liked != occasion.like:
            found.append(f"{spoken_list(shared[:2])}, like the {liked.title} you chose")
            break
    for bought in occasion.purchased:
        if product.brand and bought.brand == product.brand and bought.id != product.id:
            found.append(f"by {product.brand}, like the {bought.title} you bought")
            break
    return found


def _as_buyers_say(product: ProductRecord, occasion: Occasion) -> list[str]:
    """Return what most buyers who speak of it say of what was asked for, in one buyer's words."""
    asked = asked_aspects(occasion.query)
    said = opinions(product.review_excerpts) if asked else {}
    found = [
        f"buyers praise the {aspect}: “{said[aspect].praise.rstrip('.')}”"
        for aspect in asked
        if aspect in said
        and said[aspect].good > max(1, said[aspect].bad)
        and len(said[aspect].praise) <= _QUOTE_CHARS
    ]
    if occasion.limits.wanted("size"):
        counts = fit_reviews(product).counts
        most = max(counts, key=lambda verdict: counts[verdict], default="")
        if most and counts[most] > max(1, sum(counts.values()) - counts[most]):
            found.append(f"buyers say that {_FITS[most]}")
    return found


def _shared(product: ProductRecord, other: ProductRecord) -> list[str]:
    """Facts that two products share, in words."""
    found: list[str] = []
    if product.brand and product.brand == other.brand:
        found.append(f"by {product.brand}")
    own = product.attributes.get("material", ())
    found.extend(m.lower() for m in own if m in other.attributes.get("material", ()))
    tags = {tag.casefold() for tag in other.tags}
    found.extend(tag.lower() for tag in product.tags if tag.casefold() in tags)
    if product.category == other.category:
        found.append(f"from {product.category.lower()}")
    return list(dict.fromkeys(found))


def _of_query(product: ProductRecord, query: str, meant: Set[str], already: str) -> list[str]:
    said = set(terms(already))
    asked = set(terms(query)) - said - _stems(product.category)
    if not asked and not meant:
        return []
    title = set(terms(product.title))
    # Of what is quoted the very word must be meant: "reading" is not in "the readings agree".
    named = {_singular(word) for word in words(query) if set(terms(word)) & (asked - title)}
    found = [
        f"listed under “{tag.lower()}”"
        for tag in product.tags
        if (asked & _stems(tag) or (_stems(tag) and _stems(tag) <= meant - said))
        and not contains_words(product.title, tag)
    ]
    for name, values in product.attributes.items():
        if name in ("size", "color", "material"):
            continue
        for value in values:
            if _says(value, named):
                found.append(f"{name.replace('_', ' ')}: {value}")
    told, wrote = _most_of(named, [product.description]), _most_of(named, product.review_excerpts)
    # Where one sentence has more of the wish, it is the one that is about it.
    quote = f"a buyer wrote “{wrote.text}”"
    if told.words > max(1, wrote.words):
        quote = f"described as “{told.text}”"
    if max(told.words, wrote.words) > 1:
        found.insert(0, quote)
    elif wrote.words:
        found.append(quote)
    return found[:2]


@lru_cache(maxsize=8192)
def _stems(fact: str) -> frozenset[str]:
    """Return the index terms of a tag, category or fact, which many products share."""
    return frozenset(terms(fact))


class _Quote(NamedTuple):
    """A sentence, and how many of some words it has."""

    words: int
    text: str


def _most_of(named: Set[str], texts: Sequence[str]) -> _Quote:
    """Return the first of the sentences that have most of some words, if it is short enough."""
    best = _Quote(0, "")
    for text in texts:
        if not _may_say(text, named):
            continue
        for sentence in _SENTENCE_END.split(text.strip()):
            if len(sentence) <= _QUOTE_CHARS:
                count = len(named & set(map(_singular, words(sentence))))
                if count > best.words:
                    best = _Quote(count, sentence.rstrip("."))
    return best


def _says(text: str, named: Set[str]) -> bool:
    """Whether a text has one of some words, in the singular or the plural.

    Args:
        text: What may have them.
        named: Words in the singular (see ``_singular``).
    """
    if not _may_say(text, named):
        return False
    return not named.isdisjoint(map(_singular, words(text)))


def _may_say(text: str, named: Set[str]) -> bool:
    """Whether a text has the letters of any word: most have not, and need not be taken apart."""
    letters = folded(text)
    return any(word in letters for word in named)


def _singular(word: str) -> str:
    return word if word.endswith(("ss", "us", "ings")) else word.removesuffix("s")


def _of_product(
    product: ProductRecord, shelf: Kinds, variant: VariantRecord | None, limits: Constraints
) -> list[str]:
    found: list[str] = []
    rating, count = product.rating, product.review_count
    if rating is not None and rating >= _GOOD_RATING and count >= _MIN_REVIEWS:
        found.append(f"rated {rating:.1f} by {count} buyers")
    kind = product.category.lower()
    place = shelf.place(product)
    if place == 1:
        found.append(f"our best seller in {kind}")
    elif place is not None:
        found.append(f"among our {TOP_SELLERS} best sellers in {kind}")
    if shelf.cheapest(product) and (variant is None or variant.price == product.price_min):
        found.append(f"the lowest price in {kind}")
    found += _measures(product, variant, limits, asked=False)
    if not found and not _measures(product, variant, limits, asked=True):
        price, more = shown_price(product, limits)
        found.append(f"{'from' if more else 'costs'} {format_money(price, product.currency)}")
    return found
