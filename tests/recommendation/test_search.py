"""Search, recommendation and similarity over the hand-made catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from actions.recommendation import Constraints, Context, RecommendationError, Recommender
from tests.recommendation.catalogue import (
    BASE,
    BECK,
    BREEZE,
    FELL,
    FLASK,
    MOOR,
    PRODUCTS,
    ConceptEncoder,
    product,
)


@pytest.fixture(scope="module", params=["words", "words and meaning"])
def shop(request: pytest.FixtureRequest) -> Recommender:
    encoder = ConceptEncoder() if "meaning" in request.param else None
    return Recommender(PRODUCTS, encoder)


def titles(found: list) -> list[str]:  # type: ignore[type-arg]
    return [item.product.title for item in found]


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("rain jacket", FELL),
        ("I'm looking for a tent for a family, please", BASE),
        ("something to keep my coffee hot", FLASK),
        ("jakcet for wind", BREEZE),  # misspelt
        ("rucksack or a thermos", FLASK),  # another word for flask
        ("beck tents", BECK),
    ],
)
def test_the_right_product_comes_first(shop: Recommender, query: str, first: object) -> None:
    assert shop.search(query)[0].product == first


def test_title_and_category_count_more_than_a_mention(shop: Recommender) -> None:
    # The flask's description speaks of a jacket pocket.
    found = titles(shop.search("jacket", k=8))
    assert set(found[:4]) == {p.title for p in PRODUCTS if p.category == "Jackets"}


def test_what_words_do_not_touch_is_no_result(shop: Recommender) -> None:
    assert shop.search("quantum harmonica") == []


def test_meaning_finds_what_no_word_names() -> None:
    query = "a shower is coming"
    assert Recommender(PRODUCTS).search(query) == []
    assert shop_with_meaning().search(query)[0].product == FELL


def shop_with_meaning() -> Recommender:
    return Recommender(PRODUCTS, ConceptEncoder())


def test_what_comes_nearest_is_shown_but_is_not_close() -> None:
    class Faint:
        """Puts a wish at a cosine of 0.25 with every product."""

        def encode(self, texts: Sequence[str], batch_size: int = 32) -> NDArray[np.float32]:
            wish = len(texts) == 1
            return np.array([(0.25, 0.97) if wish else (1.0, 0.0)] * len(texts), np.float32)

    found = Recommender(PRODUCTS, Faint()).search("mackintosh")
    assert found
    assert not any(item.close for item in found)


def test_what_is_for_children_comes_first_only_where_a_child_is_asked_for() -> None:
    rows = [("navy", "S", "40", 3)]
    child = product(1, "Puddle Jacket", "Jackets", rows, attributes={"for": ("kids",)}, rating=5)
    adult = product(2, "Puddle Jacket", "Jackets", rows, attributes={"for": ("men",)}, rating=4)
    shop = Recommender([child, adult])
    assert [i.product.id for i in shop.search("puddle jacket")] == [2, 1]
    assert [i.product.id for i in shop.recommend(Context(said=("puddle jacket",)))] == [2, 1]
    kids = Constraints({"attribute": ("kids",)})
    assert [i.product.id for i in shop.search("puddle jacket", kids)] == [1]


def test_filters_come_before_ranking(shop: Recommender) -> None:
    found = shop.search("rain jacket", Constraints({"color": ("blue",)}, price_max=Decimal(30)))
    assert titles(found) == [BREEZE.title]


def test_nothing_that_is_excluded_or_sold_out_comes(shop: Recommender) -> None:
    found = titles(shop.search("", k=20, exclude=[FELL.id]))
    assert FELL.title not in found
    assert "Crag Cap" not in found
    assert "Crag Cap" in titles(shop.search("", Constraints(in_stock_only=False), k=20))


def test_the_named_colour_comes_before_its_shades(shop: Recommender) -> None:
    found = shop.search("", Constraints({"category": ("Jackets",), "color": ("blue",)}))
    assert titles(found)[-1] == FELL.title  # navy, though the best rated and sold


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("price", [BREEZE, FELL, MOOR]),
        ("-price", ["Dale Leather Jacket", MOOR, FELL]),
        ("rating", [FELL, MOOR, BREEZE]),
        ("weight", [BREEZE, FELL, MOOR]),
        ("age", [MOOR, FELL]),
        ("sold", [FELL, BREEZE, MOOR]),
    ],
)
def test_sorting(shop: Recommender, sort: str, order: list[object]) -> None:
    found = shop.search("", Constraints({"category": ("Jackets",)}), sort=sort)
    expected = [p if isinstance(p, str) else p.title for p in order]  # type: ignore[attr-defined]
    if sort == "rating":  # the steady mean: the unreviewed jacket counts as average
        assert titles(found)[:2] == expected[:2]
    else:
        assert titles(found)[: len(expected)] == expected


def test_an_unknown_sort_is_named(shop: Recommender) -> None:
    with pytest.raises(RecommendationError, match="colour"):
        shop.search("", sort="colour")


def test_recommendations_follow_what_was_said_newest_first(shop: Recommender) -> None:
    said = Context(said=("a jacket for rain", "a tent for camping"))
    assert {p.product.category for p in shop.recommend(said, k=2)} == {"Tents"}
    said = Context(said=("a tent for camping", "a jacket for rain"))
    assert shop.recommend(said, k=1)[0].product == FELL


def test_recommendations_repeat_nothing_seen_bought_or_turned_down(shop: Recommender) -> None:
    context = Context(seen=(FELL.id,), purchased=(FLASK.id,), rejected=(BASE.id,))
    found = {item.product.id for item in shop.recommend(context, k=20)}
    assert found == {2, 3, 4, 5}


def test_without_any_interest_recommendations_are_the_popular_and_varied(
    shop: Recommender,
) -> None:
    found = shop.recommend(Context(), k=4)
    assert found[0].product == FLASK
    assert len({item.product.category for item in found}) >= 3


def test_likes_and_purchases_move_recommendations(shop: Recommender) -> None:
    limits = Constraints({"category": ("Jackets", "Tents")})
    plain = [i.product.category for i in shop.recommend(Context(), limits, k=3)]
    liked = shop.recommend(Context(liked=(BASE.id,)), limits, k=1)
    assert plain[0] == "Jackets"
    assert liked[0].product.category == "Tents"


def test_similar_products_are_of_the_kind_and_within_the_limits(shop: Recommender) -> None:
    assert shop.similar(BECK.id, k=1)[0].product == BASE
    found = shop.similar(FELL.id, Constraints({"color": ("blue",)}))
    assert set(titles(found)) == {MOOR.title, BREEZE.title}
    with pytest.raises(RecommendationError):
        shop.similar(404)


def test_an_empty_catalogue_answers_with_nothing() -> None:
    shop = Recommender([], ConceptEncoder())
    assert shop.search("tent") == []
    assert shop.recommend(Context(said=("tent",))) == []
    assert shop.relaxations(Constraints(price_max=Decimal(5))) == []


def test_nothing_fits_names_what_to_give_up_with_real_prices(shop: Recommender) -> None:
    limits = Constraints({"category": ("Jackets",), "color": ("blue",)}, price_max=Decimal(20))
    offers = shop.relaxations(limits)
    assert offers[0].part == "price"
    assert "£24.50" in offers[0].sentence
    assert BREEZE.title in offers[0].sentence
    assert offers[0].products[0] == BREEZE
    sold_out = Constraints({"category": ("Hats",), "color": ("navy",)})
    (offer,) = [o for o in shop.relaxations(sold_out) if o.part == "stock"]
    assert "Crag Cap" in offer.sentence
    assert "sold out" in offer.sentence


def test_other_colours_are_counted(shop: Recommender) -> None:
    limits = Constraints({"category": ("Jackets",), "color": ("pink",)}, price_max=Decimal(40))
    (offer,) = [o for o in shop.relaxations(limits) if o.part == "color"]
    assert "is 1" in offer.sentence
    assert "blue" in offer.sentence
    assert "green" in offer.sentence
