"""Signed receipts of erasures: what was erased, when, at whose wish; never what it said."""

from __future__ import annotations

import hmac
import json
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from bot.privacy.erasure_log import ErasedBy
from bot.privacy.sealing import derive_key

SIGNATURE = "signature"


def utc(seconds: float) -> str:
    """Return a time as receipts and exports write it, such as ``2026-03-01T09:30:00Z``."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


@dataclass(frozen=True)
class Receipt:
    """What one erasure did.

    Attributes:
        asked_by: shopper, operator, retention or dial.
        conversations: Keyed hashes of the conversations that had rows.
        events: Number of their rows.
        values: Number of values that the vault has dropped.
        holdings: Number of objects erased in each further holding.
        unfinished: Stores that could not be reached; empty when all is done.
        id: Of this receipt.
        erased_at: In UTC.
    """

    asked_by: ErasedBy
    conversations: list[str]
    events: int
    values: int
    holdings: Mapping[str, int]
    unfinished: list[str]
    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    erased_at: str = field(default_factory=lambda: utc(time.time()))


class Receipts:
    """Signs receipts (HMAC-SHA256), and tells genuine ones.

    Args:
        all_secrets: The master secret, then earlier ones: what they signed stays genuine.
    """

    def __init__(self, all_secrets: Sequence[bytes]) -> None:
        self._keys = [derive_key(secret, "receipt") for secret in all_secrets]

    def signed(self, receipt: Receipt) -> dict[str, Any]:
        """Return a receipt as a JSON object with its signature."""
        content = asdict(receipt)
        return {**content, SIGNATURE: _signature(self._keys[0], content)}

    def is_genuine(self, signed: Any) -> bool:
        """Whether a JSON value is a receipt that this installation has signed, unchanged."""
        if not isinstance(signed, Mapping) or not isinstance(signed.get(SIGNATURE), str):
            return False
        content = {key: value for key, value in signed.items() if key != SIGNATURE}
        given = signed[SIGNATURE].encode("utf-8", "replace")
        return any(
            hmac.compare_digest(_signature(key, content).encode(), given) for key in self._keys
        )


def _signature(key: bytes, content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hmac.digest(key, text.encode(), "sha256").hex()
