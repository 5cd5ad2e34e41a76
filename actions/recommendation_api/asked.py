"""The bodies of requests."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from pydantic import Field, StrictBool

from actions.recommendation import Constraints
from actions.recommendation_api.fields import (
    DEFAULT_K,
    Amount,
    Body,
    Count,
    Price,
    ProductId,
    Text,
    Token,
    Value,
)
from bot.privacy.consent import Level

_MOST_VALUES = 20
_MOST_TEXTS = 20
_MOST_PRODUCTS = 200
Sort = Literal["price", "-price", "rating", "age", "sold", "weight", "capacity", "-capacity"]


class Facets(Body):
    """Values of the catalogue, in any case; those of one facet are alternatives."""

    category: list[Value] = Field(default=[], max_items=_MOST_VALUES)
    kind: list[Value] = Field(
        default=[],
        max_items=_MOST_VALUES,
        description="What things are called, such as boots, of shoes.",
    )
    brand: list[Value] = Field(default=[], max_items=_MOST_VALUES)
    color: list[Value] = Field(default=[], max_items=_MOST_VALUES)
    material: list[Value] = Field(default=[], max_items=_MOST_VALUES)
    size: list[Value] = Field(default=[], max_items=_MOST_VALUES)
    attribute: list[Value] = Field(
        default=[],
        max_items=_MOST_VALUES,
        description="Such as waterproof; of these all must hold.",
    )


class Range(Body):
    """Limits of a measure, themselves not included."""

    above: Amount | None = Field(default=None, description="The lower limit.")
    below: Amount | None = Field(default=None, description="The upper limit.")


class Measures(Body):
    """What products are measured by; one of which a measure is not known is within no limit."""

    rating: Range | None = Field(default=None, description="Stars, 1 to 5.")
    weight: Range | None = Field(default=None, description="In grams.")
    capacity: Range | None = Field(default=None, description="In millilitres.")
    sleeps: Range | None = Field(default=None, description="For how many people.")
    length: Range | None = Field(default=None, description="In centimetres.")
    case: Range | None = Field(default=None, description="Case of a watch, in millimetres.")
    lumens: Range | None = Field(default=None, description="Brightness.")
    comfort: Range | None = Field(default=None, description="Comfort temperature in °C.")
    water_column: Range | None = Field(default=None, description="In millimetres.")


class Limits(Body):
    """What every product of the answer must be; goes before what the words say of the same."""

    include: Facets = Field(default_factory=Facets, description="What is asked for.")
    exclude: Facets = Field(default_factory=Facets, description="What is refused.")
    price_min: Price | None = Field(default=None, description="Lowest price, itself included.")
    price_max: Price | None = Field(default=None, description="Highest price, itself included.")
    measures: Measures = Field(
        default_factory=Measures, description="Weight, capacity and the like."
    )
    in_stock_only: StrictBool | None = Field(
        default=None,
        description="false: also what is sold out. Otherwise only what can be bought now.",
    )

    def applied_to(self, limits: Constraints) -> Constraints:
        """Return constraints with these in place of what they say of the same."""
        if not self.__fields_set__:
            return limits
        for facet, values in self.include.dict().items():
            if values:
                limits = limits.with_wanted(facet, values)
        for facet, values in self.exclude.dict().items():
            if values:
                # Set, not added: who asks for a value and refuses it is told so.
                refused = (*limits.unwanted(facet), *values)
                limits = replace(limits, exclude={**limits.exclude, facet: refused})
        if self.price_min is not None or self.price_max is not None:
            limits = limits.with_price(self.price_min, self.price_max)
        for name, bound in self.measures.dict(exclude_none=True).items():
            if bound:
                measure = name.replace("_", " ")
                limits = limits.with_bound(measure, bound.get("above"), bound.get("below"))
        if self.in_stock_only is not None:
            limits = replace(limits, in_stock_only=self.in_stock_only)
        return limits

    @property
    def empty(self) -> bool:
        """Whether nothing but stock is limited."""
        return not self.applied_to(Constraints()).narrowing


class Search(Body):
    """A wish in words, as constraints, or both."""

    text: Text = Field(
        default=Text(""),
        description="In the shopper's words: “blue rain jackets under £80, not leather”.",
    )
    constraints: Limits = Field(default_factory=Limits, description="Beside the words.")
    k: Count = Field(default=Count(DEFAULT_K), description="At most so many products.")
    sort: Sort | None = Field(default=None, description="In place of relevance; `-` is descending.")
    skip: list[ProductId] = Field(
        default=[],
        max_items=_MOST_PRODUCTS,
        description="Not to be shown: those of the pages before.",
    )


class Visit(Body):
    """What is known of this visit, oldest first; at `off` only the last of `said` is used."""

    said: list[Text] = Field(
        default=[],
        max_items=_MOST_TEXTS,
        description="What the shopper asked for, message by message.",
    )
    liked: list[ProductId] = Field(
        default=[], max_items=_MOST_PRODUCTS, description="Products that they chose or praised."
    )
    disliked: list[ProductId] = Field(
        default=[], max_items=_MOST_PRODUCTS, description="Products that they turned down."
    )
    basket: list[ProductId] = Field(
        default=[], max_items=_MOST_PRODUCTS, description="Products in their basket."
    )
    seen: list[ProductId] = Field(
        default=[],
        max_items=_MOST_PRODUCTS,
        description="Products already shown, not to be repeated.",
    )


class Recommend(Body):
    """A visit, of which as much is used as the shopper's privacy dial allows."""

    level: Level = Field(
        default="session",
        description="Where the shopper's privacy dial stands. off: the last message alone. "
        "session: this visit. profile: also earlier orders and the profile of earlier visits, of "
        "the customer whom `session_token` names.",
    )
    session_token: Token | None = Field(
        default=None, description="Signed by the shop's server; read at `profile` only."
    )
    context: Visit = Field(default_factory=Visit, description="This visit.")
    constraints: Limits = Field(default_factory=Limits, description="Beside the words.")
    k: Count = Field(default=Count(DEFAULT_K), description="At most so many products.")


class Explain(Body):
    """A product, and the wish that it is to be held against."""

    product: ProductId = Field(..., description="Its id.")
    text: Text = Field(default=Text(""), description="The wish in words.")
    constraints: Limits = Field(default_factory=Limits, description="The wish as constraints.")
