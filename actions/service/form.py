"""The form of order and service tasks: what a message means to it."""

from __future__ import annotations

import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.choice import chosen_order
from actions.orders.proof import known_order, take_claims
from actions.service.begin import begin, begin_several, switch, turn_aside
from actions.service.dial import INTENT as SET_PRIVACY
from actions.service.dial import settle_aside
from actions.service.errand import FORM, REQUESTED, Errand, ServiceAction
from actions.service.leaving import (
    PROOF,
    change_course,
    lets_go,
    may_interrupt,
    turns_to_products,
)
from actions.service.message import ANSWERS, Message
from actions.service.next import NO_ORDER, next_question
from actions.service.steps import ABOUT, Confirm, Step
from actions.service.task import Task
from actions.service.tasks import TASKS
from actions.shopping.finding import SearchProducts

_BRIEF_WORDS = 8
_TALK = frozenset({"greet", "thanks", "help", "bot_challenge", "what_do_you_know", "export_data"})
# What is done even where any words may be the answer.
_LEAVES_WORDS = frozenset({"human_handoff", "forget_me", SET_PRIVACY})
# "Cancel it" alone may mean either, the order or what is under way; with these words the order.
_CANCEL_INSTEAD = re.compile(
    r"\bcancel (?:it|that|(?:the|my|this|that) (?:whole )?order)\b.*\binstead\b|"
    r"\b(?:actually|instead|rather)\b.*\bcancel (?:it|(?:the|my|this|that) (?:whole )?order)\b"
)
# "Still not here", "hasn't come", "late".
_OVERDUE = re.compile(
    r"\b(?:still|overdue|late|delayed|waiting|(?:hasn'?t|has not|haven'?t|have not|didn'?t|never)"
    r"(?: \w+)? (?:arrived?|come|came|been delivered|turned up|received|got))\b"
)
_YES_BUT = re.compile(r"\b(?:but|only|just|except|not)\b")
_NONE_YET = re.compile(
    r"\b(?:no|not|never|isn'?t|don'?t|didn'?t|wasn'?t|without|none)\b.*\b(?:order|number|one|any|yet|"
    r"through|placed)\b|^\W*(?:none|no)\W*$"
)


class ValidateServiceForm(ServiceAction):
    """Takes a message as an answer, a correction or another task; else leaves it to the rules."""

    ends_form = True

    def name(self) -> str:
        """Return the action's name in the domain."""
        return f"validate_{FORM}"

    def events_when_down(self, tracker: Tracker) -> list[dict[str, Any]]:
        """Leave the form; "yes" begins the task that was meant."""
        intent = Message.of(tracker).intent
        begins = tracker.get_slot(REQUESTED) is None and intent in TASKS
        events = super().events_when_down(tracker)
        return [*events, SlotSet("offer", intent)] if begins else events

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Take the message; one that is after products ends the form."""
        if not _was_rejected(tracker) and turns_to_products(tracker):
            found = SearchProducts().answer(dispatcher, tracker)
            return [*found, *(SlotSet(name, None) for name in ("task", "answers", REQUESTED))]
        return super().answer(dispatcher, tracker)

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Return the next question; nothing where the message is not for the form."""
        requested = errand.tracker.get_slot(REQUESTED)
        if requested is None:
            task = begin(errand)
            if task is not None:
                _regret(errand, task)
        elif _was_rejected(errand.tracker):
            return _resume(errand, requested)
        else:
            task = _go_on(errand, requested)
            if task is None:
                return []
        # A task that was given up leaves no name in the slot.
        going_on = task is not None and errand.held.task is not None
        following = next_question(errand, task) if task is not None and going_on else None
        if requested is None and task is not None and following is not None:
            following = None if lets_go(errand, task, following) else following
        events = [SlotSet(REQUESTED, following)]
        if not errand.changes():
            # Rasa leaves a message to the rules unless some slot is set.
            events.append(SlotSet("task", errand.held.task))
        return events


def _regret(errand: Errand, task: Task) -> None:
    """Say one sentence of regret, where the message that begins a task tells of trouble."""
    message = errand.message
    if message.is_button or not message.text:
        return
    if task.intent in ("item_problem", "payment_problem", "complaint"):
        errand.say("I'm sorry to hear that.")
    elif task.tells and _OVERDUE.search(message.words):
        errand.say("I'm sorry for the wait.")


def _was_rejected(tracker: Tracker) -> bool:
    """Whether the form has left the newest message to the rules already."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return False
        if event.get("event") == "action_execution_rejected" and event.get("name") == FORM:
            return True
    return False


def _resume(errand: Errand, requested: str) -> list[dict[str, Any]]:
    """Ask again after an interruption; after several in a row, let the task rest."""
    in_a_row, rejected = 0, False
    for event in reversed(errand.tracker.events):
        if event.get("event") == "action_execution_rejected":
            rejected = True
        elif event.get("event") == "user":
            if not rejected:
                break
            in_a_row, rejected = in_a_row + 1, False
    if in_a_row <= may_interrupt(errand.message, requested):
        return [SlotSet(REQUESTED, requested)]
    task = TASKS.get(errand.held.task or "")
    unclear = errand.message.intent == "nlu_fallback"
    if not (unclear and task is not None and change_course(errand, task, requested)):
        errand.respond("utter_task_rests")
        errand.held.task, errand.held.answers = None, {}
    return [SlotSet(REQUESTED, None)]


def _go_on(errand: Errand, requested: str) -> Task | None:
    """Take the message while a question is open; None leaves it to the rules."""
    held, message = errand.held, errand.message
    task = TASKS.get(held.task or "")
    if task is None:
        return None
    step = next((step for step in task.steps if step.slot == requested), None)
    owned = step is not None and step.owns is not None and step.owns.search(message.words)
    if message.intent == "stop" and _CANCEL_INSTEAD.search(message.words):
        held.task = "cancel_order"
        return switch(errand)
    if message.intent in ("stop", "goodbye") and not owned:
        return None
    errand.order = known_order(errand) if task.about_order else None
    dials = message.intent == SET_PRIVACY != task.intent and message.is_clear
    if dials and settle_aside(errand):
        return task
    other_task = message.intent in TASKS and message.intent != task.intent
    for_form = message.intent in ANSWERS or message.intent in TASKS
    if other_task and (message.is_button or (message.is_clear and message.changes_mind)):
        return switch(errand)
    if task.about_order and requested in PROOF and (several := begin_several(errand, task)):
        return several
    if lets_go(errand, task, requested):
        return task
    if other_task and message.is_clear and task.about_order and (other := turn_aside(errand, task)):
        return other
    if isinstance(step, Confirm) and step.refuses(errand) and not _changes(errand, task, step):
        held.answers[step.slot] = False
        if message.intent == "faq" and message.answer is not None:
            errand.respond(message.answer)  # "No, leave it. How long have I?"
        return task
    if step is not None and (aside := step.aside(errand)) is not None:
        errand.say(aside)
        return task
    if step is not None and step.takes_words:
        return _take_words(errand, task, step)
    may_lack = task.may_lack_order and requested != "proof"
    if (
        step is None
        and not may_lack
        and not (other_task and message.is_clear)
        and message.lacks_claims
    ):
        _say_hint(errand, task, requested, step)
        return task
    if not for_form and message.is_question and message.is_clear:
        return None
    if isinstance(step, Confirm) and _may_change(message, task) and _changes(errand, task, step):
        return task
    noted = not task.about_order and message.value("order_number") and take_claims(errand)
    if step is not None and (answer := step.read(errand)) is not None:
        held.answers[step.slot] = answer
        _hear_more(errand, task, step)
        return task
    if noted and message.only_claims:
        errand.respond("utter_order_noted")
        return task
    if (
        task.about_order
        and (for_form or requested in PROOF)
        and _takes_order(errand, task, requested)
    ):
        return task
    if other_task:
        looking = TASKS[message.intent]
        if looking.tells and errand.order is not None:
            looking.carry_out(errand)
            return task
        return switch(errand)
    if not for_form:
        return None
    if step is not None and _changes(errand, task, step):
        return task
    meant = message.likely(TASKS) if message.intent == "correct" else None
    if meant is not None and meant != task.intent:  # "no wait, I want to exchange it"
        held.task = meant
        return switch(errand)
    if message.intent != task.intent or requested in PROOF:
        _say_hint(errand, task, requested, step)
    return task


def _hear_more(errand: Errand, task: Task, step: Step) -> None:
    """Take what a message that answers one question tells of what is asked in words later."""
    answers, message = errand.held.answers, errand.message
    for later in task.steps[task.steps.index(step) + 1 :]:
        if later.takes_words and later.slot not in answers and not message.is_button:
            told = later.opening(errand, message.text)
            if told is not None:  # "the hat: it was not in the parcel"
                answers[later.slot] = told


def _take_words(errand: Errand, task: Task, step: Step) -> Task | None:
    """Take free words, unless they clearly are a question, a refusal or another wish."""
    held, message = errand.held, errand.message
    brief = len(message.text.split()) <= _BRIEF_WORDS
    if message.is_clear and brief and message.intent not in ANSWERS:
        if message.intent in _LEAVES_WORDS and message.intent != task.intent:
            return switch(errand)
        if message.intent not in TASKS and (message.is_question or message.intent in _TALK):
            return None
    asked = TASKS[message.intent] if message.intent in TASKS and message.is_question else task
    if (
        brief
        and message.is_clear
        and asked.tells
        and asked is not task
        and errand.order is not None
    ):
        asked.carry_out(errand)  # "before that, has it been sent already?"
        return task
    if message.intent == "deny" and message.is_clear and brief:
        errand.respond("utter_stopped")
        held.task, held.answers = None, {}
        return task
    if message.value("order_number") is not None:
        only = message.only_claims
        if task.about_order and (only or message.intent == "correct"):
            _takes_order(errand, task, step.slot)
            return task
        if not task.about_order and take_claims(errand) and only:
            errand.respond("utter_order_noted")
            return task
    if message.intent in ("correct", "choose_item") and _changes(errand, task, step):
        return task
    answer = step.read(errand)
    if answer is None:
        errand.say(step.complaint(errand))
    else:
        held.answers[step.slot] = answer
    return task


def _takes_order(errand: Errand, task: Task, requested: str) -> bool:
    """Take order number and proof from the message; returns whether it held what was wanted."""
    held, message = errand.held, errand.message
    if task.may_lack_order and requested in ("order_number", "order_choice"):
        none_yet = message.intent == "deny" or _NONE_YET.search(message.words)
        if none_yet and message.value("order_number") is None:
            held.answers[NO_ORDER] = True
            return True
    before = held.order_number
    claimed = take_claims(errand)
    if held.order_number == before and requested == "order_choice":
        chosen = chosen_order(errand, task)
        if chosen is not None:
            held.order_number, errand.order = chosen.number, None
    if held.order_number != before:
        # What was answered about the other order does not hold for this one.
        held.answers = {key: value for key, value in held.answers.items() if key == ABOUT}
        return True
    return claimed and requested in PROOF


def _may_change(message: Message, task: Task) -> bool:
    """Whether a message at "shall I …?" may change what was told, instead of answering it."""
    if message.is_button:
        return False
    if message.intent == "affirm":
        return _YES_BUT.search(message.words) is not None
    # "Only the hat" sounds like a wish for a search.
    own = message.intent in ANSWERS or message.intent in (task.intent, "refine_search")
    return own or not message.is_clear


def _changes(errand: Errand, task: Task, current: Step) -> bool:
    """Take a message that changes an answer given before the current question, or say why not."""
    answers = errand.held.answers
    steps = task.steps[: task.steps.index(current) + 1]
    for step in steps[:-1]:
        answer = step.correction(errand)
        if answer is not None and answer != answers.get(step.slot):
            answers[step.slot] = answer
            for later in task.steps:
                if step.slot in later.follows:
                    answers.pop(later.slot, None)
            return True
    why = next((why for step in steps if (why := step.objection(errand))), None)
    if why is not None:
        errand.say(why)
    return why is not None


def _say_hint(errand: Errand, task: Task, requested: str, step: Step | None) -> None:
    """Say why the message does not answer the question, which is asked again, or leave it."""
    if change_course(errand, task, requested):
        return
    if step is not None:
        errand.say(step.complaint(errand))
    elif requested == "order_choice":
        errand.respond("utter_unclear_order_choice")
    elif errand.message.intent in ("deny", task.intent) or errand.message.lacks_claims:
        errand.respond(f"utter_find_{requested}")
    else:
        errand.respond(f"utter_unclear_{requested}")
