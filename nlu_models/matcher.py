"""The served matcher: messages in, intents and answers out. Knows neither Rasa nor torch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from heapq import nlargest
from itertools import islice
from typing import Any

import numpy as np

from nlu_models.calibration import Array, tempered
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
        positions: dict[str, list[int]] = {}
        self._named: dict[str, int] = {}
        for position, group in enumerate(index.groups):
            intent, _, answer = group.partition("/")
            if answer:
                positions.setdefault(intent, []).append(position)
                self._named[answer.replace("_", " ").casefold()] = position
        # Where the scores of each intent's answers stand; its groups lie together.
        self._places = {intent: range(own[0], own[-1] + 1) for intent, own in positions.items()}
        self._answer_places = [place for own in self._places.values() for place in own]

    @property
    def encoder(self) -> OnnxEncoder:
        """The network that makes vectors of texts."""
        return self._network.encoder

    @property
    def retrieval_intents(self) -> list[str]:
        """The intents that have answers, sorted."""
        return list(self._places)

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
            joined(whole, list(zip(own, islice(matches, len(own)), strict=True))) if own else whole
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
            self._match(
                chances[row],
                scores[row],
                limit,
                strangeness=float(strange[row]),
                tags=self._tags(text, tokens[row]),
            )
            if readable[row]
            else Match(answers_of=dict.fromkeys(self._places, ()), strangeness=math.inf)
            for row, text in enumerate(texts)
        ]

    def _tags(self, text: str, tokens: TokenScores | None) -> tuple[Tagged, ...]:
        return () if tokens is None else self._network.tagger.find(text, tokens)

    def _judge(self, vectors: Vectors, nearest: Scores) -> tuple[Array, Array]:
        """Return confidence in each intent, shape (texts, n), and how strange each text is.

        The confidence of a text sums to less than 1 if it is unfamiliar.
        """
        intents, familiarity = self._network.intents, self.facts.familiarity
        judged, energy = intents.judge(vectors, self._index.of_intents(nearest))
        chances = tempered(judged, self.facts.intent_temperature)
        if familiarity is None:
            return chances, np.zeros(len(vectors))
        known = familiarity.scores(energy, nearest.max(axis=1))
        return chances * familiarity.trust(known)[:, None], familiarity.strangeness(known)

    def _match(
        self,
        chances: Array,
        scores: Scores,
        limit: int,
        *,
        strangeness: float,
        tags: tuple[Tagged, ...],
    ) -> Match:
        names = self._network.intents.names
        answers, answers_of = self._answers(scores, limit)
        best = np.argsort(-chances, kind="stable")[: limit or None]
        sure = chances[best]
        if own := answers_of.get(names[best[0]]):
            # A question is as clear as its answer: one that none fits, or several, is not.
            sure *= own[0].confidence
        return Match(
            intents=_candidates(names, best.tolist(), sure.tolist()),
            answers=answers,
            answers_of=answers_of,
            strangeness=strangeness,
            tags=tags,
        )

    def _answers(
        self, scores: Scores, limit: int
    ) -> tuple[tuple[Candidate, ...], dict[str, tuple[Candidate, ...]]]:
        """Return the best of all answers, and of each retrieval intent's own."""
        if not self._places:
            return (), {}
        found = scores.tolist()
        # Those of a softmax, without its sum: each ranking has its own.
        spread = (scores - scores.max()) / np.float64(self.facts.answer_temperature)
        weights = np.exp(spread).tolist()

        def ranking(places: Sequence[int], total: float) -> tuple[Candidate, ...]:
            best = nlargest(limit or len(places), places, key=found.__getitem__)
            share = self._trust(found[best[0]]) / total
            chances = [weights[place] * share for place in best]
            return _candidates(self._index.groups, best, chances)

        totals = {i: sum(weights[own.start : own.stop]) for i, own in self._places.items()}
        rankings = {i: ranking(own, totals[i]) for i, own in self._places.items()}
        return ranking(self._answer_places, sum(totals.values())), rankings

    def _trust(self, best: float) -> float:
        """Return how far an answer can be trusted that is the best of some, 0 to 1."""
        fit = self.facts.answer_fit
        return 1.0 if fit is None else fit.trust(best)


def _candidates(
    names: Sequence[str], places: Sequence[int], chances: Sequence[float]
) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(names[place], chance) for place, chance in zip(places, chances, strict=True)
    )
