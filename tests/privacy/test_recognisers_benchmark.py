"""The benchmark of detection: reading, scoring, and marks of the generated chat."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from benchmarks.detection.blind import BLIND_SETS, BlindSet, generate_blind
from benchmarks.detection.chat import generate_chat
from benchmarks.detection.data import Example, Mark, read_examples
from benchmarks.detection.score import ANY, PATTERNED_AS_ANY, score, total
from benchmarks.detection.talk import read_talk
from benchmarks.processes import BenchmarkError


def span(label: str, start: int, end: int) -> dict[str, object]:
    return {"entity_type": label, "start_position": start, "end_position": end}


def test_a_file_of_presidio_research_is_read(tmp_path: Path) -> None:
    file = tmp_path / "examples.json"
    rows = [{"full_text": "Tom at Acme", "spans": [span("PERSON", 0, 3), span("ORG", 7, 11)]}]
    file.write_text(json.dumps(rows))
    examples = read_examples(file)
    assert examples.rows[0].marks == (Mark(0, 3, "name"),)
    assert examples.rows[0].unclaimed == ((7, 11),)
    assert examples.left_out == {"ORG": 1}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", "Give a JSON file"),
        ("[]", "not a list of examples"),
        ('[{"full_text": "a"}]', "example 1.*spans"),
        ('[{"full_text": "a", "spans": [{"entity_type": "X"}]}]', "start_position"),
        (json.dumps([{"full_text": "a", "spans": [span("X", 0, 9)]}]), "0 to 9 is no part"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: str, problem: str) -> None:
    file = tmp_path / "examples.json"
    file.write_text(content)
    with pytest.raises(BenchmarkError, match=problem):
        read_examples(file)


def test_scores_count_by_overlap_and_kind() -> None:
    rows = [
        Example("Tom 10023 Acme", (Mark(0, 3, "name"), Mark(4, 9, "order_number")), ((10, 14),)),
        Example("a red tent", ()),
    ]
    found = [
        [Mark(0, 2, "name"), Mark(4, 9, "phone"), Mark(10, 14, "name")],
        [Mark(2, 5, "name")],
    ]
    scores = score(rows, found)
    name = scores["name"]
    assert (name.marks, name.hits, name.right, name.wrong) == (1, 1, 1, 1)
    assert (scores["order_number"].recall, scores["phone"].precision) == (0.0, 0.0)
    assert (scores[ANY].hits, scores[ANY].right, scores[ANY].wrong) == (2, 2, 1)
    hidden = scores[PATTERNED_AS_ANY]  # the order number, taken for a phone
    assert (hidden.marks, hidden.recall, hidden.precision) == (1, 1.0, 1.0)
    both = total(scores, ("name", "order_number"))
    assert (both.recall, both.precision, both.f(2)) == (0.5, 0.5, 0.5)


def test_the_marks_of_the_chat_hold_its_values() -> None:
    chat = generate_chat(400)
    assert chat.rows == generate_chat(400).rows
    assert chat.rows != generate_chat(400, seed=1).rows
    assert all(not row.marks for row in chat.rows[1::2])
    assert all(row.marks for row in chat.rows[::2])
    for row in chat.rows:
        for start, end, kind in row.marks:
            value = row.text[start:end]
            assert value and value == value.strip()
            assert kind != "email" or "@" in value or " at " in value
            assert kind != "ip_address" or not value.isalpha()


def test_talk_comes_from_a_column_of_a_zipped_file(tmp_path: Path) -> None:
    file = tmp_path / "reviews.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("reviews.csv", 'id,text\n1,"a, b"\n2,\n3,c\n')
    assert sorted(read_talk(file, "text", 10, 1)) == ["a, b", "c"]
    assert len(read_talk(file, "text", 1, 1)) == 1
    with pytest.raises(BenchmarkError, match="no column 'review'"):
        read_talk(file, "review", 10, 1)


@pytest.mark.parametrize("one", BLIND_SETS, ids=lambda one: one.name)
def test_every_second_message_of_a_blind_set_is_personal(one: BlindSet) -> None:
    chat = generate_blind(one, 1000, seed=1)
    assert chat.name == one.name
    assert all(bool(row.marks) == (at % 2 == 0) for at, row in enumerate(chat.rows))
    halves = {True, False} if one.held_out is None else {one.held_out}
    assert {row.held_out for row in chat.rows} == halves
