"""Conversations with the product actions themselves, without Rasa around them.

What a message asks for (a search, advice, a change of the list, more of it) is given with it; its
entities are found as in serving. So what is measured is what the actions make of it, not how
well intents are told apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.recommendation import Recommender
from actions.shop.records import ProductRecord
from actions.shopping.assortment import Assortment
from actions.shopping.finding import RecommendProducts, RefineSearch, SearchProducts, ShowMore
from actions.shopping.question import ANY
from actions.shopping.session import SLOT, ShoppingAction, Visit
from benchmarks.wishes import SampleShelves

ACTIONS: Mapping[str, ShoppingAction] = {
    "search": SearchProducts(),
    "advice": RecommendProducts(),
    "change": RefineSearch(),
    "more": ShowMore(),
}


class Shelf(Assortment):
    """The recommender as it is, without a catalogue that may change."""

    def __init__(self, recommender: Recommender) -> None:
        self._fixed = recommender
        self.articles = lambda about, most: ()

    def current(self) -> Recommender:
        """Return the recommender."""
        return self._fixed


class _Visit(Visit):
    """A visit with a profile that is given, and that nothing is added to."""

    given: Mapping[str, float] = {}

    @cached_property
    def interests(self) -> Mapping[str, float]:
        return self.given

    @cached_property
    def purchased(self) -> tuple[int, ...]:
        return ()


class Button(NamedTuple):
    """An answer that is offered: its title, and the entity that it sends, or else its words."""

    title: str
    entity: Mapping[str, str] | None
    words: str


class Answer(NamedTuple):
    """What a shopper sees.

    Attributes:
        products: The products on show; none where the answer has no list.
        buttons: The answers to the question that is asked, if one is.
    """

    products: tuple[ProductRecord, ...]
    buttons: tuple[Button, ...]


class Chat:
    """One conversation.

    Args:
        shelves: The shop.
        shelf: Its recommender, as actions ask for it.
        level: Where the privacy dial stands.
        interests: A profile of earlier visits.
    """

    def __init__(
        self,
        shelves: SampleShelves,
        shelf: Shelf,
        level: str = "session",
        interests: Mapping[str, float] | None = None,
    ) -> None:
        self._shelves = shelves
        self._shelf = shelf
        self._level = level
        self._interests = interests or {}
        self._slot: Any = None

    @property
    def shop(self) -> Recommender:
        """The catalogue."""
        return self._shelf.current()

    def say(self, what: str, text: str) -> Answer:
        """Send a message.

        Args:
            what: A name of ``ACTIONS``: what the message asks for.
            text: The message.
        """
        return self._send(what, text, self.entities(text))

    def entities(self, text: str) -> list[dict[str, Any]]:
        """Return the entities of a message, as serving finds them."""
        found = self._shelves.finder.find(text, self._shelves.vocabulary)
        return [entity._asdict() for entity in found]

    def press(self, button: Button) -> Answer:
        """Press a button."""
        if button.entity is None:
            return self.say("change", button.words)
        (entity,) = button.entity.items()
        sent = [{"entity": entity[0], "value": entity[1]}]
        return self._send("change", button.words, sent)

    def _send(self, what: str, text: str, entities: Sequence[Mapping[str, Any]]) -> Answer:
        slots = {SLOT: self._slot, "privacy_level": self._level}
        message = {"text": text, "entities": entities}
        tracker = Tracker("simulated", slots, message, [], False, None, {}, "")
        dispatcher = CollectingDispatcher()
        visit = _Visit(self._shelf, tracker, dispatcher)
        visit.given = self._interests
        ACTIONS[what].act(visit)
        self._slot = visit.state.to_json()
        return _seen(dispatcher.messages, self._shelf.current())


def _seen(messages: Sequence[Mapping[str, Any]], shop: Recommender) -> Answer:
    shown: list[ProductRecord] = []
    buttons: list[Button] = []
    for message in messages:
        cards = (message.get("custom") or {}).get("products") or ()
        shown += [p for card in cards if (p := shop.product(card["id"])) is not None]
        offered = message.get("buttons") or ()
        if any(button["payload"] == ANY["payload"] for button in offered):
            buttons = [read_button(button) for button in offered if button != ANY]
    return Answer(tuple(shown), tuple(buttons))


def read_button(button: Mapping[str, str]) -> Button:
    """Return a button of the assistant's, with the entity that its payload names."""
    payload = button["payload"]
    if not payload.startswith("/"):
        return Button(button["title"], None, payload)
    entity = json.loads(payload[payload.index("{") :])
    return Button(button["title"], entity, payload)
