"""What every store beside the conversations has to offer, so that nobody's data is overlooked.

A profile store, a log of consents, tickets: each is a ``Holding``. One that is listed in
``bot.privacy.rights.HOLDINGS`` is exported, erased and reported together with all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.privacy.erasure_log import ErasedBy
from bot.privacy.errors import PrivacyError


class HoldingError(PrivacyError):
    """A holding cannot be reached; the message says which, and what to do."""


@dataclass(frozen=True)
class Facts:
    """What the report says of one store.

    Attributes:
        store: Its name.
        where: Database, file or memory.
        what: What is in it, and in which form.
        kept: For how long.
        rule: Setting, law or habit that says so.
        readers: Who can read it.
        erased: How it is erased.
        in_use: Whether it is there at all in the running configuration.
    """

    store: str
    where: str
    what: str
    kept: str
    rule: str
    readers: str
    erased: str
    in_use: bool = True


class Holding(Protocol):
    """Holds something of shoppers, under the keyed hashes of their sender ids."""

    @property
    def name(self) -> str:
        """One word, the same for good: it stands in receipts and in the log of erasures."""

    def export(self, names: Sequence[str]) -> list[dict[str, Any]]:
        """Return all that is held, as JSON objects, oldest first.

        Args:
            names: Hashes that the sender may have, one per master secret.

        Raises:
            HoldingError: It cannot be reached.
        """

    def erase(self, names: Sequence[str], by: ErasedBy) -> int:
        """Erase all of that; doing it again does no harm. The caller writes the log of erasures.

        Args:
            names: As above.
            by: At whose wish.

        Returns:
            The number of objects that were erased.

        Raises:
            HoldingError: It cannot be reached.
        """

    def report(self) -> Facts:
        """Describe it. Never raises, and makes no database that is not there yet."""
