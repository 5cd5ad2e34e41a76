"""The steps about the items of an order: which ones, and what instead."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from actions.orders.items import meant_lines, refused_lines
from actions.orders.swaps import Swap, find_swap, in_stock
from actions.orders.words import line_words, lines_words
from actions.recommendation.text import STOP_WORDS, stem, synonyms, words
from actions.service.errand import Errand
from actions.service.steps import ABOUT, MOST_CHARS, Question, Step
from actions.service.wording import worded
from actions.shop.records import OrderLineRecord, ProductRecord
from actions.shopping.assortment import assortment

EARLIER_ITEMS = "earlier_items"  # chosen for the task before this one
_OFFERED = 6
_ALL = re.compile(r"\b(?:all|everything|both)\b")
# Questions about the thing itself, in the middle of its exchange.
_ASK_OF_IT = frozenset({"check_stock", "ask_size"})
_CHOICE = re.compile(r"\b(?:what|which|any) (?:other )?(?:sizes?|colou?rs?)\b")
_HOW_BIG = re.compile(
    r"\b(?:(?:much|bit|lot) (?:bigger|smaller|larger|longer|wider)|how (?:big|large|long|wide)|"
    r"(?:come|run|fit)s? (?:up )?(?:small|large|big|true)|measure\w*|\bcm\b)"
)
_TOO = re.compile(r"\b(?:too|also|as well|add)\b")


class Items(Step):
    """Which items of the order.

    Args:
        ask: The question, in front of the list.
        lines: What can be chosen from.
        single: Whether only one may be chosen.
    """

    slot = "items"
    names_nothing = False
    hint = "I'm not sure which of the items you mean."

    def __init__(
        self,
        ask: str,
        lines: Callable[[Errand], list[OrderLineRecord]],
        *,
        single: bool = False,
    ) -> None:
        self._ask = ask
        self._lines = lines
        self._single = single

    def read(self, errand: Errand) -> list[int] | None:  # noqa: D102
        ordinals = errand.message.values("ordinal")
        return self._chosen(errand, errand.message.words, ordinals)

    def opening(self, errand: Errand, about: str) -> list[int] | None:  # noqa: D102
        lines = self._lines(errand)
        if _absent(errand, about):
            return None  # boots, where there are none
        if len(lines) == 1:
            # Of one that can't be chosen any more, nobody wants to hear about the other.
            meant = meant_lines(about.lower(), [], errand.verified_order.lines)
            other = any(line.line_id != lines[0].line_id for line in meant)
            return None if other else [lines[0].line_id]
        named = self._chosen(errand, about.lower(), [])
        earlier = errand.held.answers.get(EARLIER_ITEMS) or []
        here = [line.line_id for line in lines if line.line_id in earlier]
        return named or (here if here and not (self._single and len(here) > 1) else None)

    def correction(self, errand: Errand) -> list[int] | None:  # noqa: D102
        message, lines = errand.message, self._lines(errand)
        text = message.words
        if message.intent == "deny":
            text = _ALL.sub(" ", text)  # "no, that's all wrong" chooses nothing
        before = errand.held.answers.get(self.slot) or []
        named = self._chosen(errand, text, message.values("ordinal"))
        if named is not None and _TOO.search(text) and not self._single:
            named = [line.line_id for line in lines if line.line_id in {*before, *named}]
        if named is None:
            refused = {line.line_id for line in refused_lines(text, lines)}
            left = [line_id for line_id in before if line_id not in refused]
            named = left if left != before else None
        return named or None

    def _chosen(self, errand: Errand, text: str, ordinals: list[Any]) -> list[int] | None:
        meant = meant_lines(text, ordinals, self._lines(errand))
        if not meant or (self._single and len(meant) > 1):
            return None
        return [line.line_id for line in meant]

    def question(self, errand: Errand) -> Question:  # noqa: D102
        lines = self._lines(errand)
        listed = [f"{place}. {line_words(line)}" for place, line in enumerate(lines, 1)]
        buttons = [
            {"title": line.title, "payload": f'/choose_item{{"ordinal": {place}}}'}
            for place, line in enumerate(lines, 1)
        ]
        if not self._single:
            buttons.append({"title": "All of them", "payload": "all of them"})
        asked = " ".join([*self._why_not(errand, lines), self._ask])
        return Question("\n".join([asked, *listed]), buttons)

    def _why_not(self, errand: Errand, lines: list[OrderLineRecord]) -> list[str]:
        """Return why what the shopper named cannot be chosen, if so."""
        about = str(errand.held.answers.get(ABOUT) or "").lower()
        if (absent := _absent(errand, about)) is not None:
            number = errand.verified_order.number
            return [f"I see no {absent} in order {number}; for another order, tell me its number."]
        meant = meant_lines(about, [], errand.verified_order.lines)
        left_out = [line for line in meant if line not in lines]
        if not meant or len(left_out) < len(meant):
            return []
        coming = all(line.returned for line in left_out)
        why = "is on its way back already" if coming else "can't be sent back"
        return [f"{lines_words(left_out)} {why}."] if len(left_out) == 1 else []


def _absent(errand: Errand, about: str) -> str | None:
    """Return the kind of product that a text names, if nothing of that kind is in the order."""
    categories = assortment().current().categories
    kinds = _alike(" ".join(category.split()[-1] for category in categories))
    there: set[str] = set()
    for line in errand.verified_order.lines:
        product = errand.shop.catalogue.product(line.product_id) if line.product_id else None
        there |= _alike(f"{line.title} {product.category if product else ''}")
    named = [word for word in words(about) if _alike(word) & kinds]
    if not named or any(_alike(word) & there for word in named):
        return None
    return named[0]


def _alike(text: str) -> set[str]:
    """Return the stems of a text's words, and those of other words for the same things."""
    stems = {stem(word) for word in words(text) if word not in STOP_WORDS}
    return stems | {other for each in stems for other in synonyms(each)}


def chosen_lines(errand: Errand) -> list[OrderLineRecord]:
    """Return the lines of the order that the shopper chose."""
    chosen = errand.held.answers.get(Items.slot) or []
    return [line for line in errand.verified_order.lines if line.line_id in chosen]


class Wanted(Step):
    """Which size or colour instead."""

    slot = "wanted"
    takes_words = True
    follows = frozenset({Items.slot})

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        product, line = _ordered(errand)
        if product is None or line is None:  # no longer sold: a colleague will see to it
            return errand.message.text[:MOST_CHARS] or None
        offers, places = in_stock(product, line), errand.message.values("ordinal")
        if len(places) == 1 and type(places[0]) is int and 0 < places[0] <= len(offers):
            return offers[places[0] - 1]
        return self.correction(errand)

    def correction(self, errand: Errand) -> str | None:  # noqa: D102
        return _possible(_swap(errand, errand.message.text))

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        return _possible(_swap(errand, about))

    def objection(self, errand: Errand) -> str | None:  # noqa: D102
        swap = _swap(errand, errand.message.text)
        if swap is None or swap.possible:
            return None
        if swap.variant is None:
            return f"It does not come in {swap.wish}."
        return f"It is sold out in {swap.wish} at the moment."

    def aside(self, errand: Errand) -> str | None:  # noqa: D102
        message, (product, line) = errand.message, _ordered(errand)
        asks = message.is_question or message.intent in _ASK_OF_IT
        if product is None or line is None or not asks:
            return None
        swap = _swap(errand, message.text)
        if swap is not None and swap.possible and self.slot not in errand.held.answers:
            return None  # "can I have the L?" chooses it
        told = []
        if swap is not None and (swap.possible or message.intent == "check_stock"):
            told.append(
                f"Yes, the {product.title} is in stock in {swap.label}."
                if swap.possible
                else str(self.objection(errand))
            )
        elif _CHOICE.search(message.words):
            offers = in_stock(product, line)[:_OFFERED]
            told.append(f"In stock of the {product.title}: {'; '.join(offers) or 'no other one'}.")
        if _HOW_BIG.search(message.words):
            told.append(worded("utter_size_guide"))
        return " ".join(told) or None

    def complaint(self, errand: Errand) -> str:  # noqa: D102
        return self.objection(errand) or "I could not find that size or colour."

    def question(self, errand: Errand) -> Question:  # noqa: D102
        product, line = _ordered(errand)
        if product is None or line is None:
            return Question("Which size or colour would you like instead?")
        offers = in_stock(product, line)
        if not offers:
            return Question(
                f"No other size or colour of the {product.title} is in stock at the moment. "
                "Say “return it” to send it back for a refund, or “stop” to keep it."
            )
        shown = offers[:_OFFERED]
        listed = [f"{place}. {offer}" for place, offer in enumerate(shown, 1)]
        asked = [f"Which one would you like instead of {line_words(line)}? In stock:", *listed]
        if len(offers) > _OFFERED:
            asked.append("There are more: name the size or colour.")
        return Question("\n".join(asked), [{"title": offer, "payload": offer} for offer in shown])


def _swap(errand: Errand, text: str) -> Swap | None:
    product, line = _ordered(errand)
    return find_swap(product, line, text.lower()) if product and line else None


def _possible(swap: Swap | None) -> str | None:
    return swap.label if swap is not None and swap.possible else None


def _ordered(errand: Errand) -> tuple[ProductRecord | None, OrderLineRecord | None]:
    lines = chosen_lines(errand)
    if len(lines) != 1 or lines[0].product_id is None:
        return None, lines[0] if lines else None
    return errand.shop.catalogue.product(lines[0].product_id), lines[0]
