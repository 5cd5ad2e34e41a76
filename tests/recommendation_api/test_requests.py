"""Requests that are not answered: each says which field is wrong, and what to do."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.recommendation.catalogue import FELL
from tests.recommendation_api.conftest import Api

POSTS = ("/v1/search", "/v1/recommend", "/v1/explain")


@pytest.mark.parametrize(
    ("path", "body", "field", "fix"),
    [
        ("/v1/search", {"txt": "hat"}, "txt", "Did you mean text?"),
        ("/v1/search", {"text": 5}, "text", "Give a text of up to 500"),
        ("/v1/search", {"text": "a" * 501}, "text", "Give a text of up to 500"),
        ("/v1/search", {"text": "hat", "k": 0}, "k", "from 1 to 50"),
        ("/v1/search", {"text": "hat", "k": 51}, "k", "from 1 to 50"),
        ("/v1/search", {"text": "hat", "k": "5"}, "k", "from 1 to 50"),
        ("/v1/search", {"text": "hat", "k": True}, "k", "from 1 to 50"),
        ("/v1/search", {"text": "hat", "sort": "best"}, "sort", "Write one of: price"),
        ("/v1/search", {"text": "hat", "skip": 3}, "skip", "Give a list."),
        ("/v1/search", {"text": "hat", "skip": [1] * 201}, "skip", "Give 200 at most"),
        ("/v1/search", {"text": "hat", "skip": ["x"]}, "skip.0", "id of a product"),
        ("/v1/search", {}, "text", "Say what is wanted"),
        ("/v1/search", {"text": " \u200b "}, "text", "Say what is wanted"),
        ("/v1/search", {"constraints": {"in_stock_only": True}}, "text", "Say what is wanted"),
        ("/v1/search", {"constraints": 5}, "constraints", "Give an object."),
        (
            "/v1/search",
            {"constraints": {"include": {"colour": ["red"]}}},
            "constraints.include.colour",
            "Did you mean color?",
        ),
        (
            "/v1/search",
            {"constraints": {"exclude": {"color": ["\u200b"]}}},
            "constraints.exclude.color.0",
            "1 to 100 characters",
        ),
        (
            "/v1/search",
            {"constraints": {"price_max": -1}},
            "constraints.price_max",
            "Give an amount from 0",
        ),
        (
            "/v1/search",
            {"constraints": {"measures": {"weight": {"below": 10**400}}}},
            "constraints.measures.weight.below",
            "Give a number from",
        ),
        (
            "/v1/search",
            {"constraints": {"in_stock_only": 1}},
            "constraints.in_stock_only",
            "Write true or false.",
        ),
        ("/v1/recommend", {"level": "all"}, "level", "Write one of: off, session, profile."),
        ("/v1/recommend", {"context": {"bought": [1]}}, "context.bought", "Known here: basket"),
        ("/v1/explain", {"text": "hat"}, "product", "Add it."),
        ("/v1/explain", {"product": FELL.id}, "text", "Say what is wanted"),
        ("/v1/explain", {"product": -1, "text": "hat"}, "product", "id of a product"),
    ],
)
def test_a_field_that_cannot_be_used_is_named(
    api: Api, path: str, body: Any, field: str, fix: str
) -> None:
    problem = api.ask("POST", path, 422, json=body)
    faults = {fault["field"]: fault["fix"] for fault in problem["errors"]}
    assert list(faults) == [field] and fix in faults[field]


@pytest.mark.parametrize("query", ["k=0", "k=51", "k=x", "in_stock_only=maybe", "limit=5"])
def test_a_parameter_that_cannot_be_used_is_named(api: Api, query: str) -> None:
    problem = api.ask("GET", f"/v1/products/{FELL.id}/similar?{query}", 422)
    assert problem["errors"][0]["field"] == query.partition("=")[0]


@pytest.mark.parametrize("name", ["999", str(10**30)])
def test_an_unknown_product_is_not_found(api: Api, name: str) -> None:
    problem = api.ask("GET", f"/v1/products/{name}/similar", 404)
    assert problem["reason"] == "unknown_product" and problem["errors"][0]["field"] == "product_id"
    assert api.explain(404, product=int(name), text="hat")["errors"][0]["field"] == "product"


@pytest.mark.parametrize("name", ["-1", "x", "1.5", "9" * 5000])
def test_what_is_no_id_is_no_product(api: Api, name: str) -> None:
    assert api.ask("GET", f"/v1/products/{name}/similar", 422)["reason"] == "bad_field"


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{broken", 400),
        (b"\xff", 400),
        (b"[" * 60_000, 400),
        (b"", 422),
        (b"[]", 422),
        (b"5", 422),
    ],
)
def test_a_body_that_is_no_object_is_refused(api: Api, path: str, body: bytes, status: int) -> None:
    headers = {**api.headers, "Content-Type": "application/json"}
    assert api.ask("POST", path, status, headers, data=body)["status"] == status


def test_other_paths_and_methods_are_refused_in_the_same_form(api: Api) -> None:
    for method, path, status in (("GET", "/v1/search", 405), ("POST", "/v2/search", 404)):
        answer = requests.request(method, api.url + path, headers=api.headers, timeout=10)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["status"] == status


texts = st.text(max_size=40) | st.sampled_from(
    ["cheaper", "under £50", "not leather", "the second one", "go back", "any colour", "\ud800"]
)
leaves = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4)
)
facets = st.dictionaries(
    st.sampled_from(["category", "brand", "color", "material", "size", "attribute", "other"]),
    st.lists(texts | leaves, max_size=3) | values,
)
measures = st.dictionaries(
    st.sampled_from(["weight", "rating", "water_column", "age"]),
    st.dictionaries(st.sampled_from(["above", "below"]), leaves),
)
constraints = st.fixed_dictionaries(
    {},
    optional={
        "include": facets,
        "exclude": facets,
        "price_min": leaves,
        "price_max": leaves,
        "measures": measures,
        "in_stock_only": st.booleans() | leaves,
    },
)
products = st.lists(st.integers(0, 9) | st.integers(), max_size=4)
context = st.fixed_dictionaries(
    {},
    optional={
        "said": st.lists(texts, max_size=4),
        "liked": products,
        "disliked": products,
        "basket": products,
        "seen": products | values,
    },
)
bodies = values | st.fixed_dictionaries(
    {},
    optional={
        "text": texts,
        "constraints": constraints,
        "k": st.integers(-1, 60),
        "sort": st.sampled_from(["price", "age", "worst"]),
        "context": context,
        "level": st.sampled_from(["off", "session", "profile", "all"]),
        "session_token": texts,
        "product": st.integers(-1, 10),
    },
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTS), body=bodies)
@example(path="/v1/search", body={"text": "a", "constraints": {"price_max": float("nan")}})
@example(path="/v1/search", body={"\ud800": "\ud800"})
@example(path="/v1/search", body={"text": "under £" + "9" * 400})
def test_no_body_breaks_the_service(api: Api, path: str, body: Any) -> None:
    sent = json.dumps(body)  # NaN and Infinity stand in it as Python writes them
    headers = {**api.headers, "Content-Type": "application/json"}
    answer = api.http.post(api.url + path, data=sent, headers=headers, timeout=30)
    assert answer.status_code in (200, 400, 404, 422), answer.text
    api.check("POST", path, answer)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=st.sampled_from(POSTS), body=st.binary(max_size=200))
def test_no_bytes_break_the_service(api: Api, path: str, body: bytes) -> None:
    headers = {**api.headers, "Content-Type": "application/json"}
    answer = api.http.post(api.url + path, data=body, headers=headers, timeout=30)
    assert answer.status_code in (200, 400, 404, 422), answer.text
    api.check("POST", path, answer)
