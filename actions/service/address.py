"""The steps that take a new delivery address: the address, and its country where it is unsaid."""

from __future__ import annotations

import re

from actions.service.errand import Errand
from actions.service.places import (
    HOME,
    countries_in,
    country_name,
    country_of,
    named_at,
    not_served,
    region_of,
)
from actions.service.steps import Step
from actions.shop.order_rules import UK_POSTCODE, find_postcode

_LEAD_IN = re.compile(
    r"^(?:(?:ok(?:ay)?|sure|yes|please|well|so|sorry|no|wait|actually|oops|hang on)[, ]+)*"
    r"(?:(?:(?:my|the|our) )?(?:(?:new|right|correct|delivery) )*address(?: is| should be|:)"
    r"|(?:please )?(?:send|deliver|ship) (?:it|them|the parcel|the order)(?: instead)? to"
    r"|i mean[t]?|(?:it'?s|it is|it should be|that'?s|make it|change it to)(?: now)?|to)?[:, ]*",
    re.I,
)
_HOUSE = r"(?:(?:flat|apartment|apt|unit)\s+\w+,?\s+)?\d{1,4}[a-z]?,?\s+(?=\D)"
# Where in a longer sentence the address begins: "to 27 Harbour Lane", "at Hauptstr. 5, 10115".
_START = re.compile(
    rf"(?:\b(?:to|at|is)|:)\s+(?:(?i:(?={_HOUSE}))|(?=[A-Z][\w.' -]*\s\d{{1,4}}[a-z]?,\s))"
)
_SENTENCE_END = re.compile(r"[!?;]|(?<=\w{4})\.(?=\s)|\s[-–(]\s?")
_COURTESY = re.compile(r"[\s,]+(?:please|pls|thanks|thank you|thx|instead|now|ok)\W*$", re.I)
_BACK = re.compile(
    r"\b(?:back|undo|revert|(?:old|former|previous|original) (?:one|address)|as it was)\b"
)
_REFUSED = re.compile(
    r",?\s*\b(?:and |but )?(?:not|instead of|rather than)\s+(?:number\s+)?\w+(?:,? but)?", re.I
)
_NUMBER = re.compile(
    r"(?:(?:the |my )?(?:house )?(?:number|no\.?|nr\.?|#)?\s*(?:is|should be|must be)?\s*)"
    r"(\d{1,4}\s?[a-z]?)",
    re.I,
)
_FLAT = re.compile(r"(?:it'?s )?((?:flat|apartment|apt|unit)) (?:number |no\.? |is )?(\w+)", re.I)
_FLAT_PART = re.compile(r"\b(?:flat|apartment|apt|unit)\s+\w+", re.I)
_HOUSE_NUMBER = re.compile(r"(?<!flat )(?<!unit )(?<!apt )(?<!apartment )\b\d{1,4}[a-z]?\b", re.I)
_STREET = re.compile(r"\d{1,4}[a-z]?,?\s+[^\d,]+", re.I)
_MOST_CHARS = 300
_FEWEST_WORDS = 4


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
        return self._served(errand, self._former(errand, text) or _address(text))

    def correction(self, errand: Errand) -> str | None:  # noqa: D102
        message = errand.message
        answers = errand.held.answers
        amended = None
        if self.slot in answers:
            # With its country: that was asked for once.
            before = whole_address(errand) if Country.slot in answers else str(answers[self.slot])
            amended = _amended(before, message.text, message.value("postcode"))
        return self._served(errand, amended or self._stated(errand))

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        address = self._former(errand, about) or _address_within(about)
        if address is not None and (refusal := _refusal(errand, country_of(address))):
            errand.say(refusal)
            return None
        return address

    def objection(self, errand: Errand) -> str | None:  # noqa: D102
        stated = self._stated(errand)
        return _refusal(errand, country_of(stated)) if stated else None

    def complaint(self, errand: Errand) -> str:  # noqa: D102
        named = countries_in(errand.message.text)
        refusals = [why for code in named if (why := _refusal(errand, code))]
        if refusals:
            return refusals[0]
        if country_of(_address(errand.message.text) or "") is None and HOME in named:
            return f"{self.hint} A British postcode looks like LS1 4AB."
        return self.hint

    def _stated(self, errand: Errand) -> str | None:
        """Return an address that stands on its own, not in answer to the question for it."""
        message = errand.message
        if address := _address_within(message.text):
            return address
        alone = UK_POSTCODE.search(message.text) and not message.value("order_number")
        return _address(message.text) if alone and not message.value("email") else None

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


def _address_within(text: str) -> str | None:
    """Return an address that begins with its house, at the start of a text or in a sentence."""
    text = " ".join(text.split())
    if found := list(_START.finditer(text)):
        return _whole(text[found[-1].end() :], text[: found[-1].start()])
    rest = _LEAD_IN.sub("", text, count=1)
    return _whole(rest, "") if re.match(_HOUSE, rest, re.I) else None


def _address(text: str) -> str | None:
    """Return the address that a text is, or holds."""
    return _address_within(text) or _whole(_LEAD_IN.sub("", " ".join(text.split()), count=1), "")


def _whole(text: str, before: str) -> str | None:
    """Return an address without what is said behind it; None where it is none, or not whole.

    Args:
        text: Begins with the address.
        before: What was said in front of it: it may tell the country.
    """
    postcode = find_postcode(text)
    if postcode is None:
        return None
    head = f"{text[: postcode.start()]} {text[postcode.end() :]}"
    numbered = "," in head or any(character.isdigit() for character in head)
    address = _without_chatter(text)[:_MOST_CHARS]
    if not numbered or len(re.findall(r"\w+", address)) < _FEWEST_WORDS:
        return None
    named = countries_in(before)
    if len(named) == 1 and country_of(address) is None:
        return f"{address}, {country_name(named[0]).removeprefix('the ')}"
    return address


def _without_chatter(text: str) -> str:
    postcode = find_postcode(text)
    country = named_at(text)
    last = postcode.end() if postcode is not None else 0
    if country is not None and country[1] > last:
        text = text[: country[1]]
    elif postcode is not None and postcode.re is UK_POSTCODE and len(text[:last].split()) > 3:
        text = text[:last]  # nothing follows a British postcode but a country
    elif end := _SENTENCE_END.search(text, last):
        text = text[: end.start()]  # abroad the town follows the postcode
    return _COURTESY.sub("", text).strip(" .,;!")


def _amended(before: str, text: str, postcode: str | None) -> str | None:
    """Return an address with the part that a text puts right; None where it puts right none."""
    text = _REFUSED.sub("", _LEAD_IN.sub("", " ".join(text.split()), count=1)).strip(" .,;!?")
    rest = text
    if found := find_postcode(text):
        rest = text[: found.start()] + text[found.end() :]
    if postcode is not None and not any(character.isdigit() for character in rest):
        return _with_postcode(before, postcode)
    if flat := _FLAT.fullmatch(text):
        name = f"{flat[1]} {flat[2]}".capitalize()
        there = _FLAT_PART.search(before)
        return _FLAT_PART.sub(name, before, count=1) if there else f"{name}, {before}"
    place = _HOUSE_NUMBER.search(before)
    if number := _NUMBER.fullmatch(text):
        new = number[1].replace(" ", "")
        return f"{new} {before}" if place is None else _put(before, *place.span(), new)
    if _STREET.fullmatch(text) and place is not None:
        end = before.find(",", place.start())
        return _put(before, place.start(), end, text) if end > 0 else None
    return None


def _put(text: str, start: int, end: int, new: str) -> str:
    return f"{text[:start]}{new}{text[end:]}"


def _with_postcode(address: str, postcode: str) -> str:
    place = find_postcode(address)
    if place is None:
        return f"{address} {postcode.upper()}"
    return _put(address, *place.span(), postcode.upper())
