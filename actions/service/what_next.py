"""What happens next: the way of the task that has just ended, or of what was answered or advised.

"So what happens now?", "when may I expect it?" and "OK, do that" are about what was done or said
just before; nothing is done a second time. What the shop does then is told by ``utter_next_…`` in
domain.yml.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from actions.orders.items import meant_lines
from actions.orders.proof import known_order
from actions.orders.words import day, return_until, status_words, tracking_words
from actions.service.delivery import tell_delivery
from actions.service.delivery_words import days_words, expected_words
from actions.service.errand import FORM, PERSON, Errand, ServiceAction
from actions.service.further import part_telling, say_unknown
from actions.service.history import has_talked, last_answer, responses_before
from actions.service.message import Message
from actions.service.places import HOME, region_of
from actions.service.reacting import react
from actions.service.take_up import completed_last
from actions.service.task import Task
from actions.service.tasks import TASKS
from actions.service.tickets import CONTACT, REFERENCE, has_ticket
from actions.service.wording import worded
from actions.shop.models import OrderStatus, ReturnStatus
from nlu_models.reactions import Reaction, reaction_of
from nlu_models.told import wanted_by

# The answer that says that the form has nothing left to do: what was asked is answered.
TOLD = "told"
# What a shopper may ask of a case that has just been opened, as if it were a new task.
_OF_A_CASE = frozenset({"order_status", "track_order", "refund_status", "payment_problem"})
# What becomes of these is in the hands of who reads the ticket.
_BY_COLLEAGUES = frozenset({"item_problem", "payment_problem", "complaint", "human_handoff"})
_CASES = frozenset({"item_problem", "exchange_item", "return_item", "payment_problem"})
_ANOTHER = re.compile(r"\b(?:orders?|another|other|parcel|new (?:case|problem))\b")
_COMPLAINS = re.compile(r"\bcomplain\w*")
_NEW_ONE = re.compile(r"\b(?:replac\w+|new one|another one|send (?:it|one) again)\b")
_BRIEF, _FEW = 9, 6


class TellWhatNext(ServiceAction):
    """Answers "what happens now?", and what else is asked about an answer as a whole."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_what_next"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Say what comes next, why something is so, or that it is."""
        reaction = reaction_of(errand.message.text)
        if (errand.tracker.active_loop or {}).get("name") == FORM:
            task = TASKS.get(errand.held.task or "")
            errand.say((task.purpose_words if task else "") or "There is one more thing to know:")
        elif reaction is None or reaction is Reaction.NEXT or not react(errand, reaction):
            tell_next(errand)
        return []


def tell_next(errand: Errand) -> None:
    """Say what comes next after what was done or advised last."""
    if told_of_task(errand):
        return
    for response, following in _ADVISED.items():
        if response in responses_before(errand.tracker):
            errand.respond(following)
            if following == "utter_person_next":
                errand.offer("human_handoff")
            return
    before = last_answer(errand.tracker)
    asks = reaction_of(errand.message.text) is None and wanted_by(errand.message.text)
    if before is not None and before.keys and asks:  # "how long after?"
        part = part_telling(before.text, errand.message.text)
        if part is None:
            say_unknown(errand)
        else:
            errand.say(part)
    elif before is not None and before.keys:
        errand.respond(_after(before.keys[-1]))
        errand.offer("human_handoff")
    elif before is not None and not before.done:
        if reaction_of(errand.message.text) is None:  # "how long will that take"
            tell_delivery(errand)
        else:
            errand.respond("utter_next_delivery")
    else:
        errand.respond("utter_nothing_next")
        errand.offer("human_handoff")


def told_of_task(errand: Errand) -> bool:
    """Say what comes after the task that was done last, if there was one."""
    task = TASKS.get(errand.held.task or "")
    if task is None or not completed_last(errand.tracker):
        return False
    errand.order = known_order(errand)
    said = _what_follows(errand, task)
    if said:
        errand.say(said)
    return bool(said)


def _after(key: str) -> str:
    """Return the response that says what comes after an answer."""
    beginnings = (told for begins, told in _AFTER_ANSWERS.items() if key.startswith(begins))
    return next(beginnings, "utter_next_answer")


def _what_follows(errand: Errand, task: Task) -> str:
    """Return what comes next after a task; only what was done or handed over has consequences."""
    handed_over = task.intent not in _BY_COLLEAGUES or has_ticket(errand, task.intent)
    if errand.held.done == task.intent and handed_over:
        return _AFTER[task.intent](errand) if task.intent in _AFTER else ""
    return _of_order(errand) if task.about_order else ""


def answers_after(errand: Errand) -> bool:
    """Answer what sounds like a new task, but is about the one that has just ended.

    Returns:
        Whether it was so.
    """
    message, done = errand.message, errand.held.task
    if message.is_button or message.value("order_number"):
        return False
    if message.intent == "complaint":
        return _regrets(errand)
    if done not in _CASES or errand.held.done != done or not completed_last(errand.tracker):
        return False
    if message.intent == "exchange_item" == done:
        return _exchanged_already(errand)
    if message.intent == "exchange_item" and _is_remedy(message):
        tell_next(errand)  # a replacement is on its way
        return True
    if message.intent == "return_item" and done == "item_problem" and message.is_question:
        tell_next(errand)  # "how do I send the wrong one back?"
        return True
    if message.intent not in _OF_A_CASE or _ANOTHER.search(message.words):
        return False
    tell_next(errand)
    return True


def _is_remedy(message: Message) -> bool:
    """Whether a message only says that something new is wanted: "a replacement, please"."""
    return _NEW_ONE.search(message.words) is not None and len(message.text.split()) <= _FEW


def _regrets(errand: Errand) -> bool:
    """Offer a person to who vents in the middle of things: what happened is known."""
    message = errand.message
    brief = len(message.text.split()) <= _BRIEF and not _COMPLAINS.search(message.words)
    if not brief or not has_talked(errand.tracker):
        return False
    errand.respond("utter_sorry_for_service")
    errand.offer("human_handoff")
    return True


def _exchanged_already(errand: Errand) -> bool:
    """Say that the exchange that was just opened cannot be changed here."""
    errand.order = order = known_order(errand)
    if order is None:
        return False
    opened = [
        entry
        for entry in errand.shop.orders.returns(order.number)
        if entry.exchange_for and entry.status == ReturnStatus.REQUESTED
    ]
    if not opened:
        return False
    entry = opened[-1]
    meant = meant_lines(errand.message.words, (), order.lines)
    if any(line.line_id not in entry.line_ids for line in meant):
        return False  # another item
    errand.say(
        worded("utter_exchange_open_already", number=entry.number, wish=str(entry.exchange_for)),
        [PERSON],
        {"return_number": entry.number},
    )
    errand.offer("human_handoff")
    return True


def _of_problem(errand: Errand) -> str:
    return worded("utter_after_item_problem", days=_days(errand))


def _of_payment(errand: Errand) -> str:
    contact = errand.held.ticket[CONTACT]
    return worded("utter_after_payment_problem") if contact else _of_handing_over(errand)


def _of_return(errand: Errand) -> str:
    return worded("utter_after_return_item", by=_last_day(errand))


def _of_exchange(errand: Errand) -> str:
    return worded("utter_after_exchange_item", by=_last_day(errand), days=_days(errand))


def _of_cancelling(errand: Errand) -> str:
    order = errand.order
    if order is None:
        return ""
    if order.status != OrderStatus.CANCELLED:
        return _of_order(errand)
    return worded("utter_after_cancel_order", order=order.number)


def _of_order(errand: Errand) -> str:
    order = errand.order
    if order is None:
        return ""
    methods = errand.shop.delivery.methods()
    expected = expected_words(order, methods, datetime.now())
    if order.shipments or expected:
        return f"{tracking_words(order)} {expected}".strip()
    return status_words(order, errand.shop.orders.returns(order.number))


def _of_address(errand: Errand) -> str:
    return f"{worded('utter_after_change_address')} {_of_order(errand)}".strip()


def _of_refund(errand: Errand) -> str:
    return worded("utter_after_refund_status")


def _of_invoice(errand: Errand) -> str:
    return worded("utter_after_request_invoice")


def _of_complaint(errand: Errand) -> str:
    if not errand.held.ticket[CONTACT]:
        return _of_handing_over(errand)
    return worded("utter_after_complaint")


def _of_handing_over(errand: Errand) -> str:
    ticket = errand.held.ticket
    if not ticket[CONTACT]:
        return worded("utter_after_handing_over_to_call", reference=str(ticket[REFERENCE]))
    return worded("utter_after_handing_over")


def _days(errand: Errand) -> str:
    methods = errand.shop.delivery.methods()
    home = [method for method in methods if method.region == region_of(HOME, methods)]
    return days_words(home[0]) if home else "some"


def _last_day(errand: Errand) -> str:
    last = return_until(errand.order) if errand.order is not None else None
    return f" by {day(last)}" if last is not None else ""


_AFTER: Mapping[str, Callable[[Errand], str]] = {
    "item_problem": _of_problem,
    "payment_problem": _of_payment,
    "return_item": _of_return,
    "exchange_item": _of_exchange,
    "cancel_order": _of_cancelling,
    "change_address": _of_address,
    "order_status": _of_order,
    "track_order": _of_order,
    "refund_status": _of_refund,
    "request_invoice": _of_invoice,
    "complaint": _of_complaint,
    "human_handoff": _of_handing_over,
}
# What comes after what was advised, by the response that did so.
_ADVISED = {
    "utter_take_to_store": "utter_in_the_store",
    "utter_without_order_number_of_a_thing": "utter_in_the_store",
    "utter_gift_without_number": "utter_faq/return_gift",
    "utter_without_order_number": "utter_person_next",
    "utter_without_proof": "utter_person_next",
}
# What comes after answers of the FAQ, by how their names begin.
_AFTER_ANSWERS = {
    "faq/return_": "utter_next_return",
    "faq/lost_in_return": "utter_next_return",
    "faq/exchange_": "utter_next_exchange",
    "faq/refund_": "utter_next_refund",
    "faq/delivery_": "utter_next_delivery",
    "faq/delivered_not_received": "utter_next_delivery",
    "faq/order_confirmation": "utter_next_delivery",
    "faq/upgrade_delivery": "utter_next_delivery",
    "faq/late_compensation": "utter_person_next",
    "faq/warranty": "utter_next_warranty",
    "faq/who_pays_faulty": "utter_next_warranty",
    "faq/payment_methods": "utter_faq/how_to_order",
    "faq/pay_later": "utter_faq/how_to_order",
}
