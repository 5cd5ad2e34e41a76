"""The whole assistant, started as `make run` does, on free ports and in its own state folder."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.processes import free_port
from settings import PROJECT_ROOT

START_TIMEOUT_SECONDS = 180
# Where a shop's own page may be, while the assistant is at another port.
SHOP_PORT = free_port()
SHOP_ORIGIN = f"http://localhost:{SHOP_PORT}"


@dataclass(frozen=True)
class RunningAssistant:
    """Where a running assistant answers and what it writes."""

    base_url: str
    action_url: str
    state_dir: Path
    output: Path
    process: subprocess.Popen[bytes]

    @property
    def rest(self) -> str:
        return f"{self.base_url}/webhooks/rest/webhook"


def start_assistant(state_dir: Path, **environment: str) -> RunningAssistant:
    """Run the launcher and wait until it says that it is ready."""
    bot_port, action_port = free_port(), free_port()
    output = state_dir / "launcher.txt"
    state_dir.mkdir(parents=True, exist_ok=True)
    with output.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "deploy.local", "run"],
            cwd=PROJECT_ROOT,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={
                **os.environ,
                "TACTFUL_BOT_PORT": str(bot_port),
                "TACTFUL_ACTION_PORT": str(action_port),
                "TACTFUL_STATE_DIR": str(state_dir),
                **environment,
            },
        )
    assistant = RunningAssistant(
        f"http://localhost:{bot_port}",
        f"http://localhost:{action_port}",
        state_dir,
        output,
        process,
    )
    deadline = time.monotonic() + START_TIMEOUT_SECONDS
    while "Tactful is ready" not in output.read_text(errors="replace"):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            pytest.fail(f"the assistant did not start:\n{output.read_text(errors='replace')}")
        time.sleep(0.2)
    return assistant


def stop_assistant(assistant: RunningAssistant) -> int:
    """Press Ctrl-C; returns the launcher's exit status."""
    assistant.process.send_signal(signal.SIGINT)
    try:
        return assistant.process.wait(60)
    except subprocess.TimeoutExpired:
        assistant.process.kill()
        raise


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningAssistant]:
    """One assistant for all end-to-end tests of a run."""
    state_dir = tmp_path_factory.mktemp("assistant") / "var"
    started = start_assistant(state_dir, TACTFUL_ALLOWED_ORIGINS=SHOP_ORIGIN)
    yield started
    if started.process.poll() is None:
        stop_assistant(started)


@pytest.fixture(scope="session")
def running_assistant(assistant: RunningAssistant) -> str:
    """Base URL of the running assistant."""
    return assistant.base_url
