"""How shoppers really type: slips of the finger, missing marks, capitals and words."""

from __future__ import annotations

import random

_NEIGHBOURS = {
    "q": "wa", "w": "qes", "e": "wrd", "r": "etf", "t": "ryg", "y": "tuh", "u": "yij",
    "i": "uok", "o": "ipl", "p": "ol", "a": "qsz", "s": "adwx", "d": "sfec", "f": "dgrv",
    "g": "fhtb", "h": "gjyn", "j": "hkum", "k": "jlim", "l": "kop", "z": "asx", "x": "zcs",
    "c": "xvd", "v": "cbf", "b": "vng", "n": "bmh", "m": "njk",
}  # fmt: skip
_SHORTEST_WORD = 4
_GAPS = 0.12


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
        result = "".join(c for c in result if c not in ",.!?'’\"")
    return result if result.strip() else text


def leave_gaps(text: str, chance: random.Random) -> str:
    """Return the text with about every eighth word left out; one without words stays as it is."""
    kept = [word for word in text.split() if chance.random() >= _GAPS]
    return " ".join(kept) if kept else text
