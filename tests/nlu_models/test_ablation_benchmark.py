"""What each choice in training is worth: the table goes on where it was, with the same data."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.intents import ablation
from benchmarks.intents.methods import chosen_options


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    """Of a run on two messages, and a folder for its rows."""
    data = tmp_path / "data.csv"
    data.write_text("text,label\nwhere is my card,card\ntop up please,top_up\n")
    out = tmp_path / "out"
    return ["--train", str(data), "--test", str(data), "--out", str(out), "--resume"]


def test_rows_that_are_there_are_not_trained_again(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(arguments[5]) / "ablation.json"
    row = {"accuracy": 0.5, "calibration_error": 0.1, "training_s": 3.0}
    rows = dict.fromkeys(ablation.variants(chosen_options([])), row)
    path.parent.mkdir()
    setting = {"train": 2, "test": 2, "seeds": 1, "recipe": ablation.recipe_of(chosen_options([]))}
    path.write_text(json.dumps({"setting": setting, "rows": rows}))
    assert ablation.main(arguments) == 0
    assert "without contrast" in capsys.readouterr().out
    assert json.loads(path.read_text())["rows"] == rows


def test_rows_of_another_recipe_are_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(arguments[5]) / "ablation.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"setting": {"train": 2}, "rows": {}}))
    assert ablation.main(arguments) == 1
    assert f"error: {path}: its rows are of other data" in capsys.readouterr().err
