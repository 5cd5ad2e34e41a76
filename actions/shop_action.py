"""What all actions that ask the shop have in common."""

from __future__ import annotations

import asyncio
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.shop.database import ShopError
from actions.shop.tickets import tickets_for
from actions.shopping.searches import heed
from bot.privacy.pseudonyms import Pseudonyms
from settings import get_settings

_log = logging.getLogger(__name__)


class ShopAction(Action, ABC):
    """Runs outside the event loop, and answers politely when the shop is down."""

    # What the shopper reads then.
    apology: ClassVar[str]
    buttons_when_down: ClassVar[Sequence[Mapping[str, str]]] = ()
    # Whether the action is all that answers a message, so that it gives the answers to the
    # message's further questions too.
    adds_answers: ClassVar[bool] = False

    @abstractmethod
    def name(self) -> str:
        """Return the action's name in the domain."""

    @abstractmethod
    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Answer; returns the events to store.

        Raises:
            ShopError: The shop cannot be read.
        """

    def events_when_down(self, tracker: Tracker) -> list[dict[str, Any]]:
        """Return the events to store when the shop is down."""
        return []

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer, or apologise; what is returned is stored."""
        return await asyncio.to_thread(self._run, dispatcher, tracker)

    def _run(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        try:
            with tickets_for(_pseudonym(tracker.sender_id)):
                events = self.answer(dispatcher, tracker)
        except ShopError as error:
            _log.error("%s could not be answered: %s", self.name(), error)
            buttons = [dict(button) for button in self.buttons_when_down]
            dispatcher.utter_message(text=self.apology, buttons=buttons)
            dispatcher.utter_message(response="utter_call_us")
            return self.events_when_down(tracker)
        heed(tracker, events)
        if self.adds_answers:
            _add_answers(dispatcher, tracker)
        return events


def _pseudonym(sender_id: str) -> str:
    return Pseudonyms(get_settings().all_secrets()).of(sender_id)


def _add_answers(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Add to what is said the answers to further questions, which the NLU has found."""
    selectors = (tracker.latest_message or {}).get("response_selector") or {}
    for answer in (selectors.get("default") or {}).get("also") or ():
        text = str(answer["responses"][0]["text"])
        last = next((m for m in reversed(dispatcher.messages) if m.get("text")), None)
        if last is not None:
            last["text"] += f"\n{text}"
        else:
            dispatcher.utter_message(text=text)
