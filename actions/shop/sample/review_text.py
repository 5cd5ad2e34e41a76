"""Writes reviews: sentences that buyers of one product could have written."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from actions.shop.sample.files import SampleProduct, SampleShop, Stars, Trait, trait_of

_PLURAL_CATEGORIES = ("Shoes", "Trousers")
_ONE = {
    "It": "It", "it": "it", "them": "it", "they": "it", "this": "this", "This": "This",
    "is": "is", "was": "was", "has": "has", "Has": "Has", "s": "s", "es": "es", "ies": "ies",
}  # fmt: skip
_MANY = {
    "It": "They", "it": "them", "them": "them", "they": "they", "this": "these", "This": "These",
    "is": "are", "was": "were", "has": "have", "Has": "Have", "s": "", "es": "", "ies": "y",
}  # fmt: skip
_FIRST_PERSON = re.compile(r"\b(?:I|me|my|mine|myself)\b", re.IGNORECASE)
_HE = re.compile(r"\b(?:he|him|his|son|godson|nephew|boys?)\b", re.IGNORECASE)
_SHE = re.compile(r"\b(?:she|her|hers|daughter|niece|girls?)\b", re.IGNORECASE)
# A product's own sentences are this share of what is said of it.
_OWN_SHARE = 0.5
_SHORT, _MEDIUM = 0.22, 0.55  # shares of short and middling reviews; the rest is long


@dataclass(frozen=True)
class ReviewText:
    """A review.

    Attributes:
        text: What it says.
        told: Names of the traits that it tells of, and the product's own sentences in it.
        sentences: How many sentences tell something.
    """

    text: str
    told: tuple[str, ...]
    sentences: int


class _Deck:
    """Sentences in random order, each one once before any comes again."""

    def __init__(self, sentences: Iterable[str], rng: random.Random) -> None:
        self._sentences = list(dict.fromkeys(sentences))
        self._rng = rng
        self._left: list[str] = []

    def __bool__(self) -> bool:
        return bool(self._sentences)

    def draw(self) -> str:
        if not self._left:
            self._left = self._sentences.copy()
            self._rng.shuffle(self._left)
        return self._left.pop()


class ReviewWriter:
    """Writes the reviews of one product.

    Args:
        product: The product.
        shop: All that is written by hand.
        rng: Random numbers.
    """

    def __init__(self, product: SampleProduct, shop: SampleShop, rng: random.Random) -> None:
        self._rng = rng
        self._product = product
        self._plural = product.category in _PLURAL_CATEGORIES
        self._kids = product.attributes.get("for") == "kids"
        traits = [trait_of(shop.traits, name, product.category) for name in product.traits]
        known = [trait for trait in traits if trait is not None]
        self._good = self._trait_decks(known, good=True)
        self._bad = self._trait_decks(known, good=False)
        self._own = {True: self._ready(product.good), False: self._ready(product.bad)}
        phrases = shop.phrases
        openers = phrases.kids_openers if self._kids else phrases.openers
        self._short = self._by_stars(phrases.short)
        self._openers = self._by_stars(openers)
        self._but = self._by_stars(phrases.but)
        self._credit = self._by_stars(phrases.credit)
        self._closers = self._by_stars(phrases.closers)
        self._delivery = {
            True: self._deck(phrases.delivery["good"]),
            False: self._deck(phrases.delivery["bad"]),
        }
        settled = {trait.aspect for trait in known if trait.good}
        self._faults = {
            stars: self._deck(
                sentence
                for faults in phrases.faults
                if faults.aspect not in settled
                and (not faults.categories or product.category in faults.categories)
                and (stars == 2 or not faults.mild)
                for sentence in faults.says
            )
            for stars in (1, 2)
        }
        self._occasions = self._deck(
            sentence
            for occasion in shop.occasions
            if occasion.tag in product.tags
            and occasion.kids == self._kids
            and product.category not in occasion.not_for
            and not product.new  # it can't have been anywhere "since spring"
            for sentence in occasion.says
        )

    def write(self, stars: int) -> ReviewText:
        """Write a review that fits its stars."""
        length = self._rng.random()
        if length < _SHORT:
            return self._short_review(stars)
        return self._review(stars, long=length > _SHORT + _MEDIUM)

    def _short_review(self, stars: int) -> ReviewText:
        told: list[str] = []
        said = [self._short[stars].draw()]
        if self._rng.random() < 0.75:
            if stars == 1:
                said.append(self._faults[stars].draw())
            else:
                good = stars > 3 or (stars == 3 and self._rng.random() < 0.5)
                said += self._opinions(good, 1, told)
        return ReviewText(" ".join(said), tuple(told), len(said) - 1)

    def _review(self, stars: int, *, long: bool) -> ReviewText:
        rng, told, said = self._rng, list[str](), list[str]()
        occasion = self._occasions and rng.random() < 0.6
        if not occasion or (long and rng.random() < 0.7):
            said.append(self._openers[stars].draw())
        if occasion:
            said.append(self._occasions.draw())
        told_from = len(said)
        if stars >= 4:
            said += self._opinions(True, rng.randint(2, 3) if long else 2, told)
            if rng.random() < (0.75 if stars == 4 else 0.12):
                said += [self._but[stars].draw(), *self._opinions(False, 1, told)]
        elif stars == 3:
            said += [*self._opinions(True, 1, told), self._but[stars].draw()]
            said += self._opinions(False, 2 if long else 1, told)
        else:
            bad = self._opinions(False, 2 if long else 1, told)
            if stars == 1 or len(bad) == 1 or rng.random() < 0.3:
                bad.append(self._faults[stars].draw())
            said += bad
            if rng.random() < (0.5 if stars == 2 else 0.1):
                said += [self._credit[stars].draw(), *self._opinions(True, 1, told)]
        if _clash(said):
            return self._review(stars, long=long)
        sentences = len(said) - told_from
        if long or rng.random() < 0.3:
            said.append(self._closers[stars].draw())
        if rng.random() < 0.08 and stars != 3:
            said.append(self._delivery[stars > 3].draw())
        return ReviewText(" ".join(said), tuple(told), sentences)

    def _opinions(self, good: bool, count: int, told: list[str]) -> list[str]:
        """Return sentences about traits and of the product's own, as many as are left to tell.

        Args:
            good: Whether they praise.
            count: How many at most.
            told: What this review has told already; what is returned is added to it.
        """
        decks = self._good if good else self._bad
        found = []
        for _ in range(count):
            traits = [name for name in decks if name not in told]
            own = [sentence for sentence in self._own[good] if sentence not in told]
            if own and (not traits or self._rng.random() < _OWN_SHARE):
                told.append(self._rng.choice(own))
                found.append(told[-1])
            elif traits:
                told.append(self._rng.choice(traits))
                found.append(decks[told[-1]].draw())
        return found

    def _trait_decks(self, traits: Sequence[Trait], *, good: bool) -> dict[str, _Deck]:
        decks = {t.name: self._deck(t.says) for t in traits if t.good == good}
        return {name: deck for name, deck in decks.items() if deck}

    def _by_stars(self, sentences: Mapping[Stars, Sequence[str]]) -> dict[int, _Deck]:
        return {int(stars): self._deck(said) for stars, said in sentences.items()}

    def _deck(self, sentences: Iterable[str]) -> _Deck:
        return _Deck(self._ready(sentences), self._rng)

    def _ready(self, sentences: Iterable[str]) -> list[str]:
        """Return the sentences as they are said of this product."""
        forms = {**(_MANY if self._plural else _ONE), "noun": self._product.noun}
        ready = [sentence.format_map(forms) for sentence in sentences]
        if self._kids:  # grown-ups don't wear them
            ready = [sentence for sentence in ready if not _FIRST_PERSON.search(sentence)] or ready
        return ready


def _clash(sentences: Sequence[str]) -> bool:
    """Whether a child is a boy in one sentence and a girl in another."""
    said = " ".join(sentences)
    return bool(_HE.search(said) and _SHE.search(said))
