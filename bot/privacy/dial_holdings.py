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
