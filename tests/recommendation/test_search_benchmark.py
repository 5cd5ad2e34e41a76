"""The search benchmark: its files of queries, its measures, and a run by words alone."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from benchmarks.search.__main__ import main
from benchmarks.search.measures import ndcg, recall, success
from benchmarks.search.queries import QUERIES, QueryFileError, read_queries

HANDLES = {"beck-2-tent", "glade-3-tent", "crag-cap"}
GOOD = """
kind = "word"

[[query]]
text = "tent"
split = "development"
grade3 = ["beck-2-tent"]
grade1 = ["glade-3-tent"]

[[query]]
text = "kayak"
split = "held_out"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "queries.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_read(tmp_path: Path) -> None:
    tent, kayak = read_queries(written(tmp_path, GOOD), HANDLES)
    assert tent.grades == {"beck-2-tent": 3, "glade-3-tent": 1}
    assert (tent.kind, tent.held_out) == ("word", False)
    assert kayak.held_out
    assert not kayak.grades


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('kind = "word"', "", "field “kind”"),
        ("[[query]]", "[query]", "cannot be read"),
        ('text = "tent"', "", "query 1, field “text”"),
        ('text = "kayak"', 'text = "Tent"', "query “Tent”: it is there twice"),
        ('split = "development"', 'split = "test"', "(“tent”), field “split”"),
        ("grade1", "grade4", "(“tent”), field “grade4”"),
        ('grade3 = ["beck-2-tent"]', 'grade3 = "beck-2-tent"', "(“tent”), field “grade3”"),
        ('"beck-2-tent"', '"beck-3-tent"', "field “grade3”: no product “beck-3-tent”"),
        ('"glade-3-tent"', '"beck-2-tent"', "field “grade1”: “beck-2-tent” has a grade already"),
    ],
)
def test_a_bad_file_is_told_by_query_and_field(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    file = written(tmp_path, GOOD.replace(old, new))
    with pytest.raises(QueryFileError) as error:
        read_queries(file, HANDLES)
    assert str(file) in str(error.value)
    assert told in str(error.value)


def test_a_folder_without_queries_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(QueryFileError, match=r"no \.toml file"):
        read_queries(tmp_path, HANDLES)


def test_a_bad_file_ends_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = written(tmp_path, GOOD.replace("beck-2-tent", "no-such-tent"))
    assert main(["--queries", str(file), "--words-alone", "--out", str(tmp_path)]) == 1
    assert "no-such-tent" in capsys.readouterr().err


def test_ndcg_is_that_of_the_papers() -> None:
    grades = {"a": 3, "b": 2, "c": 1}
    best = 7 + 3 / math.log2(3) + 1 / 2
    assert ndcg(["a", "b", "c"], grades) == pytest.approx(1)
    assert ndcg(["x", "c", "a"], grades) == pytest.approx((1 / math.log2(3) + 7 / 2) / best)
    assert ndcg(["x"], grades) == 0
    assert ndcg([], grades) == 0


def test_what_lies_behind_the_cut_gains_nothing() -> None:
    assert ndcg(["x", "a"], {"a": 3}, cut=1) == 0
    assert ndcg(["a"], {"a": 3, "b": 3}, cut=1) == 1


def test_ndcg_needs_a_judgement() -> None:
    with pytest.raises(ValueError, match="grade"):
        ndcg(["a"], {})


def test_a_first_product_worth_a_look_is_no_success_where_better_ones_are() -> None:
    assert success(["a"], {"a": 1, "b": 2}) == 0
    assert success(["b"], {"a": 1, "b": 2}) == 1
    assert success(["a"], {"a": 1}) == 1
    assert success([], {"a": 1}) == 0


def test_recall_is_of_what_fits_and_of_ten_at_most() -> None:
    assert recall(["a", "c"], {"a": 3, "b": 2, "c": 1}) == 0.5
    many = {str(number): 3 for number in range(25)}
    assert recall([str(number) for number in range(10)], many) == 1


def test_words_alone_beat_bm25_and_all_is_saved(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = QUERIES / "fragment.toml"
    assert main(["--queries", str(file), "--words-alone", "--show", "--out", str(tmp_path)]) == 0
    figures = json.loads(capsys.readouterr().out.splitlines()[-1])
    ours, peer = (figures[name]["all"]["ndcg@10"] for name in ("Tactful, search", "BM25"))
    assert ours > peer
    assert figures["BM25"]["fragment"]["queries"] == 22
    assert (tmp_path / "search.json").is_file()
    assert (tmp_path / "search.png").is_file()
