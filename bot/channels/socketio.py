"""Rasa's Socket.IO channel, with checks in front.

Events, as in Rasa's own channel with session persistence:

* ``session_request {"session_id": …}`` is answered by ``session_confirm "<session id>"``: the
  id that was sent, or a fresh one where none (or none of a usable form) was.
* ``user_uttered {"session_id", "message", "metadata": {"session_token", "basket"}}``, where
  ``basket`` lists ids of products, the newest last. Its acknowledgement, if the client asks for
  one, comes when the turn is over.
* ``privacy_level {"session_id", "level", "metadata"}`` sets the privacy dial, like a button; the
  server sends ``privacy_level {"level"}`` with each ``session_confirm``: where it stands.
* ``bot_uttered {"text"}``, ``{"text", "quick_replies": [{"title", "payload", …}]}``,
  ``{"attachment": …}`` and, unlike in Rasa's, ``{"custom": {…}}`` for custom JSON.

A page of another origin that is not allowed gets HTTP 403, over WebSocket too.
"""

from __future__ import annotations

import logging
import re
import uuid
from collections.abc import Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.channels.socketio import SocketIOInput as RasaSocketIOInput
from rasa.core.channels.socketio import SocketIOOutput as RasaSocketIOOutput
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse
from socketio import AsyncServer

from bot.channels import privacy_dial, sanic_websockets
from bot.channels.client import Clients
from bot.channels.errors import BadMessageError
from bot.channels.guard import Guard, OnNewMessage, TurnOutput, trusted_metadata
from bot.channels.origin import Origins
from bot.channels.rate_limit import Limits

logger = logging.getLogger(__name__)

# Long enough not to be guessed where the client makes its own, and safe as a name of a room.
_SESSION_ID = re.compile(r"[A-Za-z0-9_.:-]{16,200}")


class SocketIOOutput(RasaSocketIOOutput):
    """Sends answers to every open page of a conversation."""

    async def send_custom_json(
        self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any
    ) -> None:
        """Send custom JSON as data; Rasa's channel takes it for arguments of the call."""
        await self._send_message(recipient_id, {"custom": json_message})


class SocketIOInput(RasaSocketIOInput):
    """Answers over Socket.IO; see the module for the events."""

    @classmethod
    def name(cls) -> str:
        """Name of the channel, and its place in the path."""
        return "socketio"

    @classmethod
    def from_credentials(cls, credentials: Mapping[str, Any] | None) -> SocketIOInput:
        """Read the channel's settings: Rasa's own, and the rate limits.

        Raises:
            ChannelSettingsError: A rate limit makes no sense.
        """
        channel: SocketIOInput = super().from_credentials(dict(credentials or {}))
        channel.limits = Limits.from_credentials(credentials)
        return channel

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.limits = Limits()
        self._clients = Clients()
        self._origins = Origins()

    def get_output_channel(self) -> OutputChannel | None:
        """Return a channel for answers that no message asked for, such as reminders."""
        if self.sio is None:
            return super().get_output_channel()
        return TurnOutput(SocketIOOutput(self.sio, self.bot_message_evt))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return Rasa's own blueprint, whose events are answered by handlers that check."""
        sanic_websockets.repair()
        blueprint = super().blueprint(on_new_message)
        sio = self.sio
        if sio is None:  # Rasa's blueprint has just made it
            raise RuntimeError("Rasa's Socket.IO channel made no server.")
        handle_request = sio.eio.handle_request

        async def handle_allowed(request: Request) -> HTTPResponse:
            if not self._origins.allow(request):
                return response.text("Pages of this origin may not connect.", status=403)
            return await handle_request(request)

        # Rasa has switched off the check that the server has: it knows no proxies.
        sio.eio.handle_request = handle_allowed
        guard = Guard(on_new_message, self.limits)
        connect_of_rasa = sio.handlers[self.namespace or "/"]["connect"]

        # A client may send any number of arguments of any type: hence *arguments.
        async def connect(sid: str, environ: dict[str, Any], *arguments: Any) -> bool:
            auth = arguments[0] if arguments and isinstance(arguments[0], dict) else None
            if auth is not None and not isinstance(auth.get("token", ""), str):
                auth = None
            return bool(await connect_of_rasa(sid, environ, auth))

        async def session_request(sid: str, *arguments: Any) -> None:
            session_id = await self._session_of(sio, sid, _fields(arguments))
            await sio.emit("session_confirm", session_id, room=sid, namespace=self.namespace)
            environ = sio.get_environ(sid, self.namespace)
            level = privacy_dial.level_of(environ["sanic.request"], session_id) if environ else None
            if level is not None:
                told = {"level": level}
                await sio.emit(privacy_dial.EVENT, told, room=sid, namespace=self.namespace)

        async def answer(
            sid: str, fields: dict[str, Any], text: str, session_id: str, vouched: Mapping[str, Any]
        ) -> None:
            message = UserMessage(
                text,
                SocketIOOutput(sio, self.bot_message_evt),
                session_id,
                input_channel=self.name(),
                metadata={**trusted_metadata(fields.get(self.metadata_key)), **vouched},
            )
            environ = sio.get_environ(sid, self.namespace)  # None once the page is gone
            client = self._clients.of(environ["sanic.request"]) if environ else None
            await guard(message, client)

        async def session_of(sid: str, fields: dict[str, Any]) -> str:
            session_id = await self._session_of(sio, sid, fields)
            if self.session_persistence and session_id != fields.get("session_id"):
                await sio.emit("session_confirm", session_id, room=sid, namespace=self.namespace)
            return session_id

        async def user_message(sid: str, *arguments: Any) -> None:
            fields = _fields(arguments)
            session_id = await session_of(sid, fields)
            text = fields.get("message")
            await answer(sid, fields, text if isinstance(text, str) else "", session_id, {})

        async def privacy_level(sid: str, *arguments: Any) -> None:
            fields = _fields(arguments)
            session_id = await session_of(sid, fields)
            try:
                command = privacy_dial.signed_command(fields, session_id)
            except BadMessageError as error:
                logger.info("A turn of the privacy dial was ignored: %s", error)
                return
            await answer(sid, fields, command, session_id, privacy_dial.VOUCHED_FOR)

        sio.on("connect", connect, namespace=self.namespace)
        sio.on("session_request", session_request, namespace=self.namespace)
        sio.on(self.user_message_evt, user_message, namespace=self.namespace)
        sio.on(privacy_dial.EVENT, privacy_level, namespace=self.namespace)
        return blueprint

    async def _session_of(self, sio: AsyncServer, sid: str, fields: dict[str, Any]) -> str:
        """Return the conversation that a client named, or a fresh one; its answers go there."""
        if not self.session_persistence:
            return sid
        session_id = fields.get("session_id")
        if not isinstance(session_id, str) or not _SESSION_ID.fullmatch(session_id):
            session_id = uuid.uuid4().hex
        await sio.enter_room(sid, session_id, namespace=self.namespace)
        return session_id


def _fields(arguments: tuple[Any, ...]) -> dict[str, Any]:
    """Return what a client sent with an event, or nothing where that is no JSON object."""
    return arguments[0] if arguments and isinstance(arguments[0], dict) else {}
