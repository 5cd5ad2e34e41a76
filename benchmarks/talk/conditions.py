"""What a good answer fulfils, and whether an answer does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

from actions.shop.records import ProductRecord

# Whoever hears this was not answered, whatever else is said.
NOT_AN_ANSWER = (
    "not sure what you mean",
    r"(didn't|don't|did not|do not) understand",
    "that is beyond me",
    "don't know yet what that is about",
    "nothing that is quite",
)


class ConditionError(Exception):
    """Conditions that cannot be read; the message says which and why."""


@dataclass(frozen=True)
class Answer:
    """What the assistant said in one turn.

    Attributes:
        text: Of all messages, a line each; typographic apostrophes are plain.
        products: Those on cards, in their order; where there are none, those that the text names.
        buttons: Their titles.
    """

    text: str
    products: tuple[ProductRecord, ...] = ()
    buttons: tuple[str, ...] = ()

    @classmethod
    def read(
        cls, messages: Sequence[Mapping[str, Any]], catalogue: Sequence[ProductRecord]
    ) -> Answer:
        """Read what the REST channel returned.

        Args:
            messages: As they came.
            catalogue: All products of the shop.
        """
        text = "\n".join(message["text"] for message in messages if message.get("text"))
        text = text.replace("’", "'")
        by_id = {product.id: product for product in catalogue}
        cards = [
            card for message in messages for card in message.get("custom", {}).get("products", ())
        ]
        shown = [by_id[card["id"]] for card in cards if card["id"] in by_id]
        buttons = tuple(
            button["title"] for message in messages for button in message.get("buttons", ())
        )
        return cls(text, tuple(shown or _named(text, catalogue)), buttons)


def _named(text: str, catalogue: Sequence[ProductRecord]) -> list[ProductRecord]:
    """Return the products whose titles a text has, in its order; of nested titles the longest."""
    titles = {product.title.casefold(): product for product in catalogue}
    longest = sorted(titles, key=len, reverse=True)
    pattern = "|".join(re.escape(title) for title in longest)
    found = re.findall(pattern, text.casefold()) if pattern else []
    return [titles[title] for title in dict.fromkeys(found)]


@dataclass(frozen=True)
class Kind:
    """A kind of product. What is empty does not matter.

    Attributes:
        category: One of these.
        wearer: Made for one of these (``for`` in YAML); what is for nobody in particular is unisex.
        has: Yes-or-no qualities or tags, all of them.
        title: Found in the title.
        not_title: Not found there.
        words: Found in title, description, tags, attributes or reviews.
        color: A variant in stock has it.
        size: A variant in stock has it.
        min_price: In the currency of the shop.
        max_price: The same.
        sleeps: At least so many people.
    """

    category: tuple[str, ...] = ()
    wearer: tuple[str, ...] = ()
    has: tuple[str, ...] = ()
    title: str = ""
    not_title: str = ""
    words: str = ""
    color: str = ""
    size: str = ""
    min_price: float = 0
    max_price: float = 0
    sleeps: int = 0

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Kind:
        """Read a kind.

        Raises:
            ConditionError: It has a key that no kind has, or a pattern is none.
        """
        values = {("wearer" if key == "for" else key): value for key, value in given.items()}
        if unknown := values.keys() - {own.name for own in fields(cls)}:
            raise ConditionError(f"a product has no {', '.join(sorted(unknown))}")
        for key in ("category", "wearer", "has"):
            if key in values:
                values[key] = _texts(values[key])
        for key in ("title", "not_title", "words"):
            _compiled(values.get(key, ""))
        values["size"] = str(values.get("size", ""))
        return cls(**values)

    def includes(self, product: ProductRecord) -> bool:
        """Whether a product is of this kind."""
        of = product.attributes
        qualities = {name.casefold() for name in (*of, *product.tags)}
        stocked = [variant.options for variant in product.variants if variant.stock > 0]
        sleeps = max((int(value) for value in of.get("sleeps", ()) if value.isdigit()), default=0)
        dear = self.max_price and product.price_min > Decimal(str(self.max_price))
        return not (
            (self.category and product.category.casefold() not in self.category)
            or (self.wearer and set(of.get("for", ("unisex",))).isdisjoint(self.wearer))
            or not qualities.issuperset(self.has)
            or not _found(self.title, product.title)
            or (self.not_title and _found(self.not_title, product.title))
            or not _found(self.words, _all_words(product))
            or (self.color and self.color not in {options.get("color") for options in stocked})
            or (self.size and self.size not in {options.get("size") for options in stocked})
            or product.price_max < Decimal(str(self.min_price))
            or dear
            or sleeps < self.sleeps
        )


def _all_words(product: ProductRecord) -> str:
    attributes = [value for values in product.attributes.values() for value in values]
    parts = [product.title, product.description, *product.tags, *product.attributes, *attributes]
    return "\n".join([*parts, *product.review_excerpts])


@dataclass(frozen=True)
class Conditions:
    """What an answer fulfils.

    Attributes:
        says: Patterns, all found in its text.
        says_any: Patterns of which one is found there.
        never: Patterns none of which is.
        all_products: At least one product is shown, and each is of one of these kinds.
        first_product: The first one is.
        some_product: One is.
        either: Alternatives, of which one is fulfilled as a whole.
        offers: Patterns, each found in the title of a button.
        answered: Whether ``NOT_AN_ANSWER`` counts as ``never``.
    """

    says: tuple[str, ...] = ()
    says_any: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    all_products: tuple[Kind, ...] = ()
    first_product: tuple[Kind, ...] = ()
    some_product: tuple[Kind, ...] = ()
    either: tuple[Conditions, ...] = field(default=())
    offers: tuple[str, ...] = ()
    answered: bool = True

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Conditions:
        """Read conditions as YAML holds them.

        Raises:
            ConditionError: One is unknown, or a pattern is none.
        """
        values: dict[str, Any] = {}
        for key, value in given.items():
            if key in ("says", "says_any", "never", "offers"):
                values[key] = _texts(value)
                for pattern in values[key]:
                    _compiled(pattern)
            elif key in ("all_products", "first_product", "some_product"):
                kinds = [value] if isinstance(value, Mapping) else value
                values[key] = tuple(Kind.read(kind) for kind in kinds)
            elif key == "either":
                values[key] = tuple(cls.read(way) for way in value)
            elif key == "answered":
                values[key] = bool(value)
            else:
                raise ConditionError(f"{key} is no condition")
        return cls(**values)

    def unmet(self, answer: Answer) -> list[str]:
        """Return what an answer fails to fulfil, in words; nothing if it is good."""
        text = answer.text
        never = (*self.never, *(NOT_AN_ANSWER if self.answered else ()))
        missed = [f"says {pattern}" for pattern in self.says if not _found(pattern, text)]
        missed += [f"never {pattern}" for pattern in never if _found(pattern, text)]
        if not text and not answer.products:
            missed.append("says anything")
        if self.says_any and not any(_found(pattern, text) for pattern in self.says_any):
            missed.append(f"says one of {' | '.join(self.says_any)}")
        missed += [
            f"offers {pattern}"
            for pattern in self.offers
            if not any(_found(pattern, title) for title in answer.buttons)
        ]
        missed += self._unmet_by_products(answer.products)
        ways = [way.unmet(answer) for way in self.either]
        if ways and all(ways):
            missed.append("either " + ", or ".join("; ".join(way) for way in ways))
        return missed

    def _unmet_by_products(self, products: Sequence[ProductRecord]) -> list[str]:
        missed = []
        if self.all_products:
            wrong = [one.title for one in products if not _is_one(one, self.all_products)]
            if wrong or not products:
                missed.append(f"all products fit, but {', '.join(wrong) or 'none is shown'}")
        if self.first_product and not any(_is_one(p, self.first_product) for p in products[:1]):
            missed.append("the first product fits")
        if self.some_product and not any(_is_one(one, self.some_product) for one in products):
            missed.append("a product fits")
        return missed


def _is_one(product: ProductRecord, kinds: Sequence[Kind]) -> bool:
    return any(kind.includes(product) for kind in kinds)


def _texts(value: str | Sequence[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _compiled(pattern: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, re.IGNORECASE | re.DOTALL)
    except re.error as error:
        raise ConditionError(f"{pattern!r} is no pattern: {error}") from None


def _found(pattern: str, text: str) -> bool:
    return _compiled(pattern).search(text) is not None
