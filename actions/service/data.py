"""What is known about a shopper, shown to them."""

from __future__ import annotations

from typing import Any

from actions.orders.proof import known_order
from actions.orders.words import day
from actions.recommendation.phrases import describe
from actions.service.address import NewAddress
from actions.service.errand import Errand, ServiceAction
from actions.service.steps import Contact
from actions.shopping.session import SLOT, read_state
from settings import get_settings


class TellData(ServiceAction):
    """Tells what this conversation and, of a proven customer, the shop hold."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_tell_data"

    def act(self, errand: Errand) -> list[dict[str, Any]]:
        """Tell."""
        personal: dict[str, str | None] = {}
        here = [*_from_conversation(errand, personal), *_from_shopping(errand)]
        parts = ["In this conversation I hold:", *(f"- {fact}" for fact in here)]
        if not here:
            parts = ["In this conversation I hold nothing about you but what we have said."]
        if errand.customer is not None:
            parts += ["The shop holds:"]
            parts += [f"- {fact}" for fact in _from_shop(errand, errand.customer, personal)]
        errand.say("\n".join(parts), personal=personal)
        errand.respond("utter_privacy_dial")
        return []


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
