"""What buyers say, by aspect, against the stars that they gave.

The stars of a review are no label of an aspect; but who praises the quality gave many, as a rule,
and who complains of it few. For each aspect: the reviews with praise and with complaint, and the
share of them with four or five stars.

    python -m benchmarks.opinions FILE

FILE is a zipped CSV with the columns `Review Text` and `Rating`, as
`../shared/datasets/womens_clothing_reviews` has. The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tqdm import tqdm

from actions.recommendation.opinions import opinions
from benchmarks.report import print_table, save_json
from benchmarks.reviews import read_columns
from settings import PROJECT_ROOT

_GOOD_STARS = 4


def read_reviews(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the text and the stars of each review that has a text.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no zipped CSV with these columns.
    """
    for text, stars in read_columns(path, "Review Text", "Rating"):
        if text:
            yield text, int(stars)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.opinions", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "opinions")
    options = parser.parse_args(arguments)
    said: Counter[tuple[str, bool]] = Counter()
    starred: Counter[tuple[str, bool]] = Counter()
    try:
        reviews = list(read_reviews(options.file))
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    for text, stars in tqdm(reviews, desc="Reading reviews"):
        for aspect, opinion in opinions((text,)).items():
            if opinion.good != opinion.bad:
                key = aspect, opinion.good > opinion.bad
                said[key] += 1
                starred[key] += stars >= _GOOD_STARS
    share = sum(stars >= _GOOD_STARS for _, stars in reviews) / max(1, len(reviews))
    figures = {
        f"{aspect}, {'praise' if good else 'complaint'}": {
            "reviews": said[aspect, good],
            "good stars": round(starred[aspect, good] / said[aspect, good], 3),
        }
        for aspect, good in sorted(said)
    }
    print_table(
        f"{len(reviews)} reviews, {share:.3f} of them with {_GOOD_STARS} or 5 stars",
        ("aspect", "reviews", "share with good stars"),
        [(name, str(f["reviews"]), f"{f['good stars']:.3f}") for name, f in figures.items()],
    )
    save_json(options.out / "opinions.json", {"reviews": len(reviews), **figures})
    return 0


if __name__ == "__main__":
    sys.exit(main())
