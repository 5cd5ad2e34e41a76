"""From examples to an index of their vectors, with the encoder as served."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from nlu_models.data import Example
from nlu_models.errors import TrainingDataError
from nlu_models.heads import ExampleIndex, IntentHead, group_order
from nlu_models.onnx_session import OnnxEncoder


def index_examples(encoder: OnnxEncoder, examples: Sequence[Example]) -> ExampleIndex:
    """Encode examples and index them.

    Raises:
        TrainingDataError: The encoder knows no word of any example of an intent or answer.
    """
    groups = sorted({example.answer or example.intent for example in examples}, key=group_order)
    positions = {group: position for position, group in enumerate(groups)}
    rows = sorted({(positions[e.answer or e.intent], e.text) for e in examples})
    vectors, readable = encoder.vectors([text for _, text in rows])
    owners = [owner for (owner, _), known in zip(rows, readable, strict=True) if known]
    missing = sorted(set(range(len(groups))) - set(owners))
    if missing:
        raise TrainingDataError(
            f"No example of {groups[missing[0]]} has a word that the encoder knows. Add some in "
            "the encoder's language."
        )
    return ExampleIndex(groups, vectors[np.array(readable, dtype=bool)], owners)


def index_published(
    encoder: OnnxEncoder, examples: Sequence[Example], head: IntentHead
) -> ExampleIndex:
    """Index the phrasings of answers alone; for each other intent its direction stands there.

    Raises:
        TrainingDataError: The encoder knows no word of any phrasing of an answer.
    """
    published = [example for example in examples if example.answer]
    vectors = index_examples(encoder, published).by_group() if published else {}
    with_answers = {example.intent for example in published}
    for name, direction in zip(head.names, head.directions, strict=True):
        if name not in with_answers:
            vectors[name] = direction[None]
    return ExampleIndex.of_groups(vectors)
