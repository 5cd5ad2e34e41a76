"""What was asked in turns that are not stored: their answers are hidden all the same."""

from __future__ import annotations

from bot.privacy.events import UNHEARD

# More than go on at a time; a database that is down for long must not fill the memory.
_MOST = 10_000


class LostQuestions:
    """Remembers what conversations were asked for last in turns that could not be stored.

    A turn is lost in this process while the database is down, or with another process that was
    killed after it had answered and before it had stored. So of the first message that this process
    hears of a conversation nobody knows what it answers.
    """

    def __init__(self) -> None:
        self._asked: dict[str, str] = {}
        self._heard: dict[str, None] = {}  # least lately first

    def note(self, conversation: str, asked: str | None) -> None:
        """Remember what the conversation was asked for, if a turn of it is lost.

        Args:
            conversation: Its pseudonym.
            asked: The slot; None: nothing.
        """
        self._asked.pop(conversation, None)
        if asked is not None:
            self._asked[conversation] = asked
            if len(self._asked) > _MOST:
                self._asked.pop(next(iter(self._asked)))

    def after(self, conversation: str, stored: str | None) -> str | None:
        """Return what the conversation was asked for: in a lost turn, else in those stored.

        ``UNHEARD``: in none that is stored, and this process has heard no other.
        """
        if conversation in self._asked:
            return self._asked[conversation]
        return stored if stored is not None or conversation in self._heard else UNHEARD

    def settle(self, conversation: str) -> None:
        """Forget it: what came after the lost turn is stored."""
        self._asked.pop(conversation, None)
        self._heard.pop(conversation, None)
        self._heard[conversation] = None
        if len(self._heard) > _MOST:
            self._heard.pop(next(iter(self._heard)))
