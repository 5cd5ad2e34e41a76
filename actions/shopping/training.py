"""Fine-tune search by meaning for the shop's products (`make train-recommender`).

    python -m actions.shopping.training [--out FOLDER]

It takes half a minute; do it again after the catalogue has changed much. Of a large catalogue a
sample is learned from. The action server takes what it finds at its next start.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from actions.recommendation import WishFileError, read_wishes
from actions.recommendation.training import learn_projection
from actions.shop.catalogue import Catalogue
from actions.shop.database import open_shop
from actions.shop.errors import ShopError
from actions.shop.records import ProductRecord
from actions.shopping.models import ENCODER, PROJECTION, WISHES
from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import NluModelError
from nlu_models.projection import save_projection

# Of more products a sample is learned from: as many lie together in it.
MOST = 2000
_TOGETHER = 20
_SEED = 42


def sample(catalogue: Catalogue) -> list[ProductRecord]:
    """Return what is learned from: all products, or ``MOST`` of them.

    Raises:
        ShopError: The shop cannot be read.
    """
    if catalogue.count() <= MOST:
        return catalogue.products()
    chosen = random.Random(_SEED).sample(catalogue.chunks(_TOGETHER), MOST // _TOGETHER)
    return [product for chunk in sorted(chosen) for product in catalogue.read(chunk)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m actions.shopping.training", description=__doc__
    )
    parser.add_argument("--out", type=Path, default=PROJECTION, metavar="FOLDER")
    options = parser.parse_args(arguments)
    print("Fine-tuning search for the shop's products …", flush=True)
    try:
        encoder = SentenceEncoder.load(ENCODER)
        products = sample(open_shop().catalogue)
        learned = learn_projection(products, read_wishes(WISHES), encoder)
        save_projection(options.out, learned.matrix, encoder.fingerprint)
    except (NluModelError, ShopError, WishFileError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(
        f"Learned from {learned.lessons} lessons; cross-entropy on others {learned.before:.3f} "
        f"before, {learned.after:.3f} after."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
