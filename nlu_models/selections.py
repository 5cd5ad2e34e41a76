"""What the matcher makes of a message, in the form that Rasa gives classifiers and selectors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.nlu.constants import (
    RESPONSE_SELECTOR_DEFAULT_INTENT,
    RESPONSE_SELECTOR_PREDICTION_KEY,
    RESPONSE_SELECTOR_PROPERTY_NAME,
    RESPONSE_SELECTOR_RANKING_KEY,
    RESPONSE_SELECTOR_RESPONSES_KEY,
    RESPONSE_SELECTOR_RETRIEVAL_INTENTS,
    RESPONSE_SELECTOR_UTTER_ACTION_KEY,
)
from rasa.shared.nlu.constants import (
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.util import intent_response_key_to_template_key

from nlu_models.context import Asked, FollowUp, answered_in_context
from nlu_models.match import Candidate, Match
from nlu_models.matcher import Matcher
from nlu_models.subjects import asked_of

# Where a message's further answers stand, in the default selector's output.
ALSO_KEY = "also"
# What a message means as a further question about the last answer: no part of the output.
FOLLOW_UP = "follow_up"
# What a further question counts behind the one before it, and with its subject before and in it.
_WEIGHTS = (1.0, 0.5, 0.5)
_LONGEST = 10


def set_intents(message: Message, intents: Sequence[Candidate]) -> None:
    """Write the intent and the ranking of intents, best first; none: no intent."""
    ranking = [{INTENT_NAME_KEY: n, PREDICTED_CONFIDENCE_KEY: c} for n, c in intents]
    nothing = {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}
    message.set(INTENT, dict(ranking[0]) if ranking else nothing, add_to_output=True)
    message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)


def set_answers(message: Message, match: Match, matcher: Matcher) -> None:
    """Write what Rasa's ``ResponseSelector`` would: one that serves all, and one an intent."""
    if not matcher.retrieval_intents:
        return
    properties = dict(message.get(RESPONSE_SELECTOR_PROPERTY_NAME) or {})
    properties[RESPONSE_SELECTOR_RETRIEVAL_INTENTS] = matcher.retrieval_intents
    selections = {RESPONSE_SELECTOR_DEFAULT_INTENT: match.answers, **match.answers_of}
    for selector, ranking in selections.items():
        properties[selector] = _selection(ranking, matcher.responses)
    if match.also:
        # Rasa's selector knows no such key; bot/answers.py and actions read it.
        properties[RESPONSE_SELECTOR_DEFAULT_INTENT][ALSO_KEY] = [
            _prediction(answer, matcher.responses) for answer in match.also
        ]
    message.set(RESPONSE_SELECTOR_PROPERTY_NAME, properties, add_to_output=True)


def set_follow_up(message: Message, asked: Asked, matcher: Matcher) -> None:
    """Write what a message means as a further question about the answer that was just given.

    It is matched by itself, behind the question before it, and with the answer's subject in it.

    Args:
        message: The message.
        asked: What was asked before it, and answered.
        matcher: Matches it together with that.
    """
    text = str(message.get(TEXT))
    before = f"{asked.question.rstrip('?!. ')} {text}"
    named = asked_of(matcher.subjects.of(asked.answer), text)
    alone, *together = (
        match.answers_of.get(asked.intent, ())
        for match in matcher.match([text, before, *named], limit=0)
    )
    ranking = answered_in_context(
        alone,
        list(zip(_WEIGHTS, together, strict=True)),
        FollowUp(asked, text, lambda name: _text_of(matcher.responses[name])),
    )[:_LONGEST]
    if ranking:
        message.set(FOLLOW_UP, (asked.intent, _selection(ranking, matcher.responses)))


def _text_of(responses: Sequence[Mapping[str, Any]]) -> str:
    return " ".join(str(response.get("text") or "") for response in responses)


def _selection(
    ranking: Sequence[Candidate], responses: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    return {
        RESPONSE_SELECTOR_PREDICTION_KEY: _prediction(ranking[0] if ranking else None, responses),
        RESPONSE_SELECTOR_RANKING_KEY: [
            {PREDICTED_CONFIDENCE_KEY: answer.confidence, INTENT_RESPONSE_KEY: answer.name}
            for answer in ranking
        ],
    }


def _prediction(
    answer: Candidate | None, responses: Mapping[str, Sequence[Mapping[str, Any]]]
) -> dict[str, Any]:
    key = None if answer is None else answer.name
    return {
        RESPONSE_SELECTOR_RESPONSES_KEY: None if key is None else list(responses[key]),
        PREDICTED_CONFIDENCE_KEY: 0.0 if answer is None else answer.confidence,
        INTENT_RESPONSE_KEY: key,
        RESPONSE_SELECTOR_UTTER_ACTION_KEY: intent_response_key_to_template_key(str(key)),
    }
