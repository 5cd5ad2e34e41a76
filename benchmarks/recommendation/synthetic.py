"""Writes shoppers who do not exist, to see how time and memory grow with the catalogue.

    python -m benchmarks.recommendation.synthetic FILE [--items 60000] [--shoppers 100000]

Items have popularity by Zipf's law and lie on a ring; a shopper mostly goes on to what lies near.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np


def main() -> int:
    """Write the file; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.recommendation.synthetic",
        description=__doc__.partition("\n")[0],
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--items", type=int, default=60_000)
    parser.add_argument("--shoppers", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    write(arguments.file, arguments.items, arguments.shoppers, arguments.seed)
    return 0


def write(path: Path, items: int, shoppers: int, seed: int) -> None:
    """Write a file in the form that the benchmark reads."""
    chance = np.random.default_rng(seed)
    share = 1 / np.arange(1, items + 1)
    popular = chance.permutation(items)[chance.choice(items, shoppers * 4, p=share / share.sum())]
    with path.open("w", encoding="utf-8") as file:
        for shopper in range(shoppers):
            at, bought = int(popular[4 * shopper]), []
            for _ in range(5 + int(chance.geometric(0.25))):
                bought.append(at)
                near = chance.random() < 0.7
                at = (
                    (at + int(chance.geometric(0.2))) % items
                    if near
                    else int(popular[int(chance.integers(len(popular)))])
                )
            file.write(f"u{shopper} {' '.join(map(str, dict.fromkeys(bought)))}\n")


if __name__ == "__main__":
    sys.exit(main())
