"""The steps that take a new delivery address: the address, and its country where it is unsaid."""

from __future__ import annotations

import re

from actions.service.errand import REQUESTED, Errand
from actions.service.message import Message
from actions.service.places import (
    HOME,
    countries_in,
    country_name,
    country_of,
    named_at,
    not_served,
    region_of,
)
from actions.service.postal import (
    address_in,
    address_span,
    address_told,
    address_within,
    amend,
)
from actions.service.steps import Step
from actions.shop.order_rules import UK_POSTCODE

_BACK = re.compile(
    r"\b(?:back|undo|revert|(?:old|former|previous|original) (?:one|address)|as it was)\b"
)


class NewAddress(Step):
    """A whole postal address in a country that the shop delivers to.

    Of an address told before, a later message may put right a part: its postcode, house number,
    flat or street. "Change it back" means the address before the last change.
    """

    slot = "new_address"
    takes_words = True
    takes_up = True
    hint = "That is not a whole address yet: I need house number and street, town and postcode."

    def read(self, errand: Errand) -> str | None:  # noqa: D102 - see Step
        text = errand.message.text
        whole = self._former(errand, text) or address_in(text)
        if whole is None and not errand.message.is_question:
            parts = [*_answers_before(errand, self.slot), text]
            joined = (address_within(", ".join(parts[at:])) for at in range(len(parts) - 1))
            whole = next((address for address in joined if address), None)
        return self._served(errand, whole)

    def correction(self, errand: Errand) -> str | None:  # noqa: D102
        message = errand.message
        answers = errand.held.answers
        amended = None
        if self.slot in answers:
            # With its country: that was asked for once.
            before = whole_address(errand) if Country.slot in answers else str(answers[self.slot])
            amended = amend(before, message.text, message.value("postcode"))
        return self._served(errand, amended or self._stated(errand))

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        address = self._former(errand, about) or address_told(about)
        if address is not None and (refusal := _refusal(errand, country_of(address))):
            errand.say(refusal)
            return None
        return address

    def told_at(self, text: str) -> tuple[int, int] | None:  # noqa: D102
        return address_span(text)

    def objection(self, errand: Errand) -> str | None:  # noqa: D102
        stated = self._stated(errand)
        return _refusal(errand, country_of(stated)) if stated else None

    def complaint(self, errand: Errand) -> str:  # noqa: D102
        named = countries_in(errand.message.text)
        refusals = [why for code in named if (why := _refusal(errand, code))]
        if refusals:
            return refusals[0]
        if country_of(address_in(errand.message.text) or "") is None and HOME in named:
            return f"{self.hint} A British postcode looks like LS1 4AB."
        return self.hint

    def _stated(self, errand: Errand) -> str | None:
        """Return an address that stands on its own, not in answer to the question for it."""
        message = errand.message
        if address := address_within(message.text):
            return address
        alone = UK_POSTCODE.search(message.text) and not message.value("order_number")
        return address_in(message.text) if alone and not message.value("email") else None

    def _served(self, errand: Errand, address: str | None) -> str | None:
        if address is None or _refusal(errand, country_of(address)):
            return None
        return address

    def _former(self, errand: Errand, text: str) -> str | None:
        changed = errand.held.changed
        here = changed.get("order_number") == errand.held.order_number
        return changed.get(self.slot) if here and _BACK.search(text.lower()) else None


class Country(Step):
    """The country of a new address, as its code; asked where the address does not tell."""

    slot = "country"
    names_nothing = False
    follows = frozenset({NewAddress.slot})
    hint = "Please tell me the country's name."

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        named = countries_in(errand.message.text)
        if len(named) != 1 or self._why_not(errand, named[0]):
            return None
        return named[0]

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        return country_of(str(errand.held.answers[NewAddress.slot]))

    def complaint(self, errand: Errand) -> str:  # noqa: D102
        named = countries_in(errand.message.text)
        return (self._why_not(errand, named[0]) if named else None) or self.hint

    def _why_not(self, errand: Errand, code: str) -> str | None:
        if refusal := _refusal(errand, code):
            return f"{refusal} You can give me another address, or say “stop”."
        if code == HOME:  # a British postcode would have told the country
            return "A British address has a postcode such as LS1 4AB: please give me the right one."
        return None


def _answers_before(errand: Errand, slot: str) -> list[str]:
    """Return what was said before the newest message in answer to the same question.

    Some give the street first, and the town and postcode in messages of their own.
    """
    said: list[str] = []
    text: str | None = None
    for event in reversed(errand.tracker.events):
        if event.get("event") == "user":
            text = str(event.get("text") or "")
        elif event.get("event") == "slot" and event.get("name") == REQUESTED and text is not None:
            if event.get("value") != slot:
                break
            said.append(text)
            text = None
    parts = (part for part in said[:0:-1] if not Message(text=part).is_question)
    return [part for part in parts if address_in(part) is None]  # a whole one was refused


def whole_address(errand: Errand) -> str:
    """Return the new address as it is kept: with its country, if that is not the shop's own."""
    address = str(errand.held.answers[NewAddress.slot])
    code = str(errand.held.answers[Country.slot])
    abroad = region_of(code, errand.shop.delivery.methods()) != _home_region(errand)
    if not abroad or named_at(address) is not None:
        return address
    return f"{address}, {country_name(code).removeprefix('the ')}"


def _home_region(errand: Errand) -> str | None:
    return region_of(HOME, errand.shop.delivery.methods())


def _refusal(errand: Errand, code: str | None) -> str | None:
    methods = errand.shop.delivery.methods()
    if code is None or region_of(code, methods) is not None:
        return None
    return not_served(code, methods)
