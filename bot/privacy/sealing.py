"""Keys and authenticated encryption, by ``cryptography``."""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.privacy.errors import VaultError

_NONCE_BYTES = 12


def derive_key(secret: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose from the master secret (HKDF-SHA256)."""
    hkdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"tactful/{purpose}".encode())
    return hkdf.derive(secret)


def seal(key: bytes, data: bytes, context: str) -> bytes:
    """Encrypt and sign; the context must be the same to open it."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, context.encode())


def unseal(key: bytes, sealed: bytes, context: str) -> bytes:
    """Undo ``seal``.

    Raises:
        VaultError: Another key, another context, or damaged data.
    """
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], context.encode())
    except (InvalidTag, ValueError) as error:
        raise VaultError("a sealed value cannot be opened with this key") from error
