"""Internet addresses of computers."""

from __future__ import annotations

import ipaddress

from bot.privacy.recognisers.base import PatternSpec, Precedence, Recogniser

_NO_VERSION = (
    r"(?<!\b(?:v|ver|version|firmware|release|build|update|app|software|ios|android|driver)"
    r"(?: (?:is|to|no|number))?[\s.:]{0,2})"
)


class IpAddressRecogniser(Recogniser):
    """IPv4 and IPv6 addresses; the machine's own (127.0.0.1, ::1, 0.0.0.0) are no one's."""

    entity = "ip_address"
    precedence = Precedence.EXACT
    hint = r"\d\.\d{1,3}\.\d{1,3}\.\d|[0-9a-f]:[0-9a-f:]*:"
    patterns = (
        PatternSpec(
            "ipv4",
            rf"{_NO_VERSION}(?<![A-Z0-9_.,/\-£$€¥])(?:\d{{1,3}}\.){{3}}\d{{1,3}}(?![A-Z0-9_%]"
            rf"|\.\d)",
            0.8,
        ),
        PatternSpec(
            "ipv6",
            r"(?<![A-Z0-9_:.])(?:[0-9A-F]{0,4}:){2,7}(?:[0-9A-F]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?"
            r"(?![A-Z0-9_:])",
            0.8,
        ),
    )

    def validate(self, found: str) -> bool:
        """Accept what the standard library reads as an address of another machine."""
        try:
            address = ipaddress.ip_address(found)
        except ValueError:
            return False
        # "a::b" is more often a typing than an address.
        short = ":" in found and sum(character.isalnum() for character in found) < 5
        return not (address.is_loopback or address.is_unspecified or short)
