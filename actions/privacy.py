"""What actions know of the privacy dial: a shopper's level, consents and profile."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from bot.privacy.consent import LEVELS, SLOT, Consent, ConsentLog, Level
from bot.privacy.database import connect
from bot.privacy.detect import Detector
from bot.privacy.endpoints import Installation, read_installation
from bot.privacy.errors import PrivacyError
from bot.privacy.joining import Joining, Who
from bot.privacy.profile_links import Sharing
from bot.privacy.profiles import Profile, Profiles
from bot.privacy.pseudonyms import Customer, Pseudonyms
from settings import PROJECT_ROOT, get_settings

if TYPE_CHECKING:
    from rasa_sdk import Tracker  # the HTTP service runs without it

_log = logging.getLogger(__name__)
_DAY_SECONDS = 86400
# Entities of products and of the talk about them; whatever else was recognised may be personal.
_OF_PRODUCTS = frozenset(
    {"category", "brand", "color", "material", "size", "attribute"}
    | {"product", "price", "ordinal", "critique"}
)
_LONGEST_VALUE = 100


def level_of(tracker: Tracker) -> Level:
    """Return the level that holds; where no store tells, the usual one."""
    value = tracker.get_slot(SLOT)
    return next((level for level in LEVELS if level == value), "session")


def nothing_to_keep(tracker: Tracker, events: Iterable[Mapping[str, Any]]) -> bool:
    """Whether the shopper wants nothing kept: the dial is off, or turned off, or all is erased.

    Args:
        tracker: The conversation.
        events: What an action has just stored.
    """
    slots = {e.get("name"): e.get("value") for e in events if e.get("event") == "slot"}
    off = "off" in (level_of(tracker), slots.get(SLOT))
    return off or bool(slots.get("erase_requested"))


def message_metadata(tracker: Tracker) -> Mapping[str, Any]:
    """Return what the channel vouches for of the newest message."""
    for event in reversed(tracker.events or []):
        if event.get("event") == "user":
            return event.get("metadata") or {}
    return {}


def signed_in_customer(tracker: Tracker) -> int | None:
    """Return the customer id that the channel put into the newest user message, if it did."""
    customer = message_metadata(tracker).get("customer_id")
    return customer if type(customer) is int else None


@dataclass(frozen=True)
class Records:
    """The tables of the dial, which the tracker store keeps.

    Attributes:
        consents: The log of consents.
        profiles: The profiles.
        pseudonyms: Under which names both know a shopper.
        joining: Joins devices, so that they share a profile.
        profile_days: For how many days after its last use a profile is kept.
    """

    consents: ConsentLog
    profiles: Profiles
    pseudonyms: Pseudonyms
    joining: Joining
    profile_days: int


class Shopper:
    """One shopper's records; what cannot be read counts as not there, with an error in the log."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker
        self.level = level_of(tracker)

    def profile(self, *, of_earlier_visits: bool = False) -> Profile | None:
        """Return the profile, if the level allows one to be used.

        Args:
            of_earlier_visits: Whether to leave out what this visit has added.
        """
        records = dial_records() if self.level == "profile" else None
        if records is None:
            return None
        try:
            before = self._visit() if of_earlier_visits else None
            return records.profiles.load(self._profile_names(records), before=before)
        except SQLAlchemyError as error:
            report_unusable(error)
            return None

    def add(self, interests: Mapping[str, float], domain: Iterable[str]) -> None:
        """Have the visit's interests taken into the profile, if the level allows one."""
        records = dial_records() if self.level == "profile" else None
        if records is None:
            return
        try:
            records.profiles.add(
                self._profile_names(records), interests, visit=self._visit(), domain=domain
            )
        except SQLAlchemyError as error:
            report_unusable(error)

    def export(self) -> dict[str, Any]:
        """Return level, consents and profile, as they are stored."""
        exported: dict[str, Any] = {"level": self.level, "consents": [], "profile": {}}
        if (records := dial_records()) is not None:
            try:
                who = who_talks(self._tracker, records)
                exported["profile"] = records.profiles.export(who.names)
                exported["profile_links"] = records.joining.export([*who.names, *who.sender])
                exported["consents"] = [_consent(e) for e in records.consents.entries(who.sender)]
            except SQLAlchemyError as error:
                report_unusable(error)
        return exported

    def sharing(self) -> Sharing | None:
        """Return who shares the profile, if the level allows one and anybody else does."""
        records = dial_records() if self.level == "profile" else None
        if records is None:
            return None
        try:
            return records.joining.sharing(who_talks(self._tracker, records))
        except SQLAlchemyError as error:
            report_unusable(error)
            return None

    def _profile_names(self, records: Records) -> Sequence[str]:
        return who_talks(self._tracker, records).names

    def _visit(self) -> str:
        """Return what tells this visit from others: when its session began."""
        events = self._tracker.events or []
        began = [e for e in events if e.get("event") == "session_started"] or events[:1]
        return str(began[-1].get("timestamp")) if began else ""


def who_talks(tracker: Tracker, records: Records) -> Who:
    """Return under which names the dial knows who talks."""
    customer = signed_in_customer(tracker)
    return Who(
        records.pseudonyms.candidates(str(tracker.sender_id)),
        None if customer is None else records.pseudonyms.candidates(Customer(customer)),
    )


def profile_of_customer(customer_id: int) -> Profile | None:
    """Return the profile of a customer who is signed in, outside any conversation.

    There is one only where the customer has consented to it in the chat.
    """
    records = dial_records()
    if records is None:
        return None
    try:
        return records.profiles.load(records.pseudonyms.candidates(Customer(customer_id)))
    except SQLAlchemyError as error:
        report_unusable(error)
        return None


def without_personal(tracker: Tracker, text: str, *, known: Iterable[str] = ()) -> str | None:
    """Return a text without what is personal; None where nothing tells what is.

    Beside what the tracker store's detector finds, that is whatever this conversation has in other
    slots than those named, or had recognised in a message and is not of products.

    Args:
        tracker: The conversation.
        text: The text.
        known: Slots that hold nothing personal but what the detector finds.
    """
    detector = prepare_detector()
    if detector is None:
        return None
    slots = (value for name, value in tracker.slots.items() if name not in set(known))
    values = [*_strings(list(slots)), *_recognised(tracker)]
    personal = {value: "known" for value in values if 0 < len(value) <= _LONGEST_VALUE}
    kept = list(text)
    for span in detector.find(text, personal):
        kept[span.start : span.end] = " " * (span.end - span.start)
    return "".join(kept)


def prepare_detector() -> Detector | None:
    """Make what finds personal values, which takes seconds; None where endpoints.yml is wrong."""
    try:
        return _open_installation(get_settings().tracker_url).parts.detector
    except PrivacyError as error:
        report_unusable(error)
        return None


def _recognised(tracker: Tracker) -> Iterator[str]:
    for event in tracker.events or []:
        if event.get("event") != "user":
            continue
        for entity in (event.get("parse_data") or {}).get("entities") or ():
            if entity.get("entity") not in _OF_PRODUCTS:
                yield from _strings(entity.get("value"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _strings(one)


def profile_days() -> int | None:
    """Return for how many days after its last use a profile is kept; None: none can be kept."""
    records = dial_records()
    return None if records is None else records.profile_days


def default_level() -> Level:
    """Return where the dial stands for who has not set it."""
    records = dial_records()
    return "session" if records is None else records.consents.default_level


def _consent(entry: Consent) -> dict[str, Any]:
    return {
        "before": entry.before,
        "after": entry.after,
        "consent_version": entry.version,
        "set_at": entry.set_at,
        "set_by": entry.set_by,
    }


def dial_records() -> Records | None:
    """Return the tables of the dial; None, with an error in the log, where they cannot be used."""
    try:
        return _open_records(get_settings().tracker_url)
    except (PrivacyError, SQLAlchemyError) as error:
        report_unusable(error)
        return None


@lru_cache(maxsize=4)
def _open_installation(_settings_url: str) -> Installation:
    """Read endpoints.yml; anew where the settings have changed.

    Raises:
        PrivacyConfigError: endpoints.yml cannot be used.
    """
    return read_installation(PROJECT_ROOT / "endpoints.yml")


@lru_cache(maxsize=4)
def _open_records(settings_url: str) -> Records:
    """Open the tables that endpoints.yml names; anew where the settings have changed.

    Raises:
        PrivacyConfigError: endpoints.yml cannot be used.
    """
    installation = _open_installation(settings_url)
    parts = installation.parts
    engine: sa.engine.Engine = connect(installation.url)
    consents = ConsentLog(engine, parts.dial)
    profiles = Profiles(engine, parts.secret, parts.dial)
    return Records(
        consents,
        profiles,
        parts.pseudonyms,
        Joining(engine, parts.pseudonyms, profiles, consents),
        round(parts.dial.profile_ttl / _DAY_SECONDS),
    )


def report_unusable(error: Exception) -> None:
    """Log that the tables of the dial cannot be used."""
    _log.error("Consents and profiles cannot be used (%s).", type(error).__name__)
