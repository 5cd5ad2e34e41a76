"""The heads in numpy: from pooled vectors to intents and answers, as served."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array, softmax
from nlu_models.onnx_session import Vectors, normalise_rows


@dataclass(frozen=True)
class IntentHead:
    """A linear layer with calibrated confidence.

    Attributes:
        names: The n intents.
        weight: Shape (n, dim).
        bias: Shape (n,).
        temperature: Of the softmax.
    """

    names: tuple[str, ...]
    weight: Vectors
    bias: Vectors
    temperature: float

    def scores(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Return scores of shape (texts, n) for pooled vectors of shape (texts, dim)."""
        result: npt.NDArray[np.float32] = vectors @ self.weight.T + self.bias
        return result

    def chances(self, vectors: Vectors) -> Array:
        """Return calibrated probabilities of shape (texts, n)."""
        return softmax(self.scores(vectors), self.temperature)


class AnswerHead:
    """Finds the answer whose phrasings come nearest to what was said.

    An answer scores as its nearest phrasing does. So answers and phrasings can come and go
    without training: only their vectors are needed.
    """

    def __init__(
        self,
        keys: Sequence[str],
        phrasings: Vectors,
        owners: Sequence[int],
        temperature: float,
    ) -> None:
        """Set up.

        Args:
            keys: The n answers.
            phrasings: Vectors of all phrasings, shape (phrasings, dim), grouped by answer.
            owners: For each phrasing the position of its answer in ``keys``; ascending, and
                every answer owns at least one.
            temperature: Of the softmax over the answers' cosines.
        """
        self.keys = tuple(keys)
        self.phrasings = normalise_rows(phrasings)
        self.owners = np.asarray(owners, dtype=np.int64)
        self.temperature = temperature
        self._starts = np.searchsorted(self.owners, np.arange(len(self.keys)))

    def scores(self, vectors: Vectors) -> npt.NDArray[np.float32]:
        """Return the best cosine per answer, shape (texts, n), for vectors of (texts, dim)."""
        if not self.keys:
            return np.zeros((len(vectors), 0), dtype=np.float32)
        cosines = normalise_rows(vectors) @ self.phrasings.T
        best: npt.NDArray[np.float32] = np.maximum.reduceat(cosines, self._starts, axis=1)
        return best

    def of_intent(self, intent: str) -> npt.NDArray[np.int64]:
        """Return the positions of a retrieval intent's answers."""
        return np.array(
            [i for i, key in enumerate(self.keys) if key.partition("/")[0] == intent],
            dtype=np.int64,
        )
