"""What the shop's service speaks of, by the questions and answers of its FAQ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from actions.recommendation.text import stem
from actions.recommendation.things import tokens_of
from settings import PROJECT_ROOT

_FOLDER = PROJECT_ROOT / "data" / "faq"
_COMMENT = re.compile(r"^\s*#.*$", re.M)


@lru_cache(maxsize=1)
def served_terms() -> frozenset[str]:
    """Return the index terms of what questions and answers speak of: "spare parts", "lockers".

    Neither words that only stand before a noun, nor what shoppers call theirs: who has bike racks,
    and tells where to lock "my bike", need not sell bikes. The files are read once, as text: to
    parse them takes a hundred times as long.
    """
    texts = (path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("*.yml")))
    lines = (line for text in texts for line in _COMMENT.sub("", text).splitlines())
    return frozenset(term for line in lines for term in _nouns(line))


def _nouns(line: str) -> Iterator[str]:
    tokens = tokens_of(line)
    for before, token, after in zip((None, *tokens), tokens, (*tokens[1:], None), strict=False):
        owned = before is not None and before.text == "my"
        if token.content and not owned and not (after is not None and after.content):
            yield stem(token.word)
