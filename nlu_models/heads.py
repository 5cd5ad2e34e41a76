"""The heads in numpy: from pooled vectors to intents and answers, as served."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array
from nlu_models.onnx_session import Vectors, normalise_rows
from nlu_models.rounded import RoundedRows

Scores = npt.NDArray[np.float32]

# Cosines lie in [-1, 1]; this spreads them for a softmax, as contrastive training commonly does.
SHARPNESS = 20.0
_LEAST = 1e-12
# From so many examples on, a text is compared with them in int8 first. Of such cosines no two that
# are farther apart than the error are in the wrong order; and a group that lies farther behind the
# best of its intent weighs next to nothing, and may stay as it is.
_MANY = 1000
_FEW_TEXTS = 4
_ERROR = np.float32(0.005)
_BEHIND = np.float32(0.25)


class ExampleIndex:
    """The examples' vectors, in groups: those of an answer, or of an intent without answers.

    Groups and examples can come and go without training: only the vectors are needed.

    Attributes:
        groups: Names of the g groups.
        intents: Names of their intents, sorted as the groups are.
        vectors: The examples' unit vectors, shape (examples, dim).
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
        self.vectors = normalise_rows(vectors)
        self.owners = np.asarray(owners, dtype=np.int64)
        self._intent_of_group = np.array([self.intents.index(name) for name in owned_by])
        self.intent_of = self._intent_of_group[self.owners]
        self._starts = np.searchsorted(self.owners, np.arange(len(groups)))
        self._intent_starts = np.array([owned_by.index(name) for name in self.intents])
        centres = normalise_rows(np.add.reduceat(self.vectors, self._starts, axis=0))
        self._centres = np.ascontiguousarray(centres.T)
        self._rounded = RoundedRows(self.vectors) if len(owners) >= _MANY else None

    @classmethod
    def of_groups(cls, vectors: Mapping[str, Vectors]) -> ExampleIndex:
        """Return an index of groups with their examples' vectors, in any order."""
        groups = sorted(vectors, key=group_order)
        owners = np.repeat(np.arange(len(groups)), [len(vectors[group]) for group in groups])
        return cls(groups, np.concatenate([vectors[group] for group in groups]), owners.tolist())

    def by_group(self) -> dict[str, Vectors]:
        """Return the vectors of each group's examples, shape (its examples, dim)."""
        parts = np.split(self.vectors, self._starts[1:])
        return dict(zip(self.groups, parts, strict=True))

    def likeness(self, vectors: Vectors) -> tuple[Scores, Scores]:
        """Return cosines of unit vectors with each group's nearest example, and with its middle.

        Of few texts, those with groups far behind the best of their intent may be off in the third
        decimal.

        Args:
            vectors: Shape (texts, dim).

        Returns:
            Two of shape (texts, g).
        """
        centres = vectors @ self._centres
        if self._rounded is not None and 0 < len(vectors) <= _FEW_TEXTS:
            nearest = [self._nearest(vector, self._rounded) for vector in vectors]
            return np.array(nearest, dtype=np.float32), centres
        cosines = vectors @ self.vectors.T
        return np.maximum.reduceat(cosines, self._starts, axis=1), centres

    def _nearest(self, vector: Vectors, examples: RoundedRows) -> Scores:
        """Return the cosine of each group's nearest example, for a unit vector.

        The nearest are found in int8, and compared exactly then.

        Args:
            vector: Shape (dim,).
            examples: The examples in int8.
        """
        cosines = examples.products(vector[None])[0]
        rough = np.maximum.reduceat(cosines, self._starts)
        best = np.maximum.reduceat(rough, self._intent_starts)[self._intent_of_group]
        lowest = np.maximum(rough - _ERROR, best - _BEHIND)
        near = np.flatnonzero(cosines >= lowest.take(self.owners))
        cosines[near] = self.vectors.take(near, axis=0) @ vector
        return np.asarray(np.maximum.reduceat(cosines, self._starts))

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
        (energy_mean, energy_spread), (nearest_mean, nearest_spread) = self.energy, self.nearest
        return np.asarray(
            (energy - energy_mean) / energy_spread + (nearest - nearest_mean) / nearest_spread,
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

    def judge(self, vectors: Vectors, nearest: Scores) -> tuple[Scores, Scores]:
        """Return the judges' mean probability, and the energy.

        Args:
            vectors: Unit vectors, shape (texts, dim).
            nearest: Cosine of the nearest example of each intent, shape (texts, n).

        Returns:
            Probabilities of shape (texts, n), none of them 0, and how much the directions of all
            intents have to say for each text, (texts,).
        """
        count = 1 if self.layer is None else 3
        judges = np.empty((len(vectors), count, len(self.names)), dtype=np.float32)
        told = judges.reshape(len(vectors), count * len(self.names))[:, : len(self._bias)]
        np.add(vectors @ self._columns, self._bias, out=told)
        if self.layer is not None:
            np.multiply(nearest, SHARPNESS, out=judges[:, -1])
        highest = judges.max(axis=2, keepdims=True)
        powers = np.exp(judges - highest)
        sums = powers.sum(axis=2, keepdims=True)
        mean = (powers / sums).sum(axis=1) / count
        energy = highest[:, 0, 0] + np.log(sums[:, 0, 0])
        return np.maximum(mean, _LEAST), energy

    @cached_property
    def _columns(self) -> Vectors:
        """What unit vectors are multiplied with for the judges that have weights, side by side."""
        rows = [SHARPNESS * self.directions]
        if self.layer is not None:
            rows.append(self.layer.weight)
        return np.ascontiguousarray(np.concatenate(rows).T)

    @cached_property
    def _bias(self) -> Vectors:
        bias = np.zeros(self._columns.shape[1], dtype=np.float32)
        if self.layer is not None:
            bias[len(self.names) :] = self.layer.bias
        return bias


def answer_scores(nearest: Scores, centres: Scores) -> Scores:
    """Return what speaks for each answer, for cosines of :class:`ExampleIndex`.

    The nearest phrasing alone falls for a chance likeness, the middle alone for the topic.
    """
    return np.asarray((nearest + centres) / 2, dtype=np.float32)
