"""Which pages may open a connection.

Browsers keep to CORS for HTTP, but open a WebSocket from any page and only tell its origin.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from sanic.request import Request

from settings import get_settings

logger = logging.getLogger(__name__)

_USUAL_PORTS = {"http": 80, "https": 443}


class Origins:
    """Knows the pages that may connect: those of this very host, and those that are allowed.

    Args:
        allowed: Origins of pages elsewhere; None: those of the settings.

    Raises:
        SettingsError: The settings have one that is no origin.
    """

    def __init__(self, allowed: Sequence[str] | None = None) -> None:
        given = get_settings().cors_origins if allowed is None else allowed
        self._allowed = frozenset(origin.lower() for origin in given)
        self._warned = False

    def allow(self, request: Request) -> bool:
        """Whether the page behind a request may connect; what is no page names no origin."""
        origin = str(request.headers.get("origin") or "").lower()
        if not origin or origin in self._allowed:
            return True
        place = _place(origin)
        if place is not None and place in map(_place, _own(request, origin)):
            return True
        if not self._warned:
            self._warned = True
            logger.warning(
                "A page of another origin was refused. If it is yours, name it in "
                "TACTFUL_ALLOWED_ORIGINS, or let your web server pass the Host header on."
            )
        return False


def _own(request: Request, origin: str) -> Iterator[str]:
    """Yield the server's own origins, with the page's scheme: TLS may end at a proxy.

    No page can set these headers for a WebSocket.
    """
    scheme = origin.partition("://")[0]
    for header in ("host", "x-forwarded-host"):
        for host in str(request.headers.get(header) or "").split(","):
            yield f"{scheme}://{host.strip().lower()}"


def _place(origin: str) -> tuple[str, int] | None:
    """Return host and port of an origin, None where it has none ("null")."""
    try:
        parts = urlsplit(origin)
        port = parts.port or _USUAL_PORTS.get(parts.scheme)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname and port else None
