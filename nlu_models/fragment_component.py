"""The pipeline component that corrects the intent of fragments; there is nothing in it to train."""

from __future__ import annotations

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import (
    ENTITIES,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from nlu_models.fragments import meant_intent
from nlu_models.untrained import UntrainedClassifier

_SURE = 0.9


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class FragmentIntents(UntrainedClassifier):
    """Takes "any in wool?" for a wish, whatever the classifier before it took it for.

    Stands after the component that finds entities, and before the ``FallbackClassifier``.
    """

    def process(self, messages: list[Message]) -> list[Message]:
        """Put the intent that is meant first, where another was."""
        for message in messages:
            intent = message.get(INTENT) or {}
            meant = meant_intent(
                str(message.get(TEXT) or ""),
                message.get(ENTITIES, []),
                intent.get(INTENT_NAME_KEY),
                float(intent.get(PREDICTED_CONFIDENCE_KEY) or 0.0),
            )
            if meant is None:
                continue
            first = {INTENT_NAME_KEY: meant, PREDICTED_CONFIDENCE_KEY: _SURE}
            # The others share the rest, or the FallbackClassifier would see a tie.
            others = [
                {**guess, PREDICTED_CONFIDENCE_KEY: (1 - _SURE) * guess[PREDICTED_CONFIDENCE_KEY]}
                for guess in message.get(INTENT_RANKING_KEY, [])
                if guess[INTENT_NAME_KEY] != meant
            ]
            message.set(INTENT, dict(first), add_to_output=True)
            message.set(INTENT_RANKING_KEY, [first, *others], add_to_output=True)
        return messages
