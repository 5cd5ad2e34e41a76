"""When service_form lets a shopper go before it knows the order.

They may be after products, have ordered nothing, have been given the thing, want to go to a store,
or ask something in general; and who has been asked in vain needs another way rather than the same
question again.
"""

from __future__ import annotations

import re

from rasa_sdk import Tracker

from actions.service.errand import REQUESTED, Errand
from actions.service.message import Message
from actions.service.steps import ABOUT
from actions.service.task import Task
from actions.service.tasks import TASKS

PROOF = frozenset({"order_number", "order_choice", "proof"})
FINDS_PRODUCTS = frozenset({"search_product", "recommend_product"})
_OF_PRODUCTS = FINDS_PRODUCTS | {"refine_search", "check_stock", "ask_size", "product_details"}
# What can be done with a thing in hand, with or without its order.
_WITH_THE_THING = frozenset({"return_item", "exchange_item", "item_problem"})
_SENDS_BACK = frozenset({"return_item", "exchange_item"})
_LIKELY = 0.15
_ANSWERS_IT = 0.5

_NOTHING_ORDERED = re.compile(
    r"\b(?:haven'?t|have not|didn'?t|did not|not|never)(?: \w+)? "
    r"(?:order(?:ed)?|bought|buy|placed|purchased?) "
    r"(?:(?:an?|any) )?(?:order|anything|nothing|yet)\b"
    r"|\bno orders? (?:yet|so far|at all)\b|\b(?:don'?t|do not) have an? order\b(?! (?:number|no))"
    r"|\bordered nothing\b|\bnot about (?:an|my|any) order\b"
    r"|\b(?:never mind|forget) (?:about )?the (?:order )?number\b"
)
_WANTS = re.compile(
    r"\b(?:need|want|like|looking for|after|buy|show me|recommend|got|(?:have|sell|do) you)\s+"
    r"(?:me\s+)?(?:to (?:buy|order|get|see)\s+)?(?:an?|some|new|any|two|a pair of)\b"
)
_OF_AN_ORDER = re.compile(
    r"\b(?:returns?|refund\w*|money|exchang\w+|swap\w*|replac\w+|sen[dt]\w*|cancel\w*|invoice|"
    r"receipt|track\w*|parcel|deliver\w*|arriv\w*|bought|order(?:ed)?|broke\w*|damag\w*|fault\w*|"
    r"missing|wrong|instead|bigger|smaller|larger|too (?:big|small|tight|loose|long|short|large))\b"
)
_IN_A_STORE = re.compile(
    r"\b(?:go|come|pop|bring|take|swap|exchange|drop)\b[^.?!]*\b(?:shops?|stores?|branch)\b"
    r"|\b(?:bought|got|purchased)\b[^.?!]*\b(?:in|at)\b[^.?!]*\b(?:shops?|stores?|branch)\b"
)
_GIVERS = (
    r"husband|wife|partner|boyfriend|girlfriend|son|daughter|mum|mom|dad|mother|father|friend|"
    r"aunt\w*|uncle|sister|brother|nan|gran\w*|he|she|they|someone|somebody"
)
_GIVEN = re.compile(
    rf"\b(?:presents?|gifts?)\b|\bgave (?:it |them |this )?(?:to )?me\b"
    rf"|\bgiven (?:it |them )?to me\b|\b(?:{_GIVERS}) (?:has |have )?(?:bought|ordered|got|gave)\b"
)
_GIVES = re.compile(r"\b(?:i|we)(?:'ve| have)? (?:bought|ordered|got|gave)\b")
_IN_GENERAL = re.compile(
    r"\b(?:usual(?:ly)?|in general|generally|normal(?:ly)?|typical(?:ly)?|"
    r"just (?:want|wanted|wondering|asking|like)|"
    r"how long (?:do|does|would|will) (?!my\b|it\b|this\b|that\b|you\b)\w+)\b"
)


def wishes_products(message: Message) -> bool:
    """Whether a message wishes for a kind of product to buy, and not for one that was bought."""
    if message.is_button or message.value("category") is None or message.value("order_number"):
        return False
    if _NOTHING_ORDERED.search(message.words):
        return True
    return bool(_WANTS.search(message.words)) and not _OF_AN_ORDER.search(message.words)


def is_of_an_order(message: Message) -> bool:
    """Whether a message has words of something that was ordered: "can he send it back"."""
    return _OF_AN_ORDER.search(message.words) is not None


def turns_to_products(tracker: Tracker) -> bool:
    """Whether the form, which begins or asks for an order, should search for products instead."""
    message, requested = Message.of(tracker), tracker.get_slot(REQUESTED)
    if not wishes_products(message):
        return False
    if requested is not None:
        return requested in PROOF
    task = TASKS.get(message.intent)
    begins = task is not None and task.about_order and not task.may_lack_order
    sounds_so = message.share(_OF_PRODUCTS) >= _LIKELY
    return begins and sounds_so and tracker.get_slot("order_number") is None


def lets_go(errand: Errand, task: Task, requested: str) -> bool:
    """Leave the form where the message says that asking for the order is out of place.

    Returns:
        Whether it did, and the message is answered.
    """
    message = errand.message
    unknown = errand.held.order_number is None and errand.customer is None
    if message.is_button or not task.about_order or requested not in PROOF:
        return False
    if unknown and not task.may_lack_order and _NOTHING_ORDERED.search(message.words):
        errand.respond("utter_nothing_ordered")
    elif unknown and _told_of(_IN_A_STORE, errand, _WITH_THE_THING):
        errand.respond("utter_take_to_store")
        errand.respond("utter_faq/store_opening_hours")
    elif unknown and _is_given(errand):
        errand.respond("utter_gift_without_number")
        errand.offer("return_item")
    elif _asks_in_general(message):
        errand.respond(message.answer or "")
    else:
        return False
    _leave(errand)
    return True


def change_course(errand: Errand, task: Task, requested: str) -> bool:
    """Where the question was asked twice in vain, offer another way instead of asking again.

    Returns:
        Whether it was so, and the form is left.
    """
    if requested not in ("order_number", "proof") or _asked(errand.tracker, requested) < 2:
        return False
    if requested == "proof":
        errand.respond("utter_without_proof")
    elif task.intent in _WITH_THE_THING:
        errand.respond("utter_without_order_number_of_a_thing")
    else:
        errand.respond("utter_without_order_number")
    errand.offer("human_handoff")
    _leave(errand)
    return True


def may_interrupt(message: Message, requested: str) -> int:
    """Return how many messages about other things in a row the question outlives."""
    if requested not in PROOF:
        return 2
    return 0 if message.intent in FINDS_PRODUCTS else 1


def _told_of(cue: re.Pattern[str], errand: Errand, tasks: frozenset[str]) -> bool:
    told = (errand.held.task or "") in tasks or errand.message.intent in tasks
    return told and cue.search(errand.message.words) is not None


def _is_given(errand: Errand) -> bool:
    gives = _GIVES.search(errand.message.words)
    return gives is None and _told_of(_GIVEN, errand, _SENDS_BACK)


def _asks_in_general(message: Message) -> bool:
    """Whether an answer fits that needs no order, and it was asked for in general terms."""
    general = _IN_GENERAL.search(message.words) is not None
    return general and message.answer is not None and message.answer_confidence >= _ANSWERS_IT


def _asked(tracker: Tracker, requested: str) -> int:
    """Return how many messages in a row have come to the open question without any progress."""
    users = asked = 0
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            users += 1
        elif event.get("event") != "slot":
            continue
        elif event.get("name") == REQUESTED:
            if event.get("value") != requested:
                break
            asked = users
        elif event.get("name") in ("order_number", "email", "postcode") and event.get("value"):
            break
    return asked


def _leave(errand: Errand) -> None:
    """Let the task go; what it was about stays for a colleague."""
    held = errand.held
    held.task = None
    held.answers = {key: value for key, value in held.answers.items() if key == ABOUT}
