"""The slot that tells actions where the privacy dial stands; knows Rasa.

No event sets it: events are stored, and a session begins without them. The slot begins with the
level instead, in every tracker that Rasa makes of a conversation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.core.actions.forms import FormAction
from rasa.shared.core.trackers import DialogueStateTracker

from bot.privacy.consent import SLOT, Level

_temporary_in_rasa = FormAction._temporary_tracker


def put_right(events: Iterable[dict[str, Any]], level: Level) -> None:
    """Have stored events say the level that holds: Rasa copies a tracker by playing them again.

    What they say may be over: it was changed elsewhere, or is not kept at ``off``.
    """
    for event in events:
        if event.get("event") == "slot" and event.get("name") == SLOT:
            event["value"] = level


def set_level(tracker: DialogueStateTracker, level: Level) -> None:
    """Have a tracker tell the level from now on, whatever its events say, in new sessions too."""
    slot = tracker.slots.get(SLOT)
    if slot is not None:
        slot.initial_value = level
        slot.reset()


def install() -> None:
    """Have forms pass the level on: they ask actions with a tracker made of events alone."""

    def temporary(
        self: FormAction, current_tracker: DialogueStateTracker, *arguments: Any, **named: Any
    ) -> DialogueStateTracker:
        made = _temporary_in_rasa(self, current_tracker, *arguments, **named)
        if SLOT in made.slots and SLOT in current_tracker.slots:
            made.slots[SLOT].value = current_tracker.slots[SLOT].value
        return made

    FormAction._temporary_tracker = temporary
