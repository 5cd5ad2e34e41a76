"""The shopper's newest message, as order and service tasks read it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk import Tracker

from actions.recommendation.text import STOP_WORDS, words

ANSWERS = frozenset({"inform", "correct", "affirm", "deny", "choose_item"})
CLAIMS = ("order_number", "email", "postcode")
_OF_CLAIMS = frozenset({"number", "nr", "ref", "postcode", "email", "e", "mail", "address"})
# Below it an intent is a guess: not enough to leave a question that takes any words.
_SURE = 0.6

_QUESTION = re.compile(
    r"^(?:(?:and|but|so|hm+|ok(?:ay)?|wait|sorry|by the way|btw)[,.]?\s+)*"
    r"(?:what|when|where|who|why|which|how|do|does|did|can|could|is|are|will|would|should|have|has)"
    r"(?:'s|s)?\b",
    re.I,
)
_CHANGE_OF_MIND = re.compile(
    r"\b(?:instead|actually|rather|on second thoughts?|forget that|changed? my mind)\b", re.I
)


@dataclass(frozen=True)
class Message:
    """What was said, and what the NLU made of it.

    Attributes:
        text: As typed; for a button its payload.
        intent: Name of the intent; of a retrieval intent its first part.
        confidence: Of the intent, 0 to 1.
        entities: In Rasa's form.
        ranking: Intents with confidences, best first, in Rasa's form.
        selected: The response selectors' findings, in Rasa's form.
    """

    text: str = ""
    intent: str = ""
    confidence: float = 0.0
    entities: tuple[Mapping[str, Any], ...] = ()
    ranking: tuple[Mapping[str, Any], ...] = ()
    selected: Mapping[str, Any] | None = None

    @staticmethod
    def of(tracker: Tracker) -> Message:
        """Read the newest message of a conversation."""
        message: dict[str, Any] = tracker.latest_message or {}
        intent = message.get("intent") or {}
        return Message(
            text=str(message.get("text") or "").strip(),
            intent=str(intent.get("name") or "").partition("/")[0],
            confidence=float(intent.get("confidence") or 0.0),
            entities=tuple(message.get("entities") or ()),
            ranking=tuple(message.get("intent_ranking") or ()),
            selected=message.get("response_selector"),
        )

    @property
    def is_button(self) -> bool:
        """Whether a button was pressed: channels make text of commands that someone typed."""
        return self.text.startswith("/")

    @property
    def words(self) -> str:
        """The text in lower case with plain apostrophes, for patterns."""
        return self.text.lower().replace("’", "'")

    @property
    def is_question(self) -> bool:
        """Whether it asks something."""
        return self.text.endswith("?") or _QUESTION.match(self.words) is not None

    @property
    def changes_mind(self) -> bool:
        """Whether it turns away from what was under way ("actually, cancel it instead")."""
        return _CHANGE_OF_MIND.search(self.words) is not None

    @property
    def is_clear(self) -> bool:
        """Whether the intent is more than a guess."""
        return self.confidence >= _SURE

    @property
    def only_claims(self) -> bool:
        """Whether it holds order number, e-mail address or postcode, and tells nothing else."""
        rest = list(self.text)
        for entity in self.entities:
            if entity.get("entity") in CLAIMS:
                start, end = int(entity.get("start", 0)), int(entity.get("end", 0))
                rest[start:end] = " " * (end - start)
        told = words("".join(rest))
        claimed = any(self.value(name) for name in CLAIMS)
        return claimed and all(word in STOP_WORDS or word in _OF_CLAIMS for word in told)

    def value(self, name: str) -> str | None:
        """Return the last value of an entity."""
        values = [
            str(entity["value"])
            for entity in self.entities
            if entity.get("entity") == name and entity.get("value") not in (None, "")
        ]
        return values[-1] if values else None

    def values(self, name: str) -> list[Any]:
        """Return all values of an entity, in the order of the text."""
        return [e["value"] for e in self.entities if e.get("entity") == name and "value" in e]
