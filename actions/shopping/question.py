"""The question under a list: when it is asked, and how its answers are sent."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import Recommendation, best_question
from actions.recommendation.asking import Choice
from actions.shopping.session import Visit

ANY = {"title": "I don't mind", "payload": "I don't mind"}
CANDIDATES = 40  # the best of what is not on show
_FEW = 10  # can be looked through
_MOST_QUESTIONS = 3  # of one search


def may_ask(visit: Visit) -> bool:
    """Whether a question is worth the shopper's while: where much fits, and they mind."""
    state = visit.state
    if visit.level == "off" or state.easy or state.sort or len(state.asked) >= _MOST_QUESTIONS:
        return False
    return len(visit.shop.fitting(state.constraints)) > _FEW


def ask(visit: Visit, candidates: Sequence[Recommendation]) -> None:
    """Ask the question that tells most of which candidate is meant; nothing twice."""
    state = visit.state
    question = best_question(
        [item.product for item in candidates],
        [item.score for item in candidates],
        state.constraints,
        visit.shop.fitting,
        state.asked,
    )
    if question is None:
        return
    buttons = [
        {"title": f"{choice.said} ({choice.fitting})", "payload": _answer(choice)}
        for choice in question.choices
    ]
    visit.say.utter_message(text=question.text, buttons=[*buttons, ANY])
    visit.state = replace(state, asked=(*state.asked, question.about))


def _answer(choice: Choice) -> str:
    """Return what the button of an answer sends."""
    if choice.facet is None:
        return choice.said
    return f"/refine_search{json.dumps({choice.facet: choice.value}, ensure_ascii=False)}"
