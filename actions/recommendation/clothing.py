"""Sizes of women's clothes as numbers, asked of what comes in letters: UK 12 is about M.

No standard ties the two together. The table is what most British shops print on their charts; the
answer says that makers differ.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from actions.recommendation.footwear import OwnSizes, is_footwear
from actions.recommendation.matching import product_values, size_matches
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord

_LETTERS = {
    4: ("XS",),
    6: ("XS",),
    8: ("S",),
    10: ("S",),
    12: ("M",),
    14: ("M", "L"),
    16: ("L",),
    18: ("XL",),
    20: ("XL", "XXL"),
    22: ("XXL",),
}
_LABEL = re.compile(r"(?:uk\s*)?(?P<number>\d{1,2})", re.I)


def letter_sizes(asked: str, products: Iterable[ProductRecord]) -> OwnSizes | None:
    """Return the sizes that a number of women's clothes may stand for in some products.

    Args:
        asked: The size as it was said: ``12``, ``UK 12``.
        products: What is looked through.

    Returns:
        The number itself beside its letters, as some clothes have the one and some the other; None
        where it is no such number, or none of the products has such a letter.
    """
    said = _LABEL.fullmatch(asked.strip())
    letters = _LETTERS.get(int(said["number"]), ()) if said is not None else ()
    there = dict.fromkeys(
        size
        for product in products
        if not is_footwear(product.category)
        for size in product_values(product, "size")
    )
    own = [size for size in there if any(size_matches(size, letter) for letter in letters)]
    if said is None or not own:
        return None
    number = said["number"]
    between = "lies between" if len(letters) > 1 else "is usually"
    return OwnSizes(
        (asked, *own),
        f"A women's {number} {between} {spoken_list(letters)}; makers differ a little.",
    )
