"""Values that a word of their kind stands near, before or behind, in whatever wording.

A phrase list finds what its author thought of. Here the form of a value and the vocabulary of its
kind are enough: "it runs out 03/28", "03/28 is what the front of my visa says".
"""

from __future__ import annotations

SENTENCE = r"(?:[^.!?\n]|\.(?=\S)|(?<=\b(?:no|nr|acc|acct|exp|ref|tel|inv))\.)"
"""A character of the same sentence."""
MESSAGE = r"[\s\S]"
"""Any character."""


def near(
    shape: str,
    cue: str,
    *,
    before: int = 40,
    after: int = 40,
    unless: str = "",
    gap: str = SENTENCE,
) -> str:
    """Return an expression for values of a form that have a cue near.

    Args:
        shape: Form of the value, with its borders, without groups that are referred to.
        cue: Words of the kind.
        before: At most so many characters between a cue and the value behind it.
        after: At most so many between the value and a cue behind it; 0 to look only before.
        unless: Words that explain the value otherwise, wherever in these stretches they stand.
        gap: What a character between may be.
    """
    sides = [rf"(?<=(?:{cue}){gap}{{0,{before}}})"]
    if after:
        sides.append(rf"(?={shape}{gap}{{0,{after}}}?(?:{cue}))")
    otherwise = ""
    if unless:
        behind = rf"{shape}{gap}{{0,{after or before}}}?(?:{unless})"
        otherwise = rf"(?<!(?:{unless}){gap}{{0,{before}}})(?!{behind})"
    return rf"(?={shape})(?:{'|'.join(sides)}){otherwise}{shape}"
