"""Train and serve assistants as separate processes, and look at them from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import requests

from settings import PROJECT_ROOT

READY_TIMEOUT_SECONDS = 180


class BenchmarkError(Exception):
    """A benchmark could not be run; the message says at which step."""


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_step(command: list[str], environment: Mapping[str, str], log: Path) -> float:
    """Run a command to its end; returns its wall time in seconds.

    Raises:
        BenchmarkError: It failed; its output is in the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    started = time.perf_counter()
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            cwd=PROJECT_ROOT,
            env={**os.environ, **environment},
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0:
        raise BenchmarkError(f"{' '.join(command)} failed; see {log}")
    return time.perf_counter() - started


@dataclass
class Server:
    """A server process under measurement."""

    name: str
    command: list[str]
    health_url: str
    log: Path
    environment: dict[str, str] = field(default_factory=dict)
    ready_seconds: float = 0.0
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers; the time goes to ``ready_seconds``.

        Raises:
            BenchmarkError: It ended, or did not answer in time.
        """
        started = time.perf_counter()
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                self.command,
                cwd=PROJECT_ROOT,
                env={**os.environ, **self.environment},
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        while time.perf_counter() - started < READY_TIMEOUT_SECONDS:
            if self.process.poll() is not None:
                raise BenchmarkError(f"{self.name} ended; see {self.log}")
            try:
                if requests.get(self.health_url, timeout=2).ok:
                    self.ready_seconds = time.perf_counter() - started
                    return
            except requests.RequestException:
                time.sleep(0.1)
        raise BenchmarkError(f"{self.name} did not answer; see {self.log}")

    def memory_mb(self) -> float:
        """Resident memory of the process and its children, in MB."""
        return float(sum(member.memory_info().rss for member in self._members())) / 1e6

    def cpu_seconds(self) -> float:
        """Processor time that the process and its children have used."""
        return float(sum(sum(member.cpu_times()[:2]) for member in self._members()))

    def _members(self) -> list[psutil.Process]:
        if self.process is None:
            return []
        parent = psutil.Process(self.process.pid)
        return [parent, *parent.children(recursive=True)]

    def stop(self) -> None:
        """Stop the process."""
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()


def rasa(*arguments: str) -> list[str]:
    """Return a Rasa command line of this interpreter."""
    return [sys.executable, "-m", "rasa", *arguments]
