"""Tells that the shop does not have what is asked for, or what its service says of that."""

from __future__ import annotations

import re

from actions.recommendation import (
    Absent,
    Constraints,
    Recommendation,
    absent_things,
    new_search,
    without_absent,
)
from actions.recommendation.text import spoken_list, terms
from actions.shopping.lists import send_list
from actions.shopping.served import served_terms
from actions.shopping.session import Visit

_NOT_SOLD = "We don't sell {things}."
# Where the catalogue knows the word, but for no product.
_NOT_FOUND = "I find no {things} in our online catalogue."


def tell_absent(visit: Visit) -> bool:
    """Say first that the shop does not have what is asked for, if it has nothing of the kind.

    Returns:
        Whether the message asked for nothing else, and is answered.
    """
    unsold = absent_things(visit.turn, visit.shop)
    if unsold is None:
        return False
    absent = absent_things(visit.turn, visit.shop, served_terms())
    if absent is None:
        if unsold.alone and _tell_served(visit, unsold):
            return True
        # The service speaks of such things, which does not say that they are sold.
        visit.notes += (_NOT_FOUND.format(things=spoken_list(unsold.things, "or")),)
        return False
    things = spoken_list(absent.things, "or")
    if not absent.alone:
        note = _NOT_FOUND if absent.unsure else _NOT_SOLD
        visit.notes += (note.format(things=things),)
        visit.turn = without_absent(visit.turn, absent)
        return False
    text = _NOT_FOUND.format(things=things) if absent.unsure else f"No, we don't sell {things}."
    if not absent.related:
        text += f" We sell {spoken_list(visit.shop.categories)}. What else can I look for?"
        visit.say.utter_message(text=text)
        return True
    limits = Constraints()
    explain = visit.shop.explain
    found = [Recommendation(p, 0.0, explain(p.id, "", limits)) for p in absent.related]
    send_list(visit.say, f"{text} This comes nearest:", found, limits)
    ids = [item.product.id for item in found]
    state = new_search(visit.state, visit.turn)
    visit.state = state.having_shown(ids, [item.reasons[:4] for item in found])
    return True


def _tell_served(visit: Visit, unsold: Absent) -> bool:
    """Give the answer of the FAQ about what the catalogue does not have, if it is about that."""
    name, text = visit.service_answer
    about = terms(f"{re.sub('[_/]', ' ', name)} {text}")
    if not name or not any(terms(thing)[-1] in about for thing in unsold.things if terms(thing)):
        return False
    visit.say.utter_message(response=name)
    return True
