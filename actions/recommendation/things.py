"""Which things a message names, and how: wished for, refused, or beside what is wished for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from actions.recommendation.text import STOP_WORDS, folded, in_place, stem
from actions.recommendation.turn import Span

_TOKEN = re.compile(
    r"(?:[a-z]-(?=[a-z]))?(?:[^\W\d_]@)+(?:['’](?:[^\W\d_]@)+)?|\d+(?:[.,]\d+)?|[^\w\s]".replace(
        "@", "[\u0300-\u036f]*"
    ),
    re.I,
)
# Who says what they want begins a phrase of its own, whatever stood before.
_ASKS = re.compile(
    r"\b(?:need|want|wanted|like|prefer|after|looking (?:for|at)|look for|search(?:ing)? for|"
    r"show me|find(?: me)?|buy|get(?: me)?|have|got|sell|stock|any|interested in|"
    r"(?:how|what) about|"
    r"(?:kinds?|types?|sorts?|range|selection|choice|pairs?|sets?|need|lots|couple|bit|one|some)"
    r" of|shop for|go for|go with|see)\b"
)
_BESIDE = re.compile(
    r"\b(?:for|with|without|in|inside|into|on|onto|under|over|against|to|at|from|by|near|of|that|"
    r"which|who|whose|because|if|so|while|since|when|where|than|like|fits?|between|around)\b"
)
_REFUSES = re.compile(
    r"\b(?:not|no|but|without|nor|except|isn'?t|aren'?t|instead of|rather than|"
    r"(?:don'?t|do not|didn'?t)(?: (?:want|need|like|mean))?)\s+"
    r"(?:be\s+)?(?:(?:an?|any|the|these|those|more|your)\s+)?(?:[\w-]+\s+)?$"
)
_HYPHENED = re.compile(r"-[a-z]")
_ALL_BUT = re.compile(r"\b(?:any|every)thing but$")
_YOU_LACK = re.compile(r"\b(?:you|u)\s+(?:don'?t|do not)\s+(?:do|sell|have|stock|carry)\s+")
_LOOKED_BACK = 100  # characters, in which a thing is refused
_CLAUSE_END = frozenset('.,;:!?()–—"“”\n')
_JOINS = frozenset(("and", "or", "plus", "but", "also", "&"))
# What follows them is done, not had: "I press", "to light".
_DOERS_TEXT = "i you we they he she it to can will would could should must might may"
DOERS = frozenset(_DOERS_TEXT.split())
# What follows them is a quality: "something light", "it's light".
_OF_QUALITY_TEXT = """
    something anything everything nothing very too quite so really is are be was it's that's its
    super pretty fairly more most less as how
"""
OF_QUALITY = frozenset(_OF_QUALITY_TEXT.split())
_COVERING = frozenset(
    ("color", "size", "price", "brand", "product", "amount", "critique", "ordinal")
)
_QUALITY = frozenset(("attribute", "color", "size", "price", "amount", "wearer", "critique"))

# Names of things that are qualities too.
_ALSO_QUALITIES = frozenset(("light",))


@dataclass(frozen=True)
class Thing:
    """A thing that a message names.

    Attributes:
        noun: The noun as said.
        before: The word before it that tells which; empty where none does.
        start: First character of the noun.
        end: The character after it.
        refused: Whether it is refused: "not wellies".
        aside: Whether it only tells more of another: "a light for my tent".
        unsure: Whether a word follows that may be the noun in its place: "tent pegs".
    """

    noun: str
    before: str
    start: int
    end: int
    refused: bool
    aside: bool
    unsure: bool

    @property
    def words(self) -> str:
        """The thing as said."""
        return f"{self.before} {self.noun}".strip()


@dataclass(frozen=True)
class Token:
    """A word or a mark.

    Attributes:
        text: In lower case.
        start: First character.
        end: The character after it.
    """

    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word without hyphen and possessive ending."""
        return self.text.replace("-", "").removesuffix("'s")

    @property
    def content(self) -> bool:
        """Whether it is a word that may name something."""
        return self.text[0].isalpha() and self.word not in STOP_WORDS and len(self.word) > 1


def things(text: str, spans: Sequence[Span], is_noun: Callable[[str], bool]) -> list[Thing]:
    """Return the things that a message names, in its order.

    Args:
        text: The message.
        spans: Where it says what filters see to.
        is_noun: Whether the stem of a word is what things are called.
    """
    said, tokens = in_place(text), tokens_of(text)
    clauses = Clauses(said, tokens)
    found = []
    for at, token in enumerate(tokens):
        if not token.content or len(token.word) < 3 or not is_noun(stem(token.word)):
            continue
        if _kinds_at(token, spans) & _COVERING or _does(tokens, at, is_noun):
            continue
        if _HYPHENED.match(said, token.end):
            continue  # "short-sleeved" asks for no shorts
        after = tokens[at + 1] if at + 1 < len(tokens) else None
        follows = after is not None and after.content and not _kinds_at(after, spans) & _QUALITY
        if follows and after is not None and is_noun(stem(after.word)):
            continue  # the camera of a camera backpack
        before = tokens[at - 1] if at else None
        if before is None or not before.content or _kinds_at(before, spans) & _COVERING:
            before = None
        refused = clauses.refuse(at) or any(
            span.refused and span.start <= token.start < span.end for span in spans
        )
        aside = not refused and clauses.put_aside(at)
        word = before.word if before is not None else ""
        found.append(
            Thing(
                token.text.removesuffix("'s"), word, token.start, token.end, refused, aside, follows
            )
        )
    return found


def tokens_of(text: str) -> list[Token]:
    """Return the words and marks of a text."""
    return [Token(folded(m.group()), *m.span()) for m in _TOKEN.finditer(in_place(text))]


def covered(token: Token, spans: Sequence[Span], kinds: Collection[str] = ()) -> bool:
    """Whether filters see to a word: those of some kinds, or of any."""
    at = _kinds_at(token, spans)
    return bool(at.intersection(kinds) if kinds else at)


class Clauses:
    """What stands before the words of a text, since the last comma or word that joins things.

    Args:
        said: The text, folded in place.
        tokens: Its words and marks.
    """

    def __init__(self, said: str, tokens: Sequence[Token]) -> None:
        self._said = said
        self._tokens = tokens
        self._starts: list[int] = []
        start = 0
        for token in tokens:
            self._starts.append(start)
            if token.text in _CLAUSE_END or token.text in _JOINS:
                before = said[max(0, token.end - _LOOKED_BACK) : token.end]
                start = token.start if _ALL_BUT.search(before) else token.end
        asking = (found.end() for cue in (_ASKS, _YOU_LACK) for found in cue.finditer(said))
        self._asked = sorted(asking)
        self._beside = [found.start() for found in _BESIDE.finditer(said)]

    def refuse(self, at: int) -> bool:
        """Whether a word's clause refuses what it names; "you don't do tents" does not."""
        end = self._tokens[at].start
        before = self._said[max(self._starts[at], end - _LOOKED_BACK) : end]
        return _REFUSES.search(_YOU_LACK.sub("have ", before)) is not None

    def put_aside(self, at: int) -> bool:
        """Whether a word only tells more of a thing: a preposition follows what asks for that."""
        end = self._tokens[at].start
        asked = bisect_right(self._asked, end)
        start = max(self._starts[at], self._asked[asked - 1] if asked else 0)
        first = bisect_left(self._beside, start)
        return first < len(self._beside) and self._beside[first] < end


def _kinds_at(token: Token, spans: Sequence[Span]) -> set[str]:
    return {span.kind for span in spans if span.start < token.end and token.start < span.end}


def _does(tokens: Sequence[Token], at: int, is_noun: Callable[[str], bool]) -> bool:
    """Whether a word is used as a verb, or as a quality: "small and light"."""
    if at == 0 or tokens[at].word.endswith("s"):
        return False
    joined = at > 1 and tokens[at - 1].text in _JOINS and tokens[at].word in _ALSO_QUALITIES
    if joined and tokens[at - 2].content and not is_noun(stem(tokens[at - 2].word)):
        return True
    return tokens[at - 1].text in DOERS | OF_QUALITY
