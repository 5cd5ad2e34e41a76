"""A further question about an answer: the part of it that tells that, or that it is not known.

"How much?" behind "do you wrap gifts?" means the answer that was just given; it wants its price
and not all of it again. Where the answer does not say it, the people who know are offered.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from actions.service.errand import Errand
from actions.service.history import last_answer
from actions.service.message import Message
from actions.service.titles import all_phrasings
from nlu_models.leaning import leans_on_last, share_told, telling_words
from nlu_models.told import beside, tells, wanted_by

SENTENCE = re.compile(r"(?<=[.!?;])\s+")
# From this share of its words on a question is about what an answer says.
_ABOUT_IT = 0.5
# A question of its own is longer.
_BRIEF = 7
# So sure is an answer that it may speak of the thing in other words: of stores for "shops".
_SURE = 0.8
_FOCUS = re.compile(r"\W*(?:(?:and|but|so|ok)\W+)*what (\w+)", re.I)
_GOES_ON = re.compile(r"\W*(?:and|even|also|what|how|wh?at?s|hows|whens|wheres|whos)\b")
_YES = re.compile(r"^(?:Yes|No)[,.:] ")


def answers_further(errand: Errand, instead: Callable[[Errand], bool]) -> bool:
    """Answer what leans on the last answer, where its own answer does not do as it stands.

    Args:
        errand: The run.
        instead: May answer what is not known, and returns whether it did.

    Returns:
        Whether it was so.
    """
    message, before = errand.message, last_answer(errand.tracker)
    if before is None or message.is_button:
        return False
    leans = leans_on_last(message.text)
    if message.answer_key not in before.keys:
        lacking = leans and message.answer_confidence < _SURE
        lacking = lacking and not tells(message.answer_text, wanted_by(message.text))
        if lacking and not instead(errand):
            say_unknown(errand)
        return lacking
    if not leans and len(message.text.split()) > _BRIEF:
        return False
    asked = " ".join(all_phrasings().get(message.answer_key, ()))
    least = 0.0 if message.answer_confidence >= _SURE else _ABOUT_IT
    part = part_telling(message.answer_text, message.text, asked, least)
    if part is None and not asks_further(message):
        return False
    if part is not None:
        errand.say(part)
    elif not instead(errand):
        say_unknown(errand)
    return True


def asks_further(message: Message) -> bool:
    """Whether a message asks rather than tells: "and in blue?", but not "it is a blue one"."""
    return message.is_question or _GOES_ON.match(message.words) is not None


def say_unknown(errand: Errand) -> None:
    """Say that no answer tells that, and offer the people who know."""
    errand.respond("utter_not_known")
    errand.offer("human_handoff")


def part_telling(
    answer: str, question: str, asked: str = "", least: float = _ABOUT_IT
) -> str | None:
    """Return the sentences of an answer that a question wants; None if it does not tell that.

    Args:
        answer: What it says.
        question: The question.
        asked: Questions that it is known to answer.
        least: Which share of the question's words must be in these or in the answer.
    """
    wanted, words = wanted_by(question), telling_words(beside(question))
    if not tells(answer, wanted):
        return None
    if words and not wanted and not _is_about(question, words, f"{answer} {asked}", least):
        return None
    sentences = SENTENCE.split(answer)
    part = [each for each in sentences if not wanted or tells(each, wanted)] or sentences
    part = [each for each in part if share_told(words, each)] or part
    if wanted:
        part[0] = _YES.sub("", part[0])
    return " ".join(f"{each[0].upper()}{each[1:].rstrip(';.')}." for each in part)


def _is_about(question: str, words: list[str], known: str, least: float) -> bool:
    """Whether a question has to do with texts; "what colour is the paper" must be about colour."""
    focus = _FOCUS.match(question)
    named = telling_words(focus[1]) if focus else []
    told = not named or share_told(named, known) > 0
    return told and share_told(words, known) >= least
