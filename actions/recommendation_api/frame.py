"""Around every request: one line of the log, one count, a time limit, and no error unanswered.

The log has method, route, status and time. It has no path, query, body or address: what shoppers
look for may be personal ("a jacket for maya@example.com").
"""

from __future__ import annotations

import asyncio
import logging
import time
import traceback
from pathlib import Path

from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from actions.recommendation_api.metrics import Metrics
from actions.recommendation_api.problems import ProblemError

_log = logging.getLogger(__name__)
_HEADERS = ((b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff"))
_GONE = 499  # what nginx writes of a client that did not wait
_BUSY = ProblemError(503, "busy", "This takes too long at the moment. Try again in a few seconds.")
_BROKEN = ProblemError(
    500, "internal_error", "That went wrong here, not in your request. The service's log has more."
)


class Frame:
    """ASGI middleware; see the module.

    Args:
        app: What answers.
        metrics: Where requests are counted.
        seconds: How long a request may take, the reading of its body included.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, seconds: float) -> None:
        self._app = app
        self._metrics = metrics
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_HEADERS]
            await send(message)

        problem: ProblemError | None = None
        try:
            async with asyncio.timeout(self._seconds):
                await self._app(scope, receive, noting)
        except TimeoutError:
            problem = _BUSY
        except ClientDisconnect:
            status = status or _GONE
        except Exception as error:  # noqa: BLE001 - whatever broke, the caller gets an answer
            _log.error("A request could not be answered: %s", _without_words(error))
            problem = _BROKEN
        if problem is not None and status == 0:
            await problem.response()(scope, receive, noting)
        taken = time.perf_counter() - started
        endpoint = getattr(scope.get("route"), "path", "other")
        self._metrics.count(endpoint, status, taken)
        _log.info("%s %s %d %.1f ms", scope["method"], endpoint, status, taken * 1000)


def _without_words(error: Exception) -> str:
    """Return what broke and where; an error's own words may quote the request."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {where}"
