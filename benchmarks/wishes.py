"""How well wishes are met: hit@1, hit@5 and precision@5 over the sample shop.

Each wish goes the way of a message: its entities, then what the actions that search and recommend
ask of the recommender.

    python -m benchmarks.wishes [--show] [--words-alone]

The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from actions.recommendation import (
    Context,
    Phrasebook,
    Recommendation,
    Recommender,
    ShoppingState,
    TextEncoder,
    Turn,
    for_wearer,
)
from actions.recommendation.text import contains_words
from actions.shop.database import open_database, open_shop
from actions.shop.records import ProductRecord
from actions.shop.sample import seed_sample_shop
from actions.shopping.models import load_encoder, load_phrasebook
from actions.shopping.terms import in_own_terms
from benchmarks.report import print_table, save_json
from nlu_models.catalogue_terms import CatalogueReader
from nlu_models.entities import EntityFinder, Synonyms, Vocabulary
from settings import PROJECT_ROOT

WISHES_FILE = Path(__file__).with_suffix(".toml")
_CUTS = (1, 5)
_DAY = date(2025, 6, 1)

Door = Callable[[Recommender, Turn, int], list[Recommendation]]


@dataclass(frozen=True)
class Wish:
    """What a shopper says, and which products would do.

    Attributes:
        text: The message.
        categories: The categories of which one is right; any where there are none.
        tags: Tags of which one must be there, unless a word of ``titles`` is.
        titles: Words of which one in the title makes the product right.
        held_out: Whether it was written after the weights were chosen.
    """

    text: str
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    held_out: bool = False

    def met_by(self, product: ProductRecord) -> bool:
        """Whether a product would do."""
        if any(contains_words(product.title, word) for word in self.titles):
            return True
        if self.categories and product.category not in self.categories:
            return False
        if self.tags:
            return not set(self.tags).isdisjoint(product.tags)
        return bool(self.categories)


def read_wishes(path: Path = WISHES_FILE) -> list[Wish]:
    """Read the wishes, in their order."""
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["wish"]
    return [
        Wish(
            row["text"],
            tuple(row.get("categories", ())),
            tuple(row.get("tags", ())),
            tuple(row.get("titles", ())),
            held_out=row.get("held_out", False),
        )
        for row in rows
    ]


def _searched(shop: Recommender, turn: Turn, k: int) -> list[Recommendation]:
    found = shop.search(turn.query, turn.limits, k, sort=turn.sort)
    if found and len(found) < k:
        found = [*found, *_beside(shop, turn, k, found)]
    return found or _nearest(shop, turn, k)


def _beside(
    shop: Recommender, turn: Turn, k: int, found: Sequence[Recommendation]
) -> list[Recommendation]:
    """Return what "show more" brings where all of a kind was shown."""
    shown = [item.product.id for item in found]
    return shop.nearest_of(shop.beside(turn.limits), turn.query, k - len(found), exclude=shown)


def _recommended(shop: Recommender, turn: Turn, k: int) -> list[Recommendation]:
    said = (turn.query,) if turn.query else ()
    found = shop.recommend(Context(said=said), turn.limits, k)
    if found and len(found) < k:
        found = [*found, *_beside(shop, turn, k, found)]
    return found or _nearest(shop, turn, k)


def _nearest(shop: Recommender, turn: Turn, k: int) -> list[Recommendation]:
    """Return what the shopper is shown where nothing fits all of the wish."""
    return shop.nearest_of(shop.relaxations(turn.limits), turn.query, k)


DOORS: Mapping[str, Door] = {"recommend": _recommended, "search": _searched}


@dataclass(frozen=True)
class SampleShelves:
    """The sample shop, as the recommender and the entities see it."""

    recommender: Recommender
    finder: EntityFinder
    vocabulary: Vocabulary

    @staticmethod
    def fill(
        folder: Path, encoder: TextEncoder | None, phrasebook: Phrasebook | None = None
    ) -> SampleShelves:
        """Fill a sample shop in a folder and read it."""
        url = f"sqlite:///{folder / 'shop.db'}"
        database = open_database(url)
        database.migrate()
        with database.writing() as session:
            seed_sample_shop(session, _DAY)
        terms = CatalogueReader(url).terms().terms
        return SampleShelves(
            Recommender(open_shop(url).catalogue.products(), encoder, phrasebook=phrasebook),
            EntityFinder(r"\d{5,6}"),
            Vocabulary(terms, Synonyms.read()),
        )

    def turn(self, text: str) -> Turn:
        """Return a message as product actions read it."""
        found = self.finder.find(text, self.vocabulary)
        said = Turn.of(text, [entity._asdict() for entity in found])
        turn, _ = in_own_terms(said, ShoppingState(), self.recommender)
        return for_wearer(turn, ShoppingState(), self.recommender)[0]


def first_hits(
    shelves: SampleShelves, wishes: Sequence[Wish], door: Door
) -> list[tuple[Wish, int | None, list[Recommendation]]]:
    """Return for each wish the place of the first product that would do, from 1, and the list."""
    found = []
    for wish in wishes:
        answer = door(shelves.recommender, shelves.turn(wish.text), max(_CUTS))
        places = (at for at, item in enumerate(answer, 1) if wish.met_by(item.product))
        found.append((wish, next(places, None), answer))
    return found


def hit_rate(places: Sequence[int | None], cut: int) -> float:
    """Return the share of wishes whose first hit is at ``cut`` or before."""
    return sum(place is not None and place <= cut for place in places) / max(1, len(places))


def precision(hits: Sequence[tuple[Wish, int | None, list[Recommendation]]]) -> float:
    """Return the mean share of the products shown that would do; an empty answer counts 0."""
    shares = [
        sum(wish.met_by(item.product) for item in answer) / max(1, len(answer))
        for wish, _, answer in hits
    ]
    return sum(shares) / max(1, len(shares))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.wishes", description=__doc__)
    parser.add_argument("--show", action="store_true", help="print the lists")
    parser.add_argument("--words-alone", action="store_true", help="without the encoder")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "var" / "benchmarks")
    options = parser.parse_args(arguments)
    loaded = None if options.words_alone else load_encoder()
    phrasebook = load_phrasebook(loaded[0] if loaded else None)
    with tempfile.TemporaryDirectory() as folder:
        shelves = SampleShelves.fill(Path(folder), loaded[0] if loaded else None, phrasebook)
    wishes = read_wishes()
    figures: dict[str, float] = {}
    for group, held_out in (("chosen on", False), ("held out", True)):
        chosen = [wish for wish in wishes if wish.held_out is held_out]
        for name, door in DOORS.items():
            hits = first_hits(shelves, chosen, door)
            for cut in _CUTS:
                key = f"{group}, {name}, hit@{cut}"
                figures[key] = round(hit_rate([place for _, place, _ in hits], cut), 3)
            figures[f"{group}, {name}, precision@{max(_CUTS)}"] = round(precision(hits), 3)
            if options.show:
                _print_lists(name, hits)
    rows = [(name, f"{value:.3f}") for name, value in figures.items()]
    print_table(f"{len(wishes)} wishes", ("figure", "value"), rows)
    save_json(options.out / "wishes.json", {"wishes": len(wishes), **figures})
    return 0


def _print_lists(door: str, hits: Sequence[tuple[Wish, int | None, list[Recommendation]]]) -> None:
    for wish, place, answer in hits:
        titles = "; ".join(item.product.title for item in answer)
        print(f"{door} {place or '-'} | {wish.text} | {titles}")


if __name__ == "__main__":
    sys.exit(main())
