"""Questions about one product: details, reasons, stock, size, choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from actions.recommendation import Constraints, new_search
from actions.recommendation.asked import question_in
from actions.recommendation.matching import fits
from actions.recommendation.text import spoken_list
from actions.shop.records import ProductRecord
from actions.shopping.advice import tell_why_not
from actions.shopping.answering import OPTION_FACETS
from actions.shopping.comparing import CompareProducts, can_tell_which
from actions.shopping.extremes import tell_most
from actions.shopping.finding import follow
from actions.shopping.headings import used_words
from actions.shopping.items import (
    TELL,
    tell_details_of_each,
    tell_stock_of_compared,
    tell_stock_of_each,
)
from actions.shopping.meant import meant_products, say_which
from actions.shopping.moves import take_move
from actions.shopping.replies import show, show_similar
from actions.shopping.session import ShoppingAction, Visit
from actions.shopping.sizes import asked_instead, tell_meaning, tell_sizes
from actions.shopping.unsold import tell_absent
from nlu_models.moves import Move, asks_why_not, move_of


class ProductDetails(ShoppingAction):
    """Tells what the catalogue states of a product."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_product_details"

    def act(self, visit: Visit) -> None:
        """Tell, or ask which product is meant."""
        if can_tell_which(visit):
            CompareProducts().act(visit)
            return
        if tell_most(visit):
            return
        # "Is it waterproof?" asks for what "the waterproof one" would be known by.
        asked = ("attribute", "material") if question_in(visit.turn.text) is not None else ()
        _tell_or_ask(visit, "details", asked)


def _tell_or_ask(visit: Visit, what: str, asked: Sequence[str]) -> None:
    meant = meant_products(visit, asked=asked)
    if what in ("stock", "size"):
        what = asked_instead(visit, meant) or what
    if len(meant) == 1:
        TELL[what](visit, meant[0])
        visit.state = replace(visit.state, pending=None)
    elif _EACH[what](visit, meant):
        return
    elif not meant and not visit.turn.ordinals and not visit.turn.empty:
        # "Do you have blue jackets in M?" names no product: the answer is a list.
        visit.state = new_search(visit.state, visit.turn)
        show(visit)
    else:
        say_which(visit, what, meant)


_EACH: Mapping[str, Callable[[Visit, Sequence[ProductRecord]], bool]] = {
    "details": tell_details_of_each,
    "stock": tell_stock_of_each,
    "size": tell_sizes,
}


class ExplainRecommendation(ShoppingAction):
    """Tells why products were shown."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_explain_recommendation"

    def act(self, visit: Visit) -> None:
        """Explain the product meant, or the whole list; or why a product is not on it."""
        if asks_why_not(visit.turn.text) and visit.state.shown and tell_why_not(visit):
            return
        meant = meant_products(visit)
        if len(meant) == 1:
            TELL["explain"](visit, meant[0])
            return
        if not meant:
            text = "I have not suggested anything yet. Shall I?"
            if visit.level == "off":
                text = (
                    "The privacy dial is off, so I no longer know what I showed. It went by your "
                    "message alone, and by the products' own facts, ratings and sales."
                )
            visit.say.utter_message(text=text)
            return
        used = ["what you asked for in this chat", "the products' own facts, ratings and sales"]
        used[1:1] = used_words(visit.state.used)
        lines = [f"I went by {spoken_list(used)}, and by nothing else:"]
        for product in meant:
            why = visit.state.why.get(str(product.id))
            if why:
                lines.append(f"- {product.title}: {'; '.join(why)}")
        visit.say.utter_message(text="\n".join(lines))


class CheckStock(ShoppingAction):
    """Tells whether a product is in stock, in a colour and size."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_check_stock"

    def act(self, visit: Visit) -> None:
        """Tell, ask which product, or list what is in stock of the kind asked for."""
        if tell_absent(visit):
            return
        if tell_most(visit):
            return
        turn, state = visit.turn, visit.state
        kinds = turn.wanted.get("category", ())
        if kinds and not turn.titles and not turn.ordinals:
            shown = [visit.product(i) for i in (*state.shown, state.focus)]
            if not any(p is not None and p.category in kinds for p in shown):
                visit.state = new_search(state, turn)
                show(visit)
                return
        options = set(turn.wanted) & set(OPTION_FACETS)
        of_list = state.focus is None and len(state.shown) > 1
        one = turn.titles or turn.ordinals or turn.cue("it")
        if not turn.cue("elsewhere") and tell_stock_of_compared(visit):
            return
        if options and of_list and not one:
            # "In blue?" of a list narrows it; "is it to be had in blue?" is about one of them.
            follow(visit)
            return
        _tell_or_ask(visit, "stock", OPTION_FACETS)


class SizeAdvice(ShoppingAction):
    """Tells a product's sizes, and what reviews say of its fit."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_size_advice"

    def act(self, visit: Visit) -> None:
        """Tell, or ask which product is meant."""
        if tell_meaning(visit):
            return
        if can_tell_which(visit):
            CompareProducts().act(visit)
            return
        _tell_or_ask(visit, "size", OPTION_FACETS)


class ChooseItem(ShoppingAction):
    """Takes up the product that the shopper points at."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_choose_item"

    def act(self, visit: Visit) -> None:
        """Do what was pending with it, or confirm the choice."""
        if move_of(visit.turn.text) is Move.INDIFFERENT and take_move(visit):
            return
        pending = visit.state.pending
        what = pending if pending is not None and pending in TELL else "choose"
        meant = meant_products(visit)
        if len(meant) == 1 and visit.turn.cue("similar") and not fits(meant[0], visit.turn.limits):
            # "The second one, but in black" of what does not come in black.
            show_similar(visit, meant[0].id)
        elif len(meant) == 1:
            TELL[what](visit, meant[0])
            visit.state = replace(visit.state, pending=None, wish=Constraints())
        else:
            say_which(visit, what, meant)
