"""What the service answers, over HTTP, on the hand-made catalogue."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.recommendation import Constraints, Context
from actions.recommendation.matching import fits
from actions.shop.database import ShopUnavailableError
from bot.channels.session import issue_token
from bot.privacy.database import connect
from bot.privacy.endpoints import read_installation
from bot.privacy.profiles import Profiles
from bot.privacy.pseudonyms import Customer
from settings import PROJECT_ROOT
from tests.recommendation.catalogue import (
    BASE,
    BECK,
    BREEZE,
    CAP,
    FELL,
    FLASK,
    MOOR,
    PRODUCTS,
    TWEED,
)
from tests.recommendation.test_reasons import is_true
from tests.recommendation_api.conftest import MAYA, Api, Shelves, Start, found

BY_ID = {product.id: product for product in PRODUCTS}


def test_words_are_read_as_in_the_chat(api: Api) -> None:
    answer = api.search(text="blue jacket under £100, not leather")
    read = answer["understood"]
    assert read["include"]["color"] == ["blue"] and read["exclude"] == {"material": ["leather"]}
    assert read["price_max"] == 100
    assert set(found(answer)) == {FELL.id, BREEZE.id}
    assert answer["used"] == ["words", "ratings and sales"]
    by_id = {item["product"]["id"]: item for item in answer["products"]}
    assert by_id[BREEZE.id]["product"] | {"rating": 3.9} == {
        "id": BREEZE.id,
        "handle": BREEZE.handle,
        "title": BREEZE.title,
        "brand": BREEZE.brand,
        "category": BREEZE.category,
        "price": 24.5,  # of the blue one; the green one costs more
        "price_differs": False,
        "currency": "GBP",
        "url": "/shop/#product-4",
        "image_url": BREEZE.image_url,
        "rating": 3.9,
        "review_count": 7,
        "in_stock": True,
    }


def test_words_that_the_catalogue_lacks_find_what_they_mean(api: Api) -> None:
    first = api.search(text="a mackintosh")["products"][0]
    assert first["product"]["id"] == FELL.id and first["close"]


def test_constraints_go_before_words(api: Api) -> None:
    answer = api.search(text="a red jacket", constraints={"include": {"color": ["blue"]}})
    assert answer["understood"]["include"]["color"] == ["blue"]
    assert found(answer) and FELL.id in found(answer)
    assert answer["used"] == ["words", "constraints", "ratings and sales"]


def test_constraints_alone_list_by_merit_or_in_the_order_asked(api: Api) -> None:
    limits = {"include": {"category": ["Jackets"]}}
    by_price = api.search(constraints=limits, sort="-price", k=4)
    assert found(by_price) == [TWEED.id, MOOR.id, FELL.id, BREEZE.id]
    rest = api.search(constraints=limits, sort="-price", skip=[TWEED.id], k=2)
    assert found(rest) == [MOOR.id, FELL.id]
    light = api.search(constraints={**limits, "measures": {"weight": {"below": 200}}})
    assert found(light) == [BREEZE.id]


def test_every_order_of_the_document_is_one(api: Api) -> None:
    orders = api.document["components"]["schemas"]["Search"]["properties"]["sort"]["enum"]
    limits = {"include": {"category": ["Jackets"]}}
    lists = {sort: found(api.search(constraints=limits, sort=sort)) for sort in orders}
    assert all(set(ids) == {FELL.id, MOOR.id, TWEED.id, BREEZE.id} for ids in lists.values())
    assert lists["age"][0] == MOOR.id and lists["weight"][0] == BREEZE.id


def test_sold_out_products_come_only_where_they_are_asked_for(api: Api) -> None:
    limits: dict[str, Any] = {"include": {"category": ["Hats"]}}
    answer = api.search(constraints=limits)
    assert answer["products"] == [] and "sold out" in answer["instead"][0]["sentence"]
    sold_out = api.search(constraints={**limits, "in_stock_only": False})
    assert found(sold_out) == [CAP.id] and not sold_out["products"][0]["product"]["in_stock"]


def test_where_nothing_fits_it_says_what_to_give_up(api: Api) -> None:
    limits = {"include": {"category": ["Tents"]}, "price_max": 100}
    answer = api.search(constraints=limits)
    assert answer["products"] == []
    offer = answer["instead"][0]
    assert offer["give_up"] == "price" and "£160" in offer["sentence"]
    assert [item["product"]["id"] for item in offer["products"]] == [BECK.id, BASE.id]


def test_contradictions_are_named(api: Api) -> None:
    answer = api.search(constraints={"price_min": 80, "price_max": 20})
    assert answer["products"] == [] and "No price is both" in answer["notes"][0]
    both = {"include": {"color": ["blue"]}, "exclude": {"color": ["blue"]}}
    answer = api.search(constraints=both)
    assert answer["products"] == [] and "also not to see it" in answer["notes"][0]


@pytest.mark.parametrize("text", ["hello", "maya@example.com", "what about the"])
def test_words_that_name_nothing_find_nothing(api: Api, text: str) -> None:
    answer = api.search(text=text)
    assert answer["products"] == [] and "nothing to look for" in answer["notes"][0]


facets = st.fixed_dictionaries(
    {},
    optional={
        "color": st.sampled_from([["blue"], ["green", "navy"]]),
        "material": st.sampled_from([["nylon"], ["polyester", "down"]]),
        "attribute": st.sampled_from([["waterproof"], ["hiking"]]),
        "brand": st.just(["Ridgeline"]),
    },
)
limits_sent = st.fixed_dictionaries(
    {"include": facets},
    optional={
        "exclude": st.just({"material": ["leather"]}),
        "price_max": st.sampled_from([60, 150]),
        "in_stock_only": st.booleans(),
    },
)
ids = st.lists(st.integers(1, 8), max_size=3)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=limits_sent,
    said=st.sampled_from(["rain", "hot coffee", "sleeps 4 people"]),
    visit=st.fixed_dictionaries({"liked": ids, "disliked": ids, "basket": ids, "seen": ids}),
)
def test_every_reason_is_true_and_every_constraint_holds(
    api: Api, sent: dict[str, Any], said: str, visit: dict[str, list[int]]
) -> None:
    limits = Constraints(
        {facet: tuple(values) for facet, values in sent["include"].items()},
        {facet: tuple(values) for facet, values in sent.get("exclude", {}).items()},
        price_max=Decimal(sent["price_max"]) if "price_max" in sent else None,
        in_stock_only=sent.get("in_stock_only", True),
    )
    context = Context(liked=(*visit["basket"], *visit["liked"]))
    answers = [
        api.search(text=said, constraints=sent),
        api.recommend(context={"said": [said], **visit}, constraints=sent),
    ]
    for answer in answers:
        for item in answer["products"]:
            product = BY_ID[item["product"]["id"]]
            assert item["reasons"] and fits(product, limits)
            for reason in item["reasons"]:
                assert is_true(reason, product, limits, context), (reason, product.title)
    known = {*visit["liked"], *visit["disliked"], *visit["basket"], *visit["seen"]}
    assert known.isdisjoint(found(answers[1]))


def test_a_visit_is_read_message_by_message(api: Api) -> None:
    answer = api.recommend(context={"said": ["a jacket", "under £100", "not red"]})
    read = answer["understood"]
    assert read["include"] == {"category": ["Jackets"]} and read["price_max"] == 100
    assert set(found(answer)) <= {FELL.id, BREEZE.id} and found(answer)


def test_the_levels_of_the_dial_differ(api: Api) -> None:
    _profile_of(MAYA, "category=water bottles")
    visit = {
        "said": ["a jacket", "something for a trip"],
        "liked": [FELL.id],
        "disliked": [MOOR.id],
    }
    sent: dict[str, Any] = {
        "context": {**visit, "basket": [BECK.id]},
        "session_token": issue_token(MAYA),
        "k": 8,
    }
    off, session, profile = (api.recommend(level=level, **sent) for level in LEVELS)
    assert off["used"] == ["words", "ratings and sales"]
    assert off["unused"] == ["words", "liked", "disliked", "basket"]
    assert session["used"] == ["words", "liked", "disliked", "basket", "ratings and sales"]
    assert profile["used"] == [*session["used"][:-1], "orders", "profile", "ratings and sales"]
    # What is known of the visit is not shown again; at off nothing is known of it.
    assert {FELL.id, MOOR.id, BECK.id} <= set(found(off))
    assert {FELL.id, MOOR.id, BECK.id}.isdisjoint(found(session))
    # Nor is what was bought, which only the profile level knows.
    assert BREEZE.id in found(session) and BREEZE.id not in found(profile)


LEVELS = ("off", "session", "profile")


def test_a_superlative_asks_for_an_order(api: Api) -> None:
    visit = {"said": ["a jacket", "the cheapest"], "seen": [BREEZE.id]}
    answer = api.recommend(context=visit)
    assert answer["understood"]["sort"] == "price"
    assert found(answer) == [FELL.id, MOOR.id, TWEED.id]
    assert answer["used"] == ["words", "seen"]


def test_a_profile_moves_what_it_likes_to_the_front(api: Api) -> None:
    _profile_of(MAYA, "category=water bottles")
    places = {
        level: found(api.recommend(level=level, session_token=issue_token(MAYA), k=8)).index(
            FLASK.id
        )
        for level in LEVELS
    }
    with_profile = places.pop("profile")
    assert all(with_profile <= place for place in places.values())
    without = api.recommend(level="profile", k=8)
    assert without["used"] == ["ratings and sales"]


def test_what_others_bought_counts_at_profile_only(start: Start, tmp_path: Path) -> None:
    api = start(folder=tmp_path)
    sent: dict[str, Any] = {"session_token": issue_token(MAYA), "k": 8}
    lists = {level: api.recommend(level=level, **sent) for level in LEVELS}
    assert [level for level in LEVELS if "others" in lists[level]["used"]] == ["profile"]
    places = {level: found(answer).index(BECK.id) for level, answer in lists.items()}
    assert places["profile"] < places["session"]


def _profile_of(customer: int, interest: str) -> None:
    """Have a customer's earlier visits agree, so often that it stands out of the noise."""
    installation = read_installation(PROJECT_ROOT / "endpoints.yml")
    parts = installation.parts
    profiles = Profiles(connect(installation.url), parts.secret, parts.dial)
    names = parts.pseudonyms.candidates(Customer(customer))
    for visit in range(30):
        profiles.add(names, {interest: 1.0}, visit=str(visit), domain=[interest])


@pytest.mark.parametrize(
    "token", ["1", "", issue_token(MAYA)[:-1], "a.b.c"], ids=["plain id", "none", "cut", "made up"]
)
def test_only_a_signed_token_names_a_customer(api: Api, token: str) -> None:
    problem = api.recommend(422, level="profile", session_token=token)
    assert problem["reason"] == "bad_token"
    assert problem["errors"][0]["field"] == "session_token" and problem["errors"][0]["fix"]
    # At the other levels it is not even read.
    assert "orders" not in api.recommend(level="session", session_token=token)["used"]


@pytest.mark.parametrize("name", ["customer_id", "customer", "sender"])
def test_a_plain_id_names_nobody(api: Api, name: str) -> None:
    problem = api.recommend(422, level="profile", **{name: MAYA})
    assert problem["reason"] == "unknown_field"


def test_what_goes_with_the_basket_is_of_other_kinds(start: Start) -> None:
    for_hikers = replace(FLASK, tags=("hiking",))
    api = start(Shelves((FELL, BREEZE, BECK, for_hikers)))
    (beside,) = api.recommend(context={"basket": [BECK.id, FELL.id]})["goes_with"]
    assert beside["product"]["id"] == FLASK.id
    assert beside["reasons"] == ["listed under “hiking”, like the Fell Rain Jacket"]
    for visit in ({"basket": [FELL.id, FLASK.id, FELL.id]}, {"basket": [999]}):
        assert api.recommend(context=visit)["goes_with"] == []
    assert api.recommend(context={"basket": [FELL.id]}, level="off")["goes_with"] == []


def test_products_that_have_left_are_named(api: Api) -> None:
    answer = api.recommend(context={"liked": [999], "basket": [10**30, FELL.id]})
    assert answer["unknown"] == [999, 10**30]
    assert "liked" not in answer["used"] and "basket" in answer["used"]


def test_similar_products_are_of_the_kind(api: Api) -> None:
    answer = api.ask("GET", f"/v1/products/{FELL.id}/similar?k=2")
    assert answer["like"]["id"] == FELL.id and len(answer["products"]) == 2
    assert {BY_ID[i].category for i in found(answer)} == {"Jackets"}
    hats = api.ask("GET", f"/v1/products/{FELL.id}/similar?k=8&in_stock_only=false")
    assert FELL.id not in found(hats)


def test_explain_tells_why(api: Api) -> None:
    answer = api.explain(product=FELL.id, text="a waterproof navy jacket under £100")
    assert answer["fits"] and answer["place"] == 1 and answer["why_not"] == []
    assert "navy, as you asked" in answer["reasons"]
    assert "waterproof, as you asked" in answer["reasons"]


@pytest.mark.parametrize(
    ("product", "limits", "part", "fact"),
    [
        (FELL, {"price_max": 50}, "price", "costs from £60"),
        (BECK, {"price_min": 200}, "price", "costs £160"),
        (FELL, {"include": {"category": ["Tents"]}}, "category", "is listed under jackets"),
        (FELL, {"include": {"brand": ["Tarn & Co"]}}, "brand", "is by Ridgeline"),
        (FELL, {"exclude": {"brand": ["Ridgeline"]}}, "brand", "You did not want Ridgeline"),
        (FELL, {"include": {"color": ["green"]}}, "color", "comes in navy and red"),
        (BECK, {"include": {"size": ["L"]}}, "size", "the catalogue states no size"),
        (TWEED, {"exclude": {"material": ["leather"]}}, "material", "You did not want leather"),
        (
            MOOR,
            {"include": {"attribute": ["waterproof"]}},
            "attribute",
            "the catalogue does not list the Moor Down Jacket as that",
        ),
        (
            FELL,
            {"exclude": {"attribute": ["waterproof"]}},
            "attribute",
            "You did not want waterproof",
        ),
        (MOOR, {"measures": {"weight": {"below": 400}}}, "weight", "states 410 g"),
        (BREEZE, {"measures": {"rating": {"above": 4}}}, "rating", "3.9 of 5"),
        (
            CAP,
            {"measures": {"capacity": {"above": 1}}, "in_stock_only": False},
            "capacity",
            "does not state the capacity",
        ),
        (CAP, {"include": {"category": ["Hats"]}}, "stock", "is sold out"),
        (
            FELL,
            {"include": {"color": ["navy"], "size": ["M"]}},
            None,
            "in no one variant all of them",
        ),
    ],
)
def test_explain_tells_why_not(
    api: Api, product: Any, limits: dict[str, Any], part: str | None, fact: str
) -> None:
    answer = api.explain(product=product.id, constraints=limits)
    assert not answer["fits"] and "place" not in answer
    (obstacle,) = answer["why_not"]
    assert obstacle.get("part") == part and fact in obstacle["sentence"]


def test_a_product_that_others_answer_better_than_fits_all_the_same(api: Api) -> None:
    answer = api.explain(product=TWEED.id, text="hot coffee")
    assert answer["fits"] and answer.get("place", 99) > 1


def test_the_catalogue_is_followed(start: Start) -> None:
    shelves = Shelves()
    api = start(shelves)
    assert api.ask("GET", "/health") == {"status": "ok", "products": 8}
    shelves.stock = (FELL,)
    assert api.ask("GET", "/health")["products"] == 1
    assert api.explain(404, product=MOOR.id, text="jacket")["reason"] == "unknown_product"
    assert found(api.search(text="jacket")) == [FELL.id]


def test_a_shop_without_products_has_sensible_answers(start: Start) -> None:
    api = start(Shelves(()))
    for answer in (api.search(text="a blue jacket"), api.recommend()):
        assert answer["products"] == [] and "no products yet" in answer["notes"][-1]


def test_a_shop_that_is_away_is_said_to_be(start: Start) -> None:
    shelves = Shelves(error=ShopUnavailableError("the database is locked"))
    api = start(shelves)
    assert api.ask("GET", "/health", 503)["reason"] == "shop_away"
    problem = api.search(503, text="jacket")
    assert "database" in problem["detail"]
    shelves.error = None
    assert found(api.search(text="jacket"))
