"""What can be told of one product."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.recommendation import Constraints, Recommendation, reject
from actions.recommendation.asked import asks_same_of_another, figures, is_question, question_in
from actions.recommendation.compare import sizes_in_stock
from actions.recommendation.downsides import asks_downsides, downsides_sentence
from actions.recommendation.fitting import smaller_or_bigger
from actions.recommendation.matching import product_values
from actions.recommendation.money import format_price
from actions.recommendation.opinions import rating_words, short_review
from actions.recommendation.sizing import (
    color_sentence,
    size_sentence,
    stock_sentence,
)
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord
from actions.shopping.answering import MOST, asked_options, tell_each, tell_fact
from actions.shopping.headings import beside_basket, used_words
from actions.shopping.lists import send_cards, send_list
from actions.shopping.meant import named_products
from actions.shopping.replies import show, show_similar
from actions.shopping.session import Visit
from actions.shopping.sizes import tell_size

_ATTRIBUTES_TOLD = 8
_DESCRIPTION_SENTENCES = 3
WHAT_ELSE = {"title": "What else do I need?", "payload": "what else do I need?"}
_HOW_TO_ORDER = re.compile(
    r"\b(?:how|where) (?:do|can|would|could|should) (?:i|we|you) "
    r"(?:(?:order|buy|purchase)\b|get (?:it|one)(?: then| now| please)?\s*(?:[.,;!?]|$))|"
    r"\bhow to (?:order|buy)\b|"
    r"\badd (?:it|that|one) to (?:the |my )?(?:basket|cart|bag)\b",
    re.I,
)
_YES = ("yes",)
_ASKS_COLORS = re.compile(r"\bcolou?rs?\b", re.I)
_OWN_LINES = frozenset({"color", "colour", "size", "material"})

_IN_STORE = re.compile(
    r"\b(?:in|at|from)\s+(?:(?:the|your|any|one of your|my|our)\s+)?(?:\w+\s+)?"
    r"(?:shops?|stores?|branch(?:es)?)\b",
    re.I,
)
_DESCRIBES = re.compile(r"\w\s+(?:that|which)\s+\w", re.I)


def tell_details(visit: Visit, product: ProductRecord) -> None:
    """Answer a question about a product, or tell all that the catalogue states of it."""
    if asks_downsides(visit.turn.text):
        visit.say.utter_message(text=downsides_sentence(product))
        visit.state = replace(visit.state, focus=product.id)
        return
    if tell_how_to_order(visit, product) or tell_fact(visit, product):
        return
    if asks_options(visit):
        tell_stock(visit, product)
        return
    lines = [f"{product.title} by {product.brand}, {format_price(product)}."]
    sentences = re.split(r"(?<=[.!?])\s+", product.description.strip())
    if description := " ".join(sentences[:_DESCRIPTION_SENTENCES]).strip():
        lines.append(description)
    for label, facet in (("Colours", "color"), ("Material", "material")):
        if values := product_values(product, facet):
            lines.append(f"{label}: {spoken_list(values)}.")
    facts = [
        f"{name.replace('_', ' ')} {spoken_list(values)}"
        for name, values in product.attributes.items()
        if name not in _OWN_LINES and values and values != _YES
    ]
    features = [name for name, values in product.attributes.items() if values == _YES]
    if facts:
        told = "; ".join(facts[:_ATTRIBUTES_TOLD])
        lines.append(f"{told[0].upper()}{told[1:]}.")
    if features:
        lines.append(f"Features: {spoken_list(features)}.")
    if not product.in_stock:
        lines.append("It is sold out at the moment.")
    elif sizes_in_stock(product):
        lines.append(size_sentence(product))
    else:
        lines.append("It is in stock.")
    lines.append(_reviews(product))
    visit.say.utter_message(text="\n".join(lines))
    _show_alone(visit, product)
    visit.state = visit.state.having_chosen(product.id)


def _reviews(product: ProductRecord) -> str:
    if product.rating is None or not product.review_count:
        return "Nobody has reviewed it yet."
    told, quote = f"Rated {rating_words(product)}.", short_review(product)
    return f"{told} One writes: “{quote}”" if quote else told


def _show_alone(visit: Visit, product: ProductRecord) -> None:
    found = visit.shop.search(product.title, Constraints(in_stock_only=False), 1)
    alone = [item for item in found if item.product.id == product.id]
    if alone:
        send_cards(visit.say, alone, Constraints(in_stock_only=False))


def tell_stock(visit: Visit, product: ProductRecord) -> None:
    """Tell whether a product can be bought, in the colour and size asked for."""
    visit.say.utter_message(text=_stock(visit, product))
    if _IN_STORE.search(visit.turn.text):  # the catalogue counts what is sent out
        visit.say.utter_message(response="utter_faq/store_stock")
    visit.state = replace(visit.state, focus=product.id)


def tell_stock_of_compared(visit: Visit) -> bool:
    """Tell the same of all products that were compared, if none of them is talked about alone.

    Returns:
        Whether there are such.
    """
    if visit.state.focus is not None or visit.turn.ordinals or visit.turn.titles:
        return False
    products = [p for i in visit.state.compared if (p := visit.product(i)) is not None]
    if products:
        visit.say.utter_message(text="\n".join(_stock(visit, product) for product in products))
    return bool(products)


def asks_options(visit: Visit) -> bool:
    """Whether a message asks for a colour or a size: "is it pink?"."""
    turn = visit.turn
    return is_question(turn.text) and bool(turn.wanted.get("color") or turn.wanted.get("size"))


def tell_details_of_each(visit: Visit, products: Sequence[ProductRecord]) -> bool:
    """Answer a question for each of some products; returns whether the message asks one."""
    if tell_each(visit, products):
        return True
    return asks_options(visit) and tell_stock_of_each(visit, products)


def tell_stock_of_each(visit: Visit, products: Sequence[ProductRecord]) -> bool:
    """Tell the same of some products that are on show; returns whether an answer has room."""
    if not 1 < len(products) <= MOST:
        return False
    visit.say.utter_message(text="\n".join(_stock(visit, product) for product in products))
    return True


def _stock(visit: Visit, product: ProductRecord) -> str:
    other = smaller_or_bigger(product, visit.turn.text, visit.turn.wanted.get("size", ()))
    if other is not None:
        return other
    asked = asked_options(visit)
    of_colors = _ASKS_COLORS.search(visit.turn.text) and not asked.narrowing
    return color_sentence(product) if of_colors else stock_sentence(product, asked)


def tell_reasons(visit: Visit, product: ProductRecord) -> None:
    """Tell why one product was shown."""
    told = visit.state.why.get(str(product.id)) or visit.shop.explain(
        product.id, visit.state.query, visit.state.constraints
    )
    known = used_words(visit.state.used) if product.id in visit.state.shown else []
    beside = f" I went by {spoken_list(['what you told me', *known])}." if known else ""
    visit.say.utter_message(text=f"{product.title}: {'; '.join(told)}.{beside}")
    visit.state = replace(visit.state, focus=product.id)


def tell_how_to_order(visit: Visit, product: ProductRecord) -> bool:
    """Tell how the product is ordered; returns whether the message asks that."""
    if _HOW_TO_ORDER.search(visit.turn.text) is None:
        return False
    visit.say.utter_message(text=f"The {product.title}, {format_price(product)}.")
    visit.say.utter_message(response="utter_faq/how_to_order")
    _show_alone(visit, product)
    visit.state = visit.state.having_chosen(product.id)
    return True


def tell_chosen(visit: Visit, product: ProductRecord) -> None:
    """Confirm the choice with what matters for buying."""
    if tell_how_to_order(visit, product):
        return
    asked = visit.turn.limits
    stock = stock_sentence(product, asked)
    visit.say.utter_message(
        text=f"The {product.title}, {format_price(product)}. {stock} "
        "Shall I tell you more, check a size, or show similar ones?",
        buttons=[dict(WHAT_ELSE)] if visit.basket else [],
    )
    _show_alone(visit, product)
    visit.state = visit.state.having_chosen(product.id)


def reject_one(visit: Visit, product: ProductRecord) -> None:
    """Show the list without a product, and without what else it was turned down with."""
    turned = reject(visit.state.remembered(), [product.id])
    visit.state = replace(turned, focus=None)
    show(visit, note=f"Without the {product.title}.")


def tell_complements(visit: Visit, product: ProductRecord) -> None:
    """Show what goes with a product, from other kinds."""
    context = visit.state.context
    done = (*context.rejected, *visit.purchased, *visit.basket)
    found = visit.shop.complements(product.id, exclude=done)
    if not found:
        visit.say.utter_message(text=f"I know of nothing that goes with the {product.title}.")
        visit.state = replace(visit.state, focus=product.id)
        return
    heading = f"With the {product.title} go well{beside_basket(visit)}:"
    show_complements(visit, heading, found)


def show_complements(visit: Visit, heading: str, found: Sequence[Recommendation]) -> None:
    """Show what goes with something, as a list of its own."""
    send_list(visit.say, heading, found, Constraints())
    state = replace(
        visit.state.remembered(), mode="recommend", query="", constraints=Constraints(), listed=()
    )
    ids = [item.product.id for item in found]
    used = ("basket",) if visit.basket else ()
    visit.state = state.having_shown(ids, [item.reasons for item in found], used)


def tell_similar(visit: Visit, product: ProductRecord) -> None:
    """Show products like the one chosen."""
    show_similar(visit, product.id)


def take_question(visit: Visit) -> bool:
    """Answer a question about products named in it, whatever intent the message was taken for.

    Returns:
        Whether it is one, and is answered.
    """
    turn = visit.turn
    if turn.titles or turn.ordinals or turn.cue("similar"):
        return False
    again = asks_same_of_another(turn.text)
    if not again and question_in(turn.text) is None:
        # "Dipper fill power" asks; "a camp kettle that boils fast under 25" looks for one.
        limited = turn.amounts or any((turn.price_min, turn.price_max, turn.price_near))
        if limited or _DESCRIBES.search(turn.text) or not figures(turn.text):
            return False
    named = named_products(visit)
    if len(named) > 1:
        return tell_each(visit, named)
    if named and again:
        tell_details(visit, named[0])
    return bool(named) and (again or tell_fact(visit, named[0]))


# What may be pending when the shopper says which product they mean.
TELL: Mapping[str, Callable[[Visit, ProductRecord], None]] = {
    "details": tell_details,
    "stock": tell_stock,
    "size": tell_size,
    "explain": tell_reasons,
    "similar": tell_similar,
    "choose": tell_chosen,
    "reject": reject_one,
    "complements": tell_complements,
}
