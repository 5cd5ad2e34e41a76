"""A further question about an answer: the part of it that tells that, or that it is not known.

"How much?" behind "do you wrap gifts?" means the answer that was just given; it wants its price
and not all of it again. Where the answer does not say it, the people who know are offered.
"""

from __future__ import annotations

import re

from actions.service.errand import Errand
from actions.service.history import last_answer
from nlu_models.context import leans_on_last, share_told, telling_words
from nlu_models.told import tells, wanted_by

SENTENCE = re.compile(r"(?<=[.!?;])\s+")
# From this share of its words on a question is about what an answer says.
_ABOUT_IT = 0.5


def answers_further(errand: Errand) -> bool:
    """Answer what leans on the last answer, where its own answer does not do as it stands.

    Returns:
        Whether it was so.
    """
    message, before = errand.message, last_answer(errand.tracker)
    if before is None or message.is_button or not leans_on_last(message.text):
        return False
    again = message.answer_key in before.keys
    wanted = wanted_by(message.text)
    if again:
        part = part_telling(message.answer_text, message.text)
        if part is None:
            say_unknown(errand)
        else:
            errand.say(part)
        return True
    if tells(message.answer_text, wanted):
        return False
    say_unknown(errand)
    return True


def say_unknown(errand: Errand) -> None:
    """Say that no answer tells that, and offer the people who know."""
    errand.respond("utter_not_known")
    errand.offer("human_handoff")


def part_telling(answer: str, question: str) -> str | None:
    """Return the sentences of an answer that a question wants; None if it does not tell that."""
    words, wanted = telling_words(question), wanted_by(question)
    if not tells(answer, wanted) or (words and share_told(words, answer) <= _ABOUT_IT):
        return None
    sentences = SENTENCE.split(answer)
    part = [
        each
        for each in sentences
        if (not words or share_told(words, each)) and (not wanted or tells(each, wanted))
    ]
    told = " ".join(part) or answer
    told = f"{told[0].upper()}{told[1:]}"
    return f"{told[:-1]}." if told.endswith(";") else told
