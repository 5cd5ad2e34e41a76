"""Conversations in the database of a tracker store."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.learn.errors import TranscriptError
from bot.learn.stored import read_stored
from bot.learn.transcripts import Problems, Speaker, Turn
from bot.privacy.database import events


def stored(tmp_path: Path, rows: list[tuple[str, str, str]]) -> str:
    url = f"sqlite:///{tmp_path / 'conversations.db'}"
    engine = sa.create_engine(url)
    events.create(engine)
    values = [{"sender_id": name, "type_name": kind, "data": data} for name, kind, data in rows]
    with engine.begin() as connection:
        connection.execute(sa.insert(events), values)
    return url


def said(name: str, kind: str, text: str | None) -> tuple[str, str, str]:
    return name, kind, json.dumps({"event": kind, "text": text})


def test_what_was_said_is_read_conversation_by_conversation(tmp_path: Path) -> None:
    url = stored(
        tmp_path,
        [
            said("b", "user", "mail is [email:4f3a9c]"),
            said("a", "user", "hi"),
            ("a", "action", json.dumps({"event": "action", "name": "utter_greet"})),
            said("b", "bot", "Thanks"),
            said("a", "agent", "Hello"),
            said("a", "bot", None),
            said("a", "user", '/inform{"choice": "1"}'),
            ("a", "user", "{"),
        ],
    )
    problems = Problems()
    assert list(read_stored(url, problems)) == [
        Turn("a", Speaker.CUSTOMER, "hi"),
        Turn("a", Speaker.AGENT, "Hello"),
        Turn("b", Speaker.CUSTOMER, "mail is [email:4f3a9c]"),
        Turn("b", Speaker.BOT, "Thanks"),
    ]
    assert problems.first == ["line 8, data: not a JSON object"]


@pytest.mark.parametrize(
    "url", ["nonsense", "sqlite:///{}/gone.db", "sqlite:///{}/empty.db", "nodb://me:pw@host/db"]
)
def test_a_database_that_cannot_be_read_is_told(tmp_path: Path, url: str) -> None:
    (tmp_path / "empty.db").touch()
    with pytest.raises(TranscriptError, match="the tracker store: ") as raised:
        list(read_stored(url.format(tmp_path), Problems()))
    assert "pw" not in str(raised.value)
    assert not (tmp_path / "gone.db").exists()
