"""What the matcher makes of a message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from nlu_models.tags import Tagged

# An intent, an answer or a part of a message counts if it is more likely right than not.
SURE = 0.5


class Candidate(NamedTuple):
    """An intent or an answer, and how sure the matcher is of it, 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Match:
    """What the matcher makes of one message.

    Attributes:
        intents: The intents, best first; empty if the message cannot be read (no text, or none
            that the vocabulary knows). Where the best one has answers, it can be no surer than the
            best of these.
        answers: All answers, best first; empty likewise.
        answers_of: For each retrieval intent its own answers, best first, as if the message had
            that intent; empty likewise.
        also: Answers to further questions of the message, in the order of the text: to be given
            beside what the intent, or its best answer, says.
        strangeness: How far the message lies from what was learned. 0 or less is usual, from 1 on
            confidence is taken away. 0 if the network was trained with ``holdout: 0``; infinite
            for a message that cannot be read.
        tags: The spans that the network sees in the message, in order; none overlaps another.
    """

    intents: tuple[Candidate, ...] = ()
    answers: tuple[Candidate, ...] = ()
    answers_of: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    also: tuple[Candidate, ...] = ()
    strangeness: float = 0.0
    tags: tuple[Tagged, ...] = ()

    @property
    def answer(self) -> Candidate | None:
        """The best answer of the best intent; None if that intent has no answers."""
        ranking = self.answers_of.get(self.intents[0].name) if self.intents else None
        return ranking[0] if ranking else None

    @property
    def sure(self) -> bool:
        """Whether the intent, with its answer, is more likely right than not."""
        return bool(self.intents) and self.intents[0].confidence >= SURE
