"""Whether a message takes up the task that has just ended, for another order or another address."""

from __future__ import annotations

from rasa_sdk import Tracker

from actions.orders.proof import known_order, take_claims
from actions.service.errand import COMPLETE, Errand
from actions.service.tasks import TASKS


def goes_on(errand: Errand) -> bool:
    """Whether the message takes up the last task; notes what it tells of another order."""
    message, held = errand.message, errand.held
    task = TASKS.get(held.task or "")
    if task is None or not task.about_order or not completed_last(errand.tracker):
        return False
    if message.value("order_number"):
        return not task.may_lack_order and take_claims(errand)
    errand.order = known_order(errand)
    if errand.order is None:
        return False
    opening = (step.opening(errand, message.text) for step in task.steps if step.takes_up)
    return any(answer is not None for answer in opening)


def just_completed(tracker: Tracker, turns: int) -> bool:
    """Whether a task came to its end in the last turns before the newest message."""
    users = 0
    for event in reversed(tracker.events):
        users += event.get("event") == "user"
        if users > turns + 1:
            return False
        if event.get("name") in (COMPLETE, "action_deactivate_loop"):
            return bool(event["name"] == COMPLETE)
    return False


def completed_last(tracker: Tracker) -> bool:
    """Whether the last task came to its end, rather than being given up."""
    for event in reversed(tracker.events):
        if event.get("name") in (COMPLETE, "action_deactivate_loop"):
            return bool(event["name"] == COMPLETE)
    return False
