"""The step that takes a new delivery address."""

from __future__ import annotations

import re

from actions.service.errand import Errand
from actions.service.steps import Step

_LEAD_IN = re.compile(
    r"^(?:(?:ok(?:ay)?|sure|yes|please|well|so|sorry|no|wait|actually)[, ]+)*"
    r"(?:(?:(?:my|the|our) )?(?:(?:new|right|correct|delivery) )*address(?: is| should be|:)"
    r"|(?:please )?(?:send|deliver|ship) (?:it|them|the parcel|the order)(?: instead)? to"
    r"|(?:it'?s|it is|it should be|that'?s|make it|change it to)(?: now)?|to)[: ]+",
    re.I,
)
# In a longer sentence: from the house number after "to" up to the postcode.
_WITHIN = re.compile(
    r"\bto\s+((?:flat\s+\w+,?\s+)?\d+\w?,?\s+\D[^.?!;]*?\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2})\b",
    re.I,
)
_POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b|(?<!\d)\d{4,6}(?!\d)", re.I)
_MOST_CHARS = 300
_FEWEST_WORDS = 4


class NewAddress(Step):
    """A whole postal address; a postcode alone puts right the one of the address before."""

    slot = "new_address"
    takes_words = True
    hint = "That is not a whole address yet: I need house number and street, town and postcode."

    def read(self, errand: Errand) -> str | None:  # noqa: D102 - see Step
        text = " ".join(errand.message.text.split())
        before = errand.held.answers.get(self.slot)
        postcode = errand.message.value("postcode")
        numbered = any(character.isdigit() for character in _POSTCODE.sub("", text))
        if before is not None and postcode is not None and not numbered:
            return _with_postcode(str(before), postcode)
        if within := _WITHIN.search(text):
            return within.group(1)
        return _whole(_LEAD_IN.sub("", text))

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        within = _WITHIN.search(" ".join(about.split()))
        return within.group(1) if within else None


def _whole(text: str) -> str | None:
    text = text.strip(" .,;!")[:_MOST_CHARS]
    rest = _POSTCODE.sub("", text)
    street = "," in rest or any(character.isdigit() for character in rest)
    enough = len(re.findall(r"\w+", text)) >= _FEWEST_WORDS
    return text if street and enough and _POSTCODE.search(text) else None


def _with_postcode(address: str, postcode: str) -> str:
    places = list(_POSTCODE.finditer(address))
    if not places:
        return f"{address} {postcode.upper()}"
    start, end = places[-1].span()
    return f"{address[:start]}{postcode.upper()}{address[end:]}"
