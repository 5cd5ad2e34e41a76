"""Pieces of regular expressions that several patterns share."""

from __future__ import annotations

import re

# What may follow where a phrase is over: the end, a mark, or a word that starts something new.
OVER = (
    r"(?=\s*(?:$|[.,;:!?)\]\"”…/\n])|\s+(?:please|pls|plz|or|and|if|for|but|too|as|is|are|in|with|would|"
    r"available|instead|then|thanks|thank|thx|to|from|at|when|because|vs|versus|under|below|over|around|"
    r"about|up)\b)"
)

DIGIT = re.compile(r"\d")


def listed(words: str) -> tuple[str, ...]:
    """Return the words of a text, for tables that would otherwise be all quotation marks."""
    return tuple(words.split())


def before(text: str, at: int, width: int = 64) -> str:
    """Return the part of a text that ends at a place, not longer than ``width`` characters."""
    return text[max(0, at - width) : at]


def compiled(expression: str) -> re.Pattern[str]:
    """Compile an expression that ignores case."""
    return re.compile(expression, re.IGNORECASE)
