"""What every product action needs: the recommender, the conversation's state, the message."""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.privacy import Shopper, signed_in_customer
from actions.recommendation import (
    Constraints,
    EmbeddingStore,
    Phrasebook,
    Recommender,
    ShoppingState,
    StateError,
    TextEncoder,
    Turn,
    beyond,
    interests_of,
    vocabulary,
)
from actions.recommendation.text import ordinal_word, spoken_list
from actions.shop.database import open_shop
from actions.shop.records import ProductRecord
from actions.shop_action import ShopAction
from actions.shopping.models import load_encoder, load_phrasebook
from actions.shopping.terms import in_own_terms
from settings import get_settings

_log = logging.getLogger(__name__)
SLOT = "shopping"

CLOSED = (
    "Sorry, I can't look into the shop's shelves at the moment. Please try again in a few minutes."
)
EMPTY = "The shop has no products on its shelves yet, so there is nothing that I could show you."


class CatalogueSource(Protocol):
    """What product actions read of the shop (``actions.shop.catalogue.Catalogue``)."""

    def version(self) -> str:
        """Return a text that changes with the catalogue."""
        ...

    def products(self) -> list[ProductRecord]:
        """Return all active products."""
        ...

    def related_orders(self, customer_id: int) -> list[int]:
        """Return the ids of products that a customer ordered, oldest first."""
        ...


class Assortment:
    """The recommender of the catalogue as it is now, made anew when the catalogue changes.

    Args:
        catalogue: Opens the catalogue; called once.
        encoder: Loads the encoder and its fingerprint, or None to search by words alone; called
            once.
        folder: Where the index lies; None keeps it in memory.
    """

    def __init__(
        self,
        catalogue: Callable[[], CatalogueSource],
        encoder: Callable[[], tuple[TextEncoder, str] | None],
        folder: Path | None,
    ) -> None:
        self._open = catalogue
        self._load = encoder
        self._folder = folder
        self._catalogue: CatalogueSource | None = None
        self._encoder: tuple[TextEncoder, str] | None = None
        self._phrasebook: Phrasebook | None = None
        self._recommender: Recommender | None = None
        self._lock = threading.Lock()

    def current(self) -> Recommender:
        """Return the recommender for the present catalogue.

        Raises:
            ShopError: The shop cannot be read.
        """
        with self._lock:
            catalogue = self._source()
            version = catalogue.version()
            if self._recommender is None:
                self._encoder = self._load()
                self._phrasebook = load_phrasebook(self._encoder[0] if self._encoder else None)
            if self._recommender is None or self._recommender.version != version:
                encoder, fingerprint = self._encoder or (None, "")
                self._recommender = Recommender(
                    catalogue.products(),
                    encoder,
                    store=EmbeddingStore(self._folder, fingerprint) if encoder else None,
                    phrasebook=self._phrasebook,
                    version=version,
                    earlier=self._recommender,
                )
            return self._recommender

    def bought_by(self, customer_id: int) -> tuple[int, ...]:
        """Return the ids of products that a customer ordered, oldest first.

        Raises:
            ShopError: The shop cannot be read.
        """
        with self._lock:
            return tuple(self._source().related_orders(customer_id))

    def _source(self) -> CatalogueSource:
        if self._catalogue is None:
            self._catalogue = self._open()
        return self._catalogue


def _default_assortment() -> Assortment:
    return Assortment(
        lambda: open_shop().catalogue, load_encoder, get_settings().state_dir / "index"
    )


class _Shared:
    """One assortment for the process, made when the first action needs it."""

    assortment: Assortment | None = None
    lock = threading.Lock()


def assortment() -> Assortment:
    """Return the assortment that all product actions of this process share."""
    with _Shared.lock:
        if _Shared.assortment is None:
            _Shared.assortment = _default_assortment()
        return _Shared.assortment


def use_assortment(chosen: Assortment | None) -> None:
    """Put another assortment in place of the shared one; None goes back to the settings' shop."""
    with _Shared.lock:
        _Shared.assortment = chosen


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
        interests: What the profile of earlier visits holds; empty where there is none.
        say: Sends messages.
    """

    def __init__(
        self, source: Assortment, tracker: Tracker, dispatcher: CollectingDispatcher
    ) -> None:
        self.shop = source.current()
        self._source = source
        self.say = dispatcher
        self._shopper = Shopper(tracker)
        self.level = self._shopper.level
        self.state = read_state(None if self.level == "off" else tracker.get_slot(SLOT))
        message: dict[str, Any] = tracker.latest_message or {}
        said = Turn.of(str(message.get("text") or ""), message.get("entities") or [])
        self.turn, self.notes = in_own_terms(said, self.state, self.shop)
        self._customer_id = signed_in_customer(tracker)

    @cached_property
    def purchased(self) -> tuple[int, ...]:  # noqa: D102 - see the class
        if self._customer_id is None or self.level != "profile":
            return ()
        return self._source.bought_by(self._customer_id)

    @cached_property
    def interests(self) -> Mapping[str, float]:  # noqa: D102 - see the class
        profile = self._shopper.profile(of_earlier_visits=True)
        return {} if profile is None else profile.interests

    def update_profile(self) -> None:
        """Have the profile, if there may be one, take in what this visit has come to."""
        if self.level != "profile" or self.state.mode == "none":
            return
        context = self.state.context
        asked = [Constraints.from_json(past["constraints"]) for past in self.state.past]
        chosen = [p for i in context.liked if (p := self.product(i)) is not None]
        interests = interests_of([*asked, self.state.constraints], chosen)
        self._shopper.add(interests, vocabulary(self.shop.products))

    def product(self, product_id: int | None) -> ProductRecord | None:
        """Return a product that the catalogue still has."""
        return self.shop.product(product_id)

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
        self.act(visit)
        visit.say_notes()
        if visit.level == "off":
            return []
        visit.update_profile()
        return [SlotSet(SLOT, visit.state.to_json())]
