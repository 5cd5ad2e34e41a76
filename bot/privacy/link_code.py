"""One-time codes that join two devices: how they look, and how they are read out of a message.

Eight symbols in two groups, such as ``BHM9-45QB``, of Crockford's base 32
(crockford.com/base32.html): it has no I, L, O and U, and reads the first three as 1, 1 and 0. The
last symbol is a check by the Luhn algorithm modulo 32 (ISO/IEC 7812-1 has it for digits): one wrong
symbol is always noticed. Each group has a digit from 2 to 9 and a letter, so that words, years and
sizes are hardly taken for a code. That leaves 1.5e10 codes.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from collections.abc import Callable, Iterator
from typing import NamedTuple

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUP = 4
_READ_AS = str.maketrans("ILO", "110")
_ANY = "0-9A-Za-z"
_MIXED = rf"(?=[{_ANY}]{{0,3}}[2-9])(?=[{_ANY}]{{0,3}}[A-HJKMNP-TV-Za-hjkmnp-tv-z])"
_BETWEEN = r"[\s\-_.‐‑–—]{0,3}"
_APART = r"[\s\-_.‐‑–—]{1,3}"
# In a lookahead: the words before a code must not hide where it begins.
_TYPED = re.compile(
    rf"(?<![{_ANY}])(?=({_MIXED}[{_ANY}]{{4}}{_BETWEEN}{_MIXED}[{_ANY}]{{4}})(?![{_ANY}]))"
    rf"|(?<![{_ANY}])(?=([{_ANY}](?:{_APART}[{_ANY}]){{7}})(?![{_ANY}]))"
)
# What was meant as one, though it is mistyped: letters and a digit in one or two groups.
_MEANT = re.compile(
    rf"(?<![{_ANY}])(?=[{_ANY}\-–—]*\d)(?=[{_ANY}\-–—]*[A-Za-z])"
    rf"[{_ANY}]{{3,6}}(?:[\-–—]|\s(?=[{_ANY}]*\d))?[{_ANY}]{{2,6}}(?![{_ANY}])"
)


class Typed(NamedTuple):
    """A code in a text: ``text[start:end]`` is how it was typed.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        code: Its eight symbols, as they are hashed.
    """

    start: int
    end: int
    code: str


def new_code(choose: Callable[[str], str] = secrets.choice) -> str:
    """Return a code as it is shown.

    Args:
        choose: Chooses a symbol; by default by the system's source of randomness.
    """
    while True:
        symbols = "".join(choose(ALPHABET) for _ in range(2 * _GROUP - 1))
        code = symbols + _check_symbol(symbols)
        shown = f"{code[:_GROUP]}-{code[_GROUP:]}"
        if _TYPED.match(shown):
            return shown


def codes_in(text: str) -> Iterator[Typed]:
    """Yield the codes in a text, whatever stands between their symbols, in either case."""
    for match in _TYPED.finditer(text):
        group = 1 if match.group(1) else 2
        code = read_code(match.group(group))
        if code is not None:
            yield Typed(*match.span(group), code)


def read_code(typed: str) -> str | None:
    """Return the symbols of a typed code; None where it is none, or its check does not fit."""
    symbols = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isalnum())
    code = symbols.upper().translate(_READ_AS)
    if len(code) != 2 * _GROUP or not set(code) <= set(ALPHABET):
        return None
    return code if _check_symbol(code[:-1]) == code[-1] and _is_mixed(code) else None


def meant_in(text: str) -> str | None:
    """Return what looks like a mistyped code; None where nothing does."""
    found = _MEANT.search(unicodedata.normalize("NFKC", text))
    return found.group() if found else None


def _is_mixed(code: str) -> bool:
    groups = (code[:_GROUP], code[_GROUP:])
    return all(any(c in "23456789" for c in g) and any(c.isalpha() for c in g) for g in groups)


def _check_symbol(symbols: str) -> str:
    """Return what makes the sum of all symbols, every second one doubled, a multiple of 32."""
    base = len(ALPHABET)
    total = 0
    for place, symbol in enumerate(reversed(symbols)):
        value = ALPHABET.index(symbol) * (2 - place % 2)
        total += value // base + value % base
    return ALPHABET[-total % base]
