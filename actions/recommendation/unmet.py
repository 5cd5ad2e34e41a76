"""Which parts of a wish no product of a list answers to: "with knee pads", "goretex".

A part is what of a message neither a filter, nor a stop word, nor the name of the thing sees to. It
is met where a product's own texts or its buyers say it in one sentence, in these or other words,
or where the phrasebook knows what is meant and the product is that. Of a long message only what
says something of the thing counts; the rest is its story.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from actions.recommendation.absent import NO_THING
from actions.recommendation.constraints import Constraints
from actions.recommendation.index.ragged import Ints
from actions.recommendation.recommender import Recommender
from actions.recommendation.text import STOP_WORDS, same_thing, stem, synonyms, terms
from actions.recommendation.things import DOERS, Token, covered, tokens_of
from actions.recommendation.turn import Turn
from actions.recommendation.wearers import without_build
from actions.recommendation.wishes import Spoken
from actions.shop.records import ProductRecord
from nlu_models.entities.english import is_english

# What says of a thing what it has, and what else it is like or for.
_HAS = frozenset(("with", "has", "have", "having", "featuring", "including"))
_TELLS = _HAS | frozenset(
    ("for", "in", "on", "is", "are", "be", "against", "made", "that", "which", "under", "over")
)
# What leads from what somebody does to the thing: "on to tents", "thinking about trousers".
_TO_THING = frozenset(("with", "to", "on", "onto", "into", "at", "about", "in", "of"))
_REFUSES = frozenset(("without", "no", "not", "non", "isn't", "aren't", "nothing"))
_RELATES = frozenset(("that", "which", "who"))
_LEADS_IN = frozenset(
    ("a", "an", "the", "my", "our", "his", "her", "their", "your", "some", "any", "very", "really")
)
_SENTENCE_MARKS = frozenset(".?!;")
_ANY = frozenset(("something", "anything", "one", "ones", "it", "they", "them"))
_MOST_PARTS = 2
_LONG = 3
_MOST_NAMED = 2
_LOOKED_AT = 30
_HYPHENED = re.compile(r"(?:\w+-)?$")
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+")
# Words of degree, order and wishing, which say nothing of a thing.
_ASIDE_TEXT = """
    always never ever often still already soon own same every each enough able
    nothing everything prefer ideal suitable good hope built
    least minimum maximum around roughly exactly
    next last coming tonight tomorrow today now
"""
_ASIDE = frozenset(_ASIDE_TEXT.split())
# What so large a share of a list states, the list is.
_MOST_OF_LIST = 0.6


class Unmet(NamedTuple):
    """A part of a wish that a list does not answer to, or hardly.

    Attributes:
        words: As the shopper said it.
        by: The few products of the list that do; mostly none.
        elsewhere: Others that fit and do, where none of the list does; a few.
        known: Whether any other that fits has these words at all.
        instead: What the products state that comes nearest to it.
    """

    words: str
    by: tuple[ProductRecord, ...] = ()
    elsewhere: tuple[ProductRecord, ...] = ()
    known: bool = False
    instead: tuple[str, ...] = ()


class _Part(NamedTuple):
    """Words of a wish that stand together.

    Attributes:
        tokens: The words.
        had: Whether they name what the thing has.
        tells_which: Whether they stand right before the name of the thing.
    """

    tokens: tuple[Token, ...]
    had: bool
    tells_which: bool

    @property
    def words(self) -> str:
        return " ".join(token.word for token in self.tokens)


def unmet_parts(
    turn: Turn, found: Sequence[ProductRecord], limits: Constraints, shop: Recommender
) -> list[Unmet]:
    """Return the parts of a message that none, or hardly any, of a list answers to; at most two.

    Args:
        turn: The message.
        found: The list, not empty.
        limits: What the list was found by.
        shop: The catalogue.
    """
    spoken = shop.spoken(turn.text, limits)
    met = shop.meets(turn.text, found, said=True) if spoken else False
    said = frozenset(chain.from_iterable(one.said for one in spoken)) if met else frozenset()
    texts = [_texts(product) for product in found]
    missed = []
    for part in _parts(turn, shop):
        stems = {stem(token.word) for token in part.tokens}
        # What is a wish by itself, a puffer, is another name for the thing.
        own_name = any(one.said - STOP_WORDS <= stems for one in spoken)
        unknown = not own_name and _unknown(part, shop)
        own = _own_tokens(part, texts, frozenset() if unknown else said, shop)
        if not own:
            continue
        by = [p for p, text in zip(found, texts, strict=True) if _says(own, text, shop)]
        words = turn.text[_start(own[0], turn.text) : own[-1].end]
        few = part.had and 2 * len(by) < len(found)
        if by and not few:
            continue
        if not by and not unknown and shop.meets(words, found, said=part.had):
            continue
        others = [] if by else _having(own, limits, shop)
        if others and len(own) == 1 and not part.had and limits.wanted("category"):
            continue  # a turn of phrase, rather than what the thing must have
        elsewhere = [p for p in others if _says(own, _texts(p), shop)][:_MOST_NAMED]
        instead = _instead(spoken, found) if unknown else ()
        missed.append(Unmet(words, tuple(by), tuple(elsewhere), bool(others), instead))
    return missed[:_MOST_PARTS]


def _parts(turn: Turn, shop: Recommender) -> Iterator[_Part]:
    tokens = tokens_of(without_build(turn.text))
    tells_all = not any(token.text in DOERS for token in tokens)
    for run in _runs(tokens, turn):
        before = _leading(tokens, run[0])
        after = tokens[run[-1] + 1] if run[-1] + 1 < len(tokens) else None
        which = after is not None and covered(after, turn.spans, ("category",))
        which = which or bool(_named(tokens[run[-1]], shop) and len(run) > 1)
        told = before in _TELLS and _after_thing(tokens[: run[0]], turn, shop)
        if before in _REFUSES or not (tells_all or which or told):
            continue
        if _leads_to_thing(tokens[run[-1] + 1 :], turn, shop):
            continue
        chosen = tuple(tokens[at] for at in run if tokens[at].content)
        yield _Part(chosen, before in _HAS, which)


def _runs(tokens: Sequence[Token], turn: Turn) -> Iterator[list[int]]:
    """Yield the places of words that stand together, and that nothing else sees to."""
    run: list[int] = []
    for at, token in enumerate(tokens):
        if (token.text == "-" and run) or _tells(tokens, at, turn):
            run.append(at)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _tells(tokens: Sequence[Token], at: int, turn: Turn) -> bool:
    """Whether a word says something of a thing."""
    token = tokens[at]
    if not token.content or covered(token, turn.spans) or token.word.endswith("ly"):
        return False
    if token.word in _ASIDE or (at > 0 and tokens[at - 1].text[0].isdigit()):
        return False
    does = at > 0 and (tokens[at - 1].text in DOERS or _takes_object(tokens, at))
    last = at + 1 == len(tokens) or not tokens[at + 1].content
    named = last and stem(token.word) in NO_THING and not token.word.endswith(("ed", "ing"))
    return not does and not named


def _after_thing(before: Sequence[Token], turn: Turn, shop: Recommender) -> bool:
    """Whether words of this sentence have named a thing, or "something"."""
    for token in reversed(before):
        if token.text in _SENTENCE_MARKS:
            return False
        if token.text in _ANY or covered(token, turn.spans, ("category",)) or _named(token, shop):
            return True
    return False


def _leads_to_thing(after: Sequence[Token], turn: Turn, shop: Recommender) -> bool:
    """Whether words come before the thing, and say nothing of it: "let's start with a jacket"."""
    led = False
    for token in after:
        if token.text in _LEADS_IN:
            continue
        if token.text not in _TO_THING:
            return led and (covered(token, turn.spans, ("category",)) or _named(token, shop))
        led = True
    return False


def _takes_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether a word is the verb of "that fits a bike cage"; that of "that floats" stands alone."""
    if tokens[at - 1].text not in _RELATES:
        return False
    after = (token for token in tokens[at + 1 :] if token.text not in _LEADS_IN)
    follows = next(after, None)
    return follows is not None and (follows.content or follows.text in _TELLS)


def _leading(tokens: Sequence[Token], start: int) -> str:
    """Return the word that leads in some words: the "with" of "with a big pocket"."""
    at = start - 1
    while at >= 0 and tokens[at].text in _LEADS_IN:
        at -= 1
    if at > 0 and tokens[at - 1].text in _RELATES:
        at -= 1
    return tokens[at].text if at >= 0 else ""


def _named(token: Token, shop: Recommender) -> bool:
    """Whether a word is what things are called."""
    names, term = shop.snapshot.names, stem(token.word)
    return bool(names.categories(term) or names.of_category(term))


def _unknown(part: _Part, shop: Recommender) -> bool:
    """Whether words that tell which thing is meant are none of the catalogue's: "goretex"."""
    return part.tells_which and any(
        not _named(token, shop) and not _alike(token.word, shop) for token in part.tokens
    )


def _forms(word: str) -> frozenset[str]:
    term = stem(word)
    return frozenset((term, *synonyms(term), *same_thing(term)))


def _alike(word: str, shop: Recommender) -> frozenset[str]:
    """Return the index terms that a word may be said by; none where the catalogue has none."""
    lexical = shop.snapshot.lexical
    found = frozenset(term for term in _forms(word) if term in lexical)
    if not found and not is_english(word) and (meant := lexical.known(stem(word))) is not None:
        return frozenset((meant,))
    return found


class _Texts(NamedTuple):
    """Index terms of what a product is called, what it states, and of each sentence about it."""

    called: frozenset[str]
    stated: frozenset[str]
    sentences: tuple[frozenset[str], ...]


def _texts(product: ProductRecord) -> _Texts:
    facts = (f"{name} {' '.join(values)}" for name, values in product.attributes.items())
    options = chain.from_iterable(variant.options.values() for variant in product.variants)
    told = (product.title, product.category, product.brand, *product.tags, *options)
    texts = (product.description, *product.review_excerpts)
    sentences = chain(facts, chain.from_iterable(_SENTENCE_END.split(text) for text in texts))
    stated = frozenset(chain.from_iterable(_terms(text) for text in told))
    called = _terms(product.title) | _terms(product.category)
    return _Texts(called, stated, tuple(_terms(sentence) for sentence in sentences))


@lru_cache(maxsize=8192)
def _terms(text: str) -> frozenset[str]:
    return frozenset(terms(text))


def _start(token: Token, text: str) -> int:
    """Return where a word begins, with what a hyphen joins to it."""
    joined = _HYPHENED.search(text[: token.start])
    return token.start - (len(joined.group()) if joined else 0)


def _own_tokens(
    part: _Part, texts: Sequence[_Texts], said: Set[str], shop: Recommender
) -> tuple[Token, ...]:
    """Return the words of a part that neither a wish that is met nor a name on the list has.

    Of more than a name can have, each is a wish of its own: only those are left that nothing says.
    """
    own = tuple(
        token
        for token in part.tokens
        if stem(token.word) not in said
        and all(text.called.isdisjoint(_alike(token.word, shop)) for text in texts)
    )
    if len(own) < _LONG:
        return own
    return tuple(t for t in own if not any(_says((t,), text, shop) for text in texts))


def _says(tokens: Sequence[Token], texts: _Texts, shop: Recommender) -> bool:
    """Whether what a product states, with one sentence about it, has all of some words."""
    left = [ways for token in tokens if texts.stated.isdisjoint(ways := _alike(token.word, shop))]
    if not left:
        return True
    return any(all(not ways.isdisjoint(said) for ways in left) for said in texts.sentences)


def _having(tokens: Sequence[Token], limits: Constraints, shop: Recommender) -> list[ProductRecord]:
    """Return some products that fit and have all of some words, in whatever sentences."""
    snapshot = shop.snapshot
    rows: Ints = shop.fitting(limits).rows
    for token in tokens:
        ways = [snapshot.lexical.having(term) for term in _alike(token.word, shop)]
        if not ways:
            return []
        rows = np.intersect1d(rows, np.concatenate(ways))
    best = sorted(rows.tolist(), key=lambda row: -float(snapshot.prior[row]))
    return [snapshot.product(row) for row in best[:_LOOKED_AT]]


def _instead(spoken: Sequence[Spoken], found: Sequence[ProductRecord]) -> tuple[str, ...]:
    """Return what most of a list states of what a wish means: waterproof, for goretex."""
    meant = frozenset(chain.from_iterable(one.means for one in spoken))
    counted: dict[str, int] = {}
    for product in found:
        for tag in dict.fromkeys(product.tags):
            if _terms(tag) and _terms(tag) <= meant:
                counted[tag] = counted.get(tag, 0) + 1
    return tuple(tag for tag, count in counted.items() if count >= _MOST_OF_LIST * len(found))
