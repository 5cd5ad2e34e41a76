"""Moves of a shopper that say nothing of a product: "go back", "none of these", "perfect".

They are told by their wording. What they mean depends on what was said before, so intents are
little help: "go back" ends a task, or brings the last list again.
"""

from __future__ import annotations

from enum import Enum

from nlu_models.entities.parts import compiled


class Move(Enum):
    """What a message does to a conversation about products."""

    UNDO = "undo"
    REJECT_ONE = "reject one"
    REJECT_ALL = "reject all"
    FRUSTRATED = "frustrated"
    SATISFIED = "satisfied"
    INDIFFERENT = "indifferent"


_POLITE = r"(?:\W*\b(?:please|thanks|thank you|then|again|now|sorry)\b)*\W*$"
_BEFORE = r"^\W*(?:(?:no|nope|hm+|oh|ok(?:ay)?|well|sorry|but|so|yes|wow|and|please|can you)\b\W*)*"
_THESE = r"(?:these|those|them|they)"
_PATTERNS = {
    Move.UNDO: (
        r"(?:(?:can|could) (?:we|you) |let['’]?s |i want to )?(?:undo|revert)"
        r"(?: (?:it|that|this|the last(?: (?:one|change|step))?))?",
        r"(?:(?:can|could) (?:we|you) |let['’]?s |i want to )?go back"
        r"(?: (?:a step|one|one step|to (?:the )?(?:previous|last|earlier|ones?|list)\b.*))?",
        r"(?:take me |take it )?back(?: (?:to (?:the )?(?:previous|last|earlier)\b.*))?",
        r"(?:show (?:me )?)?(?:the )?(?:previous|earlier) (?:list|results|ones|search)",
    ),
    Move.REJECT_ONE: (
        r"not (?:that|this)(?: one)?",
        r"i (?:don['’]?t|do not) (?:really )?(?:like|want) (?:it|that|this)(?: one)?",
        r"(?:it|that|this)(?: one)?(?:['’]s| is) not (?:for me|my style|my thing)",
    ),
    Move.REJECT_ALL: (
        r"(?:none|not any|neither) of (?:these|those|them)\b.*",
        rf"not {_THESE}(?: ones)?",
        rf"i (?:don['’]?t|do not) (?:really )?(?:like|want) (?:any of )?{_THESE}(?: ones)?",
        r"(?:there['’]?s )?nothing (?:here |there )?(?:for me|that i like|i like)",
        rf"{_THESE} (?:aren['’]?t|are not) (?:for me|my style|my thing|right)",
    ),
    Move.FRUSTRATED: (
        r"you (?:just )?(?:don['’]?t|do not|didn['’]?t|did not) "
        r"(?:understand|get (?:it|me)|listen)\b.*",
        r"you(?:['’]re| are) (?:not|no) (?:helping|listening|understanding|help|use)\b.*",
        r"(?:(?:that|this|it)(?:['’]s| is)|(?:these|those) are|that) (?:still )?(?:not|isn['’]?t) "
        r"(?:at all )?what i (?:asked|want|wanted|meant|said|need|['’]?m|am|was)\b.*",
        r"not (?:at all )?what i(?:['’]?m| am| was)? (?:asked|want|wanted|meant|said|looking)\b.*",
        r"i(?:['’]ve| have)? already (?:said|told you)\b.*",
        r"this (?:isn['’]?t|is not) (?:helping|working|getting (?:me|us) anywhere)",
        r"this is (?:useless|hopeless|pointless|annoying|frustrating)",
    ),
    Move.SATISFIED: (
        r"(?:(?:that|this|it)(?:['’]s| is) )?(?:just )?(?:perfect|ideal|spot on|great|brilliant|"
        r"excellent|wonderful|it|the one|(?:exactly )?what i (?:was looking for|wanted|needed))"
        r"(?:,? (?:that|this|it)(?:['’]s| is) (?:it|the one|perfect))?",
        r"i (?:really )?(?:love|like) (?:it|that|this)(?: one)?",
    ),
    Move.INDIFFERENT: (
        r"(?:i )?(?:really )?(?:don['’]?t|do not) (?:really )?(?:mind|care)(?: at all)?",
        r"(?:i have )?no (?:particular |strong )?preferences?",
        r"(?:it )?(?:really )?(?:doesn['’]?t|does not) matter(?: to me)?",
        r"whatever|either|"
        r"(?:either|any|anything|any of them)(?: is| would be|['’]s)? (?:fine|ok(?:ay)?)",
        r"(?:i['’]?m |i am )?not (?:fussed|bothered|fussy)",
        r"(?:it['’]?s |that['’]?s )?up to you",
        r"you (?:choose|decide|pick)(?: (?:one|for me|one for me))?",
    ),
}
_COMPILED = tuple(
    (move, compiled(rf"{_BEFORE}(?:{pattern}){_POLITE}"))
    for move, patterns in _PATTERNS.items()
    for pattern in patterns
)

# "Forget the colour": no wish to be forgotten.
_FREES = compiled(
    r"\b(?:forget|drop|ignore|lose|remove|never mind|not fussed) (?:about )?(?:the |my )?"
    r"(?:colou?r|size|brand|maker?|material|fabric|price|budget|limit)s?\b"
)
# "More formal" and no more: a change to what is on show.
_LEANS = compiled(
    r"^\W*(?:(?:something|anything|ones?|a (?:bit|little)|rather|but)\W+)*(?:more|less)\s+"
    r"(?!of\b|info|detail|like\b|about\b|please\b|money\b|than\b)[a-z-]+(?:\s+(?:ones?|please|looking))*\W*$"
)
_WHY_NOT = compiled(
    r"\bwhy (?:not|no)\b|\bwhy (?:is|was|are)n['’]?t\b|"
    r"\bwhy (?:didn['’]?t|don['’]?t|haven['’]?t|did) you (?:not )?"
    r"(?:show|suggest|recommend|list)(?:ed|n)?\b|"
    r"\bwhy (?:is|was|are) .*\b(?:not|missing|left out)\b"
)
_COMPLEMENTS = compiled(
    r"\b(?:what|anything|something)\b.*\b(?:go(?:es)?|going) (?:well |nicely )?with\b|"
    r"\bwhat else (?:do|would|should|will|might) i (?:need|want|take|get)\b(?! to\b)|"
    r"\baccessor(?:y|ies) for\b"
)
_GUIDES = compiled(
    r"\b(?:buying |care )?(?:guides?|articles?|blog|advice|tips) (?:about|on|for|to|of)\b|"
    r"\b(?:anything|something) to read\b|\bread (?:up )?(?:about|on)\b"
)


def move_of(text: str) -> Move | None:
    """Return the move that a message makes, if it is one and nothing else."""
    return next((move for move, pattern in _COMPILED if pattern.search(text)), None)


def frees(text: str) -> bool:
    """Whether a message takes a wish back: "forget the colour"."""
    return _FREES.search(text) is not None


def leans(text: str) -> bool:
    """Whether a message is a comparison and nothing else: "something more formal"."""
    return _LEANS.search(text) is not None


def asks_why_not(text: str) -> bool:
    """Whether a message asks why something is not on show."""
    return _WHY_NOT.search(text) is not None


def asks_complements(text: str) -> bool:
    """Whether a message asks what goes with a product."""
    return _COMPLEMENTS.search(text) is not None


def asks_guides(text: str) -> bool:
    """Whether a message asks for something to read."""
    return _GUIDES.search(text) is not None
