"""What a conversation was about before a message, read from Rasa's tracker."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from rasa.shared.core.events import ActionExecuted, BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY

from nlu_models.context import Asked, Topic
from nlu_models.leaning import leans_on_last

_FAQ = "faq"
_RESPONSE = f"utter_{_FAQ}"
# Ours answers for the case at hand; the other is Rasa's own.
_ANSWERS = frozenset({"action_answer", _RESPONSE})
_DELIVERY = "action_delivery"
_NOT_KNOWN = "utter_not_known"  # no answer was given
_TASK_DONE = "action_complete_task"
# What is said to "thanks" and "hm?": the talk is still of what it was of before.
_TALK = frozenset(
    {"utter_thanks", "utter_greet", "action_take_no", "action_take_offer"}
    | {"action_what_next", "action_clarify", "utter_out_of_scope", "utter_chitchat"}
)
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
# So many turns of talk are looked past.
_MOST_TALK = 3
# And so many questions, each of which leans on the one before, are one.
_MOST_EARLIER = 3


@dataclass
class _Turn:
    """A message, and what was done and said to it."""

    message: UserUttered | None = None
    actions: set[str] = field(default_factory=set)
    responses: list[str] = field(default_factory=list)

    @property
    def answer(self) -> str | None:
        """The answer of the FAQ that was given, as the matcher names it."""
        given = next((r for r in self.responses if r.startswith(f"{_RESPONSE}/")), None)
        if given is not None:
            return given.removeprefix("utter_")
        return _answer_to(self.message) if self.message and self.actions & _ANSWERS else None

    @property
    def topic(self) -> Topic:
        """What it was about."""
        if self.actions & _PRODUCTS:
            return Topic.PRODUCTS
        if _DELIVERY in self.actions:
            return Topic.DELIVERY
        answers = self.actions & _ANSWERS or (self.actions & _TALK and self.answer)
        return Topic.ANSWER if answers else Topic.OTHER

    @property
    def is_talk(self) -> bool:
        """Whether it leaves the talk where it was."""
        if _NOT_KNOWN in self.responses:
            return True
        done = {name for name in self.actions if name != "action_listen"}
        return bool(done) and done <= _TALK and self.answer is None


def topic_of(tracker: DialogueStateTracker) -> Topic:
    """Return what the last answer was about; while a form asks, it is about the form."""
    if tracker.active_loop_name:
        return Topic.OTHER
    turns = _turns(tracker)
    last = next(turns, None)
    if last is None:
        return Topic.OTHER
    if last.is_talk:
        before = _past_talk(turns)
        if before is not None and before.topic in (Topic.ANSWER, Topic.DELIVERY):
            return before.topic
    return last.topic


def asked_before(tracker: DialogueStateTracker) -> Asked | None:
    """Return the question about the shop that was answered last; None if none was.

    Questions about delivery count, and what was said to a task that has just ended.
    """
    if tracker.active_loop_name:
        return None
    turns = _turns(tracker)
    last = next(turns, None)
    if last is not None and last.is_talk:
        last = _past_talk(turns)
    if last is None or last.message is None or not last.message.text:
        return None
    answer = _named(last, tracker)
    if answer is None:
        return None
    question, earlier = last.message.text, list[str]()
    leaning = last.message.text
    for _, before in zip(range(_MOST_EARLIER), turns, strict=False):
        if before.is_talk:
            continue
        named = _named(before, tracker)
        goes_on = leans_on_last(leaning) or named == (earlier or [answer])[-1]
        if named is None or before.message is None or not goes_on:
            break
        leaning = before.message.text or ""
        question = f"{leaning} {question}"
        earlier.append(named)
    return Asked(question, _FAQ, answer, tuple(earlier))


def _named(turn: _Turn, tracker: DialogueStateTracker) -> str | None:
    """Return the name that says what a turn was about: an answer's, or one like an answer's."""
    if turn.topic is Topic.DELIVERY:
        return f"{_FAQ}/delivery"
    if _TASK_DONE in turn.actions and (task := tracker.get_slot("task")):
        return f"{_FAQ}/{task}"
    return turn.answer if turn.topic is Topic.ANSWER else None


def _past_talk(turns: Iterator[_Turn]) -> _Turn | None:
    """Return the first turn that was more than talk, if it is not long ago."""
    for _, turn in zip(range(_MOST_TALK), turns, strict=False):
        if not turn.is_talk:
            return turn
    return None


def _turns(tracker: DialogueStateTracker) -> Iterator[_Turn]:
    """Yield the turns of a conversation, the latest first."""
    turn = _Turn()
    for event in reversed(tracker.events):
        if isinstance(event, UserUttered):
            turn.message = event
            yield turn
            turn = _Turn()
        elif isinstance(event, ActionExecuted) and event.action_name:
            turn.actions.add(event.action_name)
        elif isinstance(event, BotUttered):
            turn.responses.append(str((event.metadata or {}).get("utter_action") or ""))
    yield turn


def _answer_to(message: UserUttered) -> str | None:
    if (message.intent or {}).get(INTENT_NAME_KEY) != _FAQ:
        return None
    selected = (message.parse_data or {}).get("response_selector") or {}
    answer = ((selected.get(_FAQ) or {}).get("response") or {}).get("intent_response_key")
    return str(answer) if answer else None
