"""The pipeline component that finds entities; there is nothing in it to train."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_ROLE,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from nlu_models.catalogue_terms import CatalogueReader, LiveCatalogue
from nlu_models.entities import EntityFinder, Found, Synonyms, Vocabulary
from settings import get_settings

# What is told by its form. A task needs it, whatever the matcher's tags take it for.
_EXACT = frozenset({"email", "postcode", "order_number"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class CatalogueEntityExtractor(GraphComponent, EntityExtractorMixin):
    """Finds what patterns and the words of the shop's catalogue find.

    Args:
        finder: Finds entities.
        catalogue: Gives the vocabulary of the catalogue as it is now.
    """

    def __init__(self, finder: EntityFinder, catalogue: LiveCatalogue[Vocabulary]) -> None:
        self._finder = finder
        self._catalogue = catalogue

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the options: ``database_url`` of a shop other than that of the settings."""
        return {"database_url": None}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> CatalogueEntityExtractor:
        """Return the component with the catalogue's present words.

        A shop database that cannot be read is reported in the log and asked again while serving.

        Raises:
            ConfigError: The database URL is none.
            OrderPatternError: The pattern of order numbers is no regular expression.
            SynonymsError: The file of synonyms is missing or malformed.
        """
        settings = get_settings()
        reader = CatalogueReader(config.get("database_url") or settings.shop_url)
        synonyms = Synonyms.read()
        return cls(
            EntityFinder(settings.order_number_pattern),
            LiveCatalogue(reader, lambda terms: Vocabulary(terms, synonyms)),
        )

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the entities of each message to those that it has; of two that overlap one stays."""
        vocabulary = self._catalogue.current()
        for message in messages:
            text = message.get(TEXT)
            if not text:
                continue
            found = [self._entity(entity) for entity in self._finder.find(text, vocabulary)]
            message.set(ENTITIES, reconciled(message.get(ENTITIES, []), found), add_to_output=True)
        return messages

    def _entity(self, found: Found) -> dict[str, Any]:
        entity: dict[str, Any] = {
            ENTITY_ATTRIBUTE_TYPE: found.entity,
            ENTITY_ATTRIBUTE_START: found.start,
            ENTITY_ATTRIBUTE_END: found.end,
            ENTITY_ATTRIBUTE_VALUE: found.value,
            "confidence": found.confidence,
            EXTRACTOR: self.name,
        }
        if found.role is not None:
            entity[ENTITY_ATTRIBUTE_ROLE] = found.role
        return entity


def reconciled(
    tagged: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the entities of two extractors, without overlaps between them.

    The catalogue's stay, unless what is tagged says more: "brown" is part of "Tom Brown".

    Args:
        tagged: In Rasa's form, from the components before.
        found: By patterns and the catalogue.
    """
    kept = [
        tag
        for tag in tagged
        if all(
            one[ENTITY_ATTRIBUTE_TYPE] not in _EXACT and _length(one) < _length(tag)
            for one in found
            if _overlap(one, tag)
        )
    ]
    return [*kept, *(one for one in found if not any(_overlap(one, tag) for tag in kept))]


def _length(entity: Mapping[str, Any]) -> int:
    return int(entity[ENTITY_ATTRIBUTE_END] - entity[ENTITY_ATTRIBUTE_START])


def _overlap(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return bool(
        one[ENTITY_ATTRIBUTE_START] < other[ENTITY_ATTRIBUTE_END]
        and other[ENTITY_ATTRIBUTE_START] < one[ENTITY_ATTRIBUTE_END]
    )
