"""The recommender of the catalogue as it is now, shared by all that a process answers with it.

Knows nothing of Rasa: product actions and the HTTP service both use it.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

from actions.recommendation import (
    EmbeddingStore,
    Recommender,
    TextEncoder,
)
from actions.shop.database import open_shop
from actions.shop.records import ArticleRecord, ProductRecord
from actions.shopping.behaviour import Behaviour
from nlu_models.encoder import SentenceEncoder
from nlu_models.errors import ModelFileError
from settings import PROJECT_ROOT, get_settings

_log = logging.getLogger(__name__)


class CatalogueSource(Protocol):
    """What product actions read of the shop (``actions.shop.catalogue.Catalogue``)."""

    def version(self) -> str:
        """Return a text that changes with the catalogue."""
        ...

    def products(self) -> list[ProductRecord]:
        """Return all active products."""
        ...

    def related_orders(self, customer_id: int) -> list[int]:
        """Return the ids of products that a customer ordered, oldest first."""
        ...

    def purchases(self) -> list[list[int]]:
        """Return the ids of products that each customer ordered, oldest first."""
        ...


class Assortment:
    """The recommender of the catalogue as it is now, made anew when the catalogue changes.

    Args:
        catalogue: Opens the catalogue; called once.
        encoder: Loads the encoder and its fingerprint, or None to search by words alone; called
            once.
        folder: Where the index lies; None keeps it in memory.
        articles: Returns what the shop writes about a kind of product or some words, at most so
            many.
    """

    def __init__(
        self,
        catalogue: Callable[[], CatalogueSource],
        encoder: Callable[[], tuple[TextEncoder, str] | None],
        folder: Path | None,
        articles: Callable[[str, int], Sequence[ArticleRecord]] = lambda about, most: (),
    ) -> None:
        self._open = catalogue
        self.articles = articles
        self._load = encoder
        self._folder = folder
        self._behaviour = None if folder is None else Behaviour.of_settings(folder)
        self._catalogue: CatalogueSource | None = None
        self._encoder: tuple[TextEncoder, str] | None = None
        self._recommender: Recommender | None = None
        self._lock = threading.Lock()

    def current(self) -> Recommender:
        """Return the recommender for the present catalogue.

        Raises:
            ShopError: The shop cannot be read.
        """
        with self._lock:
            catalogue = self._source()
            version = catalogue.version()
            if self._recommender is None:
                self._encoder = self._load()
            if self._recommender is None or self._recommender.version != version:
                encoder, fingerprint = self._encoder or (None, "")
                self._recommender = Recommender(
                    catalogue.products(),
                    encoder,
                    store=EmbeddingStore(self._folder, fingerprint) if encoder else None,
                    version=version,
                    earlier=self._recommender,
                )
            return self._recommender

    def bought_by(self, customer_id: int) -> tuple[int, ...]:
        """Return the ids of products that a customer ordered, oldest first.

        Raises:
            ShopError: The shop cannot be read.
        """
        with self._lock:
            return tuple(self._source().related_orders(customer_id))

    def learn(self) -> None:
        """Have what customers bought counted, if there is a folder to keep the counts in.

        Raises:
            ShopError: The shop cannot be read.
        """
        if self._behaviour is None:
            return
        with self._lock:
            catalogue = self._source()
        self._behaviour.learn(catalogue)

    def bought_next(self, purchased: Sequence[int]) -> dict[int, float]:
        """Return what others bought after these products: id to weight, 0 to 1; newest last."""
        return {} if self._behaviour is None else self._behaviour.following(purchased)

    def _source(self) -> CatalogueSource:
        if self._catalogue is None:
            self._catalogue = self._open()
        return self._catalogue


def load_encoder() -> tuple[TextEncoder, str] | None:
    """Return the encoder that `make train` exported, with its fingerprint, or None."""
    folder = PROJECT_ROOT / "models" / "encoder"
    manifest = folder / "manifest.json"
    try:
        fingerprint = hashlib.sha256(manifest.read_bytes()).hexdigest()
        return SentenceEncoder.load(folder), fingerprint
    except (OSError, ModelFileError) as error:
        _log.error(
            "Product search works by words alone, because the encoder in %s cannot be read (%s). "
            "Run `make train` to export it.",
            folder,
            error,
        )
        return None


def _default_assortment() -> Assortment:
    return Assortment(
        lambda: open_shop().catalogue,
        load_encoder,
        get_settings().state_dir / "index",
        lambda about, most: open_shop().articles.about(about, most),
    )


class _Shared:
    """One assortment for the process, made when something first needs it."""

    assortment: Assortment | None = None
    lock = threading.Lock()


def assortment() -> Assortment:
    """Return the assortment that all of this process share."""
    with _Shared.lock:
        if _Shared.assortment is None:
            _Shared.assortment = _default_assortment()
        return _Shared.assortment


def use_assortment(chosen: Assortment | None) -> None:
    """Put another assortment in place of the shared one; None goes back to the settings' shop."""
    with _Shared.lock:
        _Shared.assortment = chosen
