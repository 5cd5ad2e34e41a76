"""Keys that come as ``Authorization: Bearer KEY``."""

from __future__ import annotations

import hmac
from collections.abc import Sequence


def matching_key(authorization: str, keys: Sequence[bytes]) -> int | None:
    """Return the place of the key that a header carries, or None.

    Args:
        authorization: The header's value; empty where there is none.
        keys: Those that open.
    """
    scheme, _, given = authorization.partition(" ")
    # All keys, whichever fits: the time taken tells nothing.
    fits = [hmac.compare_digest(key, given.strip().encode("utf-8", "replace")) for key in keys]
    return fits.index(True) if scheme.lower() == "bearer" and any(fits) else None
