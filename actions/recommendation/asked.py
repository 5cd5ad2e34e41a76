"""Which attributes of a product a question is about, by its words."""

from __future__ import annotations

import re
from typing import NamedTuple

from actions.recommendation.text import STOP_WORDS, words


class Figure(NamedTuple):
    """What may be asked for.

    Attributes:
        names: Attributes; those that a product has answer.
        label: What the answer calls it where the product has none of them.
    """

    names: tuple[str, ...]
    label: str


# The words of a question, the attributes that answer it, and how to call them.
_ASKED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (r"how (?:heavy|light)|weigh\w*|heavy", ("weight",), "weight"),
    (
        r"wash\w*|launder\w*|clean(?:ed|ing)?|(?:i|we|you|to) iron|iron(?:ed|ing)|tumble|dryer|"
        r"dishwasher|"
        r"care(?: for)?|look after",
        ("dishwasher-safe", "care"),
        "care",
    ),
    (r"how bright|lumens?|brightness", ("lumens",), "brightness"),
    (
        r"pack(?:s|ed)?\b.*\b(?:down|small|size|big)|(?:big|small|size|large)\b.*\b(?:packed|pack)\b|"
        r"how small",
        ("packed size", "dimensions"),
        "packed size",
    ),
    (
        r"how (?:big|large|wide)\b.*\b(?:face|dial|case)|"
        r"(?:face|dial|case) (?:size|diameter|width)",
        ("case",),
        "case size",
    ),
    (
        r"how (?:big|large)|lit(?:re|er)s?|capacity|volume|holds?|how much (?:can|does|will)\b.*"
        r"\b(?:hold|fit|carry|take)",
        (
            *("capacity", "volume", "dimensions", "packed size", "height", "diameter", "length"),
            *("sleeps", "back"),
        ),
        "capacity",
    ),
    (
        r"how many (?:people|persons|adults|fit|can)|sleeps?|berths?|servings?|serves?",
        ("sleeps", "serves"),
        "sleeps",
    ),
    (
        r"how (?:tall|high)|height|headroom|stand up in(?:side)?|"
        r"(?:i|we|you|adults?) stand up(?! to)",
        ("height",),
        "height",
    ),
    (r"how long (?:is|are)|length|longest|shortest|long enough", ("length", "inseam"), "length"),
    (r"how wide|width|diameter", ("diameter", "width", "case"), "width"),
    (r"how thick|thickness", ("thickness",), "thickness"),
    (
        r"(?:keeps?|stays?|stay)\b.*\b(?:hot|warm)|hot\b.*\b(?:long|hours?)",
        ("keeps hot",),
        "keeps hot",
    ),
    (r"(?:keeps?|stays?|stay)\b.*\b(?:cold|cool)", ("keeps cold",), "keeps cold"),
    (
        r"how long (?:does|will|do|is|are)\b.*\b(?:last|battery|batteries|burn|charge|run|shine|"
        r"light|go)\b|battery (?:life|time)|run ?time|burn(?:ing)? ?times?|burns? (?:for|long\w*)|"
        r"hours\b.*\b(?:charge|last|burn)",
        ("burn time", "battery"),
        "battery life",
    ),
    (
        r"batter(?:y|ies)|re-?charg\w*|charger?s?|usb",
        ("rechargeable", "battery", "in the box", "burn time"),
        "battery",
    ),
    (
        r"how (?:warm|cold)|warm enough|temperatures?|temp|degrees|minus|below (?:zero|freezing)|"
        r"comfort rating",
        ("comfort", "limit"),
        "comfort temperature",
    ),
    (
        r"how (?:waterproof|water-?resistant|deep|wet)|water column|hydrostatic head|"
        r"water resist\w*|water ?rating|ipx?\d*|shower\w*|swim\w*|div(?:e|ing)|submer\w*|"
        r"(?:in|into|under|through|for|against|off|out|with|keeps?|stops?|survives?|withstands?|"
        r"stands?|handles?|resists?) (?:\w+ ){0,2}?(?:rain|wet|river|sea|lake)(?! (?:colou?r|blue|"
        r"green|grey|district))|gets? wet",
        ("water resistance", "water rating", "water column"),
        "water resistance",
    ),
    (r"made (?:of|from)|materials?|fabrics?|what stuff", ("material",), "material"),
    (r"where (?:is|are|was|were) .*made|made where|country|origin", ("origin",), "origin"),
    (r"(?:what|which) (?:colou?rs?)|colou?rs", ("color",), "colours"),
    (r"brand|who makes|makers?|manufacturer", ("brand",), "brand"),
    (
        r"what(?:'?s| is) the (?:fit|cut)|what (?:fit|cut)|how (?:does|do) (?:it|they) fit",
        ("fit",),
        "fit",
    ),
    (
        r"in the box|what(?:'?s| is) in|(?:come|comes|get|got|supplied|sold|"
        r"include[sd]?)\b.*\b(?:with|w/?)|included?|includes|do (?:i|we|you) get\b.*\bwith",
        ("in the box",),
        "contents of the box",
    ),
    (r"how much(?: (?:is|are|does|do|for|would)\b|(?=\W*$))|prices?|costs?", ("price",), "price"),
    (
        r"(?:how'?s?|what'?s?|any|good|is|are)\b.*\b(?:rat(?:ed|ings?)|review(?:ed|s)?)|any good|"
        r"(?:people|buyers|customers|others?) (?:say|think)|stars",
        ("rating",),
        "rating",
    ),
    (r"zoom|megapixels?|resolution", ("resolution",), "resolution"),
)
# What stands between two words of a question; unbounded, many of the first make the search slow.
_BETWEEN = ".{0,80}"
_COMPILED = tuple(
    (re.compile(rf"\b(?:{said.replace('.*', _BETWEEN)})\b", re.I), Figure(names, label))
    for said, names, label in _ASKED
)
_OPENING = (
    r"^(?:(?:and|but|so|ok(?:ay)?|hm+|nice|great|lovely|cool|thanks|right|well|yes|no|oh)\b"
    r"[\s,.!\d]*)*"
)
# A question by its form: it begins as one, or has a verb before the one that it is about.
_QUESTION = re.compile(
    rf"{_OPENING}(?:(?:is|are|was|does|do|has|have|can|could|will|would|did|should|"
    r"isn'?t|aren'?t|doesn'?t|don'?t|won'?t|can'?t)\b|(?:how|what|which|who|when|where)(?:'?s)?\b)|\?\s*$|"
    r"\b(?:is|are|will|would|does|do|can|could|has|have|should)\s+"
    r"(?:it|they|that|this|these|those|them|the|there|she|he|i|we|you)\b|"
    r"\b(?:how|what)(?:'?s|s| is| are| do| does)\b",
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


def question_in(text: str) -> str | None:
    """Return the clause of a message that asks something; None where none does."""
    clauses = [part for part in _CLAUSE_END.split(" ".join(text.split())) if part]
    asking = [part for part in clauses if _QUESTION.search(part)]
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
    return [figure for pattern, figure in _COMPILED if pattern.search(text)]


def telling(text: str) -> list[str]:
    """Return the words of a text that are none of asking, in order."""
    return [word for word in words(text) if word not in STOP_WORDS]
