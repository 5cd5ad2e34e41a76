"""What every product action needs: the recommender, the conversation's state, the message."""

from __future__ import annotations

import logging
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.privacy import Shopper, message_metadata, signed_in_customer
from actions.recommendation import (
    Constraints,
    ShoppingState,
    StateError,
    Turn,
    beyond,
    interests_of,
)
from actions.recommendation.text import ordinal_word, spoken_list
from actions.shop.records import ArticleRecord, ProductRecord
from actions.shop_action import ShopAction
from actions.shopping.assortment import Assortment, assortment
from actions.shopping.searches import learn_from
from actions.shopping.terms import in_own_terms
from bot.privacy.consent import BASKET

_log = logging.getLogger(__name__)
SLOT = "shopping"

CLOSED = (
    "Sorry, I can't look into the shop's shelves at the moment. Please try again in a few minutes."
)
EMPTY = "The shop has no products on its shelves yet, so there is nothing that I could show you."


class Visit:
    """One run of a product action.

    Attributes:
        shop: The recommender.
        state: What the conversation has come to; actions assign the next one.
        turn: The newest message, in the catalogue's terms.
        notes: What of the message was taken for what, in sentences that go before the answer.
        level: Where the privacy dial stands. At off a message is all that there is; orders and
            profile count at profile only.
        purchased: Product ids of the signed-in customer's orders, oldest first; empty for others.
        behaviour: What others bought after the same things, as weights of product ids; empty where
            nothing was purchased.
        basket: Product ids in the basket, which the shop's page tells with the message, the newest
            last; empty at off. They serve this answer only: the state, which is stored, never
            holds them.
        interests: What the profile of earlier visits holds; empty where there is none.
        say: Sends messages.
    """

    def __init__(
        self, source: Assortment, tracker: Tracker, dispatcher: CollectingDispatcher
    ) -> None:
        self.shop = source.current()
        self._source = source
        self.say = dispatcher
        self._tracker = tracker
        self._shopper = Shopper(tracker)
        self.level = self._shopper.level
        self.state = read_state(None if self.level == "off" else tracker.get_slot(SLOT))
        message: dict[str, Any] = tracker.latest_message or {}
        said = Turn.of(str(message.get("text") or ""), message.get("entities") or [])
        self.turn, self.notes = in_own_terms(said, self.state, self.shop)
        self._customer_id = signed_in_customer(tracker)
        sent = () if self.level == "off" else message_metadata(tracker).get(BASKET, ())
        self.basket: tuple[int, ...] = tuple(i for i in sent if i in self.shop)

    @cached_property
    def purchased(self) -> tuple[int, ...]:  # noqa: D102 - see the class
        if self._customer_id is None or self.level != "profile":
            return ()
        return self._source.bought_by(self._customer_id)

    @cached_property
    def behaviour(self) -> Mapping[int, float]:  # noqa: D102 - see the class
        found = self._source.bought_next(self.purchased) if self.purchased else {}
        return {i: weight for i, weight in found.items() if i in self.shop}

    @cached_property
    def interests(self) -> Mapping[str, float]:  # noqa: D102 - see the class
        profile = self._shopper.profile(of_earlier_visits=True)
        return {} if profile is None else profile.interests

    @cached_property
    def shopped_last(self) -> bool:
        """Whether the answer before this message was about products."""
        return self.level != "off" and shopped_last(self._tracker)

    def earlier_turns(self, most: int) -> Iterator[Turn]:
        """Yield the messages before this one, the latest first; none where the dial is off."""
        events = () if self.level == "off" else reversed(self._tracker.events or ())
        users = (event for event in events if event.get("event") == "user")
        for event in islice(users, 1, most + 1):
            parsed = event.get("parse_data") or {}
            yield Turn.of(str(event.get("text") or ""), parsed.get("entities") or [])

    @property
    def service_answer(self) -> tuple[str, str]:
        """Name and text of the answer of the FAQ that is nearest to the message; maybe empty."""
        selectors = (self._tracker.latest_message or {}).get("response_selector") or {}
        found = (selectors.get("faq") or {}).get("response") or {}
        texts = (str(one.get("text") or "") for one in found.get("responses") or ())
        return str(found.get("utter_action") or ""), " ".join(texts)

    def update_profile(self) -> None:
        """Have the profile, if there may be one, take in what this visit has come to."""
        if self.level != "profile" or self.state.mode == "none":
            return
        context = self.state.context
        asked = [Constraints.from_json(past["constraints"]) for past in self.state.past]
        chosen = self.products(context.liked)
        interests = interests_of([*asked, self.state.constraints], chosen)
        self._shopper.add(interests, self.shop.interests())

    def articles(self, about: str, most: int = 2) -> Sequence[ArticleRecord]:
        """Return what the shop writes about a kind of product, or about some words.

        Raises:
            ShopError: The shop cannot be read.
        """
        return self._source.articles(about, most)

    def product(self, product_id: int | None) -> ProductRecord | None:
        """Return a product that the catalogue still has."""
        return self.shop.product(product_id)

    def products(self, product_ids: Iterable[int]) -> list[ProductRecord]:
        """Return those of some products that the catalogue still has."""
        return [p for i in product_ids if (p := self.product(i)) is not None]

    def say_notes(self) -> None:
        """Put what was taken for what before the first text."""
        first = next((m for m in self.say.messages if m.get("text")), None)
        if first is not None and self.notes:
            first["text"] = "\n".join((*self.notes, first["text"]))

    def say_beyond(self) -> None:
        """Say which of the places named the list on show does not have; the rest is answered."""
        shown, named = self.state.shown, self.turn.ordinals
        missing = beyond(shown, named)
        if not shown or not missing or len(missing) == len(named):
            return
        places = spoken_list((ordinal_word(place) for place in missing), "or")
        count = "one product" if len(shown) == 1 else f"{len(shown)} products"
        self.say.utter_message(text=f"The list has {count}, so there is no {places}.")


def read_state(value: Any) -> ShoppingState:
    """Return the state held in the slot; one that cannot be read counts as not begun."""
    try:
        return ShoppingState.from_json(value)
    except StateError as error:
        # The error may quote the shopper, so only its kind is logged.
        _log.warning("The slot %s was unreadable (%s) and starts anew.", SLOT, type(error).__name__)
        return ShoppingState()


def shopped_last(tracker: Tracker) -> bool:
    """Whether the answer before this message was about products."""
    users = 0
    for event in reversed(tracker.events or []):
        users += event.get("event") == "user"
        if users == 2:
            return False
        if users == 1 and event.get("event") == "slot" and event.get("name") == SLOT:
            return True
    return False


def conclude(visit: Visit, before: ShoppingState, tracker: Tracker) -> list[dict[str, Any]]:
    """Learn from what a visit has come to; returns the events to store.

    Args:
        visit: The run, which has answered.
        before: The state that it began with.
        tracker: The conversation.
    """
    visit.say_notes()
    if visit.level == "off":
        return []
    visit.update_profile()
    learn_from(tracker, before, visit.state, visit.product)
    return [SlotSet(SLOT, visit.state.to_json())]


class ShoppingAction(ShopAction):
    """A product action."""

    apology = CLOSED
    adds_answers = True

    @abstractmethod
    def act(self, visit: Visit) -> None:
        """Send the answer and leave the next state in the visit."""

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Answer, and store the state."""
        visit = Visit(assortment(), tracker, dispatcher)
        if not visit.shop.products:
            dispatcher.utter_message(text=EMPTY)
            return []
        visit.say_beyond()
        before = visit.state
        self.act(visit)
        return conclude(visit, before, tracker)
