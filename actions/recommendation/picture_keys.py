"""Keys by which pictures and their vectors are found."""

from __future__ import annotations

import hashlib

NO_PICTURE = 0


def picture_key(address: str) -> int:
    """Return by what the picture at an address is found; ``NO_PICTURE`` for no address."""
    if not address.strip():
        return NO_PICTURE
    return digest_key(address.strip().encode())


def digest_key(data: bytes) -> int:
    """Return a hash of some bytes, never ``NO_PICTURE``.

    It has 64 bits: of a million pictures two are taken for one once in 37 million catalogues.
    """
    return int.from_bytes(hashlib.blake2b(data, digest_size=8).digest(), "little") or 1
