"""What products are called, and which of them are a kind of thing: boots, head torches, fleeces.

The noun of a title tells what a thing is. "Overtrousers" are trousers, and a "fleece jacket" among
jackets is a fleece; a "sleeping bag liner" is a liner and no bag.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import NamedTuple

from actions.recommendation.heads import title_phrase
from actions.recommendation.text import joined, same_thing, stem, words
from actions.shop.records import ProductRecord
from nlu_models.entities.english import is_english

# What is joined to a noun is a word of its own: "over" and "trousers".
_SHORTEST_NOUN = 4
_SHORTEST_JOINED = 3
# What so large a share of a category is called only belongs to no things of it: "coffee beans".
_BELONGS = 1 / 3


class Name(NamedTuple):
    """What a product is called.

    Attributes:
        before: Stem of the word before the noun; empty where there is none.
        noun: Stem of the noun; empty where the title has none.
        category: Where it is listed.
        inner: The two stems before the noun; empty where the title has no two.
    """

    before: str
    noun: str
    category: str
    inner: str = ""


class Kind(NamedTuple):
    """A kind of thing.

    Attributes:
        before: Stem of the word that makes the noun another one: "head" of "head torches"; or
            empty.
        noun: Stem of the noun.
    """

    before: str
    noun: str


def name_of(product: ProductRecord) -> Name:
    """Return what a product is called."""
    first, before, noun = ("", "", "", *title_phrase(product.title, 3))[-3:]
    return Name(before, noun, product.category, f"{first} {before}" if first else "")


@lru_cache(maxsize=4096)
def own_nouns(category: str) -> frozenset[str]:
    """Return the nouns of a category, or of each part of its path: "bag" of "Sleeping bags"."""
    parts = (words(part) for part in re.split("[>/]", category))
    return frozenset(stem(part[-1]) for part in parts if part)


@lru_cache(maxsize=4096)
def kind_of(value: str) -> Kind:
    """Read a kind as constraints have it: ``boots``, ``head torches``."""
    *before, noun = ("", *(stem(word) for word in words(joined(value))))[-2:]
    return Kind("".join(before), noun)


@lru_cache(maxsize=65536)
def is_kind(name: Name, value: str) -> bool:
    """Whether what is called so is a kind of thing, as constraints have it."""
    before, noun = kind_of(value)
    nouns = (noun, *same_thing(noun))
    # A fleece jacket among jackets is a fleece; wellington boots are wellies.
    told = len(nouns) > 1 or name.noun in own_nouns(name.category)
    if before:
        # "Headtorch" is one word in some titles.
        return (name.before == before and name.noun in nouns) or name.noun == before + noun
    return (told and name.before in nouns) or any(_is_noun(name, one) for one in nouns)


def is_any_kind(name: Sequence[str], asked: Sequence[str]) -> bool:
    """Whether what is called so is any of some kinds."""
    return any(is_kind(Name(*name), value) for value in asked)


def _is_noun(name: Name, noun: str) -> bool:
    """Whether a noun is that of a name, or its end: overtrousers among trousers.

    A microphone is no phone, as it is not listed as one.
    """
    own = name.noun
    if own == noun:
        return True
    front = own.removesuffix(noun)
    if len(noun) < _SHORTEST_NOUN or front == own or len(front) < _SHORTEST_JOINED:
        return False
    return noun in own_nouns(name.category) and is_english(front)


class Names:
    """What the products of a catalogue are called.

    Args:
        counted: What products are called, as JSON of a ``Name``, and how many are called so.
    """

    def __init__(self, counted: Iterable[tuple[str, int]]) -> None:
        self._categories: dict[str, set[str]] = {}
        self._phrases: dict[tuple[str, str], int] = {}
        self._beside: dict[str, Counter[str]] = {}
        self._sizes: Counter[str] = Counter()
        self._inner: set[str] = set()
        self._own: dict[str, set[str]] = {}
        for text, count in counted:
            name = Name(*json.loads(text))
            own = own_nouns(name.category)
            for noun in own:
                self._own.setdefault(noun, set()).add(name.category)
            self._sizes[name.category] += count
            if not name.noun:
                continue
            self._inner.add(name.inner)
            self._categories.setdefault(name.noun, set()).add(name.category)
            phrase = (name.before, name.noun)
            self._phrases[phrase] = self._phrases.get(phrase, 0) + count
            if name.before in own and name.noun not in own:
                self._beside.setdefault(name.category, Counter())[name.noun] += count

    def joined(self, other: Names) -> Names:
        """Return these and those of other products."""
        both = Names(())
        for one in (self, other):
            for own, theirs in (
                (both._categories, one._categories),
                (both._own, one._own),
            ):
                for key, values in theirs.items():
                    own[key] = own.get(key, set()) | values
            for phrase, count in one._phrases.items():
                both._phrases[phrase] = both._phrases.get(phrase, 0) + count
            for category, nouns in one._beside.items():
                both._beside.setdefault(category, Counter()).update(nouns)
            both._sizes.update(one._sizes)
            both._inner |= one._inner
        return both

    def categories(self, noun: str) -> frozenset[str]:
        """Return where things of that name are listed."""
        found: set[str] = set()
        for one in (noun, *same_thing(noun)):
            found |= self._categories.get(one, set())
        return frozenset(found)

    def of_category(self, noun: str) -> frozenset[str]:
        """Return the categories that are called so themselves."""
        found: set[str] = set()
        for one in (noun, *same_thing(noun)):
            found |= self._own.get(one, set())
        return frozenset(found)

    def phrased(self, before: str, noun: str) -> int:
        """Return how many products have these two words for a name."""
        nouns = (noun, *same_thing(noun))
        apart = sum(self._phrases.get((before, one), 0) for one in nouns)
        return apart + len(self._categories.get(before + noun, ()))

    def beside(self, category: str) -> frozenset[str]:
        """Return the nouns of what only belongs to things of a category: liners, of bags.

        None where much of the category is called so: there the nouns tell its things apart.
        """
        found = self._beside.get(category, Counter())
        few = found.total() <= _BELONGS * self._sizes[category]
        return frozenset(found) if few else frozenset()

    def parted(self, word: str) -> tuple[str, str] | None:
        """Return the two words, as said, of what titles call by two: "head" and "torch"."""
        if stem(word) not in self._parted:
            return None
        before, noun = self._parted[stem(word)]
        cuts = range(_SHORTEST_JOINED, len(word) - 1)
        halves = ((word[:at], word[at:]) for at in cuts)
        return next((h for h in halves if (stem(h[0]), stem(h[1])) == (before, noun)), None)

    @cached_property
    def _parted(self) -> dict[str, tuple[str, str]]:
        return {before + noun: (before, noun) for before, noun in self._phrases if before}

    def tells_of(self, before: str, noun: str) -> bool:
        """Whether two words only tell more of things: the cast iron of a skillet."""
        return f"{before} {noun}" in self._inner and not self.phrased(before, noun)
