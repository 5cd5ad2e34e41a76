"""Reads the conversations in the database of a tracker store, Tactful's or Rasa's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.learn.errors import TranscriptError
from bot.learn.transcripts import Problems, Speaker, Turn, clean
from bot.privacy.database import events
from bot.privacy.events import PAYLOAD

_SPEAKERS = {"user": Speaker.CUSTOMER, "agent": Speaker.AGENT, "bot": Speaker.BOT}
_ROWS_AT_ONCE = 1000
_FIX = "Check the URL; or have conversations first, or name a file: make learn FILE=…"


def read_stored(url: str, problems: Problems) -> Iterator[Turn]:
    """Yield what was said in stored conversations, one conversation after the other.

    Args:
        url: SQLAlchemy URL of the database; it is only read.
        problems: Takes down rows that cannot be used.

    Raises:
        TranscriptError: It cannot be read, or holds no conversations.
    """
    name = "the tracker store"
    try:
        address = sa.engine.make_url(url)
        file = address.database if address.get_backend_name() == "sqlite" else None
        if file is not None and not Path(file).exists():
            raise TranscriptError(name, "the database does not exist", _FIX)
        engine = sa.create_engine(address)
        if not sa.inspect(engine).has_table("events"):
            raise TranscriptError(name, "it has no table of events", _FIX)
        columns = (events.c.id, events.c.sender_id, events.c.type_name, events.c.data)
        query = (
            sa.select(*columns)
            .where(events.c.type_name.in_(_SPEAKERS))
            .order_by(events.c.sender_id, events.c.id)
        )
        with engine.connect().execution_options(stream_results=True) as connection:
            for row in connection.execute(query).yield_per(_ROWS_AT_ONCE):
                turn = _turn(row.sender_id, row.type_name, row.data)
                if isinstance(turn, str):
                    problems.add(row.id, "data", turn)
                elif turn is not None:
                    yield turn
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        # The message of the error may hold the password.
        raise TranscriptError(
            name, f"it cannot be read ({type(error).__name__})", "Check the URL and its rights."
        ) from error


def _turn(conversation: str, kind: str, data: str) -> Turn | str | None:
    """Return a turn; None where nothing was said; a problem where the row is damaged."""
    try:
        text = json.loads(data).get("text")
    except (AttributeError, ValueError):
        return "not a JSON object"
    if not isinstance(text, str) or not text.strip() or PAYLOAD.fullmatch(text):
        return None
    return Turn(conversation, _SPEAKERS[kind], clean(text))
