"""Everything that goes wrong in the channels and is meant to be caught."""

from __future__ import annotations


class ChannelError(Exception):
    """Base of the channels' errors."""


class BadMessageError(ChannelError):
    """A request that no conversation can be held with; answered with HTTP 400."""


class BadTokenError(ChannelError):
    """A session token that is forged, damaged or too old."""


class ChannelSettingsError(ChannelError):
    """A setting in ``credentials.yml`` that makes no sense."""


class ActionServerError(ChannelError):
    """The action server is down, or answered with something else than products."""


class BackOfficeError(ChannelError):
    """A request to the back office that is not answered; the message says what to do.

    Attributes:
        status: Of the HTTP answer.
        reason: One word for programs.
    """

    def __init__(self, status: int, reason: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason
