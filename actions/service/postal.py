"""Addresses as people type them: where they begin and end, and what puts a part right."""

from __future__ import annotations

import re

from actions.service.places import countries_in, country_name, country_of, named_at
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
# "To Rose Cottage, Mill Lane, York YO1 7PR": names only, as far as the postcode.
_NAMED_HOUSE = re.compile(
    rf"(?:\b(?:to|at|is)|:)\s+(?=(?:[A-Z\d][\w.'’-]*,?\s+){{2,9}}(?:{UK_POSTCODE.pattern}))"
)
# In a message that is about an address it may also begin behind a break, the word itself, or the
# number of the order.
_BREAK = re.compile(rf"(?:[,;:.!?]|\s[-–]|\baddress|\d{{5}})\s+(?={_HOUSE})", re.I)
_SENTENCE_END = re.compile(r"[!?;]|(?<=\w{4})\.(?=\s)|\s[-–(]\s?")
_COURTESY = re.compile(r"[\s,]+(?:please|pls|thanks|thank you|thx|instead|now|ok)\W*$", re.I)
_REFUSED = re.compile(
    r",?\s*\b(?:and |but )?(?:not|instead of|rather than)\s+(?:number\s+)?\w+(?:,? but)?", re.I
)
_NUMBER = re.compile(
    r"(?:(?:the |my )?(?:house )?(?:number|no\.?|nr\.?|#)?\s*(?:is|should be|must be)?\s*)"
    r"(\d{1,4}\s?[a-z]?)",
    re.I,
)
_NUMBERED = re.compile(
    r"\b(?:house )?(?:number|nr\.?)(?: to| is| should be)?\s+(\d{1,4}[a-z]?)\b(?!.*\d)", re.I
)
_FLAT = re.compile(r"(?:it'?s )?((?:flat|apartment|apt|unit)) (?:number |no\.? |is )?(\w+)", re.I)
_FLAT_PART = re.compile(r"\b(?:flat|apartment|apt|unit)\s+\w+", re.I)
_HOUSE_NUMBER = re.compile(r"(?<!flat )(?<!unit )(?<!apt )(?<!apartment )\b\d{1,4}[a-z]?\b", re.I)
_STREET_NAME = re.compile(
    r"(?:the |my )?(?:street|road)(?: name)?(?:'s| is| should be| must be)(?: called)?\s+([^\d,]+)",
    re.I,
)
_STREET = re.compile(r"\d{1,4}[a-z]?,?\s+[^\d,]+", re.I)
_MOST_CHARS = 300
_FEWEST_WORDS = 4


def address_within(text: str) -> str | None:
    """Return an address that begins with its house, at the start of a text or in a sentence."""
    text = " ".join(text.split())
    if found := list(_START.finditer(text)):
        return _whole(text[found[-1].end() :], text[: found[-1].start()])
    rest = _LEAD_IN.sub("", text, count=1)
    return _whole(rest, "") if re.match(_HOUSE, rest, re.I) else None


def address_told(text: str) -> str | None:
    """Return an address out of a message that is about one, wherever it begins."""
    text = " ".join(text.split())
    start = _told_start(text)
    return address_within(text) if start is None else _whole(text[start:], text[:start])


def _told_start(text: str) -> int | None:
    """Return where the address begins that ``address_within`` does not see."""
    if address_within(text) is not None:
        return None
    found = _NAMED_HOUSE.search(text) or _BREAK.search(text)
    return found.end() if found else None


def address_in(text: str) -> str | None:
    """Return the address that a text is, or holds."""
    return address_within(text) or _whole(_LEAD_IN.sub("", " ".join(text.split()), count=1), "")


def address_span(text: str) -> tuple[int, int] | None:
    """Return where in a sentence an address stands; None where there is none."""
    if address_told(text) is None:
        return None
    found = list(_START.finditer(text))
    told = _told_start(text)
    start = told if told is not None else found[-1].end() if found else 0
    postcode, country = find_postcode(text[start:]), named_at(text[start:])
    return start, start + max(postcode.end() if postcode else 0, country[1] if country else 0)


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


def amend(before: str, text: str, postcode: str | None) -> str | None:
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
    if number := _NUMBER.fullmatch(text) or _NUMBERED.search(text):
        new = number[1].replace(" ", "")
        return f"{new} {before}" if place is None else _put(before, *place.span(), new)
    named = _STREET_NAME.fullmatch(text)
    if place is not None and (named or _STREET.fullmatch(text)):
        end = before.find(",", place.end())
        street = f"{place.group()} {named[1]}" if named else text
        return _put(before, place.start(), end, street) if end > 0 else None
    return None


def _put(text: str, start: int, end: int, new: str) -> str:
    return f"{text[:start]}{new}{text[end:]}"


def _with_postcode(address: str, postcode: str) -> str:
    place = find_postcode(address)
    if place is None:
        return f"{address} {postcode.upper()}"
    return _put(address, *place.span(), postcode.upper())
