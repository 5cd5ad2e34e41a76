"""Whether a message asks something, and what of a product, by its words."""

from __future__ import annotations

import re

from actions.recommendation.question_words import QUESTION_WORDS, Figure
from actions.recommendation.text import STOP_WORDS, words

# How a question begins; one place for all that asks whether something is one.
_OPENERS = (
    r"(?:(?:and|but|so|ok(?:ay)?|hm+|oh|ah|wait|sorry|by the way|btw|nice|great|lovely|cool|right|"
    r"well)\b[\s,.!]*)*"
)
_SOMEONE = r"(?:it|they|that|this|these|those|them|the|there|she|he|i|we|you)\b"
# Not "do it please", nor "can't find it".
_VERB = (
    r"(?:is|are|am(?= i\b)|was|were|do(?!(?: it| that| this| so| please)+\W*$)|does|did|has|have|"
    r"can|could|will|would|shall|should)\b(?!['’]t)|"
    rf"(?:is|are|was|do|does|did|has|have|ca|could|wo|would|should)n?['’]?t {_SOMEONE}"
)
_ASKING = r"(?:how|what|which|who|whose|when|where|why)(?:['’]?(?:s|re|d|ll))?\b"
_BEGINS = re.compile(rf"^\W*{_OPENERS}(?:{_VERB}|{_ASKING})", re.I)
_ANSWERED = re.compile(r"^\W*(?:yes|yeah|no|nope|thanks|thank you)\b[\s,.!]*", re.I)
# A verb before the one that it is about, or a question word in the middle.
_WITHIN = re.compile(
    rf"\b(?:is|are|will|would|does|do|can|could|has|have|should)\s+{_SOMEONE}|"
    r"\b(?:how|what)(?:['’]?s| is| are| do| does)\b",
    re.I,
)
_HOW = re.compile(r"\b(?:how|what|which|who|when|where)", re.I)
_INNER = re.compile(
    r"\b(?:is|are|will|would|does|do|can|could|has|have)\s+(?:it|they|that|this|these|those)\b",
    re.I,
)
_CLAUSE_END = re.compile(
    r"(?<=[.!?;])\s+|,\s+(?=(?:and |but |so )?"
    r"(?:is|are|was|does|do|has|have|can|could|will|would|how|what|which)\b)"
)
_ANOTHER = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|right|cool|hm+|oh|so)\b\W*)*"
    r"(?:and|(?:what|how|hows|whats)(?: |')?(?:is |s )?about|same (?:for|with|of))\b",
    re.I,
)


def is_question(text: str) -> bool:
    """Whether a text is a question by its form: it begins as one, or has a question mark."""
    return text.rstrip().endswith("?") or _BEGINS.match(text) is not None


def _asks(clause: str) -> bool:
    clause = _ANSWERED.sub("", clause)
    return is_question(clause) or _WITHIN.search(clause) is not None


def question_in(text: str) -> str | None:
    """Return the clause of a message that asks something; None where none does."""
    clauses = [part for part in _CLAUSE_END.split(" ".join(text.split())) if part]
    asking = [part for part in clauses if _asks(part)]
    if not asking:
        return None
    clause = asking[-1]
    begun = _INNER.search(clause)
    cut = begun is not None and _HOW.search(clause[: begun.start()]) is None
    if begun is not None and cut and not any(letter.isdigit() for letter in clause):
        # "The first sounds good but is it easy to open, she's got arthritis"
        clause = clause[begun.start() :].split(",")[0]
    return clause


def asks_same_of_another(text: str) -> bool:
    """Whether a message may ask the last question again, of another product: "and the X?"."""
    return _ANOTHER.search(text) is not None


def figures(text: str) -> list[Figure]:
    """Return what a question asks for, the likeliest first."""
    return QUESTION_WORDS.figures(text)


def telling(text: str) -> list[str]:
    """Return the words of a text that are none of asking, in order."""
    return [word for word in words(text) if word not in STOP_WORDS]
