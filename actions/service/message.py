"""The shopper's newest message, as order and service tasks read it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rasa_sdk import Tracker

from actions.recommendation.asked import is_question
from actions.recommendation.text import words

ANSWERS = frozenset({"inform", "correct", "affirm", "deny", "choose_item"})
# What a shopper tells of an order and its owner, in words.
CLAIMS = {
    "order_number": "the order number",
    "email": "the e-mail address",
    "postcode": "the postcode",
}
# Words around order number, e-mail address and postcode that tell nothing of their own.
_OF_CLAIMS_TEXT = """
    a about also and address code e email for from hello here hi i i'm is it it's its mail my no nr
    number numbers of ok order orders ordered parcel please postcode post ref reference sorry that
    that's the think this under used was with yes
"""
_OF_CLAIMS = frozenset(_OF_CLAIMS_TEXT.split())
# Below it an intent is a guess: not enough to leave a question that takes any words.
_SURE = 0.6
# From here on a second guess counts, where the first one does not tell what for.
_LIKELY = 0.15

_CHANGE_OF_MIND = re.compile(
    r"\b(?:instead|actually|rather|on second thoughts?|forget that|changed? my mind)\b", re.I
)

# Words that only say that something was heard.
_HEARD = re.compile(
    r"(?:\W*\b(?:ok(?:ay|ey)?|kk?|all ?right|right|fine|good|great|cool|perfect|oh|ah|so|well|then|"
    r"i see|got it|understood|noted|thanks|thank you)\b)+\W*"
)
_NOT_AT_HAND = re.compile(
    r"\b(?:(?:don'?t|do not|didn'?t|haven'?t|have not|can'?t|cannot|couldn'?t|never|no longer)"
    r"(?: \w+)?? (?:know|have|had|got|get|find|found|remember|recall|received?|see|access)"
    r"|no (?:idea|clue)|not sure|unsure|lost|forgot(?:ten)?|deleted)\b"
    r"(?: (?:\w+ ){0,4}(?:numbers?|(?:e-?)?mails?|address|post ?code|code|confirmation|it|one|"
    r"that|either|both|any|them|what|which)\b|\W*$)"
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
        return Message.read(tracker.latest_message or {})

    @staticmethod
    def read(message: Mapping[str, Any]) -> Message:
        """Read what the NLU has made of a message."""
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
        return is_question(self.text)

    @property
    def changes_mind(self) -> bool:
        """Whether it turns away from what was under way ("actually, cancel it instead")."""
        return _CHANGE_OF_MIND.search(self.words) is not None

    @property
    def is_clear(self) -> bool:
        """Whether the intent is more than a guess."""
        return self.confidence >= _SURE

    @property
    def only_acknowledges(self) -> bool:
        """Whether it says no more than that something was heard ("ok", "all right, thanks")."""
        return _HEARD.fullmatch(self.words) is not None

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
        return claimed and all(word in _OF_CLAIMS for word in told)

    @property
    def lacks_claims(self) -> bool:
        """Whether it says that number, e-mail address or postcode is not at hand."""
        told = any(self.value(name) for name in CLAIMS)
        return not told and _NOT_AT_HAND.search(self.words) is not None

    def likely(self, intents: Collection[str]) -> str | None:
        """Return the best of some intents, if it may be what was meant beside the intent found."""
        guesses = (guess for guess in self.ranking if guess.get("name") in intents)
        best = next(guesses, {})
        return str(best["name"]) if float(best.get("confidence") or 0) >= _LIKELY else None

    def share(self, intents: Collection[str]) -> float:
        """Return how likely it is that one of some intents was meant, 0 to 1."""
        guesses = (guess for guess in self.ranking if guess.get("name") in intents)
        return sum(float(guess.get("confidence") or 0) for guess in guesses)

    @property
    def answer(self) -> str | None:
        """Name of the response that would answer it, if it is a question about the shop."""
        return ((self._faq.get("response") or {}).get("utter_action")) or None

    @property
    def answer_key(self) -> str:
        """Name of that answer among those of the FAQ; empty where there is none."""
        return (self.answer or "").removeprefix("utter_")

    @property
    def answer_text(self) -> str:
        """What that answer says; empty where there is none."""
        responses = (self._faq.get("response") or {}).get("responses") or ()
        return next((str(response.get("text") or "") for response in responses), "")

    @property
    def also(self) -> list[str]:
        """Names of the responses that answer the message's further questions."""
        further = ((self.selected or {}).get("default") or {}).get("also") or ()
        return [str(answer["utter_action"]) for answer in further]

    @property
    def answer_confidence(self) -> float:
        """How sure it is, 0 to 1, that this response fits if some does."""
        return float((self._faq.get("response") or {}).get("confidence") or 0)

    @property
    def answers(self) -> list[tuple[str, float]]:
        """The answers that may fit, with how sure each is, 0 to 1; best first."""
        ranking = self._faq.get("ranking") or ()
        return [(str(g["intent_response_key"]), float(g.get("confidence") or 0)) for g in ranking]

    @property
    def _faq(self) -> Mapping[str, Any]:
        return (self.selected or {}).get("faq") or {}

    def without(self, span: tuple[int, int]) -> Message:
        """Return the message without the entities in a part of its text."""
        start, end = span
        kept = (e for e in self.entities if not start <= int(e.get("start", -1)) < end)
        return replace(self, entities=tuple(kept))

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
