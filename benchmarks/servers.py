"""Databases and brokers for tests and benchmarks, each in a folder of its own."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

import aio_pika
import redis

from benchmarks.processes import BenchmarkError, free_port

# Not the script on the path: that one wants to become the user of the system's server.
_RABBITMQ = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
_START_SECONDS = 120


class OwnServer(Protocol):
    """A server of our own."""

    def start(self) -> None:
        """Start it and wait until it answers."""

    def stop(self) -> None:
        """Stop it, if it runs."""

    def remove(self) -> None:
        """Remove all that it wrote."""


ServerType = TypeVar("ServerType", bound=OwnServer)


@contextmanager
def running(server: ServerType) -> Iterator[ServerType]:
    """Run a server for the length of a ``with`` block, and remove it afterwards."""
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.remove()


class NotInstalledError(BenchmarkError):
    """The programs of a server are missing; the message names the package."""


class PostgreSQL:
    """A PostgreSQL server; start and stop it as often as you like.

    Attributes:
        url: Of its first database.
        folder: All that it writes.

    Raises:
        NotInstalledError: There is none.
    """

    def __init__(self) -> None:
        installed = sorted(
            Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name)
        )
        on_path = shutil.which("pg_ctl")
        if not installed and on_path is None:
            raise NotInstalledError("no PostgreSQL (apt-get install postgresql)")
        self._programs = installed[-1] if installed else Path(str(on_path)).parent
        # Its own folder: nobody, as whom it runs where we are root, cannot enter pytest's.
        self.folder = Path(tempfile.mkdtemp(prefix="tactful-postgres-"))
        self._as_nobody = ["runuser", "-u", "nobody", "--"] if os.getuid() == 0 else []
        if self._as_nobody:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        self._port = free_port()
        self.url = f"postgresql://tactful@127.0.0.1:{self._port}/postgres"
        self._run("initdb", "-U", "tactful", "-A", "trust", "--no-sync", "-E", "UTF8")

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [
                *(*self._as_nobody, str(self._programs / program)),
                *("-D", str(self.folder / "data"), *arguments),
            ],
            cwd=self.folder,
            check=True,
            stdout=subprocess.DEVNULL,
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self._port} -k {self.folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        self._run("pg_ctl", "-o", options, "-l", str(self.folder / "log"), "-w", "start")

    def stop(self) -> None:
        """Stop it at once, as in a crash."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Remove all that it wrote."""
        shutil.rmtree(self.folder, ignore_errors=True)


class RabbitMQ:
    """A RabbitMQ server; start and stop it as often as you like.

    Attributes:
        endpoint: The keys of Rasa's endpoints.yml that reach it.
        folder: All that it writes.

    Raises:
        NotInstalledError: There is none.
    """

    def __init__(self) -> None:
        if not _RABBITMQ.exists() or shutil.which("erl") is None:
            raise NotInstalledError("no rabbitmq-server (apt-get install rabbitmq-server)")
        self.folder = Path(tempfile.mkdtemp(prefix="tactful-rabbitmq-"))
        self._port = free_port()
        self.endpoint = {
            **{"url": "127.0.0.1", "port": self._port},
            **{"username": "guest", "password": "guest"},
        }
        (self.folder / "plugins").write_text("[].")
        self._environment = {
            **os.environ,
            "HOME": str(self.folder),
            "ERL_EPMD_PORT": str(free_port()),
            "RABBITMQ_NODENAME": f"tactful-{self._port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self._port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(self.folder / "data"),
            "RABBITMQ_LOG_BASE": str(self.folder / "logs"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.folder / "plugins"),
            "RABBITMQ_CONFIG_FILE": str(self.folder / "none"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            BenchmarkError: It ended, or does not answer; with the end of its output.
        """
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen(
                [str(_RABBITMQ)],
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        asyncio.run(self._until_it_answers(self._process))

    async def _until_it_answers(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while process.poll() is None and time.monotonic() < deadline:
            try:
                await (await aio_pika.connect(host="127.0.0.1", port=self._port)).close()
            except (OSError, aio_pika.exceptions.AMQPError):
                await asyncio.sleep(0.5)
            else:
                return
        said = (self.folder / "output").read_text(errors="replace")[-2000:]
        raise BenchmarkError(f"RabbitMQ does not start: {said}")

    def stop(self) -> None:
        """Stop it; it writes to disk what its durable queues hold."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def drain(self, queue: str) -> list[bytes]:
        """Take all messages out of a queue; not within an event loop."""
        return asyncio.run(self.messages(queue))

    async def messages(self, queue: str) -> list[bytes]:
        """Take all messages out of a queue."""
        messages = []
        async with await aio_pika.connect(host="127.0.0.1", port=self._port) as connection:
            channel = await connection.channel()
            declared = await channel.declare_queue(queue, durable=True)
            while message := await declared.get(no_ack=True, fail=False, timeout=5):
                messages.append(message.body)
        return messages

    def remove(self) -> None:
        """Remove all that it wrote, and the helper process that Erlang leaves."""
        subprocess.run(
            ["epmd", "-kill"], env=self._environment, stdout=subprocess.DEVNULL, check=False
        )
        shutil.rmtree(self.folder, ignore_errors=True)


class Redis:
    """A Redis server; start and stop it as often as you like.

    Attributes:
        url: Of its first database.
        folder: All that it writes; what it dumps is not compressed.

    Raises:
        NotInstalledError: There is none.
    """

    def __init__(self) -> None:
        program = shutil.which("redis-server")
        if program is None:
            raise NotInstalledError("no redis-server on PATH (apt-get install redis-server)")
        self._program = program
        self.folder = Path(tempfile.mkdtemp(prefix="tactful-redis-"))
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            BenchmarkError: It does not.
        """
        options = {
            **{"port": str(self._port), "bind": "127.0.0.1", "dir": str(self.folder)},
            **{"save": "", "appendonly": "yes", "rdbcompression": "no"},
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        with (self.folder / "output").open("ab") as output:
            self._process = subprocess.Popen([self._program, *arguments], stdout=output)
        client = redis.Redis.from_url(self.url)
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                client.ping()
            except redis.ConnectionError:
                time.sleep(0.05)
            else:
                return
        raise BenchmarkError("Redis does not start.")

    def dump(self) -> None:
        """Have it write its dump file."""
        redis.Redis.from_url(self.url).save()

    def stop(self) -> None:
        """Stop it."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)
            self._process = None

    def remove(self) -> None:
        """Remove all that it wrote."""
        shutil.rmtree(self.folder, ignore_errors=True)
