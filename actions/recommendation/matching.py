"""Whether a product fits constraints, decided variant by variant.

"Blue in M under £50 and in stock" holds only if one and the same variant is all of that.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache

from actions.recommendation.constraints import Constraints
from actions.recommendation.measures import variant_measured
from actions.recommendation.naming import is_kind, name_of
from actions.recommendation.text import contains_words, stem, words
from actions.shop.records import ProductRecord, VariantRecord

# Shades that count as the basic colour when a shopper names that colour.
_SHADES = {
    "blue": ("navy", "cobalt", "sky", "indigo", "azure", "royal", "denim"),
    "green": ("olive", "forest", "sage", "moss", "khaki", "emerald", "fern", "pine"),
    "red": ("burgundy", "crimson", "maroon", "scarlet", "brick", "rust"),
    "grey": ("gray", "charcoal", "slate", "graphite"),
    "brown": ("tan", "chestnut", "chocolate", "walnut"),
    "yellow": ("mustard", "gold", "ochre"),
    "white": ("ivory", "cream"),
    "orange": ("tangerine", "amber"),
    "purple": ("plum", "violet", "lavender", "aubergine"),
    "beige": ("sand", "stone", "oatmeal"),
}
_IMITATION = re.compile(r"\b(vegan|faux|imitation|artificial|mock)\b")
# Kinds that go by a name of their own.
_KINDS_OF = {"leather": ("suede", "nubuck"), "wool": ("merino", "cashmere")}
_NO = frozenset({"no", "false", "none", "0", "n/a", "-", ""})
# Attributes with a facet of their own.
_OWN_FACET = frozenset({"color", "colour", "material", "size"})
_SIZE_WORDS = {
    "extra small": "xs",
    "small": "s",
    "medium": "m",
    "large": "l",
    "extra large": "xl",
    "x-large": "xl",
    "double extra large": "xxl",
    "2xl": "xxl",
    "3xl": "xxxl",
}


_LETTERS = frozenset(("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"))


def _keys(facet: str) -> tuple[str, ...]:
    return ("color", "colour") if facet == "color" else (facet,)


@lru_cache(maxsize=16384)
def color_matches(actual: str, asked: str) -> bool:
    """Whether a colour is the asked one or a shade of it ("navy" for "blue")."""
    have, want = actual.casefold(), asked.casefold()
    if have == want:
        return True
    have_words, want_words = set(words(have)), set(words(want))
    if want_words and want_words <= have_words:
        return True
    return bool(have_words & set(_SHADES.get(want, ())))


@lru_cache(maxsize=16384)
def material_matches(actual: str, asked: str) -> bool:
    """Whether a material contains the asked one; "vegan leather" is not leather."""
    have, want = actual.casefold(), asked.casefold()
    if _IMITATION.search(have) and not _IMITATION.search(want):
        return False
    return any(contains_words(have, kind) for kind in (want, *_KINDS_OF.get(want, ())))


def normal_size(size: str) -> str:
    """Return a size in one spelling: ``Medium`` and ``m`` are one, so are ``UK 9`` and ``9``."""
    folded = " ".join(size.casefold().split())
    folded = re.sub(r"^size\s+", "", folded)
    folded = _SIZE_WORDS.get(folded, folded)
    return re.sub(r"^uk\s*(?=\d)", "", folded).replace(" ", "")


@lru_cache(maxsize=16384)
def size_matches(actual: str, asked: str) -> bool:
    """Whether two size labels mean the same size; what is L/XL is L as well."""
    own, wanted = normal_size(actual), normal_size(asked)
    both = own.split("/")
    return own == wanted or (wanted in both and _LETTERS.issuperset(both))


@lru_cache(maxsize=16384)
def category_matches(actual: str, asked: str) -> bool:
    """Whether a category, or a part of a path such as ``Clothing > Jackets``, is the asked one."""
    want = asked.strip().casefold()
    return want == actual.casefold() or want in {
        part.strip().casefold() for part in re.split("[>/]", actual)
    }


@lru_cache(maxsize=16384)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of a text's words, in order."""
    return tuple(stem(word) for word in words(text))


def qualities(product: ProductRecord, *, shared: bool = True) -> frozenset[tuple[str, ...]]:
    """Return the qualities that a product's tags and attributes state, each as stems.

    Args:
        product: The product.
        shared: Whether what is unisex is for men, and for women: for who wants it, but not for who
            refuses what is for the others.
    """
    found = {stems(tag) for tag in product.tags}
    for name, values in product.attributes.items():
        if name in _OWN_FACET:
            continue
        if any(value.casefold() not in _NO for value in values):
            found.add(stems(name))
        found.update(stems(value) for value in values if value.casefold() not in _NO)
    if shared and stems("unisex") in found:
        found.update((stems("men"), stems("women")))
    return frozenset(found)


def has_quality(known: frozenset[tuple[str, ...]], title: tuple[str, ...], asked: str) -> bool:
    """Whether qualities, or the stems of a title, hold what is asked."""
    want = stems(asked)
    return want in known or any(
        title[at : at + len(want)] == want for at in range(len(title) - len(want) + 1)
    )


def has_attribute(product: ProductRecord, asked: str) -> bool:
    """Whether a product has a quality such as "waterproof", by its attributes, tags or title."""
    return has_quality(qualities(product), stems(product.title), asked)


# Facets that variants of one product may differ in.
VARIANT_FACETS = {"color": color_matches, "material": material_matches, "size": size_matches}


def variant_values(product: ProductRecord, variant: VariantRecord, facet: str) -> tuple[str, ...]:
    """Return a variant's values of a facet; what only the product states counts for all."""
    for key in _keys(facet):
        if key in variant.options:
            return (variant.options[key],)
    return product_values(product, facet)


def product_values(product: ProductRecord, facet: str) -> tuple[str, ...]:
    """Return all values of color, material or size that a product comes in."""
    found: list[str] = []
    for key in _keys(facet):
        found.extend(v.options[key] for v in product.variants if key in v.options)
        found.extend(product.attributes.get(key, ()))
    return tuple(dict.fromkeys(found))


def any_match(facet: str, values: Iterable[str], asked: Sequence[str]) -> bool:
    """Whether any value of color, material or size is any of those asked for."""
    matches = VARIANT_FACETS[facet]
    return any(matches(value, want) for value in values for want in asked)


def _price_fits(price: Decimal, limits: Constraints) -> bool:
    return not (
        (limits.price_min is not None and price < limits.price_min)
        or (limits.price_max is not None and price > limits.price_max)
        or (limits.price_above is not None and price <= limits.price_above)
        or (limits.price_below is not None and price >= limits.price_below)
    )


def _variant_fits(product: ProductRecord, variant: VariantRecord, limits: Constraints) -> bool:
    if limits.in_stock_only and variant.stock <= 0:
        return False
    if not _price_fits(variant.price, limits):
        return False
    for facet in VARIANT_FACETS:
        wanted, unwanted = limits.wanted(facet), limits.unwanted(facet)
        if not wanted and not unwanted:
            continue
        values = variant_values(product, variant, facet)
        if wanted and not any_match(facet, values, wanted):
            return False
        if unwanted and any_match(facet, values, unwanted):
            return False
    for measure, (low, high) in limits.bounds.items():
        value = variant_measured(product, variant, measure)
        if value is None or (low is not None and value <= low):
            return False
        if high is not None and value >= high:
            return False
    return True


def _product_fits(product: ProductRecord, limits: Constraints) -> bool:
    for facet, actual in (("category", product.category), ("brand", product.brand)):
        same = category_matches if facet == "category" else same_brand
        wanted, unwanted = limits.wanted(facet), limits.unwanted(facet)
        if wanted and not any(same(actual, value) for value in wanted):
            return False
        if any(same(actual, value) for value in unwanted):
            return False
    wanted, unwanted = limits.wanted("kind"), limits.unwanted("kind")
    if wanted or unwanted:
        name = name_of(product)
        if wanted and not any(is_kind(name, value) for value in wanted):
            return False
        if any(is_kind(name, value) for value in unwanted):
            return False
    if not all(has_attribute(product, value) for value in limits.wanted("attribute")):
        return False
    refused = limits.unwanted("attribute")
    if not refused:
        return True
    own, title = qualities(product, shared=False), stems(product.title)
    return not any(has_quality(own, title, value) for value in refused)


@lru_cache(maxsize=16384)
def same_brand(actual: str, asked: str) -> bool:
    """Whether two spellings name one brand."""
    return _spelling(actual) == _spelling(asked)


@lru_cache(maxsize=16384)
def _spelling(brand: str) -> tuple[str, ...]:
    # Each brand that is asked for is compared with all of a large catalogue.
    return tuple(words(brand))


def fitting_variants(product: ProductRecord, limits: Constraints) -> tuple[VariantRecord, ...]:
    """Return the variants that satisfy every constraint by themselves, cheapest first."""
    if not _product_fits(product, limits):
        return ()
    fitting = [v for v in product.variants if _variant_fits(product, v, limits)]
    return tuple(sorted(fitting, key=lambda variant: variant.price))


def shown_price(product: ProductRecord, limits: Constraints) -> tuple[Decimal, bool]:
    """Return the lowest price of what fits, and whether others that fit cost more."""
    variants = fitting_variants(product, limits)
    if not variants:
        return product.price_min, product.price_min != product.price_max
    return variants[0].price, variants[0].price != variants[-1].price


def fits(product: ProductRecord, limits: Constraints) -> bool:
    """Whether any one variant satisfies every constraint."""
    return _product_fits(product, limits) and any(
        _variant_fits(product, variant, limits) for variant in product.variants
    )
