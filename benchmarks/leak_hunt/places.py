"""Every place where the assistant, its database, its broker and its vault leave bytes."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

import redis
import sqlalchemy as sa

from benchmarks.leak_hunt.assistant import QUEUE, Assistant
from benchmarks.servers import PostgreSQL, RabbitMQ, Redis
from settings import PROJECT_ROOT

# The shop's own system: it holds its customers and their orders, Tactful only reads it.
SHOP_FILES = "shop.db"
# Written by tools for developers, and by this benchmark.
_OF_OTHERS_WORDS = ".git .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis results"
_OF_OTHERS = frozenset(_OF_OTHERS_WORDS.split())
DATABASE_ROWS = "database rows"
BROKER_QUEUE = "broker's queue"
Place = tuple[str, bytes]


def files_of(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder but the shop's own."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and not path.name.startswith(SHOP_FILES):
            yield path


def changed_since(folder: Path, moment: float) -> Iterator[Path]:
    """Yield the files below a folder that were written to since a moment (of ``time.time``)."""
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _OF_OTHERS]
        for name in names:
            path = Path(parent) / name
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= moment:
                yield path


def places_of(
    assistant: Assistant,
    started: float,
    database: PostgreSQL | None = None,
    broker: RabbitMQ | None = None,
    vault: Redis | None = None,
) -> Iterator[Place]:
    """Yield the name and the bytes of each place; stops what still runs.

    Files come before anything is read through its server, which may tidy up.

    Args:
        assistant: Ended.
        started: When it was started.
        database: Its PostgreSQL, if it has one; else SQLite.
        broker: Its RabbitMQ.
        vault: Its Redis.
    """
    yield from _read(_named(assistant))
    config = Path("~/.config/rasa").expanduser()
    yield from _read(("Rasa's settings", path) for path in changed_since(config, started))
    yield from _read(("working folder", path) for path in changed_since(PROJECT_ROOT, started))
    if database is None:
        yield DATABASE_ROWS, _rows(assistant.settings.tracker_url)
    else:
        yield from _postgresql(database)
    if broker is not None:
        yield from _rabbitmq(broker)
    if vault is not None:
        yield from _redis(vault)


def _named(assistant: Assistant) -> Iterator[tuple[str, Path]]:
    state = assistant.settings.state_dir
    for path in files_of(assistant.folder):
        if path.parent == state / "logs":
            yield f"log of {path.stem}", path
        elif path.name.startswith("conversations.db"):
            yield path.name.replace("conversations.db", "database file"), path
        elif path.is_relative_to(state):
            yield "state folder", path
        else:
            yield f"{path.relative_to(assistant.folder).parts[0]} folder", path


def _read(paths: Iterable[tuple[str, Path]]) -> Iterator[Place]:
    for name, path in paths:
        yield name, path.read_bytes()


def _rows(url: str) -> bytes:
    """Return all rows: in a file a long one lies in pieces, with pointers in between.

    The numbers of the rows are left out; one may be the same as an order's.
    """
    engine = sa.create_engine(url)
    lines = []
    with engine.connect() as connection:
        for table in sa.inspect(engine).get_table_names():
            columns = [column["name"] for column in sa.inspect(engine).get_columns(table)]
            named = [sa.column(name) for name in columns if name != "id"]
            for row in connection.execute(sa.select(named).select_from(sa.table(table))):
                lines.append(" ".join(map(str, row)))
    engine.dispose()
    return "\n".join(lines).encode("utf-8", "surrogatepass")


def keep_readable(database: PostgreSQL) -> None:
    """Have long texts stored as they are: compressed ones could not be searched."""
    _execute(database, "ALTER TABLE events ALTER COLUMN data SET STORAGE EXTERNAL")


def _execute(database: PostgreSQL, statement: str) -> None:
    engine = sa.create_engine(database.url)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


def _postgresql(database: PostgreSQL) -> Iterator[Place]:
    database.stop()
    for path in files_of(database.folder):
        name = "PostgreSQL's WAL" if path.parent.name == "pg_wal" else "PostgreSQL's files"
        yield name, path.read_bytes()
    database.start()
    yield DATABASE_ROWS, _rows(database.url)


def _rabbitmq(broker: RabbitMQ) -> Iterator[Place]:
    broker.stop()
    for path in files_of(broker.folder):
        yield "RabbitMQ's files", path.read_bytes()
    broker.start()
    yield BROKER_QUEUE, b"\n".join(broker.drain(QUEUE))


def _redis(vault: Redis) -> Iterator[Place]:
    client = redis.Redis.from_url(vault.url)
    for key in client.scan_iter(count=1000):
        yield "Redis keys", bytes(key) + b" " + bytes(client.dump(key) or b"")
    vault.dump()
    vault.stop()
    for path in files_of(vault.folder):
        yield "Redis files", path.read_bytes()
