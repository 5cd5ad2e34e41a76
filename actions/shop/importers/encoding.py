"""Which encoding a text file is in, found by reading all of it."""

from __future__ import annotations

import codecs
import re
from pathlib import Path
from typing import NamedTuple

from actions.shop.importers.errors import ImportFileError

_CHUNK_BYTES = 1 << 20
_ASCII_BYTES = 32

_MARK = "\udcff"  # stands for undecodable bytes: no decoder makes a lone surrogate
_GOOD = re.compile(rf"[^\x00-\x7f{_MARK}]")
_MARKING = "tactful-mark"
_LINE_END = re.compile(r"\r\n?|\n")


class Encoding(NamedTuple):
    """An encoding: Python's codec name, and the name that people know."""

    codec: str
    label: str


UTF8 = Encoding("utf-8", "UTF-8")
_CP1252 = Encoding("cp1252", "Windows-1252")
_BOMS = (
    (codecs.BOM_UTF8, Encoding("utf-8-sig", "UTF-8 with byte order mark")),
    (codecs.BOM_UTF16_LE, Encoding("utf-16", "UTF-16")),
    (codecs.BOM_UTF16_BE, Encoding("utf-16", "UTF-16")),
)


def encoding_of_head(head: bytes) -> Encoding | None:
    """Return the encoding that the first bytes of a file give away, if they do.

    Args:
        head: The beginning of the file, 32 bytes or more.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    # Files begin in ASCII, so that UTF-16 without a mark has every other byte zero.
    head = head[: min(_ASCII_BYTES, len(head) // 2 * 2)]
    if head and not any(head[1::2]) and all(head[::2]):
        return Encoding("utf-16-le", "UTF-16 without byte order mark")
    if head and not any(head[::2]) and all(head[1::2]):
        return Encoding("utf-16-be", "UTF-16 without byte order mark")
    return None


def detect_encoding(path: Path) -> Encoding:
    """Return a text file's encoding: UTF-8, UTF-16 or Windows-1252.

    Bytes that are not UTF-8 mean Windows-1252 only where no other character is well-formed
    UTF-8; otherwise the file is damaged, and guessing would garble its text.

    Args:
        path: The file; all of it is read.

    Raises:
        ImportFileError: A line holds bytes that no supported encoding explains.
    """
    with path.open("rb") as file:
        marked = encoding_of_head(file.read(_ASCII_BYTES))
    encoding = marked or UTF8
    bad_line, has_good = _scan(path, encoding.codec)
    if bad_line is not None and marked is None and not has_good:
        encoding = _CP1252
        bad_line, has_good = _scan(path, encoding.codec)
    if bad_line is not None:
        raise ImportFileError(
            path,
            f"this line holds bytes that are not {encoding.label}"
            + (", while other text is" if has_good else ""),
            "Correct the line, save the file as UTF-8 and import it again.",
            line=bad_line,
        )
    return encoding


def _scan(path: Path, codec: str) -> tuple[int | None, bool]:
    """Return the first undecodable line, and whether characters beyond ASCII do decode."""
    decoder = codecs.getincrementaldecoder(codec)(_MARKING)
    lines = _LineCounter()
    bad_line: int | None = None
    has_good = False
    with path.open("rb") as file:
        while bad_line is None or not has_good:
            chunk = file.read(_CHUNK_BYTES)
            text = decoder.decode(chunk, final=not chunk)
            has_good = has_good or _GOOD.search(text) is not None
            if bad_line is None:
                before, mark, _ = text.partition(_MARK)
                lines.add(before)
                bad_line = lines.line if mark else None
            if not chunk:
                break
    return bad_line, has_good


def _mark(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return _MARK, error.end


codecs.register_error(_MARKING, _mark)


class _LineCounter:
    """Counts lines of a text that comes in pieces."""

    def __init__(self) -> None:
        self.line = 1
        self._after_return = False

    def add(self, text: str) -> None:
        """Count the line ends of the next piece; CR LF counts once, also across pieces."""
        if not text:
            return
        if self._after_return and text.startswith("\n"):
            text = text[1:]
            self._after_return = False
            if not text:
                return
        self.line += len(_LINE_END.findall(text))
        self._after_return = text.endswith("\r")
