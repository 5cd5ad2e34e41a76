"""What a list does not answer to is told, and nothing else is."""

from __future__ import annotations

from typing import Any

import pytest

from actions.recommendation import Phrasebook, Recommender, ShoppingState, Turn, Wish
from actions.recommendation.unmet import Unmet, unmet_parts
from actions.shop.records import ProductRecord
from actions.shopping.terms import in_own_terms
from tests.recommendation.catalogue import product


def _made(number: int, title: str, category: str, told: str, *tags: str) -> ProductRecord:
    variants = [("", "", "50", 3)]
    return product(number, title, category, variants, tags=tags, description=told)


# Another shop than the sample: nothing of it stands in a list of words.
SHOP = Recommender(
    [
        _made(1, "Oslo Desk", "Desks", "A drawer for pens. The top is oak.", "office"),
        _made(2, "Malmo Desk", "Desks", "A cable tray runs below the top.", "office"),
        _made(3, "Turku Desk", "Desks", "It stands on castors. There is a tray for pens."),
        _made(4, "Bergen Desk", "Desks", "Plain and small.", "flat-packed"),
        _made(5, "Lund Chair", "Chairs", "It has a headrest and a footrest.", "office"),
        _made(6, "Kiruna Chair", "Chairs", "Beech."),
    ],
    phrasebook=Phrasebook([Wish(("bureau", "escritoire desk"), ("oslo desk",))]),
)


def _unmet(text: str, category: str = "Desks", *others: dict[str, Any]) -> list[Unmet]:
    word = category.lower().removesuffix("s")
    at = text.casefold().index(word)
    found = {"entity": "category", "value": category, "start": at, "end": at + len(word)}
    turn, _ = in_own_terms(Turn.of(text, [found, *others]), ShoppingState(), SHOP)
    products = [item.product for item in SHOP.search(turn.query, turn.limits, 3)]
    return unmet_parts(turn, products, turn.limits, SHOP)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("desk with a mirror", "mirror"),
        ("Hello, I need a desk with a mirror please", "mirror"),
        ("motorised desk", "motorised"),
        ("do you have a desk that is fireproof?", "fireproof"),
        ("a desk for left-handed people", "left-handed"),
        ("desk, fireproof", "fireproof"),
    ],
)
def test_what_no_text_has_is_told(text: str, words: str) -> None:
    assert _unmet(text) == [Unmet(words)]


@pytest.mark.parametrize(
    "text",
    [
        "desk",
        "I would really like a nice desk please, thanks a lot",
        "we moved house in Leeds last Tuesday and now our boy needs a desk",
        "a desk without a mirror",
        "bureau desk",
        "right lets start with a desk",
        "moving on to desks",
    ],
)
def test_what_is_met_or_only_a_story_is_not_told(text: str) -> None:
    assert _unmet(text) == []


def test_words_of_one_name_must_stand_in_one_sentence() -> None:
    (missed,) = _unmet("desk with an oak drawer")
    assert (missed.words, missed.by) == ("oak drawer", ())


def test_who_of_a_list_has_it_is_named() -> None:
    (missed,) = _unmet("desk with a cable tray")
    assert [one.title for one in missed.by] == ["Malmo Desk"]


def test_a_word_for_the_thing_is_met_by_what_it_means_and_a_quality_is_not() -> None:
    assert _unmet("I want an escritoire desk") == [Unmet("escritoire")]
