"""What the matcher learns from. Knows no Rasa: :mod:`nlu_models.rasa_data` fills it."""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from nlu_models.errors import TrainingDataError


class Tag(NamedTuple):
    """A span of an example that is an entity: ``text[start:end]``.

    Attributes:
        learned: Whether it is to be told from other words; else it only gets new values, so that
            these are not taken for what is learned.
    """

    start: int
    end: int
    entity: str
    learned: bool = True


@dataclass(frozen=True)
class Example:
    """One thing that a shopper may say.

    Attributes:
        text: The message.
        intent: Its intent; for a question with a ready answer the retrieval intent (``faq``).
        answer: Key of that answer (``faq/return_window``), if it has one.
        tags: Entities in it that are learned or get new values, in order, none overlapping another.
    """

    text: str
    intent: str
    answer: str | None = None
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True)
class MatcherData:
    """Everything that training sees.

    Attributes:
        examples: All examples; those with an answer teach its intent as well.
        responses: Answer key to Rasa response variations (``[{"text": …}, …]``).
        tables: Lookup tables of values for tagged entities, see :class:`nlu_models.values.Values`.
        synonyms: Words or phrases, and others that mean the same.
    """

    examples: tuple[Example, ...]
    responses: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    tables: Mapping[str, Sequence[str]] = field(default_factory=dict)
    synonyms: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def intents(self) -> list[str]:
        """The intents, sorted."""
        return sorted({example.intent for example in self.examples})

    @property
    def answers(self) -> list[str]:
        """The answer keys, sorted."""
        return sorted({example.answer for example in self.examples if example.answer})

    @property
    def entities(self) -> list[str]:
        """The entities that are learned, sorted."""
        return sorted({tag.entity for one in self.examples for tag in one.tags if tag.learned})

    def fingerprint(self) -> str:
        """Return a digest that is the same for the same data in any order."""
        rows = sorted([e.text, e.intent, e.answer or "", *e.tags] for e in self.examples)
        content = [rows, self.responses, self.tables, self.synonyms]
        text = json.dumps(content, sort_keys=True, ensure_ascii=True, default=list)
        return hashlib.sha256(text.encode()).hexdigest()

    def core_rows(self) -> list[Any]:
        """Return the examples that have no answer, the retrieval intents, tables and synonyms.

        Examples of answers may change without a new training; these rows may not.
        """
        rows = sorted([e.text, e.intent, *e.tags] for e in self.examples if not e.answer)
        retrieval = sorted({example.intent for example in self.examples if example.answer})
        return [*rows, retrieval, dict(self.tables), dict(self.synonyms)]

    def answer_example_digests(self) -> list[str]:
        """Return a short digest of each example that has an answer, sorted."""
        rows = (
            "\0".join([e.answer, e.text, *map(str, e.tags)]).encode()
            for e in self.examples
            if e.answer
        )
        return sorted({hashlib.sha256(row).hexdigest()[:12] for row in rows})

    def answer_texts(self) -> dict[str, list[str]]:
        """Return each answer's phrasings, sorted."""
        texts: dict[str, set[str]] = {key: set() for key in self.answers}
        for example in self.examples:
            if example.answer:
                texts[example.answer].add(example.text)
        return {key: sorted(found) for key, found in texts.items()}

    def check(self) -> None:
        """Check that there is something to learn.

        Raises:
            TrainingDataError: There are fewer than two intents, or an answer has no text.
        """
        if len(self.intents) < 2:
            raise TrainingDataError(
                f"The matcher needs examples of at least two intents, found {self.intents}. "
                "Add them under data/nlu/."
            )
        self.check_responses()

    def check_responses(self) -> None:
        """Check that each answer has a text.

        Raises:
            TrainingDataError: One has none.
        """
        missing = [key for key in self.answers if not self.responses.get(key)]
        if missing:
            raise TrainingDataError(
                f"{len(missing)} answers have examples but no response: {', '.join(missing[:5])}. "
                f"Add a response such as `utter_{missing[0]}` beside the examples, under data/faq/."
            )


def texts_digest(texts: Sequence[str]) -> str:
    """Return a digest of an answer's phrasings, sorted: the same for the same phrasings."""
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def split_holdout(
    examples: Sequence[Example], fraction: float, seed: int
) -> tuple[list[Example], list[Example]]:
    """Split off examples for calibration, the same share of each intent and answer.

    Groups too small to spare one (fewer than ``1 / fraction`` pooled examples) take turns: whole
    counts are drawn from the running total, so that the share holds over all groups.

    Args:
        examples: All examples.
        fraction: Share to hold out, 0 to 0.5.
        seed: Decides which.

    Returns:
        Examples to train on, and those held out. Every group keeps at least two.
    """
    chance = random.Random(seed)
    groups: dict[str, list[Example]] = defaultdict(list)
    for example in sorted(examples, key=lambda e: (e.intent, e.answer or "", e.text)):
        groups[example.answer or example.intent].append(example)
    names = sorted(groups)
    chance.shuffle(names)
    train: list[Example] = []
    held: list[Example] = []
    owed = 0.0
    for name in names:
        group = groups[name]
        chance.shuffle(group)
        owed += fraction * len(group)
        count = min(int(owed), max(0, len(group) - 2))
        owed -= count
        held += group[:count]
        train += group[count:]
    chance.shuffle(train)
    return train, held
