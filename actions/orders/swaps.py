"""Exchanges: which other size or colour of an ordered thing is meant, and whether it is there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from actions.recommendation.matching import color_matches, normal_size
from actions.recommendation.text import contains_words
from actions.shop.records import OrderLineRecord, ProductRecord, VariantRecord

_UP = re.compile(r"\b(?:bigger|larger|(?:size|one) up|next size|wider)\b")
_LITRES = re.compile(r"(\d)\s*(?:lit(?:re|er)s?|ltrs?)\b")
_DOWN = re.compile(r"\b(?:smaller|(?:size|one) down|tighter)\b")


@dataclass(frozen=True)
class Swap:
    """What a shopper wants instead.

    Attributes:
        wish: The options that change, in words.
        variant: The variant that is it; None where the product does not come like that.
        label: What tells the variant from the others; empty where there is none.
    """

    wish: str
    variant: VariantRecord | None
    label: str = ""

    @property
    def possible(self) -> bool:
        """Whether it can be sent now."""
        return self.variant is not None and self.variant.stock > 0


def find_swap(product: ProductRecord, line: OrderLineRecord, text: str) -> Swap | None:
    """Return what a text asks for in place of an ordered line; None where it names nothing else."""
    options, text = _options(product), _LITRES.sub(r"\1 l", text)
    changes = {}
    for name, values in options.items():
        meant = _meant(name, values, line.options.get(name, ""), text)
        if meant is not None:
            changes[name] = meant
    if not changes:
        return None
    wanted = {**line.options, **changes}
    exact = next((v for v in product.variants if v.options == wanted), None)
    return Swap(", ".join(changes.values()), exact, _label(exact, options) if exact else "")


def in_stock(product: ProductRecord, line: OrderLineRecord) -> list[str]:
    """Return the labels of other variants that can be sent now, those with least changes first."""
    options = _options(product)
    others = [v for v in product.variants if v.stock > 0 and v.options != line.options]
    others.sort(key=lambda v: sum(v.options.get(n) != line.options.get(n) for n in options))
    return [label for variant in others if (label := _label(variant, options))]


def _options(product: ProductRecord) -> dict[str, list[str]]:
    options: dict[str, list[str]] = {}
    for variant in product.variants:
        for name, value in variant.options.items():
            if value not in options.setdefault(name, []):
                options[name].append(value)
    return options


def _label(variant: VariantRecord, options: Mapping[str, Sequence[str]]) -> str:
    """Return the options of a variant in words, without those that all variants share."""
    return ", ".join(v for name, v in variant.options.items() if len(options[name]) > 1)


def _meant(name: str, values: Sequence[str], own: str, text: str) -> str | None:
    if name == "size" and own in values:
        step = bool(_UP.search(text)) - bool(_DOWN.search(text))
        if step and 0 <= (place := values.index(own) + step) < len(values):
            return values[place]
    said = text.split()
    named = [value for value in values if value != own and _named(name, value, text, said)]
    # "Navy blue" names navy exactly and every other blue by the way.
    exact = [value for value in named if contains_words(text, value)]
    best = exact or named
    return best[-1] if best else None


def _named(name: str, value: str, text: str, said: Sequence[str]) -> bool:
    if contains_words(text, value):
        return True
    words = [word.strip(".,;:!?'\"()") for word in said]
    if name in ("color", "colour"):
        return any(color_matches(value, word) for word in words if word)
    pairs = [*words, *(f"{one} {two}" for one, two in pairwise(words))]
    return name == "size" and normal_size(value) in {normal_size(word) for word in pairs if word}
