"""Questions of the FAQ: the answer as it stands, or what of it holds for the case at hand.

"How long have I to send it back?" is about the order that was just looked up; "and to France?"
about one country; "when do I get it back with Klarna?" about one way of paying.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import date
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.orders.proof import known_order
from actions.orders.words import OPEN, day, free_of_charge, payment_words, return_period
from actions.orders.words import return_until as last_day
from actions.recommendation.mentions import title_stems
from actions.recommendation.money import format_price
from actions.recommendation.text import terms, told_apart
from actions.service.deadlines import deadline_in
from actions.service.delivery import names_way, tell_delivery
from actions.service.destination import destination_of
from actions.service.errand import Errand, ServiceAction
from actions.service.further import answers_further, part_telling
from actions.service.history import last_answer, meant_before, said_before
from actions.service.leaving import is_of_an_order
from actions.service.message import Message
from actions.service.places import HOME, region_of
from actions.service.titles import phrasings
from actions.service.what_next import told_of_task
from actions.shop.database import ShopError
from actions.shopping.hearing import hear
from actions.shopping.session import SLOT, read_state, shopped_last
from nlu_models.context import asks_of_delivery

_log = logging.getLogger(__name__)

_ANSWERS = "utter_faq/"
_BY_A_HOLIDAY = "faq/delivery_bank_holidays"
_ABROAD = "faq/return_abroad"
_ABROAD_TOLD = "utter_faq/return_abroad"
_WHERE_TO = frozenset({"faq/delivery_countries", "faq/delivery_islands"})
# Answers for sending back from home; from abroad another one holds.
_FROM_HOME = frozenset(
    {"faq/return_in_store", "faq/return_label", "faq/return_pickup", "faq/return_cost"}
    | {"faq/return_policy", "faq/exchange_policy", "faq/return_gift"}
)
_REFUNDS = frozenset({"faq/refund_time", "faq/refund_method", "faq/refund_delivery_charge"})
# Of these answers there are finer ones, for what stands in their names behind the stem.
_FINER = {
    "faq/store_locations": "faq/store_",
    "faq/store_opening_hours": "faq/store_",
    "faq/refund_time": "faq/refund_",
    "faq/refund_method": "faq/refund_",
}
# It begins as the finer ones do, and is about another matter.
_NO_STORE = "faq/store_stock"
# "Do you deliver to Norway?", but not "… for free?" or "… by Friday?".
_ASKS_WHETHER = re.compile(
    r"\W*(?:(?:and|but|so|ok(?:ay)?|hi|hello)\W+)*(?:do|can|could|will|would) (?:you|u|ye)\b"
    r"(?: \w+){0,2}? (?:deliver|ship|post|send)\b(?!.*(?:\b(?:express|free|standard|next|tomorrow|"
    r"today|by|before|within|how|cost|cheap\w*|same)\b|\d))"
)
# Money for having waited, and none for what goes back.
_WAITED = re.compile(
    r"\b(?:late|delay\w*|wait\w*|overdue|compensat\w+|compo|goodwill|inconvenience|long|slow|"
    r"(?:something|anything|some(?: money)?|money) (?:back|off)|"
    r"delivery (?:charge|fee|cost|money))\b"
)
_CALLED_OFF = re.compile(r"\b(?:cancel\w*|how (?:will|do|is|are|long)|when)\b")
_FOR_HOW_LONG = re.compile(
    r"\b(?:how (?:long|many days|much time)|(?:un)?till? when|by when|when (?:do|must|have)|"
    r"deadline|last day)\b"
)
_ELSEWHERE = re.compile(r"\b(?:other|others|else|all|any|every|each|your (?:shops|stores))\b")
_THIS_ONE = re.compile(r"\b(?:it|that|this|them|my order|already|yet)\b")
_SENDS_BACK = re.compile(r"\b(?:return\w*|send\w*|sent|bring|took|take|post(?:ed)?)\b")
_GOES_BACK = re.compile(r"\b(?:return\w*|exchang\w+|swap\w*|sen[dt]\b.*\bback)\b")


class AnswerQuestion(ServiceAction):
    """Answers a question of the FAQ."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_answer"

    def answer(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[dict[str, Any]]:
        """Answer; where the shop is down, with the answer as it stands."""
        message = Message.of(tracker)
        if not is_of_an_order(message):
            heard = hear(dispatcher, tracker, understood=True)
            if heard is not None:
                for further in message.also:
                    dispatcher.utter_message(response=further)
                return heard
        try:
            return super().answer(dispatcher, tracker)
        except ShopError as error:
            _log.warning("The case at hand could not be looked up: %s", error)
            dispatcher.utter_message(response=message.answer or "utter_unclear")
            return []

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Say what holds for the case at hand, and answer what was asked beside it."""
        message = errand.message
        if not (message.answer or "").startswith(_ANSWERS):
            errand.respond("utter_unclear")
        elif answer_in_case(errand) or answers_further(errand, told_of_task):
            for further in message.also:
                errand.respond(further)
        else:
            errand.respond(str(message.answer))  # with what belongs to it: bot/answers.py
        return []


def answer_in_case(errand: Errand) -> bool:
    """Answer a question of the FAQ for the case at hand; returns whether there is one."""
    key = errand.message.answer_key
    return any(tell(errand, key) for tell in _CASES)


def _of_place(errand: Errand, key: str) -> bool:
    """Tell of the one place that is named, or that the question before was about."""
    asked = errand.message.words
    remembered = key == _BY_A_HOLIDAY and deadline_in(asked, date.today()) is not None
    if key not in _WHERE_TO and not remembered:
        return False
    methods = errand.shop.delivery.methods()
    to = destination_of(errand.tracker, methods, remembered=remembered)
    if not (to.named or to.away):
        return False
    whether = not remembered and _ASKS_WHETHER.match(asked)
    tell_delivery(errand, opening="Yes. " if whether else "")
    return True


def _of_product(errand: Errand, key: str) -> bool:
    """Name the product that is to be ordered, if it is one on show; the answer itself stands."""
    if key != "faq/how_to_order":
        return False
    state = read_state(errand.tracker.get_slot(SLOT))
    shown = [errand.shop.catalogue.product(each) for each in state.shown]
    called = {p.id: set(title_stems(p)) for p in shown if p is not None}
    named = (
        told_apart(set(terms(errand.message.text)), called) if shopped_last(errand.tracker) else []
    )
    product = errand.shop.catalogue.product(named[0]) if len(named) == 1 else None
    if product is None:
        return False
    errand.say(f"The {product.title}, {format_price(product)}:")
    return False


def _from_abroad(errand: Errand, key: str) -> bool:
    """Tell how things come back from abroad, if the talk was of a place there."""
    if key not in _FROM_HOME and not (key == "faq/customs_duties" and _sent_back(errand)):
        return False
    methods = errand.shop.delivery.methods()
    to = destination_of(errand.tracker, methods)
    if not to.named or region_of(HOME, methods) in to.regions:
        return False
    before = last_answer(errand.tracker)
    if before is not None and _ABROAD in before.keys:  # "who pays?"
        errand.say(part_telling(before.text, errand.message.text) or before.text)
    else:
        errand.respond(_ABROAD_TOLD)
    return True


def _of_way(errand: Errand, key: str) -> bool:
    """Tell of the way, or of how long and how much, that is asked for behind a place."""
    named = meant_before(errand.tracker).startswith("delivery_") and names_way(errand)
    before = last_answer(errand.tracker)
    place = before is not None and not _WHERE_TO.isdisjoint(before.keys)
    if not named and not (place and asks_of_delivery(errand.message.text)):
        return False
    tell_delivery(errand)
    return True


def _sent_back(errand: Errand) -> bool:
    """Whether the last two messages are about sending something back."""
    return any(_GOES_BACK.search(text) for text in (errand.message.words, said_before(errand)))


def _of_payment(errand: Errand, key: str) -> bool:
    """Tell how the order at hand was paid."""
    if key != "faq/payment_when_charged" or not _THIS_ONE.search(errand.message.words):
        return False
    order = known_order(errand)
    if order is None or not order.payments:
        return False
    errand.order = order
    facts = " ".join(payment_words(payment, order.currency) for payment in order.payments)
    errand.say(f"For order {order.number}: {facts}")
    return True


def _of_delay(errand: Errand, key: str) -> bool:
    """Tell what there is for waiting, where money is asked for and the order is yet to come."""
    asked = errand.message.words
    waited = _WAITED.search(asked) and not _CALLED_OFF.search(asked)
    if key not in _REFUNDS or not waited or _SENDS_BACK.search(asked):
        return False
    order = known_order(errand)
    if order is None or order.status not in OPEN or errand.held.task == "cancel_order":
        return False
    errand.respond("utter_faq/late_compensation")
    return True


def _until_when(errand: Errand, key: str) -> bool:
    """Tell until when things of the order at hand can be sent back."""
    about = key in ("faq/return_policy", "faq/return_christmas", "faq/return_late")
    if not about or not _FOR_HOW_LONG.search(errand.message.words):
        return False
    order = known_order(errand)
    if order is None:
        return False
    errand.order, last = order, last_day(order)
    if order.status in OPEN:
        errand.say(f"Once order {order.number} has come you can return it {return_period(order)}.")
        return True
    if last is None or last < date.today():
        return False
    errand.say(
        f"What you don't want of order {order.number} you can return until {day(last)}"
        f"{free_of_charge()}."
    )
    return True


def _finer(errand: Errand, key: str) -> bool:
    """Give the answer for the one store or way of paying that is named now or just before."""
    stem = _FINER.get(key)
    if stem is None:
        return False
    asked = errand.message.words
    for text in (asked,) if _ELSEWHERE.search(asked) else (asked, said_before(errand)):
        finer = finer_answer(stem, text)
        if finer is not None:
            errand.respond(finer)
            return True
    return False


def finer_answer(stem: str, text: str) -> str | None:
    """Return the response of the answer whose name ends with words of a text, if there is one.

    Args:
        stem: How the answer's name begins: ``faq/store_``.
        text: In lower case.
    """
    for key in phrasings():
        ending = key.removeprefix(stem).replace("_", " ")
        if (
            key.startswith(stem)
            and key not in _FINER
            and key != _NO_STORE
            and re.search(rf"\b{re.escape(ending)}\b", text)
        ):
            return f"utter_faq/{key.removeprefix('faq/')}"
    return None


_CASES: tuple[Callable[[Errand, str], bool], ...] = (
    _of_place,
    _of_product,
    _from_abroad,
    _of_way,
    _of_payment,
    _of_delay,
    _until_when,
    _finer,
)
