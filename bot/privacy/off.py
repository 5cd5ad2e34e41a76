"""How a turn is written with the privacy dial at off: types and times of its events, no content.

Every event stays, as an empty marker: Rasa counts them. While a service errand is under way, what
it has collected is kept in the vault, and the rows hold tokens; when it is over the vault forgets
the conversation, and every token is dead. No Rasa here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Mapping
from typing import Any

from bot.privacy.errors import VaultError
from bot.privacy.events import OFF_TEXT, Event, marker
from bot.privacy.turns import RedactedEvent, TurnRedactor
from bot.privacy.vault import Drawer, Vault

logger = logging.getLogger(__name__)

_ERRAND_WORDS = (
    "task answers offer order_number waiting proven customer_id email postcode changed "
    "refused_number ticket done"
)
_OFFER = "offer"  # slot with the errand that the last answer offered
# What an errand needs of one message for the next; of all other slots nothing is kept.
ERRAND_SLOTS = frozenset(_ERRAND_WORDS.split())
# These say nothing of the shopper: which question is open, and how often a proof was wrong.
_PLAIN_SLOTS = frozenset(("requested_slot", "wrong_tries"))


def offers(events: Iterable[Mapping[str, Any]]) -> bool:
    """Whether a "yes" to what was said at the end of a turn begins or goes on with an errand."""
    values = [e.get("value") for e in events if e.get("event") == "slot" and e["name"] == _OFFER]
    return bool(values and values[-1])


class OffTurns:
    """Writes turns without content.

    Args:
        turns: Opens the vault's drawers.
        vault: Keeps what an errand needs.
    """

    def __init__(self, turns: TurnRedactor, vault: Vault) -> None:
        self._turns = turns
        self._vault = vault

    def write(
        self, conversation: str, events: Iterable[Event], *, under_way: bool
    ) -> list[RedactedEvent]:
        """Return what to store of a turn's events, one for one.

        Args:
            conversation: Its pseudonym.
            events: The new events, as dicts.
            under_way: Whether an errand goes on after this turn.
        """
        drawer = self._turns.open(conversation)
        written = [_written(event, drawer if under_way else None) for event in events]
        try:
            if under_way:
                self._vault.close(drawer)
            else:
                self._vault.forget(conversation)
        except VaultError as error:
            logger.error("%s; what the errand at hand has collected is lost.", error)
        return [RedactedEvent(event, json.dumps(event)) for event in written]


def _written(event: Mapping[str, Any], drawer: Drawer | None) -> Event:
    left = marker(event, OFF_TEXT)
    name, value = event.get("name"), event.get("value")
    if event.get("event") != "slot" or value is None:
        return left
    if name in _PLAIN_SLOTS and isinstance(value, str | int | float):
        left["value"] = value
    elif name in ERRAND_SLOTS and drawer is not None:
        left["value"] = drawer.token_for(str(name), value)
    return left
