"""Shows what a conversation has come to: what fits, what is left, or what to give up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import (
    Constraints,
    Recommendation,
    contradiction_sentence,
    refine,
)
from actions.recommendation.matching import fits
from actions.recommendation.phrases import describe
from actions.recommendation.text import spoken_list
from actions.shopping.extremes import by_extreme, sorts_by_extreme
from actions.shopping.headings import LIST_LENGTH, heading_of, inputs_used
from actions.shopping.lists import MORE, send_list
from actions.shopping.question import CANDIDATES, ask, may_ask
from actions.shopping.session import Visit
from actions.shopping.unmet import tell_unmet

_NEAREST = 3
_OFFERS = 2
_NAMED = 2

CHEAPER = {"title": "Cheaper", "payload": '/refine_search{"critique": "cheaper"}'}


def find(visit: Visit, k: int = LIST_LENGTH, without: Sequence[int] = ()) -> list[Recommendation]:
    """Return what the state asks for and has not listed yet, without some products."""
    shop, state = visit.shop, visit.state
    listed = (*state.listed, *without)
    done = (*listed, *state.context.rejected)
    if state.mode == "recommend":
        # Orders and basket serve this answer only: the state, which is stored, never holds them.
        # What was seen comes back where a change of the wish has begun the list anew.
        seen = (*listed, *visit.basket)
        context = replace(state.context, purchased=visit.purchased, seen=seen)
        return shop.recommend(
            context, state.constraints, k, interests=visit.interests, behaviour=visit.behaviour
        )
    anchor = shop.product(state.anchor) if state.mode == "similar" else None
    if anchor is not None:
        return shop.similar(anchor.id, state.constraints, k, exclude=(*done, *visit.basket))
    if state.sort is not None and sorts_by_extreme(state.sort):
        return by_extreme(visit, state.sort, state.constraints, k, done)
    return shop.search(
        state.query, state.constraints, k, exclude=done, sort=state.sort, than=state.than
    )


def show(
    visit: Visit, heading: str | None = None, note: str | None = None, *, fresh: bool = False
) -> None:
    """Show what the visit's state asks for; says what to give up where nothing fits.

    Args:
        visit: The present run.
        heading: What stands over the list, instead of the wish in words.
        note: A sentence before it.
        fresh: Whether to show what was not seen before, where that is enough for a list: who
            changes a wish has not found theirs in what they saw. What of the last list fits is
            named.
    """
    state, shop = visit.state, visit.shop
    conflict = contradiction_sentence(state.constraints, shop.currency)
    if conflict:
        visit.say.utter_message(text=conflict)
        return
    found = _unseen(visit) if fresh else []
    if found:
        note = _joined(note, _also_fitting(visit))
    else:
        found = find(visit, LIST_LENGTH + 1)
    if not found:
        _show_nothing(visit)
        return
    more, found = len(found) > LIST_LENGTH, found[:LIST_LENGTH]
    tell_unmet(visit, found)
    heading = heading or heading_of(visit, found)
    text = f"{note} {heading}" if note else heading
    buttons = [MORE] if more else []
    if len(found) > 1:
        buttons.append(CHEAPER)
    if visit.level == "off":
        buttons = []  # with the next message this list is forgotten
    send_list(visit.say, text, found, state.constraints, buttons)
    ids = [item.product.id for item in found]
    used = inputs_used(visit) if state.mode == "recommend" else ()
    if state.mode == "similar" and visit.basket:
        used = ("basket",)
    visit.state = state.having_shown(ids, [item.reasons[:4] for item in found], used)
    if more and may_ask(visit):
        ask(visit, find(visit, CANDIDATES))


def _unseen(visit: Visit) -> list[Recommendation]:
    """Return a list of what was not seen before; empty where there is not enough for one."""
    seen = (*visit.state.listed, *visit.state.context.seen)
    found = find(visit, LIST_LENGTH + 1, without=seen)
    return found if len(found) >= LIST_LENGTH else []


def _also_fitting(visit: Visit) -> str | None:
    """Return which of the products on show fit the changed wish, as a sentence."""
    state = visit.state
    last = (visit.product(i) for i in state.shown if i not in state.context.rejected)
    titles = [p.title for p in last if p is not None and fits(p, state.constraints)][:_NAMED]
    if not titles:
        return None
    verb = "fits" if len(titles) == 1 else "fit"
    return f"Of those before, the {spoken_list(titles, 'and the')} {verb} too."


def _joined(*sentences: str | None) -> str | None:
    return " ".join(sentence for sentence in sentences if sentence) or None


def _show_beside(visit: Visit, what: str) -> bool:
    """Show what comes next where all of a kind or sort was shown; returns whether there is any."""
    before = visit.state
    done = (*before.listed, *before.context.rejected)
    for offer in visit.shop.beside(before.constraints):
        rest = offer.limits
        visit.state = replace(before, constraints=rest)
        nearest = []
        if before.mode == "search":
            nearest = visit.shop.nearest(offer, before.query, LIST_LENGTH, exclude=done)
        found = nearest or find(visit)
        if found:
            beside = describe(rest, visit.shop.currency)
            heading = f"That is all I have of {what}. The nearest beside, {beside}:"
            send_list(visit.say, heading, found, rest)
            ids = [item.product.id for item in found]
            visit.state = visit.state.having_shown(ids, [item.reasons[:4] for item in found])
            return True
    visit.state = before
    return False


def _show_nothing(visit: Visit) -> None:
    state, shop = visit.state, visit.shop
    limits = state.constraints
    what = describe(limits, shop.currency)
    if shop.fitting(limits):
        anchor = shop.product(state.anchor) if state.mode == "similar" else None
        if anchor is not None and not state.listed:
            visit.say.utter_message(
                text=f"Beside the {anchor.title} I have no other {what}. Tell me what to change."
            )
            return
        if state.listed and _show_beside(visit, what):
            return
        if state.listed or state.mode == "recommend":
            visit.say.utter_message(
                text=f"That is all I have of {what}. Tell me what to change, and I'll look again."
            )
            return
        kinds = spoken_list(shop.categories)
        visit.say.utter_message(
            text=f"I found nothing for “{state.query}”. We sell {kinds}. What are you after?"
        )
        return
    offers = shop.relaxations(limits)
    if not offers:
        visit.say.utter_message(
            text=f"I have no {what} in stock, and nothing close to it. We sell "
            f"{spoken_list(shop.categories)}. What else may it be?"
        )
        return
    sentences = " ".join(offer.sentence for offer in offers[:_OFFERS])
    first = offers[0]
    done = (*state.context.rejected, *state.listed)
    lists = (shop.nearest(one, state.query, _NEAREST, exclude=done) for one in offers)
    nearest = next(filter(None, lists), [])
    text = f"I have no {what}. {sentences}"
    tell_unmet(visit, nearest, nearest=True)
    if not nearest:
        visit.say.utter_message(text=text)
        return
    send_list(visit.say, f"{text} The nearest:", nearest, first.limits)
    ids = [item.product.id for item in nearest]
    visit.state = state.having_shown(ids, [item.reasons[:4] for item in nearest])


def show_similar(visit: Visit, product_id: int) -> None:
    """Show products like one, within the limits of the search that it came from."""
    product = visit.product(product_id)
    within = product is not None and fits(product, visit.state.constraints)
    if product_id not in visit.state.context.seen or not within:
        # Named from elsewhere, or shown as the nearest to a wish that nothing fits.
        visit.state = replace(visit.state, constraints=Constraints())
    state = replace(visit.state, focus=product_id, mode="similar", anchor=product_id, listed=())
    done = refine(state, visit.turn, visit.shop)
    if not done.changed:
        visit.say.utter_message(text=done.note or "Tell me what to change.")
        return
    state = done.state.having_chosen(product_id)
    visit.state = replace(state, mode="similar", anchor=product_id)
    show(visit, note=done.note)
