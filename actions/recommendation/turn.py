"""One message of the shopper, as far as shopping is concerned."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from actions.recommendation.amounts import AROUND, Amount, find_amounts
from actions.recommendation.constraints import FACETS, PURPOSES, REFUSED_KIND, Constraints
from actions.recommendation.heads import without_company
from actions.recommendation.party import Party, party_of
from actions.recommendation.text import stem, terms, words
from actions.recommendation.wearers import Wearer, wearer_of, without_build

_MAX_QUERY_CHARS = 300
# "About £50" may be a fifth less or more; of a budget of about £50 any less is welcome.
_AROUND = Decimal(str(AROUND))
_OVER_BUDGET = Decimal("0.1")
_PENCE = Decimal("0.01")
# Their words never go into a query: filters see to them, or they are personal.
_NOT_SEARCHED = frozenset(
    {"brand", "color", "material", "size", "attribute", "price", "ordinal", "critique"}
    | {"email", "postcode", "order_number", "amount", "wearer"}
)

# About others than the products that are being talked about.
_ELSEWHERE = (
    r"any|anything|something|others?|ones|only|show|list|find|look(?:ing)?|search\w*|"
    r"do you (?:have|sell)|have you got"
)
_CUES: Mapping[str, str] = {
    # A question, and no wish to see something.
    "question": r"^(?:(?:and|but|so|ok(?:ay)?|hm+)\b[\s,]*)*(?:is|are|was|does|do|has|have|can|"
    r"could|will|would|(?:how|what|which|who|when|where)s?)\b|\?\s*$",
    "it": r"\b(?:it|this|that)\b",
    # About more than the one product that is being talked about.
    "several": rf"\b(?:{_ELSEWHERE}|these|those|them|all)\b(?! it\b)",
    "elsewhere": rf"\b(?:{_ELSEWHERE})\b(?! it\b)",
    # Of two that were compared, the one that is not being talked about.
    "other_one": r"\bthe other(?: one\b|\s*(?:$|[?.!,]))",
    # A place in a row, and no number of the list.
    "women": r"\b(?:wom[ae]n'?s?|lad(?:y|ies)|girls?|her|she|wife|daughter|mum|girlfriend)\b",
    "nth": r"\b(?:first|second|third|fourth|last|penultimate|\d+(?:st|nd|rd|th))\b",
    "they": r"\b(?:they|them|both|either|these|those)\b",
    "two": r"\b(?:two|both|either)\b",
    "similar": r"\b(?:(?:more|something|anything|others?|ones?|show me|just|stuff|what's|is)\s+"
    r"(?:\w+\s+){0,2}?(?:like|similar to|along the lines of)|similar)\b|"
    # "Like the second but waterproof", "the second one, but in black".
    r"^\W*(?:but\s+)?like\s+(?:the|that|this|number|no)\b|"
    r"\b(?:same|first|second|third|fourth|fifth|last|that|this)(?:\s+one)?\s*,?\s+but\b",
    "dislike": r"\b(?:(?:don'?t|do not|didn'?t|not)\s+(?:really\s+)?(?:like|keen|fond|fancy|want)|"
    r"hate|dislike|none of|not (?:the|that|this|those|these))\b",
    "also": r"\b(?:also|as well|too|plus|or)\b",
    "undo": r"\b(?:undo|revert|go back|back to (?:the )?(?:previous|last|earlier)|"
    r"(?:previous|earlier) (?:list|results|ones|search))\b|^\W*(?:take (?:me|it) )?back\W*$",
    "reset": r"\b(?:start (?:over|again|afresh)|new search|"
    r"(?:clear|reset|forget) (?:all )?(?:that|(?:the |my )?(?:filters?|search|everything)))\b",
    "in_stock": r"\b(?:only )?(?:in stock|available now)\b",
    "any_stock": r"\b(?:sold[- ]out|out[- ]of[- ]stock|not in stock) (?:ones|too|as well|also|is "
    r"(?:ok|okay|fine))\b",
}
_COMPILED = {name: re.compile(pattern, re.I) for name, pattern in _CUES.items()}

_SORT_CUES: tuple[tuple[str, str], ...] = (
    (
        "price",
        r"\b(?:cheapest|lowest[- ]price[ds]?|least expensive|least pricey|"
        r"(?:as )?cheap(?:ly)? as (?:possible|poss|you can|can be|it gets))\b",
    ),
    ("-price", r"\b(?:dearest|most expensive|priciest|highest[- ]price[ds]?)\b"),
    ("rating", r"\b(?:best|highest|top)[- ](?:rated|reviewed|rating|ratings|reviews)\b"),
    ("sold", r"\b(?:best[- ]?sell(?:er|ers|ing)|most popular|top sell(?:er|ers|ing))\b"),
    ("age", r"\b(?:newest|latest|most recent|new in)\b"),
    ("weight", r"\blightest\b"),
    ("-capacity", r"\b(?:biggest|largest|roomiest)\b"),
    ("capacity", r"\bsmallest\b"),
)
_BUDGET_CUE = re.compile(
    r"\b(?:budget|spend(?:ing)?|afford|pay(?:ing)?|limit|max(?:imum)?|(?:at (?:the )?|the )most|"
    r"up ?to|(?:more|over|above|higher) than|under|below|less than)\b",
    re.I,
)
_FREE_CUE = re.compile(
    r"\b(?:any|doesn'?t matter|don'?t (?:mind|care)|whatever|no preference|regardless|irrelevant|"
    r"(?:forget|drop|ignore|lose|remove|never mind|not fussed)(?: about)?(?: (?:the|my))?)\b",
    re.I,
)
_FACET_WORDS: Mapping[str, str] = {
    "color": r"\bcolou?rs?\b",
    "size": r"\bsizes?\b",
    "brand": r"\b(?:brands?|makes?|makers?)\b",
    "material": r"\b(?:materials?|fabrics?)\b",
    "price": r"\b(?:prices?|budget|cost|money|limit)\b",
}
_REFUSED = re.compile(
    r"(?:^|[,;]\s*|\b(?:but|and|with|please|has|have)\s+)(?:no|not|non|without|nothing)\s+"
    r"(?:(?:in|of|with|from|made|any|an?)\s+)*(\w+(?:[ -]\w+)?)",
    re.I,
)


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
    refused_things: str = ""
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
        rest = _query(text, [*entities, *read])
        rest = without_build(rest)
        if any(re.search(cue, rest, re.I) for cue in _FACET_WORDS.values()):
            rest = _FREE_CUE.sub(" ", rest)  # "forget the colour" names nothing to look for
        query, refused = _split_refused(rest)
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
        said = {"kind": self.things, REFUSED_KIND: self.refused_things}
        said[PURPOSES] = "|".join(self.purposes)
        return {name: words for name, words in said.items() if words}

    @property
    def sort(self) -> str | None:
        """The order that superlatives ask for ("cheapest"), as ``Recommender.search`` takes it."""
        return next((key for key, cue in _SORT_CUES if re.search(cue, self.text, re.I)), None)

    @property
    def freed(self) -> tuple[str, ...]:
        """Parts that the shopper no longer minds ("any colour", "the price doesn't matter")."""
        if not _FREE_CUE.search(self.text):
            return ()
        return tuple(
            part
            for part, cue in _FACET_WORDS.items()
            if re.search(cue, self.text, re.I) and not self.wanted.get(part)
        )

    def cue(self, name: str) -> bool:
        """Whether the words say it: a name of ``_CUES``."""
        return bool(_COMPILED[name].search(self.text))

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
    if _BUDGET_CUE.search(text):
        return None, (amount * (1 + _OVER_BUDGET)).quantize(_PENCE)
    return (
        (amount * (1 - _AROUND)).quantize(_PENCE),
        (amount * (1 + _AROUND)).quantize(_PENCE),
    )


def _query(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    if text.startswith("/"):  # a button's payload
        return ""
    kept = list(text)
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        # A mistyped category finds nothing as a word; "boots" finds what "shoes" does not.
        plain = entity.get("entity") == "category" and (
            entity.get("confidence", 1.0) < 1.0
            or _same_words(text[start:end], str(entity.get("value")))
        )
        if plain or entity.get("entity") in _NOT_SEARCHED or entity.get("role") == "exclude":
            kept[start:end] = " " * len(kept[start:end])
    query = " ".join("".join(kept).split())
    # Superlatives are orders to sort by, not words to find.
    for _, cue in _SORT_CUES:
        query = re.sub(cue, " ", query, flags=re.I)
    return " ".join(query.split())[:_MAX_QUERY_CHARS]


def _split_refused(query: str) -> tuple[str, str]:
    """Return the query without what it refuses ("no gore tex"), and that."""
    found = _REFUSED.search(query)
    if found is None:
        return _topic_part(query), ""
    rest = f"{query[: found.start()]} {query[found.end() :]}"
    return _topic_part(rest), _topic_part(found.group(1))


def _topic_part(query: str) -> str:
    """Return the query from its first to its last word that names something, or nothing.

    "I want a light" is a poor heading, and "want" is nothing to look for.
    """
    parts = query.split()
    telling = [at for at, part in enumerate(parts) if terms(part)]
    return " ".join(parts[telling[0] : telling[-1] + 1]).strip(" ,.;:!?") if telling else ""


def _same_words(one: str, other: str) -> bool:
    return [stem(word) for word in words(one)] == [stem(word) for word in words(other)]
