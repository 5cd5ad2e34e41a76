"""Reads transcripts: who said what in which conversation, from CSV or JSON lines."""

from __future__ import annotations

import codecs
import csv
import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple

from bot.learn.errors import TranscriptError

# Longer ones are no messages: a quote is missing.
_MAX_FIELD_CHARS = 1_000_000
_SHOWN_PROBLEMS = 5
_CHUNK_BYTES = 1 << 20
_DELIMITERS = ",;\t"

_COLUMNS = {
    "conversation": "conversation conversation_id chat chat_id ticket ticket_id session session_id "
    "thread thread_id sender_id",
    "speaker": "speaker role sender author from sender_type author_type",
    "text": "text message body content",
    "time": "time timestamp date datetime created_at sent_at",
}
_NAMES = {spelling: name for name, spellings in _COLUMNS.items() for spelling in spellings.split()}
_REQUIRED = ("conversation", "speaker", "text")


class Speaker(Enum):
    """Who says something."""

    CUSTOMER = "customer"
    AGENT = "agent"
    BOT = "bot"


_SPEAKERS = {
    Speaker.CUSTOMER: "customer user visitor client shopper buyer guest",
    Speaker.AGENT: "agent human operator support staff employee admin",
    Speaker.BOT: "bot assistant chatbot system",
}
_SPEAKER_OF = {word: speaker for speaker, words in _SPEAKERS.items() for word in words.split()}


class Turn(NamedTuple):
    """One message of a conversation.

    Attributes:
        conversation: Which conversation.
        speaker: Who said it.
        text: What was said; personal still.
        time: Seconds since 1970, if known.
    """

    conversation: str
    speaker: Speaker
    text: str
    time: float | None = None


@dataclass
class Problems:
    """Takes down lines that were left out.

    Attributes:
        count: How many.
        first: The first few, as sentences.
    """

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, line: int, column: str, problem: str) -> None:
        """Note a line that is left out."""
        self.count += 1
        if len(self.first) < _SHOWN_PROBLEMS:
            self.first.append(f"line {line:,}, {column}: {problem}")


def read_transcripts(
    path: Path, problems: Problems, progress: Callable[[int], object] = lambda _: None
) -> Iterator[Turn]:
    """Yield the turns of a file in its order.

    Args:
        path: ``.csv``, ``.tsv`` or ``.jsonl``, or ``.txt`` with a message per line, each said by
            another customer; UTF-8, UTF-16 or Windows-1252.
        problems: Takes down lines that cannot be used; the rest goes on.
        progress: Is told how many bytes were read since it was told last.

    Raises:
        TranscriptError: The file as a whole cannot be used.
    """
    read = _KINDS.get(path.suffix.lower())
    if read is None:
        raise TranscriptError(
            path.name,
            f"{path.suffix or 'no suffix'} is no known format",
            "Give a .csv, .jsonl or .txt.",
        )
    try:
        lines = _lines(path, _encoding(path), progress)
        for line, row in read(path, lines, problems):
            turn = _turn(line, row, problems)
            if turn is not None:
                yield turn
    except OSError as error:
        raise TranscriptError(
            path.name, f"cannot be read ({error.strerror})", "Name a file that can be read."
        ) from error


def clean(text: str) -> str:
    """Return a text as a file can hold it: without halves of characters and zeros."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ").strip()


def _encoding(path: Path) -> str:
    """Return the encoding of a file, found by reading all of it."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _checked(path, "utf-16")
    try:
        return _checked(path, "utf-8-sig")
    except TranscriptError:
        if head.startswith(codecs.BOM_UTF8) or _has_utf8(path):
            raise
        return _checked(path, "cp1252")


def _checked(path: Path, codec: str) -> str:
    decoder = codecs.getincrementaldecoder(codec)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK_BYTES)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                line += error.object[: error.start].count(b"\n")
                raise TranscriptError(
                    path.name,
                    f"this line holds bytes that are not {codec.upper()}",
                    "Save the file as UTF-8.",
                    line=line,
                ) from error
            if not chunk:
                return codec


def _has_utf8(path: Path) -> bool:
    """Whether a file holds well-formed characters of UTF-8 beyond ASCII: then it is damaged."""
    decoder = codecs.getincrementaldecoder("utf-8")("ignore")
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK_BYTES):
            if not decoder.decode(chunk).isascii():
                return True
    return False


def _lines(path: Path, codec: str, progress: Callable[[int], object]) -> Iterator[str]:
    with path.open(encoding=codec, newline="") as file:
        for line in file:
            progress(len(line.encode(codec.removesuffix("-sig"), "replace")))
            yield line


def _csv_rows(
    path: Path, lines: Iterator[str], problems: Problems
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    csv.field_size_limit(_MAX_FIELD_CHARS)
    head = next(lines, "")
    delimiter = max(_DELIMITERS, key=lambda d: len(set(map(_column, head.split(d))) - {None}))
    names = [_column(column) for column in next(csv.reader([head], delimiter=delimiter), [])]
    _check_columns(path, names)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    line = 2
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise TranscriptError(
                path.name,
                f"the quotes of the row that begins here are broken ({error})",
                'Close every quoted field, and write a quote inside one twice ("").',
                line=line,
            ) from error
        if row is None:
            return
        if len(row) > len(names):
            problems.add(line, "text", "more fields than columns; quote texts with commas in them")
        elif any(row):
            yield line, {name: value for name, value in zip(names, row, strict=False) if name}
        line = reader.line_num + 2


def _column(header: str) -> str | None:
    return _NAMES.get("_".join(header.strip().strip('"').lower().replace("-", " ").split()))


def _check_columns(path: Path, names: list[str | None]) -> None:
    for name in _COLUMNS:
        if names.count(name) > 1:
            raise TranscriptError(
                path.name, "two columns mean this", "Remove one of them.", line=1, field=name
            )
    for name in _REQUIRED:
        if name not in names:
            raise TranscriptError(
                path.name,
                "the column is missing",
                f"The first line must name the columns {', '.join(_REQUIRED)}; time is optional.",
                line=1,
                field=name,
            )


def _json_rows(
    path: Path, lines: Iterator[str], problems: Problems
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError:
            problems.add(number, "line", "not JSON; write one object a line")
            continue
        if not isinstance(row, dict):
            problems.add(number, "line", "not a JSON object")
            continue
        yield number, {name: value for key, value in row.items() if (name := _column(key))}


def _plain_rows(
    path: Path, lines: Iterator[str], problems: Problems
) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, text in enumerate(lines, start=1):
        if text.strip():
            yield number, {"conversation": number, "speaker": "customer", "text": text}


_KINDS = {
    ".csv": _csv_rows,
    ".tsv": _csv_rows,
    ".jsonl": _json_rows,
    ".ndjson": _json_rows,
    ".txt": _plain_rows,
}


def _turn(line: int, row: Mapping[str, Any], problems: Problems) -> Turn | None:
    values = {name: _text(row.get(name)) for name in _COLUMNS}
    missing = next((name for name in _REQUIRED if not values[name]), None)
    if missing is not None:
        problems.add(line, missing, "empty")
        return None
    speaker = _SPEAKER_OF.get(values["speaker"].lower())
    if speaker is None:
        problems.add(line, "speaker", "write customer, agent or bot")
        return None
    time = None
    if values["time"]:
        time = _seconds(values["time"])
        if time is None:
            problems.add(line, "time", "neither ISO 8601 (2026-03-01T09:30:00Z) nor seconds")
            return None
    return Turn(values["conversation"], speaker, values["text"], time)


def _text(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return clean(str(value))


def _seconds(text: str) -> float | None:
    try:
        seconds = float(text)
    except ValueError:
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            return None
        zone = moment.tzinfo or UTC
        return moment.replace(tzinfo=zone).timestamp()
    return seconds if math.isfinite(seconds) else None
