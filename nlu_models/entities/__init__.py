r"""What patterns and the shop's catalogue find in a message.

    >>> finder = EntityFinder(order_number_pattern=r"\d{5,6}")
    >>> finder.find("where is order 10023?", vocabulary)
    [Found(start=15, end=20, entity='order_number', value='10023', …)]

Knows neither Rasa nor SQL: :mod:`nlu_models.entity_component` adapts it to the one,
:mod:`nlu_models.catalogue_terms` reads the other.
"""

from nlu_models.entities.english import english_words
from nlu_models.entities.finder import EntityFinder
from nlu_models.entities.found import Found
from nlu_models.entities.synonyms import Synonyms, SynonymsError
from nlu_models.entities.vocabulary import Vocabulary

__all__ = ["EntityFinder", "Found", "Synonyms", "SynonymsError", "Vocabulary", "english_words"]
