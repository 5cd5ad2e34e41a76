"""What is known about a shopper, shown to them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from actions.orders.proof import known_order
from actions.orders.words import day
from actions.privacy import Shopper
from actions.recommendation import interests_words
from actions.recommendation.phrases import describe
from actions.service.address import NewAddress
from actions.service.contact import Contact
from actions.service.dial import dial_buttons, dial_sentence
from actions.service.errand import Errand, ServiceAction
from actions.service.linking import INTENT as LINK
from actions.service.linking import sharing_words
from actions.shopping.session import SLOT, read_state
from settings import get_settings

_EXPORT = {"title": "Send me a copy", "payload": "/export_data"}
_LINK = {"title": "Use it on another device", "payload": f"/{LINK}"}
_FORGET = {"title": "Forget me", "payload": "/forget_me"}
EXPORT_TYPE = "export"


class TellData(ServiceAction):
    """Tells what this conversation, the profile and, of a proven customer, the shop hold."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_tell_data"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Tell."""
        personal: dict[str, str | None] = {}
        here = [*_from_conversation(errand, personal), *_from_shopping(errand)]
        parts = ["In this conversation I hold:", *(f"- {fact}" for fact in here)]
        if not here:
            kept = "" if errand.level == "off" else " but what we have said"
            parts = [f"In this conversation I hold nothing about you{kept}."]
        parts += _from_profile(errand)
        if errand.customer is not None:
            parts += ["The shop holds:"]
            parts += [f"- {fact}" for fact in _from_shop(errand, errand.customer, personal)]
        buttons = [*dial_buttons(errand.level), _EXPORT, _FORGET]
        if errand.level == "profile":
            buttons.append(_LINK)
        parts.append(dial_sentence(errand.level))
        errand.say("\n".join(parts), buttons, personal)
        return []


class ExportData(ServiceAction):
    """Hands out what this conversation, the dial and, of a proven customer, the shop hold."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_export_data"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Send it as a file; the tracker store keeps no copy of that."""
        tracker = errand.tracker
        data: dict[str, Any] = {
            "privacy": Shopper(tracker).export(),
            "conversation": {
                "known": {k: v for k, v in tracker.current_slot_values().items() if v is not None},
                "messages": [_message(e) for e in tracker.events if e.get("event") in _SPOKEN],
            },
        }
        if errand.customer is not None:
            data["shop"] = errand.shop.customers.summary(errand.customer)
        errand.say(
            "Here is a copy of what I know of you, as a file in JSON: this conversation since it "
            "began, your privacy settings, your profile if there is one"
            + (", and what the shop knows of you." if "shop" in data else ".")
        )
        # Through JSON, for what the shop gives as dates.
        plain = json.loads(json.dumps(data, default=str))
        errand.send({"type": EXPORT_TYPE, "filename": "my-data.json", "data": plain})
        return []


_SPOKEN = {"user": "you", "bot": "assistant", "agent": "colleague"}


def _message(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "at": event.get("timestamp"),
        "by": _SPOKEN[str(event.get("event"))],
        "text": event.get("text"),
    }


def _from_profile(errand: Errand) -> list[str]:
    if errand.level != "profile":
        return []
    shopper = Shopper(errand.tracker)
    profile, sharing = shopper.profile(), shopper.sharing()
    shared = [] if sharing is None else [f"{sharing_words(sharing)} share your profile."]
    if profile is None:
        return ["I hold no profile of you yet.", *shared]
    visits = "1 visit" if profile.visits == 1 else f"{profile.visits} visits"
    known = interests_words(profile.interests)
    told = f"it says that you like {known}" if known else "nothing stands out of its noise yet"
    return [f"I hold a profile of {visits}: {told}.", *shared]


def _from_conversation(errand: Errand, personal: dict[str, str | None]) -> list[str]:
    held = errand.held
    facts = []
    if errand.signed_in is not None:
        facts.append("that you are signed in")
    if held.order_number:
        proven = ", which you have shown to be yours" if known_order(errand) else ""
        facts.append(f"order number {held.order_number}{proven}")
    answers = held.answers
    told = {
        "email": held.email,
        "postcode": held.postcode,
        "address": answers.get(NewAddress.slot),
        "contact": answers.get(Contact.slot),
    }
    names = {
        "email": "e-mail address",
        "postcode": "postcode",
        "address": "new delivery address",
        "contact": "where to reach you:",
    }
    for kind, value in told.items():
        if value:
            facts.append(f"{names[kind]} {value}")
            personal[kind] = str(value)
    return facts


def _from_shopping(errand: Errand) -> list[str]:
    state = read_state(errand.tracker.get_slot(SLOT))
    facts = []
    if state.context.said:
        facts.append(f"what you looked for: “{'”, “'.join(state.context.said)}”")
    if state.constraints.narrowing:
        facts.append(f"what it should be: {describe(state.constraints, get_settings().currency)}")
    if state.context.seen:
        facts.append(f"which {len(state.context.seen)} products you have seen")
    return facts


def _from_shop(errand: Errand, customer: int, personal: dict[str, str | None]) -> list[str]:
    summary = errand.shop.customers.summary(customer)
    facts = []
    for kind, label in (("name", "name"), ("email", "e-mail address"), ("phone", "phone number")):
        if value := summary.get(kind):
            facts.append(f"{label} {value}")
            personal[f"shop_{kind}"] = str(value)
    for place, address in enumerate(summary.get("addresses", ())):
        facts.append(f"address {address}")
        personal[f"address_{place}"] = address
    count = summary.get("orders", 0)
    facts.append(f"{count} {'order' if count == 1 else 'orders'}")
    if since := summary.get("customer_since"):
        facts.append(f"customer since {day(since)}")
    return facts
