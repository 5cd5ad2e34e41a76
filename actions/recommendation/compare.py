"""Products side by side: what differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.recommendation.matching import product_values, variant_values
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord

_UNKNOWN = "not stated"
_SHOWN_ELSEWHERE = frozenset({"color", "colour", "material", "size"})


@dataclass(frozen=True)
class Comparison:
    """A table of differences.

    Attributes:
        columns: Titles of the products.
        rows: Label and one value for each product, only where they differ.
        same: Label and value of what they have in common.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    same: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, object]:
        """Return the comparison as the widget draws it."""
        return {
            "type": "comparison",
            "columns": ["", *self.columns],
            "rows": [list(row) for row in self.rows],
        }

    def text(self) -> str:
        """Return the differences as plain text, complete by itself."""
        lines = [f"{spoken_list(self.columns)}:"]
        lines += [f"- {label}: {' / '.join(values)}" for label, *values in self.rows]
        if not self.rows:
            lines.append("I see no difference in what the catalogue says of them.")
        if self.same:
            shared = "; ".join(f"{label.lower()} {value}" for label, value in self.same)
            lines.append(f"The same for {'both' if len(self.columns) == 2 else 'all'}: {shared}.")
        return "\n".join(lines)


def compare(products: Sequence[ProductRecord]) -> Comparison:
    """Compare two or more products by all that the catalogue states."""
    table: dict[str, list[str]] = {
        "Price": [_price(p) for p in products],
        "Rating": [_rating(p) for p in products],
        "Brand": [p.brand or _UNKNOWN for p in products],
        "Category": [p.category for p in products],
        "Colours": [_joined(product_values(p, "color")) for p in products],
        "Material": [_joined(product_values(p, "material")) for p in products],
        "Sizes in stock": [_joined(sizes_in_stock(p)) for p in products],
        "In stock": ["yes" if p.in_stock else "no" for p in products],
    }
    if not any(product_values(p, "size") for p in products):
        del table["Sizes in stock"]
    names = dict.fromkeys(name for p in products for name in p.attributes)
    for name in names:
        if name not in _SHOWN_ELSEWHERE:
            label = name.replace("_", " ").capitalize()
            table[label] = [_joined(p.attributes.get(name, ())) for p in products]
    rows, same = [], []
    for label, values in table.items():
        if len(set(values)) > 1:
            rows.append((label, *values))
        elif values and values[0] != _UNKNOWN:
            same.append((label, values[0]))
    return Comparison(tuple(p.title for p in products), tuple(rows), tuple(same))


def sizes_in_stock(product: ProductRecord) -> tuple[str, ...]:
    """Return the sizes that can be bought now, in the shop's order."""
    there = {
        size
        for variant in product.variants
        if variant.stock > 0
        for size in variant_values(product, variant, "size")
    }
    return tuple(size for size in product_values(product, "size") if size in there)


def _joined(values: Sequence[str]) -> str:
    return ", ".join(values) or _UNKNOWN


def _price(product: ProductRecord) -> str:
    low = format_money(product.price_min, product.currency)
    if product.price_min == product.price_max:
        return low
    return f"{low}–{format_money(product.price_max, product.currency)}"


def _rating(product: ProductRecord) -> str:
    if product.rating is None:
        return "no reviews"
    plural = "review" if product.review_count == 1 else "reviews"
    return f"{product.rating:.1f} ({product.review_count} {plural})"
