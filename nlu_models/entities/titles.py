"""The forms in which a shopper may name a product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator

from nlu_models.entities.english import is_english
from nlu_models.entities.tokens import phrase

Key = tuple[str, ...]
_FOR_WHOM = frozenset({"women", "men", "womens", "mens", "kid", "kids", "children", "unisex"})
_UNSAID = 0.9  # confidence without the word for whom it is made
PART = 0.8  # confidence of a part of a title
_SHORTEST = 4


def title_forms(
    titles: Iterable[str],
    brands: Collection[Key],
    phrases: Collection[Key],
    is_stop: Callable[[str], bool],
) -> dict[Key, tuple[str, float]]:
    """Return the forms of all titles.

    A title may be said whole, without its brand or the word for whom it is made, and, if nothing
    else is called so, by its name and its noun ("the Fell jacket") or without its noun. A title of
    nothing but words that the catalogue has for other reasons is as unsure as a part of one: a
    "down jacket" is any down jacket, "the Down Jacket" need not be.

    Args:
        titles: The titles as the catalogue writes them.
        brands: The brands' normal forms.
        phrases: Normal forms of categories, colours and other facets, brands among them.
        is_stop: Whether a word says nothing by itself.

    Returns:
        Normal form to the title and the confidence that it is meant.
    """
    facets = {key for key in phrases if key not in brands}
    meant: dict[Key, dict[str, float]] = defaultdict(dict)
    for title in titles:
        for key, confidence in _forms(phrase(title), brands):
            if len(key) == 1 and not _is_name(key[0], facets):
                continue
            if confidence == PART and not _is_telling(key, facets, is_stop):
                continue
            sure = confidence if confidence == PART or not _is_made_of(key, facets) else PART
            meant[key].setdefault(title, sure)
    forms = {}
    for key, of in meant.items():
        best = max(of.values())
        likeliest = [title for title, confidence in of.items() if confidence == best]
        if len(likeliest) == 1:
            forms[key] = (likeliest[0], best)
    return forms


def _forms(key: Key, brands: Collection[Key]) -> Iterator[tuple[Key, float]]:
    if not key:
        return
    yield key, 1.0
    brand = next((b for b in brands if key[: len(b)] == b and len(key) > len(b)), ())
    if brand:
        key = key[len(brand) :]
        # "Digital Watch" is no name without its brand; "Puddlewick Suit" is.
        yield key, PART if all(map(is_english, key)) else 1.0
    if len(key) > 2 and key[0] in _FOR_WHOM:
        key = key[1:]
        yield key, _UNSAID
    if len(key) > 2:
        yield (key[0], key[-1]), PART
        yield key[:-1], PART


def _is_name(word: str, facets: Collection[Key]) -> bool:
    """Whether a title of one word can be nothing but a name."""
    return len(word) > _SHORTEST and (word,) not in facets and not is_english(word)


def _is_telling(key: Key, facets: Collection[Key], is_stop: Callable[[str], bool]) -> bool:
    """Whether a part of a title starts with a name and ends in something."""
    first = key[0]
    named = len(first) >= _SHORTEST and (first,) not in facets and not is_stop(first)
    return named and not is_stop(key[-1])


def _is_made_of(key: Key, facets: Collection[Key]) -> bool:
    """Whether a title is one facet after the other."""
    return not key or any(
        key[:size] in facets and _is_made_of(key[size:], facets) for size in range(1, len(key) + 1)
    )
