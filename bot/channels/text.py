"""What is left of a shopper's text once everything that is no text has been taken out."""

from __future__ import annotations

import re
import unicodedata

from bot.channels.buttons import COMMAND_PREFIX

# Invisible characters: control (C*), separators (Z*). A text of these alone says nothing.
_INVISIBLE = ("C", "Z")
_SPACES = re.compile(r"[^\S\n]+")


def clean(text: str) -> str:
    """Return ``text`` without control characters, lone surrogates and commands.

    Line breaks stay; a tab or another control character becomes a space, so that words do not run
    together. Joiners (emoji, Persian, Hindi) stay. Leading slashes are dropped: to Rasa they would
    begin a command. Empty when nothing visible is left.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(_kept(character) for character in text)
    kept = _SPACES.sub(" ", kept).strip()
    while kept.startswith(COMMAND_PREFIX):
        kept = kept.removeprefix(COMMAND_PREFIX).lstrip()
    return kept if any(_visible(character) for character in kept) else ""


def _kept(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cs":  # half a character: no database or log can write it
        return ""
    return " " if category == "Cc" and character != "\n" else character


def _visible(character: str) -> bool:
    return unicodedata.category(character)[0] not in _INVISIBLE
