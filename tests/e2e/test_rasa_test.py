"""Rasa's own tests on the trained model: the held-out NLU set, and the conversation stories."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from settings import PROJECT_ROOT

pytestmark = pytest.mark.e2e

INTENT_ACCURACY_AT_LEAST = 0.92
STORIES_AT_LEAST = 60
# A model that is trained anew takes a message or two of hundreds for something else.
AS_WRITTEN_AT_LEAST = 0.95


def rasa_test(*arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "rasa", "test", *arguments],
        cwd=PROJECT_ROOT,
        env={**os.environ, "RASA_TELEMETRY_ENABLED": "false"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-5000:]
    return done.stdout + done.stderr


def test_held_out_messages_are_understood(tmp_path: Path) -> None:
    rasa_test("nlu", "--nlu", "tests/nlu", "--out", str(tmp_path), "--no-plot")
    report = json.loads((tmp_path / "intent_report.json").read_text())
    assert report["accuracy"] >= INTENT_ACCURACY_AT_LEAST


def test_conversations_go_as_written(tmp_path: Path) -> None:
    rasa_test(
        "core",
        *("--stories", "tests/conversations", "--out", str(tmp_path)),
        *("--e2e", "--no-plot"),
    )
    report = json.loads((tmp_path / "story_report.json").read_text())
    conversations = report["conversation_accuracy"]
    assert conversations["total"] >= STORIES_AT_LEAST
    failed = (tmp_path / "failed_test_stories.yml").read_text()
    assert conversations["accuracy"] >= AS_WRITTEN_AT_LEAST, failed
