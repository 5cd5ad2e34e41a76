"""What a list alone does not tell: why a product is not on it, what goes with it, what to read."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.recommendation import why_not
from actions.recommendation.phrases import part_words
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord
from actions.shopping.items import show_complements, tell_complements
from actions.shopping.meant import meant_products, say_which
from actions.shopping.session import Visit

_ORDERED = re.compile(r"\b(?:order(?:ed)?|bought|purchased?)\b", re.I)
_NO_ORDERS = (
    "I look at earlier orders only for who is signed in and has set the privacy dial to profile. "
    "Tell me the product, and I'll find what goes with it."
)
_BASKET = re.compile(r"\b(?:basket|cart|trolley)\b", re.I)
_BASKET_OFF = (
    "The privacy dial is off, so I do not look into your basket. Tell me a product, and I'll find "
    "what goes with it."
)
_BASKET_EMPTY = "I see nothing in your basket. Tell me a product, and I'll find what goes with it."
_BASKET_ALONE = (
    "I know of nothing that goes with what is in your basket. Tell me what you are looking for."
)
_NAMED = 2
_NO_GUIDE = "We have no guide about that."


def tell_why_not(visit: Visit) -> bool:
    """Tell why products that a message names are not on show; returns whether it names any."""
    titles = (*visit.turn.titles, *visit.turn.refused_titles)
    named = [p for title in titles if (p := visit.shop.titled(title)) is not None]
    if not named:
        return False
    for product in named:
        _tell_why_not(visit, product)
    return True


def _tell_why_not(visit: Visit, product: ProductRecord) -> None:
    state, shop = visit.state, visit.shop
    told = why_not(product, state)
    text = " ".join(told.sentences)
    if len(told.parts) == 1:
        words = part_words(state.constraints, told.parts[0], shop.currency)
        if told.parts[0] not in ("category", "stock"):
            text += f" Without {words} it would be in the running."
    visit.say.utter_message(text=text)
    visit.state = replace(state, focus=product.id)


def suggest_complements(visit: Visit) -> None:
    """Suggest what goes with the product that is meant, the basket, or what was ordered last."""
    turn, state = visit.turn, visit.state
    if _ORDERED.search(turn.text) and not turn.titles and not turn.ordinals:
        bought = visit.product(visit.purchased[-1]) if visit.purchased else None
        if bought is None:
            visit.say.utter_message(text=_NO_ORDERS)
        else:
            tell_complements(visit, bought)
        return
    if _BASKET.search(turn.text) and not visit.basket:
        text = _BASKET_OFF if visit.level == "off" else _BASKET_EMPTY
        visit.say.utter_message(text=text)
        return
    if visit.basket and not _of_one(visit):
        if not suggest_for_basket(visit):
            visit.say.utter_message(text=_BASKET_ALONE)
        return
    meant = meant_products(visit)
    liked = visit.products(state.context.liked[-1:])
    if len(meant) != 1 and liked and not turn.ordinals:
        meant = liked
    if len(meant) == 1:
        tell_complements(visit, meant[0])
    else:
        say_which(visit, "complements", meant)


def _of_one(visit: Visit) -> bool:
    """Whether a message names or points at a product; the basket is not looked at then."""
    turn = visit.turn
    pointed = visit.state.focus is not None and turn.cue("it") and not _BASKET.search(turn.text)
    return bool(turn.titles or turn.ordinals or pointed)


def suggest_for_basket(visit: Visit) -> bool:
    """Suggest what goes with the basket and with what was chosen last; returns whether any does."""
    if not visit.basket:
        return False
    context = visit.state.context
    anchors = list(dict.fromkeys((*visit.basket[::-1], *context.liked[-1:])))
    done = (*context.rejected, *visit.purchased)
    found = visit.shop.complements_of_all(anchors, exclude=done)
    if not found:
        return False
    titles = [product.title for product in visit.products(visit.basket[::-1])]
    named = [f"the {title}" for title in titles[:_NAMED]]
    more = len(titles) - len(named)
    named += [f"{more} more"] if more else []
    heading = f"With what is in your basket ({spoken_list(named)}) go well:"
    show_complements(visit, heading, found)
    return True


def tell_guides(visit: Visit) -> None:
    """Tell what the shop's guides say of the kinds that a message names, or of its words."""
    turn = visit.turn
    kinds = turn.wanted.get("category") or visit.state.constraints.wanted("category")
    words = " ".join([turn.query, *turn.wanted.get("attribute", ())])
    about = [kinds[0]] if kinds else [words]
    articles = visit.articles(about[0])
    if not articles:
        visit.say.utter_message(text=_NO_GUIDE)
        return
    first, *others = articles
    text = f"“{first.title}”\n{first.body.strip()}"
    if others:
        text += f"\nThere is more: {spoken_list(f'“{other.title}”' for other in others)}."
    visit.say.utter_message(text=text)


def suggest_reading(visit: Visit) -> None:
    """Name a guide about the kind that was recommended, if there is one."""
    kinds = visit.state.constraints.wanted("category")
    if len(kinds) != 1 or not visit.state.shown:
        return
    articles = visit.articles(kinds[0], 1)
    if articles:
        button = {"title": "Read the guide", "payload": f"guide about {kinds[0].lower()}"}
        visit.say.utter_message(
            text=f"There is a guide, too: “{articles[0].title}”.", buttons=[button]
        )
