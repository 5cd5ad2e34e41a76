"""The back office: what a shop's staff and systems need to answer a data subject's request.

    POST /privacy/held      {"sender": "…"}   what is held, without values
    POST /privacy/export    {"sender": "…"}   a copy of it
    POST /privacy/erase     {"sender": "…"}   forgets the sender; answers with a signed receipt
                            {"customer": 42}  in its place: the profile of a signed-in customer
    GET  /privacy/erasures  ?since=&after=&limit=   the log of erasures, in pages
    GET  /privacy/report    what is stored where, for how long, by which rule
    GET  /privacy/metrics   failures since the start, for Prometheus
    GET  /privacy/openapi.json

A sender id may be an e-mail address, and proxies write URLs to their logs: so it stands in the
body only. Every request needs ``Authorization: Bearer KEY`` with one of
``TACTFUL_BACK_OFFICE_KEYS``; without any such key there are no routes. docs/privacy.md has
examples.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import InputChannel
from rasa.core.lock_store import LockError
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.back_office_api import (
    DEFAULT_PAGE,
    LARGEST_PAGE,
    LONGEST_SENDER,
    METRICS_TYPE,
    OPENAPI,
)
from bot.channels.bearer import matching_key
from bot.channels.client import Clients
from bot.channels.errors import BackOfficeError
from bot.channels.rate_limit import RateLimit
from bot.channels.stores import innermost_store
from bot.privacy.endpoints import Installation, read_sections
from bot.privacy.errors import PrivacyError
from bot.privacy.pseudonyms import Customer
from bot.privacy.report import write_report
from bot.privacy.rights import IncompleteErasureError, Subject
from bot.privacy.tracker_store import RedactingTrackerStore
from settings import PROJECT_ROOT, get_settings

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Awaitable[HTTPResponse]]
_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
# The name under which clients count that come from this machine, or hide behind a trusted proxy.
_NEARBY = "nearby"


class BackOffice(InputChannel):
    """Serves the rights of data subjects beside the real channels; see the module.

    Args:
        limit: How many requests each client may make, with whichever key.
        endpoints: endpoints.yml of the running server, for the report.
    """

    @classmethod
    def name(cls) -> str:
        """Name of the channel."""
        return "privacy"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> BackOffice:
        """Read ``client_rate_limit`` and ``endpoints`` from ``credentials.yml``.

        Raises:
            ChannelSettingsError: The rate limit makes no sense.
        """
        endpoints = (credentials or {}).get("endpoints") or "endpoints.yml"
        return cls(
            RateLimit.from_credentials(credentials, "client_rate_limit", 60, 60),
            PROJECT_ROOT / str(endpoints),
        )

    def __init__(
        self, limit: RateLimit | None = None, endpoints: Path = PROJECT_ROOT / "endpoints.yml"
    ) -> None:
        self._limit = limit or RateLimit(60, 60)
        self._endpoints = endpoints
        self._clients = Clients()

    def url_prefix(self) -> str:
        """Beside, not below, the channels' webhooks: a proxy can refuse the path as a whole."""
        return "/privacy"

    def blueprint(self, on_new_message: Callable[..., Awaitable[Any]]) -> Blueprint:
        """Return the routes; no message ever comes in through them.

        Raises:
            SettingsError: A key is too short.
        """
        blueprint = Blueprint("back_office")
        keys = get_settings().keys_of_back_office()
        routes: tuple[tuple[str, str, Handler], ...] = (
            ("POST", "/held", _held),
            ("POST", "/export", _export),
            ("POST", "/erase", _erase),
            ("GET", "/erasures", _erasures),
            ("GET", "/report", self._report),
            ("GET", "/metrics", _metrics),
            ("GET", "/openapi.json", _openapi),
        )
        for method, path, handler in routes if keys else ():
            blueprint.add_route(self._guarded(handler, keys), path, methods=[method])
        if keys:
            # Sanic's own answer to what is not there is a page for people.
            elsewhere = self._guarded(_not_there, keys)
            blueprint.add_route(elsewhere, "/<path:path>", methods=["GET", "POST"])
        return blueprint

    def _guarded(self, handler: Handler, keys: Sequence[bytes]) -> Handler:
        """Return a handler behind the checks, whose errors are JSON."""

        @wraps(handler)
        async def guarded(request: Request, **_: str) -> HTTPResponse:
            try:
                if not self._limit.allows(self._clients.of(request) or _NEARBY):
                    raise BackOfficeError(
                        429, "too_many_requests", "Too many requests: wait a minute, then go on."
                    )
                _check_key(request, keys)
                return await handler(request)
            except BackOfficeError as error:
                return _failure(error)
            except IncompleteErasureError as error:
                signed = _store(request).parts.receipts.signed(error.receipt)
                return _failure(BackOfficeError(503, "incomplete", str(error)), receipt=signed)
            except PrivacyError as error:
                return _failure(BackOfficeError(503, "out_of_reach", str(error)))
            except SQLAlchemyError as error:
                logger.error("The back office has no database (%s).", type(error).__name__)
                said = "The conversations' database cannot be used. Is it running? Try again."
                return _failure(BackOfficeError(503, "out_of_reach", said))

        return guarded

    async def _report(self, request: Request) -> HTTPResponse:
        store = _store(request)

        def written() -> str:
            installation = Installation(read_sections(self._endpoints), store.parts)
            return write_report(installation, store.engine)

        text = await asyncio.to_thread(written)
        return response.text(text, headers=_HEADERS, content_type="text/markdown; charset=utf-8")


async def _held(request: Request) -> HTTPResponse:
    subject = _subject(request)
    return _json(await asyncio.to_thread(_store(request).rights.held, subject))


async def _export(request: Request) -> HTTPResponse:
    subject = _subject(request)
    return _json(await asyncio.to_thread(_store(request).rights.export, subject))


async def _erase(request: Request) -> HTTPResponse:
    subject, store = _subject(request), _store(request)
    # Between two turns: one that goes on would store what it still knows.
    turns = request.app.ctx.agent.lock_store
    pause = nullcontext() if isinstance(subject, Customer) else turns.lock(subject)
    try:
        async with pause:
            receipt = await asyncio.to_thread(store.rights.erase, subject, "operator")
    except LockError as error:
        raise BackOfficeError(
            503, "busy", "The conversation is in the middle of a long turn. Try again in a minute."
        ) from error
    return _json(store.parts.receipts.signed(receipt))


async def _erasures(request: Request) -> HTTPResponse:
    since = _since(request.args.get("since"))
    after = _number(request, "after", 0, 0, 2**31 - 1)
    limit = _number(request, "limit", DEFAULT_PAGE, 1, LARGEST_PAGE)
    rights = _store(request).rights
    # One more than asked for tells whether there is another page.
    found = await asyncio.to_thread(
        lambda: rights.erasures(since=since, after=after, limit=limit + 1)
    )
    page = found[:limit]
    return _json({"erasures": page, "next": page[-1]["id"] if len(found) > limit else None})


async def _metrics(request: Request) -> HTTPResponse:
    store = _store(request)
    counters = (
        (
            "redaction_failures",
            "Events stored as markers: redaction failed",
            store.redaction_failures,
        ),
        ("write_failures", "Turns lost: they could not be written", store.write_failures),
    )
    lines = [
        f"# HELP tactful_{name}_total {what}.\n# TYPE tactful_{name}_total counter\n"
        f"tactful_{name}_total {count}\n"
        for name, what, count in counters
    ]
    return response.text("".join(lines), headers=_HEADERS, content_type=METRICS_TYPE)


async def _openapi(_: Request) -> HTTPResponse:
    return _json(OPENAPI)


async def _not_there(_: Request) -> HTTPResponse:
    raise BackOfficeError(
        404, "not_found", "There is nothing here; /privacy/openapi.json lists what is."
    )


def _check_key(request: Request, keys: Sequence[bytes]) -> None:
    if matching_key(request.headers.get("authorization", ""), keys) is None:
        raise BackOfficeError(
            401,
            "unauthorized",
            "Send the header `Authorization: Bearer KEY` with one of TACTFUL_BACK_OFFICE_KEYS.",
        )


def _subject(request: Request) -> Subject:
    wrong = BackOfficeError(
        400,
        "bad_request",
        f'The body must be a JSON object {{"sender": "…"}}, the id a text of 1 to '
        f'{LONGEST_SENDER} characters, or {{"customer": …}}, the id a number.',
    )
    try:
        body = request.json
    except InvalidUsage as error:
        raise wrong from error
    if not isinstance(body, dict) or len(body) != 1:
        raise wrong
    sender, customer = body.get("sender"), body.get("customer")
    if type(customer) is int:
        return Customer(customer)
    if not isinstance(sender, str) or not 1 <= len(sender) <= LONGEST_SENDER:
        raise wrong
    return sender


def _since(text: str | None) -> float:
    if text is None:
        return 0.0
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except ValueError as error:
        raise BackOfficeError(
            400, "bad_request", '"since" must be a date or time such as 2026-03-01T09:30:00Z.'
        ) from error


def _number(request: Request, name: str, default: int, least: int, most: int) -> int:
    text = request.args.get(name)
    if text is None:
        return default
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else -1
    if not least <= number <= most:
        raise BackOfficeError(400, "bad_request", f'"{name}" must be a number {least} to {most}.')
    return number


def _store(request: Request) -> RedactingTrackerStore:
    """Return the tracker store of the running server, inside Rasa's wrapper."""
    store = innermost_store(request)
    if not isinstance(store, RedactingTrackerStore):
        raise BackOfficeError(
            503,
            "out_of_reach",
            "The server has no redacting tracker store yet. Is it still starting, and is "
            "`tracker_store` in endpoints.yml of type RedactingTrackerStore?",
        )
    return store


def _json(body: Any) -> HTTPResponse:
    return response.json(body, headers=_HEADERS)


def _failure(error: BackOfficeError, **more: Any) -> HTTPResponse:
    headers = dict(_HEADERS)
    if error.status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="privacy"'
    if error.status in (429, 503):
        headers["Retry-After"] = "60"
    body = {"status": "failure", "code": error.status, "reason": error.reason}
    return response.json(
        {**body, "message": str(error), **more}, status=error.status, headers=headers
    )
