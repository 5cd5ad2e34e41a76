"""Finds again what is personal already in a conversation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.privacy.recognisers.base import Span

# Given names that are everyday words: as known values they count in the same case only.
_EVERYDAY_NAMES_WORDS = (
    "will may mark rose grace hope joy summer april june august dawn faith art bill rich "
    "frank grant jack pat rob sandy sky sunny ray penny olive ivy violet amber ruby coral "
    "hazel ginger brook forest heath cliff dale glen river brown black white green gray grey "
    "young long short small king price day page cook hunter walker"
)
_EVERYDAY_NAMES = frozenset(_EVERYDAY_NAMES_WORDS.split())
_NUMBERISH = regex.compile(r"[+(]?\d[\d\s().\-/]*\d")
_NAME_KINDS = frozenset(("name", "person", "customer_name"))
_SHORTEST_PART = 3
# One letter makes another word of a short one too easily ("Maya", "Maja", "May").
_SHORTEST_MISSPELT = 5
_SHORTEST_WITH_WRONG_START = 6
_LONGEST_MISSPELT_WORDS = 8
_WORD = regex.compile(r"[^\W_](?:\S*[^\W_])?")


class KnownValues:
    """All values known in a conversation, ready to be searched for.

    Found are: any case and spacing, percent-encoded forms, numbers with other separators, each
    part of a name, and words with one letter wrong, missing, added or swapped. Numbers with
    another digit are other numbers.

    Args:
        known: Values with their kind.
    """

    def __init__(self, known: Mapping[str, str]) -> None:
        values = dict(known)
        for value, entity in known.items():
            if entity in _NAME_KINDS:
                for part in value.split():
                    if len(part) >= _SHORTEST_PART and part[0].isalpha():
                        values.setdefault(part, entity)
        self._groups: list[str] = []
        branches = []
        self._by_length: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for value, entity in sorted(values.items(), key=lambda item: -len(item[0])):
            self._groups.append(entity)
            branches.append(f"({_branch(value)})")
            folded = " ".join(value.casefold().split())
            words = folded.count(" ") + 1
            if _may_be_misspelt(folded) and words <= _LONGEST_MISSPELT_WORDS:
                self._by_length[words].setdefault(folded, entity)
        self._pattern = regex.compile(
            rf"(?<![A-Za-z0-9_])(?:{'|'.join(branches)})(?![A-Za-z0-9_])", regex.IGNORECASE
        )

    def scan(self, text: str) -> Iterator[Span]:
        """Find the known values in a text; spans may overlap."""
        for match in self._pattern.finditer(text):
            entity = self._groups[(match.lastindex or 1) - 1]
            yield Span(match.start(), match.end(), entity, match.group(), 1.0)
        if self._by_length:
            yield from self._misspelt(text)

    def _misspelt(self, text: str) -> Iterator[Span]:
        words = [match.span() for match in _WORD.finditer(text)]
        for length, values in self._by_length.items():
            for first in range(len(words) - length + 1):
                start, end = words[first][0], words[first + length - 1][1]
                window = " ".join(text[start:end].casefold().split())
                if len(window) < _SHORTEST_MISSPELT:
                    continue
                best = process.extractOne(
                    window, values.keys(), scorer=OSA.distance, score_cutoff=1
                )
                if best is not None and _one_letter_apart(window, best[0]):
                    yield Span(start, end, values[best[0]], text[start:end], 0.8)


def _may_be_misspelt(folded: str) -> bool:
    letters = sum(character.isalpha() for character in folded)
    return (
        letters >= _SHORTEST_MISSPELT
        and letters * 2 > len(folded)
        and folded not in _EVERYDAY_NAMES
        and not folded.isspace()
    )


def _one_letter_apart(window: str, value: str) -> bool:
    """Tell a misspelling from another word or number."""
    if window == value:
        return False
    if [c for c in window if c.isdigit()] != [c for c in value if c.isdigit()]:
        return False
    # A plural or a possessive of a known word is that word; the exact search has found it.
    return window[0] == value[0] or len(value) >= _SHORTEST_WITH_WRONG_START


def _branch(value: str) -> str:
    if _NUMBERISH.fullmatch(value):
        digits = [character for character in value if character.isdigit()]
        return r"[\s().\-/]{0,3}".join(digits)
    forms = dict.fromkeys((value, *(form(value, errors="replace") for form in (quote, quote_plus))))
    joined = "|".join(
        r"\s+".join(map(regex.escape, form.split())) for form in forms if form.strip()
    )
    return f"(?-i:{joined})" if value.casefold() in _EVERYDAY_NAMES else joined
