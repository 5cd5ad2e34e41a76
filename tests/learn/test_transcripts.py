"""Transcripts in all forms, and what is wrong with some."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.learning.history import write_csv, write_json_lines
from bot.learn.errors import TranscriptError
from bot.learn.transcripts import Problems, Speaker, Turn, read_transcripts

ROWS = [
    ("a", "customer", 'Größe "M", bitte'),
    ("a", "agent", "Yes; two\nlines"),
    ("b", "bot", "Hello"),
]
TURNS = [Turn(name, Speaker(speaker), text) for name, speaker, text in ROWS]


def read(path: Path) -> list[Turn]:
    problems = Problems()
    turns = list(read_transcripts(path, problems))
    assert problems.first == []
    return turns


def left_out(path: Path) -> tuple[list[Turn], list[str]]:
    problems = Problems()
    turns = list(read_transcripts(path, problems))
    assert problems.count == len(problems.first)
    return turns, problems.first


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_are_read_in_any_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    assert read(write_csv(ROWS, tmp_path / "t.csv", encoding, delimiter)) == TURNS


def test_json_lines_are_read_under_other_names(tmp_path: Path) -> None:
    assert read(write_json_lines(ROWS, tmp_path / "t.jsonl")) == TURNS


_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30
).filter(lambda text: text.strip())


@given(st.lists(st.tuples(_TEXTS, st.sampled_from(["customer", "agent", "bot"]), _TEXTS)))
def test_what_is_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    expected = [Turn(name.strip(), Speaker(who), text.strip()) for name, who, text in rows]
    assert read(write_csv(rows, folder / "t.csv")) == expected
    assert read(write_json_lines(rows, folder / "t.jsonl")) == expected


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"conversation,text\na,b\n", r"t\.csv, line 1, field speaker: the column is missing"),
        (b"", r"line 1, field conversation"),
        (b"chat,role,text,message\n", r"line 1, field text: two columns mean this"),
        (
            b'chat,role,text\na,bot,hi\nb,bot,"no\nend',
            r"line 3: the quotes of the row that begins here",
        ),
        (
            "chat,role,text\na,bot,Größe\nb,bot,Gr".encode() + b"\xf6\xdfe\n",
            r"line 3: .* not UTF-8.*Save the file as UTF-8",
        ),
    ],
)
def test_a_file_that_cannot_be_used_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(TranscriptError, match=message):
        read(path)


@pytest.mark.parametrize("name", ["gone.csv", "t.xlsx"])
def test_a_file_of_no_use_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(TranscriptError, match=name):
        read(tmp_path / name)


def test_lines_of_a_table_that_cannot_be_used_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(
        "conversation,speaker,text,time\n"
        "a,customer,kept,2026-03-01T09:30:00Z\n"
        "a,Maya Fenwick,hi,\n"
        "a,agent,,\n"
        "a,agent,hi,yesterday\n"
        "a,agent,one, two, three\n"
        "\n"
        "a,agent,kept too,1772357400\n"
    )
    turns, problems = left_out(path)
    assert [(turn.text, turn.time) for turn in turns] == [
        ("kept", 1772357400.0),
        ("kept too", 1772357400.0),
    ]
    assert [problem.partition(":")[0] for problem in problems] == [
        "line 3, speaker",
        "line 4, text",
        "line 5, time",
        "line 6, text",
    ]
    assert "Maya" not in str(problems)


def test_half_characters_do_not_reach_a_file(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(r'{"conversation": "a", "speaker": "bot", "text": "hi \ud83d \u0000!"}')
    assert read(path) == [Turn("a", Speaker.BOT, "hi ?  !")]


def test_lines_of_json_that_cannot_be_used_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    good = {"conversation": 17, "speaker": "User", "text": "kept"}
    lines = [json.dumps(good), "{", "[1]", "", json.dumps({**good, "text": None})]
    path.write_text("\n".join(lines))
    turns, problems = left_out(path)
    assert turns == [Turn("17", Speaker.CUSTOMER, "kept")]
    assert [problem.partition(":")[0] for problem in problems] == [
        "line 2, line",
        "line 3, line",
        "line 5, text",
    ]
