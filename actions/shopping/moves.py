"""What shoppers say of the search itself: none of these, undo, perfect, I don't mind, useless.

Each changes the course: other products, the list before, the wish given up that rules out most, a
person, or the choice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from rasa_sdk import Tracker

from actions.recommendation import refine, reject
from actions.recommendation.phrases import part_words
from actions.service.errand import PERSON
from actions.shop.records import ProductRecord
from actions.shopping.items import TELL, WHAT_ELSE, reject_one
from actions.shopping.lists import MORE
from actions.shopping.meant import say_which
from actions.shopping.replies import find, show
from actions.shopping.session import SLOT, Visit, read_state, shopped_last
from nlu_models.moves import Move, move_of

# After so many answers in a row that missed, a person may do better.
_PATIENCE = 2
_WITH_IT = {"title": "What goes with it?", "payload": "what goes with it?"}
_SORRY = "Sorry that these are not it."
_LOST = (
    "Sorry that I keep missing what you mean. One of my colleagues can help you; or tell me in one "
    "sentence what it must have, and I start afresh."
)


def makes_move(tracker: Tracker) -> bool:
    """Whether a message is a move in the talk about products that went before it."""
    text = str((tracker.latest_message or {}).get("text") or "")
    state = read_state(tracker.get_slot(SLOT))
    return bool(state.shown) and move_of(text) is not None and shopped_last(tracker)


def take_move(visit: Visit) -> bool:
    """Follow a message that is a move; returns whether it was one, and is answered."""
    move = move_of(visit.turn.text)
    if move is None or not visit.state.shown or visit.turn.ordinals:
        return False
    _MOVES[move](visit)
    return True


def _undo(visit: Visit) -> None:
    done = refine(visit.state, visit.turn, visit.shop)
    visit.state = done.state
    if done.changed:
        show(visit, note=done.note)
    else:
        visit.say.utter_message(text=done.note or "")


def _reject_one(visit: Visit) -> None:
    """Turn down what is being talked about; of a list, ask which."""
    product = visit.product(visit.state.focus)
    if product is not None:
        reject_one(visit, product)
        return
    shown = visit.products(visit.state.shown)
    say_which(visit, "reject", shown)


def _reject_all(visit: Visit) -> None:
    """Show others; where that was asked before, or nothing is left, change course."""
    state = visit.state
    misses = state.misses + 1
    if misses >= _PATIENCE:
        _frustrated(visit)
        return
    turned = reject(state.remembered(), state.shown)
    visit.state = replace(turned, misses=misses, focus=None)
    if find(visit, 1):
        show(visit)
    else:
        _relax(visit, f"That was all I have of that. {_SORRY}")


def _frustrated(visit: Visit) -> None:
    """Give up the wish that rules out most; the second time, offer a person."""
    state = visit.state
    # Who says so in words has lost patience as much as who turned two lists down.
    misses = max(state.misses + 1, _PATIENCE)
    visit.state = replace(reject(state.remembered(), state.shown), misses=misses, focus=None)
    if visit.state.misses > _PATIENCE:
        visit.say.utter_message(text=_LOST, buttons=[dict(PERSON)])
        return
    _relax(visit, _SORRY)


def _relax(visit: Visit, sorry: str) -> None:
    """Show what fits without the wish that rules out most; where there is none, offer a person."""
    limits, shop = visit.state.constraints, visit.shop
    fitting = len(shop.fitting(limits))
    parts = [p for p in limits.parts() if p not in ("category", "stock")]
    gains = {part: len(shop.fitting(limits.without(part))) - fitting for part in parts}
    heaviest = max(gains, key=lambda part: gains[part], default=None)
    if heaviest is not None and gains[heaviest] > 0:
        visit.state = replace(visit.state, constraints=limits.without(heaviest), listed=())
        words = part_words(limits, heaviest, shop.currency)
        more = gains[heaviest]
        there = "there is 1 more" if more == 1 else f"there are {more} more"
        show(visit, note=f"{sorry} Of your wishes, {words} rules out most: without it {there}.")
    elif find(visit, 1):
        show(visit, note=f"{sorry} Here are others.")
    else:
        visit.say.utter_message(text=_LOST, buttons=[dict(PERSON)])


def _satisfied(visit: Visit) -> None:
    """Close with the choice; of a list, ask which it is."""
    state = visit.state
    product = visit.product(state.focus)
    if product is not None and product.id in state.context.liked[-1:]:
        offer = WHAT_ELSE if visit.basket else _WITH_IT
        visit.say.utter_message(
            text=f"Then the {product.title} it is. Its card leads to it.", buttons=[dict(offer)]
        )
        return
    if product is not None:
        TELL["choose"](visit, product)
        return
    shown = visit.products(state.shown)
    say_which(visit, "choose", shown)


def _indifferent(visit: Visit) -> None:
    """Choose for the shopper, and ask nothing more."""
    visit.state = replace(visit.state, easy=True)
    shown = (visit.product(i) for i in visit.state.shown)
    first: ProductRecord | None = next((p for p in shown if p is not None), None)
    if first is None:
        return
    why = visit.state.why.get(str(first.id), ())
    visit.say.utter_message(
        text=f"Then I would begin with the {first.title}: {'; '.join(why[:2])}. Say “tell me more” "
        "or “show more”.",
        buttons=[dict(MORE)],
    )
    visit.state = replace(visit.state, focus=first.id)


_MOVES: Mapping[Move, Callable[[Visit], None]] = {
    Move.UNDO: _undo,
    Move.REJECT_ONE: _reject_one,
    Move.REJECT_ALL: _reject_all,
    Move.FRUSTRATED: _frustrated,
    Move.SATISFIED: _satisfied,
    Move.INDIFFERENT: _indifferent,
}
