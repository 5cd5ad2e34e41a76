"""Messages that ask two things, as "how do I wash wool, and is there a shop in Leeds?" does.

Only the form of a message counts here, and only closed classes of words: what the parts are about
is for the encoder, which decides whether they are questions of their own.
"""

from __future__ import annotations

import re

# How an English question begins, after "and" and the like: with a question word or an auxiliary.
_BEGINS = (
    r"(?:what|when|where|who|whose|which|why|how|do|does|did|can|could|is|are|was|were|will|would|"
    r"should|shall|may|have|has|am)(?:['’]?(?:s|re|d|ll))?\b"
)
# "or" is not among them: it asks one question with several answers.
_LINK = r"(?:and|but|also|plus|then|&)"
_NEXT_QUESTION = re.compile(
    r"(?<=[?!.;])\s+"  # "…? …"
    rf"|(?:,?\s+{_LINK}(?:,?\s+{_LINK})*,?\s+|,\s+)(?={_BEGINS})",  # "… and is …", "…, is …"
    re.I,
)
_OPENS_AS_QUESTION = re.compile(rf"^(?:{_LINK},?\s+)*{_BEGINS}", re.I)
_WORD = re.compile(r"\w+")
_PLEASANTRY = 2  # at most so many words: "hello there", "thanks"
_MOST_PARTS = 3  # more is a story


def question_parts(text: str) -> tuple[str, ...]:
    """Return the questions of a message that looks like several; nothing of any other.

    Whatever else it tells may be what the questions are about, so then it is left whole.

    Args:
        text: The message.
    """
    parts = [part.strip() for part in _NEXT_QUESTION.split(text)]
    if len(parts) < 2:
        return ()
    questions = tuple(part for part in parts if _is_question(part))
    others = [part for part in parts if part not in questions]
    told = any(len(_WORD.findall(part)) > _PLEASANTRY for part in others)
    return questions if 2 <= len(questions) <= _MOST_PARTS and not told else ()


def _is_question(part: str) -> bool:
    return part.endswith("?") or _OPENS_AS_QUESTION.match(part) is not None
