"""Stock and size answers, in facts of the catalogue and of its reviews."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from actions.recommendation.constraints import Constraints
from actions.recommendation.matching import fitting_variants, product_values, variant_values
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord, VariantRecord

_FEW = 5
_ADVERB = r"(?:(?:a|an|one|half|little|bit|tad|size|very|quite|slightly|rather|too|really)\s+)*"
_VERB = r"(?:runs?|ran|comes? up|came up|fits?|sizes?|sizing is|sizing was|is|was|are|were)\s+"
_SAYS = {
    "small": re.compile(
        rf"\b{_VERB}{_ADVERB}(?:small|tight|narrow|snug)\b|\bsize up\b|\bsized up\b|"
        r"\b(?:order|go|went) (?:a |one )?size up\b",
        re.I,
    ),
    "large": re.compile(
        rf"\b{_VERB}{_ADVERB}(?:large|big|loose|roomy|baggy)\b|\bsize down\b|\bsized down\b|"
        r"\b(?:order|go|went) (?:a |one )?size down\b",
        re.I,
    ),
    "true": re.compile(r"\btrue to size\b|\bfits? (?:perfectly|as expected|just right)\b", re.I),
}
_NEGATED = re.compile(r"\b(?:not|isn'?t|wasn'?t|doesn'?t|never|no longer)\b[^.!?]{0,20}$", re.I)
VERDICTS = {"small": "runs small", "large": "runs large", "true": "is true to size"}


@dataclass(frozen=True)
class FitReviews:
    """What reviews say of the fit.

    Attributes:
        counts: Verdict (small, large, true) to the number of reviews that say so.
        read: How many reviews were read.
        quote: A sentence of one that says what most say; None where none says anything.
    """

    counts: dict[str, int]
    read: int
    quote: str | None


def fit_reviews(product: ProductRecord) -> FitReviews:
    """Read the product's review excerpts for words about its fit."""
    counts: dict[str, int] = {}
    quotes: dict[str, str] = {}
    for review in product.review_excerpts:
        for sentence in re.split(r"(?<=[.!?])\s+", review):
            verdict = _verdict(sentence)
            if verdict:
                counts[verdict] = counts.get(verdict, 0) + 1
                quotes.setdefault(verdict, sentence.strip().rstrip("."))
                break
    most = max(counts, key=lambda verdict: counts[verdict], default=None)
    return FitReviews(counts, len(product.review_excerpts), quotes[most] if most else None)


def _verdict(sentence: str) -> str | None:
    for verdict, pattern in _SAYS.items():
        found = pattern.search(sentence)
        if found and not _NEGATED.search(sentence[: found.start()]):
            return verdict
    return None


def fit_sentence(product: ProductRecord) -> str:
    """Return what buyers say of the fit, or that they say nothing of it."""
    told = fit_reviews(product)
    if not told.counts:
        if told.read:
            return "The reviews that I can read say nothing about the fit."
        return "Nobody has reviewed it yet, so I can't say how it fits."
    parts = [
        f"{count} say{'s' if count == 1 else ''} it {VERDICTS[verdict]}"
        for verdict, count in sorted(told.counts.items(), key=lambda pair: -pair[1])
    ]
    reviews = "review" if told.read == 1 else "reviews"
    sentence = f"Of the {told.read} {reviews} that I can read, {spoken_list(parts)}"
    return f"{sentence}; one writes: “{told.quote}”." if told.quote else f"{sentence}."


def size_sentence(product: ProductRecord, color: str | None = None) -> str:
    """Return which sizes are in stock and which are sold out."""
    limits = Constraints(include={"color": (color,)} if color else {}, in_stock_only=False)
    variants = fitting_variants(product, limits)
    there = _sizes(product, (v for v in variants if v.stock > 0))
    gone = [s for s in _sizes(product, variants) if s not in there]
    where = f" in {color.lower()}" if color else ""
    if not there and not gone:
        return f"The {product.title} has no sizes to choose from{where}."
    if not there:
        return f"All sizes of the {product.title}{where} are sold out: {spoken_list(gone)}."
    sentence = f"In stock{where}: {spoken_list(there)}."
    return f"{sentence} Sold out: {spoken_list(gone)}." if gone else sentence


def _sizes(product: ProductRecord, variants: Iterable[VariantRecord]) -> list[str]:
    """Return sizes in the shop's order, whatever order the variants come in."""
    have = {s for variant in variants for s in variant_values(product, variant, "size")}
    return [size for size in product_values(product, "size") if size in have]


def stock_sentence(product: ProductRecord, asked: Constraints) -> str:
    """Return whether a product can be bought, in the asked colour and size if any are asked.

    What is missing is named: not made in it, or sold out in it, and what there is instead.
    """
    facets = {f: asked.wanted(f) for f in ("color", "size", "material") if asked.wanted(f)}
    limits = Constraints(include=facets, in_stock_only=False)
    wish = _wish(facets)
    title = product.title
    made = fitting_variants(product, limits)
    if not made:
        missing = [f for f in facets if not _made_in(product, f, facets[f])] or list(facets)
        offered = [
            f"{_PLURALS[f]}: {spoken_list(product_values(product, f))}"
            for f in missing
            if product_values(product, f)
        ]
        rest = f" It comes in these {'; '.join(offered)}." if offered else ""
        return f"The {title} does not come{wish}.{rest}"
    there = [variant for variant in made if variant.stock > 0]
    if not there:
        rest = _instead(product, facets)
        return f"The {title} is sold out{wish}.{rest}"
    price = format_money(there[0].price, product.currency)
    left = sum(variant.stock for variant in there)
    amount = f" – only {left} left" if left <= _FEW else ""
    if "size" in facets or not product_values(product, "size"):
        return f"Yes, the {title} is in stock{wish}{amount}, at {price}."
    first = facets.get("color", (None,))[0]
    one_price = len({variant.price for variant in there}) == 1
    money = f"at {price}" if one_price else f"from {price}"
    return f"Yes, the {title} is in stock{wish}, {money}. {size_sentence(product, first)}"


def color_sentence(product: ProductRecord) -> str:
    """Return which colours are in stock and which are sold out."""
    there = dict.fromkeys(
        color
        for variant in product.variants
        if variant.stock > 0
        for color in variant_values(product, variant, "color")
    )
    made = product_values(product, "color")
    if not made:
        return f"The catalogue does not state the colours of the {product.title}."
    gone = [color for color in made if color not in there]
    if not there:
        return f"The {product.title} is sold out in all colours: {spoken_list(gone)}."
    sentence = f"The {product.title} is in stock in {spoken_list(list(there))}."
    return f"{sentence} Sold out: {spoken_list(gone)}." if gone else sentence


_PLURALS = {"color": "colours", "size": "sizes", "material": "materials"}


def _made_in(product: ProductRecord, facet: str, values: Sequence[str]) -> bool:
    return bool(fitting_variants(product, Constraints({facet: tuple(values)}, in_stock_only=False)))


def _wish(facets: dict[str, tuple[str, ...]]) -> str:
    named = {f: spoken_list(v, "or") for f, v in facets.items()}
    parts = [named[f].lower() for f in ("color", "material") if f in named]
    if "size" in named:
        parts.append(f"size {named['size']}")
    return f" in {', '.join(parts)}" if parts else ""


def _instead(product: ProductRecord, facets: dict[str, tuple[str, ...]]) -> str:
    if not product.in_stock:
        return " No other version of it is in stock either." if facets else ""
    there = [v for v in product.variants if v.stock > 0]
    if "size" in facets and "color" in facets:
        limits = Constraints({"size": facets["size"]})
        colors = dict.fromkeys(
            c
            for v in fitting_variants(product, limits)
            for c in variant_values(product, v, "color")
        )
        if colors:
            size = spoken_list(facets["size"], "or")
            return f" In size {size} there is {spoken_list(c.lower() for c in colors)}."
    options = dict.fromkeys(" / ".join(v.options.values()) for v in there)
    return f" In stock: {spoken_list(list(options)[:8])}."
