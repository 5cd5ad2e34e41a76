"""Servers for the tests: what is missing, and a PostgreSQL in a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
import sqlalchemy as sa

from benchmarks.processes import free_port


def missing(server: str, message: str) -> NoReturn:
    """Skip a test whose server is missing, or fail where the environment requires it."""
    if os.environ.get(f"TACTFUL_REQUIRE_{server}"):
        pytest.fail(message)
    pytest.skip(message)


def find_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl, the newest of several."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name))
    on_path = shutil.which("pg_ctl")
    return installed[-1] if installed else Path(on_path).parent if on_path else None


@contextmanager
def postgresql() -> Iterator[str]:
    """Start a server; gives the URL of its first database."""
    programs = find_programs()
    if programs is None:
        missing("POSTGRES", "no PostgreSQL (apt-get install postgresql)")
    # Its own folder: nobody, as whom it runs where we are root, cannot enter pytest's.
    folder = Path(tempfile.mkdtemp(prefix="tactful-postgres-"))
    as_nobody = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
    if as_nobody:
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    port = free_port()

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*as_nobody, str(programs / program), "-D", str(folder / "data"), *arguments],
            cwd=folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-U", "tactful", "-A", "trust", "--no-sync", "-E", "UTF8")
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield f"postgresql://tactful@127.0.0.1:{port}/postgres"
        finally:
            run("pg_ctl", "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


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
