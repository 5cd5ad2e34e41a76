"""Which words of a message say what it is about, and whether it leans on what was said before."""

from __future__ import annotations

import re
from collections.abc import Collection

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# "The code" of which was spoken.
_DEFINITE = re.compile(r"\bthe\b", re.I)
_LEANS_ON = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks|right|great|oh|ah|hm+|cool|good|fine|so)\b\W*)*"
    r"(?:and|but|even|also|what about|how about|what if|is that|are they|does (?:that|it)|"
    r"(?:can|do|will|would|must|should) (?:i|you|they|we) \w+ (?:it|them|that))\b"
)
# Words that say nothing of what is asked about.
_EMPTY_TEXT = """
    a about again all also an and any are as at be been but by can cheaper cost could did do does
    else even ever extra far fast first for free from get give given go happens has have how i if in
    is it its just know last late like long longer make many may me mean much must my need no not of
    often ok okay on once one only or other out over please possible quick quickly really right same
    say so some soon sure take than that the their them then there these they thing this those time
    to too until up use want was way we well what when where which who whose why will with without
    work works would yes you your
    after anything before cant didnt doesnt dont each em every everything he her him his hows im
    isnt ive mine nothing pls plz r she something thats u ur wasnt wat whats whens wheres whos wont
    wot
"""
_EMPTY = frozenset(_EMPTY_TEXT.split())
_POINTS_BACK_TEXT = """
    it they them that those this these one its it's that's thats he she him her em
"""
_POINTS_BACK = frozenset(_POINTS_BACK_TEXT.split())
_ENDING = re.compile(r"(?<=\w{3})(?:ing|e?d|e?s|e)$")
_IRREGULAR_TEXT = """
    bought:buy broke:break broken:break chose:choose chosen:choose gave:give given:give held:hold
    kept:keep left:leave lost:lose paid:pay sent:send sold:sell spent:spend stole:steal
    stolen:steal took:take taken:take tore:tear torn:tear went:go wore:wear worn:wear
"""
_IRREGULAR = dict(pair.split(":") for pair in _IRREGULAR_TEXT.split())
# With so many words of its own a message may still be about "it".
_MOST_TOLD = 2
# And behind "and" or "what about"; with more it is a question of its own.
_MOST_JOINED = 4


def leans_on_last(text: str) -> bool:
    """Whether a message takes its meaning from what was said before: "and how long is it?"."""
    words = _words(text)
    if not words:
        return False
    told = sum(map(_tells, words))
    points = not _POINTS_BACK.isdisjoint(words) or _DEFINITE.search(text) is not None
    if told <= _MOST_TOLD and points:
        return True
    return told == 0 or (told <= _MOST_JOINED and _LEANS_ON.match(text.casefold()) is not None)


def is_bare(text: str) -> bool:
    """Whether a message has no word that says what it is about: "how long?"."""
    return not any(map(_tells, _words(text)))


def telling_words(text: str) -> list[str]:
    """Return the words of a message that say what it is about, without their endings."""
    return [_stem(word) for word in _words(text) if _tells(word)]


def share_told(words: Collection[str], text: str) -> float:
    """Return which share of such words a text has in it, 0 to 1; 0 where there are none.

    Args:
        words: As ``telling_words`` gives them.
        text: Any text.
    """
    said = set(map(_stem, _words(text)))
    return sum(word in said for word in words) / len(words) if words else 0.0


def _stem(word: str) -> str:
    return _ENDING.sub("", _IRREGULAR.get(word, word))


def _words(text: str) -> list[str]:
    return [word.casefold().replace("’", "'") for word in _WORD.findall(text)]


def _tells(word: str) -> bool:
    return word.split("'")[0] not in _EMPTY
