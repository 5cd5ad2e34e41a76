"""What an answer is about, by its name, and a further question asked anew with that in it.

The names of answers begin with what they are about: ``gift_card_buy`` and ``gift_card_expiry`` are
about gift cards. So behind the one "and do they expire?" is "gift card do they expire" and "do gift
card expire": one of the two says enough for the encoder.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

_POINTS_BACK = re.compile(
    r"\b(?:it|they|them|that|this|those|these|ones?|there|em)\b(?!['’])", re.IGNORECASE
)
_OPENS = re.compile(
    r"^\W*(?:(?:ok(?:ay)?|thanks|and|but|so|what about|how about)\b\W*)+", re.IGNORECASE
)


class Subjects:
    """The subjects of a set of answers."""

    def __init__(self, names: Iterable[str]) -> None:
        """Take the answers' names, such as ``faq/gift_card_buy``."""
        self._prefixes = _prefixes([_words(name) for name in names])
        self._shared = Counter(self._prefixes.values())

    def of(self, name: str) -> str:
        """Return what an answer is about: what other names begin with as well, or else its name."""
        prefix = self._prefixes.get(_words(name), ())
        return " ".join(prefix if prefix and self._shared[prefix] > 1 else _words(name))


def related(one: str, other: str) -> bool:
    """Whether the names of two answers have a word in common."""
    return not set(_words(one)).isdisjoint(_words(other))


def asked_of(subject: str, text: str) -> tuple[str, str]:
    """Return a further question with its subject before it, and with it in place of "it".

    Args:
        subject: What it is about: ``gift card``.
        text: The question: "and do they expire".
    """
    core = _OPENS.sub("", text) or text
    named, found = _POINTS_BACK.subn(subject, core, count=1)
    return f"{subject} {text}", named if found else f"{core.rstrip('?!. ')} {subject}"


def _words(name: str) -> tuple[str, ...]:
    return tuple(name.rpartition("/")[2].split("_"))


def _prefixes(names: list[tuple[str, ...]]) -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """Return for each name the longest beginning that another one has too."""
    begun = Counter(name[:length] for name in names for length in range(1, len(name) + 1))
    return {
        name: next((name[:n] for n in range(len(name) - 1, 0, -1) if begun[name[:n]] > 1), ())
        for name in names
    }
