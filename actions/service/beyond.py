"""Answers what is beyond the shop."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.shopping.hearing import hear


class OutOfScope(Action):
    """Says that a message is beyond the shop, unless it asks something of a product."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_out_of_scope"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[dict[str, Any]]:
        """Answer."""
        heard = await asyncio.to_thread(hear, dispatcher, tracker, understood=True)
        if heard is not None:
            return heard
        dispatcher.utter_message(response="utter_out_of_scope")
        return []
