"""All entities of a message."""

from __future__ import annotations

from nlu_models.entities.exclusions import mark_exclusions
from nlu_models.entities.found import Found, settle
from nlu_models.entities.ordinals import find_ordinals
from nlu_models.entities.personal import OrderNumberFinder, find_emails, find_postcodes
from nlu_models.entities.prices import find_prices
from nlu_models.entities.tokens import tokenize
from nlu_models.entities.vocabulary import Vocabulary


class EntityFinder:
    """Finds entities by patterns and by the words of a catalogue.

    Args:
        order_number_pattern: Regular expression of the shop's order numbers.

    Raises:
        OrderPatternError: The pattern is no regular expression.
    """

    def __init__(self, order_number_pattern: str) -> None:
        self._orders = OrderNumberFinder(order_number_pattern)

    def find(self, text: str, vocabulary: Vocabulary) -> list[Found]:
        """Return the entities of a message in their order; none overlap.

        Args:
            text: The message.
            vocabulary: The words of the catalogue as it is now.
        """
        words = vocabulary.find(text, tokenize(text))
        named = [found for found in words if found.entity != "critique"]
        starts = {found.start for found in named}
        candidates = [
            *find_emails(text),
            *find_postcodes(text),
            *self._orders.find(text),
            *find_prices(text),
            *find_ordinals(text, starts),
            *vocabulary.sizes.find(text, starts, {found.end for found in named}),
            *words,
        ]
        return mark_exclusions(text, settle(candidates))
