"""Signed session tokens: how a shop tells the assistant who is signed in.

The shop's own server makes a token for its signed-in customer and hands it to the page; the
widget sends it along as ``metadata.session_token`` of each message.
"""

from __future__ import annotations

import hashlib
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

from bot.channels.errors import BadTokenError
from settings import get_settings

TOKEN_LIFETIME_SECONDS = 8 * 3600
# No token of ours comes near it; anything longer is not worth a look.
_MAX_TOKEN_CHARS = 1024


def serializer(salt: str) -> URLSafeTimedSerializer:
    """Return a signer for one purpose; what one ``salt`` signs, no other verifies."""
    return URLSafeTimedSerializer(
        get_settings().secret(),
        salt=salt,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )


def issue_token(customer_id: int) -> str:
    """Return a token that proves for eight hours that its bearer is this customer."""
    token = serializer("tactful.session").dumps(customer_id)
    return token.decode() if isinstance(token, bytes) else token


def read_token(token: Any) -> int:
    """Return the customer that a token stands for.

    Raises:
        BadTokenError: The token is no text, forged, damaged, or older than eight hours.
    """
    if not isinstance(token, str) or len(token) > _MAX_TOKEN_CHARS:
        raise BadTokenError("The session token is not one of ours.")
    try:
        customer_id = serializer("tactful.session").loads(token, max_age=TOKEN_LIFETIME_SECONDS)
    except SignatureExpired as error:
        raise BadTokenError("The session token has expired.") from error
    except BadSignature as error:
        raise BadTokenError("The session token is not one of ours.") from error
    if not isinstance(customer_id, int):
        raise BadTokenError("The session token is not one of ours.")
    return customer_id
