"""Whether a message that was not understood is a question about a product that it names."""

from __future__ import annotations

import logging

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.recommendation.asked import asks_same_of_another, figures, question_in
from actions.shop.database import ShopError
from actions.shopping.assortment import assortment
from actions.shopping.meant import named_products
from actions.shopping.session import Visit

_log = logging.getLogger(__name__)


def asks_of_named(tracker: Tracker) -> bool:
    """Whether a message names products by a part of their title, and asks something of them.

    Where the shop cannot be read, no product is known, and the message stays what it is.
    """
    text = str((tracker.latest_message or {}).get("text") or "")
    if not (asks_same_of_another(text) or question_in(text) or figures(text)):
        return False
    try:
        visit = Visit(assortment(), tracker, CollectingDispatcher())
        return 0 < len(named_products(visit)) <= 2
    except ShopError as error:
        _log.error("Products that a message may name could not be read: %s", error)
        return False
