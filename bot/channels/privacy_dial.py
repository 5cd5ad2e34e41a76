"""The widget's privacy dial: its event becomes a command that Rasa trusts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sanic.request import Request

from bot.channels import buttons
from bot.channels.errors import BadMessageError
from bot.channels.stores import innermost_store
from bot.privacy.consent import LEVELS, SLOT, Level
from bot.privacy.dial import SET_BY, Dial

EVENT = "privacy_level"  # from the page, to set the dial; to the page, where it stands
VOUCHED_FOR = {SET_BY: "widget"}


def signed_command(fields: Mapping[str, Any], sender_id: str) -> str:
    """Return the payload of a button that sets the dial, as the page's event asks.

    Raises:
        BadMessageError: The event names no level.
    """
    level = fields.get("level")
    if level not in LEVELS:
        raise BadMessageError(f'"level" must be one of {", ".join(LEVELS)}.')
    return buttons.sign(f"/set_privacy{json.dumps({SLOT: level})}", sender_id)


def level_of(request: Request, sender_id: str) -> Level | None:
    """Return where a shopper's dial stands; None where the tracker store has none."""
    dial = getattr(innermost_store(request), "dial", None)
    return dial.level(sender_id) if isinstance(dial, Dial) else None
