"""Places in a list: "the second", "number 3", "the last one", "compare 1 and 3"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise

from nlu_models.entities.found import Found
from nlu_models.entities.numbers import SMALL_NUMBERS, UNIT_AFTER
from nlu_models.entities.parts import before, compiled, listed

_ORDINALS = {
    word: place
    for place, word in enumerate(
        listed("first second third fourth fifth sixth seventh eighth ninth tenth"), 1
    )
}
_LAST = "last"
_BUT_ONE = r"(?:(?:second|2nd|next)[ -](?:to[ -])?last|penultimate)"
_WORDS = "|".join(_ORDINALS)
_NTH = rf"(?:{_BUT_ONE}|{_WORDS}|(?:[1-9]|10)(?:st|nd|rd|th))\b"
_SMALL = "|".join(SMALL_NUMBERS)
_DIGIT = r"(?:[1-9]|1\d|20)(?![\w%°½]|[.,:/\-–]\d|\s?[£$€])"
# What follows a place when nothing else is counted: "the second order" is no place in a list.
_OVER = (
    r"(?=\s*(?:$|[.,;:!?)\]\"”…/\n])|\s+(?:please|pls|and|or|vs|versus|with|is|isn't|are|in|look|looks|has|"
    r"does|do|come|comes|for|too|then|instead|thanks|thank|against|but|available|seems?|sounds?)\b)"
)
_THING = r"(?:ones?|options?|results?|choices?|suggestions?|picks?|recommendations?)\b"
_BOUGHT = r"(?!\s+(?:that\s+)?(?:i|we|you)\s+(?:have\s+)?(?:bought|ordered|got|had|received|sent))"
_THE = r"\b(?:the|that|this|your|and|or|vs|versus|than)\s+"

# What may be asked of a thing: "does the second keep", "is the first warm"; no noun, as of "is the
# first order here".
_OF_THING = (
    r"(?:any|as|really|actually|also|still|suitable|made|machine|warm|warmer|waterproof|windproof|"
    r"washable|breathable|insulated|light|lighter|lightweight|heavy|heavier|big|bigger|small|"
    r"smaller|good|better|cheap|cheaper|vegan|leather|strong|sturdy|easy|adjustable|keep|fit|fold|"
    r"work|dry|need|weigh|hold|pack|run|last|float|stay|feel|take|go|open|close|have|use|cost|leak|"
    r"smell|stretch|shrink|stand|sleep|charge|shine|be)\b"
)
# "The second", "first and third"
_POINTED_AT = compiled(rf"{_THE}(?P<place>{_NTH}|{_LAST}){_OVER}")
_PLACES = tuple(
    compiled(expression)
    for expression in (
        # "the second one", "last option"
        rf"(?<![\w'’-])(?P<place>{_NTH}|{_LAST})\s+{_THING}{_BOUGHT}",
        rf"\b(?P<place>{_NTH})(?=\s+(?:and|or|vs|versus|with)\s+(?:the\s+)?(?:{_NTH}|{_LAST}){_OVER})",
        rf"\b(?:is|are|was|do|does|did|has|have|can|could|will|would)\s+the\s+"
        rf"(?P<place>{_NTH}|{_LAST})(?=\s+{_OF_THING})",
        # "the weight of the second", and no date
        rf"\b(?:what|whats|what['’]s|which|how)\b[^.?!]*\b(?:of|on|for|in|with)\s+the\s+"
        rf"(?P<place>{_NTH}|{_LAST})(?=\W*$)",
        # "number 3", "option two", "#2", "no. 4"
        rf"(?P<said>\b(?:number|nr|option|choice|result)\s*(?P<place>{_DIGIT}|(?:{_SMALL})\b))",
        rf"(?P<said>(?:#\s?|\bno\.\s*)(?P<place>{_DIGIT}))",
        rf"(?P<said>\bno\s(?P<place>{_DIGIT})){_OVER}",
        # "tell me about 2", "more like 3"
        rf"\b(?:(?:tell me|know|hear|more|details|info)\s+about|more\s+like)\s+"
        rf"(?P<place>{_DIGIT}){_OVER}",
        # the whole message
        rf"^\W*(?:the\s+)?(?P<place>{_NTH}|[1-9]|10|{_LAST}|(?:{_SMALL})\b)(?:\s+(?:please|pls))?\W*$",
        rf"^\W*(?:i['’]?ll (?:take|have)|take|pick|choose|show me|i(?:['’]d like| choose| pick)|"
        rf"(?:let['’]?s )?go (?:for|with))\s+(?P<place>{_DIGIT})(?:\s+(?:please|pls))?\W*$",
    )
)
_OF_A_KIND = compiled(rf"\b(?:the|that|this)\s+(?P<place>{_NTH})\s+")
# "compare 1 and 3", "2 vs 4"
_COMPARED = compiled(r"\b(?:compar\w+|differences?|versus|vs|choose between|decide between)\b")
_COMPARED_PLACE = compiled(rf"(?<![\w.,£$€#+\-])(?P<place>{_DIGIT})(?:{_OVER}|(?=\s+to\b))")
# The whole message: "1 and 3", "2, 3 or 4"
_LIST = compiled(
    rf"^\W*(?:numbers?\s+|options?\s+)?{_DIGIT}(?:\s*(?:,|and|&|or|\+)\s*{_DIGIT})+(?:\s+please)?\W*$"
)
_IN_LIST = compiled(rf"(?P<place>{_DIGIT})")
# "the first two", "last 3 options"
_SEVERAL = compiled(rf"\b(?P<side>first|{_LAST})\s+(?P<count>[2-5]|two|three|four|five)\b")
_SEVERAL_WHAT = compiled(rf"{_OVER}|\s+{_THING}")
_NO_PLACE_BEFORE = compiled(
    r"\b(?:order|phone|mobile|telephone|tracking|house|flat|model|article|account|customer|card|door|"
    r"reference|invoice|ticket|apartment|my|at|\d+)\s*(?:the\s+)?$"
)
_DATE_BEFORE = compiled(r"\b(?:on|by|until|till|since|before|after|from|between|for|in|of)\s+$")
_ADDRESS_AFTER = compiled(
    r",?\s+(?-i:[A-Z])\w+\s+(?:street|road|lane|avenue|way|close|drive|court)\b"
)
_WORTH_A_LOOK = compiled(rf"\d|\b(?:{_WORDS}|{_LAST}|{_SMALL})\b")


def find_ordinals(text: str, starts: Collection[int]) -> Iterator[Found]:
    """Yield all places in a list; they may overlap.

    Args:
        text: The message.
        starts: Where words of the catalogue start: of them a place may be ("the second blue
            jacket").
    """
    if not _WORTH_A_LOOK.search(text):
        return
    for match in _SEVERAL.finditer(text):
        space = len(text) - len(text[match.end() :].lstrip())
        if _SEVERAL_WHAT.match(text, match.end()) or space in starts:
            yield from _several(match)
    for pattern in _PLACES:
        for match in pattern.finditer(text):
            if not _is_no_place(text, match):
                yield _found(match)
    for match in _POINTED_AT.finditer(text):
        if not _DATE_BEFORE.search(before(text, match.start())):
            yield _found(match)
    for match in _OF_A_KIND.finditer(text):
        if match.end() in starts:
            yield _found(match)
    if _COMPARED.search(text):
        yield from map(_found, _COMPARED_PLACE.finditer(text))
    if _LIST.search(text):
        yield from map(_found, _IN_LIST.finditer(text))


def _is_no_place(text: str, match: re.Match[str]) -> bool:
    """Whether the neighbours show that a number counts, measures or names something else."""
    end = match.end("place")
    counts = match["place"].isdecimal() and UNIT_AFTER.match(text, end)
    return bool(
        counts
        or _NO_PLACE_BEFORE.search(before(text, match.start()))
        or _ADDRESS_AFTER.match(text, end)
    )


def _found(match: re.Match[str]) -> Found:
    said = "said" if "said" in match.re.groupindex else "place"
    return Found(*match.span(said), "ordinal", _place(match["place"]))


def _place(said: str) -> int:
    said = said.casefold()
    if said.endswith((_LAST, "penultimate")):
        return -1 if said == _LAST else -2
    return _ORDINALS.get(said) or SMALL_NUMBERS.get(said) or int(re.sub(r"\D", "", said))


def _several(match: re.Match[str]) -> Iterator[Found]:
    """Yield one place each; they share the words out, because entities must not overlap."""
    count = _place(match["count"])
    start, end = match.span("count")
    cuts = [start + at * (end - start) // (count - 1) for at in range(count)]
    first = -count if match["side"].casefold() == _LAST else 1
    yield Found(*match.span("side"), "ordinal", first)
    for at, (cut, next_cut) in enumerate(pairwise(cuts), 1):
        yield Found(cut, next_cut, "ordinal", first + at)
