"""Sizes by age and by amount: the one for an eight-year-old, the ones smaller than 750 ml."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.recommendation.matching import product_values, variant_values
from actions.recommendation.measures import parse_amount, states
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord

_AGE = re.compile(
    # No "2 year warranty", "lasts 5 years".
    r"(?<!lasts )(?<!lasted )(?<!after )(?<!within )\b(?P<age>\d{1,2})[- ]?"
    r"(?P<unit>y(?:ea)?rs?|yo|y/o|months?|mths?)\b(?:[- ]?olds?)?(?!['’]?\s*(?:warrant|guarantee|"
    r"cover|plan|wear|use|ago|later|return))|"
    # No "10 in shoes", "32 waist", "10 stone"; but "10 in May".
    r"\b(?:s?he(?:'?s| is)|aged?|turning)\s+(?P<bare>\d{1,2})\b(?!\s*(?:['\"/½-]|[.,]\d|"
    r"(?:months?|mths?|cm|mm|m|ft|foot|feet|st|stone|kg|kilos?|lbs?|pounds?|inch(?:es)?|waist|chest|bust|hips?|"
    r"legs?|inside|collar|uk|eu|us|in(?! (?:jan|feb|mar|apr|may|ju[nl]|aug|sep|oct|nov|dec)))\b))",
    re.I,
)
_RANGE = re.compile(
    r"\b(?P<low>\d{1,3})\s*(?:[-–]|to)\s*(?P<high>\d{1,3})\s*(?P<unit>y(?:ea)?rs?|y|months?|m)?\b",
    re.I,
)
_SMALLER = re.compile(
    r"\bsmall(?:er|est)\b|\btiny\b|\bbit (?:too )?big\b|\b(?:holds?|any(?:thing)?) less\b|"
    r"\bless than \d+ ?(?:ml|cl|l|lit(?:re|er)s?|oz)\b",
    re.I,
)
_BIGGER = re.compile(r"\b(?:bigg|larg)(?:er|est)\b|\bbit (?:too )?small\b", re.I)
_EXTREME = re.compile(r"\b(?:small|bigg|larg)est\b", re.I)
_YEAR = 12  # months


def age_in(text: str) -> int | None:
    """Return the age that a message tells, in months."""
    found = _AGE.search(text)
    if found is None:
        return None
    number = int(found["age"] or found["bare"])
    in_months = (found["unit"] or "").casefold().startswith("m")
    return number if in_months else number * _YEAR


def size_for_age(product: ProductRecord, months: int) -> str | None:
    """Return which size of a product is made for an age, without the product's title.

    Returns:
        None where its sizes are no ages.
    """
    ages = {size: span for size in product_values(product, "size") if (span := _span(size))}
    if not ages:
        return None
    years = f"{months // _YEAR} years" if months >= 2 * _YEAR else f"{months} months"
    fitting = [size for size, (low, high) in ages.items() if low <= months <= high]
    if not fitting:
        return f"no size for {years}, but {spoken_list(ages)}"
    size = max(fitting, key=lambda size: ages[size][0])  # children grow: 3-6 for 3 months
    colors = dict.fromkeys(
        color
        for variant in product.variants
        if variant.stock > 0 and size in variant_values(product, variant, "size")
        for color in variant_values(product, variant, "color")
    )
    there = any(
        v.stock > 0 and size in variant_values(product, v, "size") for v in product.variants
    )
    where = f", in {spoken_list(colors)}" if colors else ""
    stock = f"which is in stock{where}" if there else "which is sold out"
    return f"size {size} for {years}, {stock}"


def _span(size: str) -> tuple[int, int] | None:
    """Return the first and the last month of age that a size is made for."""
    found = _RANGE.search(size)
    if found is None or not found["unit"]:
        return None
    low, high = int(found["low"]), int(found["high"])
    if found["unit"].casefold().startswith("m"):
        return low, high
    return low * _YEAR, high * _YEAR + _YEAR - 1  # four-year-olds are four until they are five


def smaller_or_bigger(product: ProductRecord, text: str, than: Sequence[str] = ()) -> str | None:
    """Return which sizes of a product are smaller or bigger, or the smallest, with their prices.

    Args:
        product: One that comes in amounts, such as 500 ml.
        text: The message.
        than: The sizes that were named.

    Returns:
        None where nothing of the kind is asked, or the product comes in no amounts.
    """
    amounts = {
        size: amount
        for size in product_values(product, "size")
        if states(size, "capacity") and (amount := parse_amount(size, "capacity")) is not None
    }
    smaller = _SMALLER.search(text) is not None
    if not amounts or not (smaller or _BIGGER.search(text)):
        return None
    if _EXTREME.search(text):
        end = (min if smaller else max)(amounts, key=lambda size: amounts[size])
        word = "smallest" if smaller else "biggest"
        return f"The {word} {product.title} is {_priced(product, end)}."
    named = [amount for size in than if (amount := parse_amount(size, "capacity")) is not None]
    if not named:
        return None
    fitting = [
        size
        for size, amount in amounts.items()
        if (amount < min(named) if smaller else amount > max(named))
    ]
    word = "smaller" if smaller else "bigger"
    if not fitting:
        return f"The {product.title} has no {word} size: it comes in {spoken_list(amounts)}."
    told = spoken_list(_priced(product, size) for size in fitting)
    return (
        f"The {product.title} also comes {word}: {told}."
        if len(amounts) > len(fitting)
        else (f"The {product.title} is {word}: {told}.")
    )


def _priced(product: ProductRecord, size: str) -> str:
    own = [v for v in product.variants if size in variant_values(product, v, "size")]
    there = [v for v in own if v.stock > 0]
    if not there:
        return f"{size} (sold out)"
    return f"{size}, {format_money(min(v.price for v in there), product.currency)}"
