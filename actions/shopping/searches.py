"""Learns from searches that led to a choice, and reads what was learned.

What shoppers said is held in memory as pairs of a word and a thing, bounded by conversation. When
enough conversations have added some, or after a month, the counts are released with noise, and
these alone are written into the shop's database (:mod:`actions.recommendation.search_counts`). A
restart loses what was not released: nothing about a single shopper is worth keeping on disk.
"""

from __future__ import annotations

import hashlib
import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from actions.privacy import level_of, nothing_to_keep, without_personal
from actions.recommendation import ShoppingState
from actions.recommendation.learned import LearnedWords, Source, learned_words
from actions.recommendation.search_counts import Meaning, SearchBudget, SearchCounts, search_pairs
from actions.shop.database import Shop, ShopError, open_shop
from actions.shop.learned_words import LearnedRow
from actions.shop.records import ProductRecord
from settings import get_settings

if TYPE_CHECKING:
    from rasa_sdk import Tracker

_log = logging.getLogger(__name__)
# What was released is used for so long: shops and words change.
KEPT = timedelta(days=365)
# Nothing is held for longer before it is released.
_HELD = timedelta(days=30)
_READ_EVERY_SECONDS = 60.0


def _today() -> date:
    return datetime.now(UTC).date()


class Searches:
    """What this process has learned of searches since the last release.

    Args:
        budget: The guarantee; None: nothing is learned.
        shop: Returns the shop that what is released is written into.
        batch: How many conversations with a choice make a release.
        today: Returns the day.
    """

    def __init__(
        self,
        budget: SearchBudget | None,
        shop: Callable[[], Shop] = open_shop,
        batch: int = 10_000,
        today: Callable[[], date] = _today,
    ) -> None:
        self._counts = None if budget is None else SearchCounts(budget)
        self._shop = shop
        self._batch = batch
        self._today = today
        self._key = secrets.token_bytes(32)
        self._began: date | None = None
        self._unwritten: list[Meaning] = []
        self._lock = threading.Lock()

    @property
    def learns(self) -> bool:
        """Whether anything is learned."""
        return self._counts is not None

    @property
    def held(self) -> int:
        """How many conversations are held."""
        return 0 if self._counts is None else len(self._counts)

    def note(self, sender: str, pairs: Iterable[tuple[str, str]]) -> None:
        """Hold what a conversation's search taught; with the last of a batch, release the batch."""
        if self._counts is None:
            return
        self.tend()
        with self._lock:
            self._began = self._began or self._today()
            self._counts.add(self._name(sender), pairs)
            if len(self._counts) >= self._batch:
                self._release(self._counts)

    def tend(self) -> None:
        """Release what has been held for long enough."""
        if self._counts is None or self._began is None:
            return
        with self._lock:
            if self._began is not None and self._began <= self._today() - _HELD:
                self._release(self._counts)

    def forget(self, sender: str) -> None:
        """Take out what a conversation has added since the last release."""
        if self._counts is not None:
            self._counts.forget(self._name(sender))

    def _release(self, counts: SearchCounts) -> None:
        self._began = None
        self._unwritten += counts.release()
        self._write(self._today())

    def _name(self, sender: str) -> str:
        return hashlib.blake2b(sender.encode(), key=self._key, digest_size=16).hexdigest()

    def _write(self, now: date) -> None:
        rows = [LearnedRow(*one) for one in self._unwritten]
        try:
            self._shop().learned.add(Source.SEARCH, rows, now, now - KEPT)
        except ShopError as error:
            # They have their noise: to write them later costs no privacy.
            _log.error("What searches taught could not be written, and waits: %s", error)
            return
        self._unwritten = []


class Reader:
    """What was learned, read again from the shop every minute.

    Args:
        shop: Returns the shop.
    """

    def __init__(self, shop: Callable[[], Shop] = open_shop) -> None:
        self._shop = shop
        self._lock = threading.Lock()
        self._read_at = float("-inf")
        self._known: LearnedWords = {}

    def __call__(self) -> LearnedWords:
        """Return what was learned up to a minute ago; what cannot be read again stays."""
        if time.monotonic() - self._read_at < _READ_EVERY_SECONDS:
            return self._known
        if not self._lock.acquire(blocking=False):
            return self._known
        try:
            self._known = learned_words(read_meanings(self._shop()))
        except ShopError as error:
            _log.error("Learned words could not be read: %s", error)
        finally:
            self._read_at = time.monotonic()
            self._lock.release()
        return self._known


def read_meanings(shop: Shop) -> Mapping[Source, list[Meaning]]:
    """Return the counts of what was learned and may still be used, by source.

    Raises:
        ShopError: The shop cannot be read.
    """
    since = {Source.SEARCH: _today() - KEPT, Source.REVIEW: date.min}
    return {
        source: [Meaning(*row) for row in shop.learned.of(source, since[source])]
        for source in Source
    }


@lru_cache(maxsize=1)
def searches() -> Searches:
    """Return what all of this process share."""
    settings = get_settings()
    epsilon = settings.synonyms_epsilon
    budget = SearchBudget(epsilon) if epsilon > 0 else None
    return Searches(budget, batch=settings.synonyms_batch)


def learn_from(
    tracker: Tracker,
    before: ShoppingState,
    after: ShoppingState,
    product: Callable[[int], ProductRecord | None],
    into: Searches | None = None,
) -> None:
    """Learn from an answer, if by it a product was chosen that a search had shown.

    To ask for its details, for others like it, or to say that it will be this one is a choice.

    Args:
        tracker: The conversation.
        before: What the conversation had come to before the message.
        after: And after it.
        product: Returns a product by id.
        into: What learns; the process's own otherwise.
    """
    own = into or searches()
    if not own.learns or level_of(tracker) == "off" or not before.query:
        return
    liked = before.context.liked
    newly = [i for i in after.context.liked if i not in liked and i in before.listed]
    if not newly:
        return
    chosen = product(newly[-1])
    query = without_personal(tracker, before.query, known=("shopping",))
    if chosen is not None and query is not None:
        own.note(str(tracker.sender_id), search_pairs(query, chosen))


def heed(tracker: Tracker, events: Iterable[Mapping[str, Any]]) -> None:
    """Forget what a conversation has taught, if its shopper wishes that nothing be kept of it.

    Releases, too, what has been held for long enough.

    Args:
        tracker: The conversation.
        events: What an action has just stored.
    """
    own = searches()
    own.tend()
    if nothing_to_keep(tracker, events):
        own.forget(str(tracker.sender_id))
