"""The form of order and service tasks: what a message means to it."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.problems import where_to_look
from actions.orders.proof import known_order, take_claims
from actions.recommendation.downsides import asks_downsides
from actions.service.answering import answer_in_case
from actions.service.asking import reason_to_ask
from actions.service.begin import begin, begin_several, switch, turn_aside
from actions.service.consent import asks_or_doubts, asks_whether
from actions.service.deadlines import deadline_in
from actions.service.delivery_words import in_time_words
from actions.service.dial import INTENT as SET_PRIVACY
from actions.service.dial import settle_aside, wishes_less
from actions.service.errand import FORM, REQUESTED, Errand, ServiceAction
from actions.service.leaving import (
    PROOF,
    change_course,
    lets_go,
    may_interrupt,
    turns_to_products,
)
from actions.service.message import ANSWERS, Message
from actions.service.next import next_question
from actions.service.places import HOME, region_of
from actions.service.steps import Confirm, Words
from actions.service.taking import (
    GIVES_UP,
    changes,
    corrects,
    hear_more,
    may_change,
    proves_beside,
    say_hint,
    take_words,
    takes_order,
)
from actions.service.task import Task
from actions.service.tasks import TASKS
from actions.service.ticket_notes import adds_to_ticket
from actions.service.what_next import TOLD, answers_after
from actions.shop.database import open_shop
from actions.shopping.finding import SearchProducts
from actions.shopping.hearing import hear

# "Cancel it" alone may mean either, the order or what is under way; with these words the order.
_CANCEL_INSTEAD = re.compile(
    r"\bcancel (?:it|that|(?:the|my|this|that) (?:whole )?order)\b.*\binstead\b|"
    r"\b(?:actually|instead|rather)\b.*\bcancel (?:it|(?:the|my|this|that) (?:whole )?order)\b"
)
_IN_TIME = re.compile(r"\b(?:on|in) time\b|\bon schedule\b")  # "will it still come in time?"
# "Still not here", "hasn't come", "late".
_OVERDUE = re.compile(
    r"\b(?:still|overdue|late|delayed|waiting|(?:hasn'?t|has not|haven'?t|have not|didn'?t|never)"
    r"(?: \w+)? (?:arrived?|come|came|been delivered|turned up|received|got))\b"
)

_COMPLAINS = re.compile(r"\bcompl?ain|\bmanager\b|\bombudsman\b")


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
        told = None if _was_rejected(tracker) else _of_products(dispatcher, tracker)
        if told is None:
            return super().answer(dispatcher, tracker)
        return [*told, *(SlotSet(name, None) for name in ("task", "answers", REQUESTED))]

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Return the next question; nothing where the message is not for the form."""
        requested = errand.tracker.get_slot(REQUESTED)
        if requested is None:
            begins = errand.message.intent in TASKS  # by itself, and not through another action
            if (begins and adds_to_ticket(errand)) or answers_after(errand):
                return _leave_it_at_that(errand)
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


def _of_products(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]] | None:
    """Answer what is about products; None where it is not, and nothing was said."""
    told = hear(dispatcher, tracker, understood=True) if _asks_what_others_say(tracker) else None
    if told is None and turns_to_products(tracker):
        told = SearchProducts().answer(dispatcher, tracker)
        _say_in_time(dispatcher, tracker)
    return told


def _asks_what_others_say(tracker: Tracker) -> bool:
    """Whether a complaint is none of the shopper's: "what do people complain about?"."""
    message = Message.of(tracker)
    begins = tracker.get_slot(REQUESTED) is None and not message.is_button
    return begins and asks_downsides(message.text)


def _presses(message: Message) -> bool:
    """Whether a message tells of the same trouble once more: "it's been two weeks though"."""
    return (
        message.intent == "complaint"
        and not message.is_button
        and _COMPLAINS.search(message.words) is None
    )


def _say_in_time(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Say how what was found comes by the day for which it is needed, if one is named."""
    now = datetime.now()
    deadline = deadline_in(Message.of(tracker).words, now.date())
    if deadline is None:
        return
    methods = open_shop().delivery.methods()
    home = [method for method in methods if method.region == region_of(HOME, methods)]
    if home:
        dispatcher.utter_message(text=in_time_words(home, deadline, now))
        dispatcher.utter_message(response="utter_faq/store_stock")


def _leave_it_at_that(errand: Errand) -> list[dict[str, Any]]:
    """End the form before it has begun; the task before it stays the last one."""
    if errand.held.task is not None:
        errand.held.answers = {TOLD: True}
    return [SlotSet(REQUESTED, None), SlotSet("task", errand.held.task)]


def _regret(errand: Errand, task: Task) -> None:
    """Say one sentence of regret, where the message that begins a task tells of trouble."""
    message = errand.message
    if message.is_button or not message.text:
        return
    if task.intent in ("item_problem", "payment_problem", "complaint"):
        told = ["I'm sorry to hear that."]
        if task.intent == "item_problem" and errand.order is not None:
            told.append(where_to_look(errand.order, message.words) or "")
        errand.say(" ".join(filter(None, told)))
    elif task.tells and _OVERDUE.search(message.words) and not _IN_TIME.search(message.words):
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
    owned = step is not None and step.owns is not None and bool(step.owns.search(message.words))
    if isinstance(step, Words) and message.intent == "stop":
        owned = owned or GIVES_UP.search(message.words) is None
    if (why := reason_to_ask(message, requested)) is not None:
        errand.say(why)
        return task
    if message.intent == "stop" and _CANCEL_INSTEAD.search(message.words):
        held.task = "cancel_order"
        return switch(errand)
    if message.intent == "stop" and wishes_less(errand.tracker):
        errand.respond("utter_task_left")
        held.task = SET_PRIVACY
        return switch(errand)
    if message.intent in ("stop", "goodbye") and not owned:
        return None
    errand.order = known_order(errand) if task.about_order else None
    dials = message.intent == SET_PRIVACY != task.intent and message.is_clear
    if dials and settle_aside(errand):
        return task
    if dials and wishes_less(errand.tracker):  # with the dial at "off" goes all that was collected
        errand.respond("utter_task_left")
        return switch(errand)
    other_task = message.intent in TASKS and message.intent != task.intent
    for_form = message.intent in ANSWERS or message.intent in TASKS
    if other_task and (message.is_button or (message.is_clear and message.changes_mind)):
        return switch(errand)
    if task.about_order and requested in PROOF and (several := begin_several(errand, task)):
        return several
    if lets_go(errand, task, requested):
        return task
    if requested in PROOF and task.about_order and _presses(message):
        say_hint(errand, task, requested, step)
        return task
    if other_task and message.is_clear and task.about_order and (other := turn_aside(errand, task)):
        return other
    if isinstance(step, Confirm) and step.refuses(errand) and not corrects(errand, task, step):
        held.answers[step.slot] = False
        # "No, leave it. How long have I?"
        if message.intent == "faq" and message.answer and not answer_in_case(errand):
            errand.respond(message.answer)
        return task
    if step is not None:
        so_far = task.steps[: task.steps.index(step) + 1]
        aside = next((said for each in so_far if (said := each.aside(errand))), None)
        if aside is not None:
            errand.say(aside)
            return task
    if isinstance(step, Confirm) and asks_whether(message) and not message.only_claims:
        errand.say(step.complaint(errand))
        return task
    if step is not None and step.takes_words:
        return take_words(errand, task, step)
    may_lack = task.may_lack_order and requested != "proof"
    if (
        step is None
        and not may_lack
        and not (other_task and message.is_clear)
        and message.lacks_claims
    ):
        say_hint(errand, task, requested, step)
        return task
    if requested in PROOF and not for_form and proves_beside(errand, task, requested):
        return TASKS[held.task or task.intent]
    if not for_form and message.is_question and message.is_clear:
        return None
    if isinstance(step, Confirm) and may_change(message, task) and changes(errand, task, step):
        return task
    noted = not task.about_order and message.value("order_number") and take_claims(errand)
    if step is not None and (answer := step.read(errand)) is not None:
        held.answers[step.slot] = answer
        hear_more(errand, task, step)
        return task
    if noted and message.only_claims:
        errand.respond("utter_order_noted")
        return task
    if (
        task.about_order
        and (for_form or requested in PROOF)
        and takes_order(errand, task, requested)
    ):
        return TASKS[held.task or task.intent]
    if other_task:
        looking = TASKS[message.intent]
        if looking.tells and errand.order is not None:
            looking.carry_out(errand)
            return task
        return switch(errand)
    if not for_form:
        return None
    if step is not None and changes(errand, task, step):
        return task
    meant = message.likely(TASKS) if message.intent == "correct" else None
    if meant is not None and meant != task.intent:  # "no wait, I want to exchange it"
        held.task = meant
        return switch(errand)
    doubts = isinstance(step, Confirm) and asks_or_doubts(message)
    if message.intent != task.intent or requested in PROOF or doubts:
        say_hint(errand, task, requested, step)
    return task
