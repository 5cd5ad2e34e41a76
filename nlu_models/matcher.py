"""The served matcher: messages in, intents and answers out. Knows neither Rasa nor torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from nlu_models.calibration import Array, softmax
from nlu_models.data import MatcherData, texts_digest
from nlu_models.errors import TrainingDataError
from nlu_models.heads import ExampleIndex, Scores, answer_scores
from nlu_models.indexing import index_examples
from nlu_models.network_file import Network
from nlu_models.onnx_session import OnnxEncoder, Vectors
from nlu_models.parts import question_parts
from nlu_models.tags import Tagged, TokenScores

Response = Mapping[str, Any]

# A part of a message counts as a question of its own if it is more likely right than not.
_SURE = 0.5
_LIKELIEST = 3


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
        tags: The spans that the network sees in the message, in order; none overlaps another.
    """

    intents: tuple[Candidate, ...] = ()
    answers: tuple[Candidate, ...] = ()
    answers_of: Mapping[str, tuple[Candidate, ...]] = field(default_factory=dict)
    also: tuple[Candidate, ...] = ()
    tags: tuple[Tagged, ...] = ()

    @property
    def answer(self) -> Candidate | None:
        """The best answer of the best intent; None if that intent has no answers."""
        ranking = self.answers_of.get(self.intents[0].name) if self.intents else None
        return ranking[0] if ranking else None

    @property
    def sure(self) -> bool:
        """Whether the intent, with its answer, is more likely right than not."""
        return bool(self.intents) and self.intents[0].confidence >= _SURE


class Matcher:
    """Finds the intent of a message, and the answer that fits it.

    Safe to call from several threads.
    """

    def __init__(
        self,
        network: Network,
        index: ExampleIndex,
        responses: Mapping[str, Sequence[Response]],
        digests: Mapping[str, str],
    ) -> None:
        """Use :func:`nlu_models.model_file.read_model_file` instead."""
        self.facts = network.facts
        self.responses = responses
        self.digests = digests
        self._network = network
        self._index = index
        self._positions: dict[str, list[int]] = {}
        self._named: dict[str, int] = {}
        for position, group in enumerate(index.groups):
            intent, _, answer = group.partition("/")
            if answer:
                self._positions.setdefault(intent, []).append(position)
                self._named[answer.replace("_", " ").casefold()] = position
        self._all_answers = [place for places in self._positions.values() for place in places]

    @property
    def encoder(self) -> OnnxEncoder:
        """The network that makes vectors of texts."""
        return self._network.encoder

    @property
    def retrieval_intents(self) -> list[str]:
        """The intents that have answers, sorted."""
        return list(self._positions)

    def with_answers(self, data: MatcherData) -> Matcher:
        """Return a matcher with other answers; only phrasings of changed ones are encoded.

        Args:
            data: Answers with their phrasings and responses. They take the place of all answers of
                their intents; those of other intents stay.

        Raises:
            TrainingDataError: An answer has no text, an intent is not one that the network knows
                by answers, or the encoder knows no word of an answer's phrasings.
        """
        data.check_responses()
        given = data.answer_texts()
        intents = {key.partition("/")[0] for key in given}
        if strange := intents - set(self.retrieval_intents):
            raise TrainingDataError(
                f"The intent {min(strange)} had no answers when the encoder was trained, so its "
                "first ones take a training: `rasa train`."
            )
        kept = {g for g in self._index.groups if g.partition("/")[0] not in intents}
        digests = {key: d for key, d in self.digests.items() if key in kept}
        digests |= {key: texts_digest(texts) for key, texts in given.items()}
        changed = {key for key in given if digests[key] != self.digests.get(key)}
        examples = [e for e in data.examples if e.answer in changed]
        vectors = index_examples(self.encoder, examples).by_group() if examples else {}
        own = self._index.by_group()
        index = ExampleIndex.of_groups(
            {group: vectors[group] if group in changed else own[group] for group in kept | {*given}}
        )
        responses = {key: self.responses[key] for key in self.responses if key in kept}
        responses |= {key: data.responses[key] for key in given}
        return Matcher(self._network, index, responses, digests)

    def match(self, texts: Sequence[str], limit: int = 10) -> list[Match]:
        """Match messages, in one forward pass for up to 32 of them.

        Of a message that looks like several questions the questions are matched too, in the same
        pass.

        Args:
            texts: Messages of any length and script.
            limit: Longest ranking to return; 0 for all.

        Returns:
            One match per message.
        """
        parts = [question_parts(text) for text in texts]
        matches = iter(self._match_all([*texts, *(part for own in parts for part in own)], limit))
        wholes = list(islice(matches, len(texts)))
        return [
            self._joined(whole, tuple(islice(matches, len(own))))
            for whole, own in zip(wholes, parts, strict=True)
        ]

    def _joined(self, whole: Match, parts: Sequence[Match]) -> Match:
        """Return what a message means whose questions, each by itself, mean ``parts``.

        That is the first question, or the one that is about more than an answer; the others'
        answers come beside it. Where a question is unclear, or means by itself what the message
        hardly means ("and what does it cost?"), the message is taken as a whole.
        """
        if not parts or not all(part.sure and _agree(whole, part) for part in parts):
            return whole
        leading = [part for part in parts if part.answer is None]
        if len({part.intents[0].name for part in leading}) > 1:
            return whole  # two tasks: one at a time
        first = leading[0] if leading else parts[0]
        answers = {part.answer.name: part.answer for part in parts if part.answer is not None}
        if first.answer is not None:
            del answers[first.answer.name]
        if not answers:
            return whole
        return replace(first, also=tuple(answers.values()), tags=whole.tags)

    def _match_all(self, texts: Sequence[str], limit: int) -> list[Match]:
        vectors, readable, tokens = self._network.encoder.encode(texts)
        nearest = self._index.nearest(vectors)
        chances = self._chances(vectors, nearest)
        scores = answer_scores(nearest, self._index.centres(vectors))
        for row, text in enumerate(texts):
            if (position := self._named.get(text.strip().casefold())) is not None:
                # An answer's name means that answer: so it can be offered and chosen.
                intent = self._index.groups[position].partition("/")[0]
                chances[row] = np.eye(chances.shape[1])[self._network.intents.names.index(intent)]
                scores[row, position] = 1.0
        return [
            replace(
                self._match(chances[row], scores[row], limit), tags=self._tags(text, tokens[row])
            )
            if readable[row]
            else Match(answers_of=dict.fromkeys(self._positions, ()))
            for row, text in enumerate(texts)
        ]

    def _tags(self, text: str, tokens: TokenScores | None) -> tuple[Tagged, ...]:
        return () if tokens is None else self._network.tagger.find(text, tokens)

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

    def _match(self, chances: Array, scores: Scores, limit: int) -> Match:
        names = self._network.intents.names
        answers_of = {
            intent: self._answers(scores, positions, limit)
            for intent, positions in self._positions.items()
        }
        if own := answers_of.get(names[int(chances.argmax())]):
            # A question is as clear as its answer: one that none fits, or several, is not.
            chances = chances * own[0].confidence
        return Match(
            intents=tuple(
                Candidate(names[i], float(chances[i])) for i in _best_first(chances, limit)
            ),
            answers=self._answers(scores, self._all_answers, limit),
            answers_of=answers_of,
        )

    def _trust(self, scores: Scores) -> float:
        """Return how far the best of some answers' scores can be trusted, 0 to 1."""
        fit = self.facts.answer_fit
        return 1.0 if fit is None else fit.trust(float(scores.max()))

    def _answers(
        self, scores: Scores, positions: Sequence[int], limit: int
    ) -> tuple[Candidate, ...]:
        if not positions:
            return ()
        of_these = scores[positions]
        chances = softmax(of_these, self.facts.answer_temperature) * self._trust(of_these)
        order = _best_first(chances, limit)
        groups = self._index.groups
        return tuple(Candidate(groups[positions[i]], float(chances[i])) for i in order)


def _agree(whole: Match, part: Match) -> bool:
    """Whether what a part means is among the likeliest meanings of the whole."""
    if part.answer is None:
        return part.intents[0].name in {intent.name for intent in whole.intents[:_LIKELIEST]}
    return part.answer.name in {answer.name for answer in whole.answers[:_LIKELIEST]}


def _best_first(chances: Array, limit: int) -> list[int]:
    order: list[int] = np.argsort(-chances, kind="stable")[: limit or None].tolist()
    return order
