"""The recommender of the catalogue as it is now, whatever its size.

A change is seen by the next message: only the products that have changed are read again. A search
that is under way goes on over the state that it began with.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from actions.recommendation import EmbeddingStore, Phrasebook, Recommender, TextEncoder
from actions.recommendation.index.build import Loader, Plan, ProductSource, build, open_index
from actions.recommendation.index.keeping import remove_unused
from actions.recommendation.index.snapshot import EXACT, Snapshot
from actions.recommendation.pictures import Pictures
from actions.shop.errors import ShopError
from actions.shop.records import ProductRecord
from actions.shopping.behaviour import Orders
from settings import get_settings

_log = logging.getLogger(__name__)

# Up to so many products are read and indexed in memory; the index of more is mapped from disk.
IN_MEMORY = EXACT
# So many new texts are taken up while a message waits; the index is made anew for more.
AT_ONCE = 1000
_SWEEP_SECONDS = 900.0


class CatalogueSource(ProductSource, Orders, Protocol):
    """What product actions read of the shop (``actions.shop.catalogue.Catalogue``)."""

    def count(self) -> int:
        """Return about how many products there are."""
        ...

    def products(self) -> list[ProductRecord]:
        """Return all active products."""
        ...

    def changes_since(self, version: str) -> tuple[str, dict[int, ProductRecord | None]] | None:
        """Return the version now and what has changed since another; None where all may have."""
        ...

    def related_orders(self, customer_id: int) -> list[int]:
        """Return the ids of products that a customer ordered, oldest first."""
        ...


class LiveCatalogue:
    """Follows a catalogue.

    Args:
        source: Returns the catalogue.
        load: Loads the encoder and its fingerprint, or None to search by words alone; called once.
        folder: Where the index lies; None keeps it in memory.
        phrasebook: Loads what is meant by words that the catalogue does not have, for an encoder;
            called once.
        pictures: Returns what products look like, the same object until that changes; None: it is
            not known.
    """

    def __init__(
        self,
        source: Callable[[], CatalogueSource],
        load: Loader,
        folder: Path | None,
        phrasebook: Callable[[TextEncoder | None], Phrasebook] = lambda encoder: Phrasebook(()),
        pictures: Callable[[], Pictures | None] = lambda: None,
    ) -> None:
        self._source = source
        self._load = load
        self._folder = folder
        self._load_phrasebook = phrasebook
        self._pictures = pictures
        self._encoder: tuple[TextEncoder, str] | None = None
        self._phrasebook: Phrasebook | None = None
        self._recommender: Recommender | None = None
        self._lock = threading.Lock()
        self._renewal: threading.Thread | None = None

    def current(self) -> Recommender:
        """Return the recommender for the present catalogue.

        While another message takes up a change, this is the state before it.

        Raises:
            ShopError: The shop cannot be read.
        """
        known = self._recommender
        if not self._lock.acquire(blocking=known is None):
            assert known is not None
            return known
        try:
            if self._recommender is None:
                self._encoder = self._load()
                self._phrasebook = self._load_phrasebook(self._encoder and self._encoder[0])
                self._recommender = self._opened()
                self._sweep()
            self._recommender = self._after_changes(self._recommender)
            pictures = self._pictures()
            if pictures is not self._recommender.pictures:
                self._recommender = self._recommender.seeing(pictures)
            return self._recommender
        finally:
            self._lock.release()

    def wait_for_renewal(self) -> None:
        """Return when no index is being made in the background."""
        renewal = self._renewal
        if renewal is not None:
            renewal.join()

    def _after_changes(self, known: Recommender) -> Recommender:
        source = self._source()
        if source.version() == known.version:
            return known
        found = source.changes_since(known.version)
        if found is None:  # another database
            return self._made(quiet=False)
        version, changes = found
        few = len(changes) <= AT_ONCE
        now = known.changed(changes, version, texts=few)
        if not few or now.snapshot.behind > AT_ONCE:
            self._renew()
        return now

    def _opened(self) -> Recommender:
        """Open the catalogue's index where there is one; else index it."""
        if (plan := self._large()) is not None and (opened := open_index(plan)) is not None:
            return self._over(plan, opened)
        return self._made(quiet=False)

    def _made(self, *, quiet: bool) -> Recommender:
        """Index the catalogue."""
        if (plan := self._large()) is not None:
            build(plan, quiet=quiet)
            return self._over(plan, open_index(plan))
        encoder, fingerprint = self._encoder or (None, "")
        source = self._source()
        version = source.version()
        store = EmbeddingStore(self._folder, fingerprint)
        made = Recommender(
            source.products(), encoder, store=store, version=version, phrasebook=self._phrasebook
        )
        store.forget_others(made.snapshot.vector_keys)
        return made

    def _large(self) -> Plan | None:
        """Return how the index is made on disk; None where the catalogue is kept in memory."""
        if self._folder is None or self._source().count() <= IN_MEMORY:
            return None
        return self._plan(self._folder)

    def _over(self, plan: Plan, opened: tuple[Snapshot, str] | None) -> Recommender:
        if opened is None:
            raise ShopError(f"The index in {plan.home} cannot be read.")
        snapshot, version = opened
        return Recommender(
            snapshot,
            self._encoder[0] if self._encoder else None,
            store=plan.store,
            version=version,
            phrasebook=self._phrasebook,
        )

    def _sweep(self) -> None:
        """Remove indexes that nobody uses any more."""
        if self._folder is not None:
            remove_unused(self._folder, self._plan(self._folder).fingerprint)

    def _plan(self, folder: Path) -> Plan:
        return Plan(self._source(), self._loaded, folder)

    def _loaded(self) -> tuple[TextEncoder, str] | None:
        return self._encoder

    def _renew(self) -> None:
        """Have the index made anew in the background, if that is not under way."""
        if self._renewal is None or not self._renewal.is_alive():
            self._renewal = threading.Thread(target=self._renewed, daemon=True)
            self._renewal.start()

    def _renewed(self) -> None:
        try:
            fresh = self._made(quiet=True)
            with self._lock:
                # What came while it was made is read with the next message.
                self._recommender = fresh
            # By then no search goes on over the index before it.
            later = threading.Timer(_SWEEP_SECONDS, self._sweep)
            later.daemon = True
            later.start()
        except (ShopError, OSError) as error:
            _log.error("The index could not be made anew; the one before it goes on: %s", error)


def index_folder() -> Path:
    """Return where the settings put the index."""
    return get_settings().state_dir / "index"
