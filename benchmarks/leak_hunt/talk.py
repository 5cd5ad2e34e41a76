"""Sends conversations to a running assistant, several at once, over REST and Socket.IO."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import aiohttp
import socketio

from benchmarks.leak_hunt.conversations import Conversation
from benchmarks.leak_hunt.ways import Message
from bot.channels.buttons import sign
from bot.channels.session import issue_token

_TURN_SECONDS = 60
# A server that was killed takes a while to start: its shoppers try again for so long.
_TRIES = 90
_BETWEEN_TRIES_SECONDS = 1.0
_FAILURES = (aiohttp.ClientError, socketio.exceptions.SocketIOError, OSError, TimeoutError)


class Shoppers:
    """Holds conversations with the assistant.

    Args:
        url: Where it answers.
        workers: How many conversations at once.

    Attributes:
        messages: How many were sent and answered.
        tries_again: How often a message had to be sent again.
    """

    def __init__(self, url: str, workers: int) -> None:
        self._url = url
        self._free = asyncio.Semaphore(workers)
        self.messages = 0
        self.tries_again = 0

    async def converse(
        self,
        conversations: Sequence[Conversation],
        advance: Callable[[], Any],
        seconds: float | None = None,
    ) -> int:
        """Hold conversations; returns how many.

        Args:
            conversations: What is said.
            advance: Called at the end of each.
            seconds: After so long no further one is begun.
        """
        begun = 0
        started = time.monotonic()
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(_TURN_SECONDS)) as http,
            asyncio.TaskGroup() as group,
        ):
            for conversation in conversations:
                await self._free.acquire()
                if seconds is not None and time.monotonic() - started > seconds:
                    break
                begun += 1
                group.create_task(self._hold(http, conversation, advance))

        return begun

    async def _hold(
        self, http: aiohttp.ClientSession, conversation: Conversation, advance: Callable[[], Any]
    ) -> None:
        try:
            if conversation.over_sockets:
                await self._over_sockets(conversation)
            else:
                await self._over_rest(http, conversation)
        finally:
            self._free.release()
        advance()

    async def _over_rest(self, http: aiohttp.ClientSession, conversation: Conversation) -> None:
        for message in conversation.messages:
            body = {"sender": conversation.sender, **_body(message, conversation.sender)}
            address = f"{self._url}/webhooks/rest/webhook{message.query}"
            headers = {"X-Forwarded-For": conversation.client, **message.headers}

            async def send(
                address: str = address, body: Any = body, headers: Any = headers
            ) -> None:
                async with http.post(address, json=body, headers=headers) as response:
                    response.raise_for_status()
                    await response.read()

            await self._until_answered(send)

    async def _over_sockets(self, conversation: Conversation) -> None:
        client = socketio.AsyncClient(reconnection=False)

        async def connect() -> None:
            if not client.connected:
                # Python's client wants a newer aiohttp for WebSockets.
                await client.connect(
                    self._url,
                    headers={"X-Forwarded-For": conversation.client},
                    socketio_path="socket.io",
                    transports=["polling"],
                )

        for message in conversation.messages:
            body = {"session_id": conversation.sender, **_body(message, conversation.sender)}

            async def send(body: Any = body) -> None:
                await connect()
                await client.call("user_uttered", body, timeout=_TURN_SECONDS)

            await self._until_answered(send)
        await client.disconnect()

    async def _until_answered(self, send: Callable[[], Any]) -> None:
        for number in range(_TRIES):
            try:
                await asyncio.wait_for(send(), _TURN_SECONDS)
            except _FAILURES:
                if number == _TRIES - 1:
                    raise
                self.tries_again += 1
                await asyncio.sleep(_BETWEEN_TRIES_SECONDS)
            else:
                self.messages += 1
                return


def _body(message: Message, sender: str) -> dict[str, Any]:
    text = sign(message.text, sender) if message.signed else message.text
    metadata = dict(message.metadata)
    if message.customer is not None:
        metadata["session_token"] = issue_token(message.customer)
    return {"message": text, **({"metadata": metadata} if metadata else {})}
