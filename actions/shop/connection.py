"""The connection to the shop's database: SQLite or PostgreSQL.

    >>> database = Database("sqlite:///var/shop.db")
    >>> database.migrate()
    >>> with database.writing() as session:
    ...     session.add(product)

Connections are made when they are needed and kept for the next call; one whose SQLite file has been
removed or replaced is not used again.
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from actions.shop.errors import ShopError, ShopUnavailableError

_MIGRATIONS = Path(__file__).resolve().parent / "migrations"
_BUSY_MS = 2000  # how long to wait for a lock
_CONNECT_SECONDS = 5
_UNDEFINED_TABLE = "42P01"  # PostgreSQL's code
_MIGRATION_LOCK = 7203401  # any number that nobody else locks in this database
_MAKE = "Run `make seed`, or `python -m actions.shop migrate`, to make it."


class Database:
    """Sessions on one database; safe to share between threads.

    Args:
        url: SQLAlchemy URL of a SQLite file or of PostgreSQL.

    Raises:
        ShopError: The URL cannot be used.
    """

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)

    @property
    def name(self) -> str:
        """The URL without its password."""
        return str(self._engine.url.render_as_string(hide_password=True))

    def close(self) -> None:
        """Close the connections that are kept; SQLite then has all of it in the one file."""
        self._engine.dispose()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """Give a session for reading.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._explained(), Session(self._engine, future=True) as session:
            yield session

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """Give a plain connection for reading: quicker than a session where no objects are read.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with self._explained(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that commits at the end, or takes everything back after an error.

        Raises:
            ShopUnavailableError: The database is missing, locked or out of reach.
        """
        with (
            self._explained(),
            Session(self._engine.execution_options(shop_writes=True), future=True) as session,
            session.begin(),
        ):
            yield session

    def migrate(self) -> None:
        """Make the tables, or bring them up to date; keeps what is in them.

        Raises:
            ShopUnavailableError: The database is locked or out of reach.
        """
        engine = self._engine.execution_options(shop_writes=True)
        if engine.dialect.name == "sqlite":
            _make_file(Path(engine.url.database))
        with self._explained(), engine.begin() as connection:
            if engine.dialect.name == "postgresql":
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            command.upgrade(_alembic(connection), "head")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except PoolTimeoutError as error:
            raise ShopUnavailableError(f"{self.name}: all connections are in use.") from error
        except DBAPIError as error:
            if (problem := self._problem(error)) is None:
                raise
            raise ShopUnavailableError(problem) from error

    def _problem(self, error: DBAPIError) -> str | None:
        """Tell what an error means where it is about the database as a whole, else None."""
        said = str(error.orig).strip().partition("\n")[0]
        if "no such table" in said or getattr(error.orig, "pgcode", None) == _UNDEFINED_TABLE:
            return f"{self.name} has no tables of the shop, or old ones ({said}). {_MAKE}"
        if "locked" in said or "lock timeout" in said:
            return f"{self.name} is locked by another program ({said}). Try again shortly."
        # DatabaseError itself, not its kinds, is a file that is no SQLite database.
        if type(error).__name__ in ("OperationalError", "InterfaceError", "DatabaseError"):
            return (
                f"{self.name} cannot be used ({said}). Is it running, and is "
                "TACTFUL_SHOP_DATABASE_URL right?"
            )
        return None


def _alembic(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    except OSError as error:
        raise ShopUnavailableError(
            f"{path} cannot be made ({error.strerror}): the folder of TACTFUL_STATE_DIR or of "
            "TACTFUL_SHOP_DATABASE_URL must be writable."
        ) from error


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        options = _OPTIONS[parsed.get_backend_name()]
        # Parameters hold what customers typed, and error messages reach the log.
        engine = create_engine(parsed, future=True, hide_parameters=True, **options)
    except KeyError as error:
        raise ShopError(
            f"TACTFUL_SHOP_DATABASE_URL names the database {error}; use sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise ShopError(
            "TACTFUL_SHOP_DATABASE_URL is no SQLAlchemy URL; use sqlite:///FILE or "
            "postgresql://USER:PASSWORD@HOST/NAME."
        ) from error
    if engine.dialect.name == "sqlite":
        _prepare_sqlite(engine)
    return engine


_OPTIONS: dict[str, dict[str, Any]] = {
    # To open a file and set its pragmas takes longer than most questions to it.
    "sqlite": {
        "poolclass": QueuePool,
        "pool_timeout": _CONNECT_SECONDS,
        "connect_args": {"check_same_thread": False},
    },
    "postgresql": {
        "pool_pre_ping": True,
        "pool_timeout": _CONNECT_SECONDS,
        "connect_args": {
            "connect_timeout": _CONNECT_SECONDS,
            "options": f"-c lock_timeout={_BUSY_MS}",
        },
    },
}


def _identity(path: str) -> tuple[int, int] | None:
    """Return what tells a file from another one of its name; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if stat.S_ISREG(found.st_mode) else None


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def must_exist(_dialect: Any, record: Any, arguments: list[Any], _options: Any) -> None:
        # SQLite would make an empty file.
        if (file := _identity(arguments[0])) is None:
            raise ShopUnavailableError(f"There is no shop database at {arguments[0]}. {_MAKE}")
        record.info["file"] = file

    @event.listens_for(engine, "checkout")
    def must_be_the_same(_connection: Any, record: Any, _fairy: Any) -> None:
        if _identity(engine.url.database) != record.info["file"]:
            raise DisconnectionError  # the pool drops the connection and makes another

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        # The driver's own transactions begin too late to protect what was read before a write.
        connection.isolation_level = None
        for pragma in (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("shop_writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
