"""What stands between the outside and Rasa, the same for every channel."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from bot import rasa_speedups, spare_answers
from bot.channels import buttons
from bot.channels.errors import BadTokenError
from bot.channels.rate_limit import Limits
from bot.channels.session import read_token
from bot.channels.text import clean
from bot.privacy.consent import BASKET
from settings import get_settings

logger = logging.getLogger(__name__)

SILENT_TURN = "Sorry, I can't reach our shop system right now. Please try again in a moment."
NOTHING_SAID = "I didn't catch any words there. What can I help you with?"
TOO_LONG = (
    "That message is too long for me: I read up to {limit:,} characters at a time. "
    "Could you put it more briefly?"
)
TOO_FAST = "You're typing faster than I can read! Please give me a few seconds, then try again."

# A page may say no more of a basket: the newest count.
MAX_BASKET = 50
_MAX_PRODUCT_ID = 2**31 - 1

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class TurnOutput(OutputChannel):
    """Passes a turn's answers on to another output channel; signs buttons, counts messages."""

    def __init__(self, inner: OutputChannel) -> None:
        self._inner = inner
        self.sent = 0

    def name(self) -> str:
        """Name of the channel behind it: responses may be written for one channel only."""
        return str(self._inner.name())

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send one answer; ``message`` itself belongs to the tracker and is left as it is."""
        message = dict(message)
        for key in ("buttons", "quick_replies"):
            if message.get(key):
                message[key] = buttons.sign_all(message[key], recipient_id)
        self.sent += 1
        await self._inner.send_response(recipient_id, message)


def trusted_metadata(metadata: Any) -> dict[str, Any]:
    """Return what may be believed of the metadata that a client sent; all else is dropped.

    That is the customer named by a genuine ``session_token`` (with a bad one the shopper is a
    guest, who has to prove ownership of an order in the usual way), and the product ids in
    ``basket``, by which nothing but suggestions goes.
    """
    if not isinstance(metadata, Mapping):
        return {}
    trusted: dict[str, Any] = {}
    if metadata.get("session_token") is not None:
        try:
            trusted["customer_id"] = read_token(metadata["session_token"])
        except BadTokenError as error:
            logger.info("Message taken as a guest's: %s", error)
    if basket := _basket(metadata.get("basket")):
        trusted[BASKET] = basket
    return trusted


def _basket(value: Any) -> list[int]:
    """Return the product ids of a basket, the newest last; nothing where it is no list of ids."""
    if not isinstance(value, list):
        return []
    newest = value[-MAX_BASKET:]
    if any(type(i) is not int or not 0 < i <= _MAX_PRODUCT_ID for i in newest):
        logger.info("A basket was left out: it is no list of product ids.")
        return []
    return list(dict.fromkeys(newest))


class Guard:
    """Checks each message before Rasa sees it, and sees to it that each gets an answer."""

    def __init__(self, on_new_message: OnNewMessage, limits: Limits) -> None:
        self._on_new_message = on_new_message
        self._limits = limits
        rasa_speedups.install()
        spare_answers.install()

    async def __call__(self, message: UserMessage, client: str | None = None) -> None:
        """Answer one message: by a polite refusal, by Rasa, or by an apology for its silence.

        Args:
            message: As it came in.
            client: Who sent it (``bot.channels.client``), if that can be told.
        """
        output = TurnOutput(message.output_channel)
        message.output_channel = output
        refusal = self._refusal(message, client)
        if refusal is not None:
            await output.send_response(message.sender_id, {"text": refusal})
            return
        try:
            await self._on_new_message(message)
        except Exception:
            # Whatever broke, this shopper waits for an answer and others go on talking.
            logger.exception("A message could not be handled.")
        if output.sent == 0:
            logger.warning("A turn ended without any answer; the shopper got an apology.")
            await output.send_response(message.sender_id, {"text": SILENT_TURN})

    def _refusal(self, message: UserMessage, client: str | None) -> str | None:
        """Put the text that Rasa may read into ``message``, or return why there is none."""
        if not self._limits.allow(message.sender_id, client):
            return TOO_FAST
        text = message.text or ""
        command = buttons.unwrap(text, message.sender_id)
        if command is not None:
            message.text = command
            return None
        limit = get_settings().max_message_chars
        if len(text) > limit:
            return TOO_LONG.format(limit=limit)
        message.text = clean(text)
        return None if message.text else NOTHING_SAID
