"""The questions of service_form: how each is asked, and what counts as an answer."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from actions.orders.items import meant_lines
from actions.orders.proof import known_order
from actions.orders.swaps import Swap, find_swap, in_stock
from actions.orders.words import line_words
from actions.service.errand import Errand
from actions.shop.records import OrderLineRecord, ProductRecord

ABOUT = "about"  # the answer that no step asks for: the message with which the task began
EARLIER_ITEMS = "earlier_items"  # chosen for the task before this one
_MOST_CHARS = 500
_OFFERED = 6


@dataclass(frozen=True)
class Question:
    """What to ask, where the domain has no response for it."""

    text: str
    buttons: Sequence[Mapping[str, str]] = ()
    personal: Mapping[str, str | None] | None = None


class Step(ABC):
    """One thing that a task has to know; its answer is kept under ``slot``."""

    slot: str
    # Whether any words may be the answer, so that only a clear turn to something else is none.
    takes_words: ClassVar[bool] = False
    # Whether a later message may change the answer while another question is open.
    correctable: ClassVar[bool] = True
    hint: ClassVar[str] = "Sorry, I did not understand that as an answer."

    # Whether the question leaves open which order and items it is about.
    names_nothing: ClassVar[bool] = True
    # What is an answer here although it sounds like giving up ("changed my mind" as a reason).
    owns: re.Pattern[str] | None = None

    @abstractmethod
    def read(self, errand: Errand) -> Any | None:
        """Return the answer that the newest message gives, or None."""

    def opening(self, errand: Errand, about: str) -> Any | None:
        """Return the answer that the first message of the task gave already, or None."""
        return None

    def complaint(self, errand: Errand) -> str:
        """Return what to say about an answer that could not be used."""
        return self.hint

    def question(self, errand: Errand) -> Question:
        """Return what to ask; only for steps that the domain has no response for.

        Raises:
            LookupError: It has one.
        """
        raise LookupError(f"The domain asks for {self.slot}, with utter_ask_service_form_….")


class Confirm(Step):
    """Whether to go ahead.

    Args:
        question: What is going to happen, as a question.
    """

    slot = "confirmed"
    names_nothing = False
    hint = "Please answer with yes or no."

    def __init__(self, question: Callable[[Errand], Question]) -> None:
        self._question = question

    def read(self, errand: Errand) -> bool | None:  # noqa: D102 - see Step
        message = errand.message
        if message.value("order_number") or message.value("postcode"):
            return None  # "no, order 10023" puts something right
        return {"affirm": True, "deny": False}.get(message.intent)

    def question(self, errand: Errand) -> Question:  # noqa: D102
        asked = self._question(errand)
        buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "No", "payload": "/deny"}]
        return Question(asked.text, buttons, asked.personal)


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
        if len(lines) == 1:
            # Of one that can't be chosen any more, nobody wants to hear about the other.
            meant = meant_lines(about.lower(), [], errand.verified_order.lines)
            other = any(line.line_id != lines[0].line_id for line in meant)
            return None if other else [lines[0].line_id]
        named = self._chosen(errand, about.lower(), [])
        earlier = errand.held.answers.get(EARLIER_ITEMS) or []
        here = [line.line_id for line in lines if line.line_id in earlier]
        return named or (here if here and not (self._single and len(here) > 1) else None)

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
        return Question("\n".join([self._ask, *listed]), buttons)


def chosen_lines(errand: Errand) -> list[OrderLineRecord]:
    """Return the lines of the order that the shopper chose."""
    chosen = errand.held.answers.get(Items.slot) or []
    return [line for line in errand.verified_order.lines if line.line_id in chosen]


class Wanted(Step):
    """Which size or colour instead."""

    slot = "wanted"
    takes_words = True

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        if _ordered(errand)[0] is None:  # no longer sold: a colleague will see to it
            return errand.message.text[:_MOST_CHARS] or None
        return _possible(_swap(errand, errand.message.text))

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        return _possible(_swap(errand, about))

    def complaint(self, errand: Errand) -> str:  # noqa: D102
        swap = _swap(errand, errand.message.text)
        if swap is None:
            return "I could not find that size or colour."
        if swap.variant is None:
            return f"It does not come in {swap.wish}."
        return f"It is sold out in {swap.wish} at the moment."

    def question(self, errand: Errand) -> Question:  # noqa: D102
        product, line = _ordered(errand)
        ask = "Which size or colour would you like instead?"
        if product is None or line is None:
            return Question(ask)
        offers = [offer for offer in in_stock(product, line) if offer][:_OFFERED]
        if not offers:
            return Question(
                f"No other size or colour of the {product.title} is in stock at the moment. "
                "Say “return it” to send it back for a refund, or “stop” to keep it."
            )
        buttons = [{"title": offer, "payload": offer} for offer in offers]
        return Question(f"{ask} In stock: {'; '.join(offers)}.", buttons)


def _swap(errand: Errand, text: str) -> Swap | None:
    product, line = _ordered(errand)
    return find_swap(product, line, text.lower()) if product and line else None


def _possible(swap: Swap | None) -> str | None:
    return swap.wish if swap is not None and swap.possible else None


def _ordered(errand: Errand) -> tuple[ProductRecord | None, OrderLineRecord | None]:
    lines = chosen_lines(errand)
    if len(lines) != 1 or lines[0].product_id is None:
        return None, lines[0] if lines else None
    return errand.shop.catalogue.product(lines[0].product_id), lines[0]


class Words(Step):
    """Something told in the shopper's own words.

    Args:
        slot: Name of the answer.
        cue: Where given, a first message in which it is found has told it already.
        owns: See ``Step``.
    """

    takes_words = True
    correctable = False

    def __init__(
        self,
        slot: str,
        *,
        cue: re.Pattern[str] | None = None,
        owns: re.Pattern[str] | None = None,
    ) -> None:
        self.slot = slot
        self.owns = owns
        self._cue = cue

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        return errand.message.text[:_MOST_CHARS] or None

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        told = self._cue is not None and self._cue.search(about.lower())
        return about[:_MOST_CHARS] if told else None


class Remedy(Step):
    """Replacement or money back."""

    slot = "remedy"
    hint = "Please choose: a replacement, or your money back."

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        return _remedy(errand.message.words)

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        return _remedy(about.lower())


def _remedy(text: str) -> str | None:
    money = re.search(r"\b(?:refund\w*|money|reimburs\w+|pay me back)\b", text)
    swap = re.search(r"\b(?:replace\w*|replacement|exchange\w*|new one|another one|swap)\b", text)
    if bool(money) == bool(swap):
        return None
    return "money back" if money else "a replacement"


class Contact(Step):
    """How a colleague can reach the shopper; an empty text where they would rather call."""

    slot = "contact"
    hint = "I need an e-mail address or a phone number, or say “no”."
    owns = re.compile(r"\b(?:skip|none|rather call)\b")

    def read(self, errand: Errand) -> str | None:  # noqa: D102
        message = errand.message
        if message.intent == "deny" or self.owns.search(message.words):
            return ""
        phone = re.search(r"\+?\d[\d ()/-]{7,18}\d", message.text)
        return message.value("email") or (phone.group() if phone else None)

    def opening(self, errand: Errand, about: str) -> str | None:  # noqa: D102
        if (order := known_order(errand)) is not None:
            return order.email
        if errand.customer is not None:
            email: str | None = errand.shop.customers.summary(errand.customer).get("email")
            return email
        # After a wrong try the address may be a guess at somebody else's.
        return None if errand.held.wrong_tries else errand.held.email
