"""Joining devices and channels, so that they share a profile: code, consent, and taking it back.

Who stands at ``profile`` gets a code; who types it elsewhere claims it, and joins by consenting.
A signed-in customer takes part as the customer, wherever they sign in. No Rasa here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.privacy.consent import ConsentLog
from bot.privacy.database import forget_deleted
from bot.privacy.link_code import new_code, read_code
from bot.privacy.link_codes import TooManyWrongCodesError
from bot.privacy.profile_links import Link, Sharing
from bot.privacy.profiles import Profiles
from bot.privacy.pseudonyms import Pseudonyms

# wrong: used, expired or never given out. too many: wrong ones. same: they share one already.
# accounts: each side has a customer account of its own. account: the customer who would join is
# joined with others. off: the dial keeps nothing.
Outcome = Literal["right", "wrong", "too many", "same", "accounts", "account", "off"]


@dataclass(frozen=True)
class Who:
    """A shopper on one device or channel.

    Attributes:
        sender: Every name that the sender may have, the current one first.
        customer: The same of the customer who is signed in; None: nobody is.
    """

    sender: Sequence[str]
    customer: Sequence[str] | None = None

    @property
    def names(self) -> Sequence[str]:
        """The names under which the profile is kept that this shopper uses."""
        return self.sender if self.customer is None else self.customer

    @property
    def is_customer(self) -> bool:
        """Whether it is the customer's."""
        return self.customer is not None


@dataclass(frozen=True)
class Joined:
    """What came of a consent.

    Attributes:
        outcome: ``right`` if they share a profile now.
        merged: Whether a profile that was kept here before went into it.
        left: Whether this device has left others with whom it shared one.
        sharing: Who shares it now; None if it did not come to that.
    """

    outcome: Outcome
    merged: bool = False
    left: bool = False
    sharing: Sharing | None = None


class Joining:
    """Joins and parts devices and channels.

    Args:
        engine: The database of the conversations.
        pseudonyms: Hash the codes.
        profiles: In the same database.
        consents: The same.
    """

    def __init__(
        self,
        engine: sa.engine.Engine,
        pseudonyms: Pseudonyms,
        profiles: Profiles,
        consents: ConsentLog,
    ) -> None:
        self._engine = engine
        self._pseudonyms = pseudonyms
        self._profiles = profiles
        self._links = profiles.links
        self._consents = consents

    def give_code(self, who: Who) -> str:
        """Return a new code that joins another device to a shopper's profile, as it is shown."""
        shown = new_code()
        (code, *_) = self._pseudonyms.hashes_of_code(read_code(shown) or "")
        with self._engine.begin() as connection:
            link = self._linked(connection, who)
            self._links.codes.put_out(connection, code, link.profile)
        return shown

    def _linked(self, connection: sa.engine.Connection, who: Who) -> Link:
        """Return a shopper's link; where there is none, make one to the profile that they have."""
        link = self._links.of(connection, who.names)
        if link is not None:
            return link
        row = self._profiles.rows.find(connection, who.names)
        member = who.names[0] if row is None else row.name
        link = self._links.add(connection, member, of_customer=who.is_customer)
        self._profiles.rows.move(connection, who.names, link.profile)
        return link

    def claim(self, who: Who, code: str) -> Outcome:
        """Look at a typed code; one that is right is kept for this sender until its time is over.

        Args:
            who: Typed it.
            code: As ``read_code`` returns it.
        """
        hashes = self._pseudonyms.hashes_of_code(code)
        try:
            with self._engine.begin() as connection:
                profile = self._links.codes.profile_of(connection, hashes, who.sender)
                if profile is None:
                    return "wrong"
                outcome = self._allows(connection, who, profile)
                if outcome == "right":
                    self._links.codes.claim(connection, hashes, who.sender[0])
        except TooManyWrongCodesError:
            return "too many"
        return outcome

    def _allows(self, connection: sa.engine.Connection, who: Who, profile: str) -> Outcome:
        """Return whether a shopper can come to share a profile, or why not."""
        link = self._links.of(connection, who.names)
        if link is not None and link.profile == profile:
            return "same"
        if not who.is_customer:
            return "right"
        if self._links.has_account_beside(connection, profile, who.names):
            return "accounts"
        alone = link is None or self._links.sharing(connection, link.profile).members == 1
        return "right" if alone else "account"

    def join(self, who: Who) -> Joined:
        """Have a shopper who has consented share the profile of the code that they have claimed.

        What they alone had goes into it. What they shared with others stays with those.
        """
        before = self._consents.level(who.sender)
        if before == "off":
            return Joined("off")
        with self._engine.begin() as connection:
            profile = self._links.codes.take(connection, who.sender)
            if profile is None:
                return Joined("wrong")
            outcome = self._allows(connection, who, profile)
            if outcome != "right":
                return Joined(outcome)
            own = self._links.of(connection, who.names)
            left = own is not None and self._links.sharing(connection, own.profile).members > 1
            source = who.names if own is None or left else (own.profile,)
            moved = self._profiles.rows.move(connection, source, profile)
            member = own.member if own is not None else moved or who.names[0]
            self._links.leave(connection, who.names)
            self._links.add(connection, member, of_customer=who.is_customer, profile=profile)
            self._consents.record(connection, who.sender[0], before, "profile", "link")
            sharing = self._links.sharing(connection, profile)
        forget_deleted(self._engine)
        return Joined("right", moved is not None, left, sharing)

    def sharing(self, who: Who) -> Sharing | None:
        """Return who shares a shopper's profile; None where nobody else does."""
        with self._engine.connect() as connection:
            link = self._links.of(connection, who.names)
            sharing = None if link is None else self._links.sharing(connection, link.profile)
        return sharing if sharing is not None and sharing.members > 1 else None

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return what is held of a sender or customer, by hash, beside the profile."""
        with self._engine.connect() as connection:
            link = self._links.of(connection, names)
            sharing = None if link is None else self._links.sharing(connection, link.profile)
            wrong = self._links.codes.wrong_codes(connection, names)
        held = [] if sharing is None else [{"shared_by": sharing._asdict()}]
        return [*held, *({"wrong_code_at": at} for at in wrong)]

    def forget(self, names: Sequence[str]) -> int:
        """Delete that, as far as it is no wrong codes; returns how many links."""
        with self._engine.begin() as connection:
            self._links.codes.unclaim(connection, names)
            unlinked = self._links.leave(connection, names)
        if unlinked:
            forget_deleted(self._engine)
        return unlinked

    def part(self, who: Who, *, keep: bool) -> bool:
        """Have a shopper share the profile no longer; whoever is without it begins another.

        Args:
            who: Wishes so.
            keep: Whether the profile stays here; else it stays with the others.

        Returns:
            Whether it was shared.
        """
        level = self._consents.level(who.sender)
        with self._engine.begin() as connection:
            link = self._links.of(connection, who.names)
            if link is None or self._links.sharing(connection, link.profile).members == 1:
                return False
            if keep:
                self._links.leave_to(connection, link)
            else:
                self._links.leave(connection, who.names)
            self._consents.record(connection, who.sender[0], level, level, "unlink")
        forget_deleted(self._engine)
        return True
