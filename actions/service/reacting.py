"""Reactions to an answer about the shop: "are you sure?", "why?", "what does that mean?"."""

from __future__ import annotations

import re

from actions.service.errand import Errand
from actions.service.further import SENTENCE
from actions.service.history import LastAnswer, last_answer
from nlu_models.reactions import Reaction

# What gives a reason, in a sentence of an answer.
_REASON = re.compile(
    r"\b(?:because|so that|for reasons? of|which is why|as they|therefore|to keep)\b", re.I
)


def react(errand: Errand, reaction: Reaction) -> bool:
    """Answer a reaction to what was said last about the shop or an order.

    Returns:
        Whether there was something that it may be about.
    """
    before = last_answer(errand.tracker)
    if before is None:
        errand.respond("utter_unclear")
        return True
    if reaction is Reaction.SURE:
        errand.respond("utter_sure_of_order" if before.done else "utter_sure_of_answer")
    elif reaction is Reaction.TRIED:
        errand.respond("utter_tried")
    elif reaction is Reaction.WHY:
        _give_reason(errand, before)
    elif before.done:
        return False  # what comes next explains what was done
    else:
        first, *_ = SENTENCE.split(before.text)
        errand.respond("utter_in_short", short=first)
    errand.offer("human_handoff")
    return True


def _give_reason(errand: Errand, before: LastAnswer) -> None:
    reasons = [each for each in SENTENCE.split(before.text) if _REASON.search(each)]
    if reasons:
        errand.say(" ".join(reasons))
    else:
        errand.respond("utter_reason_unknown")
