"""What is told behind a ticket: how to be reached, or something more about the matter.

"You can call me on 07700 900461" and "oh, and the zip is broken too" are for the colleague who
reads the ticket; no second one is opened for them.
"""

from __future__ import annotations

import re

from actions.service.contact import Contact, says_how, says_to_whom, wants_call
from actions.service.errand import Errand
from actions.service.message import Message
from actions.service.several import task_of
from actions.service.take_up import completed_last, just_completed
from actions.service.tasks import TASKS
from actions.service.tickets import CONTACT, REFERENCE, add_to_ticket, has_ticket
from nlu_models.not_kept import wishes_not_kept

# Words with which a matter is gone on with.
_THEM = r"(?:them|him|her|(?:your|the) colleagues?)"
_MORE = re.compile(
    r"\b(?:also|too|as well|another thing|one more|something else|by the way|btw|forgot|add|"
    r"mention|note|(?:should|must|have to|need to|want to) say|"
    r"ps|p\.s\.|plus|in addition|besides|on top|"
    r"to be (?:clear|precise)|i mean|just so (?:they|you) know)\b"
    r"|^\W*(?:oh|and|ah|actually)\b"
)
_FOR_THEM = re.compile(
    rf"\b(?:tell {_THEM}|let {_THEM} know|add (?:that|this|it)|so {_THEM} know)\b"
)
_ANOTHER = re.compile(
    r"\b(?:another|other|different|new|next) (?:order|parcel|case)\b|\bcomplain(?:t|ing)?\b"
)
# Whoever presses means the matter at hand, whatever it sounds like.
_PRESSES = re.compile(
    r"\b(?:urgent(?:ly)?|asap|as soon as possible|hurry|in a rush|be quick|going away|"
    r"need (?:it|that|this|them|one) (?:by|before|for))\b"
)
# Intents of what tells of a matter, rather than wants something else done.
_TELLS = frozenset(
    {"item_problem", "payment_problem", "complaint", "human_handoff", "inform", "correct"}
    | {"nlu_fallback"}
)
_OTHER_TASKS = frozenset(TASKS) - _TELLS
# Questions that wish for something: "can you ring me after five?"
_POLITE = re.compile(r"^\W*(?:(?:and|so|oh|also|please)\W+)*(?:can|could|would|will|please)\b")
# Never for a ticket: what is to be erased would be written there.
_OF_PRIVACY = frozenset(
    {"set_privacy", "forget_me", "export_data", "link_devices", "what_do_you_know"}
)
_LEAST_WORDS = 3
_TURNS = 3  # for which a matter is still being talked about


def adds_to_ticket(errand: Errand) -> bool:
    """Add the message to the ticket that was opened last, if it belongs there, and say so."""
    message = errand.message
    if not errand.held.ticket or message.is_button:
        return False
    if message.intent in _OF_PRIVACY or wishes_not_kept(message.text):
        return False
    if message.value("order_number") and not _FOR_THEM.search(message.words):
        return False
    contact = _contact(errand)
    if contact is None and not _tells_more(errand):
        return False
    reference = str(errand.held.ticket[REFERENCE])
    if not add_to_ticket(errand, message.text, contact):
        return False
    said = "utter_added_to_ticket" if contact is None else "utter_contact_added"
    errand.respond(said, reference=reference)
    return True


def tells_contact(errand: Errand) -> bool:
    """Whether the message says how to be reached; a bare address or number does not."""
    told = Contact().read(errand)
    return bool(told) and says_how(errand.message.text)


def _contact(errand: Errand) -> str | None:
    """Return the phone number or e-mail address under which the shopper wants to be reached."""
    message = errand.message
    told = Contact().read(errand)
    if not told or _only_asks(message):
        return None
    other = message.is_clear and message.intent in _OTHER_TASKS
    if other and not (says_to_whom(message.text) or wants_call(message.text)):
        return None  # "I want to return my jacket, my e-mail is …"
    asked_for = not errand.held.ticket[CONTACT] and completed_last(errand.tracker)
    expected = asked_for or just_completed(errand.tracker, 1)
    return told if expected or says_how(message.text) else None


def _tells_more(errand: Errand) -> bool:
    """Whether the message goes on with the matter that was handed over just before."""
    message, task = errand.message, str(errand.held.task)
    if not has_ticket(errand, task) or not just_completed(errand.tracker, _TURNS):
        return False
    if _only_asks(message) or _ANOTHER.search(message.words):
        return False
    if len(message.text.split()) < _LEAST_WORDS:
        return False
    if message.intent == "human_handoff":  # a person once more, or when to be called
        return says_how(message.text)
    presses = _PRESSES.search(message.words) is not None
    loose = presses or message.intent in _TELLS or not message.is_clear
    if loose and task_of(message.text) is None and just_completed(errand.tracker, 1):
        return True  # what is told next is best read by whoever has the ticket
    if message.intent not in _TELLS:
        return False
    more = _MORE.search(message.words) or _FOR_THEM.search(message.words)
    return message.intent == task or more is not None


def _only_asks(message: Message) -> bool:
    return message.is_question and _POLITE.match(message.words) is None
