"""The values that fields of a request may have, each with what to do about a wrong one."""

from __future__ import annotations

from collections.abc import Callable, Generator
from decimal import Decimal
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConstrainedDecimal, ConstrainedFloat, ConstrainedInt, ConstrainedStr
from pydantic.errors import DictError

from bot.channels.text import clean

DEFAULT_K = 5
LARGEST_K = 50
LARGEST_NUMBER = 1_000_000_000
LONGEST_TEXT = 500
LONGEST_VALUE = 100


class Text(ConstrainedStr):
    """A shopper's words, without control characters and half characters, as the chat takes them."""

    fix: ClassVar[str] = f"Give a text of up to {LONGEST_TEXT} characters."
    strict = True
    max_length = LONGEST_TEXT

    @classmethod
    def validate(cls, value: str) -> str:
        """Return the text that is left to search for."""
        return clean(super().validate(value))


class Value(ConstrainedStr):
    """A value of a facet: a colour, a brand."""

    fix: ClassVar[str] = f"Give a text of 1 to {LONGEST_VALUE} characters, as the shop writes it."
    strict = True
    min_length = 1
    max_length = LONGEST_VALUE

    @classmethod
    def validate(cls, value: str) -> str:
        """Return the value without what is invisible.

        Raises:
            ValueError: Nothing is left of it.
        """
        cleaned = clean(super().validate(value))
        if not cleaned:
            raise ValueError("says nothing")
        return cleaned


class Token(ConstrainedStr):
    """A signed session token."""

    fix: ClassVar[str] = "Give the token that the shop's server made for the signed-in customer."
    strict = True
    max_length = 1024


class Count(ConstrainedInt):
    """How many products are wanted."""

    fix: ClassVar[str] = f"Give a whole number from 1 to {LARGEST_K}."
    strict = True
    ge = 1
    le = LARGEST_K


class ProductId(ConstrainedInt):
    """Names a product of the catalogue."""

    fix: ClassVar[str] = "Give the id of a product: a whole number, as answers have it."
    strict = True
    ge = 0


class Price(ConstrainedDecimal):
    """An amount in the shop's currency."""

    fix: ClassVar[str] = f"Give an amount from 0 to {LARGEST_NUMBER:,}."
    ge = Decimal(0)
    le = Decimal(LARGEST_NUMBER)


class Amount(ConstrainedFloat):
    """A number of a measure."""

    fix: ClassVar[str] = f"Give a number from {-LARGEST_NUMBER:,} to {LARGEST_NUMBER:,}."
    ge = -LARGEST_NUMBER
    le = LARGEST_NUMBER

    @classmethod
    def __get_validators__(cls) -> Generator[Callable[..., Any], None, None]:
        """Yield one more check, before pydantic makes a float of what is too large for one."""
        yield _number
        yield from super().__get_validators__()


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("is no number")
    if not abs(value) <= LARGEST_NUMBER:  # NaN is not, either
        raise ValueError("is too large")
    return value


class Body(BaseModel):
    """Base of all that is asked: an unknown field is an error, no slip that passes."""

    class Config:
        """Of pydantic."""

        extra = "forbid"
        allow_mutation = False

    @classmethod
    def validate(cls, value: Any) -> Self:
        """Return an object's fields; pydantic would make one of a list of pairs, too.

        Raises:
            DictError: It is no object.
        """
        if not isinstance(value, dict | cls):
            raise DictError
        return super().validate(value)
