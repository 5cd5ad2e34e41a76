"""The command that learns words from reviews, shows all that was learned, and refuses words.

    python -m actions.shopping synonyms [--show] [--refuse WORDS] [--allow WORDS]

Words of searches the action server learns by itself (:mod:`actions.shopping.searches`).
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from actions.recommendation.learned import Source
from actions.recommendation.matching import stems
from actions.recommendation.review_words import review_meanings
from actions.recommendation.search_counts import Meaning
from actions.recommendation.text import stem, words
from actions.shop.database import Shop
from actions.shop.learned_words import LearnedRow
from actions.shopping.searches import read_meanings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of the command."""
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--show", action="store_true", help="learn nothing, show what was learned")
    only.add_argument("--refuse", metavar="WORDS", help="use no more of what these words taught")
    only.add_argument("--allow", metavar="WORDS", help="let refused words be learned again")


def run_synonyms(options: argparse.Namespace, shop: Shop) -> int:
    """Run the command; returns the exit status.

    Raises:
        ShopError: The shop cannot be read or written.
    """
    today = datetime.now(UTC).date()
    if options.refuse:
        shop.learned.refuse(" ".join(stems(options.refuse)), today)
        print(f"“{options.refuse}” is no longer used.")
        return 0
    if options.allow:
        if not shop.learned.allow(" ".join(stems(options.allow))):
            print(f"“{options.allow}” was not refused.")
            return 1
        print(f"“{options.allow}” may be learned again.")
        return 0
    products, reviews = shop.catalogue.products(), list(shop.learned.reviews())
    if not options.show:
        found = review_meanings(products, reviews)
        shop.learned.replace(Source.REVIEW, [LearnedRow(*one) for one in found], today)
    spelled = _spelled([p.title for p in products], [text for _, text in reviews])
    show(read_meanings(shop), spelled)
    return 0


def show(meanings: Mapping[Source, Sequence[Meaning]], spelled: Mapping[str, str]) -> None:
    """Print what was learned: a row for each word and thing, the most frequent first.

    Args:
        meanings: What was learned, by source.
        spelled: Index terms to words.
    """
    notes = {Source.SEARCH: "with noise", Source.REVIEW: "exact: reviews are public"}
    table = Table(title="Words that were learned")
    for name in ("said", "means", "count", "from"):
        table.add_column(name, justify="right" if name == "count" else "left")
    for source, found in meanings.items():
        totals: dict[tuple[str, str], float] = defaultdict(float)
        for one in found:
            totals[one.said, one.means] += one.times
        for (said, means), count in sorted(totals.items(), key=lambda item: -item[1]):
            names = [_words_of(terms, spelled) for terms in (said, means)]
            table.add_row(*names, f"{count:.1f}", f"{source} ({notes[source]})")
    Console().print(table)


def _spelled(*texts: Sequence[str]) -> dict[str, str]:
    """Return for each index term the word that most of the texts spell it as."""
    counted = Counter(word for group in texts for text in group for word in words(text))
    return {stem(word): word for word, _ in reversed(counted.most_common())}


def _words_of(terms: str, spelled: Mapping[str, str]) -> str:
    return " ".join(spelled.get(term, term) for term in terms.split())
