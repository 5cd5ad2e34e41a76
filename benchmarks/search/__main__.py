"""Search over the sample shop against graded judgements, beside BM25 and an encoder as it comes.

Every method ranks the products in stock. Tactful's way is that of a message: its entities, then
what the actions that search and recommend ask of the recommender; it is fine-tuned first, as `make
train-recommender` does. Wishes of `data/wishes.toml` that are queries word for word are left out of
both. Queries for which the shop has nothing count in "nothing" alone: the share that is answered as
having nothing close.

    python -m benchmarks.search [--queries PATH] [--words-alone] [--show]

The last line printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tqdm import tqdm

from actions.recommendation import (
    EmbeddingStore,
    Phrasebook,
    Recommender,
    TextEncoder,
    Wish,
    read_wishes,
)
from actions.recommendation.learned import Source, TaughtPhrasebook, learned_words
from actions.recommendation.review_words import review_meanings
from actions.recommendation.text import stem, words
from actions.recommendation.training import learn_projection
from actions.shop.database import open_shop
from actions.shopping.models import ENCODER, WISHES
from benchmarks.report import print_table, save_json
from benchmarks.search import methods
from benchmarks.search.measures import ndcg, recall, success
from benchmarks.search.methods import Answer, Method
from benchmarks.search.picture import save_bars
from benchmarks.search.queries import (
    QUERIES,
    SPLITS,
    JudgedQuery,
    QueryFileError,
    read_queries,
)
from benchmarks.wishes import DOORS, SampleShelves
from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import NluModelError
from nlu_models.projection import ProjectedEncoder
from settings import PROJECT_ROOT

_OURS, _PEER = "Tactful, search", "BM25"
_WORST = 15


@dataclass(frozen=True)
class Measured:
    """A query with what a method answers."""

    query: JudgedQuery
    answer: Answer

    @property
    def ndcg(self) -> float:
        """NDCG@10."""
        return ndcg(self.answer.handles, self.query.grades)


def figures_of(measured: Sequence[Measured]) -> dict[str, float]:
    """Return the means over the queries that can be answered, and the share of the others."""
    graded = [one for one in measured if one.query.grades]
    absent = [one for one in measured if not one.query.grades]
    figures: dict[str, float] = {"queries": len(measured)}
    if graded:
        lists = [(one.answer.handles, one.query.grades) for one in graded]
        figures["ndcg@10"] = _mean([one.ndcg for one in graded])
        figures["success@1"] = _mean([success(*pair) for pair in lists])
        figures["recall@10"] = _mean([recall(*pair) for pair in lists])
    if absent:
        figures["nothing"] = _mean([float(not one.answer.close) for one in absent])
    return figures


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def in_parts(measured: Sequence[Measured]) -> dict[str, dict[str, float]]:
    """Return the figures over all, by part and by kind of query."""
    parts = {"all": list(measured)}
    for split in SPLITS:
        parts[_spoken(split)] = [one for one in measured if one.query.split == split]
    for kind in dict.fromkeys(one.query.kind for one in measured):
        parts[kind] = [one for one in measured if one.query.kind == kind]
    return {name: figures_of(part) for name, part in parts.items() if part}


def _spoken(split: str) -> str:
    return split.replace("_", " ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.search", description=__doc__)
    parser.add_argument("--queries", type=Path, default=QUERIES, metavar="PATH")
    parser.add_argument("--words-alone", action="store_true", help="without any encoder")
    parser.add_argument("--show", action="store_true", help="print the worst queries")
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "search")
    options = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory() as scratch:
            measured = measure(options.queries, Path(scratch), words_alone=options.words_alone)
    except (QueryFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    if options.show:
        print_worst(measured)
    parts = {name: in_parts(ones) for name, ones in measured.items()}
    print_figures(parts)
    save_json(options.out / "search.json", parts)
    save_bars(options.out / "search.png", parts)
    return 0


def measure(path: Path, scratch: Path, *, words_alone: bool) -> dict[str, list[Measured]]:
    """Ask every method every query.

    Raises:
        QueryFileError: The queries cannot be read.
        NluModelError: The encoder as it comes cannot be opened.
    """
    shelves = SampleShelves.fill(scratch, None)
    everything = shelves.recommender.products
    products = [product for product in everything if product.in_stock]
    queries = read_queries(path, {product.handle for product in products})
    wishes = tuple(not_copied(read_wishes(WISHES), [query.text for query in queries]))
    ways: dict[str, Method] = {
        _PEER: methods.bm25(products, methods.plain_text),
        "BM25, all fields": methods.bm25(products, methods.whole_text),
    }
    encoder: TextEncoder | None = None
    if not words_alone:
        from benchmarks.encoders import raw_encoder  # torch

        ways["encoder as it comes"] = methods.encoder_alone(products, raw_encoder(scratch))
        plain = SentenceEncoder.load(ENCODER)
        store = EmbeddingStore(scratch, plain.fingerprint)
        variants = {
            "Tactful, no wishes, not tuned": Recommender(everything, plain, store=store),
            "Tactful, not tuned": Recommender(
                everything, plain, store=store, phrasebook=Phrasebook(wishes, plain)
            ),
        }
        for name, recommender in variants.items():
            ways[name] = methods.tactful(replace(shelves, recommender=recommender), "search")
        tuned = learn_projection(everything, wishes, plain, store)
        encoder = ProjectedEncoder(plain, tuned.matrix)
    recommender = Recommender(everything, encoder, phrasebook=Phrasebook(wishes, encoder))
    whole = replace(shelves, recommender=recommender)
    ways |= {f"Tactful, {door}": methods.tactful(whole, door) for door in DOORS}
    reviews = open_shop(f"sqlite:///{scratch / 'shop.db'}").learned.reviews()
    learned = learned_words({Source.REVIEW: review_meanings(everything, reviews)})
    book = TaughtPhrasebook(wishes, encoder, lambda: learned)
    taught = Recommender(recommender.snapshot, encoder, phrasebook=book)
    ways["Tactful, words of reviews"] = methods.tactful(
        replace(whole, recommender=taught), "search"
    )
    return {
        name: [Measured(query, way(query.text)) for query in tqdm(queries, desc=name)]
        for name, way in ways.items()
    }


def not_copied(wishes: Sequence[Wish], texts: Sequence[str]) -> Iterator[Wish]:
    """Yield wishes without the ways to say them that are queries, word for word."""
    asked = {_stems(text) for text in texts}
    for wish in wishes:
        says = tuple(phrase for phrase in wish.says if _stems(phrase) not in asked)
        if says:
            yield replace(wish, says=says)


def _stems(text: str) -> tuple[str, ...]:
    return tuple(stem(word) for word in words(text))


def print_figures(parts: Mapping[str, Mapping[str, Mapping[str, float]]]) -> None:
    """Print a table for all queries, and one for each part."""
    keys = ("ndcg@10", "success@1", "recall@10", "nothing")
    for part in ("all", *map(_spoken, SPLITS)):
        found = {name: figures[part] for name, figures in parts.items() if part in figures}
        if not found:
            continue
        peer = found[_PEER].get("ndcg@10", 0.0)
        print_table(
            f"{part}: {found[_PEER]['queries']:.0f} queries",
            ("method", *keys, f"NDCG - {_PEER}", "ratio"),
            [
                [
                    name,
                    *(f"{of[key]:.3f}" if key in of else "" for key in keys),
                    f"{of.get('ndcg@10', 0.0) - peer:+.3f}",
                    f"{of.get('ndcg@10', 0.0) / peer:.2f}" if peer else "",
                ]
                for name, of in found.items()
            ],
        )


def print_worst(measured: Mapping[str, Sequence[Measured]]) -> None:
    """Print the development queries that Tactful's search answers worst, with grades.

    Held-out queries are not shown, so that nobody tunes on them.
    """
    open_ones = [one for one in measured[_OURS] if not one.query.held_out and one.query.grades]
    for one in sorted(open_ones, key=lambda one: one.ndcg)[:_WORST]:
        grades = one.query.grades
        listed = " ".join(f"{name}:{grades.get(name, 0)}" for name in one.answer.handles)
        best = [name for name, grade in grades.items() if grade == max(grades.values())]
        missing = [name for name in best if name not in one.answer.handles]
        print(f"{one.ndcg:.2f} | {one.query.kind} | {one.query.text} | {listed}")
        print(f"     missing: {' '.join(missing) or '-'}")


if __name__ == "__main__":
    sys.exit(main())
