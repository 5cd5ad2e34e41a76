"""One message of the shopper, as far as shopping is concerned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from actions.recommendation.amounts import AROUND, Amount, find_amounts
from actions.recommendation.constraints import FACETS, PURPOSES, REFUSED_KIND, Constraints
from actions.recommendation.cues import freed_in, of_budget, says, sort_of
from actions.recommendation.heads import without_company
from actions.recommendation.party import Party, party_of
from actions.recommendation.query_words import query_of
from actions.recommendation.text import terms
from actions.recommendation.wearers import Wearer, wearer_of

# "About £50" may be a fifth less or more; of a budget of about £50 any less is welcome.
_AROUND = Decimal(str(AROUND))
_OVER_BUDGET = Decimal("0.1")
_PENCE = Decimal("0.01")


class Span(NamedTuple):
    """Where a message says something that filters see to.

    Attributes:
        start: First character.
        end: The character after the last.
        kind: The kind of entity.
        value: Its value.
        refused: Whether it is refused.
    """

    start: int
    end: int
    kind: str
    value: str
    refused: bool


_CORRECTS = re.compile(
    r"\b(?:no,? wait|wait,? no|hang on|hold on|scratch that|scrap that|never ?mind|"
    r"forget (?:that|it|the)|actually|or rather|i mean(?:t)?)\b[\s,.!:-]*",
    re.I,
)


@dataclass(frozen=True)
class Turn:
    """What a message holds.

    Attributes:
        text: The message as typed.
        wanted: Facet to values that are asked for.
        unwanted: Facet to values that are refused.
        price_min: Lowest price, if one was said.
        price_max: Highest price, if one was said.
        price_near: The amount of which "about" was said, if it was.
        titles: Products named by title.
        refused_titles: Products named by title, with "not".
        ordinals: Places in the list, 1-based; -1 is the last.
        critiques: ``cheaper`` and its kin.
        amounts: Limits of measures: "around 40 litres".
        wearer: For whom something is wished, if the message says so.
        party: How many it is for, if the message counts them up.
        query: The message without what filters see to and without personal values.
        refused: What the message refuses without the catalogue knowing it: "gore tex".
        spans: Where it says what filters see to.
        things: The kinds of thing that it asks for, as it calls them: "walking boots".
        refused_things: Those that it refuses.
        purposes: The qualities among those wanted that say of which sort the things are to be.
    """

    text: str = ""
    wanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwanted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_min: Decimal | None = None
    price_max: Decimal | None = None
    price_near: Decimal | None = None
    titles: tuple[str, ...] = ()
    refused_titles: tuple[str, ...] = ()
    ordinals: tuple[int, ...] = ()
    critiques: tuple[str, ...] = ()
    amounts: tuple[Amount, ...] = ()
    wearer: Wearer | None = None
    party: Party | None = None
    query: str = ""
    refused: str = ""
    spans: tuple[Span, ...] = ()
    things: str = ""
    refused_things: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @staticmethod
    def of(text: str, entities: Sequence[Mapping[str, Any]]) -> Turn:
        """Read a message and its entities, in Rasa's form; entities that make no sense are left."""
        wanted: dict[str, list[str]] = {}
        unwanted: dict[str, list[str]] = {}
        titles: list[str] = []
        refused_titles: list[str] = []
        ordinals: list[int] = []
        critiques: list[str] = []
        low: Decimal | None = None
        high: Decimal | None = None
        near: Decimal | None = None
        amounts = find_amounts(text)
        # "Around 40 litres" asks for no "40 L".
        entities = [e for e in entities if not any(amount.holds(e) for amount in amounts)]
        entities = without_company(text, entities)
        text, entities = _corrected(text, entities)
        # The kids of "me, hubby and 2 kids" ask for nothing that is made for kids.
        party = party_of(text)
        if party is not None and party.named:
            entities = [e for e in entities if not party.names(e)]
        for entity in entities:
            kind, value, role = entity.get("entity"), entity.get("value"), entity.get("role")
            if kind in FACETS and isinstance(value, str) and value:
                side = unwanted if role == "exclude" else wanted
                side.setdefault(str(kind), []).append(value)
            elif kind == "product" and isinstance(value, str):
                (refused_titles if role == "exclude" else titles).append(value)
            elif kind == "ordinal" and (place := _place(value)) is not None:
                ordinals.append(place)
            elif kind == "critique" and isinstance(value, str):
                critiques.append(value)
            elif kind == "price" and (amount := _amount(value)) is not None:
                if role == "around":
                    low, high, near = *_around(amount, text), amount
                elif role == "min":
                    low = amount
                else:
                    high = amount
        wearer = None if party is not None and party.named else wearer_of(text)
        read = [{"entity": "amount", "start": a.start, "end": a.end} for a in amounts]
        if wearer is not None:
            read.append({"entity": "wearer", "start": wearer.start, "end": wearer.end})
        if party is not None:
            read += [{"entity": "wearer", "start": start, "end": end} for start, end in party.spans]
        query, refused = query_of(text, [*entities, *read])
        return Turn(
            text=text,
            wanted={facet: tuple(dict.fromkeys(v)) for facet, v in wanted.items()},
            unwanted={facet: tuple(dict.fromkeys(v)) for facet, v in unwanted.items()},
            price_min=low,
            price_max=high,
            price_near=near,
            titles=tuple(dict.fromkeys(titles)),
            refused_titles=tuple(dict.fromkeys(refused_titles)),
            ordinals=tuple(dict.fromkeys(ordinals)),
            critiques=tuple(dict.fromkeys(critiques)),
            amounts=amounts,
            wearer=wearer,
            party=party,
            query=query,
            refused=refused,
            spans=tuple(_spans([*entities, *read])),
        )

    def called_category(self, place: int) -> bool:
        """Whether a word stands for a category, by its place in the text."""
        return any(s.kind == "category" and s.start <= place < s.end for s in self.spans)

    def in_words(self, span: Span) -> Turn:
        """Return the message with a value in the query that it asked for, in place of a filter."""
        kept = tuple(value for value in self.wanted.get(span.kind, ()) if value != span.value)
        said = self.text[span.start : span.end]
        return replace(
            self,
            wanted={**self.wanted, span.kind: kept},
            query=f"{said} {self.query}".strip(),
            spans=tuple(one for one in self.spans if one != span),
        )

    @property
    def priced(self) -> bool:
        """Whether a price was said."""
        return self.price_min is not None or self.price_max is not None

    @property
    def limits(self) -> Constraints:
        """The constraints of this message alone."""
        wanted = {f: v for f, v in self.wanted.items() if v}
        limits = Constraints(
            include=wanted,
            exclude=dict(self.unwanted),
            price_min=self.price_min,
            price_max=self.price_max,
            price_near=self.price_near,
            in_stock_only=not self.cue("any_stock"),
            said=self._said,
        )
        for amount in self.amounts:
            limits = limits.with_bound(amount.measure, amount.low, amount.high, amount.said)
        return limits

    @property
    def _said(self) -> dict[str, str]:
        """How the message calls the kinds of thing that it asks for and refuses."""
        said = {"kind": self.things, REFUSED_KIND: "|".join(self.refused_things)}
        said[PURPOSES] = "|".join(self.purposes)
        return {name: words for name, words in said.items() if words}

    @property
    def sort(self) -> str | None:
        """The order that superlatives ask for ("cheapest"), as ``Recommender.search`` takes it."""
        return sort_of(self.text)

    @property
    def freed(self) -> tuple[str, ...]:
        """Parts that the shopper no longer minds ("any colour", "the price doesn't matter")."""
        return tuple(part for part in freed_in(self.text) if not self.wanted.get(part))

    def cue(self, name: str) -> bool:
        """Whether the words say it: a cue of ``cues.says``."""
        return says(self.text, name)

    @property
    def topic(self) -> tuple[str, ...]:
        """Index terms of the query: empty where the message names no thing to look for."""
        return tuple(terms(self.query))

    @property
    def empty(self) -> bool:
        """Whether the message holds nothing to search or filter by."""
        said = (
            self.topic or self.wanted or self.unwanted or self.priced or self.amounts or self.party
        )
        return not (said or self.sort)


def _corrected(
    text: str, entities: Sequence[Mapping[str, Any]]
) -> tuple[str, Sequence[Mapping[str, Any]]]:
    """Return a message without what it takes back: "the lamp? no wait, how much are watches"."""
    cuts = list(_CORRECTS.finditer(text))
    if not cuts:
        return text, entities
    cut = cuts[-1].end()
    kinds = [e for e in entities if e.get("entity") == "category"]
    later = [e for e in kinds if isinstance(e.get("start"), int) and e["start"] >= cut]
    if not later or len(later) == len(kinds):
        return text, entities
    kept = [e for e in entities if isinstance(e.get("start"), int) and e["start"] >= cut]
    return " " * cut + text[cut:], kept


def _spans(entities: Sequence[Mapping[str, Any]]) -> Iterator[Span]:
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if isinstance(start, int) and isinstance(end, int):
            kind, value = str(entity.get("entity")), str(entity.get("value", ""))
            yield Span(start, end, kind, value, entity.get("role") == "exclude")


def _place(value: Any) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        place = int(value)
    except ValueError:
        return None
    return place if place != 0 else None


def _amount(value: Any) -> Decimal | None:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and amount >= 0 else None


def _around(amount: Decimal, text: str) -> tuple[Decimal | None, Decimal]:
    """Return the range that "about" means: of a budget it is the upper end alone."""
    if of_budget(text):
        return None, (amount * (1 + _OVER_BUDGET)).quantize(_PENCE)
    return (
        (amount * (1 - _AROUND)).quantize(_PENCE),
        (amount * (1 + _AROUND)).quantize(_PENCE),
    )
