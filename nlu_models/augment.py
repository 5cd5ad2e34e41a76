"""How shoppers really type: slips of the finger, missing marks, capitals and words."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

from nlu_models.data import Tag
from nlu_models.values import Values

_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij",
    "i": "uok", "o": "ipl", "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv",
    "g": "fhtb", "h": "gjyn", "j": "hkum", "k": "jlim", "l": "kop", "z": "asx", "x": "zcs",
    "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "njk",
}  # fmt: skip
_MARK = re.compile(r"[,.!?'’\"]")
_SHORTEST_WORD = 4
_GAPS = 0.12
# Of examples with a tagged value: shares in which case tells nothing, and slips in the value.
_ALL_LOWER = 0.35
_ALL_UPPER = 0.03
_VALUE_LOWER = 0.1
_VALUE_SLIP = 0.1


def _slip(word: str, chance: random.Random) -> str:
    """Return the word with one slip; the first letter stays, as it does in most real typos."""
    at = chance.randrange(1, len(word) - 1)
    kind = chance.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == 1:
        return word[:at] + word[at + 1 :]
    if kind == 2:
        return word[:at] + word[at] + word[at:]
    near = _NEIGHBOURS.get(word[at].lower())
    return word if near is None else word[:at] + chance.choice(near) + word[at + 1 :]


def mistype(text: str, chance: random.Random) -> str:
    """Return the text as a hurried shopper might type it.

    One or two slips, sometimes no capitals and marks, sometimes two words run together. Words
    with digits are left alone: an order number with a slip is another order number.
    """
    words = text.split()
    slips = [i for i, word in enumerate(words) if len(word) >= _SHORTEST_WORD and word.isalpha()]
    for index in chance.sample(slips, k=min(len(slips), chance.choice((0, 1, 1, 2)))):
        words[index] = _slip(words[index], chance)
    if len(words) > 2 and chance.random() < 0.1:
        at = chance.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1]]
    result = " ".join(words)
    if chance.random() < 0.4:
        result = result.lower()
    if chance.random() < 0.4:
        result = _MARK.sub("", result)
    return result if result.strip() else text


def leave_gaps(text: str, chance: random.Random) -> str:
    """Return the text with about every eighth word left out; one without words stays as it is."""
    kept = [word for word in text.split() if chance.random() >= _GAPS]
    return " ".join(kept) if kept else text


def disturb_marks(text: str, chance: random.Random) -> str:
    """Return the text in another case, or with its marks left out, doubled or put behind a blank.

    The letters and their order stay. One without letters keeps its marks.
    """
    case = chance.random()
    if case < 0.4:
        text = text.lower()
    elif case < 0.5:
        text = text.upper()
    elif case < 0.6:
        text = text.title()
    kind = chance.randrange(4)
    if kind == 0:
        bare = _MARK.sub("", text)
        return bare if bare.strip() else text
    if kind == 1:
        return _MARK.sub(lambda mark: mark[0] * chance.randint(2, 3), text)
    if kind == 2:
        return _MARK.sub(lambda mark: f" {mark[0]}", text)
    return text if _MARK.search(text[-1:]) else text + chance.choice((".", "!", "?", "...", " :)"))


def with_twin(text: str, twin: str, chance: random.Random) -> str:
    """Return two phrasings of the same as one message, as of someone who asks twice."""
    first, second = (text, twin) if chance.random() < 0.5 else (twin, text)
    return first.rstrip(" .!?,") + chance.choice((" ", ", ", ". ", "? ", " - ")) + second


def with_new_values(
    text: str,
    tags: Sequence[Tag],
    values: Values,
    change: Callable[[str], str],
    chance: random.Random,
) -> tuple[str, list[Tag]]:
    """Return a text with other values where it is tagged, and where these stand now.

    In any case: what is to be learned is the shape of values and what stands around them.

    Args:
        text: The example.
        tags: In order, none overlapping another.
        values: Makes the values; an entity that it does not know keeps its own.
        change: Varies what stands around them.
        chance: Decides.
    """
    new, moved = "", []
    for tag, before in zip(tags, (0, *(tag.end for tag in tags)), strict=False):
        value = values.make(tag.entity, chance) or text[tag.start : tag.end]
        if chance.random() < _VALUE_SLIP:
            value = mistype(value, chance)
        if chance.random() < _VALUE_LOWER:
            value = value.lower()
        new += _changed(text[before : tag.start], change)
        moved.append(tag._replace(start=len(new), end=len(new) + len(value)))
        new += value
    new += _changed(text[tags[-1].end if tags else 0 :], change)
    case = chance.random()
    for share, cased in ((_ALL_LOWER, new.lower()), (_ALL_LOWER + _ALL_UPPER, new.upper())):
        if case < share and len(cased) == len(new):  # "ß" in capitals is longer
            return cased, moved
    return new, moved


def _changed(text: str, change: Callable[[str], str]) -> str:
    """Change a part of a text, and leave the blanks by which it hangs on to the rest."""
    inner = text.strip()
    if not inner:
        return text
    start = text.index(inner)
    return text[:start] + change(inner) + text[start + len(inner) :]
