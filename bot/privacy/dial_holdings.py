"""What the privacy dial keeps of shoppers, as the rights of data subjects see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import cached_property
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.dial import Dial
from bot.privacy.durations import span
from bot.privacy.erasure_log import ErasedBy
from bot.privacy.holdings import Facts, HoldingError
from bot.privacy.link_codes import CODE_SECONDS, WRONG_KEPT_SECONDS
from bot.privacy.options import Parts


class _OfDial:
    """A holding of the dial's.

    Args:
        engine: The database of the conversations.
        parts: What the tracker store works with.
    """

    def __init__(self, engine: sa.engine.Engine, parts: Parts) -> None:
        self._engine = engine
        self._parts = parts

    @cached_property
    def _dial(self) -> Dial:
        # Made when it is asked for: it makes its tables, and a report must make no database.
        return Dial(self._engine, self._parts)


class ProfileHolding(_OfDial):
    """Profiles, of guests under the sender's hash, of signed-in customers under the customer's."""

    name: Final = "profiles"

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return the profile, if there is one; see ``Holding``."""
        with _reaching(self.name):
            profile = self._dial.profiles.export(names)
        return [profile] if profile else []

    def erase(self, names: Sequence[str], by: ErasedBy) -> int:
        """Erase the profile, and withdraw the consent to one; see ``Holding``."""
        with _reaching(self.name):
            return self._dial.forget_names(names, by)

    def report(self) -> Facts:
        """Describe it."""
        options = self._parts.dial
        return Facts(
            store=self.name,
            where="the same database, table `profiles`",
            what="of who consented: weights of kinds, brands, colours and materials, with noise; "
            "keyed hash of the customer or sender",
            kept=f"{span(options.profile_ttl)} after the last use, or until the consent is "
            "withdrawn",
            rule=f"`profile_ttl` of `tracker_store`; `profile_epsilon` {options.profile_epsilon:g} "
            "a visit",
            readers="whoever may read this database: noisy numbers, no names",
            erased="by turning the dial down, by “forget me” in the chat, by "
            "`python -m bot.privacy erase` and the back office",
        )


class LinkHolding(_OfDial):
    """Which devices and channels share a profile, and the one-time codes by which they come to."""

    name: Final = "links"

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return the link, if there is one, and when wrong codes were typed; see ``Holding``."""
        with _reaching(self.name):
            return self._dial.joining.export(names)

    def erase(self, names: Sequence[str], by: ErasedBy) -> int:
        """Take the names out of what they share; see ``Holding``. Wrong codes count for an hour."""
        with _reaching(self.name):
            return self._dial.joining.forget(names)

    def report(self) -> Facts:
        """Describe it."""
        return Facts(
            store=self.name,
            where="the same database, tables `profile_links`, `link_codes` and `link_codes_wrong`",
            what="keyed hashes of senders and customers that share a profile, with its random "
            "name; keyed hashes of one-time codes; who typed a wrong one, and when",
            kept=f"links: as long as the profile; codes: {span(CODE_SECONDS)}, or until one is "
            f"used; wrong ones: {span(WRONG_KEPT_SECONDS)}",
            rule=f"`profile_ttl` of `tracker_store`: {span(self._parts.dial.profile_ttl)}",
            readers="whoever may read this database: which pseudonyms are one shopper's, no names",
            erased="with the profile, or by “unlink my devices” in the chat. Wrong codes by age "
            "only, or there were no limit to them",
        )


class ConsentHolding(_OfDial):
    """The log of consents: the shop's proof of them, which an erasure leaves."""

    name: Final = "consents"

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return what the sender has consented to and when; see ``Holding``."""
        with _reaching(self.name):
            return [asdict(entry) for entry in self._dial.consents.entries(names)]

    def erase(self, names: Sequence[str], by: ErasedBy) -> int:
        """Leave the log as it is; see ``Holding``."""
        return 0

    def report(self) -> Facts:
        """Describe it."""
        return Facts(
            store="log of consents",
            where="the same database, table `consent_log`",
            what="keyed hash, level before and after, version of the text, time, how it was set",
            kept="for good (append-only)",
            rule="to show later that there was a consent; `consent_version` of `tracker_store`",
            readers="whoever may read this database",
            erased="never; without the master secret no hash leads to a sender",
        )


@contextmanager
def _reaching(name: str) -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise HoldingError(
            f"The {name} cannot be reached ({type(error).__name__}). "
            "Is the conversations' database running?"
        ) from error
