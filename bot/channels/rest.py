"""Rasa's REST channel, with checks in front.

``POST /webhooks/rest/webhook`` takes ``{"sender": "…", "message": "…"}`` and, for a signed-in
customer, ``"metadata": {"session_token": "…"}``; there also ``"basket": [12, 78]``, the ids of
what is in the shopper's basket, the newest last. It answers with the list of messages that Rasa's
own channel gives, or with HTTP 400 and a JSON body whose ``message`` says what is wrong.

``GET /webhooks/rest/ready`` is for whoever starts or watches the server: HTTP 200 once a model is
loaded, 503 without one. Rasa's own ``/`` answers 200 in both cases.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.channels.rest import RestInput as RasaRestInput
from sanic import Blueprint, response
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels.client import Clients
from bot.channels.errors import BadMessageError
from bot.channels.guard import Guard, OnNewMessage, trusted_metadata
from bot.channels.rate_limit import Limits

MAX_SENDER_CHARS = 200
# Who sent the request at hand. Rasa's route has no place for it that is not stored.
_client: ContextVar[str | None] = ContextVar("client", default=None)


class RestInput(RasaRestInput):
    """Answers over plain HTTP; see the module for the form of requests."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel, and its place in the path."""
        return "rest"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> RestInput:
        """Read the channel's settings from ``credentials.yml``.

        Raises:
            ChannelSettingsError: A rate limit makes no sense.
        """
        return cls(Limits.from_credentials(credentials))

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._clients = Clients()

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return Rasa's own routes around guarded messages."""
        guard = Guard(on_new_message, self._limits)

        async def from_client(message: UserMessage) -> None:
            await guard(message, _client.get())

        blueprint = super().blueprint(from_client)

        @blueprint.exception(BadMessageError)
        async def refuse(_: Request, error: BadMessageError) -> HTTPResponse:
            body = {"status": "failure", "code": 400, "reason": "BadRequest", "message": str(error)}
            return response.json(body, status=400)

        @blueprint.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            if request.app.ctx.agent.is_ready():
                return response.json({"status": "ready"})
            return response.json({"status": "no model is loaded"}, status=503)

        return blueprint

    async def _extract_sender(self, req: Request) -> str:
        _client.set(self._clients.of(req))
        sender = _body(req).get("sender")
        if sender is None:
            # Rasa would put every nameless client into one conversation called "default".
            return uuid.uuid4().hex
        if not isinstance(sender, str):
            raise BadMessageError('"sender" must be a text.')
        if not sender.strip() or len(sender) > MAX_SENDER_CHARS:
            raise BadMessageError(f'"sender" must have 1 to {MAX_SENDER_CHARS} characters.')
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in sender):
            raise BadMessageError('"sender" must not contain control characters.')
        return sender

    def _extract_message(self, req: Request) -> str:
        message = _body(req).get("message")
        if not isinstance(message, str):
            raise BadMessageError('"message" must be there, and be a text.')
        return message

    def _extract_input_channel(self, req: Request) -> str:
        return self.name()

    def get_metadata(self, request: Request) -> dict[str, Any]:
        """Return the verified customer and the basket, if any; all else is dropped."""
        return trusted_metadata(_body(request).get("metadata"))


def _body(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except InvalidUsage as error:
        raise BadMessageError("The body is not valid JSON.") from error
    if not isinstance(body, dict):
        raise BadMessageError('The body must be a JSON object: {"sender": "…", "message": "…"}')
    return body
