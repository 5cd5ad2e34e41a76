"""Servers for the tests: what is missing, and a PostgreSQL in a folder of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest
import sqlalchemy as sa

from benchmarks.servers import NotInstalledError, PostgreSQL, ServerType, running


def missing(server: str, message: str) -> NoReturn:
    """Skip a test whose server is missing, or fail where the environment requires it."""
    if os.environ.get(f"TACTFUL_REQUIRE_{server}"):
        pytest.fail(message)
    pytest.skip(message)


@contextmanager
def started(name: str, make: type[ServerType]) -> Iterator[ServerType]:
    """Run a server for the length of a ``with`` block; see ``missing`` for its name."""
    try:
        server = make()
    except NotInstalledError as error:
        missing(name, str(error))
    with running(server):
        yield server


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server; gives the URL of its first database."""
    with started("POSTGRES", PostgreSQL) as server:
        yield server.url


@contextmanager
def new_database(server_url: str) -> Iterator[str]:
    """Make an empty database; gives its URL."""
    name = f"test_{uuid.uuid4().hex}"
    engine = sa.create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    yield server_url.rpartition("/")[0] + f"/{name}"
    with engine.connect() as connection:
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    engine.dispose()
