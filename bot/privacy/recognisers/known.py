"""Finds again what is personal already in a conversation."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import quote, quote_plus, unquote_plus

import regex
from rapidfuzz.distance import OSA

from bot.privacy.recognisers.base import Span
from bot.privacy.recognisers.person_forms import FURTHER, FURTHER_LOWER

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
_NAME_PARTS = regex.compile(r"[\p{L}\p{M}'’]+")
# What stands behind a password may belong to it, or to the sentence.
_ENDS_OF_SENTENCES = ",.;:!?)"
_SHORTEST_PART = 3
_SHORTEST_JOINED = 6
# One letter makes another word of a short one too easily ("Maya", "Maja", "May").
_SHORTEST_MISSPELT = 5
_SHORTEST_WITH_WRONG_START = 6
_LONGEST_MISSPELT_WORDS = 8
_FURTHER = regex.compile(FURTHER, regex.IGNORECASE)
_FURTHER_LOWER = regex.compile(FURTHER_LOWER, regex.IGNORECASE)
_CLAUSE_ENDS = frozenset(",.;:!?-–—(")
_WORD = regex.compile(r"[^\W_](?:\S*[^\W_])?")
_RUN = regex.compile(r"[a-z0-9]+")
_STRETCH = regex.compile(r"\d(?:[\s().\-/]{0,3}\d)*")
_WORD_CHARACTERS = frozenset(string.ascii_letters + string.digits)


class KnownValues(Mapping[str, str]):
    """The values known in a conversation, with their kind, ready to be searched for.

    Found are: any case and spacing, percent-encoded forms, numbers with other separators, each
    part of a name, and words with one letter wrong, missing, added or swapped. Numbers with
    another digit are other numbers.

    Noting a value and searching a text cost the same however many values there are: an index
    tells which few of them a text may hold, and only those are looked for.

    Args:
        known: Values with their kind.
    """

    def __init__(self, known: Mapping[str, str] | None = None) -> None:
        self._kinds: dict[str, str] = {}
        self._sought: dict[str, str] = {}  # also the parts of names
        self._folded: set[str] = set()
        self._by_run: defaultdict[str, list[str]] = defaultdict(list)
        self._numbers: dict[str, str] = {}
        self._number_lengths: set[int] = set()
        self._without_run: list[str] = []
        self._spellings: dict[str, str] = {}
        self._by_deletion: defaultdict[str, list[str]] = defaultdict(list)
        self._sizes: defaultdict[int, set[int]] = defaultdict(set)
        for value, kind in (known or {}).items():
            self.note(value, kind)

    def __getitem__(self, value: str) -> str:
        """Return the kind of a value."""
        return self._kinds[value]

    def __iter__(self) -> Iterator[str]:
        """Iterate over the values, in the order in which they were noted."""
        return iter(self._kinds)

    def __len__(self) -> int:
        """Return the number of values."""
        return len(self._kinds)

    def note(self, value: str, kind: str) -> None:
        """Add a value, unless it is known already."""
        if value in self._kinds:
            return
        self._kinds[value] = kind
        self._folded.add(value.casefold())
        self._seek(value, kind)
        if kind == "secret" and len(stripped := value.rstrip(_ENDS_OF_SENTENCES)) >= _SHORTEST_PART:
            self._seek(stripped, kind)
        if kind in _NAME_KINDS:
            parts = _NAME_PARTS.findall(value)
            joined = "".join(parts)
            if len(parts) > 1 and len(joined) >= _SHORTEST_JOINED:
                self._seek(joined, kind)
            for part in parts:
                if len(part) >= _SHORTEST_PART and part[0].isalpha() and part not in self._sought:
                    self._seek(part, kind)

    def holds_word(self, folded: str) -> bool:
        """Whether a text in lower case is one of the values, whatever its case."""
        return folded in self._folded

    def scan(self, text: str) -> Iterator[Span]:
        """Find the known values in a text; spans may overlap."""
        folded = _fold(text)
        for value in self._candidates(text, folded):
            for form in _forms(value):
                whole = text if value.casefold() in _EVERYDAY_NAMES else folded
                for start, end in _places(whole, form if whole is text else _fold(form)):
                    yield Span(start, end, self._sought[value], text[start:end], 1.0)
        if self._numbers:
            yield from self._find_numbers(text)
        if self._spellings:
            yield from self._misspelt(text)

    def _seek(self, value: str, kind: str) -> None:
        new = value not in self._sought
        self._sought[value] = kind
        if not new:
            return
        runs = _RUN.findall(_fold(value))
        if _NUMBERISH.fullmatch(value):
            number = "".join(c for c in value if c.isdecimal())
            self._numbers[number] = value
            self._number_lengths.add(len(number))
        elif runs:
            self._by_run[max(runs, key=len)].append(value)
        else:
            self._without_run.append(value)
        folded = " ".join(value.casefold().split())
        words = folded.count(" ") + 1
        if _may_be_misspelt(folded) and words <= _LONGEST_MISSPELT_WORDS:
            if folded not in self._spellings:
                self._sizes[words].add(len(folded))
                for shorter in _deletions(folded):
                    self._by_deletion[shorter].append(folded)
            self._spellings.setdefault(folded, kind)

    def _candidates(self, text: str, folded: str) -> Iterator[str]:
        """Yield the values, numbers aside, that a text may hold; none that it holds is left out."""
        runs = _RUN.findall(folded)
        if "%" in text:
            runs += _RUN.findall(_fold(unquote_plus(text)))
        for run in dict.fromkeys(runs):
            yield from self._by_run.get(run, ())
        yield from self._without_run

    def _find_numbers(self, text: str) -> Iterator[Span]:
        for stretch in _STRETCH.finditer(text):
            places = [i for i in range(*stretch.span()) if text[i].isdecimal()]
            digits = "".join(text[i] for i in places)
            for length in self._number_lengths:
                for first in range(len(digits) - length + 1):
                    value = self._numbers.get(digits[first : first + length])
                    start, end = places[first], places[first + length - 1] + 1
                    if value is not None and _stands_alone(text, start, end):
                        yield Span(start, end, self._sought[value], text[start:end], 1.0)

    def _misspelt(self, text: str) -> Iterator[Span]:
        words = [match.span() for match in _WORD.finditer(text)]
        for count, sizes in self._sizes.items():
            for first in range(len(words) - count + 1):
                start, end = words[first][0], words[first + count - 1][1]
                window = " ".join(text[start:end].casefold().split())
                size = len(window)
                if size < _SHORTEST_MISSPELT or sizes.isdisjoint((size - 1, size, size + 1)):
                    continue
                value = self._one_letter_apart(window, count)
                if value is not None:
                    yield Span(start, end, self._spellings[value], text[start:end], 0.8)

    def _one_letter_apart(self, window: str, words: int) -> str | None:
        if window in self._spellings:  # the exact search has found it
            return None
        for shorter in _deletions(window):
            for value in self._by_deletion.get(shorter, ()):
                if (
                    value.count(" ") + 1 == words
                    and OSA.distance(window, value, score_cutoff=1) == 1
                    and _is_misspelling(window, value)
                ):
                    return value
        return None


def further_names(text: str, names: Iterable[Span]) -> Iterator[Span]:
    """Find what else of a name a text has, once a part of it is found.

    "It's Priya here, Priya Raghunathan": the given name again, with a surname behind it.
    """
    spans = list(dict.fromkeys(names))
    again: Iterable[Span] = ()
    if _may_say_again(text, spans):
        again = KnownValues({span.value: "name" for span in spans}).scan(text)
    for span in [*spans, *again]:
        yield span
        more = _FURTHER.match(text, span.end)
        if more is None and (span.start == 0 or text[: span.start].rstrip()[-1:] in _CLAUSE_ENDS):
            more = _FURTHER_LOWER.match(text, span.end)
        if more is not None:
            yield Span(span.start, more.end(), "name", text[span.start : more.end()], span.score)


def _may_say_again(text: str, names: Sequence[Span]) -> bool:
    """Tell cheaply whether a word beside some names begins like one of them."""
    starts = {(p[0], n) for name in names for p in name.value.casefold().split() for n in _near(p)}
    return any(
        (word.group()[0], word.end() - word.start()) in starts
        and not any(name.start <= word.start() < name.end for name in names)
        for word in _WORD.finditer(_fold(text))
    )


def _near(part: str) -> range:
    return range(max(_SHORTEST_PART, len(part) - 1), len(part) + 2)


def _fold(text: str) -> str:
    """Return a text without case, in which every character keeps its place."""
    return text.lower() if text.isascii() else "".join(map(_fold_character, text))


def _fold_character(character: str) -> str:
    if character in "İı":
        return "i"
    folded = character.casefold()
    return folded if len(folded) == 1 else character


def _forms(value: str) -> dict[str, None]:
    return dict.fromkeys((value, *(form(value, errors="replace") for form in (quote, quote_plus))))


def _places(text: str, form: str) -> Iterator[tuple[int, int]]:
    """Yield where a form stands in a text; any white space in it matches any other."""
    first, *others = form.split() or [""]
    start = text.find(first) if first else -1
    while start >= 0:
        end = start + len(first)
        for piece in others:
            gap = len(text[end:]) - len(text[end:].lstrip())
            end = end + gap + len(piece) if gap and text.startswith(piece, end + gap) else -1
            if end < 0:
                break
        if end >= 0 and _stands_alone(text, start, end):
            yield start, end
        start = text.find(first, start + 1)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 1]
    return before not in _WORD_CHARACTERS and after not in _WORD_CHARACTERS


def _deletions(text: str) -> dict[str, None]:
    """Return a text and all that is left of it without one letter, always in the same order.

    Two texts that are one edit apart (one letter wrong, missing, added, or two swapped) share one.
    """
    return dict.fromkeys((text, *(text[:i] + text[i + 1 :] for i in range(len(text)))))


def _may_be_misspelt(folded: str) -> bool:
    letters = sum(character.isalpha() for character in folded)
    return (
        letters >= _SHORTEST_MISSPELT
        and letters * 2 > len(folded)
        and folded not in _EVERYDAY_NAMES
        and not folded.isspace()
    )


def _is_misspelling(window: str, value: str) -> bool:
    """Tell a misspelling from another word or number."""
    if [c for c in window if c.isdigit()] != [c for c in value if c.isdigit()]:
        return False
    # A plural or a possessive of a known word is that word; the exact search has found it.
    return window[0] == value[0] or len(value) >= _SHORTEST_WITH_WRONG_START
