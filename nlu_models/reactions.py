"""Reactions to an answer that name nothing of it: "are you sure?", "why?", "and what do I do now?".

Told by their wording alone: the whole message is made of a closed class of words. What they are
about is the answer before them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum


class Reaction(Enum):
    """What is asked about the answer as a whole."""

    NEXT = "what next"
    SURE = "are you sure"
    WHY = "why"
    MEANING = "what does that mean"
    TRIED = "tried that already"


_BEFORE = (
    r"\W*(?:(?:ok(?:ay)?|o+h+|a+h+|h+m+|right|well|but|so|and|then|yes|no|nope|wait|sorry|um+|er+|eh|"
    r"thanks|thx|good|great|fine|cool|wow|omg|lol|please|pls)\b\W*)*"
)
_BEHIND = (
    r"\W*(?:\b(?:then|now|please|pls|mate|though|tho|exactly|sorry|thanks|lol|again|huh|"
    r"is (?:it|that)|(?:about|of|on|for) (?:it|that|this))\b\W*)*"
)
_DO = r"(?:do|am|should|shall|must|can|have|need|shd|shud)"
_WAS_SAID = r"(?:that|this|it|any of (?:that|this|it)|what you (?:said|say|mean|wrote))"
_PATTERNS: Mapping[Reaction, tuple[str, ...]] = {
    Reaction.NEXT: (
        r"(?:what|wh?at?s|wot|how)(?: do| am| should| shall| must| can| have| need)? (?:i|we)"
        r"(?: (?:to|need to|have to|got to|supposed to|meant to))?(?: do| go on| proceed)?"
        r"(?: (?:next|now|then|here|first))*",
        r"(?:what|wot|where|how) (?:now|next|from here)",
        r"now what",
        r"then(?: what)?",
        r"(?:what(?:['’]?s| is| are)? )?(?:the )?next steps?(?: for me)?",
        rf"{_DO} i (?:do|have to do|need to do) (?:anything|something|sth)(?: else| more)?",
        r"how (?:do|can|would|shall|should) i (?:start|begin|go about|get started|do)"
        r"(?: (?:it|that|this))?",
        r"what happens(?: next| then| now| after)?",
    ),
    Reaction.SURE: (
        r"(?:are|r) (?:you|u|ya) (?:really |quite |absolutely |100 ?%? ?)?"
        r"(?:sure|certain|positive)",
        r"(?:u|you) (?:sure|certain)",
        r"(?:sure|definitely|honestly|truly)(?=\W*\?)",  # else they say yes
        r"(?:really|rly|seriously|srsly|for real|for (?:sure|certain))",
        r"(?:is|was) (?:that|this|it) (?:really |definitely |still )?"
        r"(?:true|right|correct|so|sure|certain|official|up to date|for sure|the case)",
        r"(?:that|this|it)(?:['’]?s| is) (?:really |definitely )?(?:true|right|correct|certain|so)",
        r"(?:says|said) who",
        r"who (?:says|said)(?: so| that)?",
        r"how do (?:you|u) know(?: (?:that|this))?",
        r"(?:where|what) (?:does|did|do) (?:it|you|that) (?:say|get|come)(?: from)?"
        r"(?: (?:that|this|so))?(?: from)?",
        r"can i (?:rely|count) on (?:that|this|it)",
        r"(?:do you |you )?promise",
    ),
    Reaction.WHY: (
        r"(?:why|y|how come|what for)(?: (?:not|so|though|tho))?",
        r"(?:why|how come) (?:is|are|was|does|do) (?:that|this|it|you|they)"
        r"(?: (?:so|like that|do|say))?(?: (?:so|that|this|it))?",
        r"(?:why|how come) (?:that|this|it)(?: is)?(?: so)?",
        r"(?:what(?:['’]?s| is) )?(?:the )?reason",
        r"for what reason",
    ),
    Reaction.TRIED: (
        r"(?:i(?:['’]?ve)? |we(?:['’]?ve)? )?(?:have |had )?(?:already )?(?:tried|did|done|checked)"
        r" (?:that|this|it|all (?:of )?that|everything)(?: already| twice| before)?",
        r"no luck|still nothing|still the same",
        r"(?:that|this|it) (?:didn['’]?t|did not|doesn['’]?t|does not) help",
    ),
    Reaction.MEANING: (
        r"(?:what|wot|wat)(?: does| do|['’]?s| is)? (?:that|this|it|you|u)(?: even| actually)? "
        r"mean\w*(?: (?:by (?:that|this)|exactly|for me))?",
        r"meaning(?: what)?",
        r"what do (?:you|u) mean(?: by (?:that|this))?",
        rf"(?:i )?(?:don['’]?t|do not|dont|didn['’]?t|can['’]?t) (?:understand|get|follow|know what"
        rf" (?:that|this) means)(?: {_WAS_SAID})?",
        r"(?:can|could|would) (?:you|u) (?:please )?explain(?: (?:that|this|it))?"
        r"(?: (?:to me|again|better))*",
        r"explain(?: (?:that|this|it|please|pls))*",
        r"(?:in )?(?:plain|simple) (?:english|words)",
        r"(?:what(?! is)|eh|huh|come again|pardon|say (?:that )?again)",
    ),
}
_WHOLE = {
    reaction: re.compile(rf"{_BEFORE}(?:{'|'.join(patterns)}){_BEHIND}", re.I)
    for reaction, patterns in _PATTERNS.items()
}


def reaction_of(text: str) -> Reaction | None:
    """Return how a message reacts to what was said; None where it says more than that."""
    said = text.strip()
    return next((reaction for reaction, cue in _WHOLE.items() if cue.fullmatch(said)), None)
