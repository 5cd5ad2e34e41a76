"""The served matcher: messages in, intents and answers out. Knows neither Rasa nor torch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu_models.calibration import Array, softmax
from nlu_models.data import MatcherData, texts_digest
from nlu_models.errors import TrainingDataError
from nlu_models.heads import ExampleIndex, Scores, answer_scores
from nlu_models.indexing import index_examples
from nlu_models.joining import joined
from nlu_models.match import Candidate, Match
from nlu_models.network_file import Network
from nlu_models.onnx_session import OnnxEncoder, Vectors
from nlu_models.parts import question_parts
from nlu_models.subjects import Subjects
from nlu_models.tags import Tagged, TokenScores

Response = Mapping[str, Any]


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
        self.subjects = Subjects(responses)
        self._network = network
        self._index = index
        self._positions: dict[str, list[int]] = {}
        self._named: dict[str, int] = {}
        for position, group in enumerate(index.groups):
            intent, _, answer = group.partition("/")
            if answer:
                self._positions.setdefault(intent, []).append(position)
                self._named[answer.replace("_", " ").casefold()] = position
        sizes = [len(places) for places in self._positions.values()]
        # Where the scores of all answers stand, and for each the number of its intent.
        self._places = np.array([place for own in self._positions.values() for place in own], int)
        self._owners = np.repeat(np.arange(len(sizes)), sizes)

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
        """Match messages; up to 32 of like length share a forward pass.

        Of a message that looks like several questions the questions are matched too.

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
            joined(whole, tuple(zip(own, islice(matches, len(own)), strict=True)))
            for whole, own in zip(wholes, parts, strict=True)
        ]

    def _match_all(self, texts: Sequence[str], limit: int) -> list[Match]:
        vectors, readable, tokens = self._network.encoder.encode(texts)
        nearest, centres = self._index.likeness(vectors)
        chances, strange = self._judge(vectors, nearest)
        scores = answer_scores(nearest, centres)
        for row, text in enumerate(texts):
            if (position := self._named.get(text.strip().casefold())) is not None:
                # An answer's name means that answer: so it can be offered and chosen.
                intent = self._index.groups[position].partition("/")[0]
                chances[row] = np.eye(chances.shape[1])[self._network.intents.names.index(intent)]
                scores[row, position] = 1.0
        return [
            replace(
                self._match(chances[row], scores[row], float(strange[row]), limit),
                tags=self._tags(text, tokens[row]),
            )
            if readable[row]
            else Match(answers_of=dict.fromkeys(self._positions, ()), strangeness=math.inf)
            for row, text in enumerate(texts)
        ]

    def _tags(self, text: str, tokens: TokenScores | None) -> tuple[Tagged, ...]:
        return () if tokens is None else self._network.tagger.find(text, tokens)

    def _judge(self, vectors: Vectors, nearest: Scores) -> tuple[Array, Array]:
        """Return confidence in each intent, shape (texts, n), and how strange each text is.

        The confidence of a text sums to less than 1 if it is unfamiliar.
        """
        intents, familiarity = self._network.intents, self.facts.familiarity
        scores, energy = intents.judge(vectors, self._index.of_intents(nearest))
        chances = softmax(scores, self.facts.intent_temperature)
        if familiarity is None:
            return chances, np.zeros(len(vectors))
        known = familiarity.scores(energy, nearest.max(axis=1))
        return chances * familiarity.trust(known)[:, None], familiarity.strangeness(known)

    def _match(self, chances: Array, scores: Scores, strange: float, limit: int) -> Match:
        names = self._network.intents.names
        answers, answers_of = self._answers(scores, limit)
        if own := answers_of.get(names[int(chances.argmax())]):
            # A question is as clear as its answer: one that none fits, or several, is not.
            chances = chances * own[0].confidence
        best = np.argsort(-chances, kind="stable")[: limit or None]
        return Match(
            intents=_candidates(names, best, chances[best]),
            answers=answers,
            answers_of=answers_of,
            strangeness=strange,
        )

    def _answers(
        self, scores: Scores, limit: int
    ) -> tuple[tuple[Candidate, ...], dict[str, tuple[Candidate, ...]]]:
        """Return the best of all answers, and of each retrieval intent's own."""
        if not self._positions:
            return (), {}
        found = scores[self._places]
        order = np.argsort(-found, kind="stable")
        found, places, owners = found[order], self._places[order], self._owners[order]
        weights = softmax(found, self.facts.answer_temperature)

        def ranking(of_these: npt.NDArray[np.bool_] | slice) -> tuple[Candidate, ...]:
            own = weights[of_these]
            chances = own[: limit or None] * (self._trust(found[of_these][0]) / own.sum())
            return _candidates(self._index.groups, places[of_these][: limit or None], chances)

        rankings = {
            intent: ranking(owners == number) for number, intent in enumerate(self._positions)
        }
        return ranking(slice(None)), rankings

    def _trust(self, best: float) -> float:
        """Return how far an answer can be trusted that is the best of some, 0 to 1."""
        fit = self.facts.answer_fit
        return 1.0 if fit is None else fit.trust(float(best))


def _candidates(
    names: Sequence[str], places: npt.NDArray[np.int64], chances: Array
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(names[place], chance)
        for place, chance in zip(places.tolist(), chances.tolist(), strict=True)
    )
