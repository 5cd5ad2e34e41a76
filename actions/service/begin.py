"""How a task begins: what its first message tells already."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.orders.proof import known_order, take_claims
from actions.service.contact import wants_call
from actions.service.errand import Errand
from actions.service.item_steps import EARLIER_ITEMS, Items
from actions.service.message import Message
from actions.service.several import WAITED, Wish, let_wait, one_at_a_time
from actions.service.steps import ABOUT
from actions.service.take_up import goes_on
from actions.service.task import Task
from actions.service.tasks import TASKS

SAID_BEFORE = "said_before"  # the answer that holds what was asked for in an earlier message
_ANOTHER = re.compile(r"\b(?:another|other|different|next) (?:order|parcel|purchase)\b")


def begin(errand: Errand) -> Task | None:
    """Start the task of the message's intent, or the one that an action has put into the slot."""
    message, held = errand.message, errand.held
    if held.answers.pop(WAITED, None):
        errand.message = Message()  # the newest one was for the task before
        errand.order = known_order(errand)
        return TASKS.get(held.task or "")
    # "Change it back" names no address; after one was changed it means that.
    guessed = not message.is_clear and message.value("order_number") is None
    if message.intent in TASKS and not (guessed and goes_on(errand)):
        held.task = message.intent
        if TASKS[message.intent].about_order and wants_call(message.text):
            held.task = "human_handoff"  # "can someone ring me about order 10025"
    held.waiting = []
    first = one_at_a_time(errand, held.task)
    if first is not None:
        held.task = first.task
    task = TASKS.get(held.task or "")
    if task is None:
        return None
    told = message.intent not in ("affirm", "deny") and not message.is_button
    about = message.text if told else held.answers.get(ABOUT)
    if first is not None:
        about = first.about
    if before := held.answers.get(SAID_BEFORE):
        about = f"{before} {about or ''}".strip()
    held.answers = {ABOUT: about} if about else {}
    waiting = (TASKS[wish["task"]] for wish in held.waiting)
    for step in (step for each in (task, *waiting) for step in each.steps):
        if (span := step.told_at(message.text)) is not None:
            # The postcode that an order shall go to is no proof of it.
            errand.message = errand.message.without(span)
    if not task.about_order:
        take_claims(errand)
    else:
        if _ANOTHER.search(message.words):
            held.order_number = None
        errand.order = known_order(errand)
        if errand.order is None and errand.signed_in is not None:
            # A number that was not theirs must not stand before their own orders.
            held.order_number = None
        take_claims(errand)
    return task


def begin_several(errand: Errand, task: Task) -> Task | None:
    """Take several orders in answer to the question for one; None where it is not several."""
    held = errand.held
    first = one_at_a_time(errand, task.intent)
    if first is None:
        return None
    if first.task != task.intent:
        held.task, held.answers = first.task, {ABOUT: first.about}
    take_claims(errand)
    return TASKS[first.task]


def turn_aside(errand: Errand, task: Task) -> Task | None:
    """Turn to the message's task for another order; the one at hand waits until that is done.

    Returns None where there is no other order, or where the one at hand was a mistake.
    """
    held, message = errand.held, errand.message
    at_hand, number = held.order_number, message.value("order_number")
    elsewhere = number is not None and at_hand is not None and number != at_hand
    if not elsewhere or message.only_claims or at_hand == held.refused_number:
        return None
    if message.value("email") or message.value("postcode"):
        return _first_at_hand(errand, task, Wish(message.intent, str(number), message.text))
    others = [
        Wish(task.intent, str(at_hand), str(held.answers.get(ABOUT) or "")),
        *(Wish(**wish) for wish in held.waiting),
    ]
    other = begin(errand)
    if other is not None and other.about_order and not held.waiting:
        let_wait(errand, Wish(other.intent, str(number), ""), others)
    return other


def _first_at_hand(errand: Errand, task: Task, other: Wish) -> Task:
    """Take the proof for the order at hand; the task for the other order comes behind it."""
    held = errand.held
    here = Wish(task.intent, str(held.order_number), str(held.answers.get(ABOUT) or ""))
    let_wait(errand, here, [*(Wish(**wish) for wish in held.waiting), other])
    kept = (e for e in errand.message.entities if e.get("entity") != "order_number")
    errand.message = replace(errand.message, entities=tuple(kept))
    take_claims(errand)
    return task


def switch(errand: Errand) -> Task | None:
    """Turn to the message's task; of what was collected, order and items stay known."""
    items = errand.held.answers.get(Items.slot)
    task = begin(errand)
    if items:
        errand.held.answers[EARLIER_ITEMS] = items
    return task
