"""Run the whole assistant on one machine: the action server and Rasa, started and stopped together.

``python -m deploy.local run`` serves it, ``python -m deploy.local shell`` opens Rasa's shell.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from types import FrameType
from typing import BinaryIO

from rich.console import Console

from settings import PROJECT_ROOT, Settings, SettingsError, get_settings

START_TIMEOUT_SECONDS = 120
STOP_TIMEOUT_SECONDS = 15
LOG_LINES_SHOWN = 25
RESTARTS_ALLOWED = 3

console = Console(stderr=True)


class LaunchError(Exception):
    """The assistant could not be started; the message says why and what to do."""


class Service:
    """One server process with its log file and the address that tells when it is ready."""

    def __init__(self, name: str, command: Sequence[str], health_url: str, log: Path) -> None:
        self.name = name
        self.command = list(command)
        self.health_url = health_url
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None
        self._log_file: BinaryIO | None = None

    def start(self, environment: dict[str, str]) -> None:
        """Start the process in a session of its own, so that Ctrl-C reaches only the launcher."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._log_file = self.log.open("ab")
        self.process = subprocess.Popen(
            self.command,
            cwd=PROJECT_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=self._log_file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def answers(self) -> bool:
        """Whether the server answers now.

        Raises:
            LaunchError: It says that it cannot serve: Rasa starts without a model, too.
        """
        try:
            with urllib.request.urlopen(self.health_url, timeout=2) as response:
                return bool(response.status == 200)
        except urllib.error.HTTPError as error:
            if error.code == HTTPStatus.SERVICE_UNAVAILABLE:
                said = error.read().decode(errors="replace")
                raise LaunchError(
                    f"{self.name} has started, but cannot serve ({said}). {self._log_end()}"
                ) from error
            return False
        except OSError:
            return False

    def check(self) -> None:
        """Raise if the process has ended.

        Raises:
            LaunchError: With the end of the process's log.
        """
        if self.process is not None and self.process.poll() is not None:
            raise LaunchError(
                f"{self.name} stopped with exit code {self.process.returncode}. {self._log_end()}"
            )

    def _log_end(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LOG_LINES_SHOWN:]
        return f"The end of {_relative(self.log)}:\n" + "\n".join(lines)

    def stop(self) -> None:
        """End the process: politely first, by force after a while."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if self._log_file is not None:
            self._log_file.close()


def _relative(path: Path) -> Path:
    return path.relative_to(PROJECT_ROOT) if path.is_relative_to(PROJECT_ROOT) else path


def _probe_host(settings: Settings) -> str:
    return "127.0.0.1" if settings.host in {"0.0.0.0", "::", ""} else settings.host


def action_service(settings: Settings) -> Service:
    """Return the action server's process."""
    return Service(
        "The action server",
        [
            sys.executable,
            "-m",
            "rasa_sdk",
            "--actions",
            "actions",
            "--port",
            str(settings.action_port),
        ],
        f"http://{_probe_host(settings)}:{settings.action_port}/health",
        settings.state_dir / "logs" / "actions.log",
    )


def rasa_service(settings: Settings) -> Service:
    """Return the Rasa server's process."""
    return Service(
        "Rasa",
        [
            sys.executable,
            "-m",
            "rasa",
            "run",
            "--interface",
            settings.host,
            "--port",
            str(settings.bot_port),
            *(["--cors", *settings.cors_origins] if settings.cors_origins else []),
        ],
        f"http://{_probe_host(settings)}:{settings.bot_port}/webhooks/rest/ready",
        settings.state_dir / "logs" / "rasa.log",
    )


def environment_for(settings: Settings) -> dict[str, str]:
    """Return the environment of both servers."""
    return {
        **os.environ,
        "TACTFUL_ACTION_ENDPOINT": settings.action_endpoint,
        "SANIC_HOST": settings.host,
        "LOG_LEVEL": settings.log_level,
        "PYTHONUNBUFFERED": "1",
        # More threads than cores make short forward passes slower, and arenas cost memory.
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1"),
        "MALLOC_ARENA_MAX": os.environ.get("MALLOC_ARENA_MAX", "2"),
    }


def require_free_port(host: str, port: int, variable: str) -> None:
    """Check that nothing listens on the port yet.

    Raises:
        LaunchError: Something does.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise LaunchError(
                f"Port {port} of {host} cannot be used ({error.strerror}). "
                f"Stop what listens there, or choose another: {variable}=… make run"
            ) from error


def prepare_shop() -> None:
    """Bring the shop's database up to date, and fill it with the sample shop if it is empty.

    Raises:
        LaunchError: The database cannot be used.
    """
    command = [sys.executable, "-m", "actions.shop", "prepare"]
    if subprocess.run(command, cwd=PROJECT_ROOT, check=False).returncode != 0:
        raise LaunchError("`python -m actions.shop prepare` failed; its message is above.")


def wait_until_ready(services: Sequence[Service]) -> None:
    """Wait until every service answers.

    Raises:
        LaunchError: One ended, or did not answer in time.
    """
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    waiting = list(services)
    with console.status("Starting …") as status:
        while waiting:
            for service in services:
                service.check()
            waiting = [service for service in waiting if not service.answers()]
            if waiting and time.monotonic() > deadline:
                raise LaunchError(
                    f"{waiting[0].name} did not answer within {START_TIMEOUT_SECONDS} s; "
                    f"see {_relative(waiting[0].log)}."
                )
            status.update("Starting " + " and ".join(s.name for s in waiting) + " …")
            time.sleep(0.2)


@contextmanager
def running(services: Sequence[Service], settings: Settings) -> Iterator[None]:
    """Keep the services running for the length of a ``with`` block."""
    environment = environment_for(settings)
    try:
        for service in services:
            service.start(environment)
        wait_until_ready(services)
        yield
    finally:
        for service in reversed(services):
            service.stop()


def supervise(services: Sequence[Service], environment: dict[str, str]) -> None:
    """Start again what ends by itself, until that happens too often.

    Raises:
        LaunchError: A service ended for the ``RESTARTS_ALLOWED + 1``-th time in a minute.
    """
    ends: dict[str, list[float]] = {service.name: [] for service in services}
    while True:
        for service in services:
            try:
                service.check()
            except LaunchError as error:
                now = time.monotonic()
                recent = [end for end in ends[service.name] if now - end < 60]
                if len(recent) >= RESTARTS_ALLOWED:
                    raise
                ends[service.name] = [*recent, now]
                console.print(f"[bold red]{service.name} ended; starting it again.[/]")
                console.print(str(error), markup=False, highlight=False)
                service.stop()
                service.start(environment)
        time.sleep(0.5)


def serve(settings: Settings) -> None:
    """Serve the assistant until Ctrl-C or SIGTERM."""
    require_free_port(settings.host, settings.action_port, "TACTFUL_ACTION_PORT")
    require_free_port(settings.host, settings.bot_port, "TACTFUL_BOT_PORT")
    started = time.monotonic()
    prepare_shop()
    services = [action_service(settings), rasa_service(settings)]
    with running(services, settings):
        address = f"http://localhost:{settings.bot_port}"
        page = f"{address}/shop/" if settings.demo else f"{address}/webhooks/rest/webhook"
        console.print(
            f"[bold green]Tactful is ready[/] after {time.monotonic() - started:.0f} s: "
            f"[bold]{page}[/]\n"
            f"REST {address}/webhooks/rest/webhook   Socket.IO {address}/socket.io   "
            f"logs {_relative(settings.state_dir / 'logs')}   stop with Ctrl-C"
        )
        supervise(services, environment_for(settings))


def shell(settings: Settings) -> None:
    """Open ``rasa shell`` with the action server beside it."""
    require_free_port(settings.host, settings.action_port, "TACTFUL_ACTION_PORT")
    prepare_shop()
    with running([action_service(settings)], settings):
        subprocess.run(
            [sys.executable, "-m", "rasa", "shell", "--port", str(settings.bot_port)],
            cwd=PROJECT_ROOT,
            env=environment_for(settings),
            check=False,
        )


def _stop_on_sigterm(signum: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    commands: dict[str, Callable[[Settings], None]] = {"run": serve, "shell": shell}
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument("command", choices=sorted(commands))
    command = commands[parser.parse_args(arguments).command]
    signal.signal(signal.SIGTERM, _stop_on_sigterm)
    try:
        command(get_settings())
    except KeyboardInterrupt:
        console.print("\nStopped.")
    except (LaunchError, SettingsError) as error:
        console.print("[bold red]Not started:[/]", end=" ")
        console.print(str(error), markup=False, highlight=False)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
