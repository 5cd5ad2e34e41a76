"""What was asked in turns that could not be stored: their answers are hidden all the same."""

from __future__ import annotations

# More than go on at a time; a database that is down for long must not fill the memory.
_MOST = 10_000


class LostQuestions:
    """Remembers, in this process, the slot that a conversation was asked for last."""

    def __init__(self) -> None:
        self._asked: dict[str, str] = {}

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
        """Return what the conversation was asked for: in a lost turn, else in those stored."""
        return self._asked.get(conversation, stored)

    def settle(self, conversation: str) -> None:
        """Forget it: what came after the lost turn is stored."""
        self._asked.pop(conversation, None)
