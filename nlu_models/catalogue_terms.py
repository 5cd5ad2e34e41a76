"""The catalogue's own words, read from two views of the shop database.

``catalogue_terms(entity, value)`` has the words, ``catalogue_version(version)`` changes with the
catalogue. Nothing else of the shop is known here.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from nlu_models.errors import ConfigError, NluModelError

_log = logging.getLogger(__name__)
_VERSION = sa.text("SELECT version FROM catalogue_version")
_TERMS = sa.text("SELECT DISTINCT entity, value FROM catalogue_terms")
_BUSY_SECONDS = 1.0
_CHECK_SECONDS = 1.0
# How long a message waits for a check: plenty for SQLite; a slow database is waited for by none.
_PATIENCE_SECONDS = 0.02

Terms = frozenset[tuple[str, str]]
Made = TypeVar("Made")


class CatalogueUnavailableError(NluModelError):
    """The shop database is missing, locked, out of reach, or lacks the views."""


@dataclass(frozen=True)
class CatalogueTerms:
    """The words of a catalogue.

    Attributes:
        version: The version that they are of.
        terms: Pairs of a kind (category, brand, color, material, size, attribute, product) and a
            value as the catalogue writes it.
    """

    version: str
    terms: Terms


class CatalogueReader:
    """Reads the two views; makes no database and keeps no connection to a SQLite file.

    Args:
        url: SQLAlchemy URL of the shop database.

    Raises:
        ConfigError: It is no URL of a database that can be reached from here.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = make_url(url)
            if parsed.get_backend_name() == "sqlite":
                options = {"timeout": _BUSY_SECONDS}
                self._engine = sa.create_engine(parsed, poolclass=NullPool, connect_args=options)
            else:
                self._engine = sa.create_engine(parsed, pool_size=1, pool_pre_ping=True)
        except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
            raise ConfigError(
                f"The URL of the shop database cannot be used ({error}): see "
                "TACTFUL_SHOP_DATABASE_URL in docs/settings.md."
            ) from error

    @property
    def name(self) -> str:
        """The URL without its password."""
        return str(self._engine.url.render_as_string(hide_password=True))

    def version(self) -> str:
        """Return the catalogue's version.

        Raises:
            CatalogueUnavailableError: It cannot be read.
        """
        return self._read(_version)

    def terms(self) -> CatalogueTerms:
        """Return all words, with a version that is not younger than they are.

        Raises:
            CatalogueUnavailableError: They cannot be read.
        """
        return self._read(_terms)

    def _read(self, read: Callable[[Connection], Made]) -> Made:
        if (missing := _missing_file(self._engine)) is not None:
            raise CatalogueUnavailableError(f"there is no file {missing}")
        try:
            with self._engine.connect() as connection:
                return read(connection)
        except SQLAlchemyError as error:
            problem = str(getattr(error, "orig", None) or error).splitlines()[0]
            raise CatalogueUnavailableError(f"{self.name} cannot be read ({problem})") from error


def _version(connection: Connection) -> str:
    return str(connection.execute(_VERSION).scalar())


def _terms(connection: Connection) -> CatalogueTerms:
    version = _version(connection)
    rows = connection.execute(_TERMS)
    return CatalogueTerms(version, frozenset((str(kind), str(value)) for kind, value in rows))


def _missing_file(engine: Engine) -> Path | None:
    """Return the SQLite file if it does not exist: to connect would make it."""
    name = engine.url.database
    if engine.dialect.name != "sqlite" or not name or name == ":memory:":
        return None
    path = Path(name)
    return None if path.is_file() else path


class LiveCatalogue(Generic[Made]):
    """What was made of the catalogue's words, made anew when they change.

    Changes are looked for in a thread of their own, at most once a second and only while
    messages come. A message waits for that 20 milliseconds at most, and otherwise gets what was
    made last. A database that cannot be read is reported once, and asked again the next time.

    Args:
        reader: Reads the catalogue.
        make: Makes the wanted of the words; called with none of them if there is no catalogue.
        check_seconds: How much time lies between two checks.
    """

    def __init__(
        self,
        reader: CatalogueReader,
        make: Callable[[Terms], Made],
        check_seconds: float = _CHECK_SECONDS,
    ) -> None:
        self._reader = reader
        self._make = make
        self._check_seconds = check_seconds
        self._known: CatalogueTerms | None = None
        self._reported = False
        self._busy = threading.Lock()
        self._checked_at = time.monotonic()
        self._known = self._changed()
        self._made = make(self._known.terms if self._known else frozenset())

    def current(self) -> Made:
        """Return what was made of the newest words that could be had."""
        due = time.monotonic() - self._checked_at >= self._check_seconds
        if due and self._busy.acquire(blocking=False):
            self._checked_at = time.monotonic()
            thread = threading.Thread(target=self._refresh, daemon=True)
            thread.start()
            thread.join(_PATIENCE_SECONDS)
        return self._made

    def _refresh(self) -> None:
        try:
            read = self._changed()
            if read is None:
                return
            # Every sale changes the version, and hardly any of them the words.
            if self._known is None or read.terms != self._known.terms:
                self._made = self._make(read.terms)
                _log.info("Entities: %d words of the catalogue are known.", len(read.terms))
            self._known = read
        finally:
            self._busy.release()

    def _changed(self) -> CatalogueTerms | None:
        """Return the words if the version is a new one; None too if they cannot be read."""
        try:
            if self._known is not None and self._reader.version() == self._known.version:
                read = None
            else:
                read = self._reader.terms()
        except CatalogueUnavailableError as error:
            self._report(error)
            return None
        if self._reported:
            self._reported = False
            _log.info("The catalogue can be read again.")
        return read

    def _report(self, error: CatalogueUnavailableError) -> None:
        if self._reported:
            return
        self._reported = True
        if self._known is None:
            _log.warning(
                "Entities are found by patterns only, because %s. Brands, categories, products "
                "and the like are recognised once it can be read: run `make seed` to make it.",
                error,
            )
        else:
            _log.warning("The catalogue's words stay as they were, because %s.", error)
