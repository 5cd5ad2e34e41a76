"""Buttons whose payload only the server can have written.

Rasa obeys any text that begins with ``/intent``. A shopper may click such a command, but not type
one: on its way out a button's payload is signed for this one conversation, and on the way in only
a signed payload is read as a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itsdangerous import BadSignature

from bot.channels.session import serializer

COMMAND_PREFIX = "/"
LIFETIME_SECONDS = 24 * 3600
_MAX_SIGNED_CHARS = 16_384


def sign(payload: str, sender_id: str) -> str:
    """Return an opaque text that stands for ``payload`` in the conversation of ``sender_id``."""
    signed = serializer(f"tactful.button:{sender_id}").dumps(payload)
    return signed.decode() if isinstance(signed, bytes) else signed


def unwrap(text: str, sender_id: str) -> str | None:
    """Return the payload behind a clicked button, or None where ``text`` is just text.

    A payload of another conversation, a forged one and one older than a day are just text.
    """
    if text.count(".") < 2 or len(text) > _MAX_SIGNED_CHARS or " " in text:
        return None
    try:
        payload = serializer(f"tactful.button:{sender_id}").loads(text, max_age=LIFETIME_SECONDS)
    except BadSignature:
        return None
    return payload if isinstance(payload, str) else None


def sign_all(buttons: list[Mapping[str, Any]], sender_id: str) -> list[dict[str, Any]]:
    """Return copies of ``buttons``, each with a title and a payload, commands signed."""
    signed = []
    for button in buttons:
        title = str(button.get("title") or button.get("payload") or "")
        payload = str(button.get("payload") or title)
        if payload.startswith(COMMAND_PREFIX):
            payload = sign(payload, sender_id)
        signed.append({**button, "title": title, "payload": payload})
    return signed
