"""Search bytes for very many values at once, in every form that they could be written in.

Every pattern has a window of eight bytes (five, if it is shorter) that is looked up at all
positions of a file in numpy; only where one stands are the patterns compared. So the time hardly
depends on how many values there are.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, quote_plus

import numpy as np
from numpy.typing import NDArray

# What a value must have of letters and digits to be sought inside of longer words and numbers;
# shorter ones occur there by chance: in timestamps, in hexadecimal ids.
_TELLING_INSIDE = 10
_SHORTEST = 5
_SHORTEST_BASE64 = 7
_WIDTHS = (8, _SHORTEST)
_TABLE_BITS = 24
_CHUNK = 1 << 23
_ODD_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_SEPARATORS = re.compile(r"[\s\-./()+,]")
# What may stand before a whole word: also the end of an escape sequence.
_BEFORE = re.compile(rb"(?:^|[^0-9a-z]|\\[nrtbf]|\\u[0-9a-f]{4}|%[0-9a-f]{2})\Z")


class Form(NamedTuple):
    """One way in which a value may be written.

    Attributes:
        pattern: Its bytes, in lower case unless ``exact``.
        exact: Whether case counts.
        whole: Whether it counts only as a word or number of its own.
    """

    pattern: bytes
    exact: bool = False
    whole: bool = False


class Hit(NamedTuple):
    """Where a value was found."""

    value: str
    start: int
    end: int


def written_forms(value: str) -> Iterator[Form]:
    """Yield the forms of a value: raw, escaped, URL-encoded, base64, without separators.

    A value of less than five characters has none: it occurs everywhere. Seek it with its
    surroundings.
    """
    # The bytes of other letters than ASCII's differ with their case.
    spellings = {value} if value.isascii() else {value, value.lower(), value.upper()}
    texts = set().union(*map(_written, spellings))
    whole = sum(character.isalnum() for character in value) < _TELLING_INSIDE
    for text in texts:
        pattern = text.encode("utf-8", "surrogatepass").lower()
        if len(pattern) >= _SHORTEST:
            yield Form(pattern, whole=whole)
    for offset in range(3):
        # Base64 depends on where in the text the value starts; the cut edges are left out.
        encoded = base64.b64encode(b"\0" * offset + value.encode()).rstrip(b"=")
        inner = encoded[4 if offset else 0 : -2]
        if len(inner) >= _SHORTEST_BASE64:
            yield from {Form(inner, exact=True), Form(inner.translate(_URL_SAFE), exact=True)}


def _written(value: str) -> set[str]:
    escaped = json.dumps(value)[1:-1]
    return {
        *(value, escaped, json.dumps(value, ensure_ascii=False)[1:-1], json.dumps(escaped)[1:-1]),
        *(html.escape(value), quote(value), quote(value, safe=""), quote_plus(value)),
        _SEPARATORS.sub("", value),
    }


class Search:
    """Finds all of many values in bytes.

    Args:
        forms: Each value with its forms.
    """

    def __init__(self, forms: Mapping[str, Iterable[Form]]) -> None:
        owners: dict[Form, list[str]] = {}
        for value, written in forms.items():
            for form in written:
                owners.setdefault(form, []).append(value)
        self._owners = owners
        self._by_window: dict[int, dict[int, list[tuple[int, Form]]]] = {w: {} for w in _WIDTHS}
        for form in owners:
            lowered = form.pattern.lower()
            width = _WIDTHS[0] if len(lowered) >= _WIDTHS[0] else _WIDTHS[1]
            anchor = _anchor(lowered, width)
            window = int.from_bytes(lowered[anchor : anchor + width], "little")
            self._by_window[width].setdefault(window, []).append((anchor, form))
        self._keys = {
            width: np.array(sorted(windows), dtype=np.uint64)
            for width, windows in self._by_window.items()
        }
        self._tables = {width: _table(keys) for width, keys in self._keys.items()}

    def scan(self, content: bytes) -> Iterator[Hit]:
        """Yield where values stand; the same place for each value that is written like that."""
        lowered = content.lower()
        padded = lowered + b"\0" * (2 * _WIDTHS[0])
        for width in _WIDTHS:
            if not len(self._keys[width]):
                continue
            for position, window in self._candidates(padded, len(content), width):
                for anchor, form in self._by_window[width].get(window, ()):
                    start = position - anchor
                    if start >= 0 and _stands(form, content, lowered, start):
                        end = start + len(form.pattern)
                        yield from (Hit(value, start, end) for value in self._owners[form])

    def _candidates(self, padded: bytes, length: int, width: int) -> Iterator[tuple[int, int]]:
        """Yield (position, window) for every window that some pattern has."""
        mask = np.uint64((1 << (8 * width)) - 1)
        keys, table = self._keys[width], self._tables[width]
        for start in range(0, length, _CHUNK):
            count = (min(_CHUNK, length - start) + 7) // 8
            for offset in range(8):
                windows = np.frombuffer(padded, "<u8", count, start + offset) & mask
                likely = np.flatnonzero(table[_slots(windows)])
                if len(likely):
                    likely = likely[np.isin(windows[likely], keys)]
                    for place in likely.tolist():
                        yield start + offset + 8 * place, int(windows[place])


def _anchor(pattern: bytes, width: int) -> int:
    """Return where the window lies: on most digits, as words are common to many patterns."""
    digits = [48 <= byte <= 57 for byte in pattern]
    return max(range(len(pattern) - width + 1), key=lambda at: (sum(digits[at : at + width]), -at))


def _slots(windows: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return (windows * _ODD_MULTIPLIER) >> np.uint64(64 - _TABLE_BITS)


def _table(keys: NDArray[np.uint64]) -> NDArray[np.bool_]:
    table = np.zeros(1 << _TABLE_BITS, dtype=np.bool_)
    table[_slots(keys)] = True
    return table


def _stands(form: Form, content: bytes, lowered: bytes, start: int) -> bool:
    end = start + len(form.pattern)
    if (content if form.exact else lowered)[start:end] != form.pattern:
        return False
    if not form.whole:
        return True
    if lowered[end : end + 1].isalnum():
        return False
    before = lowered[max(0, start - 6) : start]
    # A number behind a full stop is a fraction of a second.
    if before.endswith(b".") and form.pattern.isdigit():
        return False
    return _BEFORE.search(before) is not None


def find_leaks(files: Iterable[Path], values: Iterable[str]) -> list[str]:
    """Return a line for every value that was found in a file, with its surroundings."""
    search = Search({value: list(written_forms(value)) for value in values})
    found = []
    for path in files:
        content = path.read_bytes()
        first = {hit.value: hit for hit in reversed(list(search.scan(content)))}
        for value, hit in first.items():
            found.append(f"{value!r} in {path.name}: …{around(content, hit)!r}…")
    return found


def around(content: bytes, hit: Hit) -> bytes:
    """Return a hit with what stands around it."""
    return content[max(0, hit.start - 80) : hit.end + 40]
