"""What an encoder for a shop's products is taught: what shoppers say, and which products answer.

Made of the catalogue's facts, descriptions and reviews, and of the phrasebook of wishes.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from actions.recommendation.index.snapshot import Snapshot
from actions.recommendation.text import contains_words, stem, terms, words
from actions.recommendation.wishes import Wish, fitness, wish_alternatives
from actions.shop.records import ProductRecord

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
_LEAST_FIT = 0.45
_MOST_RIGHT = 12
_FEWEST_WORDS, _MOST_WORDS = 4, 24
_SENTENCES_OF_EACH = 2
_FACTS_OF_EACH = 3

# How shoppers put a wish: {} is what they name.
_ASKED = (
    "{}", "{}", "{}", "{}", "I need {}", "something for {}", "do you have {}", "looking for {}",
    "{} please", "I want {}", "what do you have for {}", "can you recommend something, {}",
    "hi, {}", "any {}", "my problem: {}", "a present, {}", "I'm after {}", "show me {}",
)  # fmt: skip


class Taught(NamedTuple):
    """A query, the rows of the products that answer it, and what it was made of."""

    query: str
    rows: tuple[int, ...]
    source: str


def lessons(
    products: Sequence[ProductRecord], wishes: Sequence[Wish], chance: random.Random
) -> list[Taught]:
    """Return what is to be learned of a catalogue, in no order.

    Args:
        products: The catalogue, in index order.
        wishes: The phrasebook.
        chance: Chooses among the ways to put it.
    """
    found = [
        *_of_wishes(products, wishes, chance),
        *_of_facts(products, chance),
        *_of_texts(products, chance),
    ]
    return [one for one in found if one.rows and one.query.strip()]


def _of_wishes(
    products: Sequence[ProductRecord], wishes: Sequence[Wish], chance: random.Random
) -> Iterator[Taught]:
    snapshot = Snapshot.made_of(products, None)
    for number, wish in enumerate(wishes):
        usable = [
            one for one in wish_alternatives(wish) if all(t in snapshot.lexical for t in one.terms)
        ]
        if not usable:
            continue
        fits = fitness(usable, snapshot, snapshot.rows)
        best = [int(row) for row in np.argsort(-fits, kind="stable")[:_MOST_RIGHT]]
        rows = tuple(row for row in best if fits[row] >= _LEAST_FIT)
        for phrase in wish.says:
            yield Taught(chance.choice(_ASKED).format(phrase), rows, f"wish {number}")


def _of_facts(products: Sequence[ProductRecord], chance: random.Random) -> Iterator[Taught]:
    """Yield what a product is called with some of its facts, and all products that are the same."""
    titled: dict[str, list[int]] = {}
    for row, product in enumerate(products):
        for part in {stem(word) for word in words(product.title)}:
            titled.setdefault(part, []).append(row)
    for row, product in enumerate(products):
        facts = [*product.tags, *product.attributes.get("material", ()), product.brand]
        name = " ".join(words(product.title)[1:]) or product.title
        for _ in range(_FACTS_OF_EACH):
            told = chance.sample(facts, min(len(facts), chance.choice((0, 1, 1, 2))))
            query = " ".join((*told, name)) if chance.random() < 0.7 else " ".join((name, *told))
            same = [
                other
                for word in words(name)[-1:]
                for other in titled.get(stem(word), ())
                if contains_words((one := products[other]).title, name)
                and set(told) <= {*one.tags, *one.attributes.get("material", ()), one.brand}
            ]
            rows = tuple(same) if same else (row,)
            yield Taught(chance.choice(_ASKED[:8]).format(query), rows, f"product {row}")


def _of_texts(products: Sequence[ProductRecord], chance: random.Random) -> Iterator[Taught]:
    """Yield sentences that are said of one product, without what it is called."""
    said: dict[str, list[int]] = {}
    for row, product in enumerate(products):
        own = [*_SENTENCE_END.split(product.description)]
        for review in product.review_excerpts:
            own += _SENTENCE_END.split(review)
        for sentence in dict.fromkeys(own):
            if _FEWEST_WORDS <= len(words(sentence)) <= _MOST_WORDS and len(terms(sentence)) > 1:
                said.setdefault(sentence, []).append(row)
    of_each: dict[int, list[str]] = {}
    for sentence, rows in said.items():
        if len(rows) == 1:
            of_each.setdefault(rows[0], []).append(sentence)
    for row, sentences in of_each.items():
        for sentence in chance.sample(sentences, min(len(sentences), _SENTENCES_OF_EACH)):
            yield Taught(sentence.rstrip("."), (row,), f"product {row}")
