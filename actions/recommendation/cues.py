"""The words by which a message tells what to do with a list: order it, undo, "like the second"."""

from __future__ import annotations

import re
from collections.abc import Mapping

# About others than the products that are being talked about.
_ELSEWHERE = (
    r"any|anything|something|others?|ones|only|show|list|find|look(?:ing)?|search\w*|"
    r"do you (?:have|sell)|have you got"
)
_CUES: Mapping[str, str] = {
    "it": r"\b(?:it|this|that)\b",
    # About more than the one product that is being talked about.
    "several": rf"\b(?:{_ELSEWHERE}|these|those|them|all)\b(?! it\b)",
    "elsewhere": rf"\b(?:{_ELSEWHERE})\b(?! it\b)",
    # Of two that were compared, the one that is not being talked about.
    "other_one": r"\bthe other(?: one\b|\s*(?:$|[?.!,]))",
    "women": r"\b(?:wom[ae]n'?s?|lad(?:y|ies)|girls?|her|she|wife|daughter|mum|girlfriend)\b",
    # A place in a row, and no number of the list.
    "nth": r"\b(?:first|second|third|fourth|last|penultimate|\d+(?:st|nd|rd|th))\b",
    "they": r"\b(?:they|them|both|either|these|those)\b",
    "two": r"\b(?:two|both|either)\b",
    "similar": r"\b(?:(?:more|something|anything|others?|ones?|show me|just|stuff|what's|is)\s+"
    r"(?:\w+\s+){0,2}?(?:like|similar to|along the lines of)|similar)\b|"
    # "Like the second but waterproof", "the second one, but in black".
    r"^\W*(?:but\s+)?like\s+(?:the|that|this|number|no)\b|"
    r"\b(?:same|first|second|third|fourth|fifth|last|that|this)(?:\s+one)?\s*,?\s+but\b",
    "dislike": r"\b(?:(?:don'?t|do not|didn'?t|not)\s+(?:really\s+)?(?:like|keen|fond|fancy|want)|"
    r"hate|dislike|none of|not (?:the|that|this|those|these))\b",
    "also": r"\b(?:also|as well|too|plus|or)\b",
    "undo": r"\b(?:undo|revert|go back|back to (?:the )?(?:previous|last|earlier)|"
    r"(?:previous|earlier) (?:list|results|ones|search))\b|^\W*(?:take (?:me|it) )?back\W*$",
    "reset": r"\b(?:start (?:over|again|afresh)|new search|"
    r"(?:clear|reset|forget) (?:all )?(?:that|(?:the |my )?(?:filters?|search|everything)))\b",
    "in_stock": r"\b(?:only )?(?:in stock|available now)\b",
    "any_stock": r"\b(?:sold[- ]out|out[- ]of[- ]stock|not in stock) (?:ones|too|as well|also|is "
    r"(?:ok|okay|fine))\b",
}
_COMPILED = {name: re.compile(pattern, re.I) for name, pattern in _CUES.items()}

_SORT_CUES: tuple[tuple[str, str], ...] = (
    (
        "price",
        r"\b(?:cheapest|lowest[- ]price[ds]?|least expensive|least pricey|"
        r"(?:as )?cheap(?:ly)? as (?:possible|poss|you can|can be|it gets))\b",
    ),
    ("-price", r"\b(?:dearest|most expensive|priciest|highest[- ]price[ds]?)\b"),
    ("rating", r"\b(?:best|highest|top)[- ](?:rated|reviewed|rating|ratings|reviews)\b"),
    ("sold", r"\b(?:best[- ]?sell(?:er|ers|ing)|most popular|top sell(?:er|ers|ing))\b"),
    ("age", r"\b(?:newest|latest|most recent|new in)\b"),
    ("weight", r"\blightest\b"),
    ("-capacity", r"\b(?:biggest|largest|roomiest)\b"),
    ("capacity", r"\bsmallest\b"),
)
_BUDGET_CUE = re.compile(
    r"\b(?:budget|spend(?:ing)?|afford|pay(?:ing)?|limit|max(?:imum)?|(?:at (?:the )?|the )most|"
    r"up ?to|(?:more|over|above|higher) than|under|below|less than)\b",
    re.I,
)
_FREE_CUE = re.compile(
    r"\b(?:any|doesn'?t matter|don'?t (?:mind|care)|whatever|no preference|regardless|irrelevant|"
    r"(?:forget|drop|ignore|lose|remove|never mind|not fussed)(?: about)?(?: (?:the|my))?)\b",
    re.I,
)
_FACET_WORDS: Mapping[str, str] = {
    "color": r"\bcolou?rs?\b",
    "size": r"\bsizes?\b",
    "brand": r"\b(?:brands?|makes?|makers?)\b",
    "material": r"\b(?:materials?|fabrics?)\b",
    "price": r"\b(?:prices?|budget|cost|money|limit)\b",
}


def says(text: str, name: str) -> bool:
    """Whether a text has a cue: a name of ``_CUES``."""
    return bool(_COMPILED[name].search(text))


def sort_of(text: str) -> str | None:
    """Return the order that superlatives ask for ("cheapest"), as ``Recommender.search`` has it."""
    return next((key for key, cue in _SORT_CUES if re.search(cue, text, re.I)), None)


def without_orders(text: str) -> str:
    """Return a text without superlatives: these are orders to sort by, not words to find."""
    for _, cue in _SORT_CUES:
        text = re.sub(cue, " ", text, flags=re.I)
    return text


def of_budget(text: str) -> bool:
    """Whether an amount of money in a text is the most that is to be spent."""
    return bool(_BUDGET_CUE.search(text))


def freed_in(text: str) -> tuple[str, ...]:
    """Return the parts that a text no longer minds ("any colour", "the price doesn't matter")."""
    if not _FREE_CUE.search(text):
        return ()
    return tuple(part for part, cue in _FACET_WORDS.items() if re.search(cue, text, re.I))


def without_freeing(text: str) -> str:
    """Return a text without words that free a part: "forget the colour" names nothing to find."""
    if any(re.search(cue, text, re.I) for cue in _FACET_WORDS.values()):
        return _FREE_CUE.sub(" ", text)
    return text
