"""What was worked out for recent questions, kept warm for who asks the same."""

from __future__ import annotations

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Generic, TypeVar

from actions.recommendation.semantic import Floats, TextEncoder

_Value = TypeVar("_Value")
_VECTORS = 2048  # 3 MB of the bundled encoder's


class Warm(Generic[_Value]):
    """Values by question, those of the questions asked last.

    A question is kept as a digest under a key of this object alone: shoppers' words are not.

    Args:
        most: How many; the one that was not asked for longest gives way.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._key = secrets.token_bytes(32)
        self._kept: OrderedDict[bytes, _Value] = OrderedDict()
        self._lock = Lock()

    def of(self, question: object, make: Callable[[], _Value]) -> _Value:
        """Return what a question came to, made where it is not known.

        Args:
            question: Told from others by its ``repr``.
            make: Makes the value; two threads that ask the same at once may both do so.
        """
        digest = hashlib.blake2b(repr(question).encode(), digest_size=16, key=self._key).digest()
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        made = make()
        with self._lock:
            self._kept[digest] = made
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made


class WarmEncoder:
    """An encoder of questions that remembers the vectors of recent ones.

    For one question or two at a time, not for a catalogue.

    Args:
        encoder: Makes the vectors.
    """

    def __init__(self, encoder: TextEncoder) -> None:
        self._encoder = encoder
        self._vectors: Warm[Floats] = Warm(_VECTORS)

    def encode(self, texts: Sequence[str], batch_size: int = 32) -> Floats:
        """Return one L2-normalised row for each text, float32 of shape (n, dim).

        Vectors of texts that are encoded together differ a little from those of each alone: it is
        the texts together that are remembered.
        """
        return self._vectors.of(
            tuple(texts), lambda: _fixed(self._encoder.encode(texts, batch_size=batch_size))
        )


def _fixed(vectors: Floats) -> Floats:
    """Return vectors that nobody can change any more, as several may hold them."""
    vectors.flags.writeable = False
    return vectors
