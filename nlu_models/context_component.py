"""The pipeline component that reads a message in its conversation; nothing in it is trained."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.constants import RESPONSE_SELECTOR_PREDICTION_KEY, RESPONSE_SELECTOR_PROPERTY_NAME
from rasa.shared.core.events import BotUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    INTENT_RESPONSE_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from nlu_models.asked_before import asked_before, topic_of
from nlu_models.context import (
    OF_PRODUCTS,
    Topic,
    about_products,
    asks_of_delivery,
    reweighed,
    speaks_of_service,
)
from nlu_models.fragments import VALUES
from nlu_models.leaning import is_bare, leans_on_last
from nlu_models.match import SURE, Candidate
from nlu_models.reactions import reaction_of
from nlu_models.selections import FOLLOW_UP, set_intents
from nlu_models.untrained import UntrainedClassifier

# What a further question about an answer may be mistaken for.
_MISTAKEN = frozenset(
    {
        "chitchat",
        "check_stock",
        "choose_item",
        "compare_products",
        "faq",
        "help",
        "inform",
        "out_of_scope",
        "product_details",
        "recommend_product",
        "refine_search",
        "search_product",
        "show_more",
        "similar_products",
        "what_next",
    }
)
# What is asked rather than wished: "can I send it back?" behind an answer about engraving.
_WISHED = frozenset({"return_item", "exchange_item", "cancel_order", "stop"})
_ASKS = re.compile(
    r"\W*(?:(?:and|but|so|ok(?:ay)?)\b\W*)*(?:how|what if|what happens|(?:and )?if|"
    r"(?:can|could|may|do|does|is|are|will) )",
    re.I,
)
_FEW_WORDS = 4
# A message that is so sure of its own answer keeps it, where none fits behind the last one.
_KEEPS = 0.7
_BARELY_MISTAKEN = frozenset({"delivery_cost", "delivery_time"})
_CLEAR = 0.6
# From here on words of the catalogue in it do not make it a wish: "have they got the boots there?"
_PLAIN = 0.9
# "And on Sundays?" behind opening hours is about them, though it may be about delivery.
_STAYS = 0.8
_MEANT = 0.9
_POINTS = frozenset({"critique", "ordinal"})
_ORDINAL = frozenset({"ordinal"})
_REACTS = "what_next"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ConversationContext(UntrainedClassifier):
    """Weighs intents by what the last answer was about, and takes up questions about an answer.

    Stands behind the components that find intents, answers and entities, and before the
    ``FallbackClassifier``. Without a conversation, as in ``rasa test nlu``, it changes nothing.
    """

    def process(
        self,
        messages: list[Message],
        # Rasa compares annotations, and does not know the form `X | None`.
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045
    ) -> list[Message]:
        """Put first the intent, and the answer, that a message has in its conversation.

        Args:
            messages: What was said, with intents, answers and entities.
            tracker: The conversation up to it, if there is one.
        """
        if tracker is None or tracker.active_loop_name:
            return messages
        topic = topic_of(tracker)
        for message in messages:
            if topic is Topic.PRODUCTS:
                _weigh(message)
            elif _reacts(message, tracker):
                continue
            elif not (topic is Topic.DELIVERY and _ask_of_delivery(message)):
                _follow_up(message, topic, tracker)
        return messages


def _kinds(message: Message) -> set[str]:
    return {str(entity.get("entity")) for entity in message.get(ENTITIES, [])}


def _ranking(message: Message) -> list[Candidate]:
    return [
        Candidate(guess[INTENT_NAME_KEY], guess[PREDICTED_CONFIDENCE_KEY])
        for guess in message.get(INTENT_RANKING_KEY, [])
    ]


def _weigh(message: Message) -> None:
    with_value = bool(_kinds(message) & (VALUES | _POINTS))
    of_service = speaks_of_service(str(message.get(TEXT)))
    ranking = reweighed(
        _ranking(message), Topic.PRODUCTS, with_value=with_value, of_service=of_service
    )
    if not ranking:
        return
    if ranking[0].confidence < SURE <= about_products(ranking):
        # What about them is less clear: the likeliest will do, for these actions help each other.
        first = next(intent for intent in ranking if intent.name in OF_PRODUCTS)
        others = (i._replace(confidence=i.confidence * (1 - SURE)) for i in ranking if i != first)
        ranking = (Candidate(first.name, SURE), *others)
    set_intents(message, ranking)


def _reacts(message: Message, tracker: DialogueStateTracker) -> bool:
    """Take "are you sure?" and "what do I do now?" for a question about what was said last."""
    reaction = reaction_of(str(message.get(TEXT) or ""))
    if reaction is None or not any(isinstance(event, BotUttered) for event in tracker.events):
        return False
    _put_first(message, _REACTS)
    return True


def _ask_of_delivery(message: Message) -> bool:
    """Take a bare question behind an answer about delivery for one about it."""
    intent = asks_of_delivery(str(message.get(TEXT)))
    if intent is None or _kinds(message) & VALUES:
        return False
    _put_first(message, intent)
    return True


def _put_first(message: Message, intent: str) -> None:
    others = [Candidate(n, (1 - _MEANT) * c) for n, c in _ranking(message) if n != intent]
    set_intents(message, (Candidate(intent, _MEANT), *others))


def _follow_up(message: Message, topic: Topic, tracker: DialogueStateTracker) -> None:
    """Take a message for a question about the last answer, if it says too little by itself."""
    if message.get(FOLLOW_UP) is None:
        return
    intent, selection = message.get(FOLLOW_UP)
    answer = selection[RESPONSE_SELECTOR_PREDICTION_KEY]
    confidence = answer[PREDICTED_CONFIDENCE_KEY]
    selectors = dict(message.get(RESPONSE_SELECTOR_PROPERTY_NAME) or {})
    if _kinds(message) & (VALUES | _ORDINAL) and not _agree(answer, selectors.get(intent), _PLAIN):
        return
    ranking = _ranking(message)
    first = ranking[0] if ranking else None
    if first is not None and first.name == intent and _has_its_own(message, answer, intent):
        before = asked_before(tracker)
        if before is not None and answer[INTENT_RESPONSE_KEY] == before.answer:
            return  # "I wore it once": the same again would be no answer to that
    if topic is Topic.OTHER and (first is None or first.name != intent):
        return  # behind a task it is more likely about that
    if first is not None and first.confidence >= SURE:
        if first.name == intent and first.confidence >= _KEEPS and confidence < SURE:
            return
        text = str(message.get(TEXT))
        brief = first.name == intent and first.confidence < _MEANT
        brief = brief and len(text.split()) <= _FEW_WORDS
        leans = leans_on_last(text) or (brief and confidence >= SURE)
        mistaken = first.name in _MISTAKEN and leans
        asked = first.name in _WISHED and leans and confidence >= SURE and _ASKS.match(text)
        stays = leans and confidence >= _STAYS
        bare = first.name in _BARELY_MISTAKEN and (is_bare(text) or stays)
        if not (mistaken or asked or bare or _agree(answer, selectors.get(intent))):
            return
    selectors |= {intent: selection, "default": selection}
    message.set(RESPONSE_SELECTOR_PROPERTY_NAME, selectors, add_to_output=True)
    rest = 1.0 - confidence
    others = [Candidate(n, rest * c) for n, c in ranking if n != intent]
    set_intents(message, (Candidate(intent, confidence), *others))


def _has_its_own(message: Message, answer: Mapping[str, Any], intent: str) -> bool:
    """Whether a message by itself clearly asks for another answer."""
    alone = (message.get(RESPONSE_SELECTOR_PROPERTY_NAME) or {}).get(intent) or {}
    own = alone.get(RESPONSE_SELECTOR_PREDICTION_KEY) or {}
    others = own.get(INTENT_RESPONSE_KEY) != answer[INTENT_RESPONSE_KEY]
    return bool(others and own.get(PREDICTED_CONFIDENCE_KEY, 0.0) >= _CLEAR)


def _agree(
    answer: Mapping[str, Any], alone: Mapping[str, Any] | None, least: float = _CLEAR
) -> bool:
    """Whether a message, by itself and behind the last question, clearly asks for one answer.

    "I lost the receipt" wants an invoice, but not behind a question about returns.
    """
    own = (alone or {}).get(RESPONSE_SELECTOR_PREDICTION_KEY) or {}
    return own.get(INTENT_RESPONSE_KEY) == answer.get(INTENT_RESPONSE_KEY) and (
        min(own[PREDICTED_CONFIDENCE_KEY], answer[PREDICTED_CONFIDENCE_KEY]) >= least
    )
