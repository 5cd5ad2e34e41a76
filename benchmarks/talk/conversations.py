"""The conversations: read from YAML, held over REST."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import yaml

from actions.shop.records import ProductRecord
from benchmarks.processes import BenchmarkError
from benchmarks.talk.conditions import Answer, ConditionError, Conditions

HALVES = {
    "development": Path(__file__).with_name("development.yml"),
    "held-out": Path(__file__).with_name("held_out.yml"),
}
_ORDER_NUMBER = re.compile(r"\b100\d\d\b")
_SECONDS = 60


@dataclass(frozen=True)
class Turn:
    """One message of a shopper.

    Attributes:
        says: The message.
        kind: The class it is counted in.
        conditions: What a good answer fulfils; None if the turn is only said.
    """

    says: str
    kind: str
    conditions: Conditions | None


@dataclass(frozen=True)
class Conversation:
    """The turns of one shopper.

    Attributes:
        name: Unique in its half.
        turns: In their order.
    """

    name: str
    turns: tuple[Turn, ...]

    @property
    def about_an_order(self) -> bool:
        """Whether it may change an order."""
        return any(_ORDER_NUMBER.search(turn.says) for turn in self.turns)


@dataclass(frozen=True)
class Outcome:
    """A turn with its answer.

    Attributes:
        conversation: Its name.
        number: Of the turn, from 1.
        turn: The turn.
        answer: What was answered.
        unmet: The conditions that are not fulfilled.
    """

    conversation: str
    number: int
    turn: Turn
    answer: Answer
    unmet: tuple[str, ...]

    @property
    def good(self) -> bool:
        """Whether all conditions are fulfilled."""
        return not self.unmet


def read_conversations(path: Path) -> list[Conversation]:
    """Read one half.

    Raises:
        ConditionError: A turn cannot be read; it is named.
    """
    return [_conversation(given) for given in yaml.safe_load(path.read_text(encoding="utf-8"))]


def _conversation(given: Mapping[str, Any]) -> Conversation:
    turns = []
    for number, turn in enumerate(given["turns"], start=1):
        rest = {key: value for key, value in turn.items() if key not in ("shopper", "class")}
        try:
            conditions = None if rest.pop("skip", None) else Conditions.read(rest)
            turns.append(Turn(turn["shopper"], turn["class"], conditions))
        except (ConditionError, KeyError) as error:
            raise ConditionError(f"{given['conversation']}, turn {number}: {error}") from error
    return Conversation(given["conversation"], tuple(turns))


def hold(
    url: str, conversation: Conversation, catalogue: Sequence[ProductRecord]
) -> Iterator[Outcome]:
    """Hold a conversation as a sender of its own; yields the turns that have conditions.

    Raises:
        BenchmarkError: The channel gave no answer.
    """
    sender = uuid.uuid4().hex
    for number, turn in enumerate(conversation.turns, start=1):
        message = {"sender": sender, "message": turn.says}
        try:
            response = requests.post(url, json=message, timeout=_SECONDS)
            response.raise_for_status()
        except requests.RequestException as error:
            raise BenchmarkError(f"no answer to {turn.says!r}: {error}") from error
        answer = Answer.read(response.json(), catalogue)
        if turn.conditions is not None:
            unmet = tuple(turn.conditions.unmet(answer))
            yield Outcome(conversation.name, number, turn, answer, unmet)
