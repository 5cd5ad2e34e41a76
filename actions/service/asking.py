"""Questions in place of an answer, while the form asks for something.

What is told in free words may look like a question: "does not fit", "why does nobody call back?".
"""

from __future__ import annotations

import re

from actions.service.message import Message
from actions.service.wording import worded

_LEAD = (
    r"^\W*(?:(?:and|but|so|hm+|ok(?:ay)?|oh|wait|sorry|well|first|btw|by the way|also|just|"
    r"before (?:that|this|i (?:do|say|tell)(?: \w+){0,2}))\W+)*"
)
_SUBJECT = r"(?:i|you|we|they|he|she|it|that|this|there|the|my|your|any\w*|some(?:one|body))\b"
_AUX = (
    r"(?:do|does|did|can|could|is|are|am|was|were|will|would|should|shall|have|has|may|might|must|"
    r"don'?t|doesn'?t|can'?t|won'?t|isn'?t|aren'?t)"
)
_ASKS = re.compile(
    rf"{_LEAD}{_AUX} {_SUBJECT}"
    rf"|{_LEAD}(?:what|when|where|why|which|how)(?:'?s)?(?: \w+){{0,2}} {_AUX} {_SUBJECT}"
    rf"|{_LEAD}(?:what(?:'s| (?:about|if|happens|is|are))|how (?:about|much|many|long|come)|"
    r"who(?:'s)?(?! knows) (?:\w+s|will|has to|is|do|can|would)|why\W*$|what for)\b"
    r"|\b(?:may|might|can|could) i (?:just )?ask\b|\bi(?:'m| am)? (?:wonder|was wondering)\w*\b"
    r"|\b(?:tell me|do you know|like to know|want to know) (?:if|whether|who|what|when|where|how)\b"
)
_ANNOUNCED = re.compile(r"^\W*(?:a |one |just a )?(?:quick )?question\W+")
_SENTENCE = re.compile(r"(?<=[.?!;])\s+")
_WHY = re.compile(
    rf"{_LEAD}(?:(?:why|how come|how so|what for|for what)\W*$"
    r"|(?:why|how come|what for|what) (?:\w+ ){0,3}?(?:you|i|u) (?:\w+ ){0,2}?"
    r"(?:need|want|ask\w*|require|have to|got to|must|should|give|tell|say)\b(?: [\w-]+){0,6}\W*$"
    r"|(?:what(?:'?s| is| are)|why) (?:the|my|that|an?) (?:e-?mail|order|number|post ?code|address|"
    r"reason)(?: \w+){0,2} for\W*$"
    r"|(?:why|is|are) (?:is |are )?(?:it|that|this|these|those) (?:\w+ )?(?:necessary|"
    r"needed|required|important|relevant)\b"
    r"|(?:do|must) (?:i|you) (?:\w+ )?(?:have|need)\b(?: \w+){0,3} (?:that|this|it|e-?mail|number|"
    r"post ?code|reason|address)\W*$)"
)
_LEAST_TOLD = 2  # words of a sentence that tells something
# Questions that the domain has a reason for.
_REASONS = {
    "order_number": "utter_why_order_number",
    "order_choice": "utter_why_order_choice",
    "proof": "utter_why_proof",
    "contact": "utter_why_contact",
    "reason": "utter_why_reason",
    "problem": "utter_why_problem",
}


def reason_to_ask(message: Message, requested: str) -> str | None:
    """Return why the open question is asked, if the message wants to know that."""
    if message.is_button or requested not in _REASONS or not _WHY.search(message.words):
        return None
    return worded(_REASONS[requested])


def only_asks(message: Message) -> bool:
    """Whether a message in place of free words asks something, and tells nothing beside it."""
    if message.is_button:
        return False
    asked = _ANNOUNCED.sub("", message.words)
    sentences = [part for part in _SENTENCE.split(asked.strip()) if part]
    return any(map(_asks, sentences)) and all(
        _asks(part) or len(part.split()) < _LEAST_TOLD for part in sentences
    )


def _asks(sentence: str) -> bool:
    return _ASKS.search(sentence) is not None or sentence.endswith("?")
