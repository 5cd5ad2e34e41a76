"""The recommender of the catalogue as it is now, shared by all that a process answers with it.

Knows nothing of Rasa: product actions and the HTTP service both use it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from actions.recommendation import Phrasebook, Recommender, TextEncoder
from actions.recommendation.index.build import Loader
from actions.shop.database import open_shop
from actions.shop.records import ArticleRecord
from actions.shopping.behaviour import Behaviour
from actions.shopping.live import CatalogueSource, LiveCatalogue, index_folder
from actions.shopping.models import load_encoder, load_phrasebook
from actions.shopping.pictures import served_pictures
from actions.shopping.searches import Reader


class Assortment:
    """The recommender of the catalogue as it is now (see ``LiveCatalogue``), and what was bought.

    Args:
        catalogue: Opens the catalogue; called once.
        encoder: Loads the encoder and its fingerprint, or None to search by words alone; called
            once.
        folder: Where the index lies; None keeps it in memory.
        articles: Returns what the shop writes about a kind of product or some words, at most so
            many.
        phrasebook: Loads what is meant by words that the catalogue does not have, for an encoder.
    """

    def __init__(
        self,
        catalogue: Callable[[], CatalogueSource],
        encoder: Loader,
        folder: Path | None,
        articles: Callable[[str, int], Sequence[ArticleRecord]] = lambda about, most: (),
        phrasebook: Callable[[TextEncoder | None], Phrasebook] = load_phrasebook,
    ) -> None:
        self._open = catalogue
        self.articles = articles
        self._behaviour = None if folder is None else Behaviour.of_settings(folder)
        self._catalogue: CatalogueSource | None = None
        pictures = served_pictures(folder)
        self._live = LiveCatalogue(self._source, encoder, folder, phrasebook, pictures)
        self._lock = threading.Lock()

    def current(self) -> Recommender:
        """Return the recommender for the present catalogue.

        Raises:
            ShopError: The shop cannot be read.
        """
        return self._live.current()

    def bought_by(self, customer_id: int) -> tuple[int, ...]:
        """Return the ids of products that a customer ordered, oldest first.

        Raises:
            ShopError: The shop cannot be read.
        """
        return tuple(self._source().related_orders(customer_id))

    def learn(self) -> None:
        """Have what customers bought counted, if there is a folder to keep the counts in.

        Raises:
            ShopError: The shop cannot be read.
            RecommendationError: The counts cannot be written.
        """
        if self._behaviour is None:
            return
        self._behaviour.learn(self._source())

    def bought_next(self, purchased: Sequence[int]) -> dict[int, float]:
        """Return what others bought after these products: id to weight, 0 to 1; newest last."""
        return {} if self._behaviour is None else self._behaviour.following(purchased)

    def _source(self) -> CatalogueSource:
        with self._lock:
            if self._catalogue is None:
                self._catalogue = self._open()
            return self._catalogue


def _default_assortment() -> Assortment:
    return Assortment(
        lambda: open_shop().catalogue,
        load_encoder,
        index_folder(),
        lambda about, most: open_shop().articles.about(about, most),
        partial(load_phrasebook, learned=Reader()),
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
