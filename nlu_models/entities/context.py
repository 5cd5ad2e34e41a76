"""Words of the catalogue that also mean something else, and the company that gives them away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from nlu_models.entities.parts import OVER, compiled, listed
from nlu_models.entities.tokens import Token


class _Spoilers(NamedTuple):
    """Words before or after which a catalogue word is not meant."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()


def _spoilers(before: str = "", after: str = "") -> _Spoilers:
    return _Spoilers(frozenset(listed(before)), frozenset(listed(after)))


_SPOILED_BY: Mapping[str, _Spoilers] = {
    "watch": _spoilers("to i i'll i'd we you can could will please must don't", "out over it"),
    "coat": _spoilers(after="of"),
    "cap": _spoilers("price spending"),
    "pan": _spoilers(after="out"),
    "pot": _spoilers("melting flower"),
    "boot": _spoilers("car", "up sale"),
    "pack": _spoilers("to i we you"),
    "torch": _spoilers("to"),
    "light": _spoilers(after="blue green grey pink"),
    "rust": _spoilers("to it will would not does do can they"),
    "mint": _spoilers(after="condition"),
    "green": _spoilers("how go going be", "energy"),
    "black": _spoilers(after="friday"),
    "blue": _spoilers(after="light lightcard badge"),
    "red": _spoilers(after="cross"),
    "white": _spoilers(after="label"),
    "gold": _spoilers(after="card"),
    "silver": _spoilers(after="card"),
    "royal": _spoilers(after="mail"),
    "gift": _spoilers(after="card voucher receipt wrap wrapping wrapped certificate box message"),
    "summer": _spoilers(after="sale"),
    "winter": _spoilers(after="sale"),
    "stretch": _spoilers("to will would"),
    "cream": _spoilers("ice sun"),
    "stone": _spoilers("7 8 9 10 11 12 13 14 15 16 17 18 19 20 half kidney"),
    "checked": _spoilers("i i've we have has just already you been"),
    "running": _spoilers(after="late out low"),
}
_PARTY_OVER = compiled(OVER)
_ONE_SIZE = ("1", "size")
_SIZE_GOES_ON = frozenset(listed("up down bigger smaller larger too fit for"))
_PAST = frozenset(listed("ago guarantee warranty"))
# "How warm is it", "not as warm": no wish for something warm.
_DEGREES = frozenset(listed("how as less too"))
# "At least 20 litres" asks for no 20 litres.
_LIMITS = frozenset(listed("least most over under above below than to minimum maximum min max"))
_SIZE_BEFORE = frozenset(("size", "in"))
_SIZE_AFTER = frozenset(listed("size leg length version fitting"))
# What makes a word such as "down" the stuff.
_STUFF_BEFORE = frozenset(
    listed("goose duck real with of in no not without non and or is filled contain containing")
)
_STUFF_AFTER = frozenset(listed("filled fill filling free insulation feather"))


def spoiled(entity: str, key: Sequence[str], before: Token | None, after: Token | None) -> bool:
    """Whether the neighbours of a match show that something else is meant."""
    before_norm = before.norm if before else ""
    after_norm = after.norm if after else ""
    if entity == "attribute" and before_norm in _DEGREES:
        return True
    if key[0][0].isdecimal() and before_norm in _LIMITS:
        return True
    if tuple(key) == _ONE_SIZE:
        return after_norm in _SIZE_GOES_ON
    if key[-1] in ("year", "month"):
        return after_norm in _PAST
    known = _SPOILED_BY.get(key[0]) if len(key) == 1 else None
    if known is None:
        return False
    return before_norm in known.before or after_norm in known.after


def is_size(before: Token | None, after: Token | None) -> bool:
    """Whether an everyday word such as "long" means a size, by its neighbours."""
    if before is None and after is None:
        return True
    named = before is not None and before.norm in _SIZE_BEFORE
    return named or (after is not None and after.norm in _SIZE_AFTER)


def is_party(text: str, end: int, *, opens: bool) -> bool:
    """Whether "for two" tells how many a thing is for, by its neighbours.

    Args:
        text: The message.
        end: Where the words end.
        opens: Whether a category stands right before them, or nothing.
    """
    return opens and _PARTY_OVER.match(text, end) is not None


def is_stuff(before: Token | None, after: Token | None, *, noun_follows: bool) -> bool:
    """Whether an everyday word such as "down" means a material, by its neighbours.

    Args:
        before: The token before it.
        after: The token after it.
        noun_follows: Whether a category or product follows at once.
    """
    if before is None and after is None:
        return True
    if noun_follows or (after is not None and after.norm in _STUFF_AFTER):
        return True
    return before is not None and before.norm in _STUFF_BEFORE
