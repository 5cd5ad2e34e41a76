"""The noun that says what a thing is: of titles ("tent" of "Beck 2 Tent"), and of wishes.

"A jacket for my tent" asks for a jacket. What a wish or a title says after its noun, from "for" or
"with" on, tells more of the thing and names another one at most.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from actions.recommendation.text import joined, stem, synonyms, terms, words

# What ends the part of a phrase that names the thing.
_ENDS_TEXT = """
    for with without that which who whose to in on of from at against under over inside into by
    while when where because if so but
"""
_ENDS = frozenset(_ENDS_TEXT.split())
# What makes a category word the place or the company of the thing wished for, not the thing.
_BESIDE = re.compile(
    r"\b(?:for|with|without|in|on|under|over|inside|into|against|of|to|that|which|fits?)\b"
    r"(?!.*(?:[,;.!?]|\b(?:and|or|plus|also)\b))",
    re.I | re.S,
)
_PLACED = re.compile(
    r"(?<!interested )\b(?:in|inside|into|under|beneath|over|on)\s+(?:an?|the|my|our|his|her|their)"
    r"\s+$|\b(?:something|anything|accessor\w+|parts?)\s+(?:\w+\s+)?for\s+(?:an?|the|my|our)\s+$",
    re.I,
)
# What begins so tells more of what was talked about before: "with a bottle holder".
_MORE_OF_IT = re.compile(
    r"\W*(?:(?:and|but|or|only|ones?|some|preferably)\s+)*(?:with|having)\b", re.I
)
# A set of what is what counts.
_GATHERS = frozenset(("set", "kit", "pair", "system", "bundle"))
# What follows the noun of a title and tells which one it is.
_MODELS = frozenset(("pro", "plus", "max", "mini", "lite", "deluxe", "edition", "collapsible"))
_FEW_WORDS = 2
_SYNONYM_STRENGTH = 0.5


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Return the words before and after the first preposition that follows any other word."""
    said = words(joined(text))
    while said and said[0] in _ENDS:
        said.pop(0)
    cut = next((at for at, word in enumerate(said) if word in _ENDS), len(said))
    return said[:cut], said[cut:]


def title_head(title: str) -> str | None:
    """Return the stem of the noun of a title; numbers and units behind it are passed over."""
    return next(reversed(title_phrase(title)), None)


def title_phrase(title: str, length: int = 2) -> tuple[str, ...]:
    """Return the stems of the noun of a title and of what stands before it: "wellington boot"."""
    named = [w for w in _parts(title)[0] if w.isalpha() and len(w) > 2]
    while len(named) > 1 and named[-1] in _GATHERS | _MODELS:
        named.pop()
    return tuple(stem(word) for word in named[-length:])


def essential(text: str) -> list[str]:
    """Return the words of a wish that is a thing and no story: "heated", not "keep warm in autumn".

    Args:
        text: The wish without what filters see to.
    """
    named, aside = _parts(text)
    return [] if aside else [word for word in named if word.isalpha() and terms(word)]


def qualifying(text: str, known: Callable[[str], bool]) -> list[str]:
    """Return the stems of the words before the noun of a wish: "walk" of "walking boots".

    Args:
        text: The wish without what filters see to. Where that was the noun, few words are left.
        known: Whether any product is called so.
    """
    named, aside = _parts(text)
    said = list(dict.fromkeys(stem(word) for word in named if word.isalpha() and terms(word)))
    if said and known(said[-1]):
        return said[:-1]
    return said if len(named) + len(aside) <= _FEW_WORDS else []


def named(
    text: str, categories: Sequence[str], known: Callable[[str], bool]
) -> Mapping[str, float]:
    """Return the nouns of what is wished for, with how surely each is meant, 0 to 1.

    Args:
        text: The wish without what filters see to.
        categories: The categories asked for: what is meant where the words name no noun.
        known: Whether any product is called so.
    """
    for word in reversed(_parts(text)[0]):
        found = _strengths(stem(word))
        if any(known(head) for head in found):
            return found
    meant: dict[str, float] = {}
    for category in categories:
        for last in words(category)[-1:]:
            for head, strength in _strengths(stem(last)).items():
                meant[head] = max(strength, meant.get(head, 0.0))
    return meant


def company(text: str, known: Callable[[str], bool]) -> frozenset[str]:
    """Return the stems of things that a wish names beside the one that it is about.

    Args:
        text: The wish.
        known: Whether any product is called so.
    """
    _, aside = _parts(text)
    return frozenset(term for word in aside if known(term := stem(word)))


def _strengths(term: str) -> Mapping[str, float]:
    return {**dict.fromkeys(synonyms(term), _SYNONYM_STRENGTH), term: 1.0}


def without_company(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Return the entities without categories that only tell more of the thing that is wished for.

    "A lamp for reading in the tent" asks for no tent, and "something for cold nights in a tent"
    does not either.
    """
    kept: list[Mapping[str, Any]] = []
    noun_ended: int | None = None
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            kept.append(entity)
            continue
        # What goes under "my waterproofs" need not be waterproof.
        worn = entity.get("entity") == "attribute" and text[:end].casefold().endswith("s")
        if worn and _PLACED.search(text[:start]):
            continue
        if entity.get("entity") == "category":
            since = text[noun_ended or 0 : start]
            if _MORE_OF_IT.match(text):
                continue
            if _PLACED.search(since) or (noun_ended is not None and _BESIDE.search(since)):
                continue
            noun_ended = end
        kept.append(entity)
    return kept
