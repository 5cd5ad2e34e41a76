"""What searches that led to a choice teach: NDCG@10 without, with exact counts, with noise.

The shop is the sample shop, the queries are those of `benchmarks.search`. What no product's text
has of their words is left out of `data/synonyms.toml` and `data/wishes.toml`: it must be learned.
Simulated shoppers search by these queries and choose by their judgements, one in five astray; what
that teaches is released once, exactly and under each epsilon. "Words to learn" are the queries with
such a word; "all" tells whether the rest suffers. Each figure is the mean over several draws.

    python -m benchmarks.synonyms [--conversations 1000,3000,10000] [--draws 3] [--strength S]

The judgements teach and measure alike: that shows what is lost to noise, not how well words teach
about searches that nobody made. Strengths are to be compared on the development half. The last line
printed is JSON.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from actions.recommendation import EmbeddingStore, Recommender, read_wishes
from actions.recommendation.learned import (
    STRENGTHS,
    LearnedWords,
    Source,
    TaughtPhrasebook,
    learned_words,
)
from actions.recommendation.training import learn_projection
from actions.shopping.models import ENCODER, WISHES
from benchmarks.report import print_table, save_json
from benchmarks.search import methods
from benchmarks.search.__main__ import not_copied
from benchmarks.search.measures import ndcg
from benchmarks.search.queries import (
    DEVELOPMENT,
    HELD_OUT,
    QUERIES,
    QueryFileError,
    read_queries,
)
from benchmarks.synonyms.picture import save_curves
from benchmarks.synonyms.taught import (
    Searched,
    counted,
    draw,
    odds_of,
    unknown_terms,
    without_synonyms,
    without_words,
)
from benchmarks.wishes import SampleShelves
from nlu_models.catalogue_terms import CatalogueReader
from nlu_models.encoder import SentenceEncoder
from nlu_models.entities import Synonyms, Vocabulary
from nlu_models.errors import NluModelError
from nlu_models.projection import ProjectedEncoder
from settings import PROJECT_ROOT

EPSILONS = (8.0, 4.0, 2.0, 1.0)
Row = dict[str, Any]


class School:
    """The sample shop, the queries, and what was learned at present.

    Args:
        scratch: A folder for the shop's database.
        queries: A file of queries or a folder of them.

    Raises:
        QueryFileError: The queries cannot be read.
        NluModelError: The encoder cannot be opened.
    """

    def __init__(self, scratch: Path, queries: Path) -> None:
        self.learned: LearnedWords = {}
        shelves = SampleShelves.fill(scratch, None)
        products = shelves.recommender.products
        ids = {product.handle: product.id for product in products if product.in_stock}
        judged = [query for query in read_queries(queries, set(ids)) if query.grades]
        texts = [query.text for query in judged]
        unknown = unknown_terms(texts, shelves.recommender)
        wishes = tuple(without_words(tuple(not_copied(read_wishes(WISHES), texts)), unknown))
        plain = SentenceEncoder.load(ENCODER)
        store = EmbeddingStore(scratch, plain.fingerprint)
        learned = learn_projection(products, wishes, plain, store)
        encoder = ProjectedEncoder(plain, learned.matrix)
        book = TaughtPhrasebook(wishes, encoder, lambda: self.learned)
        terms = CatalogueReader(f"sqlite:///{scratch / 'shop.db'}").terms().terms
        vocabulary = Vocabulary(terms, without_synonyms(Synonyms.read(), unknown))
        self.recommender = Recommender(products, encoder, phrasebook=book)
        whole = replace(shelves, recommender=self.recommender, vocabulary=vocabulary)
        self._search = methods.tactful(whole, "search")
        self.searched = []
        for query in judged:
            odds = odds_of(query.grades)
            words = whole.turn(query.text).query
            choices = [ids[handle] for handle in odds]
            self.searched.append(Searched(query, words, choices, list(odds.values())))
        self.to_learn = {
            one.query.text
            for one in self.searched
            if unknown_terms([one.words], shelves.recommender)
        }

    def figures(self, learned: LearnedWords) -> dict[str, float]:
        """Return NDCG@10 with what was learned: of words to learn and of all, by half."""
        self.learned = learned
        found = [
            (one.query, ndcg(self._search(one.query.text).handles, one.query.grades))
            for one in self.searched
        ]
        parts = {
            f"{what}, {half}": [
                value
                for query, value in found
                if query.split == split and (what == "all" or query.text in self.to_learn)
            ]
            for what in ("words to learn", "all")
            for half, split in (("development", DEVELOPMENT), ("held out", HELD_OUT))
        }
        return {name: round(float(np.mean(values)), 4) for name, values in parts.items() if values}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.synonyms", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("--queries", type=Path, default=QUERIES, metavar="PATH")
    parser.add_argument("--conversations", default="1000,3000,10000", metavar="N,N,…")
    parser.add_argument("--draws", type=int, default=3)
    parser.add_argument("--strength", type=float, default=STRENGTHS[Source.SEARCH])
    parser.add_argument("--out", type=Path, default=PROJECT_ROOT / "results" / "synonyms")
    options = parser.parse_args(arguments)
    counts = [int(count) for count in options.conversations.split(",")]
    try:
        with tempfile.TemporaryDirectory() as scratch:
            school = School(Path(scratch), options.queries)
            rows = list(measure(school, counts, options.draws, options.strength))
    except (QueryFileError, NluModelError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    names = [name for name in rows[0] if ", " in name]
    print_table(
        f"NDCG@10, {len(school.to_learn)} of {len(school.searched)} queries have words to learn",
        ("learned", "conversations", "words", *names),
        [
            [row["learned"], f"{row['conversations']:,}", f"{row['words']:.0f}"]
            + [f"{row[name]:.3f}" for name in names]
            for row in rows
        ],
    )
    save_curves(options.out / "synonyms.png", rows, "words to learn, held out")
    save_json(options.out / "synonyms.json", {"strength": options.strength, "rows": rows})
    return 0


def measure(school: School, counts: Sequence[int], draws: int, strength: float) -> Iterator[Row]:
    """Yield a row without learning, then one for each number of conversations and way to count.

    Args:
        school: The shop and the queries.
        counts: Numbers of conversations in a release.
        draws: So many draws are averaged.
        strength: How much learned words count.
    """
    yield {"learned": "nothing", "conversations": 0, "words": 0, **school.figures({})}
    ways: Mapping[str, float | None] = {
        "exactly": None,
        **{f"epsilon {epsilon:g}": epsilon for epsilon in EPSILONS},
    }
    steps = tqdm(total=len(counts) * len(ways) * draws, desc="releases")
    for count in counts:
        taught = [
            draw(school.searched, school.recommender, count, np.random.default_rng(seed))
            for seed in range(draws)
        ]
        for name, epsilon in ways.items():
            found, known = [], []
            for seed, conversations in enumerate(taught):
                chance = np.random.default_rng((seed, count))
                meanings = counted(conversations, epsilon, chance)
                learned = learned_words({Source.SEARCH: meanings}, {Source.SEARCH: strength})
                known.append(len(learned))
                found.append(school.figures(learned))
                steps.update()
            means = {part: float(np.mean([one[part] for one in found])) for part in found[0]}
            row = {"learned": name, "conversations": count, "words": float(np.mean(known))}
            yield {**row, **{part: round(value, 4) for part, value in means.items()}}
    steps.close()


if __name__ == "__main__":
    sys.exit(main())
