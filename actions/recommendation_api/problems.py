"""What is answered in place of an answer: ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import difflib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from pydantic.fields import ModelField
from starlette.responses import JSONResponse

MEDIA_TYPE = "application/problem+json"
_RETRY_SECONDS = {429: "10", 503: "5"}


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    field: str = Field(..., description="Its path: constraints.price_max.")
    problem: str
    fix: str = Field(..., description="What to do.")


class Problem(BaseModel):
    """Why a request is not answered."""

    type: str = Field(default="about:blank", description="As RFC 9457 has it.")
    title: str = Field(..., description="The name of the status.")
    status: int
    reason: str = Field(..., description="One word for programs, such as unknown_field.")
    detail: str = Field(..., description="What is wrong, and what to do.")
    errors: list[FieldProblem] = Field(default=[], description="Field by field.")


@dataclass(frozen=True)
class Fault:
    """What is wrong with a field: its path, the problem, and the fix."""

    field: str
    problem: str
    fix: str


class ProblemError(Exception):
    """A request that is not answered.

    Attributes:
        status: Of the HTTP answer.
        reason: One word for programs.
        faults: Field by field.
    """

    def __init__(self, status: int, reason: str, detail: str, *faults: Fault) -> None:
        super().__init__(detail)
        self.status = status
        self.reason = reason
        self.faults = faults

    def body(self) -> dict[str, Any]:
        """Return the body of the answer."""
        return Problem(
            title=HTTPStatus(self.status).phrase,
            status=self.status,
            reason=self.reason,
            detail=str(self),
            errors=[FieldProblem(**vars(fault)) for fault in self.faults],
        ).dict()

    def response(self) -> AsciiJson:
        """Return the answer."""
        headers = {}
        if self.status == HTTPStatus.UNAUTHORIZED:
            headers["WWW-Authenticate"] = 'Bearer realm="recommendation"'
        if self.status in _RETRY_SECONDS:
            headers["Retry-After"] = _RETRY_SECONDS[self.status]
        return AsciiJson(self.body(), self.status, headers, MEDIA_TYPE)


class AsciiJson(JSONResponse):
    """JSON that can be written whatever characters a request has brought along."""

    def render(self, content: Any) -> bytes:
        """Return the bytes; half characters come back as they came, as escapes.

        Of models, what is not known is left out.
        """
        text = json.dumps(content, allow_nan=False, separators=(",", ":"), default=_known_fields)
        return text.encode("ascii")


def _known_fields(model: BaseModel) -> dict[str, Any]:
    return {name: value for name, value in vars(model).items() if value is not None}


def of_validation(error: RequestValidationError, body: type[BaseModel]) -> ProblemError:
    """Return the problem of a request whose fields cannot be used.

    Args:
        error: What was found.
        body: The model of the request's body.
    """
    found = error.errors()
    if any(one["type"] == "json_invalid" for one in found):
        return not_json()
    faults = [_fault(one, body) for one in found]
    unknown = all(one["type"] == "value_error.extra" for one in found)
    reason = "unknown_field" if unknown else "bad_field"
    names = ", ".join(fault.field for fault in faults[:5])
    return ProblemError(422, reason, f"Fields that cannot be used: {names}.", *faults)


def not_json() -> ProblemError:
    """Return the problem of a body that is no JSON object."""
    return ProblemError(
        400,
        "not_json",
        "The body is no JSON. Send an object with the header `Content-Type: application/json`.",
    )


def _fault(error: dict[str, Any], body: type[BaseModel]) -> Fault:
    path = [part for part in error["loc"] if part not in ("body", "query", "path")]
    name = ".".join(map(str, path)) or "body"
    kind, context = error["type"], error.get("ctx") or {}
    if kind == "value_error.extra":
        known = sorted(_model(body, path[:-1]).__fields__)
        near = difflib.get_close_matches(str(path[-1]), known, 1)
        meant = f"Did you mean {near[0]}? " if near else ""
        return Fault(name, "unknown field", f"{meant}Known here: {', '.join(known)}.")
    if kind == "value_error.missing":
        return Fault(name, "missing", "Add it.")
    if kind == "value_error.const":
        permitted = ", ".join(str(value) for value in context["permitted"])
        return Fault(name, "unknown value", f"Write one of: {permitted}.")
    if kind == "value_error.list.max_items":
        return Fault(name, "too many", f"Give {context['limit_value']} at most.")
    fix = "Give an object." if not path or kind == "type_error.dict" else _fix(body, path)
    said = str(error["msg"])
    return Fault(name, said, fix or f"{said[:1].upper()}{said[1:]}.")


def _fix(body: type[BaseModel], path: Sequence[int | str]) -> str | None:
    field = _field(body, path)
    if field is None:
        return None
    if not isinstance(path[-1], int) and field.outer_type_ is not field.type_:
        return "Give a list."
    if field.type_ is not None and hasattr(field.type_, "fix"):
        return str(field.type_.fix)
    return "Write true or false."


def _field(model: type[BaseModel], path: Sequence[int | str]) -> ModelField | None:
    """Return the field at the end of a path; places in lists do not count."""
    names = [part for part in path if isinstance(part, str)]
    if not names:
        return None
    return _model(model, names[:-1]).__fields__.get(names[-1])


def _model(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    for part in path:
        if isinstance(part, str):
            model = model.__fields__[part].type_
    return model
