"""The heads in numpy: from pooled vectors to intents and answers, as served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array, softmax
from nlu_models.onnx_session import Vectors, normalise_rows

Scores = npt.NDArray[np.float32]


class ExampleIndex:
    """The examples' vectors, in groups: those of an answer, or of an intent without answers.

    Groups and examples can come and go without training: only the vectors are needed.
    """

    def __init__(self, groups: Sequence[str], vectors: Vectors, owners: Sequence[int]) -> None:
        """Set up.

        Args:
            groups: Names of the g groups, such as ``greet`` or ``faq/returns``, sorted by
                :func:`group_order`.
            vectors: Vectors of all examples, shape (examples, dim).
            owners: For each example the position of its group; ascending, and every group owns at
                least one.
        """
        self.groups = tuple(groups)
        owned_by = [group.partition("/")[0] for group in groups]
        self.intents = tuple(dict.fromkeys(owned_by))
        self._vectors = normalise_rows(vectors)
        self._starts = np.searchsorted(np.asarray(owners, dtype=np.int64), np.arange(len(groups)))
        self._intent_starts = np.array([owned_by.index(name) for name in self.intents])
        self._centres = normalise_rows(np.add.reduceat(self._vectors, self._starts, axis=0))

    def nearest(self, vectors: Vectors) -> Scores:
        """Return the cosine of each group's nearest example, shape (texts, g)."""
        cosines = normalise_rows(vectors) @ self._vectors.T
        return np.asarray(np.maximum.reduceat(cosines, self._starts, axis=1), dtype=np.float32)

    def centres(self, vectors: Vectors) -> Scores:
        """Return the cosine to the middle of each group, shape (texts, g)."""
        return np.asarray(normalise_rows(vectors) @ self._centres.T, dtype=np.float32)

    def of_intents(self, nearest: Scores) -> Scores:
        """Return the best of each intent's groups, shape (texts, intents)."""
        return np.asarray(np.maximum.reduceat(nearest, self._intent_starts, axis=1))


def group_order(group: str) -> tuple[str, str]:
    """Return the sort key of a group: the groups of an intent lie together."""
    return (group.partition("/")[0], group)


@dataclass(frozen=True)
class IntentHead:
    """A linear layer that also asks whose example is nearest, with calibrated confidence.

    The layer judges from all examples at once and forgives a wrong one; the nearest example knows
    the odd corners of an intent that is about many things, as ``faq`` is.

    Attributes:
        names: The n intents.
        weight: Shape (n, dim).
        bias: Shape (n,).
        closeness: What a cosine counts beside the linear layer's scores.
        temperature: Of the softmax.
    """

    names: tuple[str, ...]
    weight: Vectors
    bias: Vectors
    closeness: float
    temperature: float

    def scores(self, vectors: Vectors, nearest: Scores) -> Scores:
        """Return scores of shape (texts, n).

        Args:
            vectors: Pooled vectors, shape (texts, dim).
            nearest: Cosine of the nearest example of each intent, shape (texts, n).
        """
        result = vectors @ self.weight.T + self.bias + self.closeness * nearest
        return np.asarray(result, dtype=np.float32)

    def chances(self, vectors: Vectors, nearest: Scores) -> Array:
        """Return calibrated probabilities of shape (texts, n)."""
        return softmax(self.scores(vectors, nearest), self.temperature)


def answer_scores(nearest: Scores, centres: Scores) -> Scores:
    """Return what speaks for each answer, for cosines of :class:`ExampleIndex`.

    The nearest phrasing alone falls for a chance likeness, the middle alone for the topic.
    """
    return np.asarray((nearest + centres) / 2, dtype=np.float32)
