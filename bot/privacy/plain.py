"""Reads a text as if it were plainly typed: no invisible characters, digits as digits.

What hides a value from a pattern is undone here, once for all recognisers: HTML tags and entities,
percent-encoding, full-width and other scripts' digits, zero-width characters, pictures between
groups, odd dashes, single characters with gaps between, and numbers said in words ("oh seven double
seven", "nine hundred", 一三八).
"""

from __future__ import annotations

import html
import unicodedata
from itertools import pairwise

import regex

_ODD = regex.compile(
    r"[\p{Cf}\p{So}\N{VARIATION SELECTOR-16}\N{COMBINING ENCLOSING KEYCAP}！-～　‐-―−🏻-🏿]"
    r"|(?![0-9])\p{Nd}|(?<=\d)(?:\n|\s\s)\s*(?=\d)"
)
_MARKUP = regex.compile(
    r"(?P<tag></?[a-z][a-z0-9]{0,15}(?:\s[^<>]{0,300})?/?>)"
    r"|(?P<entity>&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}[0-9]{0,2});)"
    r"|(?P<bytes>(?:%[0-9a-f]{2})+)"
    # A plus is a space in the query of a link only.
    r"|(?P<plus>(?<=[?&=][^\s&=]{0,200}[^\s&=+])\+(?=[^\s&=+]))",
    regex.IGNORECASE,
)
_WORDS_APART = regex.compile(r"[A-Za-z0-9]{2}")
_MAY_HAVE_MARKUP = regex.compile(r"[<&%]|=\S*\+")
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
    read = _without_markup(text) if _MAY_HAVE_MARKUP.search(text) else None
    if odd or read is not None:
        read = _without_odd_characters(read or _as_it_is(text))
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


def _without_markup(text: str) -> Plain | None:
    """Drop HTML tags, and read entities and percent-encoded characters; None where there are none.

    Between two words a tag becomes a space.
    """
    pieces: list[tuple[str, int, int]] = []
    position = 0
    for match in _MARKUP.finditer(text):
        pieces += ((text[at], at, at + 1) for at in range(position, match.start()))
        pieces += _unmarked(text, match, pieces[-1][0][-1:] if pieces else "")
        position = match.end()
    if not position:
        return None
    pieces += ((text[at], at, at + 1) for at in range(position, len(text)))
    return Plain(pieces)


def _unmarked(text: str, match: regex.Match[str], before: str) -> list[tuple[str, int, int]]:
    start, end = match.span()
    if match["tag"]:
        apart = _WORDS_APART.match(f"{before}{text[end : end + 1]}") is not None
        return [(" ", start, end)] if apart else []
    if match["entity"]:
        return [(html.unescape(match["entity"]), start, end)]
    if match["plus"]:
        return [(" ", start, end)]
    try:
        characters = bytes.fromhex(match["bytes"].replace("%", "")).decode()
    except UnicodeDecodeError:
        return [(text[at], at, at + 1) for at in range(start, end)]
    read = []
    for character in characters:
        size = 3 * len(character.encode())
        read.append((character, start, start + size))
        start += size
    return read


def _without_odd_characters(read: Plain) -> Plain:
    pieces: list[tuple[int, int, str]] = []
    last = ""
    for at, character in enumerate(read.text):
        category = unicodedata.category(character)
        if category in _INVISIBLE:
            plainer = ""
        elif category in _PICTURES or character.isspace():
            plainer = "" if last == " " else " "
        elif character in _DASHES:
            plainer = "-"
        elif category == "Nd":
            plainer = str(int(character))
        else:
            folded = unicodedata.normalize("NFKC", character)
            plainer = folded if "！" <= character <= "～" else character
        if plainer:
            last = plainer
        if plainer != character:
            pieces.append((at, at + 1, plainer))
    return read.replaced(pieces) if pieces else read


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
        items = _of_the_number(list(_ITEM.finditer(match.group())))
        if not items:
            continue
        said = [item.group().lower() for item in items]
        sign = "+" if said[0] == "plus" else ""
        written = sign + "".join(_digits(said[len(sign) :]))
        start = match.start()
        changes.append((start + items[0].start(), start + items[-1].end(), written))
    return sorted(changes)


def _of_the_number(items: list[regex.Match[str]]) -> list[regex.Match[str]]:
    """Leave out a word beside a number that is all digits: "this one 4111 1111", "0946. Two"."""
    digits = [item.group().isdigit() for item in items]
    if all(digits[1:]) and len(items[1].group()) > 1:
        return []
    return [] if all(digits[:-1]) and len(items[-2].group()) > 1 else items


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
