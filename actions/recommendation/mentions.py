"""Products called by a part of their title: "the kestrel", "and the frostfall?", "the Pro one".

A word of a title names the product where it stands as a name does: after "the", before "one", or
alone. Words that no catalogue uses of a thing ("kestrel") name it wherever they stand.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from rapidfuzz.distance import OSA

from actions.recommendation.heads import title_head
from actions.recommendation.phrases import WEARERS
from actions.recommendation.text import STOP_WORDS, stem, words
from actions.shop.records import ProductRecord
from nlu_models.entities.english import is_english

_MIN_MISSPELT = 5  # letters
_SLIPS = 1
_REACH = 3  # words between "the" and the word that names
_FEW_WORDS = 4
_PLACES = frozenset(("first", "second", "third", "fourth", "fifth", "last"))
_FEW_BEFORE = 2
_ASKS = ("what", "which", "how")
_POINTING = frozenset(
    ["the", "that", "this", "those", "these", "about", "and", "vs", "versus", "or", "than", "your"]
)
_PLACING = frozenset(["in", "on", "at", "during", "through", "under", "into", "for"])
_BLURRING = frozenset(
    ["a", "an", "any", "some", "my", "our", "his", "her", "their", "most", "more", "many", "much"]
)
_SOMEBODY = frozenset(("it", "they", "i", "we", "you", "this", "that", "these", "those"))
_TOKEN = re.compile(r"\w+(?:['’]s\b)?")
_THE = re.compile(r"\b(?:the|this|that|your)\s+$", re.I)
_AFTER = frozenset(("one", "ones"))
# Titles and messages have them alike; they name nothing.
_COMMON = frozenset(stem(word) for word in (*WEARERS, "mens", "womens"))


class Mention(NamedTuple):
    """A word of a message that is of titles.

    Attributes:
        stem: Of the word of the title.
        said: The word as it was said.
        pointing: Whether it stands as a name does.
        blurred: Whether it stands as a name never does: "a laptop", "my bag".
    """

    stem: str
    said: str
    pointing: bool
    blurred: bool


def title_stems(product: ProductRecord) -> list[str]:
    """Return the stems of the words of a product's title, in order."""
    return [stem(word) for word in words(product.title) if word not in STOP_WORDS]


def leading(product: ProductRecord) -> set[str]:
    """Return the stems of the word that a title is known by: the first, or after the brand."""
    brand = {stem(word) for word in words(product.brand)}
    names = [s for s in title_stems(product) if s not in _COMMON]
    own = [s for s in names if s not in brand]
    return {*names[:1], *own[:1]}


def mentions(text: str, stems: Collection[str]) -> list[Mention]:
    """Return the words of a text that are among stems of titles, misspelt by a letter or not."""
    said = words(text)
    found: list[Mention] = []
    for at, word in enumerate(said):
        of_name = word.isdigit() and at > 0 and found and found[-1].said == said[at - 1]
        if of_name and word in stems:
            found.append(Mention(word, word, found[-1].pointing, found[-1].blurred))
        if word in STOP_WORDS or len(word) < 2 or (word.isdigit() and len(word) < 3) or of_name:
            continue
        following = said[at + 1] if at + 1 < len(said) else ""
        if word in _PLACES and stem(following) not in stems:
            continue  # "on the first", and no "First Watch"
        own = _own(word, stems)
        if own is None and at + 1 < len(said):
            own = _own(word + said[at + 1], stems, exact=True)  # "day break"
        if own is not None and own not in _COMMON:
            blurred = at > 0 and said[at - 1] in _BLURRING
            found.append(Mention(own, word, _points(said, at, stems), blurred))
    return found


def _own(word: str, stems: Collection[str], *, exact: bool = False) -> str | None:
    term = stem(word)
    if term in stems:
        return term
    if exact or len(word) < _MIN_MISSPELT or not word.isalpha():
        return None
    near = [
        other
        for other in stems
        if other[0] == term[0] and len(other) >= _MIN_MISSPELT - 1 and other.isalpha()
        if OSA.distance(term, other, score_cutoff=_SLIPS) <= _SLIPS
    ]
    return near[0] if len(near) == 1 else None


def _points(said: Sequence[str], at: int, stems: Collection[str]) -> bool:
    if any(word in _AFTER for word in said[at + 1 : at + 3]):
        return True
    for back in range(at - 1, max(-1, at - 2 - _REACH), -1):
        word = said[back]
        if word in _BLURRING:
            return False
        if word in _POINTING:
            placed = back > 0 and said[back - 1] in _PLACING
            return not placed or _names_there(said, at, said[: back - 1], stems)
    # Hardly more than a name: "lowmoor cagoule weight".
    return at < 2 and len([word for word in said if word not in STOP_WORDS]) <= _FEW_WORDS


def _names_there(
    said: Sequence[str], at: int, before: Sequence[str], stems: Collection[str]
) -> bool:
    """Whether the X of "in the X" is a product, and no place to be in.

    It is one where more of a title follows ("Dipper 400"), where no English word is like it, and
    where a thing is asked for: "what fill is in the X", "whats the drop on the X", "hood on the X".
    """
    after = said[at + 1] if at + 1 < len(said) else ""
    if after.isdigit() or stem(after) in stems or not is_english(said[at]):
        return True
    asks = [place for place, word in enumerate(before) if word.startswith(_ASKS)]
    if asks:
        return _SOMEBODY.isdisjoint(before[asks[-1] :])
    things = [word for word in before if word not in STOP_WORDS]
    few = 0 < len(things) <= _FEW_BEFORE and before[-1] in things
    return few and _SOMEBODY.isdisjoint(before)


def by_tail(text: str, products: Sequence[ProductRecord]) -> list[ProductRecord]:
    """Return the product that a text calls by the end of its title: "the camp toaster".

    One that is known by such a word may be meant as well. Numbers do not count.

    Returns:
        One or two products; empty where more would fit.
    """
    stems = {s for product in products for s in title_stems(product)}
    said = {mention.stem for mention in mentions(text, stems) if mention.pointing}
    there = {mention.stem for mention in mentions(text, stems)}
    ends = [p for p in products if _tail_said(p, text, said)]
    counts = {p.id: len(there & set(title_stems(p))) for p in ends}
    longest = max(counts.values(), default=0)
    found = [p for p in ends if counts[p.id] == longest]
    if len(found) != 1:
        return []
    known = [p for p in products if said & leading(p) and p.id != found[0].id]
    return [*found, *known] if len(known) <= 1 else []


def _tail_said(product: ProductRecord, text: str, pointed: Collection[str]) -> bool:
    """Whether a text has the end of a title, or the title's end behind a word that it points at."""
    own = [s for s in title_stems(product) if not s.isdigit() and len(s) > 1]
    there = [stem(word) for word in words(text)]
    for start in range(len(own)):
        tail = own[start:]
        starts = (at for at, s in enumerate(there) if s == tail[0] and s in pointed)
        if any(there[at : at + len(tail)] == tail for at in starts):
            return True
    return False


def without_name(text: str, product: ProductRecord) -> str:
    """Return a text with "it" in place of a product's name, or of a part of it that tells."""
    own, named = title_stems(product), leading(product) - _plain_stems(product)
    tokens = list(_TOKEN.finditer(text))
    stems = [stem(token.group().casefold().removesuffix("'s")) for token in tokens]
    at = 0
    while at < len(tokens):
        end, place = at, -1
        while end < len(tokens) and stems[end] in own[place + 1 :]:
            place = own.index(stems[end], place + 1)
            end += 1
        run = stems[at:end]
        if not named.isdisjoint(run) or (len(run) > 1 and run[0] in leading(product)):
            start = tokens[at].start()
            return f"{_THE.sub('', text[:start])}it{text[tokens[end - 1].end() :]}"
        at = max(end, at + 1)
    return text


def called(text: str, products: Sequence[ProductRecord]) -> list[ProductRecord]:
    """Return the products of a list that a text calls by words of their titles.

    Returns:
        Empty where it calls none, or where its words fit all of several alike.
    """
    own = {product.id: set(title_stems(product)) for product in products}
    found = mentions(text, {s for stems in own.values() for s in stems})
    plain = {s for product in products for s in _plain_stems(product)}
    held = {
        product.id: frozenset(
            m.stem
            for m in found
            if m.stem in own[product.id] and (m.pointing or m.stem in leading(product) - plain)
        )
        for product in products
    }
    best = [
        product
        for product in products
        if held[product.id]
        and not any(held[product.id] < other for i, other in held.items() if i != product.id)
    ]
    worn = _for_wearer(text, best)
    if len(worn) == len(products) > 1 and len({held[p.id] for p in worn}) == 1:
        return []
    return worn


def _for_wearer(text: str, products: list[ProductRecord]) -> list[ProductRecord]:
    """Return those of some products that a text calls by whom they are for: "the women's X"."""
    said = _COMMON & {stem(word) for word in words(text)}
    named = [p for p in products if said & {stem(word) for word in words(p.title)}]
    return named or products


def singled_out(
    text: str, products: Sequence[ProductRecord], *, most: int = 3, pointed: bool = False
) -> list[ProductRecord]:
    """Return the products that a text calls by the word that their titles are known by.

    Args:
        text: The message.
        products: What was shown before, or what a search for the words found.
        most: More than so many are not singled out: then none is returned.
        pointed: Whether the words must stand as a name does.
    """
    plain = {s for product in products for s in _plain_stems(product)}
    likely = called(text, products) if len(products) > 1 else list(products)
    found = []
    for product in likely:
        own = title_stems(product)
        names = mentions(text, own)
        names = [m for m in names if m.pointing or not (pointed or m.blurred)]
        heard = {m.stem for m in names}
        by_name = any(m.stem in leading(product) - plain for m in names)
        # "Rain jacket" names no product, though a title has both words.
        in_part = len(heard) > 1 and not heard <= plain
        numbered = bool(heard & leading(product)) and any(s.isdigit() for s in heard)
        if by_name or in_part or numbered or (len(heard) > 1 and heard >= set(own)):
            found.append(product)
    found = _for_wearer(text, found)
    return found if len(found) <= most else []


def only_of_kind(text: str, products: Sequence[ProductRecord]) -> list[ProductRecord]:
    """Return the one product that a text calls by what it is, "the poncho", if it is but one."""
    heads = {product.id: title_head(product.title) for product in products}
    said = {m.stem for m in mentions(text, {head for head in heads.values() if head}) if m.pointing}
    found = [product for product in products if heads[product.id] in said]
    return found if len(found) == 1 else []


def _plain_stems(product: ProductRecord) -> set[str]:
    """Return the stems of the words that tell of a product what it is like."""
    told = [product.category, *product.tags, *product.attributes]
    told += [value for values in product.attributes.values() for value in values]
    head = title_head(product.title)
    return {stem(word) for text in told for word in words(text)} | ({head} if head else set())
