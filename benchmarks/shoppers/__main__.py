"""Simulated shoppers: turns until they see what they have in mind, talking and searching.

Each has a product in stock in mind, drawn at random, and knows of it how it looks, what it is made
of, for whom and what it is, whether it costs and weighs more or less than what they see: no title,
no brand, no figure. They open with its kind and one fact; ``shopper.py`` says what they do next.
Who talks answers questions and critiques; who searches can only search again with one fact more, in
the assistant's own search or in BM25. All see five products a turn, know the same facts and give up
after the same number of turns, which then count as one more.

At ``profile`` the assistant has a profile of six former visits to products like the one in mind
(each drawn among the twenty most alike), with the noise that profiles have.

    python -m benchmarks.shoppers [--shoppers 500] [--seed 1] [--wrong 0.1] [--skipped 0.1]

The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import bm25s
import numpy as np
import sqlalchemy as sa
from tqdm import tqdm

from actions.recommendation import EmbeddingStore, Recommender, interests_of
from actions.recommendation.text import terms
from actions.shop.records import ProductRecord
from actions.shopping.models import load_encoder, load_phrasebook
from benchmarks.report import print_table, save_json
from benchmarks.search.methods import whole_text
from benchmarks.shoppers.chat import Chat, Shelf
from benchmarks.shoppers.larger import bred
from benchmarks.shoppers.picture import save_turns
from benchmarks.shoppers.shopper import (
    SCANNED,
    Habits,
    Search,
    Searcher,
    Talker,
    Visit,
    figures_of,
)
from benchmarks.wishes import SampleShelves
from bot.privacy.consent import DialOptions
from bot.privacy.profiles import Profiles
from settings import PROJECT_ROOT

TALK, PROFILE = "talk, dial at session", "talk, dial at profile"
_VISITS = 6
_ALIKE = 20


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.shoppers",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--shoppers", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--products", type=int, default=0, metavar="N", help="in a shop bred to this size"
    )
    parser.add_argument("--typos", type=float, default=0.1, help="share of mistyped messages")
    parser.add_argument("--wrong", type=float, default=0.0, help="share of untrue answers")
    parser.add_argument("--skipped", type=float, default=0.0, help="share of turns passed over")
    parser.add_argument("--turns", type=int, default=20, help="when they give up")
    parser.add_argument("--epsilon", type=float, default=DialOptions().profile_epsilon)
    parser.add_argument("--words-alone", action="store_true", help="without the encoder")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print N conversations")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "shoppers")
    options = parser.parse_args(arguments)
    habits = Habits(options.typos, options.wrong, options.skipped, options.turns)
    loaded = None if options.words_alone else load_encoder()
    encoder = loaded[0] if loaded else None
    phrasebook = load_phrasebook(encoder)
    with tempfile.TemporaryDirectory() as folder:
        shelves = SampleShelves.fill(Path(folder), encoder, phrasebook)
    if options.products > len(shelves.recommender.products):
        products = bred(shelves.recommender.products, options.products, options.seed)
        store = EmbeddingStore(options.out / "index", loaded[1]) if loaded else None
        recommender = Recommender(products, encoder, store=store, phrasebook=phrasebook)
        shelves = replace(shelves, recommender=recommender)
    visits = measure(shelves, options.shoppers, options.seed, habits, options.epsilon)
    for visit in sorted(visits[TALK], key=lambda visit: -visit.turns)[: options.show]:
        print(f"{visit.turns if visit.found else '-'} | {visit.target.title} | {visit.said}")
    figures = {name: dict(figures_of(ones)) for name, ones in visits.items()}
    print_figures(figures)
    save_json(options.out / "shoppers.json", {"seed": options.seed, **figures})
    save_turns(options.out / "shoppers.png", visits, habits.most_turns)
    return 0


def measure(
    shelves: SampleShelves, shoppers: int, seed: int, habits: Habits, epsilon: float
) -> dict[str, list[Visit]]:
    """Have as many shoppers of each kind look for the same products.

    Args:
        shelves: The shop.
        shoppers: How many of each kind.
        seed: Of all that is left to chance.
        habits: What shoppers do beside what they should.
        epsilon: Of the noise in profiles.
    """
    shelf = Shelf(shelves.recommender)
    products = shelves.recommender.products
    in_stock = [product for product in products if product.in_stock]
    drawn = random.Random(seed)
    targets = [drawn.choice(in_stock) for _ in range(shoppers)]
    past = Past(shelves, epsilon, seed)
    boxes = {"BM25": bm25_search(in_stock), "Tactful's": own_search(shelves)}
    ways = {
        f"{how}, {box}": (search, more)
        for how, more in (("one search and its pages", False), ("search again", True))
        for box, search in boxes.items()
    }
    found: dict[str, list[Visit]] = {name: [] for name in (TALK, PROFILE, *ways)}
    for number, target in enumerate(tqdm(targets, desc="shoppers")):
        for level, name in (("session", TALK), ("profile", PROFILE)):
            interests = past.interests(target, number) if level == "profile" else {}
            chat = Chat(shelves, shelf, level, interests)
            chance = random.Random(f"{seed} {number}")
            found[name].append(Talker(target, chat, habits, chance).run())
        for name, (search, more) in ways.items():
            chance = random.Random(f"{seed} {number}")
            shop = shelves.recommender
            searcher = Searcher(target, shop, search, habits, chance, more_words=more)
            found[name].append(searcher.run())
    return found


class Past:
    """Former visits of shoppers, and what their profiles have kept of them."""

    def __init__(self, shelves: SampleShelves, epsilon: float, seed: int) -> None:
        self._shop = shelves.recommender
        self._domain = self._shop.interests()
        self._seed = seed
        options = DialOptions(profile_epsilon=epsilon)
        engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
        self._profiles = Profiles(engine, b"benchmark" * 4, options)

    def interests(self, target: ProductRecord, number: int) -> Mapping[str, float]:
        """Return the profile of who has the taste that a product stands for."""
        chance = random.Random(f"{self._seed} past {number}")
        alike = [item.product for item in self._shop.similar(target.id, k=_ALIKE)]
        for visit in range(_VISITS):
            product = chance.choice(alike or [target])
            name, chosen = f"shopper {number}", interests_of([], [product])
            self._profiles.add([name], chosen, visit=str(visit), domain=self._domain)
        profile = self._profiles.load([f"shopper {number}"])
        return {} if profile is None else profile.interests


def own_search(shelves: SampleShelves) -> Search:
    """Tactful's own search, with entities as filters, one search at a time."""

    def search(text: str, page: int) -> Sequence[ProductRecord]:
        turn = shelves.turn(text)
        shop = shelves.recommender
        found = shop.search(turn.query, turn.limits, SCANNED * (page + 1), sort=turn.sort)
        if not found and (offers := shop.relaxations(turn.limits)):
            found = shop.nearest(offers[0], turn.query, SCANNED * (page + 1))
        return [item.product for item in found[SCANNED * page :]]

    return search


def bm25_search(products: Sequence[ProductRecord]) -> Search:
    """BM25 over all of the products' texts."""
    index = bm25s.BM25()
    index.index([terms(whole_text(product)) for product in products], show_progress=False)

    def search(text: str, page: int) -> Sequence[ProductRecord]:
        known = [term for term in terms(text) if term in index.vocab_dict]
        if not known:
            return []
        order = np.argsort(-index.get_scores(known), kind="stable")
        return [products[at] for at in order[SCANNED * page : SCANNED * (page + 1)]]

    return search


def print_figures(figures: Mapping[str, Mapping[str, float]]) -> None:
    """Print a table, with the ratio of turns to those of who talks."""
    base = figures[TALK]["turns"]
    keys = ("turns", "median turns", "found within 1", "found within 3", "found within 5")
    print_table(
        f"{figures[TALK]['shoppers']:.0f} shoppers",
        ("way", *keys, "turns of talk / its own"),
        [
            [name, *(f"{of[key]:.3f}" for key in keys), f"{base / of['turns']:.2f}"]
            for name, of in figures.items()
        ],
    )


if __name__ == "__main__":
    sys.exit(main())
