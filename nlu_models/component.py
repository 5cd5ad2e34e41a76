"""The matcher as a component of Rasa's pipeline.

In config.yml:

    pipeline:
      - name: nlu_models.component.BertIntentAnswerMatcher
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Optional

from rasa.engine.caching import (
    CACHE_LOCATION_ENV,
    CACHE_SIZE_ENV,
    DEFAULT_CACHE_LOCATION,
    DEFAULT_CACHE_SIZE_MB,
)
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import (
    ENTITY_ATTRIBUTE_CONFIDENCE_TYPE,
)
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import InvalidConfigException, RasaException
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu_models.asked_before import asked_before
from nlu_models.build import build_matcher
from nlu_models.errors import ConfigError, NluModelError
from nlu_models.live_answers import LiveAnswers
from nlu_models.match import Match
from nlu_models.matcher import Matcher
from nlu_models.model_file import read_model_file
from nlu_models.network_store import learning_fingerprint
from nlu_models.options import MatcherOptions
from nlu_models.rasa_data import matcher_data, read_answers
from nlu_models.selections import set_answers, set_follow_up, set_intents
from nlu_models.sources import resolve_encoder
from settings import PROJECT_ROOT

logger = logging.getLogger(__name__)

_KEPT_NETWORKS = "tactful-networks"
_FINETUNING_KEY = "finetuning_epoch_fraction"  # Rasa adds it to the options of --finetune

# Rasa looks for its own ResponseSelector by class, and does not see that this component is one.
warnings.filterwarnings(
    "ignore", message="You have defined training data with examples for training a response sel"
)
# The same goes for extractors that learn from annotated examples and from lookup tables.
warnings.filterwarnings(
    "ignore",
    message="You have defined training data consisting of (entity examples|lookup tables), but",
)


class MatcherError(RasaException):
    """The matcher cannot be trained or loaded; Rasa prints the message instead of a traceback."""


class MatcherConfigError(InvalidConfigException):
    """An option in config.yml cannot be used."""


@contextmanager
def _rasa_errors() -> Iterator[None]:
    try:
        yield
    except ConfigError as error:
        raise MatcherConfigError(str(error)) from error
    except NluModelError as error:
        raise MatcherError(str(error)) from error


@DefaultV1Recipe.register(
    [
        DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER,
        DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR,
    ],
    is_trainable=True,
)
class BertIntentAnswerMatcher(GraphComponent, IntentClassifier, EntityExtractorMixin):
    """Classifies intents, selects answers and tags entities, with one encoder.

    Takes the place of a classifier with featurizers, of a ``ResponseSelector`` for each retrieval
    intent, and of an extractor for the entities that the option ``tags`` names. Options are those
    of :class:`nlu_models.options.MatcherOptions`.
    """

    def __init__(
        self,
        options: MatcherOptions,
        model_storage: ModelStorage,
        resource: Resource,
        current: Callable[[], Matcher] | None = None,
    ) -> None:
        """Use :meth:`create` to train, :meth:`load` to serve."""
        self._options = options
        self._model_storage = model_storage
        self._resource = resource
        self._current = current

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return every option with its default."""
        return asdict(MatcherOptions())

    @staticmethod
    def required_packages() -> list[str]:
        """Return what serving needs; training says itself what it misses."""
        return ["onnxruntime", "tokenizers", "safetensors"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Return what Rasa's cache must know beside options and data.

        Options are not checked here: for a component restored from the cache Rasa passes others.

        Raises:
            MatcherError: The encoder cannot be found.
        """
        with _rasa_errors():
            return learning_fingerprint(resolve_encoder(config.get("encoder")))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> BertIntentAnswerMatcher:
        """Create a component to be trained.

        Raises:
            MatcherConfigError: An option cannot be used.
        """
        return cls(_read_options(config), model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> BertIntentAnswerMatcher:
        """Load a trained component.

        Raises:
            MatcherConfigError: An option cannot be used.
            MatcherError: The model is missing, damaged or foreign.
        """
        component = cls.create(config, model_storage, resource, execution_context)
        with _rasa_errors(), _reading(model_storage, resource) as folder:
            matcher = read_model_file(folder, component._options.threads)
        component._current = _followed(matcher, component._options.live_answers)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the intents, answers and tags of the training data, and persist.

        Raises:
            MatcherError: The data cannot be learned from, or something is missing for it.
        """
        with _rasa_errors(), self._model_storage.write_to(self._resource) as folder:
            build_matcher(
                matcher_data(
                    training_data,
                    self._options.tags,
                    synonyms=self._options.augment_synonyms > 0,
                ),
                self._options,
                folder,
                kept_networks_folder(),
            )
        return self._resource

    def process(
        self,
        messages: list[Message],
        # Rasa compares annotations, and does not know the form `X | None`.
        tracker: Optional[DialogueStateTracker] = None,  # noqa: UP045
    ) -> list[Message]:
        """Add intent, ranking, selected answers and entities to the messages.

        Behind an answer of the FAQ also what the message means as a question about it, for
        :class:`nlu_models.context_component.ConversationContext`.

        Args:
            messages: What was said.
            tracker: The conversation up to it, if there is one.

        Raises:
            MatcherError: The component has been neither trained nor loaded.
        """
        if self._current is None:
            raise MatcherError("The matcher is not trained: run `rasa train`.")
        matcher = self._current()
        texts = [str(message.get(TEXT) or "") for message in messages]
        for message, match in zip(
            messages, matcher.match(texts, self._options.ranking_length), strict=True
        ):
            set_intents(message, match.intents)
            set_answers(message, match, matcher)
            self._add_entities(message, match)
            if tracker is not None and (asked := asked_before(tracker)) is not None:
                set_follow_up(message, asked, matcher)
        return messages

    def _add_entities(self, message: Message, match: Match) -> None:
        found = [
            {
                ENTITY_ATTRIBUTE_TYPE: tag.entity,
                ENTITY_ATTRIBUTE_START: tag.start,
                ENTITY_ATTRIBUTE_END: tag.end,
                ENTITY_ATTRIBUTE_VALUE: message.get(TEXT)[tag.start : tag.end],
                ENTITY_ATTRIBUTE_CONFIDENCE_TYPE: tag.confidence,
                EXTRACTOR: self.name,
            }
            for tag in match.tags
            if tag.confidence >= self._options.tag_threshold
        ]
        if found:
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], add_to_output=True)


def _followed(matcher: Matcher, folder_name: str) -> Callable[[], Matcher]:
    """Return what gives the matcher: as it is, or with the answers as they stand in a folder."""
    folder = PROJECT_ROOT / folder_name
    if folder_name and folder.is_dir():
        return LiveAnswers(matcher, folder, read_answers).current
    if folder_name:
        logger.warning("%s is not there: the answers stay as they were trained.", folder_name)
    return lambda: matcher


def _read_options(config: Mapping[str, Any]) -> MatcherOptions:
    if _FINETUNING_KEY in config:
        raise MatcherConfigError(
            "BertIntentAnswerMatcher cannot be trained further with `rasa train --finetune`: run "
            "`rasa train`, which trains only what has changed."
        )
    with _rasa_errors():
        return MatcherOptions.from_config(config)


@contextmanager
def _reading(model_storage: ModelStorage, resource: Resource) -> Iterator[Path]:
    try:
        with model_storage.read_from(resource) as folder:
            yield folder
    except ValueError as error:
        raise MatcherError(
            f"{resource.name}: the model holds no trained matcher. Train again: `rasa train`."
        ) from error


def kept_networks_folder() -> Path | None:
    """Return the folder for trained networks, inside Rasa's cache; None if that is switched off."""
    if float(os.environ.get(CACHE_SIZE_ENV, DEFAULT_CACHE_SIZE_MB)) == 0:
        return None
    return Path(os.environ.get(CACHE_LOCATION_ENV, DEFAULT_CACHE_LOCATION)) / _KEPT_NETWORKS
