"""What a message asks for and the shop does not have: "do you sell gloves", "tent pegs".

Named must be a thing: no purpose, person or quality, and nothing that the catalogue has under this
or another word, or that looks like a slip of typing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from actions.recommendation.recommender import Recommender
from actions.recommendation.text import STOP_WORDS, folded, plural, stem, synonyms, terms
from actions.recommendation.things import DOERS, OF_QUALITY, Token, asked_before, covered, tokens_of
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
    occasion holiday party hobby sport activity morning evening summer winter spring autumn
"""
_NO_THING = frozenset(stem(word) for word in _NO_THING_TEXT.split())
_ANY = frozenset(("a", "an", "any", "some", "sell", "stock", "carry"))
_NO_NOUN = re.compile(r"(?:ed|ing|ly|wn|est|ish|able|ful|less)$")
# "Do they have pockets" asks of what is on show.
_OF_THEM = re.compile(
    r"\b(?:it|they|them|this|that|these|those|he|she|both|either|ones?)(?:'s)?\s+(?:\w+\s+)?"
    r"(?:has|have|had|got|need|come|include)\b|\b(?:does|has|is|are|was|do|have|can)\s+"
    r"(?:it|they|this|that|these|those|both|either|any of|the)\b"
)
_SHORT = 3


@dataclass(frozen=True)
class Absent:
    """Things that the shop does not have.

    Attributes:
        things: What they are called, in the plural.
        related: Products that are named after them: a ski jacket, for skis.
        alone: Whether the message asks for nothing else.
    """

    things: tuple[str, ...]
    related: tuple[ProductRecord, ...]
    alone: bool


def absent_things(turn: Turn, shop: Recommender) -> Absent | None:
    """Return the things that a message asks for and the shop does not have; None without any.

    Args:
        turn: The message.
        shop: The catalogue.
    """
    if turn.titles or turn.ordinals or _OF_THEM.search(folded(turn.text)):
        return None
    tokens = tokens_of(turn.text)
    runs = list(_runs(tokens, turn.spans))
    found: dict[str, Token] = {}
    for run in runs:
        if _is_absent(run, runs, tokens, turn, shop):
            words = " ".join([*(token.text for token in run[:-1]), plural(run[-1].text)])
            found[words] = run[-1]
    if not found:
        return None
    named = {token.start for token in found.values()}
    kinds = [s for s in turn.spans if s.kind == "category" and not _modifies(s, named, tokens)]
    related = [product for token in found.values() for product in _named_after(token, shop)]
    asked = {term for thing in found for term in terms(thing)}
    others = kinds or set(terms(turn.things)) - asked  # the boots of "boot laces" are no others
    return Absent(tuple(found), tuple(related[:_NEAREST]), not others)


def without_absent(turn: Turn, absent: Absent) -> Turn:
    """Return the rest of a message that asks for something else as well."""
    gone = {term for thing in absent.things for term in terms(thing)}
    kept = (word for word in turn.query.split() if not gone.intersection(terms(word)))
    return replace(turn, query=" ".join(kept))


def _runs(tokens: Sequence[Token], spans: Sequence[Span]) -> Iterable[list[Token]]:
    """Yield words that stand together without words of asking, marks or prices between them."""
    run: list[Token] = []
    for token in tokens:
        if token.content and not covered(token, spans, ("price", "amount", "size", "wearer")):
            run.append(token)
            continue
        if run:
            yield run
        run = []
    if run:
        yield run


def _is_absent(
    run: Sequence[Token],
    runs: Sequence[Sequence[Token]],
    tokens: Sequence[Token],
    turn: Turn,
    shop: Recommender,
) -> bool:
    noun = run[-1]
    if len(noun.word) < _SHORT or stem(noun.word) in _NO_THING or covered(noun, turn.spans):
        return False
    if any(span.refused and span.start <= noun.start < span.end for span in turn.spans):
        return False
    at = tokens.index(run[0])
    word_before = tokens[at - 1].text if at else ""
    follows = tokens[at + len(run)].text if at + len(run) < len(tokens) else ""
    if word_before in DOERS or (follows in STOP_WORDS and stem(follows) in _NO_THING):
        return False  # "it makes me itch", "half sizes"
    many = noun.word.endswith("s") and not noun.word.endswith("ss")
    alone = len(runs) == 1 and len(run) <= _SHORT
    if word_before in OF_QUALITY or (not many and _NO_NOUN.search(noun.word)):
        return False
    if not (many or word_before in _ANY or (alone and len(tokens) <= 2 * _SHORT)):
        return False
    if not asked_before(turn.text, tokens, at):
        return False
    return not _known(noun, run, many, shop)


def _known(noun: Token, run: Sequence[Token], many: bool, shop: Recommender) -> bool:
    """Whether the catalogue has a thing of that name, or says something by that name."""
    snapshot = shop.snapshot
    term = stem(noun.word)

    def has(one: str) -> bool:
        listed = snapshot.names.categories(one) or snapshot.names.of_category(one)
        return bool(listed) or snapshot.states(one)

    titles = [set(snapshot.titled_with(stem(token.word))) for token in run]
    named = titles[-1]
    # Skis are no quality of what is for skiing.
    done = many and named and not snapshot.names.categories(term) and snapshot.states(term)
    if not done and any(map(has, (term, *synonyms(term)))):
        return True
    slip = not is_english(noun.word)
    meant = snapshot.lexical.known(term) if slip else None
    if meant is not None and meant != term and has(meant):
        return True
    if not many and set.intersection(*titles):
        return True  # "the Kestrel": a product's own name
    said = " ".join(token.word for token in run)
    return not done and any(shop.speaks_of(words, slips=slip) for words in (said, noun.word))


def _named_after(noun: Token, shop: Recommender) -> Sequence[ProductRecord]:
    """Return what is named after a thing, and listed for it: ski jackets for skis."""
    if not shop.snapshot.states(stem(noun.word)):
        return ()
    rows = shop.snapshot.titled_with(stem(noun.word))
    ordered = sorted(rows, key=lambda row: -float(shop.snapshot.prior[row]))
    return [shop.snapshot.product(row) for row in ordered[:_NEAREST]]


def _modifies(span: Span, nouns: set[int], tokens: Sequence[Token]) -> bool:
    """Whether a category only tells which thing is meant: the tents of "tent pegs"."""
    after = next((token for token in tokens if token.start >= span.end), None)
    inside = any(span.start <= start < span.end for start in nouns)
    return inside or (after is not None and after.start in nouns)
