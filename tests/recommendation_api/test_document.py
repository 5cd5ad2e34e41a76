"""The OpenAPI document: valid, complete, and what its examples say is so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from tests.recommendation_api.conftest import Api

METHODS = {"get", "post"}


def operations(api: Api) -> Iterator[tuple[str, str, Any]]:
    for path, item in api.document["paths"].items():
        for method, operation in item.items():
            assert method in METHODS
            yield path, method, operation


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    ):
        yield from nodes(inner)


def validate(api: Api, schema: Any, value: Any) -> None:
    jsonschema.Draft202012Validator({**api.document, **schema}).validate(value)


def test_it_names_every_route(api: Api) -> None:
    assert set(api.document["paths"]) == {
        "/v1/search",
        "/v1/recommend",
        "/v1/products/{product_id}/similar",
        "/v1/explain",
        "/health",
        "/metrics",
    }
    names = [operation["operationId"] for _, _, operation in operations(api)]
    assert len(set(names)) == len(names)


def test_every_schema_is_one_and_every_reference_leads_somewhere(api: Api) -> None:
    assert api.document["openapi"].startswith("3.1") and api.document["info"]["description"]
    schemas = api.document["components"]["schemas"]
    for schema in schemas.values():
        jsonschema.Draft202012Validator.check_schema(schema)
    for node in nodes(api.document):
        if "$ref" in node:
            assert node["$ref"].removeprefix("#/components/schemas/") in schemas


def test_every_operation_has_an_example_and_its_errors(api: Api) -> None:
    for path, method, operation in operations(api):
        assert operation["summary"]
        statuses = set(operation["responses"])
        expected = {"200", "401", "429"} if path != "/health" else {"200", "503"}
        expected |= {"400", "413", "422"} if method == "post" else set()
        assert expected <= statuses, (path, expected - statuses)
        for status, answer in operation["responses"].items():
            assert answer["description"]
            for media in answer["content"].values():
                validate(api, media["schema"], media["example"])
                if status != "200":
                    assert media["example"]["status"] == int(status)
        for parameter in operation.get("parameters", []):
            assert parameter["description"]


def test_every_example_request_is_answered(api: Api) -> None:
    asked = 0
    for path, method, operation in operations(api):
        if method != "post":
            continue
        media = operation["requestBody"]["content"]["application/json"]
        for example in media["examples"].values():
            validate(api, media["schema"], example["value"])
            api.ask("POST", path, json=example["value"])
            asked += 1
    assert asked >= 5


def test_every_field_of_a_request_is_described(api: Api) -> None:
    # Those of facets are the catalogue's own words.
    for name in ("Search", "Recommend", "Explain", "Visit", "Limits", "Measures", "Range"):
        for field, schema in api.document["components"]["schemas"][name]["properties"].items():
            assert schema.get("description"), (name, field)


def test_the_command_prints_it(capsys: pytest.CaptureFixture[str], api: Api) -> None:
    from actions.recommendation_api.__main__ import main

    assert main(["openapi"]) == 0
    assert json.loads(capsys.readouterr().out) == api.document
