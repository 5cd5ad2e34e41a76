"""Lets Sanic 21.12, which Rasa 3.6 is bound to, read from WebSockets under Python 3.11.

Its ``recv`` hands a bare coroutine to ``asyncio.wait``, which Python 3.11 refuses, so that every
WebSocket closes at once (https://github.com/sanic-org/sanic/issues/2377, fixed in Sanic 22.3).
Given a task instead, it works; awaiting a task is like awaiting the coroutine in every other way.
"""

from __future__ import annotations

import asyncio
import functools
from typing import Any

from sanic.server.websockets.frame import WebsocketFrameAssembler


def repair() -> None:
    """Make the frame assembler's ``get`` return a task; a second call changes nothing."""
    get = WebsocketFrameAssembler.get
    if not asyncio.iscoroutinefunction(get):
        return

    @functools.wraps(get)
    def get_as_task(self: Any, timeout: float | None = None) -> asyncio.Task[Any]:
        return asyncio.ensure_future(get(self, timeout))

    WebsocketFrameAssembler.get = get_as_task
