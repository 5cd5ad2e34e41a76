"""What the OpenAPI document says beyond the models: examples and error answers."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.schema import model_schema

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

_PRODUCT: _Json = {
    "id": 78,
    "handle": "fell-rain-jacket",
    "title": "Fell Rain Jacket",
    "brand": "Corrie Works",
    "category": "Jackets",
    "price": 145.0,
    "price_differs": False,
    "currency": "GBP",
    "url": "/shop/#product-78",
    "image_url": "/shop/images/jackets/navy.svg",
    "rating": 3.8,
    "review_count": 5,
    "in_stock": True,
}
_FOUND: _Json = {
    "product": _PRODUCT,
    "score": 1.193,
    "close": True,
    "reasons": ["£5 below your limit", "made of recycled nylon, not leather", "weighs 340 g"],
}
_UNDERSTOOD: _Json = {
    "query": "rain",
    "include": {"category": ["Jackets"]},
    "exclude": {"material": ["leather"]},
    "price_max": 150.0,
    "measures": {},
    "in_stock_only": True,
}
LISTED: _Json = {
    "products": [_FOUND],
    "used": ["words", "ratings and sales"],
    "notes": [],
    "instead": [],
    "understood": _UNDERSTOOD,
}
RECOMMENDED: _Json = {
    **LISTED,
    "used": ["words", "disliked", "basket", "ratings and sales"],
    "goes_with": [],
    "level": "session",
    "unused": [],
    "unknown": [],
}
SIMILAR: _Json = {"like": _PRODUCT, "products": [_FOUND], "used": ["product", "ratings and sales"]}
EXPLAINED: _Json = {
    "product": _PRODUCT,
    "fits": False,
    "reasons": ["weighs 340 g"],
    "why_not": [
        {
            "part": "price",
            "sentence": "You asked for a price up to £50; the Fell Rain Jacket costs £145.",
        }
    ],
    "notes": [],
    "used": ["words", "product"],
    "understood": {**_UNDERSTOOD, "price_max": 50.0},
}
HEALTH: _Json = {"status": "ok", "products": 306}
METRICS = 'tactful_recommendation_requests_total{endpoint="/v1/search",status="200"} 12\n'

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


def success(answer: type[Answer], example: _Json) -> dict[int | str, _Json]:
    """Return the good answer of an operation, with an example."""
    said = (answer.__doc__ or "").partition("\n")[0]
    return {200: {"description": said, "content": {"application/json": {"example": example}}}}


def complete(app: FastAPI) -> None:
    """Have the document name the key, and the form of errors."""

    def document() -> _Json:
        if app.openapi_schema is None:
            made = get_openapi(
                title=app.title, version=app.version, description=app.description, routes=app.routes
            )
            problem = model_schema(Problem, ref_template=f"{_SCHEMAS}{{model}}")
            parts = made["components"]
            parts["schemas"] |= problem.pop("definitions")
            parts["schemas"]["Problem"] = problem
            counts = made["paths"]["/metrics"]["get"]["responses"]["200"]["content"]
            counts["text/plain"]["example"] = METRICS
            parts["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            made["security"] = [{"key": []}]
            made["paths"]["/health"]["get"]["security"] = []
            app.openapi_schema = made
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # as FastAPI's manual has it
