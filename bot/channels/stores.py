"""The tracker store of the running server."""

from __future__ import annotations

from typing import Any

from sanic.request import Request


def innermost_store(request: Request) -> Any:
    """Return the tracker store inside Rasa's wrappers; None while there is none."""
    store = getattr(getattr(request.app.ctx, "agent", None), "tracker_store", None)
    while (inner := getattr(store, "_tracker_store", None)) is not None:
        store = inner
    return store
