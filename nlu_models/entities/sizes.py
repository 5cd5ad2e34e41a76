"""Sizes of clothes and shoes: S to XXXL, "size 9", "UK 9", "in a large", "I'm a 12"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from nlu_models.entities.found import Found
from nlu_models.entities.numbers import NUMBER_WORDS, UNIT_AFTER, number_of
from nlu_models.entities.parts import OVER, compiled

_LETTERS_OF = {
    "extrasmall": "xs",
    "xsmall": "xs",
    "small": "s",
    "medium": "m",
    "med": "m",
    "large": "l",
    "extralarge": "xl",
    "xlarge": "xl",
    "extraextralarge": "xxl",
    "doubleextralarge": "xxl",
    "xxlarge": "xxl",
    "2xl": "xxl",
    "3xl": "xxxl",
    "2xs": "xxs",
}
_HALF = r"½| 1/2|,5| (?:and )?a half"
_DIGITS = rf"\d{{1,3}}(?:[.,]5|{_HALF})?"
_NUMBER = rf"{_DIGITS}(?![\w½]|[.,/]\d)"
_XL = r"(?:x{1,3}|[2-5]x)-?[sl](?![\w'’&-])"
_LETTER = rf"(?:{_XL}|[sml](?![\w'’&-]))"
_CAPITAL = r"(?-i:[SML])(?![\w'’&-])"
_WORD = r"(?:(?:(?:double|extra|xx?)[\s-]?){0,2}(?:small|large)|medium|med)\b"
_WHOSE = r"(?:(?:wo)?men['’]?s\s+)?(?:size\s+)?"
_REGIONAL = rf"(?:(?:uk|eu|us)\s?{_WHOSE}{_NUMBER}|{_DIGITS}\s?(?:uk|eu|us)\b)"
_ANY = rf"(?:{_REGIONAL}|{_NUMBER}|{_LETTER}|{_WORD})"
# "A large and roomy tent" goes on where "a large or medium, please" is over.
_WORD_OVER = (
    rf"(?=(?:\s*(?:,|/|\bor\b|\band\b|&)\s*(?:an?\s+|size\s+)?{_ANY})*(?:\s*(?:$|[.;:!?)\]\n])|"
    r",?\s+(?:please|pls|in|instead|then|thanks|thank|available|if|is|too)\b))"
)
_SIZED = rf"(?:(?:{_LETTER}|{_NUMBER}){OVER}|{_WORD}{_WORD_OVER})"
_ADVERB = r"(?:(?:usually|normally|generally|mostly|always|typically|probably)\s+)?"
_PERSON = r"\b(?:i|she|he|we|they|wife|husband|son|daughter|mum|dad|partner|boyfriend|girlfriend)"


_AND = r"(?:(?:and|or|but|what about|how about)\s+)*"


def _cases(*expressions: str) -> Sequence[re.Pattern[str]]:
    return tuple(compiled(expression) for expression in expressions)


_CASES = _cases(
    # "size 9", "my size is UK 9", "sz m"
    rf"\b(?:(?:size|sz)s?(?:\s+(?:is|of|an?))?[\s:=]+|(?:size|sz)(?=\d))(?P<size>{_ANY})",
    rf"\bsize(?:\s+is)?\s+(?P<size>{NUMBER_WORDS})\b",
    # "a medium size"
    rf"(?<![\w'’&.-])(?P<size>{_WORD}|{_LETTER})\s+sized?\b(?!\s+(?:up|down|guide|chart))",
    # "UK 9", "42 EU"; but "us 3" may be "show us 3"
    rf"(?<![\w.,£$€])(?P<size>(?:(?:uk|eu|(?-i:US))\s?{_WHOSE}{_NUMBER}"
    rf"|{_DIGITS}\s?(?:uk|eu|(?-i:US))\b))",
    rf"(?<![\w'’&-])(?P<size>{_XL})",
    r"\b(?P<size>(?:extra|x)[\s-]?(?:large|small))\b",
    # "in M", "in a large", "in an 8"
    rf"\bin\s+(?:an?|the|my)\s+(?P<size>{_SIZED})",
    rf"\bin\s+(?P<size>{_LETTER}{OVER}|{_WORD}{_WORD_OVER})",
    # "I'm a 12", "she usually takes a medium"
    rf"(?:{_PERSON}(?:['’]?m|['’]?s|\s+am|\s+is|\s+are)|\bim)\s+{_ADVERB}an?\s+(?P<size>{_SIZED})",
    rf"{_PERSON}\s+{_ADVERB}(?:wears?|takes?|needs?)\s+{_ADVERB}an?\s+(?P<size>{_SIZED})",
    rf"{_PERSON}\s+{_ADVERB}(?:wear|take|need)s?\s+{_ADVERB}(?P<size>{_LETTER}{OVER}|{_WORD}{_WORD_OVER})",
    rf"{_PERSON}\s+{_ADVERB}wears?\s+{_ADVERB}(?P<size>{_NUMBER}){OVER}",
    rf"\b(?:is|are|was|were)\s+(?:an?\s+)?(?P<size>{_CAPITAL}){OVER}",
    # "have you got a large", "is the M in stock", "a 9 please"
    rf"\b(?:the|an?|any)\s+(?P<size>{_CAPITAL}{OVER}|{_WORD}{_WORD_OVER})",
    rf"\ban?\s+(?P<size>{_NUMBER})\s+(?:please|pls|in stock)\b",
    # "women's medium", "mens L"
    rf"\b(?:wo)?men['’]?s\s+(?P<size>{_LETTER}{OVER}|{_WORD}{_WORD_OVER})",
    # the whole message
    rf"^\W*{_AND}(?P<size>{_LETTER}|{_WORD})(?:\s+please)?\W*$",
)
# Numbers so bare that only those of the catalogue count: "do you have it in 9", "I take 8.5"
_KNOWN_CASES = _cases(
    rf"(?<!pay )(?<!paid )(?<!paying )\bin\s+(?P<size>{_NUMBER}){OVER}",
    r"\bwaist\s+(?:is\s+|size\s+)?(?P<size>\d\d)\b",
    rf"{_PERSON}\s+{_ADVERB}takes?\s+{_ADVERB}(?P<size>{_NUMBER}){OVER}",
    # below is a place in a list
    rf"^\W*{_AND}(?P<size>(?:[6-9]|\d\d)(?:[.,]5|½)?)(?:\s+please)?\W*$",
    rf"(?<![\w.,£$€])(?P<size>{_NUMBER})\s+in\s+(?:shoes?|boots?|trainers?|footwear)\b",
)
_WAIST = compiled(r"(?<![\w.,])(?P<size>\d\d)(?:\s*(?:in|inch(?:es)?|\"))?\s+waist\b")
# After what it is the size of: "blue jacket, M"
_LAST = compiled(
    rf"\s*,?\s+(?P<size>{_LETTER}|{_WORD}|{_NUMBER})(?=\s*(?:,?\s*(?:please|pls))?[.!?]*\s*$)"
)
_MORE = compiled(rf"\s*(?:,|/|\bor\b|\band\b|&)\s*(?:an?\s+|size\s+)?(?P<size>{_SIZED})")
_WORTH_A_LOOK = compiled(
    r"\d|\b(?:size|sz|[sml]|x{1,3}-?[sl]|small|medium|med|large|xx?-?(?:small|large))s?\b"
)
# Shoes of adults in the system that a catalogue does not have: shoppers name these too.
_OTHER_SYSTEMS = {"uk": range(35, 49), "us": range(35, 49), "eu": range(3, 14)}
_PLAIN = compiled(rf"(?:size\s+)?{_ANY}")


def is_plain_size(size: str) -> bool:
    """Whether a size is a letter or a number, which only means a size in its context."""
    return _PLAIN.fullmatch(size.strip()) is not None


def _folded(size: str) -> str:
    """Return a size in one spelling: ``Medium``, ``m`` and ``size M`` meet, as do 9½ and 9.5."""
    folded = re.sub(r"\bsize\b|\b(?:wo)?men['’]?s\b", "", size.casefold())
    folded = re.sub(_HALF, ".5", folded)
    folded = re.sub(r"[\s-]", "", folded)
    folded = re.sub(r"^([\d.]+)(uk|eu|us)$", r"\2\1", folded)
    if folded.isalpha() and re.fullmatch(NUMBER_WORDS, size, re.IGNORECASE):
        return str(number_of(size))
    return _LETTERS_OF.get(folded, folded)


class SizeFinder:
    """Finds sizes and gives them in the catalogue's spelling.

    Args:
        sizes: The catalogue's sizes.
    """

    def __init__(self, sizes: Iterable[str]) -> None:
        self._spelling: dict[str, str] = {}
        for size in sizes:
            self._spelling.setdefault(_folded(size), size)
        for key, size in list(self._spelling.items()):
            if key.startswith("uk"):
                self._spelling.setdefault(key.removeprefix("uk"), size)
        systems = {key[:2] for key in self._spelling} & _OTHER_SYSTEMS.keys()
        others = {str(number) for system in systems for number in _OTHER_SYSTEMS[system]}
        self._known = {*self._spelling, *others}

    def find(self, text: str, starts: Collection[int], ends: Collection[int]) -> Iterator[Found]:
        """Yield all sizes; they may overlap.

        Args:
            text: The message.
            starts: Where words of the catalogue start: "an extra large tent" names no size.
            ends: Where they end.
        """
        if not _WORTH_A_LOOK.search(text):
            return
        for case in _CASES:
            for match in case.finditer(text):
                start, end = match.span("size")
                if end - start > 4 and self._next_word(text, end) in starts:
                    continue
                yield from self._and_more(text, start, end)
        for case in _KNOWN_CASES:
            for match in case.finditer(text):
                if _folded(match["size"]) in self._known:
                    yield from self._and_more(text, *match.span("size"))
        for at in ends:
            last = _LAST.match(text, at)
            if last and (not last["size"][0].isdecimal() or _folded(last["size"]) in self._known):
                yield from self._and_more(text, *last.span("size"))
        if waist := _WAIST.search(text):
            yield Found(*waist.span("size"), "size", self._value(waist["size"]))

    @staticmethod
    def _next_word(text: str, at: int) -> int:
        return at + len(text[at:]) - len(text[at:].lstrip())

    def _and_more(self, text: str, start: int, end: int) -> Iterator[Found]:
        """Yield the size at a place, and those that "or" and "and" add to it."""
        if UNIT_AFTER.match(text, end) and text[end - 1].isdecimal():
            return
        yield Found(start, end, "size", self._value(text[start:end]))
        while (more := _MORE.match(text, end)) and not UNIT_AFTER.match(text, more.end("size")):
            start, end = more.span("size")
            yield Found(start, end, "size", self._value(text[start:end]))

    def _value(self, said: str) -> str:
        folded = _folded(said)
        known = self._spelling.get(folded) or self._spelling.get(folded.removeprefix("uk"))
        if known is not None:
            return known
        return re.sub(r"^(UK|EU|US)(?=\d)", r"\1 ", folded.upper())
