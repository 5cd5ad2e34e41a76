"""Keyed hashes that stand for sender ids, and handles by which an operator names them."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from bot.privacy.sealing import derive_key

_HANDLE = regex.compile(r"pseudonym:([0-9a-f]{40})\.([0-9a-f]{16})")


@dataclass(frozen=True)
class Customer:
    """Names a shopper by the shop's own number; what is kept under it is the profile.

    Attributes:
        id: Of the customer in the shop's database.
    """

    id: int


class Pseudonyms:
    """Makes and recognises pseudonyms.

    Args:
        all_secrets: The master secret, then earlier ones, newest first.
    """

    def __init__(self, all_secrets: Sequence[bytes]) -> None:
        self._keys = [derive_key(secret, "sender") for secret in all_secrets]
        # Keys of their own: a sender may call itself whatever it likes, also like a customer.
        self._customer_keys = [derive_key(secret, "customer") for secret in all_secrets]
        self._code_keys = [derive_key(secret, "link code") for secret in all_secrets]

    def of(self, sender_id: str) -> str:
        """Return the hash of a sender id under the current secret, 40 hexadecimal digits."""
        return _pseudonym(self._keys[0], sender_id)

    def candidates(self, subject: str | Customer) -> list[str]:
        """Return every name under which something of a subject may be kept, the current one first.

        That is one per secret; the one in it, if the subject is a handle.

        Args:
            subject: A sender id, a handle, or a customer.
        """
        if isinstance(subject, Customer):
            return [_pseudonym(key, str(subject.id)) for key in self._customer_keys]
        match = _HANDLE.fullmatch(subject)
        if match is not None and self.is_handle(subject):
            return [str(match.group(1))]
        return [_pseudonym(key, subject) for key in self._keys]

    def hashes_of_code(self, code: str) -> list[str]:
        """Return the hashes under which a link code may be stored, the current secret's first."""
        return [_pseudonym(key, code) for key in self._code_keys]

    def handle(self, pseudonym: str) -> str:
        """Return the text by which an operator may name a conversation in place of its sender."""
        return _handle(self._keys[0], pseudonym)

    def is_handle(self, sender_id: str) -> bool:
        """Whether a text is a handle that this or an earlier secret has made."""
        match = _HANDLE.fullmatch(sender_id)
        return match is not None and any(
            hmac.compare_digest(_handle(key, str(match.group(1))), sender_id) for key in self._keys
        )


def _pseudonym(key: bytes, sender_id: str) -> str:
    return hmac.digest(key, sender_id.encode("utf-8", "replace"), "sha256").hex()[:40]


def _handle(key: bytes, pseudonym: str) -> str:
    proof = hmac.digest(key, f"handle {pseudonym}".encode(), "sha256").hex()
    return f"pseudonym:{pseudonym}.{proof[:16]}"
