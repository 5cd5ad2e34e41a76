"""What a conversation was about before a message, read from Rasa's tracker."""

from __future__ import annotations

from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY

from nlu_models.context import Asked, Topic, leans_on_last

_FAQ = "faq"
# Ours answers for the case at hand; the other is Rasa's own.
_ANSWERS = frozenset({"action_answer", f"utter_{_FAQ}"})
_DELIVERY = "action_delivery"
_PRODUCTS = frozenset(
    {
        "action_search_products",
        "action_recommend_products",
        "action_refine_search",
        "action_show_more",
        "action_similar_products",
        "action_compare_products",
        "action_product_details",
        "action_explain_recommendation",
        "action_check_stock",
        "action_size_advice",
        "action_choose_item",
    }
)


def topic_of(tracker: DialogueStateTracker) -> Topic:
    """Return what the last answer was about; while a form asks, it is about the form."""
    if tracker.active_loop_name:
        return Topic.OTHER
    actions = _last_actions(tracker)
    if actions & _PRODUCTS:
        return Topic.PRODUCTS
    if _DELIVERY in actions:
        return Topic.DELIVERY
    return Topic.ANSWER if actions & _ANSWERS else Topic.OTHER


def _last_actions(tracker: DialogueStateTracker) -> set[str]:
    """Return what was done since the last message."""
    actions = set()
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            break
        if isinstance(event, ActionExecuted) and event.action_name:
            actions.add(event.action_name)
    return actions


def asked_before(tracker: DialogueStateTracker) -> Asked | None:
    """Return the question of the FAQ that was just answered; None if none was."""
    if topic_of(tracker) is not Topic.ANSWER:
        return None
    newest_first = (e for e in reversed(tracker.events) if isinstance(e, UserUttered))
    last, before = next(newest_first, None), next(newest_first, None)
    if last is None:
        return None
    answer = _answer_to(last)
    if answer is None or not last.text:
        return None
    question = last.text
    if before is not None and leans_on_last(question) and _answer_to(before):
        question = f"{before.text} {question}"
    return Asked(question, _FAQ, answer)


def _answer_to(message: UserUttered) -> str | None:
    if (message.intent or {}).get(INTENT_NAME_KEY) != _FAQ:
        return None
    selected = (message.parse_data or {}).get("response_selector") or {}
    answer = ((selected.get(_FAQ) or {}).get("response") or {}).get("intent_response_key")
    return str(answer) if answer else None
