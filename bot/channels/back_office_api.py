"""The back office's description in OpenAPI 3.1, which its tests hold the answers to."""

from __future__ import annotations

from typing import Any

LONGEST_SENDER = 1000
DEFAULT_PAGE = 100
LARGEST_PAGE = 1000

_Json = dict[str, Any]


def _object(**properties: _Json) -> _Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(items: _Json) -> _Json:
    return {"type": "array", "items": items}


def _ref(name: str) -> _Json:
    return {"$ref": f"#/components/schemas/{name}"}


_TEXT: _Json = {"type": "string"}
_COUNT: _Json = {"type": "integer", "minimum": 0}
_COUNTS: _Json = {"type": "object", "additionalProperties": _COUNT}
_TIME: _Json = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$"}
_NO_TIME: _Json = {"type": "null"}
_HASH: _Json = {"type": "string", "pattern": "^[0-9a-f]{40}$"}
_BY: _Json = {"enum": ["shopper", "operator", "retention", "dial"]}
_ANY_OBJECT: _Json = {"type": "object"}

_SCHEMAS: _Json = {
    "Subject": {
        "oneOf": [
            _object(sender={"type": "string", "minLength": 1, "maxLength": LONGEST_SENDER}),
            _object(customer={"type": "integer", "description": "Who signed in at the shop"}),
        ]
    },
    "Erasure": _object(
        id=_COUNT,
        erased_at=_TIME,
        erased_by=_BY,
        conversation={"anyOf": [_HASH, {"type": "null"}]},
        events=_COUNTS,
    ),
    "Erasures": _object(
        erasures=_list(_ref("Erasure")), next={"anyOf": [_COUNT, {"type": "null"}]}
    ),
    "Held": _object(
        conversations=_list(
            _object(
                conversation=_HASH,
                events=_COUNTS,
                sessions=_COUNT,
                first_event={"anyOf": [_TIME, _NO_TIME]},
                last_event={"anyOf": [_TIME, _NO_TIME]},
                values_in_vault=_COUNTS,
            )
        ),
        holdings=_COUNTS,
        erasures=_list(_ref("Erasure")),
        log_files=_list(_object(file=_TEXT, bytes=_COUNT, last_written=_TIME)),
    ),
    "Export": _object(
        subject=_ref("Subject"),
        conversations=_list(
            _object(conversation=_HASH, values_in_vault=_COUNT, events=_list(_ANY_OBJECT))
        ),
        holdings={"type": "object", "additionalProperties": _list(_ANY_OBJECT)},
        erasures=_list(_ref("Erasure")),
        elsewhere={"type": "object", "additionalProperties": _TEXT},
    ),
    "Receipt": _object(
        id=_TEXT,
        erased_at=_TIME,
        asked_by=_BY,
        conversations=_list(_HASH),
        events=_COUNT,
        values=_COUNT,
        holdings=_COUNTS,
        unfinished=_list(_TEXT),
        signature=_TEXT,
    ),
    "Failure": {
        "type": "object",
        "properties": {
            "status": {"const": "failure"},
            "code": {"type": "integer"},
            "reason": {
                "enum": [
                    "bad_request",
                    "busy",
                    "incomplete",
                    "out_of_reach",
                    "too_many_requests",
                    "unauthorized",
                ]
            },
            "message": {"type": "string", "description": "What is wrong, and what to do."},
            "receipt": _ref("Receipt"),
        },
        "required": ["status", "code", "reason", "message"],
        "additionalProperties": False,
    },
}


def _answers(what: str, content: _Json) -> _Json:
    failures = {
        "400": "The request makes no sense.",
        "401": "The key is missing or wrong.",
        "429": "Too many requests from this client.",
        "503": "Something cannot be reached; what could be done is in `receipt`.",
    }
    failure = {"application/json": {"schema": _ref("Failure")}}
    return {
        "200": {"description": what, "content": content},
        **{code: {"description": said, "content": failure} for code, said in failures.items()},
    }


def _json(name: str) -> _Json:
    return {"application/json": {"schema": _ref(name)}}


def _about_a_shopper(name: str, summary: str, answer: str) -> _Json:
    operation = {
        "operationId": name,
        "summary": summary,
        "requestBody": {"required": True, "content": _json("Subject")},
        "responses": _answers(answer, _json(answer)),
    }
    return {"post": operation}


def _reading(name: str, summary: str, content: _Json, parameters: list[_Json]) -> _Json:
    operation = {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": _answers(summary, content),
    }
    return {"get": operation}


def _parameter(name: str, description: str, schema: _Json) -> _Json:
    return {"name": name, "in": "query", "description": description, "schema": schema}


METRICS_TYPE = "text/plain; version=0.0.4"  # Prometheus's text format
_PAGE = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": DEFAULT_PAGE}
OPENAPI: _Json = {
    "openapi": "3.1.0",
    "info": {
        "title": "Tactful back office",
        "version": "1",
        "description": "What is held of a shopper, a copy of it, its erasure. Sender ids stand in "
        "bodies only: proxies write URLs to their logs.",
    },
    "security": [{"key": []}],
    "paths": {
        "/privacy/held": _about_a_shopper("held", "What is held of a shopper, no values", "Held"),
        "/privacy/export": _about_a_shopper("export", "All that is held of a shopper", "Export"),
        "/privacy/erase": _about_a_shopper("erase", "Forget a shopper", "Receipt"),
        "/privacy/erasures": _reading(
            "erasures",
            "The log of erasures, oldest first, in pages",
            _json("Erasures"),
            [
                _parameter("since", "From this date or time on (UTC)", _TEXT),
                _parameter("after", "`next` of the page before", {"type": "integer", "minimum": 0}),
                _parameter("limit", "Entries in a page", _PAGE),
            ],
        ),
        "/privacy/report": _reading(
            "report",
            "What is stored where, for how long, by which rule",
            {"text/markdown": {"schema": _TEXT}},
            [],
        ),
        "/privacy/metrics": _reading(
            "metrics",
            "Events not redacted and turns not written since the start, as counters",
            {METRICS_TYPE: {"schema": _TEXT}},
            [],
        ),
        "/privacy/openapi.json": _reading(
            "openapi", "This description", {"application/json": {"schema": _ANY_OBJECT}}, []
        ),
    },
    "components": {
        "schemas": _SCHEMAS,
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
    },
}
