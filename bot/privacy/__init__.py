"""Detect, redact, store: nothing personal is written, and the conversation works on.

This package re-exports what is free of Rasa and cheap to import; the tracker store is in
``bot.privacy.tracker_store`` and the log filter in ``bot.privacy.logs``.
"""

from bot.privacy.detect import Detector
from bot.privacy.errors import PrivacyConfigError, PrivacyError, VaultError
from bot.privacy.recognisers.base import Span

__all__ = ["Detector", "PrivacyConfigError", "PrivacyError", "Span", "VaultError"]
