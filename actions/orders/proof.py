"""Whose order it is: what a shopper has to show before an order is shown.

The order's number with the customer's e-mail address or postcode, or with the postcode that the
order goes to; or a signed-in session. What was shown holds for the rest of the conversation.
Unknown orders and orders of others are answered alike, and after three wrong tries there are no
more in the conversation, so that nobody can find either out by guessing. Tries are counted for the
order too (``guesses``): another conversation gives no more of them.
"""

from __future__ import annotations

from actions.orders.guesses import guesses
from actions.service.errand import PERSON, Errand
from actions.shop.records import OrderRecord

MAX_TRIES = 3

NO_MATCH = (
    "I can't find an order with that number and these details. Please check both, and tell me "
    "what was wrong."
)
LOCKED = (
    "I can't find an order with these details either, and after three tries I stop asking, to "
    "keep orders safe. A person can help you: shall I pass you on to one of my colleagues?"
)
STILL_LOCKED = (
    "I can't look up orders in this conversation any more, because the details did not fit three "
    "times. A person can help you: shall I pass you on to one of my colleagues?"
)


def is_locked(errand: Errand) -> bool:
    """Whether no more proofs are taken in this conversation."""
    return errand.held.wrong_tries >= MAX_TRIES


def say_locked(errand: Errand, text: str) -> None:
    """Say that it is over with trying, and offer a person."""
    errand.say(text, [PERSON])
    errand.offer("human_handoff")


def known_order(errand: Errand) -> OrderRecord | None:
    """Return the order at hand if the conversation has shown already that it may be seen."""
    held, orders = errand.held, errand.shop.orders
    if held.order_number is None:
        return None
    for customer in {errand.signed_in, held.customer_id} - {None}:
        if order := orders.verify(held.order_number, customer_id=customer):
            return order
    shown = any(order.get("order_number") == held.order_number for order in held.proven)
    return orders.get(held.order_number) if shown else None


def take_claims(errand: Errand) -> bool:
    """Note order number, e-mail address and postcode of the message.

    Returns:
        Whether it held any that was missing.
    """
    held, message = errand.held, errand.message
    number = message.value("order_number")
    if number is not None and number != held.order_number:
        held.order_number, errand.order = number, None
    if errand.order is not None:
        return False  # nothing is left to prove
    email, postcode = message.value("email"), message.value("postcode")
    if email is not None or postcode is not None:
        # A new proof takes the place of the one before, whichever kind that was.
        held.email = email or (held.email if postcode is None else None)
        held.postcode = postcode
        held.refused_number = None
    return any(value is not None for value in (number, email, postcode))


def prove(errand: Errand) -> OrderRecord | None:
    """Try what the shopper has told; returns the order if it is theirs.

    A wrong try is counted, also where it is a proof of one order that is tried at another: who
    knows a postcode may not go through all numbers with it.
    """
    held = errand.held
    order = errand.order or known_order(errand)
    if order is not None:
        return order
    # An address that has proven its owner already is no guess at the next order.
    email = None if held.customer_id is not None else held.email
    email = errand.message.value("email") or email
    untried = held.order_number is not None and held.order_number != held.refused_number
    if not untried or is_locked(errand) or not (email or held.postcode):
        return None
    number = str(held.order_number)
    if guesses.exhausted(number):
        held.wrong_tries = MAX_TRIES
        return None
    order = errand.shop.orders.verify(number, email=email, postcode=held.postcode)
    if order is None:
        held.wrong_tries += 1
        guesses.note(number)
        held.refused_number = held.order_number
        return None
    held.proven = [*held.proven, {"order_number": number}]
    if email is not None and email.casefold() == order.email.casefold():
        held.customer_id = order.customer_id
    return order
