"""All tasks by the intent that begins them; here those that are about no order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from actions.orders.proof import is_locked, known_order
from actions.orders.tasks import ORDER_TASKS
from actions.privacy import Shopper, default_level
from actions.service.contact import Contact
from actions.service.dial import DIAL_TASK
from actions.service.errand import Errand
from actions.service.linking import LINK_TASK
from actions.service.steps import ABOUT, Confirm, Question, Words
from actions.service.task import Task
from actions.service.tickets import open_ticket
from bot.privacy.consent import SLOT

_TOLD_AT_ONCE = re.compile(r"(?:\S+\s+){8}")  # a complaint of some length says what happened


def _open_ticket(errand: Errand, kind: str, summary: str, contact: str) -> str:
    """Open a ticket about the order that is known, or that was named at least."""
    order, held = known_order(errand), errand.held
    refused = is_locked(errand) or held.order_number == held.refused_number
    named = None if refused else held.order_number
    if order is None and named is not None:
        summary += " (The order was named, not shown to be theirs.)"
    return open_ticket(errand, kind, summary, order, contact, named)


def _hand_over(errand: Errand) -> None:
    contact = str(errand.held.answers.get(Contact.slot) or "")
    summary = str(errand.held.answers.get(ABOUT) or "Wants to talk to a person.")
    if is_locked(errand):
        summary += " Could not show in three tries whose order it is."
    reference = _open_ticket(errand, "handoff", summary, contact)
    if contact:
        way = "by e-mail" if "@" in contact else "by phone"
        errand.respond("utter_handed_over", reference=reference, way=way)
    else:
        errand.respond("utter_handed_over_to_call", reference=reference)
    errand.respond("utter_call_us")
    errand.respond("utter_faq/service_hours")


def _complain(errand: Errand) -> None:
    answers = errand.held.answers
    contact = str(answers.get(Contact.slot) or "")
    reference = _open_ticket(errand, "complaint", str(answers["problem"]), contact)
    answer = "utter_complaint_opened" if contact else "utter_complaint_opened_to_call"
    errand.respond(answer, reference=reference)
    if not contact:
        errand.respond("utter_call_us")


def _ask_forget(errand: Errand) -> Question:
    profile = ", and your profile" if errand.level == "profile" else ""
    if Shopper(errand.tracker).sharing() is not None:
        profile += " for every device that shares it"
    return Question(
        "Shall I erase this whole conversation, with your order number, e-mail address and all "
        f"else that I know from it{profile}? That can't be undone."
    )


def _forget(errand: Errand) -> None:
    errand.held.erase_requested = True
    errand.respond("utter_forgotten")
    if errand.level == "profile":
        errand.send({"type": SLOT, "level": default_level()})
        errand.say("Your profile is erased too, and I begin no other unless you ask for one.")


TASKS: Mapping[str, Task] = {
    task.intent: task
    for task in (
        *ORDER_TASKS,
        Task(
            "complaint",
            _complain,
            steps=(Words("problem", cue=_TOLD_AT_ONCE), Contact()),
            about_order=False,
        ),
        Task("human_handoff", _hand_over, steps=(Contact(),), about_order=False),
        DIAL_TASK,
        LINK_TASK,
        Task("forget_me", _forget, steps=(Confirm(_ask_forget),), about_order=False),
    )
}
