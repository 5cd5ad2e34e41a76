"""Checks reasons against the records of products and the shopper's words.

Nothing here calls what makes the reasons: each kind of sentence is read again, and looked up in the
catalogue's plain records.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from actions.recommendation import Constraints
from actions.shop.records import ProductRecord, VariantRecord

_SHADES = {
    "blue": {"navy", "sky blue", "light blue"},
    "green": {"olive", "moss", "sage", "forest green", "khaki"},
    "red": {"burgundy", "rust"},
    "grey": {"charcoal", "slate"},
    "brown": {"chestnut", "tan"},
    "yellow": {"mustard", "gold"},
    "white": {"cream", "ivory"},
    "purple": {"plum", "lavender"},
}
_PRAISE = {
    "quality": r"made|built|quality|durable|sturdy|last|new|wear|solid|stitch|fall|break|broke",
    "comfort": r"slept|comfort|comfy|cosy|soft|rub|chaf|scratch|pinch|blister|wearing|sore",
    "fit": r"fit|size|flatter",
    "value": r"value|price|worth|bargain|money|cheap|cost|buy|penny",
    "delivery": r"deliver|arriv|shipp|packed|came|next day",
}
_RUNS = {
    "it runs small": r"small|tight|narrow|snug|sized? up",
    "it runs large": r"large|big|loose|roomy|baggy|sized? down",
    "it is true to size": r"true to size|fits? (?:perfectly|as expected|just right)",
}
_KINDS_OF = {("leather", "suede"), ("wool", "cashmere"), ("wool", "merino wool")}
_ENDINGS = ("ing", "ies", "ed", "es", "s", "e", "y")
_LEAST_LEFT = 3


def root(word: str) -> str:
    """Return what is left of a word without a common ending."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _LEAST_LEFT:
            return word.removesuffix(ending)
    return word


def roots(text: str) -> set[str]:
    """Return the roots of a text's words."""
    return {root(word) for word in re.findall(r"[a-z0-9]+", text.casefold())}


def names(text: str) -> set[str]:
    """Return the words of a text; of those in -s, also what stands before it."""
    said = set(re.findall(r"[a-z0-9]+", text.casefold()))
    return said | {word.removesuffix("s") for word in said if not word.endswith("ings")}


def lower(values: Iterable[str]) -> list[str]:
    """Return values in lower case."""
    return [value.lower() for value in values]


def pounds(text: str) -> Decimal:
    """Return the amount of ``£1,200.50``."""
    return Decimal(text.removeprefix("£").replace(",", ""))


def listed(text: str) -> list[str]:
    """Return the parts of ``a, b and c`` or ``a or b``."""
    return re.split(r", | and | or ", text)


@dataclass(frozen=True)
class Told:
    """What the shopper has said and done, as far as reasons may go by it."""

    limits: Constraints = field(default_factory=Constraints)
    query: str = ""
    liked: tuple[int, ...] = ()
    purchased: tuple[int, ...] = ()


Variants = list[VariantRecord]
Check = Callable[["Truth", "re.Match[str]", ProductRecord, Told], Variants]


def where(holds: bool, product: ProductRecord) -> Variants:
    """Return all variants where something is true of the whole product, none where it is false."""
    return list(product.variants) if holds else []


def stated(product: ProductRecord, quality: str) -> bool:
    """Whether tags, attributes or the title say a quality; what is unisex is for both."""
    said = [*product.tags]
    for name, values in product.attributes.items():
        yes = [value for value in values if value.casefold() not in ("no", "none", "false")]
        said += [*yes, *([name] if yes else [])]
    if "unisex" in lower(said):
        said += ["men", "women"]
    wanted = roots(quality)
    return any(roots(one) == wanted for one in said) or wanted <= roots(product.title)


def _is_of(material: str, asked: str) -> bool:
    plain = "vegan" in asked or "vegan" not in material
    return plain and (set(asked.split()) <= set(material.split()) or (asked, material) in _KINDS_OF)


def made_of(product: ProductRecord, material: str) -> bool:
    """Whether a product is made of a material, or of a kind of it."""
    options = [v.options["material"] for v in product.variants if "material" in v.options]
    return any(
        _is_of(m, material) for m in lower([*options, *product.attributes.get("material", ())])
    )


class Truth:
    """The catalogue, as reasons are checked against it.

    Args:
        products: All products.
    """

    def __init__(self, products: Sequence[ProductRecord]) -> None:
        self.titled = {product.title: product for product in products}
        self.kinds: dict[str, list[ProductRecord]] = {}
        for product in products:
            self.kinds.setdefault(product.category.lower(), []).append(product)

    def untrue(
        self, product: ProductRecord, reasons: Sequence[str], told: Told, *, one: bool = True
    ) -> list[str]:
        """Return the reasons that are false; all, where no one variant has all of them.

        Args:
            product: What they are given for.
            reasons: As given.
            told: What was said.
            one: Whether there must be one variant of which all are true.
        """
        found = [(reason, self.holding(product, reason, told)) for reason in reasons]
        false = [reason for reason, variants in found if not variants]
        skus = [{variant.sku for variant in variants} for _, variants in found]
        if one and not false and skus and not set.intersection(*skus):
            return list(reasons)
        return false

    def holding(self, product: ProductRecord, reason: str, told: Told) -> Variants:
        """Return the variants of which a reason is true.

        Raises:
            AssertionError: No kind of reason reads like that.
        """
        for pattern, check in CHECKS:
            found = re.fullmatch(pattern, reason)
            if found is not None:
                return check(self, found, product, told)
        raise AssertionError(f"no kind of reason reads like “{reason}”")


def _own(product: ProductRecord, variant: VariantRecord, *names: str) -> list[str]:
    options = [variant.options[name] for name in names if name in variant.options]
    return lower(options or [v for name in names for v in product.attributes.get(name, ())])


def _asked(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    said = found["v"]
    if said.startswith("by "):
        brand = said.removeprefix("by ")
        asked = brand.casefold() in lower(told.limits.wanted("brand"))
        return where(asked and bool(brand) and product.brand == brand, product)
    if said in lower(told.limits.wanted("color")):
        return [v for v in product.variants if said in _own(product, v, "color", "colour")]
    for material in lower(told.limits.wanted("material")):
        if _is_of(said, material):
            return [v for v in product.variants if said in _own(product, v, "material")]
    quality = said.removeprefix("for ")
    return where(
        quality in lower(told.limits.wanted("attribute")) and stated(product, quality), product
    )


def _shade(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    shade, color = found["v"], found["c"]
    is_one = shade in _SHADES.get(color, ()) or set(color.split()) <= set(shade.split())
    if not is_one or color not in lower(told.limits.wanted("color")):
        return []
    return [v for v in product.variants if shade in _own(product, v, "color", "colour")]


def _below(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    limit = told.limits.price_max
    return [v for v in product.variants if limit and limit - v.price == pounds(found["p"]) > 0]


def _well_within(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    limit = told.limits.price_max
    if limit is None or limit != pounds(found["p"]):
        return []
    return [v for v in product.variants if v.price < limit * 3 / 4]


def _near(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    named = told.limits.price_near
    if named is None or named != pounds(found["p"]):
        return []
    holds: dict[str, Callable[[Decimal], bool]] = {
        "just": lambda price: price == named,
        "close to": lambda price: abs(price - named) <= named / 10,
        "below": lambda price: price < named,
        "above": lambda price: price > named,
    }
    return [v for v in product.variants if holds[found["how"]](v.price)]


def _less(truth: Truth, found: re.Match[str], product: ProductRecord, _: Told) -> Variants:
    other = truth.titled[found["t"]]
    # Of what is sold out altogether the price is the one it had.
    prices = [v.price for v in other.variants if v.stock > 0 or not other.in_stock]
    return [v for v in product.variants if min(prices) - v.price == pounds(found["p"]) > 0]


def _made_of(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    refused = lower(told.limits.unwanted("material"))
    made = listed(found["m"])
    held = any(_is_of(one, other) for one in made for other in refused)
    if held or listed(found["n"]) != refused:
        return []
    return [v for v in product.variants if _own(product, v, "material") == made]


def _in_stock(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    size = found["s"]
    asked = {s.casefold().removeprefix("uk ") for s in told.limits.wanted("size")}
    # What is L/XL is L as well.
    if asked.isdisjoint((size.casefold().removeprefix("uk "), *size.casefold().split("/"))):
        return []
    return [v for v in product.variants if v.options.get("size") == size and v.stock > 0]


def _shared(product: ProductRecord, other: ProductRecord, facts: str) -> bool:
    for fact in listed(facts):
        if fact.startswith("by "):
            same = bool(product.brand) and fact == f"by {product.brand}" == f"by {other.brand}"
        elif fact.startswith("from "):
            same = fact == f"from {product.category.lower()}" == f"from {other.category.lower()}"
        else:
            own = [
                {*lower(p.tags), *lower(p.attributes.get("material", ()))} for p in (product, other)
            ]
            same = fact in own[0] & own[1]
        if not same:
            return False
    return product.id != other.id


def _bought(truth: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    other = truth.titled[found["t"]]
    return where(other.id in told.purchased and _shared(product, other, found["f"]), product)


def _chose(truth: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    other = truth.titled[found["t"]]
    return where(other.id in told.liked and _shared(product, other, found["f"]), product)


def _tagged_alike(truth: Truth, found: re.Match[str], product: ProductRecord, _: Told) -> Variants:
    tags = re.findall("“(.+?)”", found["q"])
    both = [lower(p.tags) for p in (product, truth.titled[found["t"]])]
    return where(bool(tags) and all(tag in own for tag in tags for own in both), product)


def _alike(truth: Truth, found: re.Match[str], product: ProductRecord, _: Told) -> Variants:
    return where(_shared(product, truth.titled[found["t"]], found["f"]), product)


def _tagged(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    said = bool(roots(found["t"]) & roots(told.query))
    return where(said and found["t"] in lower(product.tags), product)


def _wrote(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    said = bool(names(found["q"]) & names(told.query))
    return where(said and any(found["q"] in r for r in product.review_excerpts), product)


def _described(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    said = len(names(found["q"]) & names(told.query)) > 1
    return where(said and found["q"] in product.description, product)


def _praise(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    words = re.compile(_PRAISE[found["a"]], re.I)
    quoted = any(found["q"] in review for review in product.review_excerpts)
    several = sum(words.search(review) is not None for review in product.review_excerpts) > 1
    asked = words.search(told.query) is not None
    return where(quoted and several and asked and words.search(found["q"]) is not None, product)


def _runs(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    words = re.compile(rf"\b(?:{_RUNS[found['f']]})\b", re.I)
    several = sum(words.search(review) is not None for review in product.review_excerpts) > 1
    return where(several and bool(told.limits.wanted("size")), product)


def _rated(_: Truth, found: re.Match[str], product: ProductRecord, __: Told) -> Variants:
    near = product.rating is not None and abs(product.rating - float(found["r"])) <= 0.05
    return where(near and int(found["n"]) == product.review_count, product)


def _sells(truth: Truth, found: re.Match[str], product: ProductRecord, _: Told) -> Variants:
    better = sum(p.sold_count > product.sold_count for p in truth.kinds[found["k"]])
    most = int(found["n"] or 1)
    own = product in truth.kinds[found["k"]] and product.sold_count > 0
    return where(own and better < most, product)


def _lowest(truth: Truth, found: re.Match[str], product: ProductRecord, _: Told) -> Variants:
    kind = truth.kinds[found["k"]]
    lowest = min(v.price for p in kind for v in p.variants if v.stock > 0)
    return [v for v in product.variants if product in kind and v.price <= lowest]


def _measure(name: str) -> Check:
    def check(_: Truth, found: re.Match[str], product: ProductRecord, __: Told) -> Variants:
        stated_by = [
            {*variant.options.values()} & {found["v"]}
            or {*product.attributes.get(name, ())} & {found["v"]}
            for variant in product.variants
        ]
        return [v for v, own in zip(product.variants, stated_by, strict=True) if own]

    return check


def _costs(_: Truth, found: re.Match[str], product: ProductRecord, __: Told) -> Variants:
    return [v for v in product.variants if v.price == pounds(found["p"])]


def _stated(_: Truth, found: re.Match[str], product: ProductRecord, told: Told) -> Variants:
    said = bool(names(found["v"]) & names(told.query))
    return where(said and found["v"] in product.attributes.get(found["n"], ()), product)


_MONEY = r"(?P<p>£[\d,.]+)"
CHECKS: tuple[tuple[str, Check], ...] = (
    (r"(?P<v>.+), as you asked", _asked),
    (r"(?P<v>.+), a shade of (?P<c>.+)", _shade),
    (rf"{_MONEY} below your limit", _below),
    (rf"well within your {_MONEY}", _well_within),
    (rf"(?P<how>just|close to|below|above) your {_MONEY}", _near),
    (rf"{_MONEY} less than the (?P<t>.+)", _less),
    (r"made of (?P<m>.+), not (?P<n>.+)", _made_of),
    (r"in stock in (?P<s>.+)", _in_stock),
    (r"(?P<f>.+), like the (?P<t>.+) you bought", _bought),
    (r"(?P<f>.+), like the (?P<t>.+) you chose", _chose),
    (r"listed under (?P<q>“.+”), like the (?P<t>.+)", _tagged_alike),
    (r"(?P<f>.+), like the (?P<t>.+)", _alike),
    (r"listed under “(?P<t>.+)”", _tagged),
    (r"a buyer wrote “(?P<q>.+)”", _wrote),
    (r"described as “(?P<q>.+)”", _described),
    (r"buyers praise the (?P<a>\w+): “(?P<q>.+)”", _praise),
    (r"buyers say that (?P<f>.+)", _runs),
    (r"rated (?P<r>\S+) by (?P<n>\d+) buyers", _rated),
    (r"(?:our|among our (?P<n>\d+)) best sellers? in (?P<k>.+)", _sells),
    (r"the lowest price in (?P<k>.+)", _lowest),
    (r"weighs (?P<v>.+)", _measure("weight")),
    (r"holds (?P<v>.+)", _measure("capacity")),
    (r"sleeps (?P<v>.+)", _measure("sleeps")),
    (rf"(?:costs|from) {_MONEY}", _costs),
    (r"(?P<n>[a-z -]+): (?P<v>.+)", _stated),
)
