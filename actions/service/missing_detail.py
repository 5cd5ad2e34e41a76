"""Fragments: a place, a day, a name alone, as what the question before left out.

"Leeds" behind a question about delivery is where to; alone it is the store there.
"""

from __future__ import annotations

from datetime import date

from actions.service.answering import finer_answer
from actions.service.deadlines import deadline_in
from actions.service.delivery import names_way, tell_delivery
from actions.service.destination import destination_of
from actions.service.errand import Errand
from actions.service.history import meant_before

# How the intents begin, with their answers, that are about delivery.
DELIVERY = ("delivery_", "faq/delivery_")
_MOST_WORDS = 4


def takes_detail(errand: Errand) -> bool:
    """Take the message for a detail of the question before; returns whether that was answered."""
    message = errand.message
    if message.is_button or len(message.text.split()) > _MOST_WORDS:
        return False
    if meant_before(errand.tracker).startswith(DELIVERY) and _of_delivery(errand):
        tell_delivery(errand)
        return True
    store = finer_answer("faq/store_", message.words)
    if store is not None:
        errand.respond(store)
        return True
    return False


def _of_delivery(errand: Errand) -> bool:
    """Whether the message names a place, a day or a way of delivery."""
    methods = errand.shop.delivery.methods()
    to = destination_of(errand.tracker, methods, remembered=False)
    by = deadline_in(f"by {errand.message.words}", date.today())
    return to.named or bool(to.away) or by is not None or names_way(errand)
