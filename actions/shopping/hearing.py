"""Questions about products that were taken for the service's, or for nothing."""

from __future__ import annotations

import logging
import re
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.recommendation.asked import asks_same_of_another, figures, question_in
from actions.recommendation.downsides import asks_downsides
from actions.recommendation.told import Level
from actions.shop.database import ShopError
from actions.shop.records import ProductRecord
from actions.shopping.answering import question_of, tell_each, tell_fact
from actions.shopping.assortment import assortment
from actions.shopping.comparing import CompareProducts, can_tell_which
from actions.shopping.extremes import tell_most
from actions.shopping.items import tell_details
from actions.shopping.meant import called_products, may_be_named, pointed_products
from actions.shopping.session import Visit, conclude

_log = logging.getLogger(__name__)
# What the service is asked of a product, and the catalogue does not know.
_OF_SERVICE = re.compile(
    r"\b(?:warrant\w*|guarantee\w*|repair\w*|mend\w*|spares?|manuals?|instructions?|engrav\w*|"
    r"discounts?|vouchers?|codes?|match\w*|insur\w*|recall\w*|sale|stock|store|shop)\b",
    re.I,
)
# "Will a 15 inch laptop go in?" asks of what is talked about.
_GOES_IN = re.compile(r"\b(?:go|fit|get|squeeze)(?:es|s)?\s+in(?:to|side)?\b|\bfits?\W*$", re.I)
_MOST = 2  # products that a message which nobody understood may name


def hear(
    dispatcher: CollectingDispatcher, tracker: Tracker, *, understood: bool
) -> list[dict[str, Any]] | None:
    """Answer a message if it asks something of products that it names or points at.

    Where the shop cannot be read no product is known, and the message stays what it is.

    Args:
        dispatcher: Sends the answer.
        tracker: The conversation.
        understood: Whether the message was taken for another question. Then it must ask for
            something that products state, and they must state it.

    Returns:
        The events to store; None where the message is something else, and nothing is answered.
    """
    text = str((tracker.latest_message or {}).get("text") or "")
    if understood and _OF_SERVICE.search(text):
        return None
    asks = asks_same_of_another(text) or question_in(text) or figures(text)
    if not (asks or asks_downsides(text)):
        return None
    try:
        visit = Visit(assortment(), tracker, dispatcher)
        if understood and not (figures(text) or asks_downsides(text) or may_be_named(visit)):
            return None
        before = visit.state
        if not (_tell_stated(visit) if understood else _tell(visit)):
            return None
    except ShopError as error:
        _log.error("Products that a message may name could not be read: %s", error)
        return None
    return conclude(visit, before, tracker)


def _tell(visit: Visit) -> bool:
    """Answer what nobody understood, if it asks anything of products that it is about."""
    if _tell_which(visit):
        return True
    meant = pointed_products(visit) or _of_focus(visit)
    if not 0 < len(meant) <= _MOST:
        return False
    if len(meant) > 1:
        return tell_each(visit, meant)
    tell_details(visit, meant[0])
    return True


def _of_focus(visit: Visit) -> list[ProductRecord]:
    """Return the product that is talked about, for what can be asked of nothing else."""
    text = visit.turn.text
    about = asks_downsides(text) or _GOES_IN.search(text) is not None
    product = visit.product(visit.state.focus) if about and visit.shopped_last else None
    return [] if product is None else [product]


def _tell_stated(visit: Visit) -> bool:
    """Answer what was taken for another question, if the catalogue has an answer."""
    if _tell_which(visit):
        return True
    if asks_downsides(visit.turn.text):
        return _tell(visit)
    # "Is down better if it gets damp?" may be of nothing on show.
    of = pointed_products if figures(visit.turn.text) else called_products
    meant = of(visit)
    question = question_of(visit, meant) if meant else None
    if question is None:
        return False
    levels = {visit.shop.facts.tell(product, question).level for product in meant}
    unsaid = {Level.SILENT} if may_be_named(visit) else {Level.SILENT, Level.WRITTEN}
    if levels <= unsaid:
        return False
    return tell_fact(visit, meant[0]) if len(meant) == 1 else tell_each(visit, meant)


def _tell_which(visit: Visit) -> bool:
    """Answer which of several it is, or which of all."""
    if can_tell_which(visit):
        CompareProducts().act(visit)
        return True
    return tell_most(visit)
