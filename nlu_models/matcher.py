"""The served matcher: messages in, intents and answers out. Knows neither Rasa nor torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import softmax
from nlu_models.heads import AnswerHead
from nlu_models.network_file import Network

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
        self, network: Network, answers: AnswerHead, responses: Mapping[str, Sequence[Response]]
    ) -> None:
        """Use :func:`nlu_models.model_file.read_model_file` instead."""
        self.facts = network.facts
        self.responses = responses
        self._encoder = network.encoder
        self._intents = network.intents
        self._answers = answers
        names = sorted({key.partition("/")[0] for key in answers.keys})
        self._groups = {name: answers.of_intent(name) for name in names}

    @property
    def retrieval_intents(self) -> list[str]:
        """The intents that have answers, sorted."""
        return sorted(self._groups)

    def match(self, texts: Sequence[str], limit: int = 10) -> list[Match]:
        """Match messages, in one forward pass for up to 32 of them.

        Args:
            texts: Messages of any length and script.
            limit: Longest ranking to return; 0 for all.

        Returns:
            One match per message.
        """
        vectors, readable = self._encoder.vectors(texts)
        chances = self._intents.chances(vectors)
        cosines = self._answers.scores(vectors)
        everything = np.arange(len(self._answers.keys))
        matches = []
        for row, is_readable in enumerate(readable):
            if not is_readable:
                matches.append(Match(answers_of=dict.fromkeys(self._groups, ())))
                continue
            matches.append(
                Match(
                    intents=_ranking(self._intents.names, chances[row], limit),
                    answers=self._rank_answers(cosines[row], everything, limit),
                    answers_of={
                        name: self._rank_answers(cosines[row], positions, limit)
                        for name, positions in self._groups.items()
                    },
                )
            )
        return matches

    def _rank_answers(
        self, cosines: npt.NDArray[np.float32], positions: npt.NDArray[np.int64], limit: int
    ) -> tuple[Candidate, ...]:
        if len(positions) == 0:
            return ()
        chances = softmax(cosines[positions], self._answers.temperature)
        return _ranking([self._answers.keys[i] for i in positions], chances, limit)


def _ranking(
    names: Sequence[str], chances: npt.NDArray[np.float64], limit: int
) -> tuple[Candidate, ...]:
    order = np.argsort(-chances, kind="stable")[: limit or None]
    return tuple(Candidate(names[i], float(chances[i])) for i in order)
