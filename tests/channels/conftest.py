"""A real Sanic server with Tactful's channels, and an assistant whose answers a test chooses."""

from __future__ import annotations

import socket
import uuid
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from rasa.core.channels.channel import UserMessage, register
from sanic import Sanic

import settings
from bot.channels.demo_shop import DemoShop
from bot.channels.rate_limit import Limits
from bot.channels.rest import RestInput
from bot.channels.socketio import SocketIOInput


@dataclass
class FakeAgent:
    """Answers each message with the prepared messages, or fails as Rasa may."""

    answers: list[dict[str, Any]] = field(default_factory=lambda: [{"text": "Certainly."}])
    error: Exception | None = None
    heard: list[UserMessage] = field(default_factory=list)
    has_model: bool = True

    def is_ready(self) -> bool:
        return self.has_model

    async def handle_message(self, message: UserMessage) -> None:
        self.heard.append(message)
        if self.error:
            raise self.error
        for answer in self.answers:
            await message.output_channel.send_response(message.sender_id, answer)


@dataclass
class Server:
    """A running server: where it answers, who answers, and a client for HTTP."""

    url: str
    agent: FakeAgent
    http: aiohttp.ClientSession

    async def say(self, text: Any, sender: Any = "sender-of-a-test", **fields: Any) -> Any:
        """Send over REST; returns the answers."""
        body = {"sender": sender, "message": text, **fields}
        async with self.http.post(f"{self.url}/webhooks/rest/webhook", json=body) as response:
            assert response.status == 200, await response.text()
            return await response.json()


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Settings of this test's own; call it to change some."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"TACTFUL_{name.upper()}", value)
        settings.get_settings.cache_clear()

    change(state_dir=str(tmp_path), demo="true", secret_key="")
    return change


@pytest.fixture(autouse=True)
def _fresh_settings(state: Callable[..., None]) -> Any:
    yield
    settings.get_settings.cache_clear()


@pytest.fixture
async def start(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[..., Any]]:
    """Start a server; takes the rate limits of each channel, or what is set for both."""
    # Sanic rewrites its own methods at start; in test mode it can do so more than once.
    monkeypatch.setattr(Sanic, "test_mode", True)
    running: list[tuple[Any, aiohttp.ClientSession]] = []

    async def begin(
        limits: Limits | None = None, credentials: dict[str, Any] | None = None
    ) -> Server:
        app = Sanic(f"test-{uuid.uuid4().hex}", configure_logging=False)
        agent = app.ctx.agent = FakeAgent()
        if credentials is None:
            rest, sockets = RestInput(limits), SocketIOInput(session_persistence=True)
            sockets.limits = limits or Limits()
        else:
            rest = RestInput.from_credentials(credentials)
            sockets = SocketIOInput.from_credentials({**credentials, "session_persistence": True})
        register([rest, sockets, DemoShop()], app, "/webhooks/")
        listener = socket.create_server(("127.0.0.1", 0))
        server = await app.create_server(
            sock=listener, return_asyncio_server=True, access_log=False
        )
        await server.startup()
        port = listener.getsockname()[1]
        http = aiohttp.ClientSession()
        running.append((server, http))
        return Server(f"http://127.0.0.1:{port}", agent, http)

    yield begin
    for server, http in running:
        await http.close()
        await server.close()


@pytest.fixture
async def server(start: Callable[..., Any]) -> Server:
    """A server with the default settings."""
    started = await start()
    assert isinstance(started, Server)
    return started
