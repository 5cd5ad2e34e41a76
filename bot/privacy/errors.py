"""Errors of the privacy room."""

from __future__ import annotations


class PrivacyError(Exception):
    """Anything that goes wrong in ``bot.privacy``."""


class PrivacyConfigError(PrivacyError, ValueError):
    """A rule or option cannot be used; the message names where it stands and the fix."""


class VaultError(PrivacyError):
    """The vault cannot be reached, or what it holds cannot be read."""
