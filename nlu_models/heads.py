"""The heads in numpy: from pooled vectors to intents and answers, as served."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array, softmax
from nlu_models.onnx_session import Vectors, normalise_rows

Scores = npt.NDArray[np.float32]

# Cosines lie in [-1, 1]; this spreads them for a softmax, as contrastive training commonly does.
SHARPNESS = 20.0
_LEAST = 1e-12


class ExampleIndex:
    """The examples' vectors, in groups: those of an answer, or of an intent without answers.

    Groups and examples can come and go without training: only the vectors are needed.

    Attributes:
        groups: Names of the g groups.
        intents: Names of their intents, sorted as the groups are.
        owners: Position of each example's group, ascending, shape (examples,).
        intent_of: Position of each example's intent, shape (examples,).
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
        # In columns, which takes half the time to multiply one message with.
        self._columns = np.ascontiguousarray(normalise_rows(vectors).T)
        self.owners = np.asarray(owners, dtype=np.int64)
        self.intent_of = np.array([self.intents.index(name) for name in owned_by])[self.owners]
        self._starts = np.searchsorted(self.owners, np.arange(len(groups)))
        self._intent_starts = np.array([owned_by.index(name) for name in self.intents])
        self._centres = normalise_rows(np.add.reduceat(self.vectors, self._starts, axis=0))

    @property
    def vectors(self) -> Vectors:
        """The examples' unit vectors, shape (examples, dim)."""
        return self._columns.T

    @classmethod
    def of_groups(cls, vectors: Mapping[str, Vectors]) -> ExampleIndex:
        """Return an index of groups with their examples' vectors, in any order."""
        groups = sorted(vectors, key=group_order)
        owners = np.repeat(np.arange(len(groups)), [len(vectors[group]) for group in groups])
        return cls(groups, np.concatenate([vectors[group] for group in groups]), owners.tolist())

    def by_group(self) -> dict[str, Vectors]:
        """Return the vectors of each group's examples, shape (its examples, dim)."""
        ends = [*self._starts[1:], len(self.intent_of)]
        vectors = self.vectors
        return {
            group: vectors[start:end]
            for group, start, end in zip(self.groups, self._starts, ends, strict=True)
        }

    def nearest(self, vectors: Vectors) -> Scores:
        """Return the cosine of each group's nearest example, shape (texts, g)."""
        cosines = normalise_rows(vectors) @ self._columns
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
class Familiarity:
    """How near a message lies to what the matcher was trained on.

    The score is the sum of two, each in standard deviations of held-out messages: the energy over
    the intents' directions (Liu, Wang, Owens and Li, "Energy-based Out-of-distribution Detection",
    NeurIPS 2020) and the cosine of the nearest example.

    Attributes:
        energy: Mean and standard deviation of the energy of held-out messages.
        nearest: The same of the cosine of their nearest example.
        threshold: Messages with a lower score are not familiar.
    """

    energy: tuple[float, float]
    nearest: tuple[float, float]
    threshold: float

    def scores(self, energy: Scores, nearest: Scores) -> Array:
        """Return the score of each message, shape (texts,)."""
        parts = ((energy, self.energy), (nearest, self.nearest))
        return np.asarray(
            sum((values - mean) / deviation for values, (mean, deviation) in parts),
            dtype=np.float64,
        )

    def strangeness(self, scores: Array) -> Array:
        """Return how far from the usual messages of these scores lie, shape (texts,).

        0 or less where it is as near as held-out messages on average, 1 where trust begins to fall.
        """
        return scores / min(self.threshold, -_LEAST)

    def trust(self, scores: Array) -> Array:
        """Return what confidence is to be multiplied with, for messages of these scores, (texts,).

        1 for a familiar message; below the threshold a factor e less for each standard deviation.
        """
        beyond = np.minimum(0.0, scores - self.threshold)
        return np.asarray(np.exp(beyond), dtype=np.float64)


@dataclass(frozen=True)
class AnswerFit:
    """How near the best answer must lie to be one.

    Attributes:
        deviation: Standard deviation of the best answer's score, of held-out questions.
        threshold: A lower score means that no answer fits.
    """

    deviation: float
    threshold: float

    def trust(self, best: float) -> float:
        """Return what confidence is to be multiplied with, for the best answer's score.

        1 where an answer fits; below the threshold a factor e less for each standard deviation.
        """
        return math.exp(min(0.0, (best - self.threshold) / self.deviation))


@dataclass(frozen=True)
class LinearLayer:
    """A layer on unit vectors.

    Attributes:
        weight: Shape (n, dim).
        bias: Shape (n,).
    """

    weight: Vectors
    bias: Vectors


@dataclass(frozen=True)
class IntentHead:
    """Three judges, whose mean counts: directions, a linear layer, the nearest example.

    The directions are those that the encoder was trained with. The layer is fitted to the vectors
    as served, so it makes good what int8 costs. The nearest example knows the odd corners of an
    intent that is about many things, as ``faq`` is.

    Layer and examples say what was learned from: without a layer, as after private training, the
    directions judge alone.

    Attributes:
        names: The n intents.
        directions: Unit vectors, shape (n, dim).
        layer: Scores of the n intents; None if there is none.
    """

    names: tuple[str, ...]
    directions: Vectors
    layer: LinearLayer | None

    def cosines(self, vectors: Vectors) -> Scores:
        """Return the sharpened cosine to each intent's direction, shape (texts, n)."""
        return np.asarray(SHARPNESS * normalise_rows(vectors) @ self.directions.T, dtype=np.float32)

    def energy(self, cosines: Scores) -> Scores:
        """Return how much the directions of all intents have to say for each text, (texts,).

        Args:
            cosines: What :meth:`cosines` returns.
        """
        return np.asarray(np.logaddexp.reduce(cosines, axis=1), dtype=np.float32)

    def scores(self, vectors: Vectors, cosines: Scores, nearest: Scores) -> Scores:
        """Return logarithms of the judges' mean probability, shape (texts, n).

        Args:
            vectors: Pooled vectors, shape (texts, dim).
            cosines: What :meth:`cosines` returns for them.
            nearest: Cosine of the nearest example of each intent, shape (texts, n).
        """
        judges = [softmax(cosines)]
        if self.layer is not None:
            of_layer = normalise_rows(vectors) @ self.layer.weight.T + self.layer.bias
            judges += [softmax(of_layer), softmax(SHARPNESS * nearest)]
        mean = np.mean(judges, axis=0)
        return np.asarray(np.log(np.maximum(mean, _LEAST)), dtype=np.float32)


def answer_scores(nearest: Scores, centres: Scores) -> Scores:
    """Return what speaks for each answer, for cosines of :class:`ExampleIndex`.

    The nearest phrasing alone falls for a chance likeness, the middle alone for the topic.
    """
    return np.asarray((nearest + centres) / 2, dtype=np.float32)
