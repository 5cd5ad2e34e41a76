"""The simulation of shops that learn together."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from settings import PROJECT_ROOT, get_settings

FLOWER = get_settings().state_dir / "flower"


@pytest.mark.skipif(
    not (FLOWER / "flwr").is_dir(), reason="Flower is installed by python -m benchmarks.federated"
)
def test_what_shops_learn_together_is_what_is_learned_of_all(tmp_path: Path) -> None:
    path = tmp_path / "Shops.txt"
    lines = (f"u{n} " + " ".join(f"i{(n + k) % 20}" for k in range(5)) for n in range(30))
    path.write_text("\n".join(lines))
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.federated", "--shops", "2"),
            *("--interactions", str(path), "--out", str(tmp_path / "out")),
        ],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    for measure in ("ndcg@10", "hr@10"):
        assert figures["federated"][measure] == pytest.approx(figures["central"][measure])
        assert figures["federated"][measure] >= figures["local"][measure]
