"""What is left of a message to search by, once filters have taken their part."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from actions.recommendation.cues import without_freeing, without_orders
from actions.recommendation.text import stem, terms, words
from actions.recommendation.wearers import without_build

_MAX_QUERY_CHARS = 300
# Their words never go into a query: filters see to them, or they are personal.
_NOT_SEARCHED = frozenset(
    {"brand", "color", "material", "size", "attribute", "price", "ordinal", "critique"}
    | {"email", "postcode", "order_number", "amount", "wearer"}
)
_REFUSED = re.compile(
    r"(?:^|[,;]\s*|\b(?:but|and|with|please|has|have)\s+)(?:no|not|non|without|nothing)\s+"
    r"(?:(?:in|of|with|from|made|any|an?)\s+)*(\w+(?:[ -]\w+)?)",
    re.I,
)


def query_of(text: str, entities: Sequence[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the words to search by, and those that the message refuses ("no gore tex").

    Args:
        text: The message.
        entities: What filters see to, and what is personal, in Rasa's form.
    """
    return _split_refused(without_freeing(without_build(_left_of(text, entities))))


def _left_of(text: str, entities: Sequence[Mapping[str, Any]]) -> str:
    if text.startswith("/"):  # a button's payload
        return ""
    kept = list(text)
    for entity in entities:
        start, end = entity.get("start"), entity.get("end")
        if not isinstance(start, int) or not isinstance(end, int):
            continue
        # A mistyped category finds nothing as a word; "boots" finds what "shoes" does not.
        plain = entity.get("entity") == "category" and (
            entity.get("confidence", 1.0) < 1.0
            or _same_words(text[start:end], str(entity.get("value")))
        )
        if plain or entity.get("entity") in _NOT_SEARCHED or entity.get("role") == "exclude":
            kept[start:end] = " " * len(kept[start:end])
    query = without_orders(" ".join("".join(kept).split()))
    return " ".join(query.split())[:_MAX_QUERY_CHARS]


def _split_refused(query: str) -> tuple[str, str]:
    """Return the query without what it refuses ("no gore tex"), and that."""
    found = _REFUSED.search(query)
    if found is None:
        return _topic_part(query), ""
    rest = f"{query[: found.start()]} {query[found.end() :]}"
    return _topic_part(rest), _topic_part(found.group(1))


def _topic_part(query: str) -> str:
    """Return the query from its first to its last word that names something, or nothing.

    "I want a light" is a poor heading, and "want" is nothing to look for.
    """
    parts = query.split()
    telling = [at for at, part in enumerate(parts) if terms(part)]
    return " ".join(parts[telling[0] : telling[-1] + 1]).strip(" ,.;:!?") if telling else ""


def _same_words(one: str, other: str) -> bool:
    return [stem(word) for word in words(one)] == [stem(word) for word in words(other)]
