"""In which words shoppers ask for what products state, as ``data/questions.toml`` has it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from actions.recommendation.errors import RecommendationError
from actions.recommendation.text import stem, words
from settings import PROJECT_ROOT

QUESTIONS = PROJECT_ROOT / "data" / "questions.toml"
# What .* stands for; unbounded, many of the first of two words make the search slow.
_BETWEEN = ".{0,80}"
_HOW = re.compile(r"\bhow (?!the\b|is\b|are\b|do\b|does\b)\w+", re.I)
_WHAT = "what"
_ASKED_WORDS = 3
_POINTERS = frozenset(("the", "it", "its", "they", "that", "this", "those", "these"))
_WITHIN = 2  # other words between two of a phrase: "put it up"
_FIELDS = {"called", "attributes", "quality", "asked", "most"}


class QuestionFileError(RecommendationError):
    """A file of questions cannot be used; the message names the file, the place and the fix."""


class Figure(NamedTuple):
    """What may be asked for.

    Attributes:
        names: Attributes; those that a product has answer.
        label: What the answer calls it where the product has none of them.
        quality: What products are listed as, or not, where the question is whether they are.
    """

    names: tuple[str, ...]
    label: str
    quality: str | None = None


@dataclass(frozen=True)
class QuestionWords:
    """What a file of questions holds.

    Attributes:
        asked: How each figure is asked for, the first to be looked for first.
        most: How the most or the least of some is asked for.
        alike: Groups of phrases, as stems, that mean much the same.
    """

    asked: tuple[tuple[re.Pattern[str], Figure], ...]
    most: tuple[tuple[re.Pattern[str], Figure], ...]
    alike: tuple[tuple[tuple[str, ...], ...], ...]

    def figures(self, text: str) -> list[Figure]:
        """Return what a question asks for, the likeliest first."""
        return [figure for pattern, figure in self.asked if pattern.search(text)]

    def compared(self, text: str) -> list[Figure]:
        """Return what a question asks for, or asks the most or the least of."""
        most = [figure for pattern, figure in self.most if pattern.search(text)]
        return [*most, *self.figures(text)]

    def without_asked(self, text: str) -> str:
        """Return a text with "what" for the few words that ask: "hydrostatic head of the X"."""
        text = _HOW.sub(lambda found: _WHAT.ljust(len(found.group())), text)
        spans = [m.span() for pattern, _ in self.asked for m in pattern.finditer(text)]
        for start, end in spans:
            said, before = words(text[start:end]), words(text[:start])[-1:]
            named = len(said) == 1 and not _POINTERS.isdisjoint(before)  # "the frost bag"
            if len(said) <= _ASKED_WORDS and not named and _POINTERS.isdisjoint(said):
                what = _WHAT if end - start > len(_WHAT) else ""
                text = text[:start] + what.ljust(end - start) + text[end:]
        return text

    def label(self, attribute: str) -> str:
        """Return what an answer calls an attribute."""
        figures = (figure for _, figure in self.asked if attribute in figure.names[:1])
        return next((figure.label for figure in figures), attribute)

    def meant_alike(self, text: str) -> Mapping[int, tuple[tuple[str, ...], ...]]:
        """Return the groups of which a text has phrases, with these as stems."""
        return _found(self.alike, text)


@lru_cache(maxsize=4096)
def _found(
    groups: tuple[tuple[tuple[str, ...], ...], ...], text: str
) -> Mapping[int, tuple[tuple[str, ...], ...]]:
    said = [stem(word) for word in words(text)]
    there = set(said)
    had = {
        number: tuple(phrase for phrase in group if _has(said, there, phrase))
        for number, group in enumerate(groups)
    }
    return {number: phrases for number, phrases in had.items() if phrases}


def _has(said: Sequence[str], there: set[str], phrase: Sequence[str]) -> bool:
    """Whether the stems of a phrase stand in order in what was said, near each other."""
    if not there.issuperset(phrase):
        return False
    first, *rest = phrase
    starts = (at for at, word in enumerate(said) if word == first)
    return any(_follow(said, at, rest) for at in starts)


def _follow(said: Sequence[str], at: int, rest: Iterable[str]) -> bool:
    for word in rest:
        near = said[at + 1 : at + 2 + _WITHIN]
        if word not in near:
            return False
        at += 1 + near.index(word)
    return True


def read_questions(path: Path) -> QuestionWords:
    """Read a file of questions.

    Raises:
        QuestionFileError: It cannot be read, or a table of it is wrong.
    """
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        problem = f"{path} cannot be read ({error}). Restore it or mend it."
        raise QuestionFileError(problem) from error
    facts, alike = document.get("fact", []), document.get("alike", [])
    for name, rows in (("fact", facts), ("alike", alike)):
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise QuestionFileError(f"{path}: give each as a table headed [[{name}]].")
    read = [_fact(row, f"{path}, fact {at}") for at, row in enumerate(facts, 1)]
    return QuestionWords(
        tuple((asked, figure) for asked, _, figure in read),
        tuple((most, figure) for _, most, figure in read if most is not None),
        tuple(_alike(row, f"{path}, alike {at}") for at, row in enumerate(alike, 1)),
    )


def _fact(
    row: Mapping[str, Any], place: str
) -> tuple[re.Pattern[str], re.Pattern[str] | None, Figure]:
    unknown = sorted(row.keys() - _FIELDS)
    if unknown:
        fields = ", ".join(sorted(_FIELDS))
        raise QuestionFileError(f"{place}: there is no field `{unknown[0]}`; use {fields}.")
    label, quality = row.get("called"), row.get("quality")
    if not isinstance(label, str) or not label:
        raise QuestionFileError(f"{place}: `called` must be a text.")
    if (quality is None) == ("attributes" not in row):
        raise QuestionFileError(f"{place}: give either `attributes` or `quality`.")
    names = () if quality is not None else _texts(row, "attributes", place)
    most = _pattern(row, "most", place) if "most" in row else None
    return _pattern(row, "asked", place), most, Figure(names, label, quality)


def _pattern(row: Mapping[str, Any], name: str, place: str) -> re.Pattern[str]:
    said = "|".join(_texts(row, name, place)).replace(".*", _BETWEEN)
    try:
        return re.compile(rf"\b(?:{said})(?!\w)", re.I)
    except re.error as error:
        problem = f"{place}: `{name}` holds no regular expressions ({error})."
        raise QuestionFileError(problem) from error


def _alike(row: Mapping[str, Any], place: str) -> tuple[tuple[str, ...], ...]:
    phrases = _texts(row, "words", place)
    return tuple(tuple(stem(word) for word in words(phrase)) for phrase in phrases)


def _texts(row: Mapping[str, Any], name: str, place: str) -> tuple[str, ...]:
    values = row.get(name)
    if not isinstance(values, list) or not values or not all(isinstance(v, str) for v in values):
        raise QuestionFileError(f"{place}: `{name}` must be a list of texts.")
    return tuple(values)


QUESTION_WORDS = read_questions(QUESTIONS)
