"""Which items of an order a shopper means."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from actions.recommendation.text import STOP_WORDS, stem, synonyms, told_apart, words
from actions.shop.records import OrderLineRecord, OrderRecord

# "All right", "that's all" and "not at all" are none.
_ALL = re.compile(
    r"(?<!\bthat's )(?<!\bthat is )(?<!\bat )(?<!\bafter )(?<!\bnot )\ball\b"
    r"(?! (?:right|good|fine|ok(?:ay)?|set|the (?:same|best)))"
    r"|\b(?:everything|both|the (?:whole|entire|complete) (?:order|lot|thing))\b"
)
_NOT = re.compile(
    r"\b(?:not|but|except|instead of)\s+(?:for\s+)?(?:the\s+|my\s+)?(?!keep)[\w-]+"
    r"|\bkeep(?:ing)?\b(?:(?!\b(?:return|send|exchange)\b)[^,.;])*"
)
_EXCEPT = re.compile(r"\b(?:all|everything)\s+(?:but|except)\b")


def meant_lines(
    text: str, ordinals: Sequence[Any], lines: Sequence[OrderLineRecord]
) -> list[OrderLineRecord]:
    """Return the lines that a text points at by place or by words; none where it is unclear.

    A place that is not there makes all of it unclear: "the second and the third" of two lines must
    not become the second alone.

    Args:
        text: What was said, in lower case.
        ordinals: Places that the NLU found in it, 1-based; -1 is the last.
        lines: What can be chosen from, in the order in which it was shown.
    """
    refused = {line.line_id for line in refused_lines(text, lines)}
    if _EXCEPT.search(text) or (not refused and _ALL.search(text)):
        return [line for line in lines if line.line_id not in refused]
    places = [o - 1 if o > 0 else len(lines) + o for o in ordinals if type(o) is int]
    if places:
        there = all(0 <= place < len(lines) for place in places)
        return [lines[place] for place in dict.fromkeys(places)] if there else []
    meant = _described(_NOT.sub(" ", text), lines)
    return [line for line in meant if line.line_id not in refused]


def refused_lines(text: str, lines: Sequence[OrderLineRecord]) -> list[OrderLineRecord]:
    """Return the lines that a text excludes ("not the hat", "I keep the hat")."""
    return [line for part in _NOT.findall(text) for line in _described(part, lines)]


def orders_named(text: str, orders: Sequence[OrderRecord]) -> list[OrderRecord]:
    """Return the orders whose items a text names best; none where it names no item of any.

    A word of an item counts more than another word for the same thing: who says "boots" means
    shoes only where there are no boots.

    Args:
        text: What was said.
        orders: What can be meant.
    """
    said = _said(text)
    named = []
    for order in orders:
        called = set().union(*(_stems(line) for line in order.lines))
        meant = [word for word in said if not called.isdisjoint(synonyms(word))]
        named.append((len(said & called), len(meant)))
    best = max(named, default=(0, 0))
    return [order for order, own in zip(orders, named, strict=True) if own == best and any(own)]


def _described(text: str, lines: Sequence[OrderLineRecord]) -> list[OrderLineRecord]:
    """Return the lines of which the text has a word that no other line has."""
    said = _said(text)
    said |= {other for word in said for other in synonyms(word)}
    meant = told_apart(said, {line.line_id: _stems(line) for line in lines})
    return [line for line in lines if line.line_id in meant]


def _said(text: str) -> set[str]:
    return {stem(word) for word in words(text) if word not in STOP_WORDS}


def _stems(line: OrderLineRecord) -> set[str]:
    text = f"{line.title} {' '.join(line.options.values())}"
    return {stem(word) for word in words(text)}
