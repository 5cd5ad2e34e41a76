"""How a colleague can reach the shopper: the step that asks for it, and phone numbers in a text."""

from __future__ import annotations

import re

from actions.orders.proof import known_order
from actions.service.errand import Errand
from actions.service.steps import Step

_PHONE = re.compile(r"(?<![\w-])(?P<abroad>\+|00)?\d[\d ()/.-]{6,18}\d(?![\w-])")
_CALL_ME = re.compile(
    r"\b(?:call|ring|phone) me\b|\bcall(?: |-)?back\b|\bgive me a (?:call|ring|bell)\b"
)
_BY_OTHERS = re.compile(r"\b(?:driver|courier|carrier|post(?:man|ie)|neighbou?r)s?\b")
_REACH = re.compile(
    r"\b(?:reach|call|ring|phone|text|whats ?app|e-?mail|mail|contact|write|message|mobile|number|"
    r"landline|get hold|get back|catch me|answer me)\b"
)
# An address beside these is no proof of an order.
_WRITE_TO_ME = re.compile(r"\b(?:reach|e-?mail|mail|write(?: to)?|contact|answer) me\b")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LEAST_DIGITS, _MOST_DIGITS, _MOST_ABROAD = 9, 12, 17


def wants_call(text: str) -> bool:
    """Whether a text asks to be called, by one of the shop's people."""
    said = text.lower()
    return _CALL_ME.search(said) is not None and _BY_OTHERS.search(said) is None


def says_how(text: str) -> bool:
    """Whether a text has words with which somebody says how or when to be reached."""
    return _REACH.search(text.lower()) is not None


def says_to_whom(text: str) -> bool:
    """Whether a text asks to be written to: "e-mail me at …"."""
    return _WRITE_TO_ME.search(text.lower()) is not None


def _address_in(text: str) -> str | None:
    """Return the e-mail address in a text to which an answer is to go."""
    found = _EMAIL.search(text) if _WRITE_TO_ME.search(text.lower()) else None
    return found.group() if found is not None else None


def phone_in(text: str) -> str | None:
    """Return the phone number in a text; runs of digits as long as a card's are none."""
    for found in _PHONE.finditer(text):
        digits = sum(character.isdigit() for character in found.group())
        if _LEAST_DIGITS <= digits <= (_MOST_ABROAD if found["abroad"] else _MOST_DIGITS):
            return found.group()
    return None


class Contact(Step):
    """How a colleague can reach the shopper; an empty text where they would rather call."""

    slot = "contact"
    hint = "I need an e-mail address or a phone number, or say “no”."
    owns = re.compile(r"\b(?:skip|none|rather call)\b")

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        message = errand.message
        if message.intent == "deny" or self.owns.search(message.words):
            return ""
        return message.value("email") or phone_in(message.text)

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        told = phone_in(about) or _address_in(about)
        if told is not None or wants_call(about):
            return told or _own(errand, "phone")
        if (order := known_order(errand)) is not None:
            return order.email
        if errand.customer is not None:
            return _own(errand, "email")
        # After a wrong try the address may be a guess at somebody else's.
        return None if errand.held.wrong_tries else errand.held.email


def _own(errand: Errand, kind: str) -> str | None:
    """Return what the shop knows of a customer who is signed in or proven; None of anybody else."""
    if errand.customer is None:
        return None
    value: str | None = errand.shop.customers.summary(errand.customer).get(kind)
    return value
