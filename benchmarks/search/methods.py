"""Ways to search: a text in, the handles of the first products out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import bm25s
import numpy as np

from actions.recommendation.lexical import field_texts
from actions.recommendation.text import terms
from actions.shop.records import ProductRecord
from benchmarks.search.measures import CUT
from benchmarks.wishes import DOORS, SampleShelves
from nlu_models.onnx_session import OnnxEncoder


class Answer(NamedTuple):
    """What a method shows.

    Attributes:
        handles: The products, best first.
        close: Whether the method holds one of them for what was asked; else it says that it has
            only what comes nearest.
    """

    handles: list[str]
    close: bool


Method = Callable[[str], Answer]


def plain_text(product: ProductRecord) -> str:
    """Return title, description and tags."""
    return f"{product.title}. {product.description} {', '.join(product.tags)}"


def whole_text(product: ProductRecord) -> str:
    """Return all of a product that Tactful searches: also category, facts and reviews."""
    return " ".join(field_texts(product).values())


def bm25(products: Sequence[ProductRecord], text_of: Callable[[ProductRecord], str]) -> Method:
    """BM25 with its usual parameters, over words stemmed and without stop words as Tactful does."""
    index = bm25s.BM25()
    index.index([terms(text_of(product)) for product in products], show_progress=False)

    def search(text: str) -> Answer:
        known = [term for term in terms(text) if term in index.vocab_dict]
        if not known:
            return Answer([], close=False)
        scores = index.get_scores(known)
        best = [at for at in np.argsort(-scores, kind="stable")[:CUT] if scores[at] > 0]
        return Answer([products[at].handle for at in best], close=bool(best))

    return search


def encoder_alone(products: Sequence[ProductRecord], encoder: OnnxEncoder) -> Method:
    """Cosine with title, description and tags."""
    vectors = encoder.vectors([plain_text(product) for product in products])[0]

    def search(text: str) -> Answer:
        cosines = vectors @ encoder.vectors([text])[0][0]
        best = np.argsort(-cosines, kind="stable")[:CUT]
        return Answer([products[at].handle for at in best], close=True)

    return search


def tactful(shelves: SampleShelves, door: str) -> Method:
    """Tactful's way of a message: its entities, then search or recommendation.

    Args:
        shelves: The shop.
        door: A name of ``benchmarks.wishes.DOORS``.
    """

    def search(text: str) -> Answer:
        found = DOORS[door](shelves.recommender, shelves.turn(text), CUT)
        return Answer([item.product.handle for item in found], any(item.close for item in found))

    return search
