"""Behaviour: read from files, learned from, evaluated."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from actions.recommendation.interactions import (
    InteractionFileError,
    read_attributes,
    read_interactions,
)
from actions.recommendation.item_model import (
    ItemModelOptions,
    content_similarity,
    fit_item_model,
)
from benchmarks.recommendation import evaluate
from settings import PROJECT_ROOT

CHAIN = [(0, 1, 2, 3), (0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 1, 2, 3, 4, 5)] * 8


def test_what_follows_is_told_from_what_went_before() -> None:
    model = fit_item_model(CHAIN, 6)
    scores = model.scores([(1, 2)])[0]
    assert scores[3] == max(np.delete(scores, [1, 2]))
    assert scores[3] > scores[0]


def test_content_speaks_for_items_that_nobody_bought(tmp_path: Path) -> None:
    path = tmp_path / "attributes.json"
    path.write_text(json.dumps({"a": ["tent"], "b": ["hat"], "new": ["tent"], "other": ["hat"]}))
    attributes = read_attributes(path, ["a", "b", "new", "other"])
    histories = [(0, 1), (1, 0)] * 5
    options = ItemModelOptions(content_weight=1.0)
    scores = fit_item_model(histories, 4, options, content_similarity(attributes)).scores([(0,)])[0]
    assert scores[2] > scores[3]
    unknowing = fit_item_model(histories, 4, options).scores([(0,)])[0]
    assert unknowing[2] == unknowing[3]


def test_equal_scores_win_nothing() -> None:
    histories = [(0, 1)] * 50
    figures = evaluate(lambda batch: np.zeros((len(batch), 1000), np.float32), histories, [7] * 50)
    assert figures == {"ndcg@10": 0.0, "hr@10": 0.0}
    best = np.zeros((50, 1000), np.float32)
    best[:, 7] = 1.0
    assert evaluate(lambda batch: best, histories, [7] * 50) == {"ndcg@10": 1.0, "hr@10": 1.0}
    assert evaluate(lambda batch: best, [(7, 1)] * 50, [7] * 50)["hr@10"] == 0.0


@pytest.mark.parametrize(
    ("content", "told"),
    [("", "no shopper"), ("u1 a b\n", "line 1"), ("u1 a b c\n\nu2 a\n", "line 3")],
)
def test_a_file_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, content: str, told: str
) -> None:
    path = tmp_path / "behaviour.txt"
    path.write_text(content)
    with pytest.raises(InteractionFileError, match=told):
        read_interactions(path)
    with pytest.raises(InteractionFileError, match="nowhere"):
        read_interactions(tmp_path / "nowhere")


@pytest.mark.parametrize("content", ["[1]", "{", '{"a": 5}'])
def test_attributes_of_another_form_are_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "attributes.json"
    path.write_text(content)
    with pytest.raises(InteractionFileError, match=r"attributes\.json"):
        read_attributes(path, ["a"])


def test_the_benchmark_ends_with_its_figures(tmp_path: Path) -> None:
    rng = random.Random(1)
    path = tmp_path / "Shop.txt"
    starts = [rng.randrange(40) for _ in range(120)]
    lines = [
        f"u{n} " + " ".join(f"i{(s + k) % 40}" for k in range(5)) for n, s in enumerate(starts)
    ]
    path.write_text("\n".join(lines))
    options = ["--interactions", str(path), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.recommendation", *options],
        cwd=PROJECT_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout.splitlines()[-1])
    assert figures["tactful"]["hr@10"] > figures["popularity"]["hr@10"]
    assert figures["tactful"]["ndcg@10"] > 0.9
