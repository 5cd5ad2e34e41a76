"""Several products beside each other: what differs, and which of them is lighter or cheaper."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import new_search
from actions.recommendation.asked import figures, telling
from actions.recommendation.matching import has_attribute
from actions.recommendation.opinions import rating_words
from actions.recommendation.text import terms
from actions.recommendation.told import Level
from actions.recommendation.verdict import (
    asked_ranking,
    quality_sentence,
    rank_sentence,
    ranked,
    ranking_among,
)
from actions.shop.records import ProductRecord
from actions.shopping.answering import question_of, tell_each, tell_fact
from actions.shopping.extremes import tell_most
from actions.shopping.meant import meant_products, named_products, talked_about
from actions.shopping.replies import show
from actions.shopping.session import ShoppingAction, Visit

_COMPARED = 4
# "Which is lighter?", "is the first one lighter?"; but "why is it dearer?" wants the differences.
_WHICH = re.compile(
    r"\b(?:which|what(?:'?s| is)|who)\b|^\W*(?:(?:and|so|but)\W+)*(?:is|are|does|do)\b", re.I
)
# Not "which is the cheapest that you have?".
_OF_THESE = re.compile(r"^(?!.*\b(?:you|your|shop)\b).*\b(?:which|who|what(?:'?s| is) the)\b", re.I)
# It selects, and something else is asked.
_OF_THE_MOST = re.compile(
    r"\b(?:of|on|for|about|is|are|does|has|can|will) the (?:\w+ )?\w+est\b", re.I
)
_WHY = re.compile(r"\bwhy\b|\bdifferen\w+", re.I)
_PICK = re.compile(
    r"\b(?:which|what(?:'?s)?|who)\b.{0,80}\b(?:you (?:take|choose|pick|recommend|get|buy|"
    r"go (?:for|with)|suggest|prefer|have)|your (?:favou?rite|pick|choice)|best|better)\b|"
    r"if you were me|\bwhich should i\b",
    re.I,
)
_THOSE_TWO = re.compile(
    r"\b(?:th[eo]se|the|them|of|between|last) (?:two|2)(?: ones)?\W*$|\bboth\b|\bthe two of them\b",
    re.I,
)
_NOTHING = (
    "The catalogue states nothing that would answer that. Say “compare {places}” to see how they "
    "differ."
)


class CompareProducts(ShoppingAction):
    """Puts products side by side, or tells which of them is what was asked for."""

    def name(self) -> str:
        """Return the action's name in the domain."""
        return "action_compare_products"

    def act(self, visit: Visit) -> None:
        """Compare the products meant; of a list without places, the first four."""
        asks = asks_which(visit)
        meant = _candidates(visit, among_compared=asks)
        if asks and len(meant) < 2 and tell_most(visit):
            return
        if asks and _other_kind(visit, meant):
            if tell_most(visit):
                return
            visit.state = new_search(visit.state, visit.turn)
            show(visit)
            tell_extreme(visit)
            return
        if len(meant) < 2:
            if not (len(meant) == 1 and asks and tell_fact(visit, meant[0])):
                visit.say.utter_message(text=_cannot_compare(visit, len(meant)))
            return
        told = _verdict(visit, meant) if asks else None
        pointed = bool(visit.turn.ordinals or visit.turn.titles)
        if told is not None:
            visit.say.utter_message(text=told)
            visit.state = replace(visit.state, focus=_winner(visit, meant))
        elif asks:
            pointed = len(meant) < len(visit.state.shown)
            _answer_which(visit, meant)
        else:
            _show_table(visit, meant)
        if not asks or pointed:
            visit.state = replace(visit.state, compared=tuple(p.id for p in meant[:_COMPARED]))
        if visit.state.compared and visit.state.focus not in visit.state.compared:
            # What was talked about before is not what "it" means from now on.
            visit.state = replace(visit.state, focus=None)


def asks_which(visit: Visit) -> bool:
    """Whether a message asks which of several products is something."""
    text = visit.turn.text
    return _WHICH.search(text) is not None and _WHY.search(text) is None


def can_tell_which(visit: Visit) -> bool:
    """Whether a message asks which of the products before us is lighter, vegan and the like.

    "How heavy is the cheapest one?" asks of the cheapest one how heavy it is; and which of a kind
    that is named are vegan, where none before us is, asks for others.
    """
    turn, state = visit.turn, visit.state
    selects = _OF_THE_MOST.search(turn.text)
    if selects is not None and (figures(turn.text) or telling(turn.text[: selects.start()])):
        return False
    before_us = [visit.product(i) for i in state.compared or state.shown]
    kinds = turn.wanted.get("category", ())
    other = kinds and not any(p is not None and p.category in kinds for p in before_us)
    of_these = _OF_THESE.search(turn.text) or (
        state.compared and state.focus is None and turn.cue("they") and not turn.ordinals
    )
    if len(before_us) < 2 or other or not of_these or not asks_which(visit):
        return False
    known = [product for product in before_us if product is not None]
    if ranking_among(turn.text, known) is not None:
        return True
    if turn.ordinals or figures(turn.text):
        return False  # "what is the waterproof rating of the last one"
    qualities = turn.wanted.get("attribute", ())
    having = any(has_attribute(p, quality) for p in known for quality in qualities)
    return bool(qualities) and (having or not kinds)


def tell_extreme(visit: Visit) -> None:
    """Say which of a list is the lightest and the like, if the message that it answers asks so."""
    ranking = asked_ranking(visit.turn.text)
    shown = visit.products(visit.state.shown)
    if ranking is None or len(shown) < 2 or not asks_which(visit):
        return
    if ranked(shown, ranking)[0]:
        visit.say.utter_message(text=rank_sentence(shown, ranking))


def _candidates(visit: Visit, *, among_compared: bool) -> list[ProductRecord]:
    """Return the products to compare: those named, those compared just now, or all on show."""
    turn, state = visit.turn, visit.state
    before = [product for i in state.compared if (product := visit.product(i)) is not None]
    of_two = _THOSE_TWO.search(turn.text) is not None
    if of_two and len(two := _last_two(visit)) == 2:
        return two
    if (
        not of_two
        and not turn.titles
        and (named := named_products(visit, all_of_them=True))
        and 1 < len(named) <= _COMPARED
    ):
        return named
    if (
        among_compared
        and _PICK.search(turn.text)
        and len(about := talked_about(visit)[:_COMPARED]) > 1
    ):
        return about
    if turn.ordinals or turn.titles:
        if not among_compared:
            # "Compare the first and the third" counts from the list again.
            visit.state = replace(state, compared=())
        meant = meant_products(visit)
        compares = ranking_among(turn.text, before) is not None
        if among_compared and meant and compares and all(one in before for one in meant):
            return before  # "is the first one lighter?"
        other = visit.product(state.focus)
        # "Compare it with the second": the other one is being talked about already.
        if len(meant) == 1 and other is not None and other.id != meant[0].id:
            return [other, meant[0]]
        return meant
    listed = visit.products(state.shown)
    shown = before if among_compared and before else listed
    kinds = turn.wanted.get("category", ())
    of_kind = [product for product in shown if product.category in kinds]
    shown = of_kind if len(of_kind) > 1 else shown
    about = talked_about(visit)[:2] if len(shown) < 2 else []
    if len(about) == 2 and (not among_compared or ranking_among(turn.text, about) is not None):
        return about
    return shown[:2] if turn.cue("two") else shown


def _other_kind(visit: Visit, products: Sequence[ProductRecord]) -> bool:
    """Whether a message asks of another kind of thing than these: "what's the cheapest watch"."""
    turn = visit.turn
    kinds = turn.wanted.get("category", ())
    pointed = turn.titles or turn.ordinals or turn.cue("they")
    return bool(kinds) and not pointed and any(p.category not in kinds for p in products)


def _last_two(visit: Visit) -> list[ProductRecord]:
    """Return the two products of "those two": compared, on show, or named last."""
    state = visit.state
    for ids in (state.compared, state.shown):
        if len(ids) == 2:
            return visit.products(ids)
    return talked_about(visit)[:2]


def _verdict(visit: Visit, products: Sequence[ProductRecord]) -> str | None:
    ranking = ranking_among(visit.turn.text, products)
    if ranking is not None:
        return rank_sentence(products, ranking)
    qualities = visit.turn.wanted.get("attribute", ())
    return quality_sentence(products, qualities) if qualities else None


def _winner(visit: Visit, products: Sequence[ProductRecord]) -> int | None:
    """Return the product that the answer named, so that "tell me more about it" is about that."""
    ranking = ranking_among(visit.turn.text, products)
    if ranking is not None:
        known = ranked(products, ranking)[0]
    else:
        qualities = visit.turn.wanted.get("attribute", ())
        known = [p for p in products if all(has_attribute(p, quality) for quality in qualities)]
        known = known if len(known) == 1 else []
    return known[0].id if known else visit.state.focus


def _answer_which(visit: Visit, products: Sequence[ProductRecord]) -> None:
    """Say which one to take; else what is known of each; else that nothing is."""
    if _PICK.search(visit.turn.text):
        best = max(
            _fitting(visit, products) or products, key=lambda p: (p.rating or 0.0, p.review_count)
        )
        visit.say.utter_message(text=_pick_sentence(visit, products, best))
        visit.state = replace(visit.state, focus=best.id)
    elif not tell_each(visit, products):
        places = "1 and 2" if len(visit.state.shown) > 1 else "them"
        visit.say.utter_message(text=_NOTHING.format(places=places))


def _fitting(visit: Visit, products: Sequence[ProductRecord]) -> list[ProductRecord]:
    """Return the products of which the catalogue says what "best for wind" asks for."""
    question = question_of(visit, products)
    if question is None:
        return []
    told = {p.id: visit.shop.facts.tell(p, question).level for p in products}
    return [p for p in products if told[p.id] in (Level.STATED, Level.DESCRIBED)]


def _pick_sentence(visit: Visit, products: Sequence[ProductRecord], best: ProductRecord) -> str:
    others = [p for p in products if p.id != best.id and p.rating is not None]
    if best.rating is None:
        why = visit.state.why.get(str(products[0].id), ())
        reasons = f": {'; '.join(why[:2])}" if why else ""
        return f"Nobody has rated them yet. I would begin with the {products[0].title}{reasons}."
    # What it shall be best for, the catalogue may not say.
    asked = question_of(visit, products) is not None and not _fitting(visit, products)
    about = "The catalogue does not say which is best for that. " if asked else ""
    told = f"rated {rating_words(best)}"
    if len(products) == 2 and others:
        told += f", against {others[0].rating:.1f} for the {others[0].title}"
    elif others:
        told += ", the best of these"
    other = [r for r in visit.state.why.get(str(best.id), ()) if not r.startswith("rated")]
    take = f"I would take the {best.title}: {'; '.join((told, *other[:1]))}."
    return f"{about}{take}"


def _show_table(visit: Visit, products: Sequence[ProductRecord]) -> None:
    said = []
    if len(products) > _COMPARED:
        said.append(f"I compare the first {_COMPARED} of {len(products)}.")
    table = visit.shop.compare([product.id for product in products[:_COMPARED]])
    told = table.text(terms(visit.turn.text))
    visit.say.utter_message(text="\n".join([" ".join(said), told] if said else [told]))
    visit.say.utter_message(json_message=table.to_json())


def _cannot_compare(visit: Visit, named: int) -> str:
    count = len(visit.state.shown)
    if count >= 2:
        return f"Tell me two places in the list, from 1 to {count}: for example “compare 1 and 2”."
    if named == 1:
        return "With which other product shall I compare it? Tell me its name."
    return "Which two products shall I compare? Tell me their names, or let me find some first."
