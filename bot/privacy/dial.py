"""The privacy dial of the tracker store: who stands at which level, and what a change erases.

No Rasa here: events are dicts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from bot.privacy.consent import LEVELS, SLOT, ConsentLog, Level, SetBy
from bot.privacy.database import forget_deleted
from bot.privacy.erasure_log import ErasedBy
from bot.privacy.joining import Joining
from bot.privacy.profiles import Profiles
from bot.privacy.pseudonyms import Customer

if TYPE_CHECKING:
    from bot.privacy.options import Parts  # with all recognisers; channels need the dial only

SET_BY = "privacy_set_by"  # key of a user event's metadata; channels alone can write it
CUSTOMER = "customer_id"  # the same, of who is signed in


@dataclass(frozen=True)
class Change:
    """A turn of the dial.

    Attributes:
        before: The level that held.
        after: The level that is to hold.
        by: How it was set.
    """

    before: Level
    after: Level
    by: SetBy

    @property
    def erases_conversation(self) -> bool:
        """Whether what the conversation has stored so far goes."""
        return self.after == "off"

    @property
    def erases_profile(self) -> bool:
        """Whether what is kept between visits goes."""
        return self.before == "profile"


class Dial:
    """Levels, consents and profiles of a tracker store.

    Args:
        engine: The database of the conversations.
        parts: What the tracker store works with.
    """

    def __init__(self, engine: sa.engine.Engine, parts: Parts) -> None:
        self._engine = engine
        self._pseudonyms = parts.pseudonyms
        self.consents = ConsentLog(engine, parts.dial)
        self.profiles = Profiles(engine, parts.secret, parts.dial)
        self.joining = Joining(engine, parts.pseudonyms, self.profiles, self.consents)

    def level(self, sender_id: str) -> Level:
        """Return the level at which a sender, named by id or handle, stands."""
        return self.consents.level(self._pseudonyms.candidates(sender_id))

    def change(self, sender_id: str, events: Iterable[Mapping[str, Any]]) -> Change | None:
        """Return how the events of a turn set the dial, or None."""
        asked = [e.get("value") for e in events if e.get("event") == "slot" and e["name"] == SLOT]
        after = next((level for level in LEVELS if asked and level == asked[-1]), None)
        if after is None:
            return None
        before = self.level(sender_id)
        by: SetBy = "widget" if _metadata(events).get(SET_BY) == "widget" else "chat"
        return Change(before, after, by) if after != before else None

    def apply(
        self, sender_id: str, change: Change, events: Iterable[Mapping[str, Any]] = ()
    ) -> None:
        """Record a change; with it the profile goes, if the new level allows none.

        A profile that is shared goes for all; the others go on sharing one.
        """
        with self._engine.begin() as connection:
            own = self._pseudonyms.candidates(sender_id)
            self.consents.record(connection, own[0], change.before, change.after, change.by)
            self.profiles.links.codes.unclaim(connection, own)
            if change.erases_profile:
                names = self.profile_names(sender_id, events)
                self.profiles.erase_within(connection, names, "dial")
        forget_deleted(self._engine)

    def forget(
        self, sender_id: str, events: Iterable[Mapping[str, Any]] = (), by: ErasedBy = "operator"
    ) -> int:
        """Erase a sender's profile and withdraw the consent to one; returns profiles erased."""
        erased = self.profiles.erase(self.profile_names(sender_id, events), by)
        return erased + self.forget_names(self._pseudonyms.candidates(sender_id), by)

    def forget_names(self, names: Sequence[str], by: ErasedBy) -> int:
        """Do the same for a sender by hash, whatever the customer's; the caller logs it.

        Links are left: they are a holding of their own.
        """
        level = self.consents.level(names)
        with self._engine.begin() as connection:
            erased = self.profiles.delete_within(connection, names)
            if level == "profile":
                set_by: SetBy = "operator" if by == "operator" else "chat"
                after = self.consents.default_level
                self.consents.record(connection, names[0], level, after, set_by)
        if erased:
            forget_deleted(self._engine)
        return erased

    def profile_names(self, sender_id: str, events: Iterable[Mapping[str, Any]] = ()) -> list[str]:
        """Return all names of a sender's profiles: its own and, if signed in, the customer's."""
        names = self._pseudonyms.candidates(sender_id)
        customer = _metadata(events).get(CUSTOMER)
        if type(customer) is int:
            names = [*names, *self._pseudonyms.candidates(Customer(customer))]
        return names


def _metadata(events: Iterable[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the metadata of the last message among events."""
    said: Sequence[Any] = [e.get("metadata") for e in events if e.get("event") == "user"]
    return said[-1] if said and isinstance(said[-1], Mapping) else {}
