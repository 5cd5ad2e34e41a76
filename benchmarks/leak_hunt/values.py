"""Personal values to plant: kinds, and the messages that say one of them."""

from __future__ import annotations

import random
import re

from benchmarks.detection.chat import SLOT, Values, fill
from benchmarks.detection.product_talk import PRODUCT_TALK
from benchmarks.detection.templates import PERSONAL
from bot.privacy.link_code import new_code

# Kinds, by the slot that the templates and ``Values`` have for each.
KINDS = {
    "card": "card",
    "cvv": "card security code",
    "expiry": "card expiry",
    "iban": "bank account",
    "email": "e-mail",
    "phone": "phone",
    "ip": "IP address",
    "token": "token in a link",
    "userinfo": "password in a link",
    "dob": "date of birth",
    "address": "address",
    "address_block": "address in lines",
    "postcode": "postcode",
    "ssn": "US social security",
    "nino": "UK national insurance",
    "rid": "Chinese resident id",
    "cn_phone": "Chinese mobile",
    "cn_name": "Chinese name",
    "cn_address": "Chinese address",
    "password": "password",
    "otp": "one-time code",
    "order": "order number",
    "tracking": "tracking number",
    "name": "name",
    "customer": "signed-in customer",
    "link_code": "code that joins devices",
    "conversation": "conversation id",
}
# There are too few of them for each to be of one conversation only.
FEW = frozenset(("cvv", "expiry", "customer"))
# Below are the sample shop's own order numbers.
_FIRST_ORDER = 100_000
# Nothing else has this kind.
_LINK_CODE = (
    "the code on my laptop is {link_code}",
    "{link_code}",
    "link this phone please, it says {link_code}",
    "here you go: {link_code} can you join them",
    "I was told to type {link_code} here, does that keep my sizes?",
)
_NOT_TELLING = re.compile(r"\W")


def _templates() -> dict[str, list[str]]:
    """Return for each kind the templates that have it and, if there are any such, nothing else."""
    alone: dict[str, list[str]] = {kind: [] for kind in KINDS}
    beside: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for template in (*PERSONAL, *_LINK_CODE):
        personal = [match.group(1) for match in SLOT.finditer(template) if match.group(1)]
        for kind in KINDS:
            if personal.count(kind) == 1:
                (alone if len(personal) == 1 else beside)[kind].append(template)
    return {kind: alone[kind] or beside[kind] for kind in KINDS}


_TEMPLATES = _templates()


class Sayings:
    """Makes values, no two alike, and messages with and without them.

    Args:
        seed: Another one gives other values in other words.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self._values = Values(seed)
        self._seen: set[str] = set()

    def value(self, kind: str) -> str:
        """Return a new value of a kind, or of another slot of ``Values``."""
        while True:
            value = self._make(kind)
            telling = _NOT_TELLING.sub("", value).casefold()
            if kind in FEW:
                return value
            if telling not in self._seen and not (kind == "order" and int(value) < _FIRST_ORDER):
                self._seen.add(telling)
                return value

    def talk(self) -> str:
        """Return a message that is nobody's."""
        return fill(self.random.choice(PRODUCT_TALK), self._make).text

    def said(self, kind: str, written: str) -> str:
        """Return a message with a value, as it is written."""
        template = self.random.choice(_TEMPLATES[kind])
        return fill(template, lambda slot: written if slot == kind else self._make(slot)).text

    def _make(self, slot: str) -> str:
        if slot == "link_code":
            return new_code(self.random.choice)
        return self._values.make(slot)
