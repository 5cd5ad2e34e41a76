"""Wishes in words that no catalogue has."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.recommendation import (
    Constraints,
    Context,
    Phrasebook,
    Recommender,
    Wish,
    WishFileError,
    read_wishes,
)
from actions.recommendation.amounts import find_amounts
from actions.recommendation.lessons import lessons
from actions.recommendation.relevance import without_refused
from actions.shopping.models import WISHES
from tests.recommendation.catalogue import BASE, BECK, BREEZE, FELL, FLASK, PRODUCTS, ConceptEncoder


def always(_: object) -> bool:
    return True


BOOK = (
    Wish(says=("mackintosh", "slicker"), means=("rain jacket",), also=("wind jacket",)),
    Wish(says=("something for my tea break",), means=("flask",)),
    Wish(says=("kayak",), means=("rubber boat",)),
)


def titles(shop: Recommender, text: str, k: int = 3) -> list[str]:
    return [item.product.title for item in shop.search(text, k=k)]


def test_a_name_that_the_catalogue_lacks_finds_what_it_means() -> None:
    assert titles(Recommender(PRODUCTS), "a mackintosh please") == []
    shop = Recommender(PRODUCTS, phrasebook=Phrasebook(BOOK))
    found = shop.search("a mackintosh please")
    assert [item.product.title for item in found][:1] == [FELL.title]
    assert found[0].close


def test_a_misspelt_name_is_known_too() -> None:
    shop = Recommender(PRODUCTS, phrasebook=Phrasebook(BOOK))
    assert titles(shop, "mackintsh")[:1] == [FELL.title]


def test_it_works_where_the_assistant_suggests() -> None:
    shop = Recommender(PRODUCTS, phrasebook=Phrasebook(BOOK))
    found = shop.recommend(Context(said=("mackintosh",)), k=1)
    assert found[0].product.title == FELL.title


def test_another_way_to_say_it_is_recognised_by_its_vector() -> None:
    encoder = ConceptEncoder()
    wishes = (Wish(says=("drink on the way",), means=("flask",)),)
    book = Phrasebook(wishes, encoder)
    vector = encoder.encode(["coffee"])[0]
    (meant,) = book.meant("coffee", vector, always)
    assert [one.terms for one in meant.alternatives] == [("flask",)]
    assert not meant.said
    assert book.meant("leather", encoder.encode(["leather"])[0], always) == []


def test_what_the_catalogue_has_nothing_of_changes_nothing() -> None:
    plain, shop = (Recommender(PRODUCTS, phrasebook=b) for b in (None, Phrasebook(BOOK)))
    assert shop.search("kayak") == plain.search("kayak") == []


def test_no_filter_is_given_up_for_it() -> None:
    shop = Recommender(PRODUCTS, phrasebook=Phrasebook(BOOK))
    found = shop.search("mackintosh", Constraints(include={"category": ("Tents",)}))
    assert {item.product.title for item in found} <= {BECK.title, BASE.title}


def test_what_became_a_filter_still_tells_what_is_meant() -> None:
    wishes = (Wish(says=("waterproof warm thing",), means=("flask",)),)
    shop = Recommender(PRODUCTS, phrasebook=Phrasebook(wishes))
    asked = Constraints(include={"attribute": ("insulated",)})
    assert shop.search("thing", asked)[0].product.title == FLASK.title


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    for item in Recommender(PRODUCTS, phrasebook=Phrasebook(BOOK)).search(text):
        assert item.reasons


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[wish]]\nsays = ['a']\n", "wish 1: `says` and `means` must name something"),
        ("[[wish]]\nsays = ['a']\nmeans = 'b'\n", "wish 1: `means` must be a list of texts"),
        ("[[wish]]\nsays = ['a']\nmeans = ['b']\nelse = []\n", "wish 1: there is no field `else`"),
        ("[wish]\nsays = ['a']\n", "give each wish as a table headed [[wish]]"),
        ("[[wish", "cannot be read"),
    ],
)
def test_a_bad_file_is_told_by_place(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "wishes.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(WishFileError) as error:
        read_wishes(file)
    assert str(file) in str(error.value)
    assert told in str(error.value)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WishFileError, match="cannot be read"):
        read_wishes(tmp_path / "none.toml")


def test_no_way_to_say_it_is_there_twice_in_one_wish() -> None:
    for wish in read_wishes(WISHES):
        assert len(set(wish.says)) == len(wish.says), wish.says


@pytest.mark.parametrize(
    ("text", "rest", "refused"),
    [
        ("a stove without gas canisters", "a stove", "gas canisters"),
        ("jacket without a hood for my son", "jacket for my son", "hood"),
        ("bag w/o zips please", "bag please", "zips"),
        ("comfortable at minus ten", "comfortable at minus ten", ""),
    ],
)
def test_what_is_refused_is_no_wish(text: str, rest: str, refused: str) -> None:
    assert without_refused(text) == (rest, refused)


def test_what_has_what_was_refused_comes_last() -> None:
    shop = Recommender(PRODUCTS, ConceptEncoder())
    assert titles(shop, "tent")[:2] != []
    found = titles(shop, "tent without family", k=8)
    assert found.index(BECK.title) < found.index(BASE.title)


def test_the_cheapest_is_the_cheapest_of_what_is_meant() -> None:
    shop = Recommender(PRODUCTS)
    assert BREEZE.price_min < FELL.price_min
    assert shop.search("waterproof rain jacket", sort="price")[0].product.title == FELL.title


def test_lessons_name_products_that_answer() -> None:
    taught = lessons(PRODUCTS, BOOK, random.Random(1))
    of_wishes = [one for one in taught if one.source.startswith("wish")]
    assert {PRODUCTS[row].title for one in of_wishes for row in one.rows} >= {FELL.title}
    assert not any("kayak" in one.query for one in taught)
    for one in taught:
        assert one.rows
        assert all(0 <= row < len(PRODUCTS) for row in one.rows)


@pytest.mark.parametrize(
    ("text", "measure", "low", "high", "said"),
    [
        ("comfortable at minus ten", "comfort", None, -10, "down to -10 °C"),
        ("a bag for -5 degrees", "comfort", None, -5, "down to -5 °C"),
        ("down to −12°C please", "comfort", None, -12, "down to -12 °C"),
        (
            "rain jacket with at least 15,000 mm",
            "water column",
            15000,
            None,
            "of at least 15000 mm",
        ),
        ("a watch under 40 mm", "case", None, 40, "of up to 40 mm"),
    ],
)
def test_degrees_and_millimetres_are_limits(
    text: str, measure: str, low: float | None, high: float | None, said: str
) -> None:
    (amount,) = find_amounts(text)
    assert (amount.measure, amount.said) == (measure, said)
    assert amount.low == (None if low is None else pytest.approx(low))
    assert amount.high == (None if high is None else pytest.approx(high))


@pytest.mark.parametrize("text", ["size 8-10", "call -7", "a 2-3 man tent", "50-100 pounds"])
def test_a_dash_is_no_frost(text: str) -> None:
    assert find_amounts(text) == ()
