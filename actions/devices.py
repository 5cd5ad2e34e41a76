"""Sharing a profile between devices and channels, as actions need it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from actions.privacy import dial_records, report_unusable, who_talks
from bot.privacy.joining import Joined, Joining, Outcome, Who

if TYPE_CHECKING:
    from rasa_sdk import Tracker

_Result = TypeVar("_Result")


class Devices:
    """What one shopper may do; where the tables cannot be used it is None, with an error logged.

    Args:
        tracker: The conversation.
    """

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker

    def give_code(self) -> str | None:
        """Return a code that joins another device to this shopper's profile."""
        return self._done(lambda joining, who: joining.give_code(who))

    def claim(self, code: str) -> Outcome | None:
        """Return whether a typed code is right; then it is kept for this shopper's consent."""
        return self._done(lambda joining, who: joining.claim(who, code))

    def join(self) -> Joined | None:
        """Join the profile of the code that was claimed."""
        return self._done(lambda joining, who: joining.join(who))

    def part(self, *, keep: bool) -> bool | None:
        """Share the profile no longer; returns whether it was shared."""
        return self._done(lambda joining, who: joining.part(who, keep=keep))

    def _done(self, what: Callable[[Joining, Who], _Result]) -> _Result | None:
        records = dial_records()
        if records is None:
            return None
        try:
            return what(records.joining, who_talks(self._tracker, records))
        except SQLAlchemyError as error:
            report_unusable(error)
            return None
