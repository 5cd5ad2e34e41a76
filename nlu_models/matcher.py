"""The served matcher: messages in, intents and answers out. Knows neither Rasa nor torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array, softmax
from nlu_models.heads import ExampleIndex, Scores, answer_scores
from nlu_models.network_file import Network
from nlu_models.onnx_session import Vectors

Response = Mapping[str, Any]


class Candidate(NamedTuple):
    """An intent or an answer, and how sure the matcher is of it, 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Match:
    """What the matcher makes of one message.

    Attributes:
        intents: The intents, best first; empty if the message cannot be read (no text, or none
            that the vocabulary knows).
        answers: All answers, best first; empty likewise.
        answers_of: For each retrieval intent its own answers, best first, as if the message had
            that intent; empty likewise.
    """

    intents: tuple[Candidate, ...] = ()
    answers: tuple[Candidate, ...] = ()
    answers_of: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)


class Matcher:
    """Finds the intent of a message, and the answer that fits it.

    Safe to call from several threads.
    """

    def __init__(
        self, network: Network, index: ExampleIndex, responses: Mapping[str, Sequence[Response]]
    ) -> None:
        """Use :func:`nlu_models.model_file.read_model_file` instead."""
        self.facts = network.facts
        self.responses = responses
        self._network = network
        self._index = index
        self._positions: dict[str, list[int]] = {}
        for position, group in enumerate(index.groups):
            intent, _, answer = group.partition("/")
            if answer:
                self._positions.setdefault(intent, []).append(position)

    @property
    def retrieval_intents(self) -> list[str]:
        """The intents that have answers, sorted."""
        return list(self._positions)

    def match(self, texts: Sequence[str], limit: int = 10) -> list[Match]:
        """Match messages, in one forward pass for up to 32 of them.

        Args:
            texts: Messages of any length and script.
            limit: Longest ranking to return; 0 for all.

        Returns:
            One match per message.
        """
        vectors, readable = self._network.encoder.vectors(texts)
        nearest = self._index.nearest(vectors)
        chances = self._chances(vectors, nearest)
        scores = answer_scores(nearest, self._index.centres(vectors))
        return [
            self._match(chances[row], scores[row], limit)
            if readable[row]
            else Match(answers_of=dict.fromkeys(self._positions, ()))
            for row in range(len(texts))
        ]

    def strangeness(self, texts: Sequence[str]) -> Array:
        """Return how far each message lies from what was learned, shape (texts,).

        0 or less is usual, from 1 on confidence is taken away. 0 for all if the network was trained
        with ``holdout: 0``; infinite for a message that cannot be read.
        """
        vectors, readable = self._network.encoder.vectors(texts)
        familiarity = self.facts.familiarity
        if familiarity is None:
            strange = np.zeros(len(texts))
        else:
            nearest = self._index.nearest(vectors).max(axis=1)
            strange = familiarity.strangeness(self._network.intents.energy(vectors), nearest)
        return np.where(np.asarray(readable, dtype=bool), strange, np.inf)

    def _chances(self, vectors: Vectors, nearest: Scores) -> Array:
        """Return confidence in each intent, shape (texts, n); sums to less if unfamiliar."""
        intents = self._network.intents
        scores = intents.scores(vectors, self._index.of_intents(nearest))
        chances = softmax(scores, self.facts.intent_temperature)
        if self.facts.familiarity is None:
            return chances
        trust = self.facts.familiarity.trust(intents.energy(vectors), nearest.max(axis=1))
        return chances * trust[:, None]

    def _match(
        self, chances: npt.NDArray[np.float64], scores: npt.NDArray[np.float32], limit: int
    ) -> Match:
        everything = [position for group in self._positions.values() for position in group]
        return Match(
            intents=_ranking(self._network.intents.names, chances, limit),
            answers=self._answers(scores, everything, limit),
            answers_of={
                intent: self._answers(scores, positions, limit)
                for intent, positions in self._positions.items()
            },
        )

    def _answers(
        self, scores: npt.NDArray[np.float32], positions: Sequence[int], limit: int
    ) -> tuple[Candidate, ...]:
        if not positions:
            return ()
        chances = softmax(scores[positions], self.facts.answer_temperature)
        return _ranking([self._index.groups[position] for position in positions], chances, limit)


def _ranking(
    names: Sequence[str], chances: npt.NDArray[np.float64], limit: int
) -> tuple[Candidate, ...]:
    order = np.argsort(-chances, kind="stable")[: limit or None]
    return tuple(Candidate(names[i], float(chances[i])) for i in order)
