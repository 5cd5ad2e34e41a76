"""What a message asks for and the shop does not have: "do you sell gloves", "tent pegs".

It must ask for goods, or be hardly more than their name. Named must be a thing: no purpose, person
or quality, and nothing that the catalogue or the shop's service has under this or another word, or
that looks like a slip of typing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from actions.recommendation.constraints import Constraints
from actions.recommendation.recommender import Recommender
from actions.recommendation.text import (
    STOP_WORDS,
    folded,
    in_place,
    plural,
    stem,
    synonyms,
    terms,
)
from actions.recommendation.things import DOERS, OF_QUALITY, Clauses, Token, covered, tokens_of
from actions.recommendation.turn import Span, Turn
from actions.shop.records import ProductRecord
from nlu_models.entities.english import is_english

_NEAREST = 3
# What is asked for in a shop and is no thing on its shelves: words of service and of asking.
_NO_THING_TEXT = """
    accessory account address advice app appointment bargain basket card catalogue chance clothes
    clothing code colleague collection customer deal delivery detail difference discount email
    equipment essential gear guide help idea info information job kit list manager material money
    newsletter night number offer option order outfit outing parcel payment person phone photo
    picture postage price problem question recommendation refund return review sale service shade
    shipping shop size staff store student suggestion surprise team thing thought time treat trip
    voucher wait warranty wrap year day hour minute way lot bit while rest reason luck clue
    occasion holiday party hobby sport activity morning evening summer winter spring autumn pair
    set couple pack load cheer thank look hurry budget feature spec dimension rating star
    measurement inch litre mile kilo pro con favourite second moment word favour human agent chat
    hand break answer change thos tip pointer rec update opinion new view comment preference plan
    restriction requirement pic result alternative extra comparison example pick choice range
    selection variety issue worry downside upside complaint concern disadvantage weather sound seem
    feel filler
"""
NO_THING = frozenset(stem(word) for word in _NO_THING_TEXT.split())
_NO_NOUN = re.compile(r"(?:ed|ing|ly|wn|est|ish|able|ful|less)$")
# "Do they have pockets" asks of what is on show.
_OF_THEM = re.compile(
    r"\b(?:it|they|them|this|that|these|those|he|she|both|either|ones?)(?:'s)?\s+(?:\w+\s+)?"
    r"(?:has|have|had|got|need|come|include)\b|\b(?:does|has|is|are|was|do|have|can)\s+"
    r"(?:it|they|this|that|these|those|both|either|any of|the)\b"
)
_KEEPS = r"(?:sell|have|stock|carry|do|keep|got|offer)"
_YOU = r"(?:you|u|ya)(?:\s+(?:guys|lot|all|also|even|still|actually|not))*"
_FEW = (
    r"(?:\s+(?:any|an?|some|more|the|your|other|good|decent|nice|cheap|new|of|pairs?|sets?|lots|"
    r"sort|kind|type))*\s*$"
)
# What asks for goods right before their name.
_ASKS = re.compile(
    rf"(?:\b(?:(?:do|does|did|don'?t)\s+{_YOU}|so\s+{_YOU}\s+(?:don'?t|do not)|{_YOU})\s+{_KEEPS}|"
    rf"\b(?:have|has)\s+{_YOU}(?:\s+got)?|(?:^|[.,;!?]\s*|\b(?:hi|hey|hello|and|ok|so)\s+)got|"
    r"\b(?:looking|look|searching|search|shopping|hunting)\s+for|\b(?:am|'m|im)\s+after|"
    r"\b(?:need|want|wanted|'d like|would like|fancy)(?:\s+to\s+(?:buy|get))?|"
    r"\bcan\s+(?:i|we)\s+(?:get|buy)|\binterested\s+in|\b(?:what|how)\s+about|\bany|\bshow\s+me|"
    rf"\bwhere\s+(?:are|is|do\s+{_YOU}\s+keep|can\s+i\s+(?:find|get|buy))){_FEW}"
)
_WHETHER_NEEDED = re.compile(
    r"\b(?:do|does|will|would|should|what|why|when|if)\s+(?:i|we|you|he|she|they|one)\s+"
    r"(?:\w+\s+)?(?:need|want|like|fancy)"
)
_WHERE = re.compile(r"\W*(?:(?:hi|hey|hello|and|ok|so)\W+)?where\b")
# What asks for goods behind their name: "what curtains do you have".
_ASKS_AFTER = re.compile(rf"\s*(?:do|have)\s+{_YOU}\s+{_KEEPS}\b")
# Before a thing in the singular.
_ONE = frozenset(("a", "an", "sell", "stock", "carry"))
# What says nothing of its own beside the name of a thing.
_ASIDE_TEXT = """
    a an and any about also actually cheap decent do eh er good got have hello hey hi hiya hm how i
    instead just maybe mean meant nice no ok okay or please pls plus plz right sell so some the then
    too u um we well what yes you your &
"""
_ASIDE = frozenset(_ASIDE_TEXT.split())
_JOINS = frozenset(("and", "or", "plus", "&", ",", "any", "some", "a", "an"))
_TAILS = frozenset(("for", "with", "that", "which"))
_SHORT = 3
_MOST_TOKENS = 9
_LOOKED_BACK = 80
_MOST_RUNS = 8  # who asks for more tells a story


@dataclass(frozen=True)
class Absent:
    """Things that the shop does not have.

    Attributes:
        things: What they are called, in the plural.
        related: Products that are named after them: a ski jacket, for skis.
        alone: Whether the message asks for nothing else.
        unsure: Whether the catalogue has products that are for such things, so that it may have
            them under another name.
    """

    things: tuple[str, ...]
    related: tuple[ProductRecord, ...]
    alone: bool
    unsure: bool = False


def absent_things(turn: Turn, shop: Recommender, served: Collection[str] = ()) -> Absent | None:
    """Return the things that a message asks for and the shop does not have; None without any.

    Args:
        turn: The message.
        shop: The catalogue.
        served: Index terms of what the shop's service speaks of, which is not denied: spare parts.
    """
    if turn.titles or turn.ordinals or _OF_THEM.search(folded(turn.text)):
        return None
    message = _Message(turn)
    found: dict[str, Token] = {}
    for run in message.asked:
        if message.names_thing(run) and not _known(run, shop, served, sure=message.in_words):
            words = " ".join([*(token.text for token in run[:-1]), plural(run[-1].text)])
            found[words] = run[-1]
    if not found:
        return None
    named = {token.start for token in found.values()}
    kinds = [s for s in turn.spans if s.kind == "category" and not _modifies(s, named, message)]
    related = [product for token in found.values() for product in _named_after(token, shop)]
    asked = {term for thing in found for term in terms(thing)}
    others = kinds or set(terms(turn.things)) - asked  # the boots of "boot laces" are no others
    stated = any(shop.snapshot.states(stem(token.word)) for token in found.values())
    return Absent(tuple(found), tuple(related[:_NEAREST]), not others, stated and not related)


def without_absent(turn: Turn, absent: Absent) -> Turn:
    """Return the rest of a message that asks for something else as well."""
    gone = {term for thing in absent.things for term in terms(thing)}
    kept = (word for word in turn.query.split() if not gone.intersection(terms(word)))
    return replace(turn, query=" ".join(kept))


class _Message:
    """What a message may ask for.

    Args:
        turn: The message.
    """

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._said = in_place(turn.text)
        self.tokens = tokens_of(turn.text)
        self._clauses = Clauses(self._said, self.tokens)
        self._runs = list(self._together())

    @cached_property
    def asked(self) -> list[Sequence[Token]]:
        """The words that stand together and name what is asked for; none of a long story."""
        found: list[range] = []
        for run in self._runs:
            between = self.tokens[found[-1].stop : run.start] if found else ()
            joined = bool(between) and all(token.text in _JOINS for token in between)
            named = self._only_names and run.start < self._tail
            if joined or named or self._asks_for(run):
                found.append(run)
        if len(found) > _MOST_RUNS:
            return []
        return [self.tokens[run.start : run.stop] for run in found]

    def names_thing(self, run: Sequence[Token]) -> bool:
        """Whether words that are asked for name a thing, and say not how or for whom it is."""
        noun, spans = run[-1], self._turn.spans
        if len(noun.word) < _SHORT or stem(noun.word) in NO_THING or covered(noun, spans):
            return False
        at, after = self.tokens.index(run[0]), self.tokens.index(noun) + 1
        before = self.tokens[at - 1].text if at else ""
        follows = self.tokens[after].text if after < len(self.tokens) else ""
        if before in DOERS | OF_QUALITY or before[:1].isdigit() or follows == "of":
            return False  # "it makes me itch", "3 years"
        if follows in STOP_WORDS and stem(follows) in NO_THING:
            return False  # "half sizes"
        aside = self._clauses.put_aside(at) and not _WHERE.match(self._said)
        if aside or self._clauses.refuse(at):
            return False
        english = is_english(noun.word) or is_english(noun.word.removesuffix("s"))
        asks = "?" in self._said[noun.end :]
        if _many(noun):
            return english or asks or not self._only_names
        one = asks if self._only_names else before in _ONE
        return one and english and not _NO_NOUN.search(noun.word)

    @property
    def in_words(self) -> bool:
        """Whether it asks in so many words: "do you sell"."""
        return not self._only_names

    @cached_property
    def _only_names(self) -> bool:
        """Whether the message is hardly more than names of things: "gloves then", "ice axe?"."""
        held = {at for run in self._runs for at in run}
        aside = enumerate(self.tokens[: self._tail])
        others = (token for at, token in aside if at not in held)
        return (
            len(self.tokens) <= _MOST_TOKENS
            and all(len(run) <= _SHORT for run in self._runs)
            and all(t.text in _ASIDE or not t.text[0].isalnum() for t in others)
            and not any(self._asks_for(run) for run in self._runs)
        )

    @cached_property
    def _tail(self) -> int:
        """Where begins what only tells more of the things named: "gloves for skiing" are gloves."""
        cut = next((at for at, token in enumerate(self.tokens) if token.text in _TAILS), None)
        return cut or len(self.tokens)

    def _asks_for(self, run: range) -> bool:
        """Whether what stands right before or behind some words asks for what they name."""
        start, end = self.tokens[run.start].start, self.tokens[run.stop - 1].end
        before = self._said[max(0, start - _LOOKED_BACK) : start]
        if _ASKS.search(before):
            return not _WHETHER_NEEDED.search(before)
        return _ASKS_AFTER.match(self._said, end) is not None

    def _together(self) -> Iterable[range]:
        """Yield places of words without words of asking, marks or prices between them."""
        start = 0
        for at, token in enumerate(self.tokens):
            price = covered(token, self._turn.spans, ("price", "amount", "size", "wearer"))
            if token.content and not price:
                continue
            if start < at:
                yield range(start, at)
            start = at + 1
        if start < len(self.tokens):
            yield range(start, len(self.tokens))


def _many(noun: Token) -> bool:
    return noun.word.endswith("s") and not noun.word.endswith("ss")


def _known(run: Sequence[Token], shop: Recommender, served: Collection[str], *, sure: bool) -> bool:
    """Whether the shop has a thing of that name, or says something by that name.

    Args:
        run: The words.
        shop: The catalogue.
        served: As for ``absent_things``.
        sure: Whether they surely are meant for a thing.
    """
    snapshot, noun, many = shop.snapshot, run[-1], _many(run[-1])
    term = stem(noun.word)
    if term in served:
        return True

    def has(one: str) -> bool:
        listed = snapshot.names.categories(one) or snapshot.names.of_category(one)
        return bool(listed) or snapshot.states(one)

    titles = [set(snapshot.titled_with(stem(token.word))) for token in run]
    named = titles[-1]
    # Skis are no quality of what is for skiing; waterproofs are what is waterproof.
    done = (
        many
        and (named or (sure and not synonyms(term)))
        and not snapshot.names.categories(term)
        and not snapshot.names.of_category(term)
        and snapshot.states(term)
    )
    if not done and any(map(has, (term, *synonyms(term)))):
        return True
    slip = not is_english(noun.word)
    meant = snapshot.lexical.known(term) if slip else None
    if meant is not None and meant != term and has(meant):
        return True
    if not many and set.intersection(*titles):
        return True  # "the Kestrel": a product's own name
    said = " ".join(token.word for token in run)
    spoken = any(term in one.said for one in shop.spoken(said, Constraints()))
    return not done and (spoken or shop.speaks_of(noun.word, slips=slip))


def _named_after(noun: Token, shop: Recommender) -> Sequence[ProductRecord]:
    """Return what is named after a thing, and listed for it: ski jackets for skis."""
    if not shop.snapshot.states(stem(noun.word)):
        return ()
    rows = shop.snapshot.titled_with(stem(noun.word))
    ordered = sorted(rows, key=lambda row: -float(shop.snapshot.prior[row]))
    return [shop.snapshot.product(row) for row in ordered[:_NEAREST]]


def _modifies(span: Span, nouns: set[int], message: _Message) -> bool:
    """Whether a category only tells which thing is meant: the tents of "tent pegs"."""
    after = next((token for token in message.tokens if token.start >= span.end), None)
    inside = any(span.start <= start < span.end for start in nouns)
    return inside or (after is not None and after.start in nouns)
