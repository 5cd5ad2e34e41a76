"""Which product is meant: a place, a name, a quality, or what is being talked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from actions.recommendation import Constraints, pointed_at
from actions.recommendation.asked import asks_same_of_another, telling
from actions.recommendation.matching import fits
from actions.recommendation.mentions import (
    by_tail,
    called,
    leading,
    only_of_kind,
    singled_out,
    title_stems,
)
from actions.recommendation.question_words import QUESTION_WORDS
from actions.recommendation.text import spoken_list, stem, words
from actions.recommendation.verdict import ranked, ranking_among
from actions.shop.records import ProductRecord
from actions.shopping.session import Visit

_EARLIER = 40  # products shown before the list, the newest
_FOUND = 8  # of what a search for a name finds
_TALKED = 4  # messages before this one


def meant_products(visit: Visit, *, asked: Sequence[str] = ()) -> list[ProductRecord]:
    """Return the products that a message is about; empty where it points at none.

    A title or a place in the list decides; then words of titles, of the list, of earlier lists, of
    the catalogue; then words that describe one of the list ("the blue one"); then the product
    being talked about, or the only one on show.

    Args:
        visit: The present run.
        asked: The facets that are asked about, so that they do not tell products apart.
    """
    called = called_products(visit)
    if called or visit.turn.ordinals:
        return called
    return _talked_of(visit, asked)


def pointed_products(visit: Visit) -> list[ProductRecord]:
    """Return the products that a message is about by its own words; empty where it names none.

    "It" and "those" are words for what the answer before was about.
    """
    called = called_products(visit)
    points = visit.turn.cue("it") or visit.turn.cue("they")
    if called or visit.turn.ordinals or not points or not visit.shopped_last:
        return called
    return _talked_of(visit, ("attribute", "material"))


def may_be_named(visit: Visit) -> bool:
    """Whether a message has a title or a word of few titles: quicker than to look them up."""
    turn, titled = visit.turn, visit.shop.snapshot.titled_with
    said = (stem(word) for word in telling(turn.text))
    return bool(turn.titles or turn.ordinals) or any(0 < len(titled(s)) <= _FOUND for s in said)


def called_products(visit: Visit) -> list[ProductRecord]:
    """Return the products that a message names, or points at by their places."""
    turn, state = visit.turn, visit.state
    found = [visit.shop.titled(title) for title in turn.titles]
    found += [visit.product(i) for i in pointed_at(state, turn)]
    titled = [product for product in found if product is not None]
    if titled or turn.ordinals:
        return titled
    if turn.cue("other_one") and len(state.compared) == 2 and state.focus in state.compared:
        others = (visit.product(i) for i in state.compared if i != state.focus)
        return [product for product in others if product is not None]
    return named_products(visit)


def _talked_of(visit: Visit, asked: Sequence[str]) -> list[ProductRecord]:
    """Return what a message describes of what is on show, else what the talk is about."""
    state = visit.state
    shown = visit.products(state.compared or state.shown)
    described = _described(visit, shown, asked)
    if len(described) == 1:
        return described
    focus = visit.product(state.focus)
    if focus is not None:
        return [focus]
    return described or shown


def named_products(visit: Visit, *, all_of_them: bool = False) -> list[ProductRecord]:
    """Return the products that a message calls by words of their titles; empty where none.

    Those on show come first, then what is being talked about, what was shown before, and at last
    what of the catalogue the words single out.

    Args:
        visit: The present run.
        all_of_them: Whether to go on to what is not on show where something that is was named.
    """
    state, text = visit.state, QUESTION_WORDS.without_asked(visit.turn.text)
    lists = [visit.products(ids) for ids in (state.compared, state.shown)]
    focus = visit.product(state.focus)
    lists += [[focus]] if focus is not None else []
    here = next((found for own in lists if (found := called(text, own))), [])
    if here and not all_of_them:
        return here
    ids = [i for i in reversed(state.context.seen) if i not in (*state.shown, state.focus)]
    earlier = visit.products(ids[:_EARLIER])
    before = singled_out(text, earlier)
    if not before and not here:
        on_show = {product.id for product in visit.products(state.shown)}
        only = only_of_kind(text, [*visit.products(state.shown), *earlier])
        before = [product for product in only if product.id not in on_show]
    here_by = {s for product in here for s in title_stems(product)}
    before = [*here, *(p for p in before if here_by.isdisjoint(leading(p)))]
    known = {s for product in before for s in title_stems(product)}
    others = [p for p in _of_catalogue(visit, text) if known.isdisjoint(leading(p))]
    return _of_kind([*before, *others], visit)


def _of_catalogue(visit: Visit, text: str) -> list[ProductRecord]:
    """Return what of the whole catalogue the words of a message single out."""
    said = telling(text)
    again = asks_same_of_another(visit.turn.text)
    if not said or (visit.turn.cue("it") and visit.state.shown and not again):
        return []
    stems = {stem(word) for word in said}
    titled = [rows for s in stems if 0 < len(rows := visit.shop.snapshot.titled_with(s)) <= _FOUND]
    by_title = [visit.shop.snapshot.product(int(row)) for rows in titled for row in rows]
    found = visit.shop.search(" ".join(said), Constraints(in_stock_only=False), _FOUND)
    # Among so many titles some word is always near: it must be the very word, or one misspelt.
    named = {product.id: product for product in by_title} | {
        item.product.id: item.product
        for item in found
        if set(said) & set(words(item.product.title)) or stems.isdisjoint(title_stems(item.product))
    }
    likely = list(named.values())
    return singled_out(text, likely, pointed=True) or by_tail(text, likely)


def _of_kind(products: list[ProductRecord], visit: Visit) -> list[ProductRecord]:
    """Return those products that are of the kind said or of the kinds on show, if any is."""
    said = visit.turn.wanted.get("category", ())
    products = [product for product in products if product.category in said] or products
    kinds = {product.category for product in visit.products(visit.state.shown)}
    return [product for product in products if product.category in kinds] or products


def talked_about(visit: Visit) -> list[ProductRecord]:
    """Return the products that the last messages named, the latest first."""
    seen = visit.products(reversed(visit.state.context.seen[-_EARLIER:]))
    found: dict[int, ProductRecord] = {}
    for turn in visit.earlier_turns(_TALKED):
        named = [p for title in turn.titles if (p := visit.shop.titled(title)) is not None]
        for product in named or singled_out(turn.text, seen):
            found.setdefault(product.id, product)
    return list(found.values())


def _described(
    visit: Visit, shown: Sequence[ProductRecord], asked: Sequence[str]
) -> list[ProductRecord]:
    limits = replace(visit.turn.limits, in_stock_only=False)
    for facet in asked:
        limits = limits.without(facet)
    ranking = ranking_among(visit.turn.text, shown) if len(shown) > 1 else None
    if ranking is not None:
        known, _ = ranked(shown, ranking)
        return known[:1]
    if not limits.narrowing:
        return []
    return [product for product in shown if fits(product, limits)]


def say_which(visit: Visit, pending: str, choice: Sequence[ProductRecord]) -> None:
    """Ask which product is meant, and keep in mind what for."""
    shown = visit.state.shown
    if visit.turn.ordinals and shown and not choice:
        count = "only one product" if len(shown) == 1 else f"{len(shown)} products"
        visit.say.utter_message(text=f"The list has {count}. Which one do you mean?")
    elif not choice:
        kinds = spoken_list(visit.shop.categories)
        visit.say.utter_message(
            text="Which product do you mean? Tell me its name, or what you are looking for: "
            f"we sell {kinds}."
        )
    else:
        buttons = [
            {
                "title": product.title,
                "payload": f'/choose_item{{"ordinal": {shown.index(product.id) + 1}}}',
            }
            for product in choice
            if product.id in shown
        ]
        names = spoken_list((product.title for product in choice), "or")
        visit.say.utter_message(text=f"Which one do you mean: {names}?", buttons=buttons)
    visit.state = replace(visit.state, pending=pending, wish=visit.turn.limits)
