"""What `make train` shows: remarks on the assistant, and on nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from settings import PROJECT_ROOT


def test_only_a_response_that_nothing_sends_is_told(tmp_path: Path) -> None:
    domain = tmp_path / "domain.yml"
    text = (PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8")
    domain.write_text(
        text.replace("responses:\n", "responses:\n  utter_nobody: [{text: Hello}]\n", 1),
        encoding="utf-8",
    )
    # Validates everything, and trains nothing.
    command = [
        sys.executable,
        "-m",
        "deploy.train",
        "--dry-run",
        "--quiet",
        "--domain",
        str(domain),
    ]
    done = subprocess.run(command, cwd=PROJECT_ROOT, capture_output=True, text=True, check=False)
    told = [line for line in done.stderr.splitlines() if "Warning" in line]
    assert len(told) == 1, done.stderr
    assert "'utter_nobody' is not used" in told[0]
