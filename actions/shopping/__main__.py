"""Make the index, vectors of pictures or learned synonyms, outside the action server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from actions.recommendation.index.build import Plan, build
from actions.shop.database import ShopError, open_shop
from actions.shop.records import ProductRecord
from actions.shopping.live import IN_MEMORY, index_folder
from actions.shopping.models import load_encoder
from actions.shopping.picture_command import add_arguments as add_picture_arguments
from actions.shopping.picture_command import run_images
from actions.shopping.synonyms import add_arguments, run_synonyms
from nlu_models.errors import NluModelError
from settings import SettingsError


@dataclass(frozen=True)
class SettingsShop:
    """The settings' shop, opened by whichever process asks it."""

    def version(self) -> str:
        """Return the catalogue's version."""
        return open_shop().catalogue.version()

    def chunks(self, size: int) -> list[tuple[int, int]]:
        """Return ranges of ids, with about so many products each."""
        return open_shop().catalogue.chunks(size)

    def read(self, chunk: tuple[int, int]) -> list[ProductRecord]:
        """Return the products of a range of ids."""
        return open_shop().catalogue.read(chunk)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m actions.shopping", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    index = commands.add_parser(
        "index", help="make the index anew, or go on with an interrupted build"
    )
    index.add_argument("--workers", type=int, default=1, help="processes that share the work")
    add_arguments(
        commands.add_parser("synonyms", help="learn words from reviews, and show what was learned")
    )
    add_picture_arguments(
        commands.add_parser("images", help="make vectors of what the products look like")
    )
    options = parser.parse_args(arguments)
    try:
        if options.command == "synonyms":
            return run_synonyms(options, open_shop())
        if options.command == "images":
            return run_images(options, SettingsShop(), index_folder())
        count = open_shop().catalogue.count()
        if count <= IN_MEMORY:
            print(f"{count:,} products are indexed in memory, whenever the server starts.")
            return 0
        build(Plan(SettingsShop(), load_encoder, index_folder()), workers=options.workers)
    except (ShopError, SettingsError, NluModelError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(f"Indexed {count:,} products.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
