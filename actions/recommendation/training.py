"""Search by meaning, fine-tuned for a shop's products."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TYPE_CHECKING

from actions.recommendation.lessons import lessons
from actions.recommendation.semantic import EmbeddingStore, TextEncoder
from actions.recommendation.wishes import Wish
from actions.shop.records import ProductRecord

if TYPE_CHECKING:
    from nlu_models.retrieval import Projection

_SEED = 42


def learn_projection(
    products: Sequence[ProductRecord],
    wishes: Sequence[Wish],
    encoder: TextEncoder,
    store: EmbeddingStore | None = None,
) -> Projection:
    """Return a projection that moves what shoppers say nearer to the products that answer it.

    Needs what training needs (torch).

    Args:
        products: The catalogue.
        wishes: What shoppers say, and what they mean.
        encoder: The encoder as it comes.
        store: Where the products' vectors may be already.

    Raises:
        TrainingDataError: The catalogue is too small to learn from.
    """
    # Imports torch, which serving must not.
    from nlu_models.retrieval import RetrievalOptions, fit_projection

    taught = lessons(products, wishes, random.Random(_SEED))
    return fit_projection(
        encoder.encode([lesson.query for lesson in taught]),
        [lesson.rows for lesson in taught],
        [lesson.source for lesson in taught],
        (store or EmbeddingStore(None, "")).vectors(products, encoder),
        RetrievalOptions(),
    )
