"""What the OpenAPI document says beyond the models: examples and error answers."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from actions.recommendation_api.answers import Answer
from actions.recommendation_api.problems import MEDIA_TYPE, Fault, Problem, ProblemError

_Json = dict[str, Any]
_SCHEMAS = "#/components/schemas/"

DESCRIPTION = """The shop's search and recommendations, for its own pages and systems.

Send `Authorization: Bearer KEY`; pages of the allowed origins need no key. Nothing of a request is
logged or kept. Errors are `application/problem+json` with the field and what to do."""

SEARCH: _Json = {
    "words": {
        "summary": "In words",
        "value": {"text": "rain jackets under £150, not leather", "k": 3},
    },
    "constraints": {
        "summary": "As constraints",
        "value": {
            "constraints": {
                "include": {"category": ["Jackets"], "color": ["blue"]},
                "price_max": 150,
                "measures": {"weight": {"below": 800}},
            },
            "sort": "price",
        },
    },
}
RECOMMEND: _Json = {
    "visit": {
        "summary": "From this visit",
        "value": {
            "level": "session",
            "context": {"said": ["a tent for two people"], "disliked": [1], "basket": [2]},
            "k": 3,
        },
    },
    "off": {
        "summary": "From the last message alone",
        "value": {"level": "off", "context": {"said": ["something warm for winter"]}},
    },
}
EXPLAIN: _Json = {
    "wish": {
        "summary": "Why, or why not",
        "value": {"product": 1, "text": "a blue jacket under £50"},
    },
}

_REASONS: dict[int, ProblemError] = {
    400: ProblemError(
        400,
        "not_json",
        "The body is no JSON. Send an object with the header `Content-Type: application/json`.",
    ),
    401: ProblemError(
        401, "unauthorized", "Send the header `Authorization: Bearer KEY` with one of the keys."
    ),
    404: ProblemError(
        404,
        "unknown_product",
        "The catalogue has no product 123456.",
        Fault("product", "unknown product", "Take an id from an answer; products may have left."),
    ),
    413: ProblemError(413, "too_long", "The body is longer than 65,536 bytes. Send less at once."),
    422: ProblemError(
        422,
        "bad_field",
        "Fields that cannot be used: k.",
        Fault("k", "ensure this value is less than or equal to 50", "Give a whole number …"),
    ),
    429: ProblemError(429, "too_many_requests", "Too many requests: wait, then go on."),
    503: ProblemError(
        503, "shop_away", "The shop's database cannot be reached. Try again in a few seconds."
    ),
}
_SAID = {
    400: "The body is no JSON.",
    401: "The key is missing or wrong.",
    404: "The catalogue has no such product.",
    413: "The body is too long.",
    422: "A field or parameter cannot be used.",
    429: "Too many requests.",
    503: "The shop cannot be read, or the answer takes too long.",
}


def failures(*statuses: int) -> dict[int | str, _Json]:
    """Return the error answers of an operation, with an example each."""
    return {
        status: {
            "description": _SAID[status],
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": f"{_SCHEMAS}Problem"},
                    "example": _REASONS[status].body(),
                }
            },
        }
        for status in statuses
    }


def success(answer: type[Answer]) -> dict[int | str, _Json]:
    """Return the good answer of an operation, with its example."""
    return {200: {"description": (answer.__doc__ or "").partition("\n")[0]}}


def complete(app: FastAPI) -> None:
    """Have the document name the key, and the form of errors."""

    def document() -> _Json:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            problem = Problem.schema(ref_template=f"{_SCHEMAS}{{model}}")
            parts = made["components"]
            parts["schemas"] |= problem.pop("definitions")
            parts["schemas"]["Problem"] = problem
            parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"key": []}]
            made["paths"]["/health"]["get"]["security"] = []
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's manual has it
