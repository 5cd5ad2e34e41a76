"""What stands over a list of products: the wish in words, or what the list goes by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from actions.recommendation import Recommendation
from actions.recommendation.heads import essential
from actions.recommendation.phrases import count_phrase, describe
from actions.shopping.session import Visit

LIST_LENGTH = 5
_QUOTED_WORDS = 4
_MISSED_WORDS = 2


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


def heading_of(visit: Visit, found: Sequence[Recommendation]) -> str:
    """Return the heading of a list that answers what the visit's state asks for."""
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
