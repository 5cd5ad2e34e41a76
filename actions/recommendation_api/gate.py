"""Who may ask, how often, and how much at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.recommendation_api.problems import ProblemError
from bot.channels.bearer import matching_key
from bot.channels.client import Clients
from bot.channels.rate_limit import RateLimit
from settings import Settings

LARGEST_BODY = 64 * 1024
_MINUTE = 60.0
_NOT_COUNTED = frozenset({"/health"})
_OPEN = frozenset({"/health", "/docs", "/openapi.json"})
# Pages of the shop see products, and no counts.
_BY_KEY_ONLY = frozenset({"/metrics"})
# The name under which clients count that come from this machine, or hide behind a trusted proxy.
_NEARBY = "nearby"


@dataclass(frozen=True)
class Doors:
    """What opens the service.

    Attributes:
        keys: Each opens it.
        origins: Pages of these need no key.
        key_rate: Requests a minute with each key.
        client_rate: Requests a minute of each client that has none.
    """

    keys: Sequence[bytes]
    origins: Sequence[str]
    key_rate: int
    client_rate: int

    @staticmethod
    def of(settings: Settings) -> Doors:
        """Return those of the settings.

        Raises:
            SettingsError: A key is too short, or an origin is none.
        """
        return Doors(
            settings.keys_of_recommendation(),
            settings.origins_of_recommendation,
            settings.recommendation_key_rate,
            settings.recommendation_client_rate,
        )


class Gate:
    """ASGI middleware that lets through whoever has a key, and pages of the shop.

    A key is counted by itself, so that a shop's server may ask for all its visitors; who has none
    is counted by address (under a hash, see ``bot.channels.client``), guessers of keys too.

    Args:
        app: What answers.
        doors: What opens.
        clients: Names clients.
    """

    def __init__(self, app: ASGIApp, doors: Doors, clients: Clients) -> None:
        self._app = app
        self._doors = doors
        self._origins = frozenset(origin.lower() for origin in doors.origins)
        self._clients = clients
        self._by_key = RateLimit(doors.key_rate, _MINUTE)
        self._by_client = RateLimit(doors.client_rate, _MINUTE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check one request and pass it on with its body read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check(scope, headers)
            body = await _body(headers, receive)
        except ProblemError as problem:
            await problem.response()(scope, receive, send)
            return
        first: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def again() -> Message:
            return first.pop() if first else await receive()

        await self._app(scope, again, send)

    def _check(self, scope: Scope, headers: Headers) -> None:
        path = scope["path"]
        if path in _NOT_COUNTED:
            return
        key = matching_key(headers.get("authorization", ""), self._doors.keys)
        if key is not None:
            allowed = self._by_key.allows(str(key))
        else:
            address = (scope.get("client") or ("", 0))[0]
            client = self._clients.behind(address, headers.getlist("x-forwarded-for"))
            allowed = self._by_client.allows(client or _NEARBY)
        if not allowed:
            raise ProblemError(429, "too_many_requests", "Too many requests: wait, then go on.")
        of_page = path not in _BY_KEY_ONLY and self._is_page_of_shop(headers)
        if key is None and path not in _OPEN and not of_page:
            raise ProblemError(
                401,
                "unauthorized",
                "Send the header `Authorization: Bearer KEY` with one of "
                "TACTFUL_RECOMMENDATION_KEYS, or ask from a page of "
                "TACTFUL_RECOMMENDATION_ORIGINS.",
            )

    def _is_page_of_shop(self, headers: Headers) -> bool:
        origin = headers.get("origin", "").lower()
        if not origin:
            # A browser names no origin where it reads from the page's own.
            return bool(self._origins) and headers.get("sec-fetch-site") == "same-origin"
        return origin in self._origins


async def _body(headers: Headers, receive: Receive) -> bytes:
    """Read a request's body.

    Raises:
        ProblemError: It is too long; no more of it is kept than that takes to tell.
        ClientDisconnect: The client has gone.
    """
    told = headers.get("content-length", "")
    if told.isascii() and told.isdigit() and (len(told) > 18 or int(told) > LARGEST_BODY):
        raise _too_long()
    body, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        body += message.get("body", b"")
        more = message.get("more_body", False)
        if len(body) > LARGEST_BODY:
            raise _too_long()
    return bytes(body)


def _too_long() -> ProblemError:
    return ProblemError(
        413, "too_long", f"The body is longer than {LARGEST_BODY:,} bytes. Send less at once."
    )
