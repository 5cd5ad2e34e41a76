"""Reads a text as if it were plainly typed: no invisible characters, digits as digits.

What hides a value from a pattern is undone here, once for all recognisers: full-width and other
scripts' digits, zero-width characters, pictures between groups, odd dashes, single characters
with gaps between, and numbers said in words ("oh seven double seven", "nine hundred", 一三八).
"""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import regex

_ODD = regex.compile(
    r"[\p{Cf}\p{So}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}！-～　‐-―−🏻-🏿]"
    r"|(?![0-9])\p{Nd}|(?<=\d)(?:\n|\s\s)\s*(?=\d)"
)
_BROKEN_DIGITS = regex.compile(r"\d(?:\n|\s\s)\s*\d")
_INVISIBLE = frozenset(("Cf", "Mn", "Me"))
_PICTURES = frozenset(("So", "Sk"))
_DASHES = frozenset("‐‑‒–—―−")
_ENGLISH = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_ENGLISH += " fifteen sixteen seventeen eighteen nineteen"
_GERMAN = "null eins zwei drei vier fünf sechs sieben acht neun"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_CHINESE = dict(zip("零〇一幺二三四五六七八九", "001123456789", strict=True))
_ONES = {
    **{word: str(number) for number, word in enumerate(_ENGLISH.split())},
    **{word: str(number) for number, word in enumerate(_GERMAN.split())},
    **dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0"),
    "zwo": "2",
}
_TEN = {word: str(number) for number, word in enumerate(_TENS.split(), start=2)}
_TIMES = {"double": 2, "triple": 3, "treble": 3}
_ROUND = {"hundred": "00", "thousand": "000"}
_WORDS = "|".join([*_ONES, *_TEN, *_TIMES, *_ROUND])
_GAP = r"[ \t]?[ ,\-.][ \t]{0,2}"
# A word that is a number, with at least two more items beside it.
_SAID = regex.compile(
    rf"(?<![\w'’])(?:plus )?(?=(?:\d{{1,6}}{_GAP}){{0,8}}(?:{_WORDS})\b)"
    rf"(?:{_WORDS}|\d{{1,6}})(?:{_GAP}(?:{_WORDS}|\d{{1,6}})){{2,40}}(?![\w'’])",
    regex.IGNORECASE,
)
_SPELT_HINT = regex.compile(r"(?<!\S)\S \S \S(?!\w)")
_ITEM = regex.compile(r"\p{L}+|\d+")
_HAN_DIGIT = f"[{''.join(_CHINESE)}]"
_HAN = regex.compile(rf"{_HAN_DIGIT}(?: ?{_HAN_DIGIT}){{3,}}")
_SPELT = regex.compile(r"(?<![^\W_])[^\W_](?: ?[@._\-]? ?(?<=[ @._\-])[^\W_]){3,}(?![^\W_])")
_LETTER_O = regex.compile(r"(?<![\w])[oO](?=[oO]?\d{3})|(?<=\d)[oO]+(?=\d|(?!\w))")
_NUMBER_WORD = regex.compile(rf"\b(?:{_WORDS})\b|{_HAN_DIGIT}{{3}}", regex.IGNORECASE)


class Plain:
    """A text as plainly typed, and where each part of it stands in the original.

    Attributes:
        text: The plain text.
    """

    def __init__(self, pieces: list[tuple[str, int, int]]) -> None:
        self.text = "".join(piece for piece, _, _ in pieces)
        self._starts: list[int] = []
        self._ends: list[int] = []
        for piece, start, end in pieces:
            self._starts += [start] * len(piece)
            self._ends += [end] * len(piece)

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the plain text, not empty, stands in the original."""
        return self._starts[start], self._ends[end - 1]

    def replaced(self, changes: list[tuple[int, int, str]]) -> Plain:
        """Return a text with parts of this one replaced: (start, end, replacement), in order."""
        pieces: list[tuple[str, int, int]] = []
        position = 0
        for start, end, replacement in [*changes, (len(self.text), len(self.text), "")]:
            pieces += (
                (self.text[place], self._starts[place], self._ends[place])
                for place in range(position, start)
            )
            if replacement:
                pieces.append((replacement, *self.original(start, end)))
            position = end
        return Plain(pieces)


def plain(text: str) -> Plain | None:
    """Return the plain reading of a text; None where it is the text itself."""
    odd = (_BROKEN_DIGITS if text.isascii() else _ODD).search(text) is not None
    read = _without_odd_characters(text) if odd else None
    for changes in (_joined, _said):
        found = changes(text if read is None else read.text)
        if found:
            read = (read or _as_it_is(text)).replaced(found)
    return read if read is not None and read.text != text else None


def plainly(text: str) -> str:
    """Return the plain reading of a text."""
    read = plain(text)
    return text if read is None else read.text


def _as_it_is(text: str) -> Plain:
    return Plain([(character, at, at + 1) for at, character in enumerate(text)])


def _without_odd_characters(text: str) -> Plain:
    pieces: list[tuple[str, int, int]] = []
    for at, character in enumerate(text):
        category = unicodedata.category(character)
        if category in _INVISIBLE:
            plainer = ""
        elif category in _PICTURES or character.isspace():
            plainer = "" if pieces and pieces[-1][0] == " " else " "
        elif character in _DASHES:
            plainer = "-"
        elif category == "Nd":
            plainer = str(int(character))
        else:
            folded = unicodedata.normalize("NFKC", character)
            plainer = folded if "！" <= character <= "～" else character
        if plainer:
            pieces.append((plainer, at, at + 1))
    return Plain(pieces)


def _joined(text: str) -> list[tuple[int, int, str]]:
    """Join characters typed with a gap between each two: "l s 1 4 a b"; read O as zero."""
    changes = [
        (*match.span(), match.group().replace(" ", ""))
        for match in (_SPELT.finditer(text) if _SPELT_HINT.search(text) else ())
        if " " in match.group()
    ]
    return changes or [
        (*match.span(), "0" * len(match.group())) for match in _LETTER_O.finditer(text)
    ]


def _said(text: str) -> list[tuple[int, int, str]]:
    """Write numbers that are said in words as digits."""
    if _NUMBER_WORD.search(text) is None:
        return []
    changes = [
        (*match.span(), "".join(_CHINESE.get(c, "") for c in match.group()))
        for match in _HAN.finditer(text)
    ]
    for match in _SAID.finditer(text):
        items = list(_ITEM.finditer(match.group()))
        said = [item.group().lower() for item in items]
        sign = "+" if said[0] == "plus" else ""
        written = sign + "".join(_digits(said[len(sign) :]))
        changes.append((*match.span(), written))
    return sorted(changes)


def _digits(items: list[str]) -> list[str]:
    """Return what each of a run of number words and digits adds to the number that they say."""
    written: list[str] = []
    for before, item in pairwise(["", *items]):
        if item in _TIMES or (before in _TEN and item in _ROUND):
            written.append("")
        elif before in _TIMES:
            written.append(_ONES.get(item, item) * _TIMES[before])
        elif before in _TEN and len(_ONES.get(item, "00")) == 1 and item not in ("o", "oh", "zero"):
            written[-1] = _TEN[before]
            written.append(_ONES[item])
        elif item in _TEN:
            written.append(f"{_TEN[item]}0")
        else:
            written.append(_ROUND.get(item) or _ONES.get(item, item))
    return written
