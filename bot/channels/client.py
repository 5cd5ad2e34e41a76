"""Tells clients apart by their address, without keeping or writing any address."""

from __future__ import annotations

import hmac
import logging
import re
import secrets
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

from settings import Network, get_settings

if TYPE_CHECKING:
    from sanic.request import Request  # other servers ask by address, and run without it

logger = logging.getLogger(__name__)

# "192.0.2.1:8080" and "[2001:db8::1]:8080": some proxies write the port as well.
_WITH_PORT = re.compile(r"(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?")
# Who has one IPv6 address has the 2**64 beside it, too.
_IPV6_PREFIX = 64
# The same for all channels, which count a client together.
_KEY = secrets.token_bytes(32)


class Clients:
    """Gives each client address a name that nobody else can make, the same until the next start.

    Args:
        trusted: Networks of the proxies whose ``X-Forwarded-For`` is believed.
        key: What names are made with.
    """

    def __init__(self, trusted: Sequence[Network] | None = None, key: bytes = _KEY) -> None:
        self._trusted = get_settings().trusted_networks() if trusted is None else trusted
        self._key = key
        self._warned = False

    def of(self, request: Request) -> str | None:
        """Return the name of the client behind a request to Sanic; see ``behind``."""
        return self.behind(str(request.ip or ""), request.headers.getall("x-forwarded-for", ()))

    def behind(self, peer: str, forwarded: Sequence[str]) -> str | None:
        """Return the name of the client behind a connection.

        None where there is no address but those of trusted proxies: it came from this machine, or
        from a proxy that keeps the address to itself.

        Args:
            peer: The address that the connection comes from.
            forwarded: The headers ``X-Forwarded-For``, in their order.
        """
        passed_on = ",".join(forwarded).split(",")
        hops = [peer, *(hop.strip() for hop in reversed(passed_on) if hop.strip())]
        for number, hop in enumerate(hops):
            address = _address(hop)
            if address is None:
                return None
            if not any(address in network for network in self._trusted):
                if number == 0 and len(hops) > 1:
                    self._warn()
                return self._name(address)
        return None

    def _name(self, address: IPv4Address | IPv6Address) -> str:
        if address.version == 6:
            address = ip_network((address, _IPV6_PREFIX), strict=False).network_address
        return hmac.digest(self._key, address.packed, "sha256").hex()[:32]

    def _warn(self) -> None:
        if not self._warned:
            self._warned = True
            logger.warning(
                "A proxy that is not trusted passed messages on, so that all shoppers behind it "
                "count as one client. If it is yours, name it in TACTFUL_TRUSTED_PROXIES."
            )


def _address(text: str) -> IPv4Address | IPv6Address | None:
    with_port = _WITH_PORT.fullmatch(text)
    if with_port is not None:
        text = with_port[1] or with_port[2]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
