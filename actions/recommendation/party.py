"""How many people a thing is for: "4 ppl, me, hubby and 2 kids", "just me and my gf"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from nlu_models.entities.numbers import SMALL_NUMBERS, number_of

_COUNT = rf"(?:[1-9]|{'|'.join(SMALL_NUMBERS)})"
_ADULT = (
    r"(?:me|myself|(?:my |the )?(?:hubby|husband|wife|missus|partner|gf|bf|girlfriend|boyfriend|"
    r"mate|friend|mum|mom|dad|other half))\b"
)
_CHILDREN = (
    r"(?:kids?|children|child|little ones?|teenagers?|toddlers?|bab(?:y|ies)|boys?|girls?)\b"
)
_STATED = re.compile(
    rf"\bfamily of (?P<family>{_COUNT})\b|\b(?:the |all )(?P<us>{_COUNT}) of us\b|"
    rf"\b(?P<two>both|two|2|three|3) of us\b|"
    rf"\b(?P<people>{_COUNT})[ -]?(?:ppl|people|persons?|man|berth)\b",
    re.I,
)
_AND = r"\s*(?:,\s*(?:and\s+)?|and\s+|&\s*|n\s+|\+\s*|plus\s+)"
_KIDS = rf"(?:our |my |the )?(?:{_COUNT} )?(?:small |young |little )?{_CHILDREN}"
_MEMBER = rf"(?:{_ADULT}|{_KIDS}|{_COUNT} adults?\b)"
_MEMBERS = re.compile(rf"\b{_MEMBER}(?:(?:{_AND}|\s+){_MEMBER})+", re.I)
_EACH = re.compile(
    rf"(?P<adult>{_ADULT})|(?:(?P<count>{_COUNT}) )?(?:small |young |little )?"
    rf"(?P<kids>{_CHILDREN})|(?P<adults>{_COUNT}) adults?\b",
    re.I,
)
_ALONE = re.compile(r"\b(?:just|only) (?:for )?(?:me|myself)\b", re.I)


class Party(NamedTuple):
    """How many a thing is for.

    Attributes:
        people: So many.
        spans: Where the message says so: start and end each.
        named: Where it names them one by one; else None.
    """

    people: int
    spans: tuple[tuple[int, int], ...]
    named: tuple[int, int] | None = None

    def names(self, entity: Mapping[str, Any]) -> bool:
        """Whether an entity, in Rasa's form, is a quality such as "kids" in what names them."""
        start, end = entity.get("start"), entity.get("end")
        if self.named is None or not isinstance(start, int) or not isinstance(end, int):
            return False
        return entity.get("entity") == "attribute" and start < self.named[1] and self.named[0] < end


def party_of(text: str) -> Party | None:
    """Return how many people a message counts up; None where it counts none."""
    stated, members = _STATED.search(text), _MEMBERS.search(text)
    spans = tuple(found.span() for found in (stated, members) if found is not None)
    named = None if members is None else members.span()
    if stated is not None:
        said = next(group for group in stated.groups() if group)
        return Party(2 if said.casefold() == "both" else int(number_of(said)), spans, named)
    if members is not None:
        return Party(sum(map(_size, _EACH.finditer(members.group()))), spans, named)
    alone = _ALONE.search(text)
    return None if alone is None else Party(1, (alone.span(),))


def _size(member: re.Match[str]) -> int:
    if member["adult"]:
        return 1
    if member["adults"]:
        return int(number_of(member["adults"]))
    if member["count"]:
        return int(number_of(member["count"]))
    return 2 if member["kids"].casefold().endswith(("s", "children")) else 1
