"""Answers that follow their files while the matcher serves. Knows no Rasa."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from nlu_models.data import MatcherData
from nlu_models.errors import NluModelError
from nlu_models.matcher import Matcher

logger = logging.getLogger(__name__)

# A look at the files' times takes well below a millisecond, but not for every message.
_SECONDS_BETWEEN_LOOKS = 1.0
_PATTERN = "*.yml"

# Of each file its time of change in nanoseconds, and its size in bytes.
_State = dict[Path, tuple[int, int]]


class LiveAnswers:
    """A matcher, and in its place one with other answers as soon as files of these have changed.

    Files are read and encoded in a thread of their own; until that is done the old answers are
    given. Files that cannot be used are reported in the log, and the old answers stay.
    """

    def __init__(
        self, matcher: Matcher, folder: Path, read: Callable[[Sequence[Path]], MatcherData]
    ) -> None:
        """Set up; the files are compared with the matcher at the first look.

        Args:
            matcher: As it was trained.
            folder: Of the files, YAML.
            read: Reads all answers in files.
        """
        self._matcher = matcher
        self._folder = folder
        self._read = read
        self._state: _State = {}
        self._next_look = 0.0
        self._reading = threading.Lock()

    def current(self) -> Matcher:
        """Return the matcher with the answers as they were last read; looks for changes."""
        now = time.monotonic()
        if now >= self._next_look:
            self._next_look = now + _SECONDS_BETWEEN_LOOKS
            state = self._look()
            if state != self._state and self._reading.acquire(blocking=False):
                self._state = state
                threading.Thread(
                    target=self._refresh, args=(list(state),), name="live-answers", daemon=True
                ).start()
        return self._matcher

    def _look(self) -> _State:
        found = {}
        for path in sorted(self._folder.rglob(_PATTERN)):
            try:
                facts = path.stat()
            except FileNotFoundError:  # removed just now
                continue
            found[path] = (facts.st_mtime_ns, facts.st_size)
        return found

    def _refresh(self, files: Sequence[Path]) -> None:
        try:
            started = time.monotonic()
            matcher = self._matcher.with_answers(self._read(files))
            changed = sum(
                matcher.digests.get(key) != self._matcher.digests.get(key)
                for key in {*matcher.digests, *self._matcher.digests}
            )
            reworded = sum(
                text != self._matcher.responses.get(key) for key, text in matcher.responses.items()
            )
            self._matcher = matcher
            if changed or reworded:
                logger.info(
                    "Answers read anew in %.1f s: phrasings of %d have changed, texts of %d.",
                    time.monotonic() - started,
                    changed,
                    reworded,
                )
        except (NluModelError, OSError) as error:
            logger.error("The answers stay as they were: %s", error)
        finally:
            self._reading.release()
