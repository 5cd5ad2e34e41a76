"""Where a delivery goes that a shopper asks about, now or in the messages before."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rasa_sdk import Tracker

from actions.service.places import HOME, countries_in, country_name, region_of
from actions.shop.records import ShippingMethodRecord

# What a region is called beside the names of its countries.
_REGIONS = {
    "uk": r"london|leeds|manchester|bristol|edinburgh|glasgow|cardiff|belfast|birmingham|york",
    "eu": r"eu|europe(?:an union)?|dublin",
}
# Parts of the United Kingdom, and islands beside it, that couriers count as off the mainland.
_OFF_MAINLAND = re.compile(
    r"\b(?:northern ireland|belfast|(?:london)?derry|lisburn|newry|isle of \w+|isles of scilly|"
    r"scilly(?: isles)?|jersey|guernsey|channel islands|scottish (?:highlands|islands)|highlands|"
    r"(?:outer |inner )?hebrides|skye|orkney|shetland|lundy|arran|islay)\b"
)
# "NI" in capitals: in small letters it may be anything.
_SHORT_FORM = re.compile(r"\bN\.?I\b\.?")
_MAINLAND = re.compile(r"\bmainland\b", re.I)
_LOOKED_BACK = 3


@dataclass(frozen=True)
class Destination:
    """Where to.

    Attributes:
        methods: The ways of delivery there; all of them where no place is known.
        named: Whether a place is known to which the shop delivers.
        called: That place in words; empty where there is none, or several.
        note: What is not possible there, as a sentence.
        away: Codes of the countries that were named to which it does not deliver.
    """

    methods: Sequence[ShippingMethodRecord]
    named: bool = False
    called: str = ""
    note: str = ""
    away: Sequence[str] = ()

    @property
    def regions(self) -> set[str]:
        """The shop's regions that are meant."""
        return {method.region for method in self.methods}


def destination_of(
    tracker: Tracker, methods: Sequence[ShippingMethodRecord], *, remembered: bool = True
) -> Destination:
    """Return the place that the newest message names, or else one of the messages before it.

    Args:
        tracker: The conversation.
        methods: The shop's ways of delivery.
        remembered: Whether earlier questions about delivery count.
    """
    newest = str((tracker.latest_message or {}).get("text") or "")
    found = _named_in(newest, methods)
    if found.named or found.away or not remembered:
        return found
    users = [event for event in tracker.events if event.get("event") == "user"]
    for event in reversed(users[:-1][-_LOOKED_BACK:]):
        if not _about_delivery(event.get("parse_data") or {}):
            break
        before = _named_in(str(event.get("text") or ""), methods)
        if before.named:
            return before
    return found


def _about_delivery(parsed: dict[str, object]) -> bool:
    intent = parsed.get("intent")
    name = str(intent.get("name") if isinstance(intent, dict) else "")
    return name.startswith(("delivery_", "faq", "nlu_fallback"))


def _named_in(text: str, methods: Sequence[ShippingMethodRecord]) -> Destination:
    said = _SHORT_FORM.sub("Northern Ireland", text).lower()
    countries = countries_in(text)
    away = [code for code in countries if region_of(code, methods) is None]
    off = _OFF_MAINLAND.search(said)
    asked = {region_of(code, methods) for code in countries} - {None}
    towns = {m.region: found for m in methods if (found := re.search(_towns(m.region), said))}
    asked |= towns.keys()
    if off is not None:
        asked.add(region_of(HOME, methods) or "")
    there = [method for method in methods if method.region in asked]
    if not there:
        return Destination(list(methods), away=away)
    served = [country_name(code) for code in countries if code not in away]
    called = served[0] if len(served) == 1 else ""
    names = {found.group() for found in towns.values()}
    if not served and len(names) == 1:
        called = _title(names.pop())
    note = ""
    if off is not None:
        called = _title(off.group())
        near = [m for m in there if not _MAINLAND.search(m.name)]
        if near and len(near) < len(there):
            left_out = next(m for m in there if m not in near)
            note = f"“{left_out.name}” does not go there."
            there = near
    return Destination(there, True, called, note, away)


def _towns(region: str) -> str:
    return rf"\b(?:{_REGIONS.get(region.casefold(), re.escape(region.casefold()))})\b"


def _title(name: str) -> str:
    """Return a place's name as it is written in a sentence."""
    small = {"of", "and"}
    words = [word if word in small else word.capitalize() for word in name.split()]
    whole = " ".join("EU" if word == "Eu" else word for word in words)
    article = re.match(
        r"(?:Isle|Isles|Channel|Scottish|Highlands|Outer|Inner|Hebrides|EU)\b", whole
    )
    return f"the {whole}" if article else whole
