"""Products side by side: what differs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from actions.recommendation.matching import product_values, variant_values
from actions.recommendation.money import format_money
from actions.recommendation.text import spoken_list, terms
from actions.shop.records import ProductRecord

_UNKNOWN = "not stated"
# Rows in the text; the widget draws all of them.
_TOLD = 8
_NAMED = 4
_FIRST = ("Price", "Rating")
_LAST = frozenset(("Brand", "Colours", "Origin", "Certificate", "Pfas-free", "Vegan", "In stock"))
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

    def text(self, about: Collection[str] = ()) -> str:
        """Return the differences that matter most as plain text.

        Args:
            about: Index terms of what was asked: rows with one of them come first.
        """
        lines = [f"{spoken_list(self.columns)}:"]
        rows = sorted(self.rows, key=lambda row: _weight(row, about))
        lines += [f"- {label}: {' / '.join(values)}" for label, *values in rows[:_TOLD]]
        if not self.rows:
            lines.append("I see no difference in what the catalogue says of them.")
        if len(rows) > _TOLD:
            others = spoken_list(row[0].lower() for row in rows[_TOLD : _TOLD + _NAMED])
            lines.append(
                f"They differ in {others}{', too' if len(rows) <= _TOLD + _NAMED else ' and more'}."
            )
        if self.same:
            shared = "; ".join(f"{label.lower()} {value}" for label, value in self.same[:_NAMED])
            lines.append(f"The same for {'both' if len(self.columns) == 2 else 'all'}: {shared}.")
        return "\n".join(lines)


def _weight(row: Sequence[str], about: Collection[str]) -> tuple[bool, int]:
    """Return a key that puts first what was asked, then money and merit, figures, yes and no."""
    label, *values = row
    asked = bool(set(terms(label)) & set(about))
    if label in _FIRST:
        rank = _FIRST.index(label)
    elif label in _LAST:
        rank = 9
    elif sum(value != _UNKNOWN for value in values) < 2:
        rank = 7
    else:
        rank = 4 if any(letter.isdigit() for value in values for letter in value) else 5
    return (not asked, rank)


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
