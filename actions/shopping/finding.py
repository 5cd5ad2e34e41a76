"""Finding products: search, recommend, refine, more, similar."""

from __future__ import annotations

from dataclasses import replace

from actions.recommendation import (
    Constraints,
    for_wearer,
    new_search,
    refine,
    starts_anew,
    suits,
)
from actions.recommendation.asked import is_question
from actions.recommendation.fitting import smaller_or_bigger
from actions.recommendation.text import spoken_list
from actions.service.errand import PERSON
from actions.shopping.advice import (
    suggest_complements,
    suggest_for_basket,
    suggest_reading,
    tell_guides,
)
from actions.shopping.answering import OPTION_FACETS
from actions.shopping.comparing import CompareProducts, can_tell_which, tell_extreme
from actions.shopping.extremes import tell_most
from actions.shopping.headings import inputs_used, used_words
from actions.shopping.items import take_question, tell_details, tell_stock, tell_stock_of_compared
from actions.shopping.meant import meant_products, say_which
from actions.shopping.moves import take_move
from actions.shopping.replies import show, show_similar
from actions.shopping.session import ShoppingAction, Visit
from actions.shopping.unsold import tell_absent
from nlu_models.moves import Move, asks_complements, asks_guides, move_of

_NOT_YET = "I have not shown you anything yet. We sell {kinds}. What are you looking for?"
_OFF = (
    "The privacy dial is off, so I no longer know what I showed. Tell me all of your wish in one "
    "message, such as “blue jackets under £80”, or set the dial to session."
)


def _nothing_on_show(visit: Visit) -> None:
    kinds = spoken_list(visit.shop.categories)
    visit.say.utter_message(text=_OFF if visit.level == "off" else _NOT_YET.format(kinds=kinds))


def follow(visit: Visit) -> None:
    """Apply the message to the list on show, and show what follows."""
    done = refine(visit.state, visit.turn, visit.shop)
    visit.state = done.state
    if not done.changed:
        visit.say.utter_message(text=done.note or "Tell me what to change.")
        return
    # Who goes back, or gives a wish up, wants to see again what was on show.
    again = visit.turn.cue("undo") or visit.turn.freed or done.state.sort
    show(visit, note=done.note, fresh=not again)
    tell_extreme(visit)


def _asks_of_focus(visit: Visit) -> bool:
    """Answer "and XL in rust?" for the product that is being talked about, or those compared.

    Returns:
        Whether the message was that, and is answered.
    """
    turn = visit.turn
    product = visit.product(visit.state.focus)
    if product is not None and not turn.ordinals and not turn.wanted.get("category"):
        told = smaller_or_bigger(product, turn.text, turn.wanted.get("size", ()))
        if told is not None:
            visit.say.utter_message(text=told)
            return True
    options = bool(turn.wanted) and set(turn.wanted) <= set(OPTION_FACETS)
    more = turn.unwanted or turn.priced or turn.amounts or turn.critiques or turn.sort or turn.topic
    if not options or more or turn.ordinals:
        return False
    if product is None:
        return not turn.cue("elsewhere") and tell_stock_of_compared(visit)
    if turn.cue("several"):
        return False
    tell_stock(visit, product)
    return True


def _read_wearer(visit: Visit) -> None:
    """Take "for my wife" for what it asks of the catalogue."""
    visit.turn, note = for_wearer(visit.turn, visit.state, visit.shop)
    visit.notes += () if note is None else (note,)


def _begin(visit: Visit) -> None:
    """Search for what the message says, and nothing that was said before."""
    visit.state = new_search(visit.state, visit.turn)
    show(visit)
    tell_extreme(visit)


class SearchProducts(ShoppingAction):
    """Finds what the message asks for; what only changes the last search refines it."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_search_products"

    def act(self, visit: Visit) -> None:
        """Search, or refine where the message names no new thing."""
        if tell_absent(visit):
            return
        _read_wearer(visit)
        turn = visit.turn
        if turn.titles and not turn.cue("similar"):
            _search_by_title(visit)
        elif can_tell_which(visit):
            CompareProducts().act(visit)
        elif tell_most(visit) or take_question(visit) or _asks_of_focus(visit):
            return
        elif starts_anew(visit.state, turn, visit.shop):
            _begin(visit)
        elif turn.empty and not turn.critiques:
            # "I'm looking for something" in the middle of a search: nothing to go by.
            kinds = spoken_list(visit.shop.categories)
            visit.say.utter_message(text=f"What are you looking for? We sell {kinds}.")
        else:
            follow(visit)


def _search_by_title(visit: Visit) -> None:
    """Tell of the product that is named; of several, and of one that is gone, show a list."""
    turn = visit.turn
    named = [product for title in turn.titles if (product := visit.shop.titled(title)) is not None]
    if len(named) == 1:
        options = set(turn.wanted) & set(OPTION_FACETS)
        (tell_stock if options or is_question(turn.text) else tell_details)(visit, named[0])
        return
    visit.state = new_search(visit.state, turn)
    visit.state = replace(
        visit.state, query=" ".join(turn.titles), constraints=Constraints(in_stock_only=False)
    )
    show(visit)


class RecommendProducts(ShoppingAction):
    """Recommends from the conversation; with a profile also from that and from earlier orders."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_recommend_products"

    def act(self, visit: Visit) -> None:
        """Recommend within what was asked, now or before; or tell what goes with a product."""
        text = visit.turn.text
        if asks_guides(text):
            tell_guides(visit)
            return
        if asks_complements(text):
            suggest_complements(visit)
            return
        if tell_absent(visit):
            return
        _read_wearer(visit)
        if tell_most(visit):
            return
        turn, state = visit.turn, visit.state.remembered()
        if turn.sort:
            # "The most expensive watch" asks for an order, not for what may please.
            (_begin if starts_anew(state, turn, visit.shop) else follow)(visit)
            return
        anew = turn.limits.narrowing or turn.topic or state.mode == "none"
        if _nothing_told(visit) and suggest_for_basket(visit):
            return
        limits = turn.limits if anew else state.constraints
        state = state.having_said(turn.query)
        visit.state = replace(
            state,
            mode="recommend",
            query=turn.query if anew else state.query,
            constraints=limits,
            sort=turn.sort,
            anchor=None,
            than=None,
            listed=state.context.seen,  # another suggestion repeats none
        )
        show(visit, heading=_recommend_heading(visit))
        suggest_reading(visit)


def _nothing_told(visit: Visit) -> bool:
    """Whether there is nothing to go by but what the shop's page tells."""
    turn, context = visit.turn, visit.state.context
    asked = turn.limits.narrowing or turn.topic or visit.state.mode != "none"
    return not (asked or context.said or context.liked)


def _recommend_heading(visit: Visit) -> str:
    context = visit.state.context
    known = used_words(inputs_used(visit))
    if context.said or context.liked or visit.state.constraints.narrowing:
        return f"From {spoken_list(['what you told me', *known])}, I would suggest:"
    if known:
        return f"Going by {spoken_list(known)}, and by what is popular:"
    return "I know nothing of your taste yet, so here is what is popular and well rated:"


class RefineSearch(ShoppingAction):
    """Changes the search: cheaper, in blue, not leather, more like the second, under £50."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_refine_search"

    def act(self, visit: Visit) -> None:
        """Refine; a message that names another kind of product is a new search."""
        if take_move(visit):
            return
        if visit.state.mode == "none" and move_of(visit.turn.text) is Move.FRUSTRATED:
            visit.say.utter_message(response="utter_chitchat/insult", buttons=[dict(PERSON)])
            return
        product = visit.product(visit.state.focus)
        if product is not None and visit.turn.wearer is not None and visit.turn.empty:
            visit.say.utter_message(text=suits(product, visit.turn.wearer, visit.shop))
            return
        if tell_absent(visit):
            return
        _read_wearer(visit)
        turn, state = visit.turn, visit.state
        kinds = turn.wanted.get("category", ())
        another = kinds and not set(kinds) & set(state.constraints.wanted("category"))
        if turn.cue("reset"):
            visit.state = replace(state, mode="none", listed=(), pending=None)
            visit.say.utter_message(text="Done, we start afresh. What are you looking for?")
        elif turn.titles and not turn.cue("similar") and not (turn.critiques or turn.unwanted):
            _search_by_title(visit)
        elif can_tell_which(visit):
            CompareProducts().act(visit)
        elif tell_most(visit) or take_question(visit) or _asks_of_focus(visit):
            return
        elif another or (state.mode == "none" and not turn.empty):
            _begin(visit)
        elif state.mode == "none":
            _nothing_on_show(visit)
        else:
            follow(visit)


class ShowMore(ShoppingAction):
    """Goes on with the list, without repeating anything."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_show_more"

    def act(self, visit: Visit) -> None:
        """Show the next ones."""
        if take_move(visit):
            return
        if visit.state.mode == "none":
            _nothing_on_show(visit)
            return
        show(visit, heading="Here are more:")


class SimilarProducts(ShoppingAction):
    """Finds products like one that was shown or named."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_similar_products"

    def act(self, visit: Visit) -> None:
        """Find what is like the product meant, with any other wish in the message."""
        meant = meant_products(visit)
        if len(meant) != 1:
            say_which(visit, "similar", meant)
            return
        show_similar(visit, meant[0].id)
