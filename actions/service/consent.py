"""What counts as a yes to act on, where something would be deleted, cancelled, changed or opened.

The NLU may take "are you sure that's a good idea" for a yes; a question or a doubt is none.
"""

from __future__ import annotations

import re

from actions.service.message import Message

# A yes that stands for itself, whatever is asked behind it.
_YES = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|oh|well|al(?:l )?right)\W+)*"
    r"(?:yes|yeah|yep|yup|sure|certainly|of course|absolutely|definitely|please do|"
    r"go ahead|do it)\b"
)
_WHY_NOT = re.compile(r"\bwhy not\W*$")
_ASKS = re.compile(
    r"\b(?:are|is|am|was|were|will|won'?t|would|wouldn'?t|should|shouldn'?t|shall|could|can|can'?t|"
    r"do|does|don'?t|doesn'?t|did|may|might|must) (?:i|you|we|they|he|she|there|it|that|this)\b"
    r"|\b(?:have|has|had) (?:i|you|we|they|he|she)\b"
    r"|\b(?:is|are|will|would|does|can) (?:my|the|any\w*|some\w*) \w+"
    r"|\bwhat(?:'?s| (?:happens|if|about|is|are|will|would|do|does|else|then))\b"
    r"|\b(?:why|how come|really)\b|^\W*(?:what|when|where|who|which|how)\b|\?\W*$"
)
_TELLS = re.compile(
    r"(?<!what )(?<!how )\bdo (?:it|that|this)\b"
    r"|(?:^|[,.!] ?|\b(?:yes|ok(?:ay)?|as) )(?:that|this|it|i|we|you) "
    r"(?:is|was|will|would|do|can)\b"
)
_REQUESTS = re.compile(
    r"\b(?:can|could|would|will) you (?:(?:please|just) )*(?:please|do|go|cancel|return|exchange|"
    r"change|open|send|erase|delete|start)\b"
)
# Behind a yes these ask what comes once it is done, ...
_OF_LATER = re.compile(r"\b(?:when|how (?:long|soon|much|do|will|can)|where|who)\b")
# ... and these whether to do it.
_OF_WHETHER = re.compile(
    r"\b(?:sure|certain|should|shall|would you|what (?:happens|if)|why|idea|wise|safe|delay\w*|"
    r"lose|undo\w*)\b"
)
_BRIEF_WORDS = 3
_SURE = 0.5  # of an answer of the FAQ
# Intents of which the rules have nothing to say about what is to be done.
_SAY_NOTHING = frozenset({"nlu_fallback", "out_of_scope", "chitchat", "explain_recommendation"})
_DOUBTS = re.compile(
    r"^\W*(?:h+m+|u+m+|u+h+|e+r+m*|well)\W*$"
    r"|\b(?:maybe|perhaps|possibly|probably|let me (?:think|see|check)|"
    r"think(?:ing)? (?:about|over|it|so)|no idea|(?:don'?t|do not) know|dunno|(?:un|not )certain|"
    r"(?:un|not (?:\w+ )?)sure|not (?:\w+ )?convinced|not (?:yet|now)|doubt\w*|in two minds|"
    r"hesita\w+|depends|wonder\w*|worr\w+|afraid|scared|risky|i (?:guess|suppose)|"
    r"wait|hold on|hang on|if|unless|in case|provided|as long as|but)\b"
)


def asks_or_doubts(message: Message) -> bool:
    """Whether a message asks or doubts, so that nothing may be done on the strength of it.

    "Yes please, how long does it take?" does not: it asks what comes once all is done.
    """
    said = message.words
    if message.is_button or _WHY_NOT.search(said):
        return False
    if _DOUBTS.search(said):
        return True
    first = _YES.match(said)
    rest = said[first.end() :] if first else said
    told = _REQUESTS.sub(" ", rest) if first else rest
    if _ASKS.search(_TELLS.sub(" ", told)) is None:
        return False
    return first is None or not _OF_LATER.search(rest) or _OF_WHETHER.search(rest) is not None


def asks_whether(message: Message) -> bool:
    """Whether a message asks if it should be done at all, or doubts it, and no answer fits."""
    if not asks_or_doubts(message) or is_answered(message):
        return False
    brief = len(message.text.split()) <= _BRIEF_WORDS
    return brief or message.intent in _SAY_NOTHING or bool(_OF_WHETHER.search(message.words))


def is_answered(message: Message) -> bool:
    """Whether an answer of the FAQ fits a message well enough to give it."""
    return message.answer is not None and message.answer_confidence >= _SURE
