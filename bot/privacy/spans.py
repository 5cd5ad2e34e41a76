"""Replaces parts of a text and keeps positions in it right."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator

_BETWEEN = " ,;:\n\t"


def uncovered(
    text: str, start: int, end: int, taken: Iterable[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Yield what of a part of a text nothing covers, without the separators around it.

    Args:
        text: The text.
        start: Where the part begins.
        end: Where it ends.
        taken: (start, end) of what is covered, in any order.
    """
    position = start
    for first, last in [*sorted(taken), (end, end)]:
        piece = text[position : max(position, min(first, end))]
        trimmed = piece.strip(_BETWEEN)
        if any(character.isalnum() for character in trimmed):
            begin = position + piece.index(trimmed)
            yield begin, begin + len(trimmed)
        position = max(position, last)


class Replaced:
    """A text with some of its parts replaced.

    Args:
        text: The text before.
        parts: (start, end, replacement), ordered, none overlapping another.
    """

    def __init__(self, text: str, parts: Iterable[tuple[int, int, str]]) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []
        self._parts: list[tuple[int, int, int, int]] = []
        position = length = 0
        for start, end, replacement in parts:
            pieces += (text[position:start], replacement)
            new_start = length + start - position
            length = new_start + len(replacement)
            self._starts.append(start)
            self._parts.append((start, end, new_start, length))
            position = end
        pieces.append(text[position:])
        self.text = "".join(pieces)

    def start(self, position: int) -> int:
        """Return where a beginning at an old position lies now."""
        return self._map(position, at_end=False)

    def end(self, position: int) -> int:
        """Return where an end at an old position lies now."""
        return self._map(position, at_end=True)

    def _map(self, position: int, *, at_end: bool) -> int:
        index = bisect_right(self._starts, position - 1 if at_end else position) - 1
        if index < 0:
            return position
        _, end, new_start, new_end = self._parts[index]
        if position >= end:
            return position - end + new_end
        return new_end if at_end else new_start
