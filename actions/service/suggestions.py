"""What a message that was not understood may have meant, in a shopper's words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.service.message import Message
from actions.service.titles import phrasings, title_of

_MOST = 3
# A suggestion is plausible from here on, and beside a likelier one from this share of it.
_LEAST = 0.05
_SHARE = 0.4
# Intents as shoppers would put them; what is missing here is never suggested.
_IN_WORDS = {
    "order_status": "Where is my order?",
    "track_order": "I'd like to track a parcel",
    "cancel_order": "I'd like to cancel an order",
    "change_address": "I'd like to change a delivery address",
    "return_item": "I'd like to return something",
    "exchange_item": "I'd like to exchange something",
    "refund_status": "Where is my refund?",
    "item_problem": "Something is faulty or missing",
    "payment_problem": "There is a problem with a payment",
    "request_invoice": "I need an invoice",
    "delivery_cost": "What does delivery cost?",
    "delivery_time": "How long does delivery take?",
    "search_product": "I'm looking for a product",
    "recommend_product": "Can you recommend me something?",
    "complaint": "I'd like to make a complaint",
    "human_handoff": "I'd like to talk to a person",
    "what_do_you_know": "What do you know about me?",
    "forget_me": "Please forget this conversation",
    "set_privacy": "How much do you remember?",
    "link_devices": "Can I use one profile on several devices?",
    "export_data": "I'd like a copy of my data",
}


@dataclass(frozen=True)
class Suggestion:
    """Something that a message may have meant.

    Attributes:
        likelihood: How likely it was meant, 0 to 1.
        title: It in a shopper's words.
        payload: What a button for it says.
        response: Name of the response that answers it; empty where an action does.
    """

    likelihood: float
    title: str
    payload: str
    response: str = ""


def plausible(message: Message) -> list[Suggestion]:
    """Return what the message may have meant, the likeliest first; nothing that is far-fetched."""
    found = sorted(_all(message), key=lambda each: -each.likelihood)
    floor = max(_LEAST, _SHARE * found[0].likelihood) if found else 0.0
    return [each for each in found if each.likelihood >= floor][:_MOST]


def _all(message: Message) -> Iterator[Suggestion]:
    for guess in message.ranking:
        intent, likelihood = str(guess.get("name")), float(guess.get("confidence") or 0)
        if intent == "faq":
            yield from _answers(message, likelihood)
        elif intent in _IN_WORDS:
            yield Suggestion(likelihood, _IN_WORDS[intent], f"/{intent}")


def _answers(message: Message, likelihood: float) -> Iterator[Suggestion]:
    """Yield answers; an answer has no command, so its question is said, which means just it."""
    known = phrasings()
    for key, share in message.answers:
        if key in known:
            asked = known[key]
            # Not any "utter_…": deploy.train tells by such names which responses are sent.
            response = f"utter_faq/{key.removeprefix('faq/')}"
            yield Suggestion(likelihood * share, title_of(asked), asked, response)
