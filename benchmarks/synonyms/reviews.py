"""Which words reviews teach for kinds of product of which nothing but the name is known.

    python -m benchmarks.synonyms.reviews FILE

FILE is a zipped CSV with the columns `Clothing ID`, `Class Name` and `Review Text`, as
`../shared/datasets/womens_clothing_reviews` has. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from actions.recommendation.review_words import review_meanings
from actions.shop.records import ProductRecord
from benchmarks.report import print_table, save_json
from benchmarks.reviews import read_columns
from settings import PROJECT_ROOT

_SHOWN = 8


def read_reviews(path: Path) -> Iterator[tuple[int, str, str]]:
    """Yield product id, kind and text of each review that has both.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no zipped CSV with these columns.
    """
    for product_id, kind, text in read_columns(path, "Clothing ID", "Class Name", "Review Text"):
        if kind and text:
            yield int(product_id), kind, text


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.synonyms.reviews", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "synonyms")
    options = parser.parse_args(arguments)
    try:
        reviews = list(read_reviews(options.file))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    kinds = {product_id: kind for product_id, kind, _ in reviews}
    products = [_named(product_id, kind) for product_id, kind in kinds.items()]
    taught: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for one in review_meanings(products, [(i, text) for i, _, text in reviews]):
        taught[one.means].append((one.said, round(one.times)))
    print_table(
        f"{len(reviews):,} reviews of {len(products):,} products: index terms, most telling first",
        ("kind", "words", "the first of them, with the number of reviews"),
        [
            [kind, str(len(said)), ", ".join(f"{word} {times}" for word, times in said[:_SHOWN])]
            for kind, said in taught.items()
        ],
    )
    save_json(options.out / "reviews.json", {"reviews": len(reviews), "words": taught})
    return 0


def _named(product_id: int, kind: str) -> ProductRecord:
    nothing = Decimal(0)
    return ProductRecord(
        id=product_id,
        handle=str(product_id),
        title=kind,
        description="",
        brand="",
        category=kind,
        price_min=nothing,
        price_max=nothing,
        currency="USD",
        image_url="",
        attributes={},
        variants=(),
    )


if __name__ == "__main__":
    sys.exit(main())
