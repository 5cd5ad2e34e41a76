"""Sizes of shoes, asked for in another system than the catalogue's: EU 42 is about UK 8.

Sizes are lengths of the last by their systems' definitions: EU sizes count Paris points of 2/3 cm,
UK and US sizes barleycorns of 1/3 inch, each from its own beginning (Wikipedia, "Shoe size", with
the formulas for adults, children and US women). Makers differ by up to a size.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from actions.recommendation.matching import product_values, size_matches
from actions.recommendation.text import spoken_list, stem, synonyms, words
from actions.shop.records import ProductRecord

_INCH = 2.54
_BARLEYCORN = _INCH / 3
_PARIS_POINT = 2 / 3
_SMALLEST_EU = 16  # bare numbers from here on are EU sizes, below it UK ones
_NEAR = 0.6  # of a size; where one lies in the middle of two, both may fit
_LABEL = re.compile(
    r"(?:size\s*)?(?P<system>uk|eu|us|kids|children'?s?)?\s*(?:size\s*)?"
    r"(?P<number>\d{1,2}(?:[.,]5|½)?)\s*(?P<after>uk|eu|us)?",
    re.I,
)
_SHOES = {stem("shoe"), *synonyms(stem("shoe")), stem("sandal"), stem("slipper")}

# The length of the last in cm, and how much a size adds to it.
_Scale = tuple[Callable[[float], float], float]
_SCALES: Mapping[str, _Scale] = {
    "eu": (lambda size: size * _PARIS_POINT, _PARIS_POINT),
    "uk": (lambda size: (size + 25) * _BARLEYCORN, _BARLEYCORN),
    "kids": (lambda size: (size + 12) * _BARLEYCORN, _BARLEYCORN),
    "us men": (lambda size: (size + 24) * _BARLEYCORN, _BARLEYCORN),
    "us women": (lambda size: (size + 23) * _BARLEYCORN, _BARLEYCORN),
}


class OwnSizes(NamedTuple):
    """What sizes of the catalogue a size of another system is.

    Attributes:
        sizes: In the catalogue's spelling, the smallest first.
        note: What was taken for what, in a sentence.
    """

    sizes: tuple[str, ...]
    note: str


@lru_cache(maxsize=1024)
def is_footwear(category: str) -> bool:
    """Whether products of a category are worn on the feet."""
    return any(stem(word) in _SHOES for word in words(category))


def own_sizes(
    asked: str, products: Iterable[ProductRecord], *, certain: bool, women: bool
) -> OwnSizes | None:
    """Return what a shoe size is called in a catalogue that has it in another system.

    Args:
        asked: The size as it was said: ``EU 42``, ``42``, ``US 9``.
        products: The catalogue.
        certain: Whether shoes are meant; a bare number is a shoe size only then.
        women: Whether US sizes are women's ones.

    Returns:
        None where there is nothing to convert: it is no shoe size, or shoes have it by this name or
        have none that is near.
    """
    said = _LABEL.fullmatch(asked.strip())
    if said is None or not (certain or said["system"] or said["after"]):
        return None
    there = dict.fromkeys(
        size
        for product in products
        if is_footwear(product.category)
        for size in product_values(product, "size")
    )
    system = _system(said)
    name = f"{_NAMES[system]} {said['number']}"
    if any(size_matches(size, asked) or size_matches(size, name) for size in there):
        return None
    scale = ("us women" if women else "us men") if system == "us" else system
    length = _SCALES[scale][0](_number(said))
    near = [size for size in there if abs(_distance(size, length)) <= _NEAR]
    near.sort(key=lambda size: _distance(size, length))
    if not near:
        return None
    is_about = "lies between" if len(near) > 1 else "is about"
    own = f"{spoken_list(near)} in shoes; makers differ a little"
    return OwnSizes(tuple(near), f"{name} ({_ASSUMED[scale]}) {is_about} {own}.")


def _number(label: re.Match[str]) -> float:
    return float(label["number"].replace(",", ".").replace("½", ".5"))


def _system(label: re.Match[str]) -> str:
    named = (label["system"] or label["after"] or "").casefold()
    if named.startswith("child"):
        return "kids"
    return named or ("eu" if _number(label) >= _SMALLEST_EU else "uk")


def _distance(size: str, length: float) -> float:
    """Return how many sizes a size of the catalogue is longer than a length."""
    label = _LABEL.fullmatch(size)
    if label is None:
        return math.inf
    system = _system(label)
    of, step = _SCALES["us men" if system == "us" else system]
    return (of(_number(label)) - length) / step


_NAMES = {"eu": "EU", "uk": "UK", "us": "US", "kids": "children's UK"}
_SHARED = "EU and UK sizes are the same for men and women"
_ASSUMED = {
    "eu": _SHARED,
    "uk": _SHARED,
    "kids": "a children's size",
    "us men": "taken as a men's size",
    "us women": "taken as a women's size",
}
