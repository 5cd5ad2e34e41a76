"""Labelled messages are read from the forms in which they are published; others are named."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.intents.data import DataFileError, read_messages, read_task
from benchmarks.intents.measures import calibration_error, figures
from benchmarks.intents.methods import Judgement

_WANTED = [("where is my card", "card_arrival"), ("top up, please", "top_up")]


def _csv(folder: Path) -> Path:
    path = folder / "train.csv"
    path.write_text('text,category\nwhere is my card,card_arrival\n"top up, please",top_up\n')
    return path


def _two_files(folder: Path) -> Path:
    (folder / "seq.in").write_text("where is my card\ntop up, please\n")
    (folder / "label").write_text("card_arrival\ntop_up\n")
    return folder


def _rasa(folder: Path) -> Path:
    path = folder / "nlu.yml"
    path.write_text(
        'version: "3.1"\nnlu:\n- intent: card_arrival\n  examples: |\n    - where is my card\n'
        "- intent: top_up\n  examples: |\n    - top up, please\n"
    )
    return path


def _json(folder: Path) -> Path:
    path = folder / "data.json"
    path.write_text(json.dumps({"train": _WANTED, "test": _WANTED, "oos_test": [["hi", "oos"]]}))
    return path


@pytest.mark.parametrize("write", [_csv, _two_files, _rasa, _json])
def test_every_form_gives_the_same_messages(write: Callable[[Path], Path], tmp_path: Path) -> None:
    messages = read_messages(write(tmp_path), "train")
    assert sorted(messages.known) == sorted(_WANTED)
    assert messages.unknown == []


def test_unknown_messages_are_for_testing_only(tmp_path: Path) -> None:
    assert read_messages(_json(tmp_path), "test").unknown == ["hi"]


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.csv", "words,label\nhi,greet\n", "has the columns words, label"),
        ("a.csv", "text,label\nhi,\n", "has no line with a text and a label"),
        ("a.csv", "", "has the columns none"),
        ("a.json", "[]", "has no list `train`"),
        ("a.json", "{", "cannot be read"),
        ("a.yml", 'version: "3.1"\nnlu: []\n', "has no examples"),
    ],
)
def test_another_form_is_named(tmp_path: Path, name: str, content: str, problem: str) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(DataFileError, match=rf"{name}.*{problem}.*Expected is"):
        read_messages(tmp_path / name, "train")


def test_lists_of_different_length_are_refused(tmp_path: Path) -> None:
    (tmp_path / "seq.in").write_text("one\ntwo\n")
    (tmp_path / "label").write_text("a\n")
    with pytest.raises(DataFileError, match="2 texts and 1 labels"):
        read_messages(tmp_path, "train")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match=r"none\.csv: does not exist"):
        read_messages(tmp_path / "none.csv", "train")


def test_figures_of_a_judgement_known_by_hand() -> None:
    chances = np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5]])
    judgement = Judgement(chances, familiar=np.array([2.0, 1.0, 0.0]), seconds=1.0)
    of = figures(judgement, labels=np.array([0, 1]))
    assert of["accuracy"] == 0.5
    assert of["unknown_auroc"] == 1.0
    assert of["unknown_recall"] == 1.0
    assert calibration_error(np.array([0.9, 0.9]), np.array([True, False])) == pytest.approx(0.4)


def test_a_test_label_that_nothing_teaches_is_named(tmp_path: Path) -> None:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    train.write_text("text,label\nhi,greet\nbye,leave\n")
    test.write_text("text,label\nsee you,leave\n")
    task = read_task(train, test)
    assert (task.names, task.labels.tolist()) == (["greet", "leave"], [1])
    test.write_text("text,label\nwhere is it,track\n")
    with pytest.raises(DataFileError, match=r"test\.csv: has the label 'track'"):
        read_task(train, test)
