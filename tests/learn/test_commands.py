"""`make learn` from a transcript to new training data, with the trained assistant."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path

import pytest
import yaml

from benchmarks.learning.history import made_up, write_csv
from bot.learn.__main__ import main
from bot.learn.training_files import read_training_data
from settings import PROJECT_ROOT


def test_a_bad_transcript_is_told_before_anything_is_loaded(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "t.csv"
    path.write_text("conversation,text\n")
    assert main(["propose", str(path), "--out", str(tmp_path / "r.yml")]) == 1
    assert "t.csv, line 1, field speaker" in capsys.readouterr().err


def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write_csv(made_up(1).rows, tmp_path / "t.csv")
    given = ["propose", str(path), "--models", str(tmp_path), "--out", str(tmp_path / "r.yml")]
    assert main(given) == 1
    assert "holds no trained model" in capsys.readouterr().err


def test_a_review_that_is_being_edited_is_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "r.yml"
    out.write_text("edited")
    assert main(["propose", str(tmp_path / "t.csv"), "--out", str(out)]) == 1
    assert "may hold what somebody has edited" in capsys.readouterr().err
    assert out.read_text() == "edited"


@pytest.mark.parametrize("k", ["0", "-1", "two"])
def test_k_is_a_number_of_shoppers(k: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["propose", f"--k={k}"])
    assert f"argument --k: {k} is no number from 1 on" in capsys.readouterr().err


@pytest.mark.e2e
def test_topics_that_are_asked_about_become_answers(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    history = made_up()
    data = Path(shutil.copytree(PROJECT_ROOT / "data", tmp_path / "data"))
    before = read_training_data([data])
    transcript, review = write_csv(history.rows, tmp_path / "t.csv"), tmp_path / "r.yml"
    assert main(["--data", str(data), "propose", str(transcript), "--out", str(review)]) == 0
    said = capsys.readouterr().out
    assert "42 conversations" in said and "fewer than 3 shoppers and need your eye" in said
    content = review.read_text()
    for item in yaml.safe_load(content)["items"]:
        assert all(one["shoppers"] < 3 for one in item["needs_your_eye"])
    for person in history.people:
        for secret in (person.email, person.phone, person.name, person.number):
            assert secret.casefold() not in content.casefold()

    # A person accepts all.
    review.write_text(re.sub(r"accept: no", "accept: yes", content))
    assert main(["--data", str(data), "accept", str(review)]) == 0
    after = read_training_data([data])
    answers = set(after.answers) - set(before.answers)
    topics = {key: Counter(history.topic_of[t] for t in after.examples[key]) for key in answers}
    assert len({topic for counts in topics.values() for topic in counts}) >= 5  # of 6
    pure = sum(max(counts.values()) for counts in topics.values())
    assert pure >= 0.95 * sum(counts.total() for counts in topics.values())
    assert main(["--data", str(data), "accept", str(review)]) == 0
    assert read_training_data([data]) == after
