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
    common: Collection[str],
    is_stop: Callable[[str], bool],
) -> dict[Key, tuple[str, float]]:
    """Return the forms of all titles.

    A title may be said whole, without its brand or the word for whom it is made, and, if nothing
    else is called so, by its name and its noun ("the Fell jacket") or without its noun. Forms
    of nothing but words that are in the catalogue for other reasons are left out: a "Down
    Jacket" is any down jacket.

    Args:
        titles: The titles as the catalogue writes them.
        brands: The brands' normal forms.
        common: Words of categories, colours and other facets, in normal form.
        is_stop: Whether a word says nothing by itself.

    Returns:
        Normal form to the title and the confidence that it is meant.
    """
    meant: dict[Key, dict[str, float]] = defaultdict(dict)
    for title in titles:
        for key, confidence in _forms(phrase(title), brands):
            if _tells(key, common, is_stop, whole=confidence == 1):
                meant[key].setdefault(title, confidence)
    forms = {}
    for key, of in meant.items():
        best = max(of.values())
        likeliest = [title for title, confidence in of.items() if confidence == best]
        if len(likeliest) == 1:
            forms[key] = (likeliest[0], best)
    return forms


def _forms(key: Key, brands: Collection[Key]) -> Iterator[tuple[Key, float]]:
    yield key, 1.0
    brand = next((b for b in brands if key[: len(b)] == b and len(key) > len(b)), ())
    if brand:
        key = key[len(brand) :]
        yield key, 1.0
    if len(key) > 2 and key[0] in _FOR_WHOM:
        key = key[1:]
        yield key, _UNSAID
    if len(key) > 2:
        yield (key[0], key[-1]), PART
        yield key[:-1], PART


def _tells(
    key: Key, common: Collection[str], is_stop: Callable[[str], bool], *, whole: bool
) -> bool:
    """Whether a form can mean nothing but a product."""
    if not key:
        return False
    if len(key) == 1:
        word = key[0]
        return len(word) > _SHORTEST and word not in common and not is_english(word)
    if not whole:
        first = key[0]
        return (
            len(first) >= _SHORTEST
            and first not in common
            and not is_stop(first)
            and not is_stop(key[-1])
        )
    return any(word not in common and not is_stop(word) for word in key)
