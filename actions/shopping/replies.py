"""Lists of products as messages: a text that is complete by itself, then the cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from actions.recommendation import (
    Constraints,
    Recommendation,
    contradiction_sentence,
    refine,
)
from actions.recommendation.heads import essential
from actions.recommendation.matching import fits, shown_price
from actions.recommendation.money import format_money
from actions.recommendation.phrases import count_phrase, describe
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord
from actions.shopping.question import CANDIDATES, ask, may_ask
from actions.shopping.session import Visit
from actions.shopping.unmet import tell_unmet

LIST_LENGTH = 5
_NEAREST = 3
_REASONS_SHOWN = 2
_OFFERS = 2
_NAMED = 2
_QUOTED_WORDS = 4
_MISSED_WORDS = 2

MORE = {"title": "Show more", "payload": "/show_more"}
CHEAPER = {"title": "Cheaper", "payload": '/refine_search{"critique": "cheaper"}'}


def price_text(product: ProductRecord, limits: Constraints) -> str:
    """Return ``£60`` or ``from £60`` for what of a product fits."""
    price, more = shown_price(product, limits)
    money = format_money(price, product.currency)
    return f"from {money}" if more else money


def card(product: ProductRecord, reason: str, limits: Constraints) -> dict[str, Any]:
    """Return one product card in the widget's form."""
    price, _ = shown_price(product, limits)
    return {
        "id": product.id,
        "title": product.title,
        "price": float(price),
        "currency": product.currency,
        "image": product.image_url,
        "url": product.url,
        "rating": product.rating,
        "in_stock": product.in_stock,
        "reason": reason,
    }


def reason_text(recommendation: Recommendation) -> str:
    """Return the most telling reasons in one line."""
    return "; ".join(recommendation.reasons[:_REASONS_SHOWN])


def send_list(
    say: CollectingDispatcher,
    heading: str,
    found: Sequence[Recommendation],
    limits: Constraints,
    buttons: list[dict[str, str]] | None = None,
) -> None:
    """Send a numbered list with prices and reasons, then its cards."""
    lines = [heading]
    for place, item in enumerate(found, 1):
        price = price_text(item.product, limits)
        gone = "" if item.product.in_stock else " (sold out)"
        lines.append(f"{place}. {item.product.title} – {price}{gone}: {reason_text(item)}")
    say.utter_message(text="\n".join(lines), buttons=buttons)
    send_cards(say, found, limits)


def send_cards(
    say: CollectingDispatcher, found: Sequence[Recommendation], limits: Constraints
) -> None:
    """Send the cards alone."""
    cards = [card(item.product, reason_text(item), limits) for item in found]
    say.utter_message(json_message={"type": "products", "products": cards})


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
    heading = heading or _heading(visit, found)
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


def inputs_used(visit: Visit) -> tuple[str, ...]:
    """Return what suggestions go by beside the conversation, as ``ShoppingState.used`` has it."""
    used = {
        "basket": visit.basket,
        "profile": visit.interests,
        "orders": visit.purchased,
        "others": visit.behaviour,
    }
    return tuple(name for name, held in used.items() if held)


def beside_basket(visit: Visit) -> str:
    """Return what a heading says where what is in the basket is left out."""
    return ", beside what is in your basket" if visit.basket else ""


def used_words(used: Iterable[str]) -> list[str]:
    """Return in words what ``ShoppingState.used`` names."""
    names = {
        "basket": "what is in your basket",
        "profile": "your profile of earlier visits",
        "orders": "your earlier orders",
        "others": "what other customers bought after the same things",
    }
    return [names[name] for name in used if name in names]


def _heading(visit: Visit, found: Sequence[Recommendation]) -> str:
    shop, state = visit.shop, visit.state
    limits, currency = state.constraints, shop.currency
    if state.mode == "similar" and (anchor := shop.product(state.anchor)) is not None:
        extra = f" ({describe(limits, currency)})" if limits.narrowing else ""
        return f"Like the {anchor.title}{extra}{beside_basket(visit)}:"
    what = describe(limits, currency)
    said = essential(state.query)
    short = len(state.query.split()) <= _QUOTED_WORDS
    close = any(item.close for item in found)
    missed = "" if close else _missed(visit, said)
    if missed:
        of_these = f" among our {what}" if limits.narrowing else ""
        return f"I have nothing that is quite “{missed}”{of_these}. This comes nearest:"
    if limits.wanted("kind") or (limits.narrowing and state.query and not close):
        return f"From what you told me, {what}:"
    if state.query and limits.narrowing and (not short or len(said) < len(state.query.split())):
        # A sentence, out of which the filters have taken words.
        return f"From what you told me, {what}:"
    if state.query and not short and not any(item.close for item in found):
        return "This comes nearest to what you told me:"
    if state.query:
        return f"For “{state.query}”{f', {what}' if limits.narrowing else ''}:"
    if not limits.narrowing:
        return "These are popular and well rated:"
    # What was turned down fits as well, but is not counted where the list shows all that is left.
    count = len(shop.fitting(limits)) if len(found) == LIST_LENGTH else len(found)
    here = "" if count <= len(found) else f" Here are {len(found)}:"
    return f"I found {count_phrase(count, what)}{'.' if here else ':'}{here}"


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


def _missed(visit: Visit, said: Sequence[str]) -> str:
    """Return the words of a wish that say which thing is meant, where no product answers to them.

    More than two are a story. Beside filters, which have found what it is about, they must stand
    right before the thing: "heated jackets", and not "a jacket for a tall person".
    """
    if len(said) > _MISSED_WORDS:
        return ""
    words = " ".join(said)
    if not visit.state.constraints.narrowing:
        return words
    before = (
        visit.turn.text[: span.start].casefold().rstrip()
        for span in visit.turn.spans
        if span.kind == "category"
    )
    return words if any(text.endswith(words) for text in before) else ""


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
