"""The servers of the assistant: how each is started, watched, started again and stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO

from rich.console import Console

from nlu_models.files import newest_model
from settings import PROJECT_ROOT, Settings

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
        return f"The end of {relative(self.log)}:\n" + "\n".join(lines)

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


def relative(path: Path) -> Path:
    """Return a path as it is seen from the project's folder, where it is in there."""
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
        rasa_command(
            "run",
            "--interface",
            settings.host,
            "--port",
            str(settings.bot_port),
            *(["--cors", *settings.cors_origins] if settings.cors_origins else []),
        ),
        f"http://{_probe_host(settings)}:{settings.bot_port}/webhooks/rest/ready",
        settings.state_dir / "logs" / "rasa.log",
    )


def recommendation_service(settings: Settings) -> Service:
    """Return the process of the recommendation module's HTTP service."""
    return Service(
        "The recommendation service",
        [sys.executable, "-m", "actions.recommendation_api", "serve"],
        f"http://{_probe_host(settings)}:{settings.recommendation_port}/health",
        settings.state_dir / "logs" / "recommendation.log",
    )


def rasa_command(*arguments: str) -> list[str]:
    """Return a command of Rasa's that serves the model that was trained last.

    Left to itself, Rasa takes any of several that were last changed at the same time.
    """
    model = newest_model(PROJECT_ROOT / "models")
    named = ["--model", str(model)] if model else []
    return [sys.executable, "-m", "rasa", *arguments, *named]


def environment_for(settings: Settings) -> dict[str, str]:
    """Return the environment of all servers."""
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
                    f"see {relative(waiting[0].log)}."
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
