"""What a text says of a number, code or word in it: its form, the words around, their topics."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import regex

from bot.privacy.recognisers.given import given_names
from bot.privacy.recognisers.leftovers import Leftover

_TOPICS_FILE = Path(__file__).with_name("topics.toml")
_DIGITS = regex.compile(r"\d+")
_LETTERS = regex.compile(r"\p{L}+")
_WORD = regex.compile(r"(?!\p{Han})\p{L}(?:(?!\p{Han})[\p{L}'’])*|\p{Han}{1,2}|\d+|\n|[^\w\s]")
_WINDOW = 160
_SIDE = 12
_START = 3  # letters by which beginnings of words are looked up; none is shorter
_NEAR = 4
_MOST_LETTERS = 8
_MOST_DIGITS = 20
_LONGEST_FORM = 12
_SHORTEST_GIVEN = 4
# Two digits of years: cards are valid until these, and shoppers were born in those.
_COMING = range(27, 41)
_LONG_AGO = (*range(13), *range(45, 100))


def _read_topics() -> tuple[dict[str, str], dict[str, list[tuple[str, str]]]]:
    """Return topics by word; and those of beginnings of words, by how these begin."""
    whole: dict[str, str] = {}
    stems: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for topic, words in tomllib.loads(_TOPICS_FILE.read_text(encoding="utf-8")).items():
        for word in words.split():
            stem = word.removesuffix("*")
            if stem == word:
                whole[word] = topic
            else:
                stems[stem[:_START]].append((stem, topic))
    return whole, dict(stems)


_TOPICS, _STEMS = _read_topics()


def topic_of(word: str) -> str | None:
    """Return what a word in lower case speaks of."""
    topic = _TOPICS.get(word)
    if topic is None:
        for stem, of_stem in _STEMS.get(word[:_START], ()):
            if word.startswith(stem):
                return of_stem
    return topic


def topics_of(text: str) -> list[str]:
    """Return what a text speaks of, in alphabetical order."""
    return sorted({t for word in words_of(text) if (t := topic_of(word)) is not None})


def words_of(text: str) -> list[str]:
    """Return the words of a text in lower case, its signs and lines; a number is ``#``."""
    words = _WORD.findall(text.lower())
    return ["#" if word.isdigit() else word for word in words]


def evidence(
    text: str, leftover: Leftover, beside: Iterable[str] = (), before: Iterable[str] = ()
) -> list[str]:
    """Return all that speaks for or against kinds of a leftover, each thing once.

    Args:
        text: The message.
        leftover: In it.
        beside: Kinds of what else is personal in the message.
        before: Topics of what was said before it.
    """
    left = words_of(text[max(0, leftover.start - _WINDOW) : leftover.start])[::-1]
    right = words_of(text[leftover.end : leftover.end + _WINDOW])
    say = [f"sort {leftover.sort}", *_FORMS[leftover.sort](leftover.value)]
    for side, words in (("before", left), ("behind", right)):
        say.append(f"{side} next {words[0] if words else 'nothing'}")
        if len(words) > 1:
            say.append(f"{side} next two {words[0]} {words[1]}")
        for place, word in enumerate(words[:_SIDE]):
            far = "" if place < _NEAR else "far "
            say.append(f"{side} {far}{word}")
            topic = topic_of(word)
            if topic is not None:
                say += (f"{side} {far}topic {topic}", f"topic {topic}")
    if not left and not right:
        say.append("whole message")
    say += (f"with {kind}" for kind in beside)
    say += (f"topic {topic}" for topic in before)
    return list(dict.fromkeys(say))


def _form_of_number(value: str) -> list[str]:
    digits = sum(c.isdigit() for c in value)
    letters = sum(c.isalpha() for c in value)
    shape = _DIGITS.sub(lambda m: str(len(m.group())), _LETTERS.sub("L", value))
    say = [f"digits {min(digits, _MOST_DIGITS)}", f"letters {min(letters, _MOST_LETTERS)}"]
    say.append(f"shape {_DIGITS.sub('9', shape)}")
    say.append(f"form {shape if len(shape) <= _LONGEST_FORM else 'long'}")
    if digits == len(value) == 4 and value[:2] in ("19", "20"):
        say.append("form year")
    if value.endswith("00"):
        say.append("form round")
    if value[0] == "0":
        say.append("form zero first")
    first = _LETTERS.match(value)
    if first is not None:
        say.append(f"form letters first {min(first.end(), _MOST_LETTERS)}")
    return say


def _form_of_date(value: str) -> list[str]:
    numbers = _DIGITS.findall(value)
    year = int(numbers[0] if len(numbers[0]) == 4 else numbers[-1])
    when = "coming" if year % 100 in _COMING else "long ago" if year % 100 in _LONG_AGO else "now"
    parts = len(numbers) + (_LETTERS.search(value) is not None)
    return [f"date {when}", f"date {parts} parts", f"date {when} {parts} parts"]


def _form_of_word(value: str) -> list[str]:
    folded = value.lower()
    say = [f"word letters {min(len(value), 15) // 3}"]
    say += (f"word with {sign}" for sign in "._" if sign in value)
    beginnings = (folded[:n] for n in range(_SHORTEST_GIVEN, len(folded)))
    endings = (folded[-n:] for n in range(_SHORTEST_GIVEN, len(folded)))
    if any(part in given_names() for part in (*beginnings, *endings)):
        say.append("word with a given name")
    if folded in given_names():
        say.append("word is a given name")
    if value[0].isupper():
        say.append("word with a capital")
    return say


_FORMS = {"number": _form_of_number, "date": _form_of_date, "word": _form_of_word}
