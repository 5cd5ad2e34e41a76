"""Keeps the values behind tokens for as long as a conversation needs them.

Each conversation has a random key of its own. Values are sealed with it (AES-256-GCM), tokens
are derived from it, so that dropping the key makes every value unreadable and every token
meaningless at once, wherever copies of them lie.
"""

from __future__ import annotations

import abc
import hmac
import json
import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

import regex

from bot.privacy.errors import VaultError
from bot.privacy.recognisers.known import KnownValues
from bot.privacy.sealing import seal, unseal

logger = logging.getLogger(__name__)

# What was said in answer to a question for something personal: mostly that, at times any talk, so
# that it is hidden without being looked for afterwards.
ANSWER = "answer"
TOKEN = regex.compile(r"\[[a-z][a-z0-9_]{0,39}:[0-9a-f]{6,16}\]")
_HAN = regex.compile(r"\p{Han}+")
# Shorter values, and these words, say nothing by themselves and occur everywhere.
_SHORTEST_KNOWN = 3
_SHORTEST_KNOWN_HAN = 2  # a whole name
_SHORTEST_KNOWN_NUMBER = 4
_COMMON_WORDS = "yes no none null true false unknown not sure okay the and for you this that other"
_COMMON = frozenset(_COMMON_WORDS.split())


@dataclass
class Drawer:
    """What the vault holds for one conversation, opened for one read or write."""

    conversation: str
    key: bytes
    values: dict[str, Any] = field(default_factory=dict)
    known: KnownValues = field(default_factory=KnownValues)
    fresh: dict[str, int] = field(default_factory=dict)  # tokens to write, with their place
    answers: KnownValues = field(default_factory=KnownValues)  # those of this turn
    topics: tuple[str, ...] = ()  # of what was said just before this turn

    def token_for(self, entity: str, value: Any) -> str:
        """Return the token of a value, such as ``[email:4f3a9c]``; remembers the value.

        The same kind and value, whatever its case and spacing, give the same token within a
        conversation, and unrelated tokens in different ones.

        Args:
            entity: Kind of value.
            value: A string or any other JSON value.
        """
        kind = kind_of(entity)
        digest = hmac.digest(
            self.key,
            f"{kind}\0{normalised(kind, value)}".encode("utf-8", "surrogatepass"),
            "sha256",
        )
        for length in (6, 8, 12, 16):
            token = f"[{kind}:{digest.hex()[:length]}]"
            held = self.values.get(token)
            if token not in self.values:
                self._add(token, kind, value)
                return token
            if normalised(kind, held) == normalised(kind, value):
                return token
        raise VaultError("two values share a token")

    def _add(self, token: str, kind: str, value: Any) -> None:
        self.fresh[token] = len(self.values)
        self.values[token] = value
        self.note(kind, value)

    def note(self, entity: str, value: Any) -> None:
        """Have a value recognised again, if it is telling enough; an answer in this turn only."""
        text = str(value) if isinstance(value, str | int) and value is not True else ""
        text = text.strip()
        if len(text) >= _shortest_known(text) and text.casefold() not in _COMMON:
            kind = kind_of(entity)
            (self.answers if kind == ANSWER else self.known).note(text, kind)

    def recent(self, count: int) -> list[tuple[str, str]]:
        """Return (kind, value) of the texts that were taken last, oldest first."""
        last = list(islice(reversed(self.values.items()), count))
        return [(t[1:].partition(":")[0], v) for t, v in reversed(last) if isinstance(v, str)]


def _shortest_known(text: str) -> int:
    if text.isdigit():
        return _SHORTEST_KNOWN_NUMBER
    return _SHORTEST_KNOWN_HAN if _HAN.fullmatch(text) else _SHORTEST_KNOWN


def kind_of(entity: str) -> str:
    """Return the name of a kind as tokens carry it."""
    kind = regex.sub(r"[^a-z0-9_]+", "_", entity.lower()).strip("_")[:40]
    return kind if kind[:1].isalpha() else f"value_{kind}"[:40].rstrip("_")


def normalised(kind: str, value: Any) -> str:
    """Return what is the same for all spellings of a value: case and spacing do not count."""
    if not isinstance(value, str):
        return "json:" + json.dumps(value, sort_keys=True)
    # Most of what is said in an answer is no name or number, and is spelt as it has to be.
    if kind in ("secret", ANSWER):
        return value
    folded = (
        "".join(value.casefold().split())
        if any(c.isdigit() for c in value)
        else (" ".join(value.casefold().split()))
    )
    if kind in ("card", "phone", "iban"):
        return "".join(c for c in folded if c.isalnum())
    return folded


class Vault(abc.ABC):
    """Where sealed values live; all methods take the conversation's pseudonym.

    Attributes:
        ttl_seconds: How long values stay readable after their last use.
    """

    ttl_seconds: float

    @abc.abstractmethod
    def open(self, conversation: str) -> Drawer:
        """Open what is held, or an empty drawer with a new key.

        Raises:
            VaultError: The vault cannot be reached.
        """

    @abc.abstractmethod
    def close(self, drawer: Drawer) -> None:
        """Keep what was added since ``open``, and let the time to live start again.

        Raises:
            VaultError: The vault cannot be reached.
        """

    @abc.abstractmethod
    def tokens(self, conversation: str) -> list[str]:
        """Return the live tokens; unlike ``open``, looking does not prolong their time.

        Raises:
            VaultError: The vault cannot be reached.
        """

    @abc.abstractmethod
    def forget(self, conversation: str) -> None:
        """Drop key and values; every token of the conversation is dead from now on.

        Raises:
            VaultError: The vault cannot be reached.
        """


@dataclass
class _Held:
    key: bytes
    sealed: dict[str, bytes]
    expires: float


class MemoryVault(Vault):
    """A vault in this process; a restart empties it.

    Args:
        ttl_seconds: How long values stay readable after their last use.
        clock: Seconds that only grow.
    """

    def __init__(self, ttl_seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.ttl_seconds = ttl_seconds
        self._clock = clock
        self._held: dict[str, _Held] = {}
        self._next_sweep = clock() + ttl_seconds
        self._open_drawers = OpenDrawers(ttl_seconds, clock)

    def open(self, conversation: str) -> Drawer:
        """See ``Vault.open``."""
        self._sweep()
        held = self._held.get(conversation)
        if held is None or held.expires <= self._clock():
            return Drawer(conversation, secrets.token_bytes(32))
        held.expires = self._clock() + self.ttl_seconds
        return self._open_drawers.open(conversation, held.key, held.sealed)

    def close(self, drawer: Drawer) -> None:
        """See ``Vault.close``."""
        if not drawer.values:
            return
        held = self._held.get(drawer.conversation)
        if held is None or held.key != drawer.key:
            held = self._held[drawer.conversation] = _Held(drawer.key, {}, 0.0)
        held.sealed.update(sealed_values(drawer))
        held.expires = self._clock() + self.ttl_seconds
        drawer.fresh.clear()

    def tokens(self, conversation: str) -> list[str]:
        """See ``Vault.tokens``."""
        held = self._held.get(conversation)
        return [] if held is None or held.expires <= self._clock() else list(held.sealed)

    def forget(self, conversation: str) -> None:
        """See ``Vault.forget``."""
        self._held.pop(conversation, None)
        self._open_drawers.forget(conversation)

    def _sweep(self) -> None:
        now = self._clock()
        if now >= self._next_sweep:
            for name, held in list(self._held.items()):
                if held.expires <= now:
                    self.forget(name)
            self._next_sweep = now + self.ttl_seconds / 4


def sealed_values(drawer: Drawer) -> dict[str, bytes]:
    """Return the values added since the drawer was opened, sealed, by their token."""
    return {
        token: seal(
            drawer.key,
            json.dumps([place, drawer.values[token]]).encode(),
            f"{drawer.conversation}|{token}",
        )
        for token, place in drawer.fresh.items()
    }


@dataclass
class _Opened:
    drawer: Drawer
    sealed: dict[str, bytes]
    expires: float


class OpenDrawers:
    """Drawers of conversations that are going on, so that only what is new is decrypted.

    Args:
        ttl_seconds: How long a drawer is kept after its last use.
        clock: Seconds that only grow.
        most: How many are kept.
    """

    def __init__(
        self,
        ttl_seconds: float,
        clock: Callable[[], float] = time.monotonic,
        most: int = 256,
    ) -> None:
        self._ttl = ttl_seconds
        self._clock = clock
        self._most = most
        self._held: dict[str, _Opened] = {}  # least lately used first
        self._lock = threading.RLock()  # retention forgets from a thread of its own

    def open(self, conversation: str, key: bytes, sealed: Mapping[str, bytes]) -> Drawer:
        """Return the drawer of sealed values; one that cannot be opened is left out, and logged."""
        with self._lock:
            return self._open(conversation, key, sealed)

    def _open(self, conversation: str, key: bytes, sealed: Mapping[str, bytes]) -> Drawer:
        now = self._clock()
        held = self._held.pop(conversation, None)
        # Values that could not be written, or have changed, are not what the vault has.
        if (
            held is None
            or held.drawer.key != key
            or held.drawer.fresh
            or not held.sealed.items() <= sealed.items()
        ):
            held = _Opened(Drawer(conversation, key), {}, now)
        _add(held.drawer, {t: sealed[t] for t in sealed.keys() - held.sealed.keys()})
        held.sealed = dict(sealed)
        held.expires = now + self._ttl
        self._held[conversation] = held
        while self._held:
            oldest = next(iter(self._held))
            if len(self._held) <= self._most and self._held[oldest].expires > now:
                break
            self.forget(oldest)
        return held.drawer

    def forget(self, conversation: str) -> None:
        """Keep the drawer of a conversation no longer."""
        with self._lock:
            self._held.pop(conversation, None)


def _add(drawer: Drawer, sealed: Mapping[str, bytes]) -> None:
    """Add sealed values to a drawer, in the order in which they were taken."""
    opened: list[tuple[int, str, Any]] = []
    for token, data in sealed.items():
        try:
            place, value = json.loads(unseal(drawer.key, data, f"{drawer.conversation}|{token}"))
        except VaultError:
            logger.error("A value in the vault cannot be opened and is left out.")
            continue
        opened.append((place, token, value))
    for _, token, value in sorted(opened, key=lambda item: item[:2]):
        drawer.values[token] = value
        drawer.note(token[1:].partition(":")[0], value)
