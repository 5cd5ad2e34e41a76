"""From Rasa's training data to what the matcher learns from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from rasa.shared.exceptions import RasaException
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    INTENT,
    INTENT_RESPONSE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.loading import load_data
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from rasa.shared.nlu.training_data.util import template_key_to_intent_response_key

from nlu_models.data import Example, MatcherData, Tag
from nlu_models.errors import TrainingDataError


def matcher_data(
    training_data: TrainingData, tags: Sequence[str] = (), *, synonyms: bool = False
) -> MatcherData:
    """Return what the matcher learns from: the examples in NLU files, and their responses.

    Args:
        training_data: All training data.
        tags: The entities to learn. Others are for other extractors; those that have a lookup
            table get new values beside them.
        synonyms: Whether words that the data calls synonyms are learned from.
    """
    tables = _tables(training_data) if tags else {}
    examples = tuple(
        Example(
            str(message.get(TEXT)),
            message.get(INTENT),
            message.get(INTENT_RESPONSE_KEY),
            _tags(message, tags, tables),
        )
        for message in training_data.intent_examples
        if message.get(TEXT)
    )
    return MatcherData(
        examples,
        {
            template_key_to_intent_response_key(name): variations
            for name, variations in training_data.responses.items()
        },
        tables if any(example.tags for example in examples) else {},
        _synonyms(training_data) if synonyms else {},
    )


def read_answers(files: Iterable[Path]) -> MatcherData:
    """Read the answers in files: examples of retrieval intents, and their responses.

    Raises:
        TrainingDataError: A file is no training data of Rasa's.
    """
    data = TrainingData()
    for path in files:
        try:
            data = data.merge(load_data(str(path)))
        except (RasaException, ValueError) as error:
            raise TrainingDataError(f"{path} cannot be read: {error}") from error
    read = matcher_data(data)
    return replace(read, examples=tuple(e for e in read.examples if e.answer))


def _tags(
    message: Message, learned: Sequence[str], tables: Mapping[str, Sequence[str]]
) -> tuple[Tag, ...]:
    found = []
    for entity in message.get(ENTITIES, []):
        kind = entity[ENTITY_ATTRIBUTE_TYPE]
        if kind in learned or kind in tables:
            place = entity[ENTITY_ATTRIBUTE_START], entity[ENTITY_ATTRIBUTE_END]
            found.append(Tag(*place, kind, kind in learned))
    return tuple(sorted(found))


def _synonyms(training_data: TrainingData) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for word, meaning in sorted(training_data.entity_synonyms.items()):
        groups.setdefault(meaning, []).append(word)
    return groups


def _tables(training_data: TrainingData) -> dict[str, list[str]]:
    tables: dict[str, list[str]] = {}
    for table in training_data.lookup_tables:
        elements = table["elements"]
        if isinstance(elements, list):  # else it names a file of Rasa's older form
            tables.setdefault(table["name"], []).extend(elements)
    return tables
