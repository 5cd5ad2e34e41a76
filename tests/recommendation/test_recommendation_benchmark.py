"""The benchmark of next purchases: ranks, measures of lists, whole runs."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import sparse

from benchmarks.recommendation.peers import PEERS
from benchmarks.recommendation.ranking import Shelf, evaluate, list_measures
from settings import PROJECT_ROOT


def test_equal_scores_win_nothing() -> None:
    histories, targets = [(0, 1)] * 50, [7] * 50
    equal = evaluate(lambda b: np.zeros((len(b), 1000), np.float32), histories, targets, 1000)
    assert equal == {"ndcg@10": 0.0, "hr@10": 0.0}

    def best(batch: Any) -> Any:
        return np.tile(np.eye(1, 1000, 7, dtype=np.float32), (len(batch), 1))

    assert evaluate(best, histories, targets, 1000) == {"ndcg@10": 1.0, "hr@10": 1.0}
    assert evaluate(best, [(7, 1)] * 50, targets, 1000)["hr@10"] == 0.0


def test_lists_are_measured() -> None:
    attributes = sparse.csr_matrix(np.array([[1, 0], [1, 0], [0, 1], [0, 0]], np.float32))
    shelf = Shelf(np.array([4, 2, 1, 0], np.float32), 4, attributes)
    same = np.full((2, 10), -1)
    same[:, :2] = [[0, 1], [1, 0]]
    found = list_measures(same, [(0,), (1,)], shelf)
    assert found["coverage"] == 0.5 and found["novelty"] == 0.5
    assert found["diversity"] == pytest.approx(0) and found["miscalibration"] == pytest.approx(0)
    other = same.copy()
    other[:, 0] = 2
    found = list_measures(other, [(0,), (1,)], shelf)
    assert found["diversity"] is not None and found["diversity"] > 0.4
    assert found["miscalibration"] is not None and found["miscalibration"] > 0.3
    bare = list_measures(same, [(0,), (1,)], Shelf(shelf.bought, 4, None))
    assert bare["diversity"] is None and bare["miscalibration"] is None


def run(module: str, path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    options = ["--interactions", str(path), "--out", str(path.parent / "out"), *more]
    return subprocess.run(
        [sys.executable, "-m", module, *options],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def chain(path: Path) -> Path:
    """Write shoppers who buy five of forty items in a row."""
    rng = random.Random(1)
    starts = [rng.randrange(40) for _ in range(120)]
    lines = [
        f"u{n} " + " ".join(f"i{(s + k) % 40}" for k in range(5)) for n, s in enumerate(starts)
    ]
    path.write_text("\n".join([*lines, "single i7"]))
    return path


def test_the_benchmark_ends_with_its_figures(tmp_path: Path) -> None:
    path = chain(tmp_path / "Shop.txt")
    colours = {f"i{n}": ["even" if n % 2 == 0 else "odd"] for n in range(35)} | {"unknown": ["x"]}
    (tmp_path / "Shop_item2attributes.json").write_text(json.dumps(colours))
    done = run("benchmarks.recommendation", path)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    names = {name for peer in PEERS for name in peer.decays}
    for name in (*names, "tactful"):
        assert figures[name]["hr@10"] >= 0 and figures[name]["miscalibration"] is not None
    assert figures["tactful"]["hr@10"] > figures["popularity"]["hr@10"]
    assert figures["tactful"]["ndcg@10"] > 0.9
    assert "SASRec (published, Beauty)" in figures["published"]


@pytest.mark.parametrize("content", ["u1 a b c\n", "u1 a a a\n", "u1 a b\nu2 b\n"])
def test_a_small_file_has_figures(tmp_path: Path, content: str) -> None:
    path = tmp_path / "Small.txt"
    path.write_text(content)
    done = run("benchmarks.recommendation", path)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert 0 <= figures["tactful"]["ndcg@10"] <= 1


def test_nobody_to_test_is_an_error_that_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "Single.txt"
    path.write_text("u1 a\n")
    for module in ("benchmarks.recommendation", "benchmarks.recommendation.privacy"):
        done = run(module, path)
        assert done.returncode == 1
        assert "Single.txt" in done.stderr and "Traceback" not in done.stderr


def test_the_privacy_curve_has_its_rows_and_its_picture(tmp_path: Path) -> None:
    done = run("benchmarks.recommendation.privacy", chain(tmp_path / "Shop.txt"))
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout.splitlines()[-1])["rows"]
    by_name = {(row["inputs"], row["epsilon"]): row for row in rows}
    assert by_name["popularity", None]["kept"] == 0
    assert by_name["history, exact statistics", None]["kept"] == 1
    assert by_name["dial: session", None]["ndcg@10"] > by_name["dial: off", None]["ndcg@10"]
    # Forty shoppers and little epsilon: what is left is hardly more than popularity.
    assert by_name["private statistics", 0.5]["ndcg@10"] < 0.9
    assert (tmp_path / "out" / "privacy_curve.png").stat().st_size > 1000
